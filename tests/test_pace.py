"""Learning rates over time, stopping early, and the best weights kept, at a tiny size."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from test_diffusion_training import QUIET, config, work  # noqa: F401 - a fixture

from generators.score import ScoreError
from training import runs
from training.diffusion import systems, train
from training.diffusion.train import Trainer, diffusion
from training.interrupt import Stopped
from training.notes.log import ROWS
from training.notes.state import AVERAGE
from training.pace import RUNNING, Pace, Paced

OFTEN = {"log_every": 1, "valid_every": 1, "save_every": 1}


def paced(**told: Any) -> tuple[Pace, torch.optim.Optimizer, torch.nn.Module]:
    network = torch.nn.Linear(2, 2)
    optimiser = torch.optim.AdamW(network.parameters(), 1.0)
    return Pace(Paced(**{"steps": 10, "rate": 1.0, **told}), optimiser), optimiser, network


def rates(losses: list[float], **told: Any) -> list[float]:
    """The rate of each step, after each of which there is a validation."""
    pace, optimiser, network = paced(**told)
    found = []
    for step, loss in enumerate(losses):
        pace.begin(step)
        found.append(optimiser.param_groups[0]["lr"])
        pace.validated(loss, network)
    return found


def test_a_plateau_halves_the_rate_after_more_than_two_validations_that_are_no_better() -> None:
    losses = [1.0, 0.9, 0.95, 0.95, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8]
    halved = rates(losses, schedule="plateau")
    assert halved == [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]
    warm = rates(losses, schedule="plateau", warmup=4)
    assert warm[:4] == [0.25, 0.5, 0.75, 1.0]
    assert warm[4:] == halved[4:], "warming up is no plateau"
    assert rates(losses) == [1] * 10, "constant"


def test_a_cosine_comes_down_to_nothing() -> None:
    found = rates([1.0] * 10, schedule="cosine")
    assert found == pytest.approx([0.5 * (1 + math.cos(math.pi * t / 10)) for t in range(10)])


def test_a_run_is_over_after_so_many_validations_that_are_no_better() -> None:
    pace, _, network = paced(stop_after=2)
    for loss, over in ((1.0, False), (1.1, False), (0.9, False), (0.9, False), (1.0, True)):
        pace.validated(loss, network)
        assert pace.over == over
    never, _, network = paced()
    for _ in range(50):
        never.validated(1.0, network)
    assert not never.over


@pytest.mark.parametrize("schedule", ["plateau", "cosine"])
def test_a_schedule_goes_on_as_if_the_run_had_not_been_stopped(
    work: Path,  # noqa: F811
    schedule: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worse(monkeypatch)
    told = {**OFTEN, "schedule": schedule, "stop_after": 9, "steps": 8, "warmup": 2, "rate": 1e-3}
    whole = diffusion(config(work, f"whole-{schedule}", "covergen", **told), QUIET)
    parts = stopped(work, f"parts-{schedule}", 5, monkeypatch, **told)
    diffusion(config(work, f"parts-{schedule}", "covergen", **told), QUIET)
    one, other = runs.tensors(whole), runs.tensors(parts)
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)
    facts = [systems.read(folder)[0]["pace"] for folder in (whole, parts)]
    assert facts[0] == facts[1]
    rate = [json.loads(row)["rate"] for row in (whole / ROWS).read_text().splitlines()]
    assert rate[0] < max(rate) > rate[-1], "up, and down"
    assert rate == [json.loads(row)["rate"] for row in (parts / ROWS).read_text().splitlines()]


def test_a_run_that_gets_no_better_stops_and_gives_its_best_weights(
    work: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worse(monkeypatch)
    told = {**OFTEN, "stop_after": 3, "steps": 50, "rate": 1e-2}
    folder = diffusion(config(work, "early", "covergen", **told), QUIET)
    facts, _ = systems.read(folder)
    assert facts["step"] == 2 + 3, "the second validation was best"
    after_two = diffusion(config(work, "two", "covergen", **{**told, "steps": 2}), QUIET)
    used, going, best = (
        runs.tensors(*each) for each in ((folder, AVERAGE), (folder, RUNNING), (after_two, AVERAGE))
    )
    assert all(torch.equal(used[name], best[name]) for name in best)
    assert any(not torch.equal(used[name], going[name]) for name in used)
    before = (folder / runs.FILE).read_bytes()
    diffusion(config(work, "early", "covergen", **told), QUIET)
    assert (folder / runs.FILE).read_bytes() == before, "asked again, it stays as it is"
    diffusion(config(work, "early", "covergen", **{**told, "stop_after": 4}), QUIET)
    assert systems.read(folder)[0]["step"] == 6, "with more patience it goes on"


def test_a_step_goes_no_further_than_the_largest_norm(work: Path) -> None:  # noqa: F811
    """Adam does not see the size of a gradient, but its memory of squares does."""
    squares = []
    for clip in (1e-3, 1e3):
        path = config(work, f"clip-{clip}", "covergen", clip=clip, weight_decay=0.0)
        made = Trainer(train.read_config(path), work)
        made.learn()
        states = made.optimiser.state_dict()["state"].values()
        squares.append(sum(state["exp_avg_sq"].sum().item() for state in states))
        assert made.optimiser.param_groups[0]["weight_decay"] == 0
    assert squares[0] <= 1.001e-9 < squares[1]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"schedule": "stairs"}, "schedule"),
        ({"schedule": "plateau", "cooldown": 1}, "only a constant schedule"),
        ({"warmup": 3, "cooldown": 3, "steps": 4}, "less than warmup"),
        ({"clip": 0}, "clip"),
    ],
)
def test_a_pace_that_cannot_be_is_said(
    work: Path,  # noqa: F811
    changes: dict[str, Any],
    why: str,
) -> None:
    with pytest.raises(ScoreError, match=why):
        diffusion(config(work, "wrong", "labels", **changes), QUIET)


def worse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation losses that fall for two steps, then rise."""
    monkeypatch.setattr(Trainer, "validate", lambda self: {"valid_loss": abs(self.step - 2) + 1.0})


def stopped(
    folder: Path, run: str, step: int, monkeypatch: pytest.MonkeyPatch, **told: Any
) -> Path:
    """A run that was asked to stop during a step."""
    counted, learn = itertools.count(1), Trainer.learn

    def stopping(self: Trainer) -> None:
        learn(self)
        if next(counted) == step:
            import os
            import signal

            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "learn", stopping)
        with pytest.raises(Stopped):
            diffusion(config(folder, run, "covergen", **told), QUIET)
    return folder / run
