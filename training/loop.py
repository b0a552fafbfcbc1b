"""The loop of a training in one process: steps, and what is due after them, until it is done or
stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from torch import nn

from training import runs
from training.interrupt import Stopped, stop_asked
from training.notes.log import Log, Row, Told
from training.pace import Pace
from training.pictures import Picture


class Learner(Protocol):
    """What is trained. `config` says `steps` and how often to log, save, validate and show;
    `averaged` are the weights that validation is about, whose loss a `pace` wants to hear."""

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


def go(
    trainer: Learner,
    console: Console | None,
    told: Told,
    sheet: Callable[[], Picture] | None = None,
) -> None:
    """Train to the end, from the last checkpoint on; `sheet` paints what it makes. Raises
    `ScoreError`, `Stopped`."""
    config, pace = trainer.config, trainer.pace
    names = ("log", "save", "valid", "sample")
    every = {name: getattr(config, f"{name}_every", 0) for name in names}
    console = console or Console()
    trainer.folder.mkdir(parents=True, exist_ok=True)
    trainer.resume()
    console.print(
        f"{trainer.folder}: {trainer.introduced()}; step {trainer.step:,} of {config.steps:,}",
        highlight=False,
        soft_wrap=True,
    )
    with (
        stop_asked() as stop,
        Log(trainer.folder, trainer.step, config.steps, console, told) as log,
    ):
        since, begun = time.perf_counter(), trainer.step
        while trainer.step < config.steps and not (pace and pace.over):
            trainer.learn()
            due = runs.due(trainer.step, config.steps, every)
            if due & {"log", "valid"} or stop.is_set():
                row = trainer.read(trainer.step - begun, time.perf_counter() - since)
                if "valid" in due:
                    row |= trainer.validate()
                    if pace:
                        pace.validated(row["valid_loss"], trainer.averaged)
                log.row(trainer.step, row)
                since, begun = time.perf_counter(), trainer.step
            if "save" in due or stop.is_set() or (pace and pace.over):
                trainer.save()
            if sheet and "sample" in due:
                log.picture(trainer.step, "sheet", sheet())
            if stop.is_set():
                raise Stopped(f"stopped at step {trainer.step:,}; the same command goes on")
        if pace and pace.over:
            log.say(f"no better for {config.stop_after} validations: the best weights are kept")
