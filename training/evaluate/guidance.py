"""`klangbild evaluate guidance` and `evaluate controls`: do new notes do as they are told?

`guidance` repeats the thesis's experiment (5.2.2): a constant number of notes in every bar of new
melodies. `controls` asks for each control in holes of real pieces. Both also say what it costs:
scale, pitches, leaps, time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from generators import tasks
from generators.base import FillRequest, Sampling
from generators.controls import LINES, Controls, pitch_classes
from generators.notes.generator import Schmubert
from generators.notes.guidance import Guidance
from generators.score import BEATS_PER_BAR, STEPS_PER_BEAT, Clip, Hole, Note
from training.evaluate import density, pieces
from training.evaluate.measures import Count, Scene, in_major, tonic_of
from training.evaluate.study import infill

BARS, AT_ONCE = 16, 16
"""Bars of a new melody, and how many are made at once."""
SCALES = {"additive": (0.001, 0.01, 0.1, 1.0), "multiplicative": (0.03, 0.1, 0.3, 1.0, 3.0)}

Figures = dict[str, float]
Bar = Sequence[Note]
Check = Callable[[Bar], tuple[int, int]]
"""The new notes of one bar -> (hits, of how many)."""


@dataclass
class Heard:
    """What was drawn under one condition. `seconds` of processor time."""

    bars: list[Bar] = field(default_factory=list)
    scale: list[Count] = field(default_factory=list)
    leaps: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def fill(
        self,
        generator: Schmubert,
        task: tasks.Task,
        sampling: Sampling,
        guidance: Guidance | None = None,
    ) -> None:
        """Have `generator` fill the holes of `task`, and take in every variation as it lies on
        the grid."""
        clip, holes = task
        asked = FillRequest("guidance", clip, holes, replace(sampling, humanise=0.0))
        start = time.process_time()
        draft = [*generator.fill(asked, guidance)][-1]
        self.seconds += time.process_time() - start
        for filling in draft.variations:
            for hole in holes:
                self.add(filling[hole.track], clip, hole)

    def add(self, notes: Sequence[Note], clip: Clip, hole: Hole) -> None:
        """Take in the new `notes` of a hole of whole bars."""
        for bar in range(round((hole.end - hole.start) / BEATS_PER_BAR)):
            first = hole.start + bar * BEATS_PER_BAR
            self.bars.append([n for n in notes if first <= n.start < first + BEATS_PER_BAR])
        home = Scene(clip, (hole,), {}).surroundings or notes
        self.scale.append(in_major(notes, tonic_of(home)))
        self.leaps += [abs(a.pitch - b.pitch) for a, b in pairwise(notes)]

    def pitches(self) -> NDArray[np.float64]:
        """Share of each of the 128 pitches."""
        count = np.bincount([n.pitch for bar in self.bars for n in bar], minlength=128)
        share: NDArray[np.float64] = count / max(1, count.sum())
        return share

    def figures(self, check: Check, like: Heard) -> Figures:
        """How often `check` is met, and what else became of the music, beside `like`."""
        met = np.array([check(bar) for bar in self.bars]).sum(axis=0)
        scale = np.array(self.scale).sum(axis=0)
        return {
            "bars": len(self.bars),
            "hits": met[0] / max(1, met[1]),
            "notes": float(np.mean([len(bar) for bar in self.bars])),
            "scale": scale[0] / max(1, scale[1]),
            "pitches": float(np.minimum(self.pitches(), like.pitches()).sum()),
            "leap": float(np.mean(self.leaps or [0])),
        }


def has_density(notes: float) -> Check:
    """So many 16ths of the bar begin something."""
    return lambda bar: (len({n.start for n in bar}) == notes, 1)


def has_rhythm(share: float) -> Check:
    """As near to this share off the beat as whole notes come."""

    def check(bar: Bar) -> tuple[int, int]:
        starts = {round(n.start * STEPS_PER_BEAT) for n in bar}
        off = sum(start % STEPS_PER_BEAT != 0 for start in starts)
        return abs(off - share * len(starts)) <= 0.5, 1

    return check


def has_pitches(allowed: Set[int]) -> Check:
    """Each note for itself."""
    return lambda bar: (sum(n.pitch in allowed for n in bar), len(bar))


# the thesis's experiment


def ways(
    classifier: density.DensityClassifier, column: int, target: int
) -> Iterator[tuple[str, Guidance | None, Controls]]:
    """What is compared: name, guidance, controls."""
    yield "unguided", None, Controls()
    yield "quota", None, Controls({"density": target})
    guides = {
        "classifier": density.classified(classifier, column, target),
        "expected": density.expected(column, target),
    }
    for name, guide in guides.items():
        for step in ("additive", "multiplicative"):
            for scale in SCALES[step]:
                guidance = Guidance((guide,), scale, step)
                yield f"{name}, {step} {scale:g}", guidance, Controls()


def repeat_thesis(
    generator: Schmubert,
    classifier: density.DensityClassifier,
    bars: int = 1024,
    target: int = 8,
    console: Console | None = None,
    json_file: Path | None = None,
) -> dict[str, Figures]:
    """Melodies of about `bars` bars in all, each with `target` notes in every bar, way by way."""
    column = generator.layout.columns("melody")[0]
    task = tasks.generate(BARS, ("melody",))
    found: dict[str, Figures] = {}
    plain = Heard()
    for name, guidance, controls in track(
        [*ways(classifier, column, target)], "guiding", console=console
    ):
        heard = Heard() if found else plain
        for seed in range(max(1, bars // (BARS * AT_ONCE))):
            sampling = Sampling(seed, variations=AT_ONCE, controls=controls)
            heard.fill(generator, task, sampling, guidance)
        counts = np.array([len(bar) for bar in heard.bars])
        found[name] = {
            **heard.figures(has_density(target), plain),
            "error²": float(np.mean((counts - target) ** 2.0)),
            "time": heard.seconds / plain.seconds,
        }
    title = f"{target} notes in every bar of new melodies (thesis 5.2.2)"
    return _told(found, title, console, json_file)


# each control, in holes of real pieces


@dataclass(frozen=True)
class Promise:
    """What some controls promise of the new notes of `roles`."""

    values: dict[str, float | str]
    check: Check
    roles: tuple[str, ...] = LINES


def promises() -> Iterator[Promise]:
    """What is asked for, one after the other."""
    for notes in (2, 4, 8, 12):
        yield Promise({"density": notes}, has_density(notes))
    for notes in (4, 8, 12):
        yield Promise({"density.drums": notes}, has_density(notes), ("drums",))
    for share in (0.0, 0.25, 0.5, 0.75):
        yield Promise({"rhythm": share}, has_rhythm(share))
    for key in ("C", "F# dorian", "A minor pentatonic"):
        classes = pitch_classes(key)
        yield Promise({"key": key}, has_pitches({p for p in range(128) if p % 12 in classes}))
    yield Promise({"low": 48, "high": 60}, has_pitches(set(range(48, 61))))


def keep_promises(
    generator: Schmubert,
    folder: Path,
    limit: int = 40,
    variations: int = 4,
    console: Console | None = None,
    json_file: Path | None = None,
) -> dict[str, Figures]:
    """Fill 4-bar holes of real pieces, free and as each promise asks."""
    asked = [(promise, Heard()) for promise in promises()]
    groups = {promise.roles for promise, _ in asked}
    free, real = ({roles: Heard() for roles in groups} for _ in range(2))
    held = pieces.load(folder, generator.layout, limit)
    for piece in track(held, "asking", console=console):
        clip, every = piece.clip, infill(piece)
        holes = {roles: tuple(h for h in every if h.track in roles) for roles in groups}
        for roles, own in holes.items():
            free[roles].fill(generator, (clip, own), Sampling(variations=variations))
            for hole in own:
                notes = [n for n in clip.tracks[hole.track] if hole.covers(n)]
                real[roles].add(notes, clip, hole)
        for promise, heard in asked:
            sampling = Sampling(variations=variations, controls=Controls(promise.values))
            heard.fill(generator, (clip, holes[promise.roles]), sampling)
    found: dict[str, Figures] = {}
    for promise, heard in asked:
        what = ", ".join(f"{name} {value}" for name, value in promise.values.items())
        before = free[promise.roles]
        for how, one in (("free", before), ("asked", heard)):
            found[f"{what}: {how}"] = {
                **one.figures(promise.check, real[promise.roles]),
                "time": one.seconds / before.seconds,
            }
    return _told(found, f"controls in 4-bar holes of {len(held)} real pieces", console, json_file)


def _told(
    found: dict[str, Figures], title: str, console: Console | None, json_file: Path | None
) -> dict[str, Figures]:
    table = Table("", *next(iter(found.values())), title=title)
    for name, figures in found.items():
        table.add_row(name, *(f"{value:.4g}" for value in figures.values()))
    (console or Console()).print(table)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n")
    return found
