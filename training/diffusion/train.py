"""`klangbild train diffusion`: a config, prepared pictures and music -> a painter or an adapter."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.checkpoint import best_device
from generators.images import listener as listeners
from generators.images.aligned import AlignedListener
from generators.images.denoiser import TRAIN_TIMES
from generators.images.mappers import PrincipalComponents
from generators.images.system import System, painted
from generators.media import Pixels
from generators.precision import fast_bf16
from generators.score import ScoreError
from training import loop, runs
from training.diffusion.config import FREE, DiffusionConfig, read_config
from training.diffusion.latents import Latents
from training.diffusion.pairs import HEARD, Ears, Listened, fitted, of_label, others, wanted
from training.diffusion.systems import built
from training.images.alignment import word_penalty
from training.images.data import Pictures
from training.images.painting import sheet
from training.notes.log import Row
from training.notes.schedule import follow
from training.notes.state import AVERAGE
from training.pace import RUNNING, Pace

COLUMNS = 6
"""Of a contact sheet."""


class Trainer:
    """A run of `config` beside its data in `folder`; resumes from its checkpoint."""

    accelerator = None

    def __init__(self, config: DiffusionConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.device = best_device()
        torch.manual_seed(config.seed)
        kinds = Pictures.kinds_in(folder / config.pictures)
        self.music = self._music(folder) if config.hears else {}
        heard = self.music["train"].features.shape[-1] if config.hears else 0
        self.system = built(config, folder, kinds, heard, self.device)
        size = config.model.size if config.model else self.system.painter.sizes.size
        self.pictures = Pictures.load(folder / config.pictures, "train", size)
        self.valid = Pictures.load(folder / config.pictures, "valid", size, config.valid)
        if config.hears and isinstance(self.system.mapper, PrincipalComponents):
            fitted(self.system.mapper, self.music["train"])
        self.system.requires_grad_(False)
        self.learning = nn.ModuleDict(self.system.learning(config.everything))
        for name, weights in self.learning.named_parameters():
            still_too = any(part in name for part in (".base.", ".autoencoder.", ".vae."))
            weights.requires_grad_(not still_too)  # the first as LoRA has it
        still = {
            id(part): part
            for name, part in self.system.named_children()
            if name not in self.learning
        }  # which the average shares
        self.average = deepcopy(self.system, still).requires_grad_(False).eval()
        self.averaged = nn.ModuleDict({name: getattr(self.average, name) for name in self.learning})
        self.schedule = self.system.painter.scheduler
        self.latents = {
            split: Latents(pictures, self.system.painter, self.device)
            for split, pictures in (("train", self.pictures), ("valid", self.valid))
        }
        moved = [weights for weights in self.learning.parameters() if weights.requires_grad]
        self.optimiser = torch.optim.AdamW(
            moved, config.rate, weight_decay=config.weight_decay, fused=True
        )
        self.pace = Pace(config, self.optimiser)
        self.step, self.seconds, self.sums = 0, 0.0, torch.zeros(2)

    def _music(self, folder: Path) -> dict[str, Listened]:
        config = self.config
        assert config.listener  # noqa: S101 - the config sees to it
        assert config.sounds  # noqa: S101
        whole = config.kind == "audioclip"
        try:
            listener = listeners.load(folder / config.listener, self.device)
            if isinstance(listener, AlignedListener) and not whole:
                raise ScoreError(
                    f"listener: {config.listener} has a head, which kind {config.kind} does not "
                    "hear by; name what it was made of"
                )
            ears = Ears(
                listener, folder / config.listener, folder / config.pictures,
                folder / config.sounds, folder / HEARD, config.seconds,
            )  # fmt: skip
            return {
                split: ears.hear(split, whole, config.pairs, limit)
                for split, limit in (("train", None), ("valid", config.valid))
            }
        except listeners.ListenerError as error:
            raise ScoreError(str(error)) from error

    def introduced(self) -> str:
        """What learns, on what and from what."""
        count = sum(p.numel() for p in self.learning.parameters() if p.requires_grad)
        pictures = f"{len(self.pictures):,} pictures"
        return f"{count:,} parameters learn on {self.device.type}, {pictures}"

    def autocast(self) -> torch.autocast:
        """bfloat16 where the config wants it and it pays."""
        enabled = self.config.precision == "bf16" and fast_bf16(self.device)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=enabled)

    def asked(
        self,
        system: System,
        labels: NDArray[np.int64],
        split: str,
        rng: np.random.Generator,
        drawn: NDArray[np.int64] | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The conditions that ask for pictures of these labels, in words or by music (that of the
        labels, or of the numbers `drawn`), and the adapter's penalty."""
        numbers = torch.from_numpy(labels).to(self.device)
        if not self.config.hears:
            return system.prompt.read(numbers), torch.zeros((), device=self.device)
        music = self.music[split]
        windows = music.drawn(labels if drawn is None else drawn, rng)
        features = torch.from_numpy(music.features[windows]).to(self.device).float()
        conditions, word = system.heard(features)
        penalty = word.new_zeros(())
        if self.config.kind == "audiotoken":
            read, config = system.prompt.read(numbers).mean(dim=1), self.config
            penalty = word_penalty(word, read, l1=config.l1, l2=config.l2, label=config.label)
        return conditions, penalty

    def loss(
        self,
        system: System,
        pictures: Pictures,
        chosen: NDArray[np.int64],
        rng: np.random.Generator,
        *,
        split: str,
        other: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """The painter's loss of some pictures, with `other` music than theirs or their own, and the
        adapter's penalty. All that is random comes from `rng`."""
        drawn = wanted(self.config.pairs, pictures, chosen)
        if other:
            drawn = others(self.config.pairs, pictures, drawn)
        with self.autocast():
            clean = self.latents[split].drawn(chosen, rng)
        noise, times, free = (
            torch.from_numpy(each).to(self.device)
            for each in (
                rng.standard_normal(clean.shape, np.float32),
                rng.integers(TRAIN_TIMES, size=len(chosen)),
                rng.random((len(chosen), 1, 1)) < (self.config.drop if split == "train" else 0),
            )
        )
        with self.autocast():
            conditions, penalty = self.asked(system, pictures.labels[chosen], split, rng, drawn)
            if not self.config.on_base:
                nothing = system.nothing(len(chosen))
                conditions = torch.where(free, nothing.float(), conditions.float())
            noisy = self.schedule.add_noise(clean, noise, times)
            said = system.painter(noisy, times, conditions).float()
        target = noise
        if self.schedule.config.prediction_type == "v_prediction":
            target = self.schedule.get_velocity(clean, noise, times)
        return F.mse_loss(said, target), penalty

    def learn(self) -> None:
        """One step."""
        config = self.config
        rng = np.random.default_rng([config.seed, self.step])
        torch.manual_seed(int(rng.integers(2**31)))  # for dropout
        self.pace.begin(self.step)
        self.system.train()
        chosen = rng.integers(len(self.pictures), size=config.batch)
        loss, penalty = self.loss(self.system, self.pictures, chosen, rng, split="train")
        (loss + penalty).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.learning.parameters(), config.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        follow(self.average, self.system, config.ema, self.step)
        self.sums += torch.stack([loss.detach(), penalty.detach()]).cpu()

    def read(self, steps: int, seconds: float) -> Row:
        """Means over the last `steps` steps, which took `seconds`. Raises `ScoreError` when
        training has lost its way."""
        loss, penalty = (self.sums / steps).tolist()
        self.sums.zero_()
        self.seconds += seconds
        if not np.isfinite(loss + penalty):
            raise ScoreError(f"step {self.step}: training has lost its way; lower `rate`")
        pace = {"steps_per_s": steps / seconds, "rate": self.optimiser.param_groups[0]["lr"]}
        return {"loss": loss, "penalty": penalty, **pace}

    @torch.no_grad()
    def validate(self) -> Row:
        """The averaged weights' loss on validation pictures, always with the same noise and, where
        it hears, with validation music; and beside it the same with other music than is theirs."""
        found: Row = {}
        for name, other in (("valid_loss", False), ("valid_other", True))[: 1 + self.config.hears]:
            rng, losses = np.random.default_rng(self.config.seed), []
            for start in range(0, len(self.valid), self.config.batch):
                chosen = np.arange(start, min(start + self.config.batch, len(self.valid)))
                loss, _ = self.loss(
                    self.average, self.valid, chosen, rng, split="valid", other=other
                )
                losses.append(loss.item() * len(chosen))
            found[name] = sum(losses) / len(self.valid)
        return found

    @torch.inference_mode()
    def sheet(self) -> Pixels:
        """A contact sheet of the averaged weights: a row of pictures for each label."""
        rng, kinds = np.random.default_rng(0), len(self.pictures.kinds)
        rows = []
        noise = torch.randn(
            COLUMNS, *self.average.painter.shape,
            generator=torch.Generator().manual_seed(0),
        ).to(self.device)  # fmt: skip
        for label in range(kinds):
            drawn = of_label(self.config.pairs, self.valid, label, COLUMNS)
            if not len(drawn):
                continue
            with self.autocast():
                labels = np.full(COLUMNS, label)
                conditions, _ = self.asked(self.average, labels, "valid", rng, drawn)
                rows.append(painted(self.average, noise, conditions.float()))
        return sheet(rows)

    def save(self) -> None:
        """Write the checkpoint."""
        tensors = self.pace.tensors(self.averaged)
        tensors |= {f"learning.{n}": v for n, v in self.learning.state_dict().items()}
        tensors |= {f"optimiser.{n}": v for n, v in runs.moments(self.optimiser).items()}
        facts = {"step": self.step, "seconds": self.seconds, "kinds": self.pictures.kinds}
        facts["pace"] = self.pace.facts()
        if self.config.hears:
            facts["heard"] = self.music["train"].features.shape[-1]
        runs.save(self.folder, self.config, facts, tensors)

    def resume(self) -> None:
        """Go on from the last checkpoint. Raises `ScoreError` when it is another config's."""
        known = {f"labels of {self.config.pictures}": ("kinds", list(self.pictures.kinds))}
        facts = runs.same("diffusion", self.folder, self.config, FREE, known)
        if facts is None:
            return
        self.step, self.seconds = facts["step"], facts["seconds"]
        used, going = (runs.tensors(self.folder, name) for name in (AVERAGE, RUNNING))
        self.averaged.load_state_dict(going or used)
        if "pace" in facts:
            self.pace.load(facts["pace"], used, going)
        self.learning.load_state_dict(runs.tensors(self.folder, "learning."))
        runs.restore(self.optimiser, runs.tensors(self.folder, "optimiser."))


def told(step: int, steps: int, row: Mapping[str, float]) -> str:
    """A row as a person reads it."""
    names = ("loss", "penalty", "valid_loss", "valid_other")
    parts = [f"{name} {row[name]:.4f}" for name in names if row.get(name)]
    return runs.line(parts, step, steps, row)


diffusion = partial(loop.train, Trainer, read_config, told)
"""Train as the config at a path says. Returns the run's folder. Raises `ScoreError`, `Stopped`."""
