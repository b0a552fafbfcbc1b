"""A prepared folder of sounds: `manifest.json`, and one file of samples a split."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.media import Samples
from generators.score import ScoreError
from training.data import MANIFEST, write_whole

FULL = 32767
"""The int16 that stands for full scale."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A clip: its `piece` (clips of one piece are in one split), whether it was `recorded` rather
    than rendered, `frames` in the split's file from `start` on."""

    file: str
    label: str
    piece: str
    recorded: bool
    start: int
    frames: int


@dataclass(frozen=True)
class Sounds:
    """The clips of one split. `labels` are those of the whole folder, sorted; `rate` in Hz."""

    entries: tuple[Entry, ...]
    labels: tuple[str, ...]
    rate: int
    samples: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.entries)

    def clip(self, index: int) -> Samples:
        """All samples of a clip, full scale at 1."""
        entry = self.entries[index]
        return self.window(index, 0, entry.frames)

    def window(self, index: int, first: int, frames: int) -> Samples:
        """So many samples of a clip from `first` on; zeros beyond its end."""
        entry = self.entries[index]
        begin = entry.start + first
        end = min(begin + frames, entry.start + entry.frames)
        found = self.samples[begin:end].astype(np.float32) / FULL
        return np.pad(found, (0, frames - len(found)))

    def targets(self) -> NDArray[np.int64]:
        """The number of each clip's label."""
        return np.array([self.labels.index(entry.label) for entry in self.entries], np.int64)

    @classmethod
    def load(cls, folder: Path, split: str) -> Sounds:
        """The clips of a split of a prepared folder, mapped into memory. Raises `ScoreError`."""
        try:
            table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            entries = tuple(Entry(**row) for row in table["splits"][split])
            path = folder / f"{split}.i16"
            samples = np.memmap(path, np.int16, "r") if entries else np.empty(0, np.int16)
            labels, rate = tuple(table["labels"]), int(table["rate"])
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise ScoreError(
                f"{folder} holds no prepared sounds: make it with `klangbild prepare sounds` "
                f"({error})"
            ) from error
        if not entries:
            raise ScoreError(f"{folder} has no {split} clips")
        if max(entry.start + entry.frames for entry in entries) > len(samples):
            raise ScoreError(f"{path} is shorter than {MANIFEST} says: prepare it again")
        return cls(entries, labels, rate, samples)


def write_manifest(folder: Path, rate: int, splits: dict[str, list[Entry]]) -> None:
    """Write what `Sounds.load` reads."""
    rows: dict[str, list[dict[str, Any]]] = {
        split: [asdict(entry) for entry in entries] for split, entries in splits.items()
    }
    labels = sorted({entry.label for entries in splits.values() for entry in entries})
    table = {"rate": rate, "labels": labels, "splits": rows}
    write_whole(folder / MANIFEST, json.dumps(table, indent=1).encode())
