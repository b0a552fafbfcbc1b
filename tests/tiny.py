"""A tiny training: a folder of made-up pieces, a config, a network that learns in no time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
from rich.console import Console

from generators.notes.tokens import TRIO
from training.data import Pieces
from training.notes.config import NotesConfig, merged, parse
from training.prepare import shards

QUIET = Console(quiet=True)
STEPS = 64 * 16
CONFIG: dict[str, Any] = {
    "network": "conv-transformer",
    "run": "run",
    "valid": "tiny",
    "steps": 6,
    "warmup": 2,
    "positions": 1024,
    "bars": [8, 16],
    "precision": "no",
    "reconstruct": 0.5,
    "save_every": 3,
    "valid_every": 3,
    "valid_pieces": 4,
    "log_every": 1,
    "sizes": {
        "embedding": 8,
        "width": 16,
        "layers": 1,
        "heads": 2,
        "position": "rotary",
        "tied": True,
        "dropout": 0.1,
    },
    "train": [{"tokens": "tiny", "share": 1.0}],
}


def pieces(count: int = 6, steps: int = STEPS, seed: int = 0) -> Pieces:
    """Trios of random scales over a kick on every beat."""
    draw = np.random.default_rng(seed)
    grids = []
    for _ in range(count):
        grid = np.zeros((steps, len(TRIO.roles)), dtype=np.int64)
        scale = 40 + int(draw.integers(12)) + np.array((0, 2, 4, 5, 7, 9, 11))
        grid[::2, 0] = draw.choice(scale, size=len(grid[::2]))
        grid[::4, 1] = draw.choice(scale - 24, size=len(grid[::4]))
        grid[::4, 2], grid[2::4, 2] = 1, draw.integers(2, 8)
        grids.append(grid)
    return Pieces.of([f"piece {i}" for i in range(count)], grids)


def save(folder: Path, count: int = 6) -> None:
    """Prepare the folder `tiny`, the same pieces in both splits."""
    shards.save(folder / "tiny", dict.fromkeys(("train", "valid"), pieces(count)))


def table(**changes: Any) -> dict[str, Any]:
    """The tiny config with other values."""
    return merged(CONFIG, changes)


def config(**changes: Any) -> NotesConfig:
    """The same, read."""
    return parse("tiny", table(**changes))


def rows(run: Path) -> list[dict[str, float]]:
    """What a run has logged."""
    return [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]


def workplace(folder: Path, **changes: Any) -> Path:
    """A folder with the pieces and the config; the config's path."""
    if not (folder / "tiny").exists():
        save(folder)
    path = folder / "tiny.toml"
    path.write_text(tomlkit.dumps(table(**changes)))
    return path
