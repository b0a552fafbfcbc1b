"""`klangbild evaluate listener`: what a listener hears in clips that it was not trained on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from generators.images.listener import Listener
from generators.media import AudioWindow
from generators.score import ScoreError
from training.sounds.data import Sounds

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """What a listener said of clips: `shares` [clips, labels] are means over their windows, in the
    listener's order of labels, as are `truth` [clips]; `embeddings` [clips, size] likewise, at
    length 1; `first` [clips, labels] are those of each clip's first window alone."""

    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    shares: Matrix
    first: Matrix
    embeddings: Matrix
    pieces: tuple[str, ...]
    recorded: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.bool_]) -> Scores:
        """The same of some of the clips."""
        pieces = tuple(piece for piece, one in zip(self.pieces, chosen, strict=True) if one)
        return Scores(
            self.labels, self.truth[chosen], self.shares[chosen], self.first[chosen],
            self.embeddings[chosen], pieces, self.recorded[chosen],
        )  # fmt: skip

    @property
    def accuracy(self) -> float:
        """Share of clips whose likeliest label is right."""
        return top(self.shares, self.truth, 1)

    @property
    def surprise(self) -> float:
        """Mean of -log2 of the right label's share: bits a clip."""
        right = self.shares[np.arange(len(self.truth)), self.truth]
        return float(-np.log2(np.maximum(right, 1e-9)).mean())


def measured(listener: Listener, sounds: Sounds) -> Scores:
    """Let a listener hear windows that cover each clip. Raises `ScoreError` where the sounds have
    another rate or labels that the listener does not know."""
    if sounds.rate != listener.rate:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, the listener wants {listener.rate}")
    unknown = {entry.label for entry in sounds.entries} - {*listener.labels}
    if unknown:
        raise ScoreError(f"the listener does not know {', '.join(sorted(unknown))}")
    shares, first, embeddings = [], [], []
    for index in range(len(sounds)):
        heard = [listener.embed(window) for window in windows(sounds, index, listener.seconds)]
        said = np.array([[each.labels[name] for name in listener.labels] for each in heard])
        shares.append(said.mean(axis=0))
        first.append(said[0])
        mean = np.mean([each.embedding for each in heard], axis=0)
        embeddings.append(mean / max(1e-9, float(np.linalg.norm(mean))))
    return Scores(
        listener.labels,
        np.array([listener.labels.index(entry.label) for entry in sounds.entries]),
        np.array(shares),
        np.array(first),
        np.array(embeddings, np.float64),
        tuple(entry.piece for entry in sounds.entries),
        np.array([entry.recorded for entry in sounds.entries]),
    )


def windows(sounds: Sounds, index: int, seconds: float) -> list[AudioWindow]:
    """As many windows as it takes to cover a clip, evenly spread."""
    clip, frames = sounds.clip(index), round(seconds * sounds.rate)
    count = max(1, -(-len(clip) // frames))
    starts = np.linspace(0, max(0, len(clip) - frames), count).astype(int)
    rate = sounds.rate
    return [
        AudioWindow(clip[start : start + frames], rate, (start + frames) / rate) for start in starts
    ]


def top(shares: Matrix, truth: NDArray[np.int64], count: int) -> float:
    """Share of clips whose label is among the `count` likeliest."""
    best = np.argsort(-shares, axis=1, kind="stable")[:, :count]
    return float((best == truth[:, None]).any(axis=1).mean())


def confusion(scores: Scores) -> NDArray[np.int64]:
    """[labels, labels]: how many clips of each label (rows) were heard as each label."""
    table = np.zeros((len(scores.labels),) * 2, np.int64)
    np.add.at(table, (scores.truth, scores.shares.argmax(axis=1)), 1)
    return table


def f1(table: NDArray[np.int64]) -> Matrix:
    """F1 of each label of a confusion matrix; nan for labels without a clip."""
    right, total = np.diag(table), table.sum(axis=0) + table.sum(axis=1)
    return np.where(table.sum(axis=1) > 0, 2.0 * right / np.maximum(total, 1), np.nan)


def retrieval(scores: Scores) -> dict[str, float]:
    """Ask each clip for those most like it, by the cosine of embeddings, in other pieces.

    `nearest` is the share of clips whose nearest has their label, `precision` the mean average
    precision, `chance` what `nearest` is for a choice at random. Clips without a clip of their
    label in another piece are left out; nan where none is left.
    """
    likeness = scores.embeddings @ scores.embeddings.T
    pieces = np.array(scores.pieces)
    nearest, precision, chance = [], [], []
    for index, row in enumerate(likeness):
        others = pieces != pieces[index]
        order = np.flatnonzero(others)[np.argsort(-row[others], kind="stable")]
        hits = scores.truth[order] == scores.truth[index]
        if not hits.any():
            continue
        nearest.append(float(hits[0]))
        ranks = np.flatnonzero(hits) + 1
        precision.append(float((np.arange(1, len(ranks) + 1) / ranks).mean()))
        chance.append(float(hits.mean()))
    names = ("nearest", "precision", "chance")
    return {
        name: float(np.mean(values)) if values else float("nan")
        for name, values in zip(names, (nearest, precision, chance), strict=True)
    }


def figures(scores: Scores) -> dict[str, Any]:
    """All figures of some clips, with the accuracy of always saying the commonest label, and of
    choosing among the labels (`chance`)."""
    table = confusion(scores)
    share = scores.accuracy
    return {
        "clips": len(scores.truth),
        "accuracy": share,
        "error": float(np.sqrt(share * (1 - share) / len(scores.truth))),
        "one_window": top(scores.first, scores.truth, 1),
        "top3": top(scores.shares, scores.truth, 3),
        "macro_f1": float(np.nanmean(f1(table))),
        "bits": scores.surprise,
        "confidence": float(scores.shares.max(axis=1).mean()),
        "chance": 1.0 / len(scores.labels),
        "commonest": float(np.bincount(scores.truth).max() / len(scores.truth)),
        "retrieval": retrieval(scores),
    }


def evaluate(
    listener: Listener, sounds: Sounds, console: Console, json_file: Path | None = None
) -> dict[str, Any]:
    """Measure, show and perhaps write: all clips, recorded and rendered ones apart, each label."""
    scores = measured(listener, sounds)
    groups = {
        "all": np.ones(len(sounds), np.bool_),
        "recorded": scores.recorded,
        "rendered": ~scores.recorded,
    }
    found: dict[str, Any] = {
        name: figures(scores.of(chosen)) for name, chosen in groups.items() if chosen.any()
    }
    table = confusion(scores)
    found["labels"] = {
        label: {"clips": int(table[i].sum()), "right": int(table[i, i]), "f1": float(f1(table)[i])}
        for i, label in enumerate(scores.labels)
        if table[i].any()
    }
    found["confusion"] = {"labels": list(scores.labels), "table": table.tolist()}
    _show(found, console)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def _show(found: dict[str, Any], console: Console) -> None:
    groups = [name for name in ("all", "recorded", "rendered") if name in found]
    rows: Sequence[tuple[str, str]] = (
        ("clips", "clips"), ("accuracy", "accuracy"), ("one_window", "of one window alone"),
        ("top3", "right label among three"), ("macro_f1", "macro F1"), ("chance", "chance"),
        ("commonest", "always the commonest label"), ("bits", "bits"),
    )  # fmt: skip
    table = Table("", *groups)
    for key, text in rows:
        table.add_row(text, *(_number(found[name][key]) for name in groups))
    for key, text in (
        ("nearest", "nearest clip has the label"),
        ("precision", "mean average precision"),
        ("chance", "chance of both"),
    ):
        table.add_row(text, *(_number(found[name]["retrieval"][key]) for name in groups))
    console.print(table)
    labels, numbers = found["confusion"]["labels"], found["confusion"]["table"]
    table = Table("label", "right", "F1", "heard as")
    for label, row in zip(labels, numbers, strict=True):
        if label in found["labels"]:
            score = found["labels"][label]
            heard = sorted(zip(row, labels, strict=True), reverse=True)
            said = ", ".join(f"{name} {count}" for count, name in heard if count)
            table.add_row(label, f"{score['right']}/{score['clips']}", f"{score['f1']:.2f}", said)
    console.print(table)


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
