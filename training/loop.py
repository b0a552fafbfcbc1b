"""The loop of a training: steps, and what is due after them, until it is done or stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Protocol

from accelerate import Accelerator
from rich.console import Console
from torch import nn

from training import runs
from training.interrupt import Stopped, stop_asked
from training.notes.log import Log, Row, Told
from training.pace import Pace
from training.pictures import Picture


class Learner(Protocol):
    """What is trained. `config` says `steps` and how often to log, save, validate and show;
    `averaged` are the weights that validation is about, whose loss a `pace` wants to hear. Where
    several processes learn, `accelerator` joins them; the main one alone validates and tells."""

    @property
    def config(self) -> Any: ...
    @property
    def folder(self) -> Path: ...
    @property
    def step(self) -> int: ...
    @property
    def pace(self) -> Pace | None: ...
    @property
    def averaged(self) -> nn.Module: ...
    @property
    def sheet(self) -> Callable[[], Picture] | None:
        """A contact sheet of what it makes, if that can be seen."""
        ...

    @property
    def accelerator(self) -> Accelerator | None: ...

    def learn(self) -> None:
        """One step."""
        ...

    def read(self, steps: int, seconds: float) -> Row:
        """Means over the last `steps` steps, which took `seconds`."""
        ...

    def validate(self) -> Row:
        """What validation says."""
        ...

    def save(self) -> None:
        """Write the checkpoint."""
        ...

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        ...

    def introduced(self) -> str:
        """What learns, on what and from what."""
        ...


def train(
    make: Callable[[Any, Path], Learner],
    read_config: Callable[[Path, Mapping[str, Any] | None], Any],
    told: Told,
    config_path: Path,
    console: Console | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Path:
    """Train what `make` makes of the config at a path and its folder. Returns the run's folder.
    Raises `ScoreError`, `Stopped`."""
    trainer = make(read_config(config_path, overrides), config_path.parent)
    go(trainer, console, told)
    return trainer.folder


def go(trainer: Learner, console: Console | None, told: Told) -> None:
    """Train to the end, from the last checkpoint on. Raises `ScoreError`, `Stopped`."""
    config, pace, accelerator = trainer.config, trainer.pace, trainer.accelerator
    main = accelerator is None or accelerator.is_main_process
    names = ("log", "save", "valid", "sample")
    every = {name: getattr(config, f"{name}_every", 0) for name in names}
    console = console or Console()
    trainer.folder.mkdir(parents=True, exist_ok=True)
    trainer.resume()
    if main:
        console.print(
            f"{trainer.folder}: {trainer.introduced()}; step {trainer.step:,} of {config.steps:,}",
            highlight=False,
            soft_wrap=True,
        )
    with (
        stop_asked() as stop,
        Log(trainer.folder, trainer.step, config.steps, console, told)
        if main
        else nullcontext() as log,
    ):
        since, begun = time.perf_counter(), trainer.step
        while trainer.step < config.steps and not (pace and pace.over):
            trainer.learn()
            due = runs.due(trainer.step, config.steps, every)
            stopping = runs.stopping(accelerator, stop, due) if accelerator else stop.is_set()
            if due & {"log", "valid"} or stopping:
                row = trainer.read(trainer.step - begun, time.perf_counter() - since)
                if log and "valid" in due:
                    row |= trainer.validate()
                    if pace:
                        pace.validated(row["valid_loss"], trainer.averaged)
                if log:
                    log.row(trainer.step, row)
                since, begun = time.perf_counter(), trainer.step
            if "save" in due or stopping or (pace and pace.over):
                trainer.save()
            if log and trainer.sheet and "sample" in due:
                log.picture(trainer.step, "sheet", trainer.sheet())
            if stopping:
                raise Stopped(f"stopped at step {trainer.step:,}; the same command goes on")
        if log and pace and pace.over:
            log.say(f"no better for {config.stop_after} validations: the best weights are kept")
