"""`klangbild train upscaler`: a config and prepared pictures -> an upscaler, from the last
checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.checkpoint import best_device
from generators.images.painter import grid_of
from generators.images.upscaler import Upscaler, UpscalerNetwork
from generators.media import Pixels
from generators.precision import fast_bf16
from generators.score import ScoreError
from training import loop, runs
from training.images.config import FREE
from training.images.critic import Features
from training.images.data import Pictures
from training.images.painting import sheet
from training.notes.log import Row
from training.notes.schedule import follow, rate_at
from training.notes.state import AVERAGE, NETWORK, OPTIMISER, into_optimiser, of_optimiser
from training.upscaling.config import UpscalerConfig, read_config
from training.upscaling.scores import apart, bicubic_pixels, scores
from training.upscaling.wear import reduced, worn

SHOWN = 8
"""Pictures of a contact sheet."""


class Trainer:
    """A run of `config` beside its data in `folder`; resumes from its checkpoint."""

    pace = accelerator = None

    def __init__(self, config: UpscalerConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.device = best_device()
        torch.manual_seed(config.seed)
        self.pictures = Pictures.load(folder / config.data, "train", config.large)
        held = Pictures.load(folder / config.data, "valid", config.large, config.valid)
        self.valid = held.pixels
        self.network = UpscalerNetwork(config.sizes).to(self.device)
        self.average = deepcopy(self.network).requires_grad_(False)
        self.seer = Features().to(self.device)
        for network in (self.network, self.average, self.seer):
            network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = torch.optim.Adam(self.network.parameters(), config.rate, (0.9, 0.99))
        self.step, self.seconds, self.sums = 0, 0.0, torch.zeros(2)
        self.scores: Row = {}

    @property
    def averaged(self) -> nn.Module:
        """What validation is about."""
        return self.average

    def introduced(self) -> str:
        """What learns, on what and from what."""
        count = sum(p.numel() for p in self.network.parameters())
        pictures = f"{len(self.pictures):,} pictures"
        sizes = f"{self.config.small} to {self.config.large} pixels"
        return f"{count:,} parameters on {self.device.type}, {pictures}, {sizes}"

    def batch(self, step: int) -> tuple[Tensor, Tensor]:
        """Small and large squares [batch, 3, h, w] in -1 to 1 of a step; a function of the seed and
        the step alone. Half of them are mirrored."""
        config, scale = self.config, self.config.sizes.scale
        rng = np.random.default_rng([config.seed, step])
        pairs = []
        for number in rng.integers(len(self.pictures), size=config.batch):
            large = self.pictures.pixels[number]
            used = rng.random() < config.worn
            small = worn(large, config.small, rng) if used else reduced(large, config.small)
            y, x = rng.integers(config.small - config.crop + 1, size=2)
            turn = slice(None, None, -1 if rng.random() < 0.5 else 1)
            own = small[y : y + config.crop, x : x + config.crop][:, turn]
            size = scale * config.crop
            pairs.append((own, large[scale * y :, scale * x :][:size, :size][:, turn]))
        ones, others = zip(*pairs, strict=True)
        return self._grid(np.stack(ones)), self._grid(np.stack(others))

    def _grid(self, pixels: Pixels) -> Tensor:
        return grid_of(pixels, self.device).contiguous(memory_format=torch.channels_last)

    def learn(self) -> None:
        """One step."""
        config = self.config
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate * rate_at(self.step, config)
        small, large = self.batch(self.step)
        enabled = config.precision == "bf16" and fast_bf16(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=enabled):
            found = self.network(small)
            seen = self._seen(found, large) if config.features else found.new_zeros(())
        pixels = F.l1_loss(found, large)
        (pixels + config.features * seen).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        follow(self.average, self.network, config.ema, self.step)
        self.sums += torch.stack([pixels.detach(), seen.detach()]).cpu()

    def _seen(self, found: Tensor, large: Tensor) -> Tensor:
        with torch.no_grad():
            real = self.seer(large)
        return apart(self.seer(found), real).float()

    def read(self, steps: int, seconds: float) -> Row:
        """Means over the last `steps` steps, which took `seconds`. Raises `ScoreError` when
        training has lost its way."""
        loss, seen = (self.sums / steps).tolist()
        self.sums.zero_()
        self.seconds += seconds
        if not np.isfinite(loss + seen):
            raise ScoreError(f"step {self.step}: training has lost its way; lower `rate`")
        return {"loss": loss, "features": seen, "steps_per_s": steps / seconds}

    @cached_property
    def asked(self) -> dict[str, Pixels]:
        """The validation pictures made small, clean and worn, always in the same way."""
        rng, size = np.random.default_rng(self.config.seed), self.config.small
        return {
            "clean": np.stack([reduced(each, size) for each in self.valid]),
            "worn": np.stack([worn(each, size, rng) for each in self.valid]),
        }

    @cached_property
    def bicubic(self) -> Row:
        """What validation says where there is no network."""
        scale = self.config.sizes.scale
        return self._scores({how: bicubic_pixels(own, scale) for how, own in self.asked.items()})

    def validate(self) -> Row:
        """Scores of the averaged weights on validation pictures made small, beside bicubic."""
        upscaler = self.upscaler()
        own = self._scores({how: upscaler.pictures(each) for how, each in self.asked.items()})
        self.scores = {f"valid_{name}": value for name, value in own.items()}
        self.scores |= {f"bicubic_{name}": value for name, value in self.bicubic.items()}
        return self.scores

    def _scores(self, found: Mapping[str, Pixels]) -> Row:
        return scores(found, self.valid, self.seer, self.device)

    def upscaler(self) -> Upscaler:
        """The averaged weights as they will be used."""
        return Upscaler(deepcopy(self.average), self.device)

    def sheet(self) -> Pixels:
        """Validation pictures: bicubic, by the averaged weights, and as they are, a row each."""
        small, scale = self.asked["worn"][:SHOWN], self.config.sizes.scale
        return sheet(
            [bicubic_pixels(small, scale), self.upscaler().pictures(small), self.valid[:SHOWN]]
        )

    def save(self) -> None:
        """Write the checkpoint."""
        tensors: dict[str, Tensor] = {}
        for prefix, found in (
            (NETWORK, self.network.state_dict()),
            (AVERAGE, self.average.state_dict()),
            (OPTIMISER, of_optimiser(self.optimiser, self.network)),
        ):
            tensors |= {prefix + name: value for name, value in found.items()}
        facts = {"step": self.step, "seconds": self.seconds, "scores": self.scores}
        facts["pictures"] = len(self.pictures)
        runs.save(self.folder, self.config, facts, tensors)

    def resume(self) -> None:
        """Go on from the last checkpoint. Raises `ScoreError` when it is another config's or of
        other pictures."""
        known = {f"pictures of {self.config.data}": ("pictures", len(self.pictures))}
        facts = runs.same("upscaler", self.folder, self.config, FREE, known)
        if facts is None:
            return
        self.step, self.seconds, self.scores = facts["step"], facts["seconds"], facts["scores"]
        self.network.load_state_dict(runs.tensors(self.folder, NETWORK))
        self.average.load_state_dict(runs.tensors(self.folder, AVERAGE))
        into_optimiser(runs.tensors(self.folder, OPTIMISER), self.optimiser, self.network)


read = partial(runs.read_as, "upscaler", UpscalerConfig)
"""Facts and config of a run's checkpoint. Raises `ScoreError`."""


def told(step: int, steps: int, row: Mapping[str, float]) -> str:
    """A row as a person reads it."""
    parts = [f"loss {row['loss']:.4f}  features {row['features']:.4f}"]
    for name, digits in (("psnr", 2), ("features", 4), ("kid", 4)):
        for how in ("clean", "worn"):
            if (key := f"{name}/{how}") and f"valid_{key}" in row:
                own, plain = row[f"valid_{key}"], row[f"bicubic_{key}"]
                parts.append(f"{how} {name} {own:.{digits}f} (bicubic {plain:.{digits}f})")
    return runs.line(parts, step, steps, row)


upscaler = partial(loop.train, Trainer, read_config, told)
"""Train as the config at a path says. Returns the run's folder. Raises `ScoreError`, `Stopped`."""
