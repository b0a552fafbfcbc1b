"""Prepared pictures: encoded as they came, in shards with checksums, labels and traits beside."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors import numpy as safetensors
from safetensors import safe_open

from generators.images.painter import grid_of
from generators.media import Pixels
from generators.score import ScoreError
from training.data import MANIFEST, SPLITS, read_manifest, verify, write_whole

FORMAT = "klangbild pictures 1"
SHARD_BYTES = 12 * 2**20


@dataclass(frozen=True)
class Picture:
    """One encoded picture: `file` as bytes, `label` as a name, raw `traits`."""

    name: str
    file: bytes
    label: str
    traits: NDArray[np.float64]


@dataclass(frozen=True)
class Pictures:
    """Decoded pictures `pixels` [n, size, size, 3], `labels` [n] as numbers into `kinds`, raw
    `traits` [n, traits], `names`."""

    pixels: Pixels
    labels: NDArray[np.int64]
    traits: NDArray[np.float64]
    names: Sequence[str]
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def drawn(
        self, chosen: NDArray[np.int64], rng: np.random.Generator, device: torch.device
    ) -> torch.Tensor:
        """Some of them [n, 3, size, size] in -1 to 1, half of them mirrored."""
        return self.turned(chosen, rng.random(len(chosen)) < 0.5, device)

    def turned(
        self, chosen: NDArray[np.int64], mirrored: NDArray[np.bool_], device: torch.device
    ) -> torch.Tensor:
        """Some of them [n, 3, size, size] in -1 to 1, `mirrored` [n] or as they are."""
        pixels = self.pixels[chosen]
        pixels[mirrored] = pixels[mirrored, :, ::-1]
        return grid_of(pixels, device)

    def joined(self, other: Pictures) -> Pictures:
        """These and then the `other`s, of the same size and labels. Raises `ScoreError`."""
        if self.kinds != other.kinds or self.pixels.shape[1:] != other.pixels.shape[1:]:
            raise ScoreError("pictures with other labels or of another size cannot be joined")
        return Pictures(
            np.concatenate([self.pixels, other.pixels]),
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.traits, other.traits]),
            [*self.names, *other.names],
            self.kinds,
        )

    @staticmethod
    def kinds_in(folder: Path) -> tuple[str, ...]:
        """The labels of a prepared folder. Raises `ScoreError`."""
        return tuple(manifest_of(folder)["kinds"])

    @staticmethod
    def names_in(folder: Path, split: str, limit: int | None = None) -> list[str]:
        """The names of what `load` gives. Raises `ScoreError`."""
        names: list[str] = []
        for shard in manifest_of(folder)["splits"].get(split, []):
            verify(folder / shard["file"], shard["sha256"])
            file: Any = safe_open(folder / shard["file"], "numpy")
            names += json.loads(file.get_tensor("names").tobytes())
        return [names[number] for number in _chosen(len(names), limit)]

    @classmethod
    def load(cls, folder: Path, split: str, size: int, limit: int | None = None) -> Pictures:
        """A split of a prepared folder at `size` pixels, at most `limit` of it, drawn at random but
        always the same. Raises `ScoreError`."""
        manifest = manifest_of(folder)
        shards = manifest["splits"].get(split, [])
        if not shards:
            raise ScoreError(f"{folder} has no pictures to {split}: prepare it with such a split")
        parts = []
        for shard in shards:
            verify(folder / shard["file"], shard["sha256"])
            parts.append(safetensors.load_file(folder / shard["file"]))
        labels = np.concatenate([part["labels"] for part in parts])
        names = [name for part in parts for name in json.loads(part["names"].tobytes())]
        chosen = _chosen(len(labels), limit)
        pixels = np.empty((len(chosen), size, size, 3), np.uint8)
        place = {number: own for own, number in enumerate(chosen.tolist())}
        for number, file in enumerate(_files(parts)):
            if number in place:
                pixels[place[number]] = decoded(file, size)
        return cls(
            pixels,
            labels[chosen],
            np.concatenate([part["traits"] for part in parts])[chosen],
            [names[number] for number in chosen],
            tuple(manifest["kinds"]),
        )


def _chosen(count: int, limit: int | None) -> NDArray[np.int64]:
    """At most `limit` numbers, drawn at random but always the same."""
    return np.sort(np.random.default_rng(0).permutation(count)[:limit])


def _files(parts: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    for part in parts:
        ends = part["ends"].tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            yield part["bytes"][start:end].tobytes()


def decoded(file: bytes, size: int) -> Pixels:
    """A picture's centre square at `size` pixels, [size, size, 3] RGB. Raises `OSError`."""
    with Image.open(io.BytesIO(file)) as picture:
        found = picture.convert("RGB")
    side = min(found.size)
    left, top = (found.width - side) // 2, (found.height - side) // 2
    box = (left, top, left + side, top + side)
    return np.asarray(found.resize((size, size), Image.Resampling.LANCZOS, box))


def manifest_of(folder: Path) -> dict[str, Any]:
    """What `prepare art` wrote about `folder`. Raises `ScoreError` if it did not."""
    return read_manifest(folder, FORMAT, "art")


def write(folder: Path, splits: dict[str, list[Picture]], about: dict[str, Any]) -> None:
    """Make `folder` a prepared one."""
    kinds = sorted({one.label for pictures in splits.values() for one in pictures})
    folder.mkdir(parents=True, exist_ok=True)
    listed: dict[str, list[dict[str, str]]] = {}
    for split in SPLITS:
        listed[split] = []
        for number, shard in enumerate(_shards(splits.get(split, []))):
            data = safetensors.save(
                {
                    "bytes": np.frombuffer(b"".join(one.file for one in shard), np.uint8),
                    "ends": np.cumsum([len(one.file) for one in shard], dtype=np.int64),
                    "labels": np.array([kinds.index(one.label) for one in shard], np.int64),
                    "traits": np.stack([one.traits for one in shard]),
                    "names": np.frombuffer(
                        json.dumps([one.name for one in shard]).encode(), np.uint8
                    ),
                }
            )
            file = f"{split}-{number:05d}.safetensors"
            write_whole(folder / file, data)
            listed[split].append({"file": file, "sha256": hashlib.sha256(data).hexdigest()})
    manifest = {"format": FORMAT, "kinds": kinds, "about": about, "splits": listed}
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1).encode())


def _shards(pictures: Sequence[Picture]) -> Iterator[list[Picture]]:
    shard: list[Picture] = []
    size = 0
    for one in pictures:
        shard.append(one)
        size += len(one.file)
        if size >= SHARD_BYTES:
            yield shard
            shard, size = [], 0
    if shard:
        yield shard
