"""`klangbild prepare covers`: a table of music and covers -> pictures and sounds, pair by pair
(CoverGen, section 3.1, with what its section 5.1 asks for)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from rich.progress import track

from generators.score import ScoreError
from training.covers.reading import Pair, Rules, pair, samples
from training.covers.sorting import dealt, near_covers, related, repeated
from training.covers.table import Row, read
from training.data import MANIFEST, SPLITS, remove
from training.images.data import Picture
from training.images.data import write as write_pictures
from training.sounds.data import Entry, write_manifest

PICTURES, SOUNDS, CACHE = "pictures", "sounds", "cache"


def covers(
    table: Path,
    out: Path,
    rules: Rules | None = None,
    valid: float = 0.1,
    test: float = 0.1,
    repeats: bool = False,
    workers: int | None = None,
) -> Counter[str]:
    """Prepare the rows of `table`: `out`/pictures and `out`/sounds are what `train diffusion` reads
    with pairs = "piece", the picture's name being the sound's file; `out`/cache is what another run
    need not read again.

    What shares a recording, an artist, an album or a cover is in one split; of rows with the same
    recording or cover the first is kept, or all (`repeats`). Returns how many rows were kept in
    each split, and how many dropped for which reason. Raises `ScoreError`.
    """
    if valid + test > 1:
        raise ScoreError(f"valid {valid:g} and test {test:g} are more than everything")
    rules, rows = rules or Rules(), read(table)
    (out / CACHE).mkdir(parents=True, exist_ok=True)
    kept, pairs, found = _usable(rows, rules, out / CACHE, workers)
    alike = near_covers(pairs)
    groups = related(kept, pairs, alike)
    dropped = {} if repeats else repeated(pairs, alike)
    stay = [number for number in range(len(kept)) if number not in dropped]
    found.update(f"dropped: {why}" for why in dropped.values())
    if not stay:
        said = ", ".join(f"{count} {why}" for why, count in found.items()) or "no rows"
        raise ScoreError(f"no usable pair in {table}: {said}")
    shares = dict(zip(SPLITS, (1 - valid - test, valid, test), strict=True))
    names = {groups[number]: kept[groups[number]].name for number in stay}
    homes = dealt(names, [groups[number] for number in stay], shares)
    splits = {split: [n for n in stay if homes[groups[n]] == split] for split in SPLITS}
    found.update({split: len(numbers) for split, numbers in splits.items()})
    _sounds(out / SOUNDS, kept, pairs, splits, rules.rate)
    pictures = {
        split: [
            Picture(kept[n].name, pairs[n].cover, kept[n].label, pairs[n].traits) for n in numbers
        ]
        for split, numbers in splits.items()
    }
    remove(out / PICTURES)
    about = {"size": rules.size, "files": len(rows), "found": dict(found)}
    write_pictures(out / PICTURES, pictures, about)
    return found


def _usable(
    rows: Sequence[Row], rules: Rules, cache: Path, workers: int | None
) -> tuple[list[Row], list[Pair], Counter[str]]:
    """The rows whose files can be used, what is kept of them, and why others are dropped."""
    found: Counter[str] = Counter()
    kept: list[Row] = []
    pairs: list[Pair] = []
    names: set[str] = set()
    context = get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, context) as pool:
        made = pool.map(partial(pair, rules=rules, cache=cache), rows, chunksize=4)
        for row, one in track(zip(rows, made, strict=True), "reading", total=len(rows)):
            if isinstance(one, str) or row.name in names:
                found[f"dropped: {one if isinstance(one, str) else 'id that of another row'}"] += 1
                continue
            names.add(row.name)
            kept.append(row)
            pairs.append(one)
    return kept, pairs, found


def _sounds(
    folder: Path,
    rows: Sequence[Row],
    pairs: Sequence[Pair],
    splits: Mapping[str, Sequence[int]],
    rate: int,
) -> None:
    """Write what `Sounds.load` reads."""
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    entries: dict[str, list[Entry]] = {split: [] for split in splits}
    for split, numbers in splits.items():
        start = 0
        with (folder / f"{split}.i16").open("wb") as file:
            for number in numbers:
                row, one = rows[number], pairs[number]
                file.write(samples(one.sound).tobytes())
                entries[split].append(Entry(row.name, row.label, row.name, True, start, one.frames))
                start += one.frames
    write_manifest(folder, rate, entries)
