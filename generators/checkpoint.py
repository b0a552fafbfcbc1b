"""Preset folder -> generator on a device. Weights come from safetensors only."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from generators.notes.expression import Expression
from generators.notes.expression_network import ExpressionNetwork, ExpressionSizes
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.networks import build
from generators.notes.tokens import TRIO, Layout
from generators.packed import unpacked

WEIGHTS = "weights.safetensors"
EXPRESSION = "expression.safetensors"
"""The weights of the preset's expression network, if it has one."""
SMALL = 20_000_000
"""Parameters below which one CPU core alone is the fastest: cores that share so little work wait
for each other more than they help (a 4-bar hole: 0.54 s on one, 0.86 s on two)."""


class CheckpointError(ValueError):
    """A preset folder does not hold what its `preset.toml` says."""


def best_device() -> torch.device:
    """cuda if there is one, else Apple's mps, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def choose_device(name: str | None) -> torch.device:
    """The device called `name`, or the best there is. Raises `CheckpointError`."""
    if not name:
        return best_device()
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError, ImportError) as error:
        raise CheckpointError(
            f"device {name!r} cannot be used here: leave --device out or try cpu"
        ) from error
    return device


def load(folder: Path, device: str | None = None) -> Schmubert:
    """The notes generator in `folder`, ready on `device` (default: the best there is).

    Weights may be stored in 8 bits or in half precision; they are used in float32. Raises
    `CheckpointError`.
    """
    place = choose_device(device)
    try:
        table = tomllib.loads((folder / "preset.toml").read_text(encoding="utf-8"))
        weights = unpacked(load_file(folder / WEIGHTS))
        generator = assemble(folder.name, table, weights, place)
        if "expression" in table:
            sizes = table["expression"]["sizes"]
            generator.expression = expression(sizes, load_file(folder / EXPRESSION), place)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SafetensorError) as error:
        raise CheckpointError(f"preset {folder.name!r} cannot be read: {error}") from error
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"preset {folder.name!r} does not fit together: {error}") from error
    if place.type == "cpu" and sum(p.numel() for p in generator.network.parameters()) < SMALL:
        torch.set_num_threads(1)
    return generator


def assemble(
    name: str, table: dict[str, Any], weights: dict[str, torch.Tensor], device: torch.device
) -> Schmubert:
    """A generator from a preset's table and its weights."""
    sizes, layout = dict(table["network"]), Layout(tuple(table.get("tracks", TRIO.roles)))
    with torch.device("meta"):
        network = build(sizes.pop("kind"), sizes, layout)
    network.to_empty(device="cpu")
    network.load_state_dict({k: v.float() for k, v in weights.items()}, strict=True)
    return Schmubert(name, network, SamplerDefaults(**table.get("sampler", {})), device, layout)


def expression(
    sizes: dict[str, Any], weights: dict[str, torch.Tensor], device: torch.device
) -> Expression:
    """An expression network from its sizes and weights."""
    network = ExpressionNetwork(ExpressionSizes(**sizes))
    network.load_state_dict({k: v.float() for k, v in weights.items()}, strict=True)
    return Expression(network.eval().to(device), device)
