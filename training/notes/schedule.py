"""How the weights move: learning rate, weight decay, and their running average."""

from __future__ import annotations

import math
from typing import Any, Protocol

import torch
from torch import Tensor, nn


class Pace(Protocol):
    """What a config says of the learning rate; counts of steps."""

    @property
    def schedule(self) -> str: ...
    @property
    def warmup(self) -> int: ...
    @property
    def cooldown(self) -> int: ...
    @property
    def steps(self) -> int: ...


def rate_at(step: int, config: Pace) -> float:
    """Share of the full learning rate at a step that is about to be taken, counted from 0.

    A linear warm-up, then constant with a linear cool-down to 0, or half a cosine down to 0.
    """
    up = min(1.0, (step + 1) / max(1, config.warmup))
    if config.schedule == "cosine":
        done = max(0, step - config.warmup) / max(1, config.steps - config.warmup)
        return up * 0.5 * (1.0 + math.cos(math.pi * done))
    return min(up, (config.steps - step) / max(1, config.cooldown), 1.0)


def parameter_groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weights of dense layers and convolutions decay; embeddings, positions, biases and norms,
    which nothing later can make up for, do not."""
    dense = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.ConvTranspose1d)
    names = {f"{n}.weight".lstrip(".") for n, m in network.named_modules() if isinstance(m, dense)}
    named = list(network.named_parameters())
    return [
        {"params": [p for n, p in named if n in names], "weight_decay": decay},
        {"params": [p for n, p in named if n not in names], "weight_decay": 0.0},
    ]


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, decay: float, step: int) -> None:
    """Exponential moving average of the weights after `step` steps; its memory grows with the
    first steps, so that it forgets the random beginning. Running statistics are averaged too."""
    now = min(decay, (1.0 + step) / (10.0 + step))
    kept = [list(n.parameters()) + statistics(n) for n in (average, network)]
    torch._foreach_lerp_(kept[0], kept[1], 1.0 - now)


def statistics(network: nn.Module) -> list[Tensor]:
    """What batch normalisation has seen: means and variances."""
    norms = [m for m in network.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    return [kept for m in norms for kept in (m.running_mean, m.running_var) if kept is not None]
