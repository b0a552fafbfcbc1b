"""Token files: pieces as grids in one npz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import TRIO, Grid, Layout
from generators.score import ScoreError


@dataclass(frozen=True)
class Pieces:
    """Pieces as grids of one layout: `events` int16 [sum of steps, columns], piece i is rows
    `ends[i-1]:ends[i]`."""

    names: Sequence[str]
    events: NDArray[np.int16]
    ends: NDArray[np.int64]
    layout: Layout = TRIO

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> Grid:
        """The grid [steps, columns] of piece `index`."""
        start = int(self.ends[index - 1]) if index else 0
        return self.events[start : self.ends[index]].astype(np.int64)

    @classmethod
    def of(cls, names: Sequence[str], grids: Sequence[Grid], layout: Layout = TRIO) -> Pieces:
        """Join grids."""
        ends = np.cumsum([len(g) for g in grids], dtype=np.int64)
        return cls(list(names), np.concatenate(grids).astype(np.int16), ends, layout)

    def save(self, path: Path) -> None:
        """Write an npz; the file appears whole or not at all."""
        draft = path.with_suffix(".part.npz")
        np.savez_compressed(
            draft,
            names=np.array(self.names),
            events=self.events,
            ends=self.ends,
            tracks=np.array(self.layout.roles),
        )
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Pieces:
        """Read what `save` wrote. Raises `ScoreError` when it is not such a file."""
        try:
            with np.load(path, allow_pickle=False) as file:
                layout = Layout(tuple(file["tracks"].tolist())) if "tracks" in file else TRIO
                return cls(file["names"].tolist(), file["events"], file["ends"], layout)
        except (OSError, KeyError, ValueError, EOFError) as error:
            raise ScoreError(
                f"{path} is no token file: make it with `klangbild prepare midi` ({error})"
            ) from error
