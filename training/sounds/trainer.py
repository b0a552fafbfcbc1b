"""One training of a listener: its steps, its validation, its checkpoint."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.checkpoint import best_device
from generators.images.listener import ListenerNetwork, OwnListener
from generators.precision import fast_bf16
from generators.score import ScoreError
from training import runs
from training.notes.config import differences
from training.notes.schedule import follow, parameter_groups, rate_at
from training.notes.state import AVERAGE, NETWORK, OPTIMISER, into_optimiser, of_optimiser
from training.runs import FILE
from training.sounds.batches import Batch
from training.sounds.config import FREE, ListenerConfig, parse
from training.sounds.data import Sounds
from training.sounds.scores import Scores, measured


class Trainer:
    """The network, its average, what moves it, and what it hears.

    With several processes each learns from its part of every batch. `folder` is where the config
    lies. Raises `ScoreError` where data and config do not fit.
    """

    def __init__(self, config: ListenerConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.accelerator = Accelerator(mixed_precision="no", cpu=best_device().type == "cpu")
        self.device, self.main = self.accelerator.device, self.accelerator.is_main_process
        self.train = Sounds.load(folder / config.data, "train")
        self.valid = Sounds.load(folder / config.data, "valid")
        if self.train.rate != config.network.rate:
            raise ScoreError(
                f"{folder / config.data} has {self.train.rate} Hz, sizes.rate is "
                f"{config.network.rate}: prepare the sounds at that rate"
            )
        missing = sorted({*self.train.labels} - {entry.label for entry in self.train.entries})
        if missing:
            raise ScoreError(f"no training clip of {', '.join(missing)}")
        if config.batch < 2 * self.processes:
            raise ScoreError(f"batch: {config.batch} is too small for {self.processes} processes")
        self.step = 0
        torch.manual_seed(config.seed)
        plain = ListenerNetwork(config.network, len(self.train.labels)).to(self.device)
        for part in (plain.stem, plain.stages):
            part.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if self.processes > 1 and self.device.type == "cuda":
            plain = nn.SyncBatchNorm.convert_sync_batchnorm(plain)  # type: ignore[no-untyped-call]
        self.plain = plain
        self.average = copy.deepcopy(plain).eval().requires_grad_(False)
        groups = parameter_groups(plain, config.weight_decay)
        self.optimiser = torch.optim.AdamW(groups, config.rate, betas=(0.9, 0.98))
        self.network = self.accelerator.prepare(plain)
        self.sums = torch.zeros(3, device=self.device)

    @property
    def processes(self) -> int:
        """How many share the work."""
        return int(self.accelerator.num_processes)

    def learn(self, batch: Batch) -> None:
        """One step from this process's part of the batch."""
        config = self.config
        seed = np.random.SeedSequence([config.seed, self.step, self.accelerator.process_index])
        torch.manual_seed(int(seed.generate_state(1, np.uint64)[0]))
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate * rate_at(self.step, config)
        with torch.no_grad():
            mel = masked(self.plain.mel(batch.samples.to(self.device)), config)
        targets = batch.targets.to(self.device)
        enabled = config.precision == "bf16" and fast_bf16(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=enabled):
            _, logits = self.network(mel)
        value = F.cross_entropy(logits.float(), targets, label_smoothing=config.smoothing)
        self.accelerator.backward(value)
        norm = self.accelerator.clip_grad_norm_(self.network.parameters(), config.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        follow(self.average, self.plain, config.ema, self.step)
        right = (logits.argmax(dim=1) == targets.argmax(dim=1)).float().mean()
        self.sums += torch.stack([value.detach(), right, norm.detach()])

    def read(self, steps: int, seconds: float) -> dict[str, float]:
        """Means over the last `steps` steps, which took `seconds`. Raises `ScoreError` when the
        loss is no number any more."""
        summed: Tensor = self.accelerator.reduce(self.sums, "mean")
        loss, right, norm = (summed / steps).tolist()
        self.sums.zero_()
        if not math.isfinite(loss):
            raise ScoreError(f"step {self.step}: the loss is no number; lower `rate`")
        speed = {"steps_per_s": steps / seconds}
        return {"loss": loss, "right": right, "norm": norm, **speed}

    def listener(self) -> OwnListener:
        """The averaged weights as a listener."""
        seconds = max(self.config.seconds)
        return OwnListener(self.average, self.train.labels, seconds, self.device)

    def validate(self) -> Scores:
        """The averaged weights on the validation clips."""
        return measured(self.listener(), self.valid)

    def save(self) -> None:
        """Write all that a resume needs; the file appears whole or not at all."""
        if self.main:
            tensors: dict[str, Tensor] = {}
            for prefix, found in (
                (NETWORK, self.plain.state_dict()),
                (AVERAGE, self.average.state_dict()),
                (OPTIMISER, of_optimiser(self.optimiser, self.plain)),
            ):
                tensors |= {prefix + name: value for name, value in found.items()}
            facts = {
                "step": self.step,
                "labels": self.train.labels,
                "clips": len(self.train),
            }
            runs.save(self.folder, self.config, facts, tensors)
        self.accelerator.wait_for_everyone()

    def resume(self) -> bool:
        """Go back to the last checkpoint, if there is one. Raises `ScoreError` when it is another
        config's or another folder of sounds."""
        if not (self.folder / FILE).is_file():
            return False
        saved = Saved.read(self.folder)
        wrong = differences(saved.config, self.config, FREE)
        if (saved.clips, saved.labels) != (len(self.train), self.train.labels):
            wrong.append(f"training clips: {saved.clips} -> {len(self.train)}")
        runs.check_same(self.folder, wrong, FREE)
        self.plain.load_state_dict(saved.tensors(NETWORK))
        self.average.load_state_dict(saved.tensors(AVERAGE))
        into_optimiser(saved.tensors(OPTIMISER), self.optimiser, self.plain)
        self.step = saved.step
        return True


@dataclass(frozen=True)
class Saved:
    """What a run's checkpoint says beside its tensors."""

    folder: Path
    config: ListenerConfig
    step: int
    labels: tuple[str, ...]
    clips: int

    @classmethod
    def read(cls, folder: Path) -> Saved:
        """The last checkpoint in a run's folder. Raises `ScoreError`."""
        where = str(folder / FILE)
        return runs.read(
            folder,
            "listener",
            lambda config, facts: cls(
                folder,
                parse(where, config),
                facts["step"],
                tuple(facts["labels"]),
                facts["clips"],
            ),
        )

    def tensors(self, prefix: str) -> dict[str, Tensor]:
        """The tensors whose names begin with `prefix`, without it."""
        return runs.tensors(self.folder, prefix)

    def table(self) -> dict[str, Any]:
        """What a listener's folder says of the network."""
        return {
            "labels": list(self.labels),
            "seconds": max(self.config.seconds),
            "network": self.config.network.table(),
        }


def masked(mel: Tensor, config: ListenerConfig) -> Tensor:
    """Spectra [batch, mels, times] played faster or slower at the same pitch, all alike, with two
    stripes of each taken out in time and in frequency (SpecAugment, arXiv 1904.08779, section 2).
    """
    stretch, widest = config.augment.stretch, config.augment.mask
    factor = 2.0 ** float(torch.empty(()).uniform_(-stretch, stretch))
    if stretch:
        size = (mel.shape[1], max(8, round(mel.shape[2] * factor)))
        mel = F.interpolate(mel[:, None], size, mode="bilinear", align_corners=False)[:, 0]
    for axis in (1, 1, 2, 2) if widest else ():
        length, rows = mel.shape[axis], len(mel)
        width = torch.rand(rows, 1) * widest * length
        first = torch.rand(rows, 1) * (length - width)
        place = torch.arange(length)
        out = ((place >= first) & (place < first + width)).to(mel.device)
        mel = mel.masked_fill(out.unsqueeze(3 - axis), -1.0)
    return mel
