"""`klangbild train notes`: a config and token files -> checkpoints. Resumes where it stopped."""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Self, cast

import torch
from accelerate import Accelerator
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors.torch import load_file, save_file
from torch.optim.swa_utils import AveragedModel

from generators.notes.diffusion import RegionMix, cross_entropies, loss
from generators.notes.networks import GROUP, ConvTransformer, build, sizes_of
from generators.notes.tokens import TRIO, Layout
from generators.score import STEPS_PER_BAR, ScoreError
from training.batches import Sampler
from training.data import Pieces

CHECKPOINT = "checkpoint"
WEIGHTS = "ema.safetensors"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Table):
    """A split of a prepared folder (relative to the config's) and its share of the training."""

    tokens: str
    split: Literal["train", "valid", "test"] = "train"
    share: float = Field(gt=0)


class NotesConfig(_Table):
    """What `train notes` needs. Unknown keys are refused."""

    network: Literal["conv-transformer"] = "conv-transformer"
    tracks: list[str] = list(TRIO.roles)
    """The role of each column of the grid; several of one role are its voices."""
    sizes: dict[str, Any]
    train: list[SourceConfig] = Field(min_length=1)
    valid: str
    """A prepared folder, of which the split `valid` is used."""
    run: str
    steps: int = Field(gt=0)
    warmup: int = Field(default=500, ge=0)
    cooldown: int = Field(default=0, ge=0)
    rate: float = Field(default=5e-4, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    positions: int = Field(default=8192, gt=0)
    bars: list[int] = Field(default=[64], min_length=1)
    semitones: int = Field(default=6, ge=0, le=12)
    weighting: Literal["thesis", "elbo"] = "thesis"
    reconstruct: float = Field(default=0.0, ge=0)
    """Weight of saying kept events again. It teaches the way from event to head at once, without
    which the network learns nothing but frequencies for tens of thousands of steps."""
    regions: dict[str, float] = Field(default_factory=dict)
    ema: float = Field(default=0.999, gt=0, lt=1)
    seed: int = 0
    precision: Literal["no", "bf16"] = "bf16"
    save_every: int = Field(default=500, gt=0)
    valid_batches: int = Field(default=8, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            sizes = sizes_of(self.network, self.sizes, self.layout)
            RegionMix(**self.regions)
        except TypeError as error:
            raise ValueError(str(error)) from error
        if max(self.bars) * STEPS_PER_BAR > sizes.positions * GROUP:
            raise ValueError(f"bars: the network hears {sizes.positions // GROUP} bars at most")
        if max(self.bars) * STEPS_PER_BAR > self.positions:
            raise ValueError("positions: less than one window of the longest bars")
        return self

    @property
    def layout(self) -> Layout:
        """What the columns of the grid are."""
        return Layout(tuple(self.tracks))


def read_config(path: Path) -> NotesConfig:
    """The config at `path`. Raises `ScoreError` that names the wrong key."""
    try:
        return NotesConfig(**tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ScoreError(f"{path} is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ScoreError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def rate_at(step: int, config: NotesConfig) -> float:
    """Share of the full learning rate: linear warm-up, constant, linear cool-down to 0."""
    up = min(1.0, (step + 1) / max(1, config.warmup))
    down = min(1.0, (config.steps - step) / max(1, config.cooldown))
    return min(up, down)


def ema(decay: float) -> Callable[[Any, Any, Any], None]:
    """Exponential moving average of weights whose memory grows with the first steps."""

    def update(averaged: Any, current: Any, count: Any) -> None:
        now = min(decay, (1.0 + float(count)) / (10.0 + float(count)))
        torch._foreach_lerp_(averaged, current, 1.0 - now)

    return update


class Run:
    """One training run in its folder."""

    def __init__(self, config: NotesConfig, folder: Path) -> None:
        self.config = config
        self.folder = folder / config.run
        self.accelerator = Accelerator(mixed_precision=config.precision)
        torch.manual_seed(config.seed)
        network = build(config.network, config.sizes, config.layout)
        optimiser = torch.optim.AdamW(
            network.parameters(),
            config.rate,
            betas=(0.9, 0.98),
            weight_decay=config.weight_decay,
            fused=True,
        )
        self.average = AveragedModel(network, multi_avg_fn=ema(config.ema))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: rate_at(n, config))
        self.network, self.optimiser, self.schedule = self.accelerator.prepare(
            network, optimiser, schedule
        )
        self.average.to(self.accelerator.device)
        seed = config.seed + self.accelerator.process_index * 1_000_003
        self.sampler = Sampler(
            sources=[Pieces.load(folder / source.tokens, source.split) for source in config.train],
            shares=[source.share for source in config.train],
            bars=config.bars,
            positions=config.positions,
            semitones=config.semitones,
            mix=RegionMix(**config.regions),
            seed=seed,
            layout=config.layout,
        )
        self.valid = replace(
            self.sampler,
            sources=[Pieces.load(folder / config.valid, "valid")],
            shares=[1.0],
            bars=[max(config.bars)],
            semitones=0,
        )
        self.step = 0

    def train_step(self) -> float:
        """One step; the loss in bits per diffusing position."""
        batch = self.sampler.batch(self.step)
        device = self.accelerator.device
        grid, mask, t = batch.grid.to(device), batch.mask.to(device), batch.t.to(device)
        with self.accelerator.autocast():
            found = cross_entropies(
                self.network, grid, mask, batch.kept.to(device), self.config.layout
            )
        value = loss(found.masked, batch.diffusing.to(device), t, self.config.weighting)
        self.accelerator.backward(value + self.config.reconstruct * found.kept)
        self.accelerator.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.optimiser.zero_grad()
        self.average.update_parameters(self.accelerator.unwrap_model(self.network))
        self.step += 1
        return float(value.detach())

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Loss and ELBO of the averaged weights on fixed validation batches, bits per position."""
        network = cast(ConvTransformer, self.average.module)
        network.eval()
        totals = {"valid_loss": 0.0, "valid_elbo": 0.0}
        device = self.accelerator.device
        for number in range(self.config.valid_batches):
            batch = self.valid.batch(number)
            with self.accelerator.autocast():
                found = cross_entropies(
                    network,
                    batch.grid.to(device),
                    batch.mask.to(device),
                    layout=self.config.layout,
                )
            where, t = batch.diffusing.to(device), batch.t.to(device)
            totals["valid_loss"] += float(loss(found.masked, where, t, "thesis"))
            totals["valid_elbo"] += float(loss(found.masked, where, t, "elbo"))
        network.train()
        return {name: total / self.config.valid_batches for name, total in totals.items()}

    def save(self) -> None:
        """Write everything that a resume needs, then the averaged weights."""
        if not self.accelerator.is_main_process:
            return
        draft, final = self.folder / "checkpoint.part", self.folder / CHECKPOINT
        self.accelerator.save_state(str(draft))
        weights = {k: v.contiguous() for k, v in self.average.module.state_dict().items()}
        save_file(weights, draft / WEIGHTS)
        (draft / "step.json").write_text(
            json.dumps({"step": self.step, "averaged": int(self.average.n_averaged)})
        )
        _replace(final, draft)

    def resume(self) -> bool:
        """Go back to the last checkpoint, if there is one."""
        saved = self.folder / CHECKPOINT
        if not saved.is_dir():
            return False
        state = json.loads((saved / "step.json").read_text())
        self.accelerator.load_state(str(saved))
        self.average.module.load_state_dict(load_file(saved / WEIGHTS))
        self.average.n_averaged.fill_(state["averaged"])
        self.step = state["step"]
        for group in self.optimiser.param_groups:  # the config may have changed `steps`
            group["lr"] = self.config.rate * rate_at(self.step, self.config)
        return True


def _replace(final: Path, draft: Path) -> None:
    old = final.with_name(final.name + ".old")
    if final.exists():
        final.rename(old)
    draft.rename(final)
    if old.exists():
        for file in old.iterdir():
            file.unlink()
        old.rmdir()


def notes(config_path: Path, console: Console | None = None) -> Path:
    """Train as `config_path` says, from the last checkpoint on. Returns the run's folder."""
    console = console or Console()
    config = read_config(config_path)
    run = Run(config, config_path.parent)
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
        mean, since = 0.0, time.perf_counter()
        while run.step < config.steps:
            value = run.train_step()
            mean = value if not mean else 0.98 * mean + 0.02 * value
            progress.update(bar, completed=run.step, description=f"loss {mean:.4f}")
            if run.step % config.save_every == 0 or run.step == config.steps:
                row = {"step": run.step, "loss": mean, "rate": run.schedule.get_last_lr()[0]}
                row |= run.validate()
                row["steps_per_s"] = config.save_every / (time.perf_counter() - since)
                since = time.perf_counter()
                run.save()
                with (run.folder / "log.jsonl").open("a") as log:
                    log.write(json.dumps(row) + "\n")
                console.print("  ".join(f"{k} {v:.4g}" for k, v in row.items()))
    return run.folder
