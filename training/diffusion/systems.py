"""The system that a config asks for, and the one that a run has trained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from generators.images.mappers import mapper_of
from generators.images.stable import parts
from generators.images.system import System
from generators.score import ScoreError
from training import runs
from training.diffusion.config import DiffusionConfig
from training.pace import AVERAGE


def read(folder: Path) -> tuple[dict[str, Any], DiffusionConfig]:
    """Facts and config of a run's checkpoint. Raises `ScoreError`."""
    return runs.read(folder, "diffusion", lambda config, facts: (facts, DiffusionConfig(**config)))


def built(
    config: DiffusionConfig, folder: Path, kinds: Sequence[str], heard: int, device: torch.device
) -> System:
    """What training begins with: for pictures of these `kinds` and what is `heard` so wide, beside
    the runs in `folder`. Raises `ScoreError`."""
    if config.model:
        try:
            painter, prompt = parts(kinds=kinds, device=device, **config.model.model_dump())
        except ValueError as error:
            raise ScoreError(f"model: {error}") from error
        mapper = mapper_of(config.kind, heard, painter.width, config.mapper)
        return System(config.kind, painter, prompt, mapper).to(device)
    sizes = config.painter(len(kinds))
    if not config.base:
        return System.own(config.kind, sizes, heard, config.mapper).to(device)
    facts, base = read(folder / config.base)
    if base.kind != "labels" or facts["kinds"] != list(kinds):
        raise ScoreError(f"base: {config.base} is no painter of these labels")
    sizes = base.painter(len(kinds)).model_copy(update={"added": sizes.added})
    made = System.own(config.kind, sizes, heard, config.mapper)
    made.load_state_dict(runs.tensors(folder / config.base, AVERAGE), strict=False)
    return made.to(device)


def trained(folder: Path, device: torch.device) -> tuple[System, dict[str, Any], DiffusionConfig]:
    """The averaged system of a run, its facts and config. Raises `ScoreError`."""
    facts, config = read(folder)
    made = built(config, folder.parent, facts["kinds"], facts.get("heard", 0), device)
    wrong = made.load_state_dict(runs.tensors(folder, AVERAGE), strict=False)
    if wrong.unexpected_keys:
        raise ScoreError(f"{folder} does not fit its config: {wrong.unexpected_keys[0]}")
    return made.requires_grad_(False).eval(), facts, config
