"""Files of a row -> what is kept of them, once: the next run finds it in the cache."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError
from safetensors import numpy as safetensors

from generators.images.salience import salient
from generators.score import ScoreError
from training.covers.likeness import hashed
from training.covers.table import Row
from training.data import write_whole
from training.images.data import decoded
from training.images.prepare import webp
from training.images.traits import measured
from training.sounds.data import FULL
from training.sounds.prepare import BrokenError
from training.sounds.prepare import read as read_sound

PLAIN = 4.0
"""Levels of 255 by which the pixels of a picture that is no more than one colour deviate."""
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Rules:
    """Pictures at `size` pixels from no fewer than `smallest`; the salient `seconds` of music, and
    the `shortest` that will do, at `rate` Hz."""

    size: int = 192
    smallest: int = 64
    seconds: float = 30.0
    shortest: float = 10.0
    rate: int = 16_000


@dataclass(frozen=True, slots=True)
class Pair:
    """What is kept of a row: the `cover` as WebP, its raw `traits` and its hash, `likeness`; the
    cached file of its `sound`, as many `frames`, and a `digest` of them."""

    cover: bytes
    traits: NDArray[np.float64]
    likeness: int
    sound: Path
    frames: int
    digest: str


def pair(row: Row, rules: Rules, cache: Path) -> Pair | str:
    """What is kept of a row, or why nothing is."""
    try:
        cover, _ = _cached(row.cover, "cover", _cover, rules, cache)
        sound, path = _cached(row.audio, "sound", _sound, rules, cache)
    except BrokenError as reason:
        return str(reason)
    digest = sound["digest"].tobytes().hex()
    likeness = int(cover["likeness"][0])
    traits = cover["traits"].astype(np.float64)
    return Pair(cover["file"].tobytes(), traits, likeness, path, int(sound["frames"][0]), digest)


def samples(path: Path) -> NDArray[np.int16]:
    """The cached sound. Raises `ScoreError` where the cache was damaged since."""
    try:
        return safetensors.load_file(path)["samples"]
    except (OSError, SafetensorError, KeyError) as error:
        raise ScoreError(f"{path} cannot be read: run the same command again ({error})") from error


def _cached(
    file: Path | None,
    what: str,
    made: Callable[[Path, Rules], Arrays],
    rules: Rules,
    cache: Path,
) -> tuple[Arrays, Path]:
    """What is `made` of a file, from the cache if it is there and the file is the same, and the
    cached file. Raises `BrokenError`."""
    if file is None:
        raise BrokenError(f"no {what} named")
    try:
        about = file.stat()
    except OSError as error:
        raise BrokenError(f"{what} not there") from error
    key = f"{file.resolve()} {about.st_size} {about.st_mtime_ns} {what} {asdict(rules)}"
    path = cache / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.safetensors"
    try:
        return safetensors.load_file(path), path
    except (OSError, SafetensorError):  # not there yet, or cut off
        try:
            found = made(file, rules)
        except BrokenError as reason:
            raise BrokenError(f"{what} {reason}") from reason
    write_whole(path, safetensors.save(found))
    return found, path


def _cover(file: Path, rules: Rules) -> Arrays:
    try:
        data = file.read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            if min(picture.size) < rules.smallest:
                raise BrokenError(f"smaller than {rules.smallest} pixels")
        pixels = decoded(data, rules.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BrokenError("unreadable") from error
    if pixels.reshape(-1, 3).std(axis=0).max() < PLAIN:
        raise BrokenError("of one colour")
    return {
        "file": np.frombuffer(webp(pixels), np.uint8),
        "traits": measured(pixels),
        "likeness": np.array([hashed(pixels)], np.uint64),
    }


def _sound(file: Path, rules: Rules) -> Arrays:
    found = read_sound(file, rules.rate)
    if len(found) < rules.shortest * rules.rate:
        raise BrokenError(f"shorter than {rules.shortest:g} s")
    start = round(salient(found, rules.rate, rules.seconds) * rules.rate)
    kept = found[start : start + round(rules.seconds * rules.rate)]
    levels = np.round(kept * FULL).astype(np.int16)
    return {
        "samples": levels,
        "frames": np.array([len(levels)], np.int64),
        "digest": np.frombuffer(hashlib.sha256(levels.tobytes()).digest(), np.uint8),
    }
