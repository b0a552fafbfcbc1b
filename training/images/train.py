"""`klangbild train images`: a config and prepared pictures -> a painter, from the last checkpoint.

Adversarial training against the projected critic (`training.images.critic`), hinge loss, one step
of each a batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.checkpoint import best_device
from generators.images.painter_network import TRAITS, PainterNetwork
from generators.media import Pixels
from generators.precision import fast_bf16
from generators.score import ScoreError
from training import loop, runs
from training.images.config import FREE, ImagesConfig, read_config
from training.images.critic import Critic, Eye, augmented
from training.images.data import Pictures
from training.images.metrics import Matrix, features, kid
from training.images.painting import drawn, one_hot, painted, rows_of_labels, sheet
from training.images.traits import normal_scores
from training.notes.log import Row
from training.notes.schedule import follow


class Trainer:
    """A run of `config` beside its data in `folder`; resumes from its checkpoint.

    With several processes each learns from its part of every batch, and gradients are averaged.
    """

    pace = None

    def __init__(self, config: ImagesConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.accelerator = Accelerator(mixed_precision="no", cpu=best_device().type == "cpu")
        self.device, self.main = self.accelerator.device, self.accelerator.is_main_process
        if config.batch % self.processes or config.batch < 2 * self.processes:
            raise ScoreError(f"batch: {config.batch} does not divide among {self.processes}")
        torch.manual_seed(config.seed)
        self.data = folder / config.data
        kinds = len(Pictures.kinds_in(self.data))
        sizes = config.painter(kinds)
        self.pictures = Pictures.load(self.data, "train", sizes.size)
        self.traits = normal_scores(self.pictures.traits)
        self.painter = PainterNetwork(sizes)
        self.critic = Critic(kinds + len(TRAITS), config.critic_width)
        self.eye = Eye(config.critic_width)
        self.average = PainterNetwork(sizes)
        self.average.load_state_dict(self.painter.state_dict())
        self.average.requires_grad_(False).eval()
        for network in (*self.parts.values(), self.eye):
            network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimisers = [
            torch.optim.Adam(self.painter.parameters(), config.rate, (0.0, 0.99)),
            torch.optim.Adam(self.critic.parameters(), config.critic_rate, (0.0, 0.99)),
        ]
        self.step, self.seconds = 0, 0.0
        self.sums = torch.zeros(5, device=self.device)

    @property
    def processes(self) -> int:
        """How many share the work."""
        return int(self.accelerator.num_processes)

    @property
    def parts(self) -> dict[str, nn.Module]:
        """What a checkpoint holds, by the beginning of its tensors' names."""
        return {
            "painter": self.painter,
            "average": self.average,
            "critic": self.critic,
            "mixer": self.eye.mixer,
        }

    @property
    def averaged(self) -> nn.Module:
        """What validation is about."""
        return self.average

    def introduced(self) -> str:
        """What learns, on what and from what."""
        count, size = sum(p.numel() for p in self.average.parameters()), self.average.sizes.size
        return (
            f"{count:,} parameters on {self.device.type}, {len(self.pictures):,} pictures of "
            f"{size} pixels, {len(self.pictures.kinds)} labels"
        )

    def autocast(self) -> torch.autocast:
        """bfloat16 where the config wants it and it pays."""
        enabled = self.config.precision == "bf16" and fast_bf16(self.device)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=enabled)

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures in -1 to 1, labels one-hot and traits of a step; a function of the seed, the
        step and the process alone. Half of the pictures are mirrored."""
        rng = np.random.default_rng([self.config.seed, step, self.accelerator.process_index])
        chosen = rng.integers(len(self.pictures), size=self.config.batch // self.processes)
        pictures = self.pictures.drawn(chosen, rng, self.device)
        labels = one_hot(self.pictures.labels[chosen], self.average.sizes.labels)
        return (
            pictures.contiguous(memory_format=torch.channels_last),
            torch.from_numpy(labels).to(self.device),
            torch.from_numpy(self.traits[chosen]).to(self.device),
        )

    def learn(self) -> None:
        """One step of the critic and of the painter, on one batch."""
        config = self.config
        rng = torch.Generator().manual_seed(
            hash((config.seed, self.step, self.accelerator.process_index)) % 2**63
        )
        share = min(1.0, (config.steps - self.step) / max(1, config.cooldown))
        for optimiser, rate in zip(self.optimisers, (config.rate, config.critic_rate), strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate * share
        real, labels, traits = self.batch(self.step)
        latent = torch.randn(len(real), self.average.sizes.latent, generator=rng).to(self.device)
        condition = torch.cat([labels, traits], 1)
        half = len(real) // 2  # every condition is painted twice
        twice = torch.arange(len(real), device=self.device) % half
        asked = condition[twice]
        with self.autocast():
            made = self.painter(latent, labels[twice], traits[twice]).float()
            with torch.no_grad():
                seen = self.eye(augmented(real, rng))
            shown = self.eye(augmented(made, rng))

        self.critic.requires_grad_(True)
        with self.autocast():
            said_real = self.critic(seen, condition).float()
            said_made = self.critic([grid.detach() for grid in shown], asked).float()
        loss = F.relu(1 - said_real).mean() + F.relu(1 + said_made).mean()
        self._move(self.optimisers[1], loss)

        self.critic.requires_grad_(False)
        with self.autocast():
            wish = -self.critic(shown, asked).float().mean()
        apart = layouts_apart(made[:half], made[half : 2 * half])
        alike = F.relu(config.apart - apart).mean()
        self._move(self.optimisers[0], wish + config.variety * alike)
        self.step += 1
        follow(self.average, self.painter, config.ema, self.step)
        for own, other in zip(self.average.buffers(), self.painter.buffers(), strict=True):
            own.copy_(other)
        told = [loss, wish, said_real.mean(), said_made.mean(), apart.mean()]
        self.sums += torch.stack([one.detach() for one in told])

    def _move(self, optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
        loss.backward()  # type: ignore[no-untyped-call]
        if self.processes > 1:
            for group in optimiser.param_groups:
                for weights in group["params"]:
                    weights.grad = self.accelerator.reduce(weights.grad, "mean")
        optimiser.step()
        optimiser.zero_grad()

    def read(self, steps: int, seconds: float) -> Row:
        """Means over the last `steps` steps, which took `seconds`. Raises `ScoreError` when
        training has lost its way."""
        values = (self.accelerator.reduce(self.sums, "mean") / steps).tolist()
        self.sums.zero_()
        self.seconds += seconds
        if not np.isfinite(values).all():
            raise ScoreError(f"step {self.step}: training has lost its way; lower `rate`")
        names = ("loss", "painter_loss", "said_real", "said_painted", "apart")
        return {
            **dict(zip(names, values, strict=True)),
            "steps_per_s": steps / seconds,
            "pictures_per_s": steps * self.config.batch / seconds,
        }

    @cached_property
    def valid(self) -> Matrix:
        """Features of the validation pictures."""
        found = Pictures.load(self.data, "valid", self.average.sizes.size, self.config.valid)
        return features(found.pixels, self.device, self.eye.features)

    def validate(self) -> Row:
        """KID of the averaged weights' pictures, their wishes those of training ones, against the
        validation pictures, if there are to be any."""
        if not self.config.valid:
            return {}
        rng = np.random.default_rng(self.config.seed)
        chosen = rng.integers(len(self.pictures), size=self.config.valid)
        labels = one_hot(self.pictures.labels[chosen], self.average.sizes.labels)
        latents = drawn(len(chosen), self.average.sizes.latent, self.config.seed)
        pictures = painted(self.average, latents, labels, self.traits[chosen])
        ours = features(pictures, self.device, self.eye.features)
        return {"valid_kid": kid(ours, self.valid).value}

    def sheet(self) -> Pixels:
        """A contact sheet of the averaged weights: a row of pictures for each label."""
        sizes = self.average.sizes
        return sheet(rows_of_labels(partial(painted, self.average), sizes.latent, sizes.labels))

    def save(self) -> None:
        """Write the checkpoint, on the main process; the others wait."""
        if self.main:
            tensors: dict[str, Tensor] = {}
            for part, network in self.parts.items():
                for name, value in network.state_dict().items():
                    tensors[f"{part}.{name}"] = value
            for number, optimiser in enumerate(self.optimisers):
                for name, value in runs.moments(optimiser).items():
                    tensors[f"optimiser{number}.{name}"] = value
            facts = {"step": self.step, "seconds": self.seconds, "kinds": self.pictures.kinds}
            runs.save(self.folder, self.config, facts, tensors)
        self.accelerator.wait_for_everyone()

    def resume(self) -> None:
        """Go on from the last checkpoint, or begin with the weights of `start`. Raises `ScoreError`
        when the checkpoint is another config's or of other labels."""
        known = {f"labels of {self.data}": ("kinds", list(self.pictures.kinds))}
        facts = runs.same("images", self.folder, self.config, FREE, known)
        if facts:
            self.step, self.seconds = facts["step"], facts["seconds"]
            tensors = runs.tensors(self.folder)
            for part, network in self.parts.items():
                _fill(network, tensors, f"{part}.", strict=True)
            for number, optimiser in enumerate(self.optimisers):
                runs.restore(optimiser, runs.tensors(self.folder, f"optimiser{number}."))
        elif self.config.start:
            _, _, tensors = read(self.folder.parent / self.config.start)
            for part, network in self.parts.items():
                _fill(network, tensors, f"{part}.", strict=False)


def layouts_apart(ones: Tensor, others: Tensor) -> Tensor:
    """How little two pictures share of their layout [pairs]: 1 less how far the lightness of their
    12 x 12 cells correlates. Other colours or light and dark exchanged make no other layout."""
    one, other = (F.adaptive_avg_pool2d(each, 12).mean(1).flatten(1) for each in (ones, others))
    shared = F.cosine_similarity(
        one - one.mean(1, keepdim=True), other - other.mean(1, keepdim=True)
    )
    return 1 - shared.abs()


def _fill(network: nn.Module, tensors: Mapping[str, Tensor], prefix: str, strict: bool) -> None:
    """Take over the layers all of whose tensors fit; where `strict`, all have to."""
    own = network.state_dict()
    fits = {
        name for name, value in own.items() if _shape(tensors.get(prefix + name)) == value.shape
    }
    anew = {name.rpartition(".")[0] for name in own if name not in fits}
    if strict and anew:
        raise ScoreError(f"the checkpoint has nothing that fits {prefix}{min(anew)}")
    for name, value in own.items():
        if name.rpartition(".")[0] not in anew:
            value.copy_(tensors[prefix + name])


def _shape(value: Tensor | None) -> torch.Size | None:
    return None if value is None else value.shape


def read(folder: Path) -> tuple[dict[str, Any], ImagesConfig, dict[str, Tensor]]:
    """Facts, config and tensors of a run's checkpoint. Raises `ScoreError`."""
    made = runs.read_as("images", ImagesConfig, folder)
    return *made, runs.tensors(folder)


def told(step: int, steps: int, row: Mapping[str, float]) -> str:
    """A row as a person reads it."""
    parts = [
        f"critic {row['loss']:.3f}  painter {row['painter_loss']:.3f}  apart {row['apart']:.3f}"
    ]
    if "valid_kid" in row:
        parts.append(f"valid KID {row['valid_kid']:.4f}")
    pace = f"{row['steps_per_s']:.3g} steps/s  {row['pictures_per_s']:,.0f} pictures/s"
    return "  ".join([*parts, pace, runs.time_left(step, steps, row["steps_per_s"])])


images = partial(loop.train, Trainer, read_config, told)
"""Train as the config at a path says. Returns the run's folder. Raises `ScoreError`, `Stopped`."""
