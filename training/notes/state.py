"""The one file that a run goes on from: weights, their average, the optimiser, the config.

Everything random in training is a function of the seed and the step number, so that this is the
whole state. The file appears whole or not at all; until then the one before it stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from generators.notes.networks import UnmaskingNetwork, build
from generators.score import ScoreError
from training.notes.config import NotesConfig, parse

FILE = "checkpoint.safetensors"
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
    final, draft = folder / FILE, folder / f"{FILE}.part"
    values = {"step": facts.step, "seconds": facts.seconds, "pieces": facts.pieces}
    about = {"config": facts.config.model_dump_json(), "facts": json.dumps(values)}
    try:
        save_file({k: v.detach().contiguous() for k, v in tensors.items()}, draft, about)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(final)
    except (OSError, SafetensorError) as error:
        draft.unlink(missing_ok=True)
        kept = f"the one before it (step {read(folder).step}) is intact" if final.exists() else ""
        raise ScoreError(
            f"cannot write the checkpoint of step {facts.step} into {folder}: {error}; {kept}"
        ) from error
    return final


def read(folder: Path) -> Facts:
    """What the checkpoint in a run's folder says of itself. Raises `ScoreError`."""
    try:
        with safe_open(folder / FILE, "pt") as file:
            about = file.metadata()
        config = parse(str(folder / FILE), json.loads(about["config"]))
        return Facts(config=config, **json.loads(about["facts"]))
    except FileNotFoundError as error:
        raise ScoreError(f"no checkpoint in {folder}: run `klangbild train notes` first") from error
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ScoreError(f"{folder / FILE} is no checkpoint of a training: {error}") from error


def tensors(folder: Path, prefix: str = "") -> dict[str, Tensor]:
    """Tensors of the checkpoint in a run's folder whose names begin with `prefix`, without it."""
    with safe_open(folder / FILE, "pt") as file:
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
        return {name.removeprefix(prefix): file.get_tensor(name) for name in names}


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
