"""`klangbild train expression`: a config and played notes -> a checkpoint. Resumes where it
stopped."""

from __future__ import annotations

import json
import math
import re
import time
from functools import partial
from pathlib import Path
from typing import Any, Self

import torch
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch.nn import functional as F  # noqa: N812

from generators.checkpoint import best_device
from generators.notes.expression_network import ExpressionNetwork, ExpressionSizes
from generators.precision import fast_bf16
from generators.score import ScoreError
from training.expression.batches import Batch, Sampler, Source
from training.expression.data import Performances
from training.notes.config import read_as

CHECKPOINT = "checkpoint.pt"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Table):
    """One file of played notes (relative to the config's folder) and its share of the training.

    `timed`: a player's timing is in it, so none is invented. Pieces whose name matches the regular
    expression `valid` are held out (none, if it is empty).
    """

    notes: str
    share: float = Field(gt=0)
    timed: bool = False
    valid: str = ""

    @field_validator("valid")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from error
        return value


class ExpressionConfig(_Table):
    """What `train expression` needs. Unknown keys are refused."""

    sizes: dict[str, int | float] = Field(default_factory=dict)
    train: list[SourceConfig] = Field(min_length=1)
    run: str
    steps: int = Field(gt=0)
    warmup: int = Field(default=100, ge=0)
    cooldown: int = Field(default=0, ge=0)
    rate: float = Field(default=2e-3, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    windows: int = Field(default=24, gt=0)
    bars: list[int] = Field(default=[4, 6, 8, 12], min_length=1)
    seed: int = 0
    save_every: int = Field(default=200, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            ExpressionSizes(**self.sizes)  # type: ignore[arg-type]
        except TypeError as error:
            raise ValueError(str(error)) from error
        return self

    def sources(self, folder: Path) -> dict[str, Source]:
        """The files of played notes, by name."""
        return {
            Path(source.notes).stem: Source(
                Performances.load(folder / source.notes), source.share, source.timed, source.valid
            )
            for source in self.train
        }


read_config = partial(read_as, ExpressionConfig)
"""The config at a path. Raises `ScoreError` that names the wrong key."""


def losses(network: ExpressionNetwork, batch: Batch, device: torch.device) -> tuple[Any, Any]:
    """Cross-entropies (nats) of the velocities and of the offsets, summed over hidden notes."""
    hidden = torch.from_numpy(batch.hidden).to(device)
    truth = batch.truth.to(device)
    velocity, offset = network(batch.heard.to(device))
    return (
        F.nll_loss(velocity[hidden], truth.velocity[hidden], reduction="sum"),
        F.nll_loss(offset[hidden], truth.offset[hidden], reduction="sum"),
    )


class Run:
    """One training run in its folder."""

    def __init__(self, config: ExpressionConfig, folder: Path, sampler: Sampler) -> None:
        self.config, self.folder, self.sampler = config, folder / config.run, sampler
        self.device = best_device()
        torch.manual_seed(config.seed)
        sizes = ExpressionSizes(**config.sizes)  # type: ignore[arg-type]
        self.network = ExpressionNetwork(sizes).to(self.device)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(),
            config.rate,
            betas=(0.9, 0.98),
            weight_decay=config.weight_decay,
        )
        self.step = 0

    def train_step(self) -> tuple[float, float]:
        """One step; bits a note of velocity and of timing."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.rate * self._warmth()
        parts = self.sampler.batch(self.step)
        count = sum(int(part.hidden.sum()) for part in parts)
        sums = [0.0, 0.0]
        for part in parts:
            with torch.autocast(self.device.type, torch.bfloat16, enabled=fast_bf16(self.device)):
                both = losses(self.network, part, self.device)
            ((both[0] + both[1]) / count).backward()
            sums = [total + float(one.detach()) for total, one in zip(sums, both, strict=True)]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        return sums[0] / count / math.log(2), sums[1] / count / math.log(2)

    def _warmth(self) -> float:
        up = min(1.0, (self.step + 1) / max(1, self.config.warmup))
        down = min(1.0, (self.config.steps - self.step) / max(1, self.config.cooldown))
        return min(up, down)

    def save(self) -> None:
        """Write everything that a resume needs; the file appears whole or not at all."""
        draft = self.folder / (CHECKPOINT + ".part")
        torch.save(
            {
                "step": self.step,
                "network": self.network.state_dict(),
                "optimiser": self.optimiser.state_dict(),
            },
            draft,
        )
        draft.replace(self.folder / CHECKPOINT)

    def resume(self) -> bool:
        """Go back to the last checkpoint, if there is one."""
        if not (self.folder / CHECKPOINT).is_file():
            return False
        saved = load(self.folder)
        self.network.load_state_dict(saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.step = saved["step"]
        return True


def load(folder: Path) -> dict[str, Any]:
    """The last checkpoint in a run's folder. Raises `ScoreError` when there is none."""
    path = folder / CHECKPOINT
    if not path.is_file():
        raise ScoreError(f"no checkpoint in {folder}: run `klangbild train expression` first")
    found: dict[str, Any] = torch.load(path, weights_only=True)
    return found


def train(config_path: Path, console: Console | None = None) -> Path:
    """Train as `config_path` says, from the last checkpoint on. Returns the run's folder."""
    console = console or Console()
    config = read_config(config_path)
    sources = config.sources(config_path.parent)
    sampler = Sampler(list(sources.values()), config.windows, config.bars, config.seed)
    run = Run(config, config_path.parent, sampler)
    run.folder.mkdir(parents=True, exist_ok=True)
    if run.resume():
        console.print(f"resuming at step {run.step:,}")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("training", total=config.steps, completed=run.step)
        mean, since = [0.0, 0.0], time.perf_counter()
        while run.step < config.steps:
            bits = run.train_step()
            mean = [0.98 * m + 0.02 * b if m else b for m, b in zip(mean, bits, strict=True)]
            shown = f"velocity {mean[0]:.3f} timing {mean[1]:.3f} bits"
            progress.update(bar, completed=run.step, description=shown)
            if run.step % config.save_every == 0 or run.step == config.steps:
                row = {"step": run.step, "velocity": mean[0], "offset": mean[1]}
                row["steps_per_s"] = config.save_every / (time.perf_counter() - since)
                since = time.perf_counter()
                run.save()
                with (run.folder / "log.jsonl").open("a") as log:
                    log.write(json.dumps(row) + "\n")
                console.print("  ".join(f"{k} {v:.4g}" for k, v in row.items()))
    return run.folder
