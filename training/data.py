"""Prepared folders: pieces as grids in shards, an index of the shards with their checksums."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from generators.notes.tokens import TRIO, Grid, Layout
from generators.score import ScoreError

MANIFEST = "manifest.json"
FORMAT = "klangbild pieces 1"
SPLITS = ("train", "valid", "test")
SHARD_STEPS = 2**23
"""Grid steps from which on a shard is full: some 50 MB of a trio."""


class Rows(Protocol):
    """Steps of a shard: an array, or a file that is read where it is asked."""

    def __getitem__(self, steps: slice, /) -> NDArray[np.int16]: ...


@dataclass(frozen=True)
class Shard:
    """Some pieces: `events` int16 [steps, columns], piece i is rows `ends[i-1]:ends[i]`.

    `names` is JSON in UTF-8, as bytes.
    """

    events: Rows
    ends: NDArray[np.int64]
    names: NDArray[np.uint8]

    @classmethod
    def open(cls, path: Path) -> Shard:
        """Map a shard; its events stay on disk until they are asked for."""
        file: Any = safe_open(path, "numpy")
        return cls(file.get_slice("events"), file.get_tensor("ends"), file.get_tensor("names"))


@dataclass(frozen=True)
class Pieces:
    """Pieces as grids of one layout. Loaded ones stay on disk: each grid is read when asked for.

    `source` is the folder and the split that they were loaded from.
    """

    shards: Sequence[Shard]
    layout: Layout = TRIO
    source: tuple[Path, str] | None = None
    firsts: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        counts = [len(shard.ends) for shard in self.shards]
        object.__setattr__(self, "firsts", np.cumsum([0, *counts], dtype=np.int64))

    def __len__(self) -> int:
        return int(self.firsts[-1])

    def __getitem__(self, index: int) -> Grid:
        """The grid [steps, columns] of piece `index`."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        number = int(np.searchsorted(self.firsts, index, side="right")) - 1
        shard, own = self.shards[number], index - int(self.firsts[number])
        start = int(shard.ends[own - 1]) if own else 0
        return self.shards[number].events[start : int(shard.ends[own])].astype(np.int64)

    def __iter__(self) -> Iterator[Grid]:
        return (self[index] for index in range(len(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process maps the same files again."""
        if self.source:
            return _open, self.source
        return Pieces, (self.shards, self.layout)

    @cached_property
    def names(self) -> list[str]:
        """Each piece's file, bars and tracks."""
        return [name for shard in self.shards for name in json.loads(shard.names.tobytes())]

    @classmethod
    def of(cls, names: Sequence[str], grids: Sequence[Grid], layout: Layout = TRIO) -> Pieces:
        """Join grids."""
        return cls([Shard(**arrays(names, grids))], layout)

    @classmethod
    def load(cls, folder: Path, split: str = "train") -> Pieces:
        """The pieces of a split, their shards verified.

        Raises `ScoreError` for what `prepare midi` did not write and for damaged shards.
        """
        entry = read_manifest(folder)["splits"].get(split)
        if not entry or not entry["pieces"]:
            raise ScoreError(
                f"{folder} has no pieces to {split}: choose other shares when you prepare it "
                "(--valid, --test)"
            )
        for shard in entry["shards"]:
            verify(folder / shard["file"], shard["sha256"])
        return _open(folder, split)


def arrays(names: Sequence[str], grids: Sequence[Grid] | Sequence[NDArray[np.int16]]) -> Any:
    """The arrays of a `Shard`."""
    return {
        "events": np.concatenate(grids).astype(np.int16),
        "ends": np.cumsum([len(grid) for grid in grids], dtype=np.int64),
        "names": np.frombuffer(json.dumps([*names]).encode(), np.uint8),
    }


def _open(folder: Path, split: str) -> Pieces:
    manifest = read_manifest(folder)
    shards = [Shard.open(folder / shard["file"]) for shard in manifest["splits"][split]["shards"]]
    return Pieces(shards, Layout(tuple(manifest["tracks"])), (folder, split))


def read_manifest(folder: Path, form: str = FORMAT, command: str = "midi") -> dict[str, Any]:
    """What `klangbild prepare {command}` wrote about `folder`. Raises `ScoreError` if it did not,
    or in another format than `form`."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != form:
            raise ValueError(f"its format is {manifest['format']}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScoreError(
            f"{folder} is no prepared folder: make it with `klangbild prepare {command}` ({error})"
        ) from error
    return manifest


def write_manifest(folder: Path, layout: Layout, splits: Any, plan: Any = None) -> None:
    """Say what is in `folder`, which makes it a prepared one; `plan` is how it was made."""
    manifest = {"format": FORMAT, "tracks": layout.roles, "plan": plan, "splits": splits}
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1).encode())


def remove(folder: Path) -> None:
    """Take a prepared folder's shards and manifest out of it, and nothing else."""
    for split in SPLITS:
        for shard in folder.glob(f"{split}-[0-9]*.safetensors"):
            shard.unlink()
    (folder / MANIFEST).unlink(missing_ok=True)


def verify(path: Path, sha256: str) -> None:
    """Raise `ScoreError` if a shard is not the file that was written."""
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return
            why = "is damaged"
    except OSError as error:
        why = f"cannot be read ({error.strerror})"
    raise ScoreError(f"{path} {why}: run its `klangbild prepare` again, which makes it anew")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all. Raises `ScoreError` when there is no room."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ScoreError(
            f"cannot write {path}: {error.strerror}; once that is mended, the same command goes on "
            "where it stopped"
        ) from error
