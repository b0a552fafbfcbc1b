"""Which files hold the same music, and which are related: by phrases and bars in whatever key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import Grid, Layout
from training.data import Pieces
from training.prepare.fingerprint import Hashes, likeness, phrases
from training.prepare.readings import BUCKETS, Readings
from training.prepare.songs import ALIKE

COMMON = 60
"""Lines in which a phrase occurs from which on it says nothing."""

SHARED = (2, 4, 8, 16, 32, 64, 128)
"""Phrases that related files share. The least is used that ties no more than `LARGEST` files
together: in a collection from one workshop, patterns that all pieces have would tie them all."""

LARGEST = (50, 0.01)
"""Files, and share of all files."""

MEMORY = 4_000_000
"""Hashes that are compared at a time."""

CHUNK = 256
"""Prepared pieces that are compared at a time."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Relations:
    """By number of file: `group` is the least number of its relatives, `same` the number of the
    file that it repeats, or -1. Related are files that share `shared` phrases."""

    group: Numbers
    same: Numbers
    shared: int


def relations(
    readings: Sequence[Readings], kept: NDArray[np.bool_], tied: Sequence[Sequence[int]] = ()
) -> Relations:
    """How the files of `readings`, counted through, belong together.

    `kept` [files] says which of them gave pieces; `tied` are files that belong together anyway.
    """
    same = _exact(readings, kept)
    files, counts = related(readings)
    shared, group = _grouped(len(kept), files, counts)
    close = files[(counts >= shared) & (same[files] < 0).all(axis=1)]
    same = _near(readings, close, same)
    every = [pair for one in tied for pair in pairwise(one)]
    every += [(int(n), int(same[n])) for n in np.flatnonzero(same >= 0)]
    every += [(int(n), int(group[n])) for n in np.flatnonzero(group != np.arange(len(group)))]
    return Relations(_components(len(kept), np.array(every, np.int64).reshape(-1, 2)), same, shared)


def related(readings: Sequence[Readings]) -> tuple[NDArray[np.int64], Numbers]:
    """Pairs of files [pairs, 2] that share phrases, and how many."""
    total = sum(int(batch.tensor("phrase_starts")[-1]) for batch in readings)
    parts = max(1, min(BUCKETS, -(-total // MEMORY)))
    edges = np.linspace(0, BUCKETS, parts + 1).astype(int).tolist()
    pairs, counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    for first, last in pairwise(edges):
        found = np.concatenate([*_sharing(*_bucket(readings, first, last)), pairs])
        weights = np.concatenate([np.ones(len(found) - len(pairs), np.int64), counts])
        order = np.argsort(found)
        found, weights = found[order], weights[order]
        starts = np.flatnonzero(np.diff(found, prepend=found[:1] + np.uint64(1)))
        pairs = found[starts]
        counts = np.add.reduceat(weights, starts) if len(starts) else weights[:0]
    files = np.stack([pairs >> np.uint64(32), pairs & np.uint64(2**32 - 1)], axis=1)
    return files.astype(np.int64), counts


def touched(
    readings: Sequence[Readings], others: Sequence[Pieces], shared: int
) -> NDArray[np.bool_]:
    """Which files share phrases, `shared` or more, with prepared pieces."""
    own = [part.phrases(0, BUCKETS) for part in readings]
    hits = [np.zeros(len(hashes), np.bool_) for hashes, _ in own]
    for pieces in others:
        for first in range(0, len(pieces), CHUNK):
            grids = [pieces[i] for i in range(first, min(first + CHUNK, len(pieces)))]
            known = np.unique(np.concatenate([_of(grid, pieces.layout) for grid in grids]))
            hits = [
                hit | np.isin(hashes, known, kind="sort")
                for (hashes, _), hit in zip(own, hits, strict=True)
            ]
    counts = [
        np.bincount(part.line_file[lines[hit]], minlength=len(part))
        for part, (_, lines), hit in zip(readings, own, hits, strict=True)
    ]
    return np.asarray(np.concatenate(counts) >= shared)


def _of(grid: Grid, layout: Layout) -> Hashes:
    columns = zip(grid.T, layout.roles, strict=True)
    return np.concatenate([phrases(column, role == "drums") for column, role in columns])


def _bucket(readings: Sequence[Readings], first: int, last: int) -> tuple[Hashes, Numbers]:
    """Hashes and their files' numbers, of all batches."""
    hashes, owners, before = [], [], 0
    for batch in readings:
        own, lines = batch.phrases(first, last)
        hashes.append(own)
        owners.append(batch.line_file[lines].astype(np.int64) + before)
        before += len(batch)
    return np.concatenate(hashes), np.concatenate(owners)


def _sharing(hashes: Hashes, owners: Numbers) -> Iterator[NDArray[np.uint64]]:
    """Pairs of files as one number each, once for each phrase that they share."""
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    again = np.zeros(len(hashes), np.bool_)
    again[1:] = (hashes[1:] == hashes[:-1]) & (owners[1:] == owners[:-1])
    hashes, owners = hashes[~again], owners[~again].astype(np.uint64)
    _, number, count = np.unique(hashes, return_inverse=True, return_counts=True)
    telling = (count[number] > 1) & (count[number] <= COMMON)
    hashes, owners = hashes[telling], owners[telling]
    for lag in range(1, min(COMMON, len(hashes))):
        equal = hashes[lag:] == hashes[:-lag]
        if not equal.any():
            return
        yield owners[:-lag][equal] << np.uint64(32) | owners[lag:][equal]


def _grouped(files: int, pairs: Numbers, counts: Numbers) -> tuple[int, Numbers]:
    """The least of `SHARED` that ties no more than `LARGEST` files, and each file's group."""
    limit = max(LARGEST[0], LARGEST[1] * files)
    for shared in SHARED:
        group = _components(files, pairs[counts >= shared])
        if np.bincount(group).max() <= limit:
            break
    return shared, group


def _components(files: int, pairs: Numbers) -> Numbers:
    """The least number in each file's connected component."""
    parent = list(range(files))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for pair in pairs.tolist():
        one, two = sorted(map(root, pair))
        parent[two] = one
    return np.array([root(one) for one in range(files)], np.int64)


def _exact(readings: Sequence[Readings], kept: NDArray[np.bool_]) -> Numbers:
    """The first file with the same music, or -1."""
    same = np.full(len(kept), -1, np.int64)
    keys = np.concatenate([batch.tensor("keys") for batch in readings])
    numbers = np.flatnonzero(kept)
    _, first, back = np.unique(keys[numbers], return_index=True, return_inverse=True)
    again = numbers[first][back] != numbers
    same[numbers[again]] = numbers[first][back][again]
    return same


Lines = list[tuple[bool, Hashes]]
"""(whether they are drums, bars) of the lines of a file."""


def _near(readings: Sequence[Readings], pairs: Numbers, same: Numbers) -> Numbers:
    """`same` with the files whose every line is practically one of a related, longer file."""
    lines = _lines(readings, np.unique(pairs))
    size = {file: sum(len(bars) for _, bars in own) for file, own in lines.items()}
    relatives: dict[int, list[int]] = {}
    for one, two in pairs.tolist():
        relatives.setdefault(one, []).append(two)
        relatives.setdefault(two, []).append(one)
    same, seen = same.copy(), set()
    for file in sorted(relatives, key=lambda file: (-size[file], file)):
        longer = (r for r in relatives[file] if r in seen and same[r] < 0)
        same[file] = next((r for r in longer if _within(lines[file], lines[r])), -1)
        seen.add(file)
    return same


def _lines(readings: Sequence[Readings], wanted: Numbers) -> dict[int, Lines]:
    """The lines of the files `wanted` (sorted)."""
    found: dict[int, Lines] = {}
    before = 0
    for batch in readings:
        low, high = np.searchsorted(wanted, [before, before + len(batch)])
        here = set(wanted[low:high].tolist())
        if here:
            bars = np.split(batch.tensor("bars"), batch.tensor("bar_ends")[:-1])
            drums = batch.tensor("line_drums").tolist()
            for number, own, kit in zip(batch.line_file.tolist(), bars, drums, strict=True):
                if before + number in here:
                    found.setdefault(before + number, []).append((kit, own))
        before += len(batch)
    return found


def _within(short: Lines, long: Lines) -> bool:
    return all(
        any(kit == other and likeness(bars, more) >= ALIKE for other, more in long)
        for kit, bars in short
    )
