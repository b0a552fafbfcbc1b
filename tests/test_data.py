"""Prepared folders: pieces come back from disk as they were, or it is said what is wrong."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from generators.notes.tokens import TRIO, Layout
from generators.score import ScoreError
from training import data
from training.data import MANIFEST, Pieces, write_whole
from training.prepare import shards

GRIDS = [np.random.default_rng(n).integers(0, 90, (16 * (n + 1), 3)) for n in range(7)]


def folder_of(folder: Path, tracks: tuple[str, ...] = TRIO.roles) -> Path:
    """A prepared folder with `GRIDS`, two of them for validation."""
    writer = shards.ShardWriter(folder)
    for number, grid in enumerate(GRIDS):
        split = "valid" if number in (2, 5) else "train"
        writer.add(split, f"{number}.mid: bärs", grid.astype(np.int16))
    manifest = {"format": data.FORMAT, "tracks": tracks, "splits": writer.close()}
    write_whole(folder / MANIFEST, json.dumps(manifest).encode())
    return folder


@pytest.mark.parametrize("full", [1, 40, 10_000])
def test_pieces_come_back_from_shards_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: int
) -> None:
    monkeypatch.setattr(shards, "SHARD_STEPS", full)
    folder = folder_of(tmp_path)
    for split, numbers in (("train", [0, 1, 3, 4, 6]), ("valid", [2, 5])):
        pieces = Pieces.load(folder, split)
        assert len(pieces) == len(numbers) and pieces.layout == TRIO
        assert pieces.names == [f"{number}.mid: bärs" for number in numbers]
        for piece, number in zip(pieces, numbers, strict=True):
            assert piece.dtype == np.int64
            np.testing.assert_array_equal(piece, GRIDS[number])
        with pytest.raises(IndexError):
            pieces[len(numbers)]
    assert len([*tmp_path.glob("train-*")]) == {1: 5, 40: 4, 10_000: 1}[full]


def test_a_loaded_grid_is_the_callers_own(tmp_path: Path) -> None:
    pieces = Pieces.load(folder_of(tmp_path))
    pieces[0][:] = 0
    np.testing.assert_array_equal(pieces[0], GRIDS[0])


def test_pieces_travel_to_other_processes(tmp_path: Path) -> None:
    loaded = Pieces.load(folder_of(tmp_path))
    assert len(pickle.dumps(loaded)) < 500, "the files travel by name"
    for pieces in (loaded, Pieces.of(["a", "b"], GRIDS[:2])):
        again = pickle.loads(pickle.dumps(pieces))
        assert again.names == pieces.names
        np.testing.assert_array_equal(again[1], pieces[1])


def test_the_layout_comes_with_the_pieces(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ("melody", "melody", "bass"))
    assert Pieces.load(folder).layout == Layout(("melody", "melody", "bass"))


def test_damage_is_found_and_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    shard = folder / "train-00000.safetensors"
    whole = shard.read_bytes()
    shard.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ScoreError, match=r"train-00000.safetensors is damaged: run .*prepare"):
        Pieces.load(folder)
    assert len(Pieces.load(folder, "valid")) == 2, "the other split is whole"
    shard.unlink()
    with pytest.raises(ScoreError, match=r"train-00000.safetensors cannot be read"):
        Pieces.load(folder)


def test_what_is_no_prepared_folder_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "old.npz").write_bytes(b"PK")
    (tmp_path / MANIFEST).write_text("{}")
    for path in (tmp_path / "nowhere", tmp_path / "old.npz", tmp_path):
        with pytest.raises(ScoreError, match="klangbild prepare midi"):
            Pieces.load(path)
    with pytest.raises(ScoreError, match="no pieces to test"):
        Pieces.load(folder_of(tmp_path), "test")


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    write_whole(tmp_path / "a", b"old")
    monkeypatch.setattr(data.os, "fsync", full)
    with pytest.raises(ScoreError, match=r"No space left on device.*goes on where it stopped"):
        write_whole(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"
