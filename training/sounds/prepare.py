"""`klangbild prepare sounds`: audio files and a table of labels -> arrays at one rate."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from rich.progress import track

from generators.media import Samples
from generators.score import ScoreError
from training.data import SPLITS
from training.sounds.data import FULL, Entry, write_manifest

METADATA = "metadata.csv"
NEEDED = ("file", "label")
SHORTEST_S, LONGEST_S = 1.0, 600.0
"""Seconds of a clip that are enough, and after which it is cut."""
QUIETEST = 1e-3
"""Root mean square (-60 dB of full scale) that a clip must reach."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. Where `split` is empty the piece's name decides."""

    file: str
    label: str
    piece: str
    split: str
    recorded: bool


class BrokenError(Exception):
    """Why a clip is left out."""


def prepare(folder: Path, out: Path, rate: int = 16_000, valid: float = 0.1) -> Counter[str]:
    """Read the clips that `folder`/metadata.csv names, mix them to mono at `rate` Hz and write them
    into the folder `out`, each split in a file of int16.

    The table needs the columns `file` (relative to the folder) and `label`; `split` (train, valid,
    test), `piece` and `rendered_or_recorded` are used where they are there. Without a split the
    share `valid` of the pieces is held out, chosen by their names. A clip whose piece was seen in
    another split before is dropped. Returns how many clips were kept in each split, and how many
    dropped for which reason. Raises `ScoreError` without a table or without a usable clip.
    """
    rows = list(_rows(folder, valid))
    out.mkdir(parents=True, exist_ok=True)
    report: Counter[str] = Counter()
    splits: dict[str, list[Entry]] = {split: [] for split in SPLITS}
    homes: dict[str, str] = {}
    files = {split: (out / f"{split}.i16").open("wb") for split in SPLITS}
    try:
        for row in track(rows, "reading"):
            try:
                if row.split not in SPLITS:
                    raise BrokenError(f"split {row.split!r} is none of {', '.join(SPLITS)}")
                if homes.setdefault(row.piece, row.split) != row.split:
                    raise BrokenError(f"its piece is in {homes[row.piece]} as well")
                samples = np.round(read(folder / row.file, rate) * FULL).astype(np.int16)
            except BrokenError as reason:
                report[f"dropped: {reason}"] += 1
                continue
            start = files[row.split].tell() // 2
            files[row.split].write(samples.tobytes())
            entry = Entry(row.file, row.label, row.piece, row.recorded, start, len(samples))
            splits[row.split].append(entry)
            report[row.split] += 1
    finally:
        for file in files.values():
            file.close()
    if not any(splits.values()):
        raise ScoreError(f"no usable clip in {folder}: {dict(report)}")
    write_manifest(out, rate, splits)
    return report


def _rows(folder: Path, valid: float) -> Iterator[Row]:
    path = folder / METADATA
    try:
        with path.open(newline="", encoding="utf-8") as file:
            table = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (table.fieldnames or ())]
            if missing:
                raise ScoreError(f"{path} has no column {' and none '.join(missing)}")
            for line in table:
                values = {k: (v or "").strip() for k, v in line.items() if isinstance(v, str)}
                name = values.get("file", "")
                piece = values.get("piece") or name
                split = values.get("split") or ("valid" if _chance(piece) < valid else "train")
                recorded = values.get("rendered_or_recorded") == "recorded"
                yield Row(name, values.get("label", ""), piece, split, recorded)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScoreError(f"{path} cannot be read: {error}") from error


def _chance(piece: str) -> float:
    """A number in 0 to 1 that depends on the name alone."""
    return int.from_bytes(hashlib.sha256(piece.encode()).digest()[:4], "big") / 2**32


def read(path: Path, rate: int) -> Samples:
    """The sound in a file, mono at `rate` Hz, no louder than full scale. Raises `BrokenError`."""
    try:
        with soundfile.SoundFile(path) as file:
            channels = file.read(int(LONGEST_S * file.samplerate), "float32", always_2d=True)
            mono: NDArray[np.float32] = channels.mean(axis=1)
            own = file.samplerate
    except (soundfile.SoundFileError, OSError, ValueError, MemoryError) as error:
        raise BrokenError("not there" if not path.is_file() else "no sound file") from error
    if not np.isfinite(mono).all():
        raise BrokenError("not all of it numbers")
    if len(mono) < SHORTEST_S * own:
        raise BrokenError(f"shorter than {SHORTEST_S:g} s")
    if np.sqrt(np.square(mono).mean()) < QUIETEST:
        raise BrokenError("silent")
    samples = soxr.resample(mono, own, rate) if own != rate else mono
    return np.clip(samples, -1.0, 1.0).astype(np.float32)
