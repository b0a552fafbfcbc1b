"""`klangbild train notes`: a config and prepared pieces -> checkpoints, from the last one on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from typing import Any

from rich.console import Console

from training import runs
from training.interrupt import Stopped, stop_asked
from training.notes.batches import Batch, Steps, prefetched
from training.notes.config import NotesConfig, read_config
from training.notes.log import Log
from training.notes.samples import Samples
from training.notes.trainer import Trainer

WORKERS = 2
"""Processes that draw batches for a GPU: one draws some 50 a second of 65,536 positions."""


def notes(
    config_path: Path,
    console: Console | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Path:
    """Train as `config_path` says, from the last checkpoint on. Returns the run's folder.

    Raises `ScoreError` on wrong configs and when training has lost its way, `Stopped` on Ctrl-C.
    """
    config = read_config(config_path, overrides)
    trainer = run(config, config_path.parent, console or Console())
    return trainer.folder


def run(config: NotesConfig, folder: Path, console: Console) -> Trainer:
    """Train to the end, wherever the run stands. `folder` is where the config's files lie."""
    trainer = Trainer(config, folder)
    trainer.folder.mkdir(parents=True, exist_ok=True)
    trainer.resume()
    if trainer.main:
        console.print(_introduced(trainer), highlight=False, soft_wrap=True)
    if trainer.step < config.steps:
        with (
            stop_asked() as stop,
            Log(trainer.folder, trainer.step, config.steps, console)
            if trainer.main
            else nullcontext() as log,
        ):
            _loop(trainer, log, stop)
    return trainer


def _introduced(trainer: Trainer) -> str:
    config, processes = trainer.config, trainer.processes
    where = f"{trainer.device.type}, {processes} process{'es' * (processes > 1)}"
    done = f"step {trainer.step:,} of {config.steps:,}"
    if trainer.step >= config.steps:
        done += ": nothing to do; raise `steps` to go on"
    return f"{trainer.folder}: {trainer.parameters:,} parameters on {where}; {done}"


def _loop(trainer: Trainer, log: Log | None, stop: Event) -> None:
    config = trainer.config
    every = {
        "log": config.log_every,
        "valid": config.valid_every,
        "save": config.save_every,
        "sample": config.sample_every,
    }
    since = time.perf_counter()
    for parts in _batches(trainer):
        trainer.learn(parts)
        due = runs.due(trainer.step, config.steps, every)
        stopping = runs.stopping(trainer.accelerator, stop, due)
        if not due and not stopping:
            continue
        row = trainer.read(since)
        if "valid" in due:
            row |= trainer.validate()
        if log:
            log.row(trainer.step, row)
        if "save" in due or stopping:
            trainer.save()
        if "sample" in due and log:
            _sample(trainer, log)
        if stopping:
            raise Stopped(f"stopped at step {trainer.step:,}; the same command goes on from there")
        since = time.perf_counter()


def _batches(trainer: Trainer) -> Iterator[list[Batch]]:
    config = trainer.config
    gpu = trainer.device.type == "cuda"
    workers = WORKERS * gpu if config.workers is None else config.workers
    rank = trainer.accelerator.process_index
    steps = Steps(trainer.sampler, rank, trainer.processes, config.accumulate)
    return prefetched(steps, trainer.step, config.steps, workers, pin=gpu)


def _sample(trainer: Trainer, log: Log) -> None:
    """Pictures of a new piece, and of a validation piece before and after an infill."""
    config, number = trainer.config, trainer.step // trainer.config.sample_every
    piece, _, _ = trainer.validation.window("everything", number % config.valid_pieces)
    samples = Samples(trainer.average, config.layout)
    log.picture(trainer.step, "sample/new piece", samples.unconditional(max(config.bars), number))
    log.picture(trainer.step, "sample/infill", samples.infilled(piece, number))
