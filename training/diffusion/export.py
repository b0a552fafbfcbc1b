"""A run of `train diffusion` and a listener -> an images preset that the server can load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from generators.images import diffusion_painter
from generators.images.diffusion_painter import SoundSettings, together
from generators.images.packed import packed
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
) -> Path:
    """Write `out`/preset.toml, the averaged weights of a run's last checkpoint in 8 bits (of an
    adapter for the user's own model: the adapter's alone), and a copy of the `listener`.

    `card_path` is a TOML file with what no program knows: about, licence, data, and in `network`
    how frames are painted (`generators.images.diffusion_painter.DiffusionSettings`). `sound` is
    a run of kind labels on spectrograms, which denoises with one on paintings. `figures` is what
    `evaluate systems --json` wrote. Raises `ScoreError` when something is missing or
    does not fit together.
    """
    system, facts, config = trained(run, torch.device("cpu"))
    card = read_toml(card_path)
    if config.model:
        painter: dict[str, Any] = config.model.model_dump()
    else:
        sizes = system.painter.sizes
        painter = sizes.model_dump(exclude={"labels", "added"}, exclude_none=True, mode="json")
    ways = dict(card.get("network", {}))
    if sound:
        other, theirs, _ = trained(sound, torch.device("cpu"))
        if {system.kind, other.kind} != {"labels"} or theirs["kinds"] != facts["kinds"]:
            raise ScoreError("pictures that sound need two runs of kind labels with equal labels")
        ways.setdefault("sound", {})
        try:
            system = together(system, other, SoundSettings(**ways["sound"]))
        except ValueError as error:
            raise ScoreError(f"{run} and {sound} do not fit: {error}") from error
    state = system.state_dict()
    weights = packed(
        {name: state[name] for name in state if not config.model or name.startswith("mapper.")}
    )
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
        told, weights, card, out, listener, diffusion_painter.assemble,
        figures=figures, seconds=config.seconds,
    )  # fmt: skip
