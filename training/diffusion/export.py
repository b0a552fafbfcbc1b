"""A run of `train diffusion` and a listener -> an images preset that the server can load."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import tomlkit
import torch
from pydantic import ValidationError

from generators.images import diffusion_painter
from generators.images import listener as listeners
from generators.images.diffusion_painter import SoundSettings, together
from generators.images.packed import packed, unpacked
from generators.score import ScoreError
from presets import ImagesPreset
from training.diffusion.systems import trained
from training.images.export import source, write


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
    cpu = torch.device("cpu")
    system, facts, config = trained(run, cpu)
    card = tomlkit.parse(card_path.read_text(encoding="utf-8")).unwrap()
    try:
        hears = listeners.load(listener, cpu)
    except listeners.ListenerError as error:
        raise ScoreError(str(error)) from error
    about = tomllib.loads((listener / listeners.TABLE).read_text(encoding="utf-8"))
    if config.model:
        painter: dict[str, Any] = config.model.model_dump()
    else:
        sizes = system.painter.sizes
        painter = sizes.model_dump(exclude={"labels", "added"}, mode="json")
    ways = dict(card.get("network", {}))
    if sound:
        other, theirs, _ = trained(sound, cpu)
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
    table: dict[str, Any] = {
        "kind": "images",
        "about": card["about"],
        "licence": card["licence"],
        "labels": list(facts["kinds"]),
        "network": {
            "kind": diffusion_painter.KIND,
            "system": config.kind,
            **ways,
            "painter": painter,
            "mapper": config.mapper,
        },
        "training": {
            "steps": facts["step"],
            "batch": config.batch,
            "rate": config.rate,
            "seed": config.seed,
            "listener": about.get("training", {}),
        },
        "scores": json.loads(figures.read_text(encoding="utf-8")) if figures else {},
        "files": {},
        "data": [*card.get("data", []), *map(source, about.get("data", []))],
    }
    try:
        preset = ImagesPreset(**{**table, "path": out, "name": out.name})
        diffusion_painter.assemble(preset, unpacked(weights), hears, cpu)
    except (ValidationError, ValueError, RuntimeError) as error:
        raise ScoreError(f"run and listener make no preset: {error}") from error
    return write(table, weights, listener, out, config.seconds)
