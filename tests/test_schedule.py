"""Learning rates, what decays, and the running average."""

from __future__ import annotations

import pytest
import tiny
import torch

from generators.notes.networks import build
from training.notes.schedule import follow, parameter_groups, rate_at


def test_a_constant_rate_goes_up_stays_and_comes_down() -> None:
    read = tiny.config(steps=100, warmup=10, cooldown=20)
    assert [rate_at(n, read) for n in (0, 9, 50, 90, 99)] == pytest.approx([0.1, 1, 1, 0.5, 0.05])


def test_a_cosine_rate_falls_by_half_in_the_middle() -> None:
    read = tiny.config(steps=110, warmup=10, schedule="cosine")
    rates = [rate_at(n, read) for n in (0, 9, 10, 60, 110)]
    assert rates == pytest.approx([0.1, 1, 1, 0.5, 0])


def test_only_weights_of_dense_layers_and_convolutions_decay() -> None:
    network = build("conv-transformer", {**tiny.CONFIG["sizes"], "tied": False})
    decaying, sparing = parameter_groups(network, 0.1)
    assert decaying["weight_decay"] == 0.1 and sparing["weight_decay"] == 0.0
    names = {id(p): name for name, p in network.named_parameters()}
    spared = {names[id(p)] for p in sparing["params"]}
    assert {"place", "place_in_group", "embeddings.0.weight", "norm.weight"} <= spared
    assert all("norm" in name or "embed" in name or "place" in name or name.endswith("bias")
               for name in spared)  # fmt: skip
    assert len(decaying["params"]) + len(spared) == len(names)
    assert all(p.ndim > 1 for p in decaying["params"])


def test_the_average_forgets_its_beginning_and_then_moves_slowly() -> None:
    average, network = (torch.nn.Linear(1, 1, bias=False).requires_grad_(False) for _ in "an")
    network.weight.data.fill_(1.0)
    average.weight.data.fill_(0.0)
    follow(average, network, 0.99, 1)
    assert float(average.weight) == pytest.approx(1 - 2 / 11)
    average.weight.data.fill_(0.0)
    follow(average, network, 0.99, 100_000)
    assert float(average.weight) == pytest.approx(0.01)
    follow(average, network, 0.0, 100_000)
    assert float(average.weight) == 1.0, "without an average it is the network"
