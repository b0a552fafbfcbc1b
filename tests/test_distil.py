"""A teacher: the divergence is the formula, and a student comes to say what its teacher says."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny
import tomlkit
import torch
from safetensors.torch import save_file
from torch import nn

from generators.notes.networks import build
from generators.score import ScoreError
from training.notes import state, train
from training.notes.config import TeacherConfig
from training.notes.distil import divergence, load_teacher


def test_the_divergence_is_the_formula_and_counts_masked_positions_alone() -> None:
    torch.manual_seed(0)
    mask = torch.rand(2, 6, 1) < 0.5
    asked = mask | (torch.rand(2, 6, 1) < 0.5)
    ours, theirs = torch.randn(2, 6, 5), torch.randn(2, 6, 5)
    found = divergence(
        [ours[asked[:, :, 0]]], [theirs[mask[:, :, 0]]], mask, asked, temperature=2.0
    )
    for piece in range(2):
        total = 0.0
        for step in mask[piece, :, 0].nonzero():
            p = torch.softmax(theirs[piece, step] / 2, -1)
            q = torch.softmax(ours[piece, step] / 2, -1)
            total += 4.0 * float((p * (p / q).log()).sum())
        assert float(found[piece, 0]) == pytest.approx(total, rel=1e-4)
    alike = divergence([ours[mask[:, :, 0]]], [ours[mask[:, :, 0]]], mask, mask, 1.0)
    assert alike.abs().max() < 1e-6


def test_a_student_reaches_its_teacher_s_probabilities() -> None:
    torch.manual_seed(0)
    taught = torch.randn(3, 7)
    student = nn.Parameter(torch.zeros(3, 7))
    mask = torch.ones(1, 3, 1, dtype=torch.bool)
    optimiser = torch.optim.Adam([student], 0.1)
    for _ in range(200):
        optimiser.zero_grad()
        divergence([student], [taught], mask, mask, temperature=2.0).sum().backward()
        optimiser.step()
    torch.testing.assert_close(student.softmax(-1), taught.softmax(-1), atol=1e-3, rtol=0)


def headstrong_run(folder: Path) -> None:
    """A run "teacher" that says other things than the pieces do, and is sure of it."""
    run = train.notes(tiny.workplace(folder, run="teacher", steps=3), tiny.QUIET)
    facts, tensors = state.read(run), state.tensors(run)
    for name, tensor in tensors.items():
        if name.startswith(state.AVERAGE + "embeddings"):
            tensor.mul_(10.0)
    state.save(run, facts, tensors)


def test_a_run_learns_from_the_run_that_its_config_names(tmp_path: Path) -> None:
    headstrong_run(tmp_path)
    changes = {
        "steps": 40, "warmup": 1, "rate": 1e-2, "ema": 0.0, "log_every": 10,
        "valid_every": 40, "save_every": 40, "sizes": {"dropout": 0.0},
        "teacher": {"source": "teacher", "weight": 100.0},
    }  # fmt: skip
    run = train.notes(tiny.workplace(tmp_path, run="student", **changes), tiny.QUIET)
    apart = [row["teacher"] for row in tiny.rows(run)]
    assert apart[-1] < apart[0] / 2.5


def test_a_preset_can_teach(tmp_path: Path) -> None:
    sizes = tiny.CONFIG["sizes"]
    network = build("conv-transformer", sizes)
    folder = tmp_path / "small"
    folder.mkdir()
    save_file(
        {k: v.half() for k, v in network.state_dict().items()}, folder / "weights.safetensors"
    )
    table = {"network": {"kind": "conv-transformer", **sizes}}
    (folder / "preset.toml").write_text(tomlkit.dumps(table))
    threads = torch.get_num_threads()
    teacher = load_teacher(TeacherConfig(source="small"), tiny.config(), tmp_path)
    assert torch.get_num_threads() == threads
    assert not any(p.requires_grad for p in teacher.network.parameters())
    with pytest.raises(ScoreError, match="plays melody, bass, drums; the student learns bass"):
        load_teacher(TeacherConfig(source="small"), tiny.config(tracks=["bass"]), tmp_path)


def test_a_teacher_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match=r"nobody: no run of that name, and .*nobody"):
        load_teacher(TeacherConfig(source="nobody"), tiny.config(), tmp_path)


def test_a_run_begins_with_the_weights_that_its_config_names(tmp_path: Path) -> None:
    first = train.notes(tiny.workplace(tmp_path, run="first"), tiny.QUIET)
    config = tiny.workplace(tmp_path, run="second", start="first", steps=1, warmup=1, rate=1e-9)
    second = train.notes(config, tiny.QUIET)
    learned, own = (state.tensors(run, state.AVERAGE) for run in (first, second))
    assert all(torch.allclose(own[name], value, atol=1e-6) for name, value in learned.items())
    resumed = tiny.workplace(tmp_path, run="second", start="first", steps=2, warmup=1, rate=1e-9)
    assert state.read(train.notes(resumed, tiny.QUIET)).step == 2


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    train.notes(tiny.workplace(tmp_path, run="first"), tiny.QUIET)
    wider = tiny.workplace(tmp_path, run="second", start="first", sizes={"width": 32})
    with pytest.raises(ScoreError, match="start first is another network: give the `network`"):
        train.notes(wider, tiny.QUIET)
