"""The system that a config asks for, and the one that a run has trained."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from pydantic import ValidationError

from generators.images.denoiser import DenoiserSizes
from generators.images.mappers import mapper_of
from generators.images.stable import parts
from generators.images.system import System
from generators.score import ScoreError
from training import runs
from training.autoencoder.config import AutoencoderConfig
from training.diffusion.config import DiffusionConfig
from training.notes.config import explained
from training.notes.state import AVERAGE

read = partial(runs.read_as, "diffusion", DiffusionConfig)
"""Facts and config of a run's checkpoint. Raises `ScoreError`."""


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
    added = {"added": config.kind == "audioclip"}
    sizes = sizes_of(config, folder, kinds).model_copy(update=added)
    made = System.own(config.kind, sizes, heard, config.mapper)
    if config.base:
        made.load_state_dict(runs.tensors(folder / config.base, AVERAGE), strict=False)
    elif config.autoencoder:
        weights = runs.tensors(folder / config.autoencoder, AVERAGE)
        made.painter.autoencoder.load_state_dict(weights)
    return made.to(device)


def sizes_of(config: DiffusionConfig, folder: Path, kinds: Sequence[str]) -> DenoiserSizes:
    """Of our own painter, or of that of the run which it begins with, for pictures of these
    `kinds`. Raises `ScoreError`."""
    if config.base:
        facts, base = read(folder / config.base)
        if base.kind != "labels" or facts["kinds"] != list(kinds):
            raise ScoreError(f"base: {config.base} is no painter of these labels")
        return sizes_of(base, folder, kinds)
    known = None
    if config.autoencoder:
        run = folder / config.autoencoder
        known = runs.read_as("autoencoder", AutoencoderConfig, run)[1].sizes
    try:
        return DenoiserSizes(labels=len(kinds), autoencoder=known, **config.sizes)
    except ValidationError as error:
        raise ScoreError(f"sizes: {explained(error, DenoiserSizes)}") from error


def trained(folder: Path, device: torch.device) -> tuple[System, dict[str, Any], DiffusionConfig]:
    """The averaged system of a run, its facts and config. Raises `ScoreError`."""
    facts, config = read(folder)
    made = built(config, folder.parent, facts["kinds"], facts.get("heard", 0), device)
    wrong = made.load_state_dict(runs.tensors(folder, AVERAGE), strict=False)
    if wrong.unexpected_keys:
        raise ScoreError(f"{folder} does not fit its config: {wrong.unexpected_keys[0]}")
    return made.requires_grad_(False).eval(), facts, config
