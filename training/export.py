"""A training run -> a preset folder that the server can load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import tomlkit
import torch
from safetensors.torch import load_file, save_file

from generators.checkpoint import WEIGHTS, assemble
from generators.score import ScoreError
from training.train import CHECKPOINT, NotesConfig, read_config
from training.train import WEIGHTS as AVERAGED


def notes(config_path: Path, card_path: Path, out: Path, figures: Path | None = None) -> Path:
    """Write `out`/preset.toml and its weights in half precision from a run's last checkpoint.

    `card_path` is a TOML file with what no program knows: about, licence, data, sampler.
    `figures` is what `evaluate --json` wrote. Raises `ScoreError` when there is no checkpoint.
    """
    config = read_config(config_path)
    saved = config_path.parent / config.run / CHECKPOINT
    if not (saved / AVERAGED).is_file():
        raise ScoreError(f"no checkpoint in {saved}: run `klangbild train notes` first")
    weights = {k: v.half() for k, v in load_file(saved / AVERAGED).items()}
    table = _table(config, card_path, json.loads((saved / "step.json").read_text())["step"])
    assemble(out.name, table, weights, torch.device("cpu"))  # proves that it fits together
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / WEIGHTS)
    table["files"] = {WEIGHTS: hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()}
    if figures:
        table["scores"] = _scores(json.loads(figures.read_text()), out.name)
    (out / "preset.toml").write_text(tomlkit.dumps(table), encoding="utf-8")
    return out


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
            task: {
                text: round(row[name]["value"], 4)
                for text, row in figures[task].items()
                if name in row
            }
            for task in ("infill", "accompany")
        },
    }
