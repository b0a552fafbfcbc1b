"""What a run goes on from: weights, their average, the optimiser, the config.

Everything random in training is a function of the seed and the step number, so that this is the
whole state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from generators.notes.networks import UnmaskingNetwork, build
from training import runs
from training.notes.config import NotesConfig, parse
from training.runs import FILE, tensors

NETWORK, AVERAGE, OPTIMISER = "network.", "average.", "optimiser."


@dataclass(frozen=True)
class Facts:
    """What a checkpoint says beside its tensors: `step` that it was made after, the effective
    `config`, `seconds` spent on training steps, `pieces` in each source."""

    step: int
    config: NotesConfig
    seconds: float
    pieces: list[int]


def save(folder: Path, facts: Facts, tensors: Mapping[str, Tensor]) -> Path:
    """Write the checkpoint into a run's folder. Raises `ScoreError` when there is no room."""
    said = {"step": facts.step, "seconds": facts.seconds, "pieces": facts.pieces}
    return runs.save(folder, facts.config, said, tensors)


def read(folder: Path) -> Facts:
    """What the checkpoint in a run's folder says of itself. Raises `ScoreError`."""
    where = str(folder / FILE)
    return runs.read(
        folder, "notes", lambda config, said: Facts(config=parse(where, config), **said)
    )


def averaged(folder: Path) -> tuple[Facts, UnmaskingNetwork]:
    """The network of a run with its averaged weights, on the CPU. Raises `ScoreError`."""
    facts = read(folder)
    network = build(facts.config.network, facts.config.sizes, facts.config.layout)
    network.load_state_dict(tensors(folder, AVERAGE))
    return facts, network.eval()


def of_optimiser(optimiser: torch.optim.Optimizer, network: nn.Module) -> dict[str, Tensor]:
    """The optimiser's state as tensors named after the parameters."""
    return {
        f"{name}.{key}": value
        for name, parameter in network.named_parameters()
        for key, value in optimiser.state[parameter].items()
    }


def into_optimiser(
    found: Mapping[str, Tensor], optimiser: torch.optim.Optimizer, network: nn.Module
) -> None:
    """Give the optimiser back what `of_optimiser` took."""
    own: dict[str, dict[str, Tensor]] = {}
    for key, value in found.items():
        name, _, part = key.rpartition(".")
        own.setdefault(name, {})[part] = value
    names = {parameter: name for name, parameter in network.named_parameters()}
    order = [p for group in optimiser.param_groups for p in group["params"]]
    state = {number: own[names[p]] for number, p in enumerate(order) if names[p] in own}
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
