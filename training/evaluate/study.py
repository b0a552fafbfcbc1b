"""What a preset is asked, piece by piece, and what is counted in its answers and in those of the
baselines. A chunk of pieces is one job, so that many processes can share the work."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from generators.base import Filling, FillRequest, NoteGenerator, Sampling
from generators.score import BEATS_PER_BAR, Hole
from training.evaluate.baselines import BASELINES
from training.evaluate.batched import fill_all
from training.evaluate.histograms import Histogram, histograms
from training.evaluate.measures import ACCOMPANY, INFILL, Count, Scene, counts
from training.evaluate.pieces import Piece, seed_of
from training.evaluate.self_similarity import overlap_areas

Holes = tuple[Hole, ...]


def hole_of(piece: Piece, bars: int) -> Holes:
    """`bars` bars across the tracks, 8 bars or more from either end where the piece allows it;
    the place depends on the piece's name alone."""
    bars = min(bars, piece.bars)
    margin = min(8, (piece.bars - bars) // 2)
    first = margin + seed_of(piece.name, "infill") % (piece.bars - bars - 2 * margin + 1)
    return _across(piece.layout.played, first, first + bars)


def infill(piece: Piece) -> Holes:
    """4 bars across the tracks."""
    return hole_of(piece, 4)


def accompany(piece: Piece) -> Holes:
    """All but the melody, over the whole piece; nothing where there is nothing else."""
    others = [role for role in piece.layout.played if role != "melody"]
    given = len(others) < len(piece.layout.played)
    return _across(others, 0, piece.bars) if given else ()


def middle(piece: Piece) -> Holes:
    """The middle half, across the tracks: the thesis's infilling (5.2)."""
    return _across(piece.layout.played, piece.bars // 4, piece.bars - piece.bars // 4)


def generate(piece: Piece) -> Holes:
    """Everything: a new piece of the same length."""
    return _across(piece.layout.played, 0, piece.bars)


def _across(roles: Sequence[str], first: int, last: int) -> Holes:
    return tuple(
        Hole(role, float(first * BEATS_PER_BAR), float(last * BEATS_PER_BAR)) for role in roles
    )


TASKS = {"infill": infill, "accompany": accompany, "middle": middle, "generate": generate}
COUNTED = {"infill": INFILL, "accompany": ACCOMPANY}
"""Tasks whose answers are measured one by one; the others are compared as sets (4.7)."""
ALL_TRACKS = "together"
"""All tracks in one, as the published code compares trios."""
Areas = dict[tuple[str, str], tuple[float, float]]
"""Mean overlap areas (pitch, duration) by (setting, track)."""


@dataclass
class Study:
    """One piece: the preset's answers by task; by task and player what was counted. `seconds` per
    task is the preset's share of the time of its chunk."""

    piece: str
    answers: dict[str, Filling] = field(default_factory=dict)
    counts: dict[str, dict[str, dict[str, Count]]] = field(default_factory=dict)
    histograms: dict[str, dict[str, dict[tuple[str, str], Histogram]]] = field(default_factory=dict)
    areas: dict[str, Areas] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def study(
    generator: NoteGenerator, pieces: Sequence[Piece], tasks: Sequence[str], sampling: Sampling
) -> list[Study]:
    """Put the tasks to the generator and to the baselines and count. `sampling.seed` and the
    names of piece and task seed every answer; what is measured are notes on the grid."""
    studies = [Study(piece.name) for piece in pieces]
    for task in tasks:
        asked = [
            (one, piece, TASKS[task](piece)) for one, piece in zip(studies, pieces, strict=True)
        ]
        asked = [(one, piece, holes) for one, piece, holes in asked if holes]
        requests = [
            FillRequest(
                piece.name,
                piece.clip,
                holes,
                replace(sampling, seed=seed_of(piece.name, task, sampling.seed), humanise=0.0),
            )
            for _, piece, holes in asked
        ]
        began = time.perf_counter()
        answers = fill_all(generator, requests)
        seconds = (time.perf_counter() - began) / max(1, len(asked))
        for (one, piece, holes), answer in zip(asked, answers, strict=True):
            one.answers[task], one.seconds[task] = answer, seconds
            _judge(one, task, piece, holes, {generator.name: answer})
    return studies


def _judge(one: Study, task: str, piece: Piece, holes: Holes, own: dict[str, Filling]) -> None:
    seed = seed_of(piece.name, task)
    fillings = {name: player(piece.clip, holes, seed) for name, player in BASELINES.items()} | own
    for player, filling in fillings.items():
        scene = Scene(piece.clip, holes, filling)
        one.histograms.setdefault(task, {})[player] = histograms(scene, filling)
        if task in COUNTED:
            one.counts.setdefault(task, {})[player] = counts(COUNTED[task], scene)
        else:
            one.areas.setdefault(player, {}).update(_areas(task, scene))


def _areas(task: str, scene: Scene) -> Areas:
    """Overlap areas of the whole piece with the answer in it and, for a hole, of the gap alone."""
    answer = scene.known.replacing((), scene.filling)
    found: Areas = {}
    for track in (ALL_TRACKS, *scene.roles) if len(scene.roles) > 1 else scene.roles:
        roles = scene.roles if track == ALL_TRACKS else (track,)
        notes = [note for role in roles for note in answer.tracks.get(role, ())]
        found[task, track] = overlap_areas(notes, 0.0, answer.length)
        if task == "middle":
            found["gap", track] = overlap_areas(notes, scene.start, scene.end)
    return found
