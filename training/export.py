"""A training run -> a preset folder that the server can load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import tomlkit
import torch
from safetensors.torch import save_file

from generators.checkpoint import WEIGHTS, assemble
from training import state
from training.config import NotesConfig, read_toml


def notes(config_path: Path, card_path: Path, out: Path, figures: Path | None = None) -> Path:
    """Write `out`/preset.toml and its weights in half precision from a run's last checkpoint.

    `config_path` is the run's config or its folder. `card_path` is a TOML file with what no
    program knows: about, licence, data, sampler. `figures` is what `evaluate --json` wrote.
    Raises `ScoreError` when there is no checkpoint.
    """
    run = config_path if config_path.is_dir() else run_of(config_path)
    facts = state.read(run)
    weights = {k: v.half() for k, v in state.tensors(run, state.AVERAGE).items()}
    table = _table(facts.config, card_path, facts.step)
    assemble(out.name, table, weights, torch.device("cpu"))  # proves that it fits together
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / WEIGHTS)
    table["files"] = {WEIGHTS: hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()}
    if figures:
        table["scores"] = _scores(json.loads(figures.read_text()), out.name)
    (out / "preset.toml").write_text(tomlkit.dumps(table), encoding="utf-8")
    return out


def run_of(config_path: Path) -> Path:
    """The folder of the run that a config names."""
    return config_path.parent / str(read_toml(config_path).get("run", ""))


def _table(config: NotesConfig, card_path: Path, step: int) -> dict[str, Any]:
    card = tomlkit.parse(card_path.read_text(encoding="utf-8")).unwrap()
    return {
        "kind": "notes",
        "about": card["about"],
        "licence": card["licence"],
        "tracks": config.tracks,
        "network": {"kind": config.network, **config.sizes},
        "sampler": card.get("sampler", {}),
        "training": {
            "steps": step,
            "positions": config.positions,
            "bars": config.bars,
            "rate": config.rate,
            "weighting": config.weighting,
            "regions": dict(config.regions),
            "seed": config.seed,
        },
        "data": card.get("data", []),
    }


def _scores(figures: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "pieces": figures["pieces"],
        **{
            task: {text: round(row[name]["value"], 4) for text, row in rows.items() if name in row}
            for task, rows in figures.items()
            if isinstance(rows, dict)
        },
    }
