"""A run of `train diffusion` and a listener -> an images preset that the server can load."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from generators.images import diffusion_painter
from generators.images.diffusion_painter import (
    AUTOENCODER,
    HEARS,
    PAINTER,
    SOUND,
    SPACE,
)
from generators.images.painter import WEIGHTS
from generators.packed import packed
from generators.score import ScoreError
from training.diffusion.systems import trained
from training.images.export import publish, said
from training.notes.config import read_toml


def diffusion(
    run: Path,
    card_path: Path,
    out: Path,
    listener: Path,
    *,
    sound: Path | None = None,
    figures: Path | None = None,
    about: str | None = None,
    share: bool = False,
) -> Path:
    """Write `out`/preset.toml, the averaged weights of a run's last checkpoint in 8 bits (of an
    adapter for the user's own model: the adapter's alone), and a copy of the `listener`. With
    `share`, files that a preset beside `out` has are named, not written again.

    `card_path` is a TOML file with what no program knows: about, licence, data, and in `network`
    how frames are painted (`generators.images.diffusion_painter.DiffusionSettings`); `about` is
    said in place of the card's. `sound` is
    a run of kind labels on spectrograms, which denoises with one on paintings. `figures` is what
    `evaluate systems --json` wrote. Raises `ScoreError` when something is missing or
    does not fit together.
    """
    system, facts, config = trained(run, torch.device("cpu"))
    card = read_toml(card_path)
    if about:
        card["about"] = about
    if config.model:
        painter: dict[str, Any] = config.model.model_dump()
    else:
        sizes = system.painter.sizes
        painter = sizes.model_dump(exclude={"labels", "added"}, exclude_none=True, mode="json")
    ways = dict(card.get("network", {}))
    state = packed(
        {
            name: value
            for name, value in system.state_dict().items()
            if not config.model or name.startswith("mapper.")
        }
    )
    if sound:
        other, theirs, _ = trained(sound, torch.device("cpu"))
        if {system.kind, other.kind} != {"labels"} or theirs["kinds"] != facts["kinds"]:
            raise ScoreError("pictures that sound need two runs of kind labels with equal labels")
        ways.setdefault("sound", {})
        state |= {HEARS + name: value for name, value in packed(other.state_dict()).items()}
        if system.painter.sizes != other.painter.sizes or any(
            not torch.equal(state[HEARS + name], value)
            for name, value in state.items()
            if name.startswith(SPACE)
        ):
            raise ScoreError(f"{run} and {sound} do not fit: they paint in two spaces")
    told = {
        "labels": list(facts["kinds"]),
        "network": {
            "kind": diffusion_painter.KIND,
            "system": config.kind,
            **ways,
            "painter": painter,
            "mapper": config.mapper,
        },
        "training": {"steps": facts["step"], **said(config)},
    }
    return publish(
        told, files_of(state), card, out, listener, diffusion_painter.assemble,
        figures=figures, seconds=config.seconds, share=share,
    )  # fmt: skip


def files_of(state: Mapping[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    """Weights by the file in which they lie, so that presets can share what is the same."""
    found: dict[str, dict[str, Tensor]] = {}
    for name, value in state.items():
        if name.startswith(HEARS + SPACE):
            continue  # its own, again
        places = {HEARS: SOUND, SPACE: AUTOENCODER, "painter.": PAINTER, "prompt.": PAINTER}
        file = next((file for start, file in places.items() if name.startswith(start)), WEIGHTS)
        found.setdefault(file, {})[name] = value
    return found
