"""Files that have been read: what `prepare` keeps on disk until the shards are written."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from generators import smf
from generators.score import ScoreError
from training.prepare.fingerprint import Hashes
from training.prepare.songs import Rules, Song, Tokens, read

BUCKETS = 256
"""The phrases of a batch can be loaded in so many parts, by the first byte of their hashes."""


@dataclass(frozen=True)
class FileRead:
    """What a file gave, or (`dropped`) why it gave nothing."""

    name: str
    song: Song = field(default_factory=Song)
    dropped: str = ""

    @property
    def key(self) -> int:
        """Equal for files with the same music, in whatever key."""
        lines = sorted(x.phrases.tobytes() + x.bars.tobytes() for x in self.song.lines)
        return int.from_bytes(hashlib.blake2b(b"|".join(lines), digest_size=8).digest(), "little")


def read_file(name: str, folder: Path, rules: Rules) -> FileRead:
    """Read `folder`/`name`. Never raises: what cannot be used is dropped."""
    try:
        with (folder / name).open("rb") as file:
            return FileRead(name, read(file.read(smf.MAX_BYTES + 1), rules))
    except smf.MidiFileError as error:
        text = re.sub(r"\d[\d,.]*", "N", str(error).partition(":")[0])
        return FileRead(name, dropped=f"unreadable: {text}")
    except ScoreError as error:
        return FileRead(name, dropped=str(error))
    except OSError as error:
        return FileRead(name, dropped=f"cannot be opened: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - one odd file must not stop a night's work
        return FileRead(name, dropped=f"broke the reader: {type(error).__name__}")


def packed(files: Sequence[FileRead]) -> bytes:
    """A batch of files as the bytes that `Readings` opens."""
    pieces = [
        (number, f"{file.name}: {name}", grid)
        for number, file in enumerate(files)
        for name, grid in file.song.pieces.items()
    ]
    lines = [(number, line) for number, file in enumerate(files) for line in file.song.lines]
    hashes = np.concatenate([line.phrases for _, line in lines] or [np.zeros(0, np.uint64)])
    owners = np.repeat(np.arange(len(lines), dtype=np.int32), [len(x.phrases) for _, x in lines])
    order = np.argsort(hashes)
    borders = np.arange(BUCKETS, dtype=np.uint64) << np.uint64(56)
    tensors: dict[str, NDArray[Any]] = {
        "events": np.concatenate([grid for *_, grid in pieces]) if pieces else np.zeros((0, 1)),
        "piece_file": np.array([number for number, *_ in pieces], np.int32),
        "piece_ends": np.cumsum([len(grid) for *_, grid in pieces], dtype=np.int64),
        "line_file": np.array([number for number, _ in lines], np.int32),
        "line_drums": np.array([line.role == "drums" for _, line in lines], np.bool_),
        "phrases": hashes[order],
        "phrase_line": owners[order],
        "phrase_starts": np.append(np.searchsorted(hashes[order], borders), len(hashes)),
        "bars": np.concatenate([line.bars for _, line in lines] or [np.zeros(0, np.uint64)]),
        "bar_ends": np.cumsum([len(line.bars) for _, line in lines], dtype=np.int64),
        "keys": np.array([file.key for file in files], np.uint64),
    }
    about = {
        "files": [(file.name, file.dropped) for file in files],
        "pieces": [name for _, name, _ in pieces],
        "tracks": sum((file.song.tracks for file in files), Counter()),
        "bars": sum((file.song.bars for file in files), Counter()),
    }
    return save(tensors, {"about": json.dumps(about)})


class Readings:
    """A packed batch on disk; arrays are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Raises `ScoreError` when the file is damaged."""
        self.path = path
        try:
            with safe_open(path, "numpy") as file:
                self.about: dict[str, Any] = json.loads(file.metadata()["about"])
        except (OSError, SafetensorError, TypeError, KeyError, ValueError) as error:
            raise ScoreError(f"{path} is damaged: {error}") from error

    def __len__(self) -> int:
        """Files."""
        return len(self.about["files"])

    def tensor(self, name: str) -> NDArray[Any]:
        """One array of `packed`, all of it."""
        with safe_open(self.path, "numpy") as file:
            return np.asarray(file.get_tensor(name))

    @cached_property
    def line_file(self) -> NDArray[np.int32]:
        """The number of each line's file in the batch."""
        return self.tensor("line_file")

    def phrases(self, first: int, last: int) -> tuple[Hashes, NDArray[np.int32]]:
        """Hashes and their lines' numbers in the batch, of the buckets [first, last)."""
        with safe_open(self.path, "numpy") as file:
            starts = file.get_tensor("phrase_starts")
            part = slice(int(starts[first]), int(starts[last]))
            if part.start == part.stop:  # safetensors refuses an empty slice at the end
                return np.zeros(0, np.uint64), np.zeros(0, np.int32)
            return file.get_slice("phrases")[part], file.get_slice("phrase_line")[part]

    def pieces(self) -> Iterator[tuple[int, str, Tokens]]:
        """(number of the file in the batch, name, grid) of each piece."""
        events, ends = self.tensor("events"), self.tensor("piece_ends")
        grids = np.split(events, ends[:-1]) if len(ends) else []
        yield from zip(self.tensor("piece_file").tolist(), self.about["pieces"], grids, strict=True)
