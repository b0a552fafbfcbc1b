"""A toy painter: a listener and a network with random weights, as a preset folder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
import torch
from safetensors.torch import save_file

from generators.images import listener as listeners
from generators.images.listener import ListenerNetwork, ListenerSizes
from generators.images.painter import WEIGHTS
from generators.images.painter_network import TRAITS, PainterNetwork, PainterSizes
from generators.media import AudioWindow
from generators.packed import packed

LABELS = ("calm", "stormy", "odd")
NETWORK: dict[str, Any] = {
    "latent": 8,
    "style": 12,
    "coarsest": 2,
    "channels": [8, 8, 6],
    "last": 4,
}
SIDE = 16
EARS = ListenerSizes(mels=32, n_fft=512, hop=256, widths=(4, 6, 8), embedding=10)
SOURCE = {"name": "n", "licence": "l", "origin": "o"}


def network() -> PainterNetwork:
    """A network whose pictures are not all grey."""
    torch.manual_seed(3)
    made = PainterNetwork(PainterSizes(labels=len(LABELS), **NETWORK)).eval()
    for parameter in made.parameters():
        parameter.data *= 1.5
    return made


def listener_folder(folder: Path, labels: tuple[str, ...] = LABELS) -> Path:
    """What `export listener` would write."""
    torch.manual_seed(1)
    folder.mkdir(parents=True, exist_ok=True)
    weights = ListenerNetwork(EARS, len(labels)).state_dict()
    save_file(weights, folder / listeners.WEIGHTS)
    table = {
        "kind": "own",
        "licence": "CC0",
        "labels": list(labels),
        "seconds": 2.0,
        "network": EARS.table(),
        "data": [{**SOURCE, "clips": 5}],
    }
    (folder / listeners.TABLE).write_text(tomlkit.dumps(table))
    return folder


def preset(folder: Path, name: str = "toy", **changes: Any) -> Path:
    """A preset folder called `name` below `folder`."""
    path = listener_folder(folder / name)
    save_file(packed(network().state_dict()), path / WEIGHTS)
    files = (WEIGHTS, listeners.WEIGHTS, listeners.TABLE)
    table = {
        "kind": "images",
        "about": "toy pictures",
        "licence": "CC0",
        "labels": list(LABELS),
        "network": {"kind": "one-step", **NETWORK},
        "adapter": {"means": {label: [0.0] * len(TRAITS) for label in LABELS}},
        "files": {f: hashlib.sha256((path / f).read_bytes()).hexdigest() for f in files},
        **changes,
    }
    (path / "preset.toml").write_text(tomlkit.dumps(table))
    return path


def sound(hz: float = 440.0, loud: float = 0.3, end: float = 2.0) -> AudioWindow:
    """Two seconds of a tone with noise, up to `end`."""
    rng = np.random.default_rng(0)
    t = np.arange(32_000) / 16_000
    samples = loud * (np.sin(2 * np.pi * hz * t) + 0.1 * rng.standard_normal(len(t)))
    return AudioWindow(samples.astype(np.float32), 16_000, end)
