"""`klangbild train images`: a config and prepared pictures -> a painter, from the last checkpoint on.

Adversarial training against the projected critic (`training.images.critic`), hinge loss, one step
of each a batch.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from rich.console import Console
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.images.painter_network import TRAITS, PainterNetwork
from generators.score import ScoreError
from training.images.config import FREE, ImagesConfig, read_config
from training.images.critic import Critic, Eye, augmented
from training.images.data import Pictures
from training.images.traits import normal_scores
from training.interrupt import Stopped, stop_asked
from training.notes.log import Log, Row
from training.notes.schedule import follow

FILE = "checkpoint.safetensors"


class Trainer:
    """A run of `config` beside its data in `folder`; resumes from its checkpoint."""

    def __init__(self, config: ImagesConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.accelerator = Accelerator(mixed_precision=config.precision)
        self.device = self.accelerator.device
        set_seed(config.seed)
        kinds = len(Pictures.kinds_in(folder / config.data))
        sizes = config.painter(kinds)
        self.pictures = Pictures.load(folder / config.data, "train", sizes.size)
        self.traits = torch.from_numpy(normal_scores(self.pictures.traits))
        self.labels = torch.from_numpy(self.pictures.labels)
        layout = torch.channels_last
        painter = PainterNetwork(sizes).to(memory_format=layout)
        critic = Critic(kinds + len(TRAITS), config.critic_width).to(memory_format=layout)
        self.eye = Eye(config.critic_width).to(self.device, memory_format=layout)
        self.average = PainterNetwork(sizes).to(self.device, memory_format=layout)
        self.average.load_state_dict(painter.state_dict())
        self.average.requires_grad_(False).eval()
        self.optimisers = [
            torch.optim.Adam(painter.parameters(), config.rate, (0.0, 0.99)),
            torch.optim.Adam(critic.parameters(), config.critic_rate, (0.0, 0.99)),
        ]
        self.painter, self.critic, *self.optimisers = self.accelerator.prepare(
            painter, critic, *self.optimisers
        )
        self.step, self.seconds = 0, 0.0
        self.sums = torch.zeros(4, device=self.device)

    @property
    def plain(self) -> dict[str, nn.Module]:
        """The networks without their wrapping."""
        unwrap = self.accelerator.unwrap_model
        return {
            "painter": unwrap(self.painter),
            "average": self.average,
            "critic": unwrap(self.critic),
            "mixer": self.eye.mixer,
        }

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures in -1 to 1, labels one-hot and traits of a step; a function of the seed, the
        step and the process alone. Half of the pictures are mirrored."""
        rank, processes = self.accelerator.process_index, self.accelerator.num_processes
        rng = np.random.default_rng([self.config.seed, step, rank])
        chosen = rng.integers(len(self.pictures), size=self.config.batch // processes)
        pixels = self.pictures.pixels[chosen]
        mirrored = rng.random(len(chosen)) < 0.5
        pixels[mirrored] = pixels[mirrored, :, ::-1]
        pictures = torch.from_numpy(pixels).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
        kinds = self.plain["average"].sizes.labels
        return (
            pictures.contiguous(memory_format=torch.channels_last),
            F.one_hot(self.labels[chosen], kinds).float().to(self.device),
            self.traits[chosen].to(self.device),
        )

    def learn(self) -> None:
        """One step of the critic and of the painter, on one batch."""
        config = self.config
        rng = torch.Generator().manual_seed(hash((config.seed, self.step)) % 2**63)
        for group in (g for o in self.optimisers for g in o.param_groups):
            left = (config.steps - self.step) / max(1, config.cooldown)
            group["lr"] = group.setdefault("full", group["lr"]) * min(1.0, left)
        real, labels, traits = self.batch(self.step)
        latent = torch.randn(len(real), self.average.sizes.latent, generator=rng).to(self.device)
        condition = torch.cat([labels, traits], 1)
        painted = self.painter(latent, labels, traits)
        with self.accelerator.autocast():
            with torch.no_grad():
                seen = self.eye(augmented(real, rng))
            shown = self.eye(augmented(painted, rng))

        self.critic.requires_grad_(True)
        said_real = self.critic(seen, condition)
        said_fake = self.critic([grid.detach() for grid in shown], condition)
        loss = F.relu(1 - said_real).mean() + F.relu(1 + said_fake).mean()
        self.accelerator.backward(loss)
        self.optimisers[1].step()
        self.optimisers[1].zero_grad()

        self.critic.requires_grad_(False)
        wish = -self.critic(shown, condition).mean()
        self.accelerator.backward(wish)
        self.optimisers[0].step()
        self.optimisers[0].zero_grad()
        self.step += 1
        painter = self.plain["painter"]
        follow(self.average, painter, config.ema, self.step)
        for own, other in zip(self.average.buffers(), painter.buffers(), strict=True):
            own.copy_(other)
        told = [loss, wish, said_real.mean(), said_fake.mean()]
        self.sums += torch.stack([one.detach().float() for one in told])

    def read(self, steps: int, since: float) -> Row:
        """Means over the last `steps` steps. Raises `ScoreError` when training has lost its way."""
        values = (self.sums / steps).tolist()
        self.sums.zero_()
        seconds = time.perf_counter() - since
        self.seconds += seconds
        if not np.isfinite(values).all():
            raise ScoreError(f"step {self.step}: training has lost its way; lower `rate`")
        names = ("loss", "painter_loss", "said_real", "said_painted")
        pictures = steps * self.config.batch / seconds
        return {
            **dict(zip(names, values, strict=True)),
            "steps_per_s": steps / seconds,
            "pictures_per_s": pictures,
        }

    def save(self) -> None:
        """Write the checkpoint; it appears whole or not at all."""
        if not self.accelerator.is_main_process:
            return
        tensors: dict[str, Tensor] = {}
        for part, network in self.plain.items():
            for name, value in network.state_dict().items():
                tensors[f"{part}.{name}"] = value.detach().cpu().contiguous()
        for number, optimiser in enumerate(self.optimisers):
            for index, state in optimiser.state_dict()["state"].items():
                for name, value in state.items():
                    key = f"optimiser{number}.{index}.{name}"
                    tensors[key] = value.detach().cpu().contiguous()
        facts = {"step": self.step, "seconds": self.seconds, "kinds": self.pictures.kinds}
        about = {"config": self.config.model_dump_json(), "facts": json.dumps(facts)}
        draft = self.folder / f"{FILE}.part"
        try:
            save_file(tensors, draft, about)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.replace(self.folder / FILE)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ScoreError(f"cannot write the checkpoint: {error}") from error

    def resume(self) -> None:
        """Go on from the last checkpoint, or begin with the weights of `start`."""
        if (self.folder / FILE).exists():
            facts, config, tensors = read(self.folder)
            old, new = (c.model_dump(exclude=set(FREE)) for c in (config, self.config))
            if old != new:
                keys = ", ".join(key for key in old if old[key] != new[key])
                raise ScoreError(
                    f"{self.folder} was begun with another config ({keys}): change that back or "
                    "name another `run`"
                )
            self.step, self.seconds = facts["step"], facts["seconds"]
            for part, network in self.plain.items():
                _fill(network, tensors, f"{part}.", strict=True)
            for number, optimiser in enumerate(self.optimisers):
                state: dict[int, dict[str, Tensor]] = {}
                for key, value in tensors.items():
                    if key.startswith(f"optimiser{number}."):
                        _, index, name = key.split(".")
                        state.setdefault(int(index), {})[name] = value
                optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
        elif self.config.start:
            _, _, tensors = read(self.folder.parent / self.config.start)
            for part, network in self.plain.items():
                _fill(network, tensors, f"{part}.", strict=False)

    @torch.no_grad()
    def sheet(self) -> Tensor:
        """A contact sheet [3, h, w] in 0 to 1: a row of 8 for each label, always the same latents."""
        kinds = self.average.sizes.labels
        rng = torch.Generator().manual_seed(0)
        rows = []
        for kind in range(kinds):
            latent = torch.randn(8, self.average.sizes.latent, generator=rng).to(self.device)
            labels = F.one_hot(torch.full((8,), kind), kinds).float().to(self.device)
            traits = torch.randn(8, len(TRAITS), generator=rng).to(self.device) * 0.7
            with self.accelerator.autocast():
                painted = self.average(latent, labels, traits).float()
            rows.append(torch.cat(list(painted), 2))
        return torch.cat(rows, 1).clamp(-1, 1) / 2 + 0.5


def _fill(network: nn.Module, tensors: Mapping[str, Tensor], prefix: str, strict: bool) -> None:
    own = network.state_dict()
    for name, value in own.items():
        found = tensors.get(prefix + name)
        if found is not None and found.shape == value.shape:
            value.copy_(found)
        elif strict:
            raise ScoreError(f"the checkpoint has no fitting {prefix}{name}")


def read(folder: Path) -> tuple[dict[str, Any], ImagesConfig, dict[str, Tensor]]:
    """Facts, config and tensors of a run's checkpoint. Raises `ScoreError`."""
    try:
        with safe_open(folder / FILE, "pt") as file:
            about = file.metadata()
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except OSError as error:
        raise ScoreError(f"no checkpoint in {folder}: run `klangbild train images`") from error
    return json.loads(about["facts"]), ImagesConfig(**json.loads(about["config"])), tensors


def images(
    config_path: Path,
    console: Console | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Path:
    """Train as `config_path` says. Returns the run's folder. Raises `ScoreError`, `Stopped`."""
    config = read_config(config_path, overrides)
    console = console or Console()
    trainer = Trainer(config, config_path.parent)
    trainer.folder.mkdir(parents=True, exist_ok=True)
    trainer.resume()
    main = trainer.accelerator.is_main_process
    count = sum(p.numel() for p in trainer.average.parameters())
    if main:
        console.print(
            f"{trainer.folder}: {count:,} parameters, {len(trainer.pictures):,} pictures of "
            f"{trainer.average.sizes.size} pixels; step {trainer.step:,} of {config.steps:,}"
        )
    with (
        stop_asked() as stop,
        Log(trainer.folder, trainer.step, config.steps, console) if main else nullcontext() as log,
    ):
        since, begun = time.perf_counter(), trainer.step
        while trainer.step < config.steps:
            trainer.learn()
            last = trainer.step == config.steps or stop.is_set()
            if last or trainer.step % config.log_every == 0:
                row = trainer.read(trainer.step - begun, since)
                if log:
                    log.row(trainer.step, row)
                since, begun = time.perf_counter(), trainer.step
            if last or trainer.step % config.save_every == 0:
                trainer.save()
            if log and config.sample_every and trainer.step % config.sample_every == 0:
                sheet = (trainer.sheet() * 255).byte().permute(1, 2, 0).cpu().numpy()
                log.picture(trainer.step, "sheet", sheet)
            if stop.is_set():
                raise Stopped(f"stopped at step {trainer.step:,}; the same command goes on")
    return trainer.folder
