"""Training runs: the same state after a resume, on several processes, and after a mishap."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tiny
import torch
from processes import ended, pair
from rich.console import Console
from safetensors.torch import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from typer.testing import CliRunner

from generators.score import ScoreError
from server.cli import app
from training import runs
from training.data import Pieces
from training.interrupt import Stopped
from training.notes import samples, state, train
from training.notes.trainer import Trainer
from training.notes.validation import SHAPES
from training.prepare import shards

rows = tiny.rows


def same(one: Path, other: Path, tolerance: float = 0.0) -> None:
    first, second = (load_file(run / state.FILE) for run in (one, other))
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        torch.testing.assert_close(tensor, second[name], rtol=tolerance, atol=tolerance, msg=name)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.workplace(tmp_path_factory.mktemp("work")).parent


@pytest.fixture(scope="module")
def whole(work: Path) -> Path:
    """A run of six steps in one go."""
    return train.notes(tiny.workplace(work, run="whole"), tiny.QUIET)


def run(work: Path, **changes: Any) -> Path:
    return train.notes(tiny.workplace(work, **changes), tiny.QUIET)


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    learn = Trainer.learn

    def until(self: Trainer, parts: Any) -> None:
        if self.step == step:
            raise error
        learn(self, parts)

    monkeypatch.setattr(Trainer, "learn", until)


def test_a_killed_run_resumes_to_the_same_state(
    work: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        killed_at(5, patch, SystemExit())
        with pytest.raises(SystemExit):
            run(work, run="killed")
    assert state.read(work / "killed").step == 3
    assert [row["step"] for row in rows(work / "killed")] == [1, 2, 3, 4, 5]
    same(whole, run(work, run="killed"))
    names = ("step", "loss", "norm", "rate", "reconstruct")
    kept = [[{n: row[n] for n in names} for row in rows(r)] for r in (whole, work / "killed")]
    assert kept[0] == kept[1], "what was logged past the checkpoint is logged once"


def test_a_run_goes_on_when_it_is_given_more_steps(work: Path, whole: Path) -> None:
    run(work, run="longer", steps=3)
    same(whole, run(work, run="longer", steps=6))


def test_parts_of_a_batch_learn_what_the_whole_batch_does(work: Path, whole: Path) -> None:
    parts = run(work, run="accumulated", accumulate=4, sizes={"dropout": 0.0})
    same(run(work, run="at once", sizes={"dropout": 0.0}), parts, tolerance=1e-5)


def test_batches_that_are_drawn_ahead_are_the_same(work: Path, whole: Path) -> None:
    same(whole, run(work, run="ahead", workers=2))


def test_two_processes_learn_what_one_does(work: Path) -> None:
    changes = {"sizes": {"dropout": 0.0}, "valid_pieces": 5, "teacher": {"source": "teacher"}}
    run(work, run="teacher", steps=3)
    alone = run(work, run="alone", **changes)
    path = tiny.workplace(work, run="both", **changes)
    codes, said = ended(pair("notes", path))
    assert codes == [0, 0], said
    assert "2 processes" in said[0] and said[1] == "", "only the main process talks"
    both = work / "both"
    same(alone, both, tolerance=1e-5)
    logged = {name for row in rows(alone) for name in row if name.startswith(("loss", "valid"))}
    assert len(rows(both)) == len(rows(alone)) == 6
    for one, two in zip(rows(alone), rows(both), strict=True):
        for name in logged & one.keys():
            assert two[name] == pytest.approx(one[name], rel=1e-4)


def test_bf16_trains_and_keeps_its_weights_in_float32(work: Path) -> None:
    found = run(work, run="bf16", precision="bf16", steps=3)
    assert {t.dtype for t in load_file(found / state.FILE).values()} == {torch.float32}
    assert rows(found)[-1]["loss"] == pytest.approx(rows(work / "whole")[2]["loss"], rel=0.05)


def test_a_compiled_network_has_the_same_weights(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = []

    def note(block: torch.nn.Module) -> None:
        compiled.append(block)

    monkeypatch.setattr(torch.nn.Module, "compile", note)
    found = run(work, run="compiled", compile=True, sizes={"layers": 2}, steps=3)
    assert len(compiled) == 2, "each block"
    assert state.averaged(found)[0].config.compile


def test_a_run_with_another_config_is_refused_by_the_names_of_its_keys(
    work: Path, whole: Path
) -> None:
    before = (whole / state.FILE).read_bytes()
    with pytest.raises(ScoreError) as caught:
        run(work, run="whole", rate=0.1, sizes={"width": 32}, steps=9)
    text = str(caught.value)
    assert "begun with another config: rate: 0.0005 -> 0.1; sizes.width: 16 -> 32." in text
    assert "What may change: accumulate" in text and "steps" in text.split("may change")[1]
    assert (whole / state.FILE).read_bytes() == before


def test_a_run_with_other_pieces_is_refused(tmp_path: Path) -> None:
    run(tmp_path, steps=3)
    tiny.save(tmp_path, count=7)
    with pytest.raises(ScoreError, match=r"pieces in the prepared folders: \[6\] -> \[7\]"):
        run(tmp_path, steps=6)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_saves_and_says_how_to_go_on(
    number: signal.Signals, work: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn, name = Trainer.learn, f"stopped {number}"
    before = signal.getsignal(signal.SIGINT)

    def interrupted(self: Trainer, parts: Any) -> None:
        learn(self, parts)
        if self.step == 4:
            os.kill(os.getpid(), number)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "learn", interrupted)
        with pytest.raises(Stopped, match="stopped at step 4; the same command goes on"):
            run(work, run=name, save_every=100, valid_every=100, log_every=100)
    assert state.read(work / name).step == 4
    assert signal.getsignal(signal.SIGINT) is before
    same(whole, run(work, run=name))


def test_the_command_line_stops_with_a_code_of_its_own(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise Stopped("stopped at step 4; the same command goes on from there")

    monkeypatch.setattr(train, "notes", stopped)
    result = CliRunner().invoke(app, ["train", "notes", str(work / "tiny.toml")])
    assert result.exit_code == 130 and "goes on from there" in result.output


def test_a_package_that_is_missing_is_named(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "training.notes.train", None)
    result = CliRunner().invoke(app, ["train", "notes", str(work / "tiny.toml")])
    assert result.exit_code == 1 and 'pip install -e ".[train]"' in result.output


@pytest.mark.parametrize("spoilt", [float("nan"), 1e4])
def test_training_that_loses_its_way_stops_and_keeps_the_last_good_checkpoint(
    spoilt: float, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn, name = Trainer.learn, f"lost {spoilt}"

    def spoil(self: Trainer, parts: Any) -> None:
        if self.step == 4:
            with torch.no_grad():
                for parameter in self.plain.parameters():
                    parameter.mul_(spoilt)
        learn(self, parts)

    monkeypatch.setattr(Trainer, "learn", spoil)
    with pytest.raises(ScoreError, match=r"step 5: .*lost its way.*checkpoint: of step 3.*`rate`"):
        run(work, run=name)
    weights = load_file(work / name / state.FILE)
    assert state.read(work / name).step == 3
    assert all(t.isfinite().all() for t in weights.values())


def test_a_full_disk_leaves_the_last_checkpoint_whole(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Any, path: Path, __: Any) -> None:
        Path(path).write_bytes(b"half a checkpoint")
        raise OSError(errno.ENOSPC, "No space left on device")

    run(work, run="full", steps=3)
    before = (work / "full" / state.FILE).read_bytes()
    monkeypatch.setattr(runs, "save_file", full)
    with pytest.raises(ScoreError, match=r"step 6 .*No space left.*\(step 3\) is intact"):
        run(work, run="full", steps=6)
    assert (work / "full" / state.FILE).read_bytes() == before
    assert not [*(work / "full").glob("*.part")]


def test_a_run_that_cannot_be_written_is_one_line(work: Path) -> None:
    (work / "a file").write_text("")
    result = CliRunner().invoke(
        app, ["train", "notes", str(tiny.workplace(work)), "--set", "run=a file"]
    )
    assert result.exit_code == 1 and "a file: " in result.output
    assert len(result.output.splitlines()) == 1


def test_a_spoilt_checkpoint_is_said_to_be_one(work: Path) -> None:
    run(work, run="spoilt", steps=3)
    (work / "spoilt" / state.FILE).write_bytes(b"nonsense")
    with pytest.raises(ScoreError, match="no checkpoint of a training"):
        run(work, run="spoilt", steps=6)


def test_too_many_processes_for_a_batch_are_refused(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train.Trainer, "processes", 5)
    with pytest.raises(ScoreError, match="4 windows of 16 bars are too few for 5 processes"):
        run(work, run="many")


def test_rows_say_losses_speed_and_validation_by_shape(whole: Path) -> None:
    first, third = rows(whole)[0], rows(whole)[2]
    assert {"loss", "reconstruct", "rate", "norm", "tokens_per_s", "tflops"} <= first.keys()
    assert "valid_elbo" not in first and "share_of_peak" not in first
    for shape in SHAPES:
        assert 0 < third[f"valid_loss/{shape}"] < third[f"valid_elbo/{shape}"]
    assert rows(whole)[5]["valid_elbo"] < third["valid_elbo"], "it learns"


def test_share_of_peak_is_the_arithmetic_by_the_stated_peak(work: Path) -> None:
    row = rows(run(work, run="peak", steps=3, peak_tflops=0.5))[-1]
    assert row["share_of_peak"] == pytest.approx(row["tflops"] / 0.5)


def test_tensorboard_has_curves_and_pictures(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "SAMPLER", replace(samples.SAMPLER, steps=2))
    found = run(work, run="board", steps=4, sample_every=2, bars=[8])
    board = EventAccumulator(str(found / "tensorboard"))
    board.Reload()
    tags = board.Tags()
    assert {"loss", "rate", "tokens_per_s", "valid_elbo", "valid_elbo/bars"} <= {*tags["scalars"]}
    assert [event.step for event in board.Images("sample/new piece")] == [2, 4]
    one, both = (board.Images(f"sample/{name}")[0] for name in ("new piece", "infill"))
    assert both.height > 2 * one.height and both.encoded_image_string.startswith(b"\x89PNG")


def test_plain_output_has_a_line_now_and_then(work: Path) -> None:
    out = io.StringIO()
    path = tiny.workplace(work, run="plain")
    train.notes(path, Console(file=out, width=40))
    lines = out.getvalue().splitlines()
    assert "parameters on cpu, 1 process; step 0 of 6" in lines[0]
    assert [line.split("  ")[0] for line in lines[1:]] == [
        "step 1 of 6",
        "step 3 of 6",
        "step 6 of 6",
    ]
    assert "steps/s" in lines[1] and "left" in lines[1] and "ELBO" in lines[2]
    train.notes(path, Console(file=out, width=40))
    assert "nothing to do; raise `steps`" in out.getvalue()


def test_a_live_line_shows_speed_loss_and_time_left(work: Path) -> None:
    out = io.StringIO()
    path = tiny.workplace(work, run="live", steps=3)
    train.notes(path, Console(file=out, force_terminal=True, width=160))
    assert "3/3" in out.getvalue() and "tokens/s" in out.getvalue()


def test_pieces_without_the_tracks_are_refused(work: Path) -> None:
    grids = [tiny.pieces()[0]]
    grids[0][:, 1:] = (90, 512)
    alone = Pieces.of(["melody alone"], grids)
    shards.save(work / "melody", {"train": alone, "valid": alone})
    source = [{"tokens": "melody", "share": 1.0}]
    with pytest.raises(ScoreError, match="no notes for bass, drums"):
        run(work, run="none", train=source, tracks=["bass", "drums"])
    with pytest.raises(ScoreError, match="piece melody alone: nothing for bass"):
        run(work, run="none2", valid="melody", tracks=["bass", "drums"])
