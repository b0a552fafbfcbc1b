"""`klangbild evaluate systems`: which way from music to pictures paints best?

All paint the same held-out music, some frames of each window, and are looked at in the same size,
beside paintings that none of them has seen.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track

from generators.base import Look, Painter
from generators.checkpoint import choose_device
from generators.media import Pixels
from generators.score import ScoreError
from training.evaluate.figures import Figure, FigureTable
from training.evaluate.publish import publish, wide_console
from training.images.critic import Features
from training.images.data import Pictures
from training.images.evaluate import (
    FRAMES,
    JUDGED,
    SETTLED_S,
    blurred,
    eyes,
    of_clips,
    opened,
    without_none,
)
from training.images.metrics import NET, PLAIN, LabelJudge, features, flicker, statistics
from training.images.painting import sized
from training.images.report import write_music
from training.images.tables import Music, Seen, nearness, of_music
from training.sounds.data import Sounds

STILL = 5
"""Frames at constant input."""


@dataclass(frozen=True)
class Plan:
    """Prepared paintings `data` and `sounds`; all is looked at in `size` pixels; at most `limit`
    paintings of a split; `frames` are painted of each window of music; where figures
    (`json`) and a page (`report`) go."""

    data: Path
    sounds: Path
    size: int = 64
    limit: int | None = None
    frames: int = FRAMES
    seed: int = 0
    json: Path | None = None
    report: Path | None = None
    device: str | None = None


def systems(names: Sequence[str], plan: Plan, console: Console | None = None) -> dict[str, Any]:
    """Measure, show, write. Raises `ScoreError` where data and a painter do not fit."""
    console = console or wide_console()
    train = Pictures.load(plan.data, "train", plan.size, plan.limit)
    valid = Pictures.load(plan.data, "valid", plan.size, plan.limit)
    sounds, kinds = Sounds.load(plan.sounds, "valid"), valid.kinds
    painters = [opened(name, plan.device) for name in names]
    if len({painter.name for painter in painters}) < len(painters):
        raise ScoreError("two of the presets have the same name: rename a folder")
    painted: dict[str, Music] = {}
    still: dict[str, Figure] = {}

    def work(painter: Painter) -> tuple[Music, Figure]:
        music = of_clips(painter, sounds, kinds, plan.frames)
        return replace(music, pixels=sized(music.pixels, plan.size)), Figure(stillness(painter))

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # on CPUs a painter has one thread
        told = track(
            pool.map(work, painters), "painting", len(painters), console=console, transient=True
        )
        for painter, (music, change) in zip(painters, told, strict=True):
            painted[painter.name], still[painter.name] = music, change
    place, network = choose_device(plan.device), Features()
    see = partial(eyes, device=place, network=network)
    seen: dict[str, Seen] = {name: see(music.pixels) for name, music in painted.items()}
    rng = np.random.default_rng(plan.seed)
    chosen = rng.permutation(len(train))
    judged, real = chosen[:JUDGED], train.pixels[chosen[: len(valid)]]
    judges = {
        NET: LabelJudge.of(features(train.pixels[judged], place, network), train.labels[judged]),
        PLAIN: LabelJudge.of(statistics(train.pixels[judged]), train.labels[judged]),
    }
    seen_valid = see(valid.pixels)
    near = nearness({**seen, "real": see(real), "blurred": see(blurred(real))}, seen_valid, "")
    tables = {
        "music": _side_by_side(
            [of_music(judges, seen[name], music, len(kinds), name)
             for name, music in painted.items()],
            {f"adherence-own, {eye}": judge.right(seen_valid[eye], valid.labels)
             for eye, judge in judges.items()},
        ),
        "nearness": near,
        "movement": FigureTable(
            "Change from frame to frame at constant input, in levels of 255",
            "It has to be 0.", {"at constant input": still},
        ),
    }  # fmt: skip
    found: dict[str, Any] = {
        "pictures": {"train": len(train), "valid": len(valid), "size": plan.size},
        **{key: without_none(table.plain()) for key, table in tables.items()},
    }
    publish(tables.values(), found, plan.json, console)
    if plan.report:
        write_music(plan.report, tables, painted, valid)
    return found


def stillness(painter: Painter) -> float:
    """Mean change from frame to frame while nothing changes."""
    look = Look(travel=0.0)
    painter.paint(look, SETTLED_S, 0.0)
    frames: Pixels = np.stack([painter.paint(look, 1 / 12, 0.0).pixels for _ in range(STILL)])
    return flicker(frames)


def _side_by_side(tables: Sequence[FigureTable], real: dict[str, Figure]) -> FigureTable:
    """One table of each system's; `real` paintings are the ceiling. A measure's chance and p-value
    are each system's own, so they come as rows."""
    rows: dict[str, dict[str, Figure]] = {}
    for table in tables:
        for row, columns in table.rows.items():
            name = next(iter(columns))
            rows.setdefault(row, {})[name] = columns[name]
            for part in ("chance", "p-value"):
                if part in columns and not (part == "chance" and row.startswith("margin")):
                    rows.setdefault(f"{row}: {part}", {})[name] = columns[part]
    for row, figure in real.items():
        rows[row]["real"] = figure
    first = tables[0]
    return FigureTable(
        first.title,
        f"{first.about} 'real' are validation paintings by their own label: the ceiling. A system "
        "that cannot name what it hears has no clips whose label was heard.",
        rows,
        digits=3,
    )
