"""`klangbild prepare midi`: folders of MIDI files, good and bad, whole and interrupted."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import crew_work
import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from generators.score import ScoreError
from server.cli import app
from training.data import Pieces
from training.prepare import crew, run
from training.prepare.songs import Rules
from training.prepare.sorting import Options

MIDI = Path(__file__).parent / "data/midi"
LAKH = MIDI / "lakh"
QUIET = Console(quiet=True)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Reads files in this process; the numbers of the batches that were read."""
    read: list[int] = []

    def alone(
        work: Callable[[str], Any],
        lost: object,
        jobs: Sequence[tuple[int, Sequence[str]]],
        workers: int,
        seconds: float,
    ) -> Iterator[tuple[int, list[Any]]]:
        for number, names in jobs:
            yield number, [work(name) for name in names]
            read.append(number)

    monkeypatch.setattr(crew, "run", alone)
    monkeypatch.setattr(run, "BATCH", 2)
    return read


def midi(folder: Path, out: Path, anew: bool = False, **options: Any) -> run.Report:
    return run.midi(folder, out, Options(**options), workers=1, anew=anew, console=QUIET)


def contents(folder: Path) -> dict[str, str]:
    """A digest of every file but the report, in which the time stands."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix != ".md" and path.name != "report.json"
    }


def test_broken_files_are_counted_and_named(tmp_path: Path, here: list[int]) -> None:
    folder = tmp_path / "in" / "deep"
    shutil.copytree(LAKH, folder)
    (folder / "nonsense.mid").write_bytes(b"MThd nonsense")
    (folder / "empty.MID").touch()
    (folder / "cut[off].midi").write_bytes((LAKH / "valid_trio_0185.mid").read_bytes()[:5000])
    (folder / "gone.mid").symlink_to("nowhere.mid")
    (folder / "notes.txt").write_text("no MIDI")
    report = midi(tmp_path / "in", tmp_path / "out", valid=0.0)
    assert report.files == 8 and report.splits["train"]["files"] == 4
    assert sum(own["files"] for own in report.dropped.values()) == 4
    why = {own["such"][0]: why for why, own in report.dropped.items()}
    assert why["deep/cut[off].midi"].startswith("unreadable: the file is cut off")
    assert why["deep/gone.mid"] == "cannot be opened: No such file or directory"
    text = (tmp_path / "out/report.md").read_text()
    assert "deep/cut[off].midi" in text and "| train | 4 | 4 | 256 |" in text
    assert json.loads((tmp_path / "out/report.json").read_text())["files"] == 8


def test_an_interrupted_run_goes_on_to_the_same_result(
    tmp_path: Path, here: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Rules(any_metre=True)
    midi(MIDI, tmp_path / "whole", rules=rules)
    batches, here[:] = len(here), []
    write, left = run.write_whole, [4]

    def breaks(path: Path, data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        write(path, data)

    for writes in (4, 3, batches - 5):  # each time the plan and some batches
        left[0] = writes
        monkeypatch.setattr(run, "write_whole", breaks)
        with pytest.raises(KeyboardInterrupt):
            midi(MIDI, tmp_path / "parts", rules=rules)
        assert not (tmp_path / "parts/manifest.json").exists()
    monkeypatch.setattr(run, "write_whole", write)
    midi(MIDI, tmp_path / "parts", rules=rules)
    assert sorted(here) == [*range(batches)], "nothing was read twice"
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=crew_work.prepare_slowly, args=(LAKH, out))
    process.start()
    while process.is_alive() and not [*out.glob(".prepare/*.safetensors")]:
        time.sleep(0.01)
    process.kill()
    process.join()
    crew_work.prepare_slowly(LAKH, out)
    assert len(Pieces.load(out)) == 4 and not (out / ".prepare").exists()


def test_a_finished_folder_is_left_alone(tmp_path: Path, here: list[int]) -> None:
    out = tmp_path / "out"
    first = midi(LAKH, out)
    state, here[:] = contents(out), []
    assert midi(LAKH, out) == first
    assert not here and contents(out) == state
    with pytest.raises(ScoreError, match=r"rest: 8 -> 4; valid: 0.05 -> 0.1.*--anew"):
        midi(LAKH, out, rules=Rules(rest=4), valid=0.1)
    assert contents(out) == state
    assert midi(LAKH, out, anew=True, valid=0.25).splits["valid"]["files"] == 1


def test_changed_files_are_noticed(tmp_path: Path, here: list[int]) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(LAKH, folder)
    midi(folder, out)
    (folder / "valid_trio_0185.mid").rename(folder / "other.mid")
    with pytest.raises(ScoreError, match=r"the MIDI files changed \(4 then, 4 now\)"):
        midi(folder, out)
    (folder / "other.mid").unlink()
    assert midi(folder, out, anew=True).files == 3


def test_damaged_shards_and_batches_are_made_again(tmp_path: Path, here: list[int]) -> None:
    out = tmp_path / "out"
    midi(LAKH, out)
    state = contents(out)
    (out / "train-00000.safetensors").write_bytes(b"broken")
    midi(LAKH, out)
    assert contents(out) == state
    work = tmp_path / "parts/.prepare"
    work.mkdir(parents=True)
    (work / "000001.safetensors").write_bytes(b"cut off by a power failure")
    midi(LAKH, tmp_path / "parts")
    assert contents(tmp_path / "parts") == state


def test_what_cannot_be_prepared_leaves_nothing(tmp_path: Path, here: list[int]) -> None:
    empty, drums, other = tmp_path / "empty", tmp_path / "groove", tmp_path / "other"
    empty.mkdir()
    shutil.copytree(MIDI / "groove", drums)
    other.mkdir()
    (other / "mine.txt").write_text("keep me")
    for folder, out, options, message in (
        (empty, "out", {}, "no MIDI files"),
        (tmp_path / "nowhere", "out", {}, "is no folder"),
        (drums, "out", {"rules": Rules(full=True)}, r"no usable piece .* without melody, bass"),
        (LAKH, "other", {}, "not empty and no prepared folder"),
        (LAKH, "out", {"apart": (empty,)}, "no prepared folder"),
    ):
        with pytest.raises(ScoreError, match=message):
            midi(folder, tmp_path / out, **options)
        with pytest.raises(ScoreError, match=message):
            midi(folder, tmp_path / out, anew=True, **options)
        assert not (tmp_path / "out").exists()
    assert (other / "mine.txt").read_text() == "keep me"


def test_a_full_disk_says_so_and_the_run_goes_on(
    tmp_path: Path, here: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, left = os.fsync, [2]

    def full(number: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        sync(number)

    for writes in (2, 2, 1, 2):
        left[0] = writes
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ScoreError, match="No space left on device"):
            midi(LAKH, tmp_path / "out")
        assert not [*tmp_path.rglob("*.part")]
    monkeypatch.setattr(os, "fsync", sync)
    midi(LAKH, tmp_path / "out")
    assert len(Pieces.load(tmp_path / "out")) == 4


def test_relatives_of_another_folder_are_left_out(tmp_path: Path, here: list[int]) -> None:
    one = tmp_path / "one"
    one.mkdir()
    shutil.copy(LAKH / "valid_trio_0786.mid", one)
    midi(one, tmp_path / "train", valid=0.0)
    report = midi(LAKH, tmp_path / "valid", apart=(tmp_path / "train",), valid=1.0)
    assert report.splits["valid"]["files"] == 3
    (why,) = report.dropped.values()
    assert why == {"files": 1, "such": ["valid_trio_0786.mid"]}


def test_all_kinds_of_files_from_the_command_line(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    arguments = ["prepare", "midi", str(MIDI), out, "--any-metre", "--workers", "2"]
    result = CliRunner().invoke(app, [*arguments, "--valid", "0.3", "--group", "^[^/]+/"])
    assert result.exit_code == 0, result.output
    for text in ("looking for repetitions", "Kept", "Dropped files", "groups of related files"):
        assert text in result.output
    folders = {
        split: {name.split("/")[0] for name in Pieces.load(Path(out), split).names}
        for split in ("train", "valid")
    }
    assert not folders["train"] & folders["valid"]
    assert folders["train"] | folders["valid"] == {"freedoom", "groove", "lakh", "pop909"}
    again = CliRunner().invoke(app, [*arguments, "--shortest", "8"])
    assert again.exit_code == 1 and "shortest: 16 -> 8" in again.output
    assert "Traceback" not in again.output


def test_the_tracks_are_those_that_were_asked_for(tmp_path: Path, here: list[int]) -> None:
    rules = Rules(tracks=("melody", "melody", "bass"), any_metre=True)
    midi(MIDI / "freedoom", tmp_path / "out", rules=rules)
    pieces = Pieces.load(tmp_path / "out")
    assert pieces.layout.roles == rules.tracks
    assert all(piece.shape[1] == 3 for piece in pieces)
    assert any((piece[:, 1] < 90).any() for piece in pieces)
    assert np.asarray(pieces[0]).dtype == np.int64
