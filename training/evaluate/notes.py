"""`klangbild evaluate notes`: a preset beside the real pieces, silence, copies and noise."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from generators.base import NoteGenerator, Sampling
from generators.notes.generator import Schmubert
from generators.notes.tokens import TRIO, Layout
from generators.score import ScoreError
from training.evaluate import likelihood, pieces, report, study, tables
from training.evaluate.baselines import Guess, guesses
from training.evaluate.copies import Symbols, symbols
from training.evaluate.figures import FigureTable
from training.evaluate.likelihood import Bits
from training.evaluate.pieces import Piece
from training.evaluate.pool import Bench, Open, on_gpu, opened
from training.evaluate.publish import publish, wide_console
from training.evaluate.self_similarity import Overlaps
from training.evaluate.study import Study

LIKELIHOOD = "likelihood"
PARTS = (LIKELIHOOD, *study.TASKS)
REFERENCE = 1000
"""Training pieces that overlaps are compared with, at most, as in the thesis (4.7)."""


@dataclass(frozen=True)
class Plan:
    """What to measure. `data`: pieces that the preset was not trained on, `train`: those that it
    was; folders of MIDI files or prepared pieces."""

    data: Path
    train: tuple[Path, ...] = ()
    limit: int | None = None
    parts: tuple[str, ...] = PARTS
    sampling: Sampling = field(default_factory=Sampling)
    workers: int | None = None
    json: Path | None = None
    report: Path | None = None

    def __post_init__(self) -> None:
        for source in (self.data, *self.train):
            pieces.place(source)
        unknown = [part for part in self.parts if part not in PARTS]
        if unknown or not self.parts:
            raise ScoreError(f"parts {unknown}: use some of {', '.join(PARTS)}")
        if self.json and not self.json.parent.is_dir():
            raise ScoreError(f"there is no folder {self.json.parent}: make it first")
        if self.report and self.report.exists() and not self.report.is_dir():
            raise ScoreError(f"{self.report} is no folder: name another for the report")


@dataclass(frozen=True)
class Training:
    """What is needed of the training pieces: overlaps of complete ones, and every track's notes."""

    overlaps: Mapping[str, Overlaps]
    lines: Mapping[str, Sequence[Symbols]]


def notes(opener: Open, plan: Plan, console: Console | None = None) -> dict[str, Any]:
    """Measure as planned; print the tables, write the files, return what the JSON file holds."""
    console = console or wide_console()
    generator = opened(opener)
    layout = generator.layout if isinstance(generator, Schmubert) else TRIO
    held = pieces.load(plan.data, layout, plan.limit)
    bench = Bench(opener, held, console, plan.workers)
    began = time.perf_counter()
    made: dict[str, FigureTable] = {}
    if LIKELIHOOD in plan.parts and isinstance(generator, Schmubert):
        made[LIKELIHOOD] = tables.likelihood(_likelihood(bench), layout, generator.name)
    tasks = tuple(task for task in study.TASKS if task in plan.parts)
    parts = bench.run(partial(_study, tasks, plan.sampling), "answers") if tasks else []
    studies = [one for part in parts for one in part]
    training = _training(plan.train, layout, console) if plan.train else None
    stacks = tables.histogram_stacks(studies)
    made |= _tables(studies, stacks, held, training, generator.name)
    found = {
        "preset": generator.name,
        "pieces": len(held),
        "sampling": asdict(plan.sampling),
        "seconds": time.perf_counter() - began,
        "seconds_per_answer": _seconds(studies),
        "histogram_counts": {
            ", ".join(key): {player: own.sum(axis=0).tolist() for player, own in players.items()}
            for key, players in stacks.items()
        },
        **{name: table.plain() for name, table in made.items()},
    }
    publish(made.values(), found, plan.json, console)
    if plan.report:
        report.write(plan.report, generator, held, studies, stacks, made)
        console.print(f"wrote {plan.report / report.PAGE}", markup=False)
    return found


def _tables(
    studies: Sequence[Study],
    stacks: tables.Stacks,
    held: Sequence[Piece],
    training: Training | None,
    preset: str,
) -> dict[str, FigureTable]:
    made = {
        task: tables.counted(asked, task, preset)
        for task in study.COUNTED
        if (asked := [one for one in studies if task in one.counts])
    }
    if studies:
        made["histograms"] = tables.distances(stacks, preset)
        overlaps = training.overlaps if training else None
        for setting, table in tables.self_similarity(studies, overlaps, preset).items():
            made[f"self_similarity_{setting}"] = table
    if studies and training:
        made["copies"] = tables.copies(studies, held, training.lines, preset)
    return made


def _likelihood(bench: Bench) -> dict[str, dict[str, Bits]]:
    """By who predicts (the baselines, the preset) and by case, all pieces in their order."""
    told = guesses([piece.grid for piece in bench.pieces], bench.pieces[0].layout)
    parts = bench.run(partial(_bits, told), "likelihood")
    return {
        name: {case: np.concatenate([part[name][case] for part in parts]) for case in found}
        for name, found in parts[0].items()
    }


def _bits(
    told: Mapping[str, Guess], generator: NoteGenerator, chunk: Sequence[Piece]
) -> dict[str, dict[str, Bits]]:
    if not isinstance(generator, Schmubert):
        raise TypeError(f"{generator.name} says no likelihoods")
    predicts = {name: guess.predict for name, guess in told.items()}
    predicts[generator.name] = generator.predict
    return {
        name: likelihood.measure(
            predict,
            likelihood.cases(chunk, generator.window_steps),
            len(chunk),
            generator.layout,
            likelihood.GPU_POSITIONS if on_gpu(generator) else likelihood.POSITIONS,
        )
        for name, predict in predicts.items()
    }


def _study(
    tasks: Sequence[str], sampling: Sampling, generator: NoteGenerator, chunk: Sequence[Piece]
) -> list[Study]:
    return study.study(generator, chunk, tasks, sampling)


def _training(sources: Sequence[Path], layout: Layout, console: Console) -> Training:
    lines: dict[str, list[Symbols]] = {role: [] for role in layout.played}
    for source in sources:
        for grid, own in pieces.grids(source):
            for role, known in lines.items():
                known.append(symbols(grid, own, role))
    console.print(f"read {len(next(iter(lines.values()))):,} training pieces", markup=False)
    complete = pieces.load(sources[0], layout, REFERENCE, "train")
    return Training(tables.overlaps(complete), lines)


def _seconds(studies: Sequence[Study]) -> dict[str, float]:
    tasks = studies[0].seconds if studies else {}
    return {task: float(np.mean([one.seconds[task] for one in studies])) for task in tasks}


def sets(
    made: Path,
    real: Path,
    roles: Sequence[str] = TRIO.roles,
    json: Path | None = None,
    console: Console | None = None,
) -> dict[str, Any]:
    """Compare pieces that any program made with real ones by the metric of thesis 4.7."""
    layout = Layout(tuple(roles))
    ours, theirs = (pieces.load(source, layout) for source in (made, real))
    table = tables.alike(ours, theirs, made.name)
    found = {"pieces": len(ours), "real": len(theirs), "self_similarity": table.plain()}
    publish([table], found, json, console or wide_console())
    return found
