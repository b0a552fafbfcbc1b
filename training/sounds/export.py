"""A training run -> a folder with a listener that `generators.images.listener.load` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import tomlkit
import torch
from safetensors.torch import save_file

from generators.images.listener import TABLE, WEIGHTS, assemble
from training.notes.config import read_toml
from training.notes.state import AVERAGE
from training.sounds.trainer import Saved


def listener(config_path: Path, card_path: Path, out: Path) -> Path:
    """Write `out`/listener.toml and the averaged weights of a run's last checkpoint in half
    precision. `config_path` is the run's config or its folder, `card_path` a TOML file with
    licence and data. Raises `ScoreError` when there is no checkpoint."""
    folder = config_path
    if not config_path.is_dir():
        folder = config_path.parent / str(read_toml(config_path).get("run", ""))
    saved = Saved.read(folder)
    card = read_toml(card_path)
    weights = {
        name: value.half() if value.is_floating_point() else value
        for name, value in saved.tensors(AVERAGE).items()
    }
    table = {"kind": "own", "licence": card["licence"], **saved.table()}
    assemble(table, weights, torch.device("cpu"))  # proves that it fits together
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / WEIGHTS)
    table["training"] = {"steps": saved.step, "clips": saved.clips, "seed": saved.config.seed}
    table["files"] = {WEIGHTS: hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()}
    table["data"] = card.get("data", [])
    (out / TABLE).write_text(tomlkit.dumps(table), encoding="utf-8")
    return out
