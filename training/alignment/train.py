"""`klangbild train alignment`: a config, pictures or words, and music -> a listener with a head."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from rich.console import Console
from safetensors.torch import save_file

from generators.images.listener import HEAD, TABLE, files
from training import loop, runs
from training.alignment.config import read_config
from training.alignment.trainer import Trainer, read
from training.notes.config import read_toml
from training.notes.state import AVERAGE

LISTENER = "listener"
"""The folder in a run's folder that the listener goes to."""


def alignment(
    config_path: Path,
    console: Console | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Path:
    """Train as `config_path` says, from the last checkpoint on. Returns the listener's folder,
    inside that of the run. Raises `ScoreError`, `Stopped`."""
    config = read_config(config_path, overrides)
    trainer = Trainer(config, config_path.parent)
    loop.go(trainer, console, told)
    return write(trainer.folder, config_path.parent / config.listener)


def write(folder: Path, listener: Path) -> Path:
    """Write the listener of the run in `folder`, which was made from that in `listener`: its files,
    the head that goes on top, and what it was aligned with."""
    facts, config = read(folder)
    out = folder / LISTENER
    out.mkdir(exist_ok=True)
    table = read_toml(listener / TABLE)
    for name in files(table):
        shutil.copyfile(listener / name, out / name)
    weights = runs.tensors(folder, f"{AVERAGE}music.")
    save_file(weights, out / HEAD)
    width, size = (weights[name].shape[0] for name in ("layers.0.weight", "layers.4.bias"))
    table["head"] = {"width": width, "size": size, "hidden": config.hidden}
    if config.seconds:
        table["seconds"] = config.seconds
    table["alignment"] = {"to": config.to, "steps": facts["step"], "seed": config.seed}
    checksum = hashlib.sha256((out / HEAD).read_bytes()).hexdigest()
    table["files"] = {**table.get("files", {}), HEAD: checksum}
    (out / TABLE).write_text(tomlkit.dumps(table), encoding="utf-8")
    return out


def told(step: int, steps: int, row: Mapping[str, float]) -> str:
    """A row as a person reads it."""
    parts = [f"loss {row['loss']:.4f}"]
    if "valid_loss" in row:
        parts.append(f"valid loss {row['valid_loss']:.4f}")
        parts.append(f"margin {row['valid_margin']:.3f} (p {row['valid_p']:.4f})")
        for name in [name for name in row if name.startswith("valid_recall_")]:
            k = name.removeprefix("valid_recall_")
            parts.append(f"R@{k} {row[name]:.1%} (chance {row[f'chance_{k}']:.1%})")
    return runs.line(parts, step, steps, row)
