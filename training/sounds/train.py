"""`klangbild train listener`: a config and sounds -> a checkpoint, from the last one on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from typing import Any

from rich.console import Console

from training import runs
from training.interrupt import Stopped, stop_asked
from training.notes.log import Log
from training.sounds.batches import Steps, prefetched
from training.sounds.config import read_config
from training.sounds.trainer import Trainer

WORKERS = 8
"""Processes that change sounds for a GPU: one makes some 100 windows of 6 s a second."""


def listener(
    config_path: Path, console: Console | None = None, overrides: Mapping[str, Any] | None = None
) -> Path:
    """Train as `config_path` says, from the last checkpoint on. Returns the run's folder.

    Raises `ScoreError` on wrong configs and data, `Stopped` on Ctrl-C.
    """
    console = console or Console()
    config = read_config(config_path, overrides)
    trainer = Trainer(config, config_path.parent)
    trainer.folder.mkdir(parents=True, exist_ok=True)
    trainer.resume()
    if trainer.main:
        count = sum(p.numel() for p in trainer.plain.parameters())
        console.print(
            f"{trainer.folder}: {count:,} parameters on {trainer.device.type}, "
            f"{len(trainer.train)} clips, {len(trainer.train.labels)} labels; "
            f"step {trainer.step:,} of {config.steps:,}",
            highlight=False,
            soft_wrap=True,
        )
    if trainer.step < config.steps:
        with (
            stop_asked() as stop,
            Log(trainer.folder, trainer.step, config.steps, console, told)
            if trainer.main
            else nullcontext() as log,
        ):
            _loop(trainer, log, stop)
    return trainer.folder


def _loop(trainer: Trainer, log: Log | None, stop: Event) -> None:
    config = trainer.config
    workers = (
        WORKERS * (trainer.device.type == "cuda") if config.workers is None else config.workers
    )
    steps = Steps(config, trainer.train, trainer.accelerator.process_index, trainer.processes)
    every = {"log": config.log_every, "valid": config.valid_every, "save": config.save_every}
    since, read = time.perf_counter(), trainer.step
    for batch in prefetched(steps, trainer.step, config.steps, workers):
        trainer.learn(batch)
        due = runs.due(trainer.step, config.steps, every)
        stopping = runs.stopping(trainer.accelerator, stop, due)
        if not due and not stopping:
            continue
        row = trainer.read(trainer.step - read, time.perf_counter() - since)
        read = trainer.step
        if "valid" in due:
            scores = trainer.validate()
            row |= {"valid_accuracy": scores.accuracy, "valid_bits": scores.surprise}
        if log:
            log.row(trainer.step, row)
        if "save" in due or stopping:
            trainer.save()
        if stopping:
            raise Stopped(f"stopped at step {trainer.step:,}; the same command goes on from there")
        since = time.perf_counter()


def told(step: int, steps: int, row: Mapping[str, float]) -> str:
    """A row as a person reads it."""
    parts = [f"loss {row['loss']:.3f}  right {row['right']:.0%}"]
    if "valid_accuracy" in row:
        parts.append(f"valid: right {row['valid_accuracy']:.1%}  {row['valid_bits']:.2f} bits")
    return runs.line(parts, step, steps, row)
