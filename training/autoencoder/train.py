"""`klangbild train autoencoder`: a config and prepared pictures -> an autoencoder, from the last
checkpoint.

Distances of pixels and of features, and a critic of features (as VQGAN, 2012.09841, section 3.1,
with a projected critic instead of one of patches).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.checkpoint import best_device
from generators.images.autoencoder import Autoencoder
from generators.images.painter import grid_of, pixels_of
from generators.media import Pixels
from generators.precision import fast_bf16
from generators.score import ScoreError
from training import loop, runs
from training.autoencoder.config import AutoencoderConfig, read_config
from training.images.config import FREE
from training.images.critic import Critic, Eye
from training.images.data import Pictures
from training.images.painting import sheet
from training.notes.log import Row
from training.notes.schedule import follow, rate_at
from training.notes.state import AVERAGE
from training.upscaling.scores import apart, scores

SHOWN = 8
"""Pictures of a contact sheet."""
_AT_ONCE = 32
_MOMENTUM = 0.02
"""Of the latents' mean and deviation."""


class Trainer:
    """A run of `config` beside its data in `folder`; resumes from its checkpoint."""

    pace = accelerator = None

    def __init__(self, config: AutoencoderConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.device = best_device()
        torch.manual_seed(config.seed)
        self.pictures = Pictures.load(folder / config.pictures, "train", config.size)
        held = Pictures.load(folder / config.pictures, "valid", config.size, config.valid)
        self.valid = {"": held.pixels}
        if config.spectra:
            spectra = folder / config.spectra
            self.pictures = self.pictures.joined(Pictures.load(spectra, "train", config.size))
            held = Pictures.load(spectra, "valid", config.size, config.valid)
            self.valid["spectra_"] = held.pixels
        self.network = Autoencoder(config.sizes)
        self.average = deepcopy(self.network).requires_grad_(False)
        self.critic, self.eye = Critic(1), Eye()
        for part in (self.network, self.average, self.critic, self.eye):
            part.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimisers = {
            "optimiser": torch.optim.Adam(self.network.parameters(), config.rate, (0.9, 0.99)),
            "judging": torch.optim.Adam(self.critic.parameters(), config.critic_rate, (0.0, 0.99)),
        }
        self.step, self.seconds, self.sums = 0, 0.0, torch.zeros(4)

    @property
    def averaged(self) -> nn.Module:
        """What validation is about."""
        return self.average

    @property
    def parts(self) -> dict[str, nn.Module]:
        """What a checkpoint holds, by the beginning of its tensors' names."""
        return {
            AVERAGE: self.average,
            "network.": self.network,
            "critic.": self.critic,
            "mixer.": self.eye.mixer,
        }

    def introduced(self) -> str:
        """What learns, on what and from what."""
        count = sum(p.numel() for p in self.network.parameters())
        pictures = f"{len(self.pictures):,} pictures of {self.config.size} pixels"
        return f"{count:,} parameters on {self.device.type}, {pictures}"

    def learn(self) -> None:
        """One step of the autoencoder and, once it counts, one of the critic."""
        config, step = self.config, self.step
        rng = np.random.default_rng([config.seed, step])
        torch.manual_seed(int(rng.integers(2**31)))  # for the noise
        rates = (config.rate, config.critic_rate)
        for optimiser, rate in zip(self.optimisers.values(), rates, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate * rate_at(step, config)
        chosen = rng.integers(len(self.pictures), size=config.batch)
        real = self.pictures.drawn(chosen, rng, self.device)
        real = real.contiguous(memory_format=torch.channels_last)
        judged = bool(config.critic) and step >= config.critic_from
        enabled = config.precision == "bf16" and fast_bf16(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=enabled):
            raw = self.network.down(real).float()
            deviation = self._scaled(raw.detach())
            noisy = raw + config.noise * deviation * torch.randn_like(raw)
            made = self.network.up(noisy).float()
            with torch.no_grad():
                wanted = self.eye.features(real)
            seen = self.eye.features(made)
            said = self._said(seen) if judged else made.new_zeros(())
        pixels, distance = F.l1_loss(made, real), apart(seen, wanted).float()
        (change,) = torch.autograd.grad(
            pixels + config.features * distance, made, retain_graph=True
        )
        if judged:
            (pull,) = torch.autograd.grad(-said.mean(), made)
            change = change + config.critic * change.norm() / pull.norm().clamp(min=1e-12) * pull
        penalty = config.small * raw.square().mean()
        torch.autograd.backward([made, penalty], [change, None])
        self._move("optimiser", self.network)
        loss = self._judge(wanted, seen, enabled) if judged else said.detach()
        self.step += 1
        follow(self.average, self.network, config.ema, self.step)
        for own, other in zip(self.average.buffers(), self.network.buffers(), strict=True):
            own.copy_(other)
        told = (pixels, distance, said.mean(), loss)
        self.sums += torch.stack([each.detach().float() for each in told]).cpu()

    @torch.no_grad()
    def _scaled(self, raw: Tensor) -> Tensor:
        """Hear what the latents' mean and deviation are; the deviation so far."""
        share = max(_MOMENTUM, 1 / (self.step + 1))
        self.network.mean.lerp_(raw.mean((0, 2, 3))[:, None, None], share)
        apart_ = (raw - self.network.mean).square().mean((0, 2, 3))[:, None, None].sqrt()
        self.network.deviation.lerp_(apart_.clamp(min=1e-4), share)
        return self.network.deviation.clone()

    def _said(self, seen: list[Tensor]) -> Tensor:
        """What the critic says of pictures in which these features were seen [batch, cells]."""
        meant = torch.ones(len(seen[0]), 1, device=self.device)
        found: Tensor = self.critic(self.eye.mixer(seen), meant)
        return found.float()

    def _judge(self, wanted: list[Tensor], seen: list[Tensor], enabled: bool) -> Tensor:
        """One step of the critic; its hinge loss."""
        self.critic.zero_grad()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=enabled):
            real = self._said(wanted)
            made = self._said([each.detach() for each in seen])
        loss = F.relu(1 - real).mean() + F.relu(1 + made).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        self._move("judging", self.critic)
        return loss

    def _move(self, optimiser: str, part: nn.Module) -> None:
        nn.utils.clip_grad_norm_(part.parameters(), 1.0)
        self.optimisers[optimiser].step()
        self.optimisers[optimiser].zero_grad()

    def read(self, steps: int, seconds: float) -> Row:
        """Means over the last `steps` steps, which took `seconds`. Raises `ScoreError` when
        training has lost its way."""
        values = (self.sums / steps).tolist()
        self.sums.zero_()
        self.seconds += seconds
        if not np.isfinite(values).all():
            raise ScoreError(f"step {self.step}: training has lost its way; lower `rate`")
        names = ("loss", "features", "said", "critic")
        return {**dict(zip(names, values, strict=True)), "steps_per_s": steps / seconds}

    @torch.inference_mode()
    def there_and_back(self, pixels: Pixels) -> Pixels:
        """What the averaged weights make of pictures [n, size, size, 3] of their latents."""
        found = np.empty_like(pixels)
        enabled = self.config.precision == "bf16" and fast_bf16(self.device)
        for start in range(0, len(pixels), _AT_ONCE):
            grid = grid_of(pixels[start : start + _AT_ONCE], self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=enabled):
                made = self.average.decode(self.average.encode(grid))
            found[start : start + _AT_ONCE] = pixels_of(made)
        return found

    def validate(self) -> Row:
        """How near validation pictures come to themselves: PSNR in dB, distance of features."""
        row: Row = {}
        for kind, held in self.valid.items():
            found = scores({"": self.there_and_back(held)}, held, self.eye.features, self.device)
            row |= {f"valid_{kind}{name}": found[f"{name}/"] for name in ("psnr", "features")}
        return row

    def sheet(self) -> Pixels:
        """Validation pictures, and what the averaged weights make of them, a row each."""
        shown = [held[:SHOWN] for held in self.valid.values()]
        return sheet([row for held in shown for row in (held, self.there_and_back(held))])

    def save(self) -> None:
        """Write the checkpoint."""
        tensors: dict[str, Tensor] = {}
        for prefix, part in self.parts.items():
            tensors |= {prefix + name: value for name, value in part.state_dict().items()}
        for prefix, optimiser in self.optimisers.items():
            tensors |= {f"{prefix}.{n}": v for n, v in runs.moments(optimiser).items()}
        facts = {"step": self.step, "seconds": self.seconds, "pictures": len(self.pictures)}
        runs.save(self.folder, self.config, facts, tensors)

    def resume(self) -> None:
        """Go on from the last checkpoint. Raises `ScoreError` when it is another config's or of
        other pictures."""
        known = {f"pictures of {self.config.pictures}": ("pictures", len(self.pictures))}
        facts = runs.same("autoencoder", self.folder, self.config, FREE, known)
        if facts is None:
            return
        self.step, self.seconds = facts["step"], facts["seconds"]
        for prefix, part in self.parts.items():
            part.load_state_dict(runs.tensors(self.folder, prefix))
        for prefix, optimiser in self.optimisers.items():
            runs.restore(optimiser, runs.tensors(self.folder, f"{prefix}."))


read = partial(runs.read_as, "autoencoder", AutoencoderConfig)
"""Facts and config of a run's checkpoint. Raises `ScoreError`."""


def told(step: int, steps: int, row: Mapping[str, float]) -> str:
    """A row as a person reads it."""
    names = [
        *("loss", "features", "said", "critic"),
        *(f"valid_{kind}{name}" for kind in ("", "spectra_") for name in ("psnr", "features")),
    ]
    parts = [f"{name} {row[name]:.4f}" for name in names if row.get(name)]
    return runs.line(parts, step, steps, row)


autoencoder = partial(loop.train, Trainer, read_config, told)
"""Train as the config at a path says. Returns the run's folder. Raises `ScoreError`, `Stopped`."""
