"""A painter's training run and a listener -> an images preset that the server can load."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
import torch
from pydantic import ValidationError
from safetensors import safe_open
from safetensors.torch import save_file

from generators.images import listener as listeners
from generators.images import painter
from generators.packed import packed, unpacked
from generators.score import ScoreError
from presets import ImagesPreset
from training.evaluate.figures import own
from training.images.config import read_config
from training.images.data import manifest_of
from training.images.train import read
from training.images.traits import normal_scores
from training.notes.config import read_toml

_AVERAGE = "average."


def images(
    config_path: Path, card_path: Path, out: Path, listener: Path, figures: Path | None = None
) -> Path:
    """Write `out`/preset.toml, the averaged weights of a run's last checkpoint in 8 bits, and a
    copy of the `listener`, which `export listener` made.

    `card_path` is a TOML file with what no program knows: about, licence, data, adapter.
    `figures` is what `evaluate images --json` wrote. Raises `ScoreError` when something is missing
    or does not fit together.
    """
    config = read_config(config_path)
    facts, trained, tensors = read(config_path.parent / config.run)
    weights = packed(
        {k.removeprefix(_AVERAGE): v for k, v in tensors.items() if k.startswith(_AVERAGE)}
    )
    card, kinds = read_toml(card_path), tuple(facts["kinds"])
    told = {
        "labels": list(kinds),
        "network": {
            "kind": painter.KIND,
            **trained.painter(len(kinds)).model_dump(exclude={"labels"}, mode="json"),
        },
        "adapter": {
            **card.get("adapter", {}),
            "means": trait_means(config_path.parent / config.data),
        },
        "training": {"steps": facts["step"], **said(trained)},
    }
    parts = {painter.WEIGHTS: weights}
    return publish(told, parts, card, out, listener, painter.assemble, figures=figures)


def said(config: Any) -> dict[str, Any]:
    """What a preset says of the training besides its steps."""
    return {"batch": config.batch, "rate": config.rate, "seed": config.seed}


def publish(
    told: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, torch.Tensor]],
    card: Mapping[str, Any],
    out: Path,
    listener: Path,
    assemble: Callable[..., object],
    *,
    figures: Path | None = None,
    seconds: float | None = None,
    share: bool = False,
) -> Path:
    """Write the preset of which labels, network and training are `told`, with the packed weights
    of its `parts` by the names of their files, and a copy of the `listener`, which hears `seconds`
    if that is said; `assemble` proves that it fits together. With `share`, files that a preset
    beside it has are named, not kept again. Raises `ScoreError`."""
    cpu = torch.device("cpu")
    try:
        hears = listeners.load(listener, cpu)
    except listeners.ListenerError as error:
        raise ScoreError(str(error)) from error
    about = read_toml(listener / listeners.TABLE)
    table: dict[str, Any] = {
        "kind": "images",
        "about": card["about"],
        "licence": card["licence"],
        **told,
        "training": {**told["training"], "listener": about.get("training", {})},
        "scores": own(json.loads(figures.read_text(encoding="utf-8")), out.name) if figures else {},
        "files": {},
        "data": [*card.get("data", []), *map(_source, about.get("data", []))],
    }
    try:
        preset = ImagesPreset(**{**table, "path": out, "name": out.name})
        weights = {name: value for part in parts.values() for name, value in part.items()}
        assemble(preset, unpacked(weights), hears, cpu)
    except (ValidationError, ValueError, RuntimeError) as error:
        raise ScoreError(f"run and listener make no preset: {error}") from error
    heard = _copied(about, listener, out, seconds)
    for name, part in parts.items():
        save_file(dict(part), out / name)
    table["files"] = {name: _checksum(out / name) for name in (*heard, *parts)}
    if share:
        table["files"] = _shared(table["files"], heard, out)
    (out / "preset.toml").write_text(tomlkit.dumps(table), encoding="utf-8")
    return out


def _copied(
    about: Mapping[str, Any], listener: Path, out: Path, seconds: float | None
) -> tuple[str, ...]:
    """Copy a listener; the names of its files."""
    out.mkdir(parents=True, exist_ok=True)
    hears = dict(about)
    if (listener / str(about.get("weights"))).exists():  # others' stay where they are
        hears["weights"] = str((listener / about["weights"]).absolute())
    if seconds:
        hears["seconds"] = seconds
    names = (listeners.TABLE, *listeners.files(about))
    for name in names:
        shutil.copyfile(listener / name, out / name)
    if hears != about:
        (out / listeners.TABLE).write_text(tomlkit.dumps(hears), encoding="utf-8")
    return names


def _shared(files: Mapping[str, str], heard: Collection[str], out: Path) -> dict[str, str]:
    """`files`, those that a preset beside `out` has named there and taken away here; what is
    `heard` with as a whole or not at all."""
    there: dict[str, str] = {}
    for other in sorted(out.parent.glob("*/preset.toml")):
        if other.parent != out:
            theirs = read_toml(other).get("files", {})
            same = {name for name, digest in theirs.items() if files.get(name) == digest}
            if not same.issuperset(heard):
                same -= set(heard)
            there = {name: f"../{other.parent.name}/{name}" for name in same} | there
    for name in there:
        (out / name).unlink()
    return {there.get(name, name): digest for name, digest in files.items()}


def trait_means(folder: Path) -> dict[str, list[float]]:
    """The mean traits of each label's training pictures, as normal scores over all of them."""
    manifest = manifest_of(folder)
    labels, traits = [], []
    for shard in manifest["splits"]["train"]:
        file: Any = safe_open(folder / shard["file"], "numpy")
        labels.append(file.get_tensor("labels"))
        traits.append(file.get_tensor("traits"))
    scores, numbers = normal_scores(np.concatenate(traits)), np.concatenate(labels)
    return {
        kind: [round(float(mean), 3) for mean in scores[numbers == number].mean(0)]
        for number, kind in enumerate(manifest["kinds"])
    }


def _source(row: dict[str, Any]) -> dict[str, Any]:
    """A listener's source as a preset names it."""
    return {**{k: v for k, v in row.items() if k != "clips"}, "pieces": row["clips"]}


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
