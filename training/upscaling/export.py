"""A training run -> a folder with an upscaler that `generators.images.upscaler.load` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import tomlkit
import torch
from safetensors.torch import save_file

from generators.images.upscaler import TABLE, WEIGHTS, assemble
from generators.packed import packed, unpacked
from training import runs
from training.notes.config import read_toml
from training.notes.state import AVERAGE
from training.upscaling.train import read


def upscaler(config_path: Path, card_path: Path, out: Path) -> Path:
    """Write `out`/upscaler.toml and the averaged weights of a run's last checkpoint in 8 bits.
    `config_path` is the run's config or its folder, `card_path` a TOML file with licence and data.
    Raises `ScoreError` when there is no checkpoint."""
    folder = config_path
    if not config_path.is_dir():
        folder = config_path.parent / str(read_toml(config_path).get("run", ""))
    facts, config = read(folder)
    card = read_toml(card_path)
    weights = packed(runs.tensors(folder, AVERAGE))
    network = config.sizes.model_dump()
    assemble(network, unpacked(weights), torch.device("cpu"))  # proves that it fits together
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / WEIGHTS)
    table = {
        "licence": card["licence"],
        "network": network,
        "training": {
            "steps": facts["step"],
            "small": config.small,
            "batch": config.batch,
            "rate": config.rate,
            "seed": config.seed,
        },
        "scores": {name: round(value, 5) for name, value in facts["scores"].items()},
        "files": {WEIGHTS: hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()},
        "data": card.get("data", []),
    }
    (out / TABLE).write_text(tomlkit.dumps(table), encoding="utf-8")
    return out
