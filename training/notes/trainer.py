"""One training run: its steps, its validation, its checkpoint. On one process or on many."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor

from generators.checkpoint import best_device
from generators.notes.diffusion import RegionMix, corrupt, judge, loss
from generators.notes.networks import build
from generators.notes.networks.blocks import Block
from generators.score import STEPS_PER_BAR, ScoreError
from training import runs
from training.data import Pieces
from training.notes import state
from training.notes.batches import Batch, Sampler
from training.notes.config import FREE, NotesConfig, differences
from training.notes.distil import divergence, load_teacher
from training.notes.log import Row
from training.notes.schedule import follow, parameter_groups, rate_at
from training.notes.throughput import Meter
from training.notes.trained import begin_with
from training.notes.validation import SHAPES, Validation, measured

DIVERGED = 2.0
"""Saying events so many times worse than by guessing, and than at first, means that training has
lost its way."""


class Trainer:
    """One training run: the networks, what moves them, and what they hear.

    With several processes each one learns from its part of every batch; what comes out does not
    depend on how many there are, up to rounding. `folder` is where the config lies.
    """

    def __init__(self, config: NotesConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        # Processes on CPUs find each other only if told so; `autocast` is the config's, not its.
        self.accelerator = Accelerator(mixed_precision="no", cpu=best_device().type == "cpu")
        self.device = self.accelerator.device
        self.main = self.accelerator.is_main_process
        self.step, self.seconds = 0, 0.0
        self.worst = math.log2(max(config.layout.events))  # bits per event to begin with
        torch.manual_seed(config.seed)
        self.plain = build(config.network, config.sizes, config.layout)
        if config.start and not self.saved():
            begin_with(self.plain, config.layout, config.start, folder)
        self.plain.to(self.device)
        self.average = copy.deepcopy(self.plain).eval().requires_grad_(False)
        self.optimiser = torch.optim.AdamW(
            parameter_groups(self.plain, config.weight_decay),
            config.rate,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.teacher = load_teacher(config.teacher, config, folder) if config.teacher else None
        if self.teacher:
            self.teacher.network.to(self.device)
        self.sampler = Sampler(
            sources=[Pieces.load(folder / source.tokens, source.split) for source in config.train],
            shares=[source.share for source in config.train],
            bars=config.bars,
            positions=config.positions,
            semitones=config.semitones,
            mix=RegionMix(**config.regions),
            seed=config.seed,
            layout=config.layout,
        )
        self.validation = Validation(
            Pieces.load(folder / config.valid, "valid"),
            config.valid_pieces,
            config.validation_bars,
            config.layout,
        )
        self._check_processes()
        if config.compile:
            for block in (m for m in self.plain.modules() if isinstance(m, Block)):
                block.compile()
        self.network = self.accelerator.prepare(self.plain)
        self.meter = Meter(self.average, self.processes, config.peak_tflops)
        self.sums = torch.zeros(6, device=self.device)

    def _check_processes(self) -> None:
        parts = self.processes * self.config.accumulate
        windows = self.config.positions // (max(self.config.bars) * STEPS_PER_BAR)
        if windows < parts:
            raise ScoreError(
                f"positions: {windows} windows of {max(self.config.bars)} bars are too few for "
                f"{self.processes} processes x accumulate {self.config.accumulate}"
            )

    @property
    def processes(self) -> int:
        """How many share the work."""
        return int(self.accelerator.num_processes)

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(p.numel() for p in self.plain.parameters())

    def autocast(self) -> Any:
        """bfloat16 where the config says so."""
        enabled = self.config.precision == "bf16"
        return torch.autocast(self.device.type, torch.bfloat16, enabled=enabled)

    def total(self, values: Tensor) -> Tensor:
        """Sums over the processes."""
        summed: Tensor = self.accelerator.reduce(values, "sum")
        return summed

    def learn(self, parts: Sequence[Batch]) -> None:
        """One step from this process's parts of the batch."""
        config = self.config
        seed = np.random.SeedSequence([config.seed, self.step, self.accelerator.process_index])
        torch.manual_seed(int(seed.generate_state(1, np.uint64)[0]))
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate * rate_at(self.step, config)
        kept = self.total(torch.tensor(sum(int(p.kept.sum()) for p in parts), device=self.device))
        for number, part in enumerate(parts):
            last = number + 1 == len(parts)
            with nullcontext() if last else self.accelerator.no_sync(self.network):
                self._backward(part.to(self.device), kept.clamp(min=1))
        norm = self.accelerator.clip_grad_norm_(self.network.parameters(), config.clip)
        self.sums[3] += norm / self.processes
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        follow(self.average, self.plain, config.ema, self.step)
        self.meter.add(self.sampler.size(self.step - 1), parts[0].grid.shape[1:])

    def _backward(self, part: Batch, kept: Tensor) -> None:
        """Gradients of a part's share in the loss of the whole batch.

        Data-parallel training takes the mean of the processes' gradients, hence `processes`.
        """
        config, processes = self.config, self.processes
        share = len(part) / self.sampler.size(self.step) * processes
        asked = part.mask | part.kept
        with self.autocast():
            said = self.network(corrupt(part.grid, part.mask, config.layout), asked)
        found = judge(said, part.grid, part.mask, asked)
        value = share * loss(found.masked, part.diffusing, part.t, config.weighting)
        again = found.kept * (part.kept.sum() / kept * processes)
        apart = torch.zeros_like(value)
        if self.teacher:
            with self.autocast():
                taught = self.teacher.says(part.grid, part.mask)
            nats = divergence(said, taught, part.mask, asked, self.teacher.temperature)
            apart = share * loss(nats, part.diffusing, part.t, config.weighting)
        weight = self.teacher.weight if self.teacher else 0.0
        self.accelerator.backward(value + config.reconstruct * again + weight * apart)
        self.sums[:3] += torch.stack([value, again, apart]).detach() / processes
        self.sums[4:] += torch.stack([found.masked.sum().detach(), part.mask.sum().float()])

    def read(self, since: float) -> Row:
        """Means over the steps since the last time, which began `since` (`perf_counter`, seconds).

        Raises `ScoreError` when training has lost its way; the last checkpoint is then good.
        """
        sums = self.total(self.sums).tolist()  # waits for the device
        seconds = time.perf_counter() - since
        steps, speed = self.meter.read(seconds)
        value, again, apart, norm = (total / steps for total in sums[:4])
        bits = sums[4] / max(1.0, sums[5]) / math.log(2)
        self.sums.zero_()
        self.seconds += seconds
        if self.step == steps:  # the first reading
            self.worst = max(self.worst, bits)
        if not (math.isfinite(norm) and bits <= DIVERGED * self.worst):
            raise ScoreError(self._lost(value, bits, norm))
        row = {"loss": value, "bits_per_event": bits}
        row |= {"reconstruct": again} if self.config.reconstruct else {}
        row |= {"teacher": apart} if self.teacher else {}
        return {**row, "rate": self.optimiser.param_groups[0]["lr"], "norm": norm, **speed}

    def _lost(self, value: float, bits: float, norm: float) -> str:
        saved = f"of step {state.read(self.folder).step}" if self.saved() else "none yet"
        return (
            f"step {self.step}: training has lost its way (loss {value:.4g}, {bits:.4g} bits per "
            f"event, gradient norm {norm:.4g}). It stops here; last good checkpoint: {saved}. "
            'Lower `rate`, lengthen `warmup`, or set precision = "no"'
        )

    @torch.no_grad()
    def validate(self) -> Row:
        """Loss and ELBO of the averaged weights in bits per position, all and by shape."""
        rank, processes = self.accelerator.process_index, self.processes
        steps = self.config.validation_bars * STEPS_PER_BAR
        size = max(1, self.config.positions // self.config.accumulate // processes // steps)
        row: Row = {}
        for shape in SHAPES:
            sums = torch.zeros(2, device=self.device)
            for batch in self.validation.batches(shape, size, rank, processes):
                with self.autocast():
                    tensors = (x.to(self.device) for x in batch)
                    sums += measured(self.average, self.config.layout, *tensors)
            value, elbo = (self.total(sums) / self.validation.count).tolist()
            row |= {f"valid_loss/{shape}": value, f"valid_elbo/{shape}": elbo}
        for name in ("valid_loss", "valid_elbo"):
            row[name] = sum(row[f"{name}/{shape}"] for shape in SHAPES) / len(SHAPES)
        return row

    def save(self) -> None:
        """Write the checkpoint, on the main process; the others wait."""
        if self.main:
            facts = state.Facts(self.step, self.config, self.seconds, self._pieces())
            tensors: dict[str, Tensor] = {}
            for prefix, found in (
                (state.NETWORK, self.plain.state_dict()),
                (state.AVERAGE, self.average.state_dict()),
                (state.OPTIMISER, state.of_optimiser(self.optimiser, self.plain)),
            ):
                tensors |= {prefix + name: tensor for name, tensor in found.items()}
            state.save(self.folder, facts, tensors)
        self.accelerator.wait_for_everyone()

    def resume(self) -> bool:
        """Go back to the last checkpoint, if there is one. Raises `ScoreError` when it is another
        config's."""
        found = self.saved()
        if found:
            facts = state.read(self.folder)
            self._check_same(facts)
            self.plain.load_state_dict(runs.tensors(self.folder, state.NETWORK))
            self.average.load_state_dict(runs.tensors(self.folder, state.AVERAGE))
            moments = runs.tensors(self.folder, state.OPTIMISER)
            state.into_optimiser(moments, self.optimiser, self.plain)
            self.step, self.seconds = facts.step, facts.seconds
        steps = self.accelerator.gather(torch.tensor([self.step], device=self.device))
        if int(steps.min()) != int(steps.max()):
            raise ScoreError(f"not every machine sees the same {self.folder}: share that folder")
        return found

    def _check_same(self, facts: state.Facts) -> None:
        differing = differences(facts.config, self.config)
        if facts.pieces != self._pieces():
            differing.append(f"pieces in the prepared folders: {facts.pieces} -> {self._pieces()}")
        runs.check_same(self.folder, differing, FREE)

    def _pieces(self) -> list[int]:
        return [len(source) for source in self.sampler.sources]

    def saved(self) -> bool:
        return (self.folder / runs.FILE).exists()
