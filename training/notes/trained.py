"""Networks that are trained already: to learn from, or to go on from."""

from __future__ import annotations

from pathlib import Path

import torch

import presets
from generators import checkpoint
from generators.notes.networks import UnmaskingNetwork
from generators.notes.tokens import Layout
from generators.score import ScoreError
from training import runs
from training.notes import state


def trained(source: str, folder: Path) -> tuple[Layout, UnmaskingNetwork]:
    """What `source` plays, and its averaged weights on the CPU: a run's folder or a preset's, below
    `folder`, or a preset's name. Raises `ScoreError` when there is none."""
    run = folder / source
    if (run / runs.FILE).exists():
        facts, network = state.averaged(run)
        return facts.config.layout, network
    threads = torch.get_num_threads()
    try:
        path = run if (run / "preset.toml").exists() else presets.read(source).path
        generator = checkpoint.load(path, "cpu")
        torch.set_num_threads(threads)  # which loading a small preset lowers
        return generator.layout, generator.network
    except (presets.PresetError, checkpoint.CheckpointError) as error:
        raise ScoreError(f"{source}: no run of that name, and {error}") from error


def begin_with(network: UnmaskingNetwork, layout: Layout, source: str, folder: Path) -> None:
    """Give a network the weights of `source`. Raises `ScoreError` when they do not fit it."""
    own, found = trained(source, folder)
    theirs = found.state_dict()
    shapes = {name: value.shape for name, value in network.state_dict().items()}
    if own != layout or shapes != {name: value.shape for name, value in theirs.items()}:
        raise ScoreError(
            f"start {source} is another network: give the `network`, `sizes` and `tracks` that it "
            "has"
        )
    network.load_state_dict(theirs)
