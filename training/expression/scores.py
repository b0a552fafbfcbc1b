"""`klangbild evaluate expression`: the network beside simple players, on pieces held out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from generators.checkpoint import best_device, expression
from generators.notes.expression import ASPECTS, Aspect, Expression
from generators.notes.expression_network import (
    OFFSETS,
    VELOCITIES,
    ExpressionNetwork,
    Heard,
    Notes,
    kinds,
)
from generators.score import STEPS_PER_BAR
from training.expression.batches import Mask, Source
from training.expression.train import load, read_config

AROUND, HOLE = 4, 4
"""Bars that are heard on either side of the hole, and bars of the hole."""
MOST_PLACES = 4
"""Holes in one piece at most."""
BINS = {"velocity": VELOCITIES, "offset": OFFSETS}
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """A stretch of a piece; the velocities and offsets of its `hidden` notes are asked for."""

    notes: Notes
    hidden: Mask
    tempo: float

    def truth(self, aspect: Aspect) -> Values:
        """The real values of the hidden notes."""
        return self.notes[aspect.name][self.hidden].astype(np.float64)


def places(source: Source, valid: bool, limit: int) -> list[Place]:
    """4-bar holes across all tracks, 4 bars heard on either side, in at most `limit` pieces."""
    indices = [int(i) for i in np.flatnonzero(source.held_out == valid)]
    random.Random(0).shuffle(indices)
    found = []
    for index in indices[:limit]:
        notes, tempo = source.pieces[index], float(source.pieces.tempos[index])
        bars = notes["step"] // STEPS_PER_BAR
        for first in _holes(source.pieces.names[index], int(bars[-1]) + 1):
            near = (bars >= first - AROUND) & (bars < first + HOLE + AROUND)
            hidden = (bars[near] >= first) & (bars[near] < first + HOLE)
            if hidden.sum() >= 4 and (~hidden).sum() >= 4:
                found.append(Place(notes[near], hidden, tempo))
    return found


def _holes(name: str, bars: int) -> list[int]:
    """First bars of holes with something before them; they depend on the piece's name alone."""
    span = HOLE + AROUND
    starts = range(random.Random(name).randint(1, AROUND), bars - HOLE, span)
    return random.Random(name).sample(starts, min(MOST_PLACES, len(starts)))


Player = Callable[[Place, Aspect], Values]
"""Says one value for each hidden note."""


def median_of_track(place: Place, aspect: Aspect) -> Values:
    """The median of the note's track (of all tracks, if it is silent around the hole)."""
    known, parts = place.notes[~place.hidden], place.notes["part"][place.hidden]
    lent = known[aspect.name]
    middle = {part: np.median(lent[known["part"] == part]) for part in np.unique(known["part"])}
    return np.array([middle.get(part, np.median(lent)) for part in parts], dtype=np.float64)


def _same_place(place: Place, aspect: Aspect, choose: Callable[[Values], float]) -> Values:
    """`choose` among the known notes of the same kind at the same step of a bar, where there are
    any; they come in order, those before the hole last."""
    known, hidden = place.notes[~place.hidden], place.notes[place.hidden]
    late = known["step"] > hidden["step"][-1]
    known = np.concatenate((known[late], known[~late]))
    keys, asked = _keys(known), _keys(hidden)
    found = median_of_track(place, aspect)
    for number, key in enumerate(asked):
        same = known[aspect.name][keys == key]
        if len(same):
            found[number] = choose(same.astype(np.float64))
    return found


def _keys(notes: Notes) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = kinds(notes) * STEPS_PER_BAR + notes["step"] % STEPS_PER_BAR
    return keys


def previous_bar(place: Place, aspect: Aspect) -> Values:
    """What the same drum or track did at the same step of the last bar that had it."""
    return _same_place(place, aspect, lambda same: float(same[-1]))


def same_step(place: Place, aspect: Aspect) -> Values:
    """The mean of what the same drum or track did at the same step of all bars around."""
    return _same_place(place, aspect, lambda same: float(same.mean()))


def step_means(training: Sequence[Place]) -> Player:
    """The mean of all training pieces for the same drum or track at the same step."""
    notes = np.concatenate([place.notes for place in training])
    keys = _keys(notes)
    means = {
        aspect.name: {key: float(notes[aspect.name][keys == key].mean()) for key in np.unique(keys)}
        for aspect in ASPECTS
    }

    def say(place: Place, aspect: Aspect) -> Values:
        every = float(np.mean(list(means[aspect.name].values())))
        asked = _keys(place.notes[place.hidden])
        return np.array([means[aspect.name].get(key, every) for key in asked])

    return say


@dataclass(frozen=True)
class Score:
    """`bits` a note (negative log-likelihood of the bins), mean absolute `error`, and `spread`:
    the standard deviation within a track and hole, against the real one."""

    bits: float
    error: float
    spread: float


def score_player(
    player: Player, training: Sequence[Place], held: Sequence[Place], aspect: Aspect
) -> Score:
    """A player that says one value, with the slips that it makes on the training pieces as its
    distribution."""
    count = BINS[aspect.name]
    slips = np.full(2 * count - 1, 0.02)
    for place in training:
        truth = _bins(place, aspect, place.truth(aspect))
        np.add.at(slips, truth - _bins(place, aspect, player(place, aspect)) + count - 1, 1.0)
    table = np.stack([slips[count - 1 - said : 2 * count - 1 - said] for said in range(count)])
    table /= table.sum(axis=1, keepdims=True)
    bits, errors, said = [], [], []
    for place in held:
        said.append(player(place, aspect))
        chances = table[_bins(place, aspect, said[-1]), _bins(place, aspect, place.truth(aspect))]
        bits.append(-np.log2(chances))
        errors.append(np.abs(said[-1] - place.truth(aspect)))
    return Score(_mean(bits), _mean(errors), spread(held, aspect, said))


def score_network(expression: Expression, held: Sequence[Place]) -> dict[str, Score]:
    """The network by aspect: its likelihoods, the medians that it says, the values it draws."""
    said: dict[str, tuple[list[Values], list[Values], list[Values]]] = {
        aspect.name: ([], [], []) for aspect in ASPECTS
    }
    for number, place in enumerate(held):
        with torch.inference_mode():
            found = expression.network(
                Heard.of([place.notes], [place.hidden], [place.tempo]).to(expression.device)
            )
        drawn = expression.draw(
            place.notes[~place.hidden], place.notes[place.hidden], place.tempo, number
        )
        for aspect, logs in zip(ASPECTS, found, strict=True):
            chances = logs[0].exp().cpu().double().numpy()[place.hidden]
            bits, errors, draws = said[aspect.name]
            truth = place.truth(aspect)
            bins = _bins(place, aspect, truth)
            bits.append(-np.log2(chances[np.arange(len(bins)), bins]))
            middle = (chances.cumsum(axis=1) < 0.5 * chances.sum(axis=1, keepdims=True)).sum(axis=1)
            errors.append(np.abs(aspect.middle(middle) - truth))
            draws.append(drawn[aspect.name].astype(np.float64))
    return {
        aspect.name: Score(
            _mean(said[aspect.name][0]),
            _mean(said[aspect.name][1]),
            spread(held, aspect, said[aspect.name][2]),
        )
        for aspect in ASPECTS
    }


def spread(held: Sequence[Place], aspect: Aspect, said: Sequence[Values]) -> float:
    """Standard deviation of what was `said` within a track and hole, against the real one."""
    ours, real = 0.0, 0.0
    for place, values in zip(held, said, strict=True):
        parts = place.notes["part"][place.hidden]
        for part in np.unique(parts):
            own = parts == part
            ours += float(values[own].var() * own.sum())
            real += float(place.truth(aspect)[own].var() * own.sum())
    return float(np.sqrt(ours / real)) if real else 0.0


def _bins(place: Place, aspect: Aspect, values: Values) -> NDArray[np.int64]:
    notes = place.notes[place.hidden].copy()
    notes[aspect.name] = values
    return aspect.bins(notes)


def _mean(parts: Sequence[Values]) -> float:
    return float(np.concatenate(parts).mean())


def of_run(
    config_path: Path,
    limit: int = 200,
    console: Console | None = None,
    json_file: Path | None = None,
) -> dict[str, Any]:
    """`evaluate` the last checkpoint of the run that a config describes."""
    config = read_config(config_path)
    weights = load(config_path.parent / config.run)["network"]
    network = expression(config.sizes, weights, best_device()).network
    return evaluate(network, config.sources(config_path.parent), limit, console, json_file)


def evaluate(
    network: ExpressionNetwork,
    sources: Mapping[str, Source],
    limit: int = 200,
    console: Console | None = None,
    json_file: Path | None = None,
) -> dict[str, Any]:
    """Measure `network` on at most `limit` held-out pieces of each source; print a table, return
    the figures."""
    console = console or Console()
    expression = Expression(network, next(network.parameters()).device)
    figures: dict[str, Any] = {}
    for name, source in track(sources.items(), "evaluating", console=console):
        training, held = places(source, False, limit), places(source, True, limit)
        if not held:
            continue
        players = {
            "median of the track": median_of_track,
            "same step, previous bar": previous_bar,
            "same step, mean around": same_step,
            "same step, mean of training": step_means(training),
        }
        learned = score_network(expression, held)
        row: dict[str, Any] = {"holes": len(held), "notes": sum(int(p.hidden.sum()) for p in held)}
        for aspect in ASPECTS:
            row[aspect.name] = {"learned": vars(learned[aspect.name])}
            for player, say in players.items():
                row[aspect.name][player] = vars(score_player(say, training, held, aspect))
        figures[name] = row
    console.print(_table(figures))
    if json_file:
        json_file.write_text(json.dumps(figures, indent=2) + "\n")
    return figures


def _table(figures: Mapping[str, Any]) -> Table:
    table = Table(
        title="4-bar holes in pieces held out; bits a note, mean absolute error (velocity; 16ths), "
        "spread against the real"
    )
    for column in ("pieces", "notes", "player", "velocity", "timing"):
        table.add_column(column)
    for name, row in figures.items():
        for player in row["velocity"]:
            cells = [
                f"{row[a.name][player]['bits']:.2f}  {row[a.name][player]['error']:.3g}  "
                f"x{row[a.name][player]['spread']:.2f}"
                for a in ASPECTS
            ]
            of = (name, f"{row['notes']:,}") if player == "learned" else ("", "")
            table.add_row(*of, player, *cells)
    return table
