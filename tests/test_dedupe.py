"""Repetitions, relatives and the splits that keep them together."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.score import ScoreError
from training.data import Pieces
from training.prepare import dedupe
from training.prepare.dedupe import related, relations, touched
from training.prepare.fingerprint import bars, phrases
from training.prepare.readings import FileRead, Readings, packed
from training.prepare.songs import Line, Song
from training.prepare.sorting import Options, dealt, sort


def tune(seed: int, bars_long: int = 32) -> np.ndarray:
    """A melody column that is like no other."""
    draw = np.random.default_rng(seed)
    column = draw.integers(30, 50, bars_long * 16)
    column[draw.random(len(column)) < 0.5] = 0
    return column


def read_as(name: str, *columns: np.ndarray) -> FileRead:
    """What `read_file` gives for a file with these lines."""
    song = Song()
    for number, column in enumerate(columns):
        grid = column[:, None].astype(np.int16)
        own = phrases(column), bars(column)
        song.lines.append(Line("melody", (number,), grid, *own))
    song.pieces["bars"] = np.tile(song.lines[0].grid, (1, 3))
    return FileRead(name, song)


def stored(folder: Path, *batches: list[FileRead]) -> list[Readings]:
    readings = []
    for number, files in enumerate(batches):
        (folder / f"{number}").write_bytes(packed(files))
        readings.append(Readings(folder / f"{number}"))
    return readings


def test_repetitions_in_other_keys_are_found_and_the_longer_file_stays(tmp_path: Path) -> None:
    one, two = tune(1), tune(2)
    up = np.where(one > 1, one + 5, one)
    edited = one.copy()
    edited[:32] = two[:32]
    readings = stored(
        tmp_path,
        [read_as("a", one), read_as("b", two), FileRead("broken", dropped="unreadable")],
        [read_as("c", up), read_as("d", edited), read_as("e", one[: 24 * 16], two)],
    )
    found = relations(readings, np.array([True, True, False, True, True, True]))
    assert found.same.tolist() == [-1, 5, -1, 0, 0, -1]
    assert found.group.tolist() == [0, 0, 2, 0, 0, 0]


def test_relatives_share_phrases_but_are_no_repetitions(tmp_path: Path) -> None:
    one, two, three = tune(1), tune(2), tune(3)
    mixed = np.concatenate([one[: 10 * 16], three[: 22 * 16]])
    readings = stored(tmp_path, [read_as("a", one), read_as("b", two)], [read_as("c", mixed)])
    found = relations(readings, np.ones(3, bool))
    assert found.same.tolist() == [-1, -1, -1]
    assert found.group.tolist() == [0, 1, 0]


def test_pairs_and_counts_are_those_of_brute_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedupe, "COMMON", 5)
    monkeypatch.setattr(dedupe, "MEMORY", 500)
    parts = [tune(seed, 4) for seed in range(5)]
    draw = np.random.default_rng(7)
    files = [
        read_as(str(n), *(np.concatenate([parts[i] for i in draw.integers(0, 5, 4)]) for _ in "ab"))
        for n in range(9)
    ]
    readings = stored(tmp_path, files[:4], files[4:8], files[8:])
    own = [set(np.concatenate([x.phrases for x in file.song.lines]).tolist()) for file in files]
    in_files = Counter(phrase for one in own for phrase in one)
    telling = {phrase for phrase, count in in_files.items() if count <= 5}
    expected = {
        (one, two): len(own[one] & own[two] & telling)
        for one, two in combinations(range(9), 2)
        if own[one] & own[two] & telling
    }
    pairs, counts = related(readings)
    assert expected and dict(zip(map(tuple, pairs.tolist()), counts.tolist(), strict=True)) == (
        expected
    )


def test_patterns_that_would_tie_everything_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedupe, "LARGEST", (3, 0.01))
    chain = [tune(seed, 12) for seed in range(8)]
    files = [
        read_as(str(n), np.concatenate([tune(100 + n, 30), one[-48:], two[-48:]]))
        for n, (one, two) in enumerate(pairwise(chain))
    ]
    files.append(read_as("cover", tune(100, 30)))
    readings = stored(tmp_path, files)
    found = relations(readings, np.ones(8, bool))
    assert found.shared > 2
    assert max(Counter(found.group.tolist()).values()) <= 3
    assert found.group[0] == found.group[7] == 0, "a cover shares more"


def test_files_tied_by_name_are_one_group(tmp_path: Path) -> None:
    readings = stored(tmp_path, [read_as(f"s{n // 2}_a{n}.mid", tune(n)) for n in range(8)])
    sorting = sort(readings, Options(group="^(.*)_a", valid=0.5))
    assert sorting.group.tolist() == [0, 0, 2, 2, 4, 4, 6, 6]
    assert Counter(sorting.splits) == {"train": 4, "valid": 4}
    assert all(one == two for one, two in zip(*[iter(sorting.splits)] * 2, strict=True))
    everything = sort(readings, Options(group="[.]mid"))
    assert set(everything.group.tolist()) == {0}


def test_repeats_are_named_or_kept(tmp_path: Path) -> None:
    readings = stored(tmp_path, [read_as("a", tune(1)), read_as("b", tune(1))])
    why = "the same music as another file"
    assert sort(readings, Options()).reasons() == {why: {"files": 1, "such": ["b = a"]}}
    assert sort(readings, Options(repeats=True)).reasons() == {}


def test_what_touches_prepared_pieces_is_found(tmp_path: Path) -> None:
    one, two = tune(1), tune(2)
    readings = stored(tmp_path, [read_as("a", one)], [read_as("b", two)])
    other = np.stack([two + (two > 1) * 3, np.zeros_like(two), np.zeros_like(two)], axis=1)
    assert touched(readings, [Pieces.of(["x"], [other])], 2).tolist() == [False, True]


groups = st.lists(st.integers(0, 9), min_size=1, max_size=40)


@settings(max_examples=60)
@given(groups, st.sampled_from([(0.0, 0.0), (0.2, 0.1), (1.0, 0.0), (0.5, 0.5)]))
def test_splits_keep_groups_whole_and_their_shares(
    group: list[int], shares: tuple[float, float]
) -> None:
    first = {own: group.index(own) for own in group}
    numbers = np.array([first[own] for own in group])
    steps = np.arange(1, len(group) + 1) * 16
    names = [str(n) for n in range(len(group))]
    splits = dealt(names, numbers, steps, shares)
    assert len({(own, split) for own, split in zip(group, splits, strict=True)}) == len(first)
    for split, share in zip(("valid", "test"), shares, strict=True):
        taken = sum(int(s) for s, own in zip(steps, splits, strict=True) if own == split)
        assert taken <= share * steps.sum() + 1e-6
    if shares == (1.0, 0.0):
        assert set(splits) == {"valid"}


def test_few_files_change_splits_when_others_are_added() -> None:
    names = [f"{n}.mid" for n in range(1000)]
    both = [
        dealt(names[:count], np.arange(count), np.full(count, 1024), (0.2, 0.1))
        for count in (900, 1000)
    ]
    moved = sum(one != two for one, two in zip(*both, strict=False))
    assert both[0].count("valid") == 180 and both[0].count("test") == 90
    assert moved < 60


@pytest.mark.parametrize("wrong", [{"valid": 1.5}, {"valid": 0.6, "test": 0.6}, {"group": "("}])
def test_wrong_options_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ScoreError):
        Options(**wrong)  # type: ignore[arg-type]
