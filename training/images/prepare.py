"""`klangbild prepare art`: a folder of pictures -> a prepared folder."""

from __future__ import annotations

import csv
import hashlib
import io
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

from PIL import Image
from rich.progress import track

from generators.media import Pixels
from generators.score import ScoreError
from training.data import MANIFEST, SPLITS, remove
from training.images.data import Picture, decoded, write
from training.images.labels import SAYING, Labels, read
from training.images.traits import measured

SUFFIXES = {".webp", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"}
QUALITY = 90
"""Of the WebP that pictures are kept as, unless they come as small WebP already."""


@dataclass(frozen=True)
class File:
    """A picture's name and where its bytes are: in a file of their own, or in an archive."""

    name: str
    path: Path
    start: int = 0
    size: int = -1

    def read(self) -> bytes:
        """The bytes. Raises `OSError`."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.size)


@dataclass(frozen=True)
class Row:
    """What is known of a picture: its label, its split (empty: to be drawn), and all that says what
    it is."""

    label: str
    split: str = ""
    said: tuple[str, ...] = ()


def art(
    folder: Path,
    out: Path,
    metadata: Path | None = None,
    size: int = 192,
    valid: float = 0.05,
    workers: int | None = None,
    anew: bool = False,
    labels: str | None = None,
) -> Counter[str]:
    """Prepare the pictures below `folder`, loose or in `.tar` files (not compressed), at `size`
    pixels.

    `metadata` is a CSV file with columns `id` (or `file`) and `label`, perhaps `split` and
    `artist`; without one the name of a picture's folder is its label. What has no split is put
    into train or, as a share `valid` of the artists (or pictures), into valid. `labels` names a
    table (`training.images.labels`) of which each picture gets a label, by what the columns label,
    style, genre and century (or its folder) say of it. Returns how many
    were kept and dropped, and why. Raises `ScoreError`, also if `out` is a prepared folder already
    (`anew` then replaces it, once the pictures are read).
    """
    if (out / MANIFEST).exists() and not anew:
        raise ScoreError(
            f"{out} is a prepared folder already: name another folder, or add --anew to prepare "
            "this one again"
        )
    rows = _rows(metadata) if metadata else None
    table = read(labels) if labels else None
    found: Counter[str] = Counter()
    splits: dict[str, list[Picture]] = {split: [] for split in SPLITS}
    context = get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, context) as pool:
        files = _files(folder)
        made = pool.map(
            partial(_made, rows=rows, table=table, size=size, valid=valid), files, chunksize=16
        )
        for why, split, picture in track(made, "reading"):
            found[why] += 1
            if picture:
                splits[split].append(picture)
    if not any(splits.values()):
        said = ", ".join(f"{count} {why}" for why, count in found.items()) or "no files"
        raise ScoreError(f"no usable picture below {folder}: {said}")
    if anew:
        remove(out)
    write(out, splits, {"size": size, "files": sum(found.values()), "found": dict(found)})
    return found


def _rows(path: Path) -> dict[str, tuple[Row, str]]:
    """By id: what is known, and the artist."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScoreError(f"{path} cannot be read: {error}") from error
    key = next((name for name in ("id", "file") if table and name in table[0]), None)
    if key is None or "label" not in table[0]:
        raise ScoreError(f"{path} needs the columns id (or file) and label in its first line")
    return {
        PurePosixPath(row[key]).stem: (
            Row(row["label"], row.get("split") or "", tuple(row.get(key) or "" for key in SAYING)),
            row.get("artist") or "",
        )
        for row in table
    }


def _files(folder: Path) -> Iterator[File]:
    if not folder.is_dir():
        raise ScoreError(f"{folder} is no folder: name one that holds pictures")
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            yield File(path.relative_to(folder).as_posix(), path)
        elif path.suffix == ".tar":
            try:
                with tarfile.open(path, "r:") as tar:
                    for member in tar:
                        if PurePosixPath(member.name).suffix.lower() in SUFFIXES:
                            yield File(member.name, path, member.offset_data, member.size)
            except (OSError, tarfile.TarError) as error:
                raise ScoreError(
                    f"{path} is no whole archive without compression: {error}"
                ) from error


def _made(
    file: File,
    rows: Mapping[str, tuple[Row, str]] | None,
    table: Labels | None,
    size: int,
    valid: float,
) -> tuple[str, str, Picture | None]:
    """Why it is kept or dropped, its split, and the picture."""
    path = PurePosixPath(file.name)
    row, artist = Row(path.parent.name, said=(path.parent.name,)), path.stem
    if rows is not None:
        if path.stem not in rows:
            return "not in the metadata", "", None
        row, artist = rows[path.stem]
    label, why = _label(row, table)
    if why:
        return why, "", None
    try:
        data = file.read()
        with Image.open(io.BytesIO(data)) as picture:
            fits = picture.format == "WEBP" and picture.size == (size, size)
            smaller = min(picture.size) < size
        pixels = decoded(data, size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"unreadable: {type(error).__name__}", "", None
    if not fits:
        data = webp(pixels)
    share = int.from_bytes(hashlib.sha256((artist or file.name).encode()).digest()[:4]) / 2**32
    split = row.split or ("valid" if share < valid else "train")
    if split not in SPLITS:
        return f"of the split {split!r}", "", None
    why = "kept, and enlarged" if smaller else "kept"
    return why, split, Picture(path.stem, data, label, measured(pixels))


def _label(row: Row, table: Labels | None) -> tuple[str, str]:
    """Its label, or why it has none."""
    if table is None:
        return row.label, "" if row.label else "without a label"
    fitting = table.of(row.said)
    if len(fitting) != 1:
        return "", "of no label" if not fitting else f"between {' and '.join(fitting)}"
    return fitting[0], ""


def webp(pixels: Pixels) -> bytes:
    """A picture [height, width, 3] as a file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=QUALITY)
    return buffer.getvalue()
