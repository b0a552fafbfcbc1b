"""`klangbild evaluate samplers`: what fewer steps and other settings cost.

Every setting fills the same holes with the same seeds. Beside the measures of a hole stand the
bits that a judge, a network, gives the answers (the bound of `likelihood`): a sampler that draws
what the network means gets the bits of the full sampler; more is muddle, less is dullness.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from generators.base import Filling, FillRequest, NoteGenerator, Sampling
from generators.notes.diffusion import T
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.tokens import Mask
from generators.score import STEPS_PER_BEAT, ScoreError
from training.evaluate import likelihood, measures, pieces
from training.evaluate.batched import fill_all
from training.evaluate.figures import Figure, FigureTable, picks, ratio
from training.evaluate.histograms import divergence, histograms
from training.evaluate.measures import Count, Measures, Scene
from training.evaluate.pieces import Piece, seed_of
from training.evaluate.pool import Bench, Open, opened
from training.evaluate.publish import publish, wide_console
from training.evaluate.study import Holes, hole_of

REAL, OWN, FULL = "real", "as the preset says", "thesis, one at a time"
STEPS = (4, 8, 12, 16, 24, 32, 64)
HOLES = (4, 16)
"""Bars of the holes in all tracks that the samplers fill."""
JUDGE_DRAWS = 8
QUALITY: Measures = {
    "tracks": measures.tracks,
    "in scale": measures.in_scale,
    "shared pitch classes": measures.shared_pitch_classes,
    "consonant": measures.consonance,
    "onset F1": measures.onset_f1,
}
"""More is better; the quality of a sampler is their mean ratio to those of the full sampler."""


def settings(defaults: SamplerDefaults) -> dict[str, SamplerDefaults]:
    """The preset's own sampler, the full one, and one change at a time."""
    first = {OWN: defaults, FULL: replace(defaults, kind="thesis", steps=T)}
    changes = {
        **{f"{steps} steps": replace(defaults, steps=steps) for steps in STEPS},
        **{f"redraw {share:g}": replace(defaults, redraw=share) for share in (0.0, 0.25, 0.33)},
        **{f"temperature {t:g}": replace(defaults, temperature=t) for t in (0.9, 1.0)},
        **{f"top_p {share:g}": replace(defaults, top_p=share) for share in (0.95, 1.0)},
        **{f"window {bars} bars": replace(defaults, window_bars=bars) for bars in (16, 32, 64)},
    }
    return first | {name: one for name, one in changes.items() if one != defaults}


@dataclass(frozen=True)
class Answers:
    """To one hole in every piece, in one setting: what was counted, the judge's bits
    [pieces, 2], and seconds."""

    counts: Sequence[dict[str, Count]]
    histograms: Sequence[dict[tuple[str, str], NDArray[np.float64]]]
    bits: NDArray[np.float64]
    seconds: Sequence[float]

    @classmethod
    def joined(cls, parts: Sequence[Answers]) -> Answers:
        """Of several chunks of pieces."""
        return cls(
            [count for part in parts for count in part.counts],
            [one for part in parts for one in part.histograms],
            np.concatenate([part.bits for part in parts]),
            [seconds for part in parts for seconds in part.seconds],
        )


def compare(
    opener: Open,
    data: Path,
    judge: Open | None = None,
    limit: int | None = None,
    workers: int | None = None,
    json: Path | None = None,
    console: Console | None = None,
) -> dict[str, Any]:
    """Fill holes in the pieces in `data` with every setting; print a table for each length of
    hole and write the figures to `json`. The preset is its own judge unless another is named."""
    console = console or wide_console()
    model, referee = opened(opener), opened(judge or opener)
    if not isinstance(model, Schmubert) or not isinstance(referee, Schmubert):
        raise ScoreError("repeat has no sampler: name another preset")
    if model.layout != referee.layout:
        raise ScoreError(f"{referee.name} plays other tracks than {model.name}: name another judge")
    bench = Bench(opener, pieces.load(data, model.layout, limit), console, workers)
    made = {}
    for bars in HOLES:
        parts = bench.run(partial(_compare, judge or opener, bars), f"{bars}-bar holes")
        found = {name: Answers.joined([part[name] for part in parts]) for name in parts[0]}
        made[f"{bars} bars"] = table(found, bars)
    plain = {name: one.plain() for name, one in made.items()}
    told = {"preset": model.name, "judge": referee.name, "pieces": len(bench.pieces), **plain}
    publish(made.values(), told, json, console)
    return told


def _compare(
    judge: Open, bars: int, model: NoteGenerator, chunk: Sequence[Piece]
) -> dict[str, Answers]:
    """Every setting's answers, and the real notes."""
    referee = opened(judge)
    assert isinstance(model, Schmubert) and isinstance(referee, Schmubert)  # noqa: S101
    asked = [(piece, hole_of(piece, bars)) for piece in chunk]
    real = judged(referee, asked, [Scene(p.clip, holes, {}).real for p, holes in asked], 0.0)
    every = settings(model.defaults).items()
    return {REAL: real} | {name: answers(model, referee, one, asked) for name, one in every}


def answers(
    model: Schmubert,
    judge: Schmubert,
    setting: SamplerDefaults,
    asked: Sequence[tuple[Piece, Holes]],
) -> Answers:
    """Fill the holes and judge the answers."""
    player = copy.copy(model)
    player.defaults = setting
    requests = [
        FillRequest(piece.name, piece.clip, holes, Sampling(seed=seed_of(piece.name), humanise=0.0))
        for piece, holes in asked
    ]
    began = time.perf_counter()
    fillings = fill_all(player, requests)
    return judged(judge, asked, fillings, (time.perf_counter() - began) / len(asked))


def judged(
    judge: Schmubert,
    asked: Sequence[tuple[Piece, Holes]],
    fillings: Sequence[Filling],
    seconds: float,
) -> Answers:
    """Count in the answers, and let the judge say how likely they are."""
    scenes = [
        Scene(piece.clip, holes, filling)
        for (piece, holes), filling in zip(asked, fillings, strict=True)
    ]
    return Answers(
        [measures.counts({**QUALITY, "notes": measures.density}, scene) for scene in scenes],
        [histograms(scene, scene.filling) for scene in scenes],
        _bits(judge, [piece for piece, _ in asked], scenes),
        [seconds] * len(asked),
    )


def _bits(judge: Schmubert, real: Sequence[Piece], scenes: Sequence[Scene]) -> NDArray[np.float64]:
    cases = [
        case
        for number, (piece, scene) in enumerate(zip(real, scenes, strict=True))
        for case in likelihood.Heard(
            Piece.encoded(piece.name, scene.known.replacing((), scene.filling), judge.layout),
            number,
            judge.window_steps,
            JUDGE_DRAWS,
        ).bound("hole", _marked(scene))
    ]
    found = likelihood.measure(judge.predict, cases, len(real), judge.layout)
    total: NDArray[np.float64] = found["hole"].sum(axis=1)
    return total


def _marked(scene: Scene) -> Callable[[Mask, np.random.Generator], None]:
    def mark(mask: Mask, _: np.random.Generator) -> None:
        mask[round(scene.start * STEPS_PER_BEAT) : round(scene.end * STEPS_PER_BEAT)] = True

    return mark


def table(found: Mapping[str, Answers], bars: int) -> FigureTable:
    """One row for each setting, and one for the real notes."""
    full, real = found[FULL], found[REAL]
    rows = {
        name: {
            "quality lost": lost(own, full),
            "judge's bits": ratio(own.bits[:, 0], own.bits[:, 1]),
            **{
                measure: ratio(*np.array([c[measure] for c in own.counts]).T)
                for measure in own.counts[0]
            },
            "histograms": Figure(_apart(own, real)),
            "seconds": Figure(float(np.mean(own.seconds))),
        }
        for name, own in found.items()
    }
    return FigureTable(
        f"Samplers, {bars}-bar holes",
        f"Quality is the mean ratio of {', '.join(QUALITY)} to what the full sampler gets. The "
        "judge's bits per event tell muddle (more than the full sampler's) from dullness (less). "
        "Histograms: mean divergence from the real ones. Seconds for each answer.",
        rows,
        "quality lost",
    )


def lost(own: Answers, full: Answers) -> Figure:
    """1 - the mean ratio of the measures of quality; both sets resampled by the same pieces."""
    drawn = np.concatenate((np.arange(len(own.counts))[None], picks(len(own.counts))))
    ratios = []
    for measure in QUALITY:
        ours, theirs = (
            np.array([count[measure] for count in one.counts], dtype=np.float64)[drawn].sum(axis=1)
            for one in (own, full)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios.append((ours[:, 0] / ours[:, 1]) / (theirs[:, 0] / theirs[:, 1]))
    values = 1.0 - np.nanmean(ratios, axis=0)
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return Figure(float(values[0]), float(low), float(high))


def _apart(own: Answers, real: Answers) -> float:
    keys = real.histograms[0]
    apart = [
        divergence(*(np.sum([one[key] for one in of.histograms], axis=0) for of in (own, real)))
        for key in keys
    ]
    return float(np.nanmean(apart))
