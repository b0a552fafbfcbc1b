"""Which pairs are kept, and in which split: what is related is never in two."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from training.covers.likeness import near
from training.covers.reading import Pair
from training.covers.table import Row

SAME_SOUND, SAME_COVER = "sound that of another row", "cover that of another row"


def repeated(pairs: Sequence[Pair], alike: Iterable[tuple[int, int]]) -> dict[int, str]:
    """The numbers of pairs that repeat an earlier one that stays, and in what; `alike` are pairs of
    numbers of near covers, the smaller one first."""
    first: dict[str, int] = {}
    found = {
        number: SAME_SOUND
        for number, one in enumerate(pairs)
        if first.setdefault(one.digest, number) != number
    }
    for earlier, later in sorted(alike, key=lambda two: two[::-1]):
        if earlier not in found and later not in found:
            found[later] = SAME_COVER
    return found


def related(
    rows: Sequence[Row], pairs: Sequence[Pair], alike: Iterable[tuple[int, int]]
) -> list[int]:
    """For each pair the number of the first one that it hangs together with: by recording, artist,
    album or a near cover, over any number of others."""
    roots = list(range(len(rows)))

    def root(one: int) -> int:
        while roots[one] != one:
            roots[one] = one = roots[roots[one]]
        return one

    def tie(one: int, other: int) -> None:
        low, high = sorted((root(one), root(other)))
        roots[high] = low

    first: dict[tuple[str, ...], int] = {}
    for number, (row, one) in enumerate(zip(rows, pairs, strict=True)):
        artist, album = row.artist.casefold(), row.album.casefold()
        for key in (
            ("sound", one.digest),
            *([("artist", artist)] if artist else []),
            *([("album", album)] if album and not artist else []),  # many are "Greatest Hits"
        ):
            tie(first.setdefault(key, number), number)
    for earlier, later in alike:
        tie(earlier, later)
    return [root(number) for number in range(len(rows))]


def dealt(
    names: Mapping[int, str], groups: Sequence[int], shares: Mapping[str, float]
) -> dict[int, str]:
    """A split for each group, so that the pairs come near the `shares`: the largest first, each to
    the split that lacks most; equally large ones in an order that the groups' `names` give."""
    sizes = Counter(groups)
    place = {group: hashlib.sha256(names[group].encode()).digest() for group in sizes}
    lacks = {split: share * len(groups) for split, share in shares.items()}
    found = {}
    for group in sorted(sizes, key=lambda one: (-sizes[one], place[one])):
        found[group] = max(lacks, key=lambda split: lacks[split])
        lacks[found[group]] -= sizes[group]
    return found


def near_covers(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    """Pairs of numbers whose covers are the same picture or nearly so."""
    return list(near(np.array([one.likeness for one in pairs], np.uint64)))
