"""A training run -> a preset folder that the server can load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import tomlkit
import torch
from safetensors.torch import save_file

import presets
from generators import checkpoint
from generators.checkpoint import EXPRESSION, WEIGHTS, assemble
from generators.packed import packed, unpacked
from training import runs
from training.evaluate.figures import own
from training.expression import train as expression_run
from training.notes import state
from training.notes.config import NotesConfig, read_toml


def notes(config_path: Path, card_path: Path, out: Path, figures: Path | None = None) -> Path:
    """Write `out`/preset.toml and its weights in 8 bits from a run's last checkpoint.

    `config_path` is the run's config or its folder. `card_path` is a TOML file with what no
    program knows: about, licence, data, sampler. `figures` is what `evaluate --json` wrote.
    An expression network that `out` has already stays.
    Raises `ScoreError` when there is no checkpoint.
    """
    run = config_path if config_path.is_dir() else run_of(config_path)
    facts = state.read(run)
    weights = packed(runs.tensors(run, state.AVERAGE))
    table = _table(facts.config, card_path, facts.step)
    assemble(out.name, table, unpacked(weights), torch.device("cpu"))  # proves that it fits
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / WEIGHTS)
    table["files"] = {WEIGHTS: _checksum(out / WEIGHTS)}
    if figures:
        table["scores"] = own(json.loads(figures.read_text()), out.name)
    if (out / EXPRESSION).is_file():
        before = tomlkit.parse((out / "preset.toml").read_text(encoding="utf-8")).unwrap()
        table["expression"] = before["expression"]
        table["files"][EXPRESSION] = before["files"][EXPRESSION]
    (out / "preset.toml").write_text(tomlkit.dumps(table), encoding="utf-8")
    return out


def run_of(config_path: Path) -> Path:
    """The folder of the run that a config names."""
    return config_path.parent / str(read_toml(config_path).get("run", ""))


def _table(config: NotesConfig, card_path: Path, step: int) -> dict[str, Any]:
    card = read_toml(card_path)
    return {
        "kind": "notes",
        "about": card["about"],
        "licence": card["licence"],
        "tracks": config.tracks,
        "network": {"kind": config.network, **config.sizes},
        "sampler": card.get("sampler", {}),
        "training": {
            **({"start": config.start} if config.start else {}),
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


def expression(
    config_path: Path, card_path: Path, folder: Path, figures: Path | None = None
) -> Path:
    """Put the expression network of a run's last checkpoint into the preset in `folder`.

    `card_path` is a TOML file with licence and data. `figures` is what `evaluate expression
    --json` wrote. Raises `ScoreError` when there is no checkpoint, `PresetError` without a preset.
    """
    presets.read_folder(folder)
    config = expression_run.read_config(config_path)
    saved = expression_run.load(config_path.parent / config.run)
    weights = {k: v.half().contiguous() for k, v in saved["network"].items()}
    checkpoint.expression(config.sizes, weights, torch.device("cpu"))
    table = tomlkit.parse((folder / "preset.toml").read_text(encoding="utf-8"))
    card = read_toml(card_path)
    table["expression"] = {
        "sizes": config.sizes,
        "licence": card["licence"],
        "training": {"steps": saved["step"], "windows": config.windows, "seed": config.seed},
        "scores": _expression_scores(json.loads(figures.read_text())) if figures else {},
        "data": card.get("data", []),
    }
    save_file(weights, folder / EXPRESSION)
    table["files"][EXPRESSION] = _checksum(folder / EXPRESSION)
    (folder / "preset.toml").write_text(tomlkit.dumps(table), encoding="utf-8")
    return folder


def _expression_scores(figures: dict[str, Any]) -> dict[str, Any]:
    """Bits a note of the network, and of the best simple player."""
    return {
        name: {
            aspect: {
                "bits": round(row[aspect]["learned"]["bits"], 3),
                "error": round(row[aspect]["learned"]["error"], 3),
                "spread": round(row[aspect]["learned"]["spread"], 3),
                "bits of the best simple player": round(
                    min(score["bits"] for who, score in row[aspect].items() if who != "learned"), 3
                ),
            }
            for aspect in ("velocity", "offset")
        }
        for name, row in figures.items()
    }


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
