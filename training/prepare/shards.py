"""Pieces -> prepared folders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import numpy as safetensors

from training.data import SHARD_STEPS, SPLITS, Pieces, arrays, write_manifest, write_whole
from training.prepare.songs import Tokens


class ShardWriter:
    """Collects pieces by split and writes a shard whenever one is full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.splits: dict[str, dict[str, Any]] = {
            split: {"pieces": 0, "steps": 0, "shards": []} for split in SPLITS
        }
        self._waiting: dict[str, list[tuple[str, Tokens]]] = {split: [] for split in SPLITS}
        self._full = dict.fromkeys(SPLITS, SHARD_STEPS)

    def add(self, split: str, name: str, grid: Tokens) -> None:
        """Take a piece."""
        waiting, entry = self._waiting[split], self.splits[split]
        waiting.append((name, grid))
        entry["pieces"] += 1
        entry["steps"] += len(grid)
        if entry["steps"] >= self._full[split]:
            self._flush(split)
            self._full[split] = entry["steps"] + SHARD_STEPS

    def close(self) -> dict[str, dict[str, Any]]:
        """Write what is left; by split, the numbers of pieces and steps and the shards."""
        for split in SPLITS:
            self._flush(split)
        return self.splits

    def _flush(self, split: str) -> None:
        if not self._waiting[split]:
            return
        names, grids = zip(*self._waiting[split], strict=True)
        data = safetensors.save(arrays(names, grids))
        shards = self.splits[split]["shards"]
        file = f"{split}-{len(shards):05d}.safetensors"
        write_whole(self.folder / file, data)
        shards.append({"file": file, "sha256": hashlib.sha256(data).hexdigest()})
        self._waiting[split].clear()


def save(folder: Path, splits: Mapping[str, Pieces]) -> None:
    """Make `folder` a prepared folder of these pieces, all of one layout."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = ShardWriter(folder)
    for split, pieces in splits.items():
        for name, grid in zip(pieces.names, pieces, strict=True):
            writer.add(split, name, grid.astype(np.int16))
    (layout,) = {pieces.layout for pieces in splits.values()}
    write_manifest(folder, layout, writer.close())
