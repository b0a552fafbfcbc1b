"""SCHmUBERT as a `NoteGenerator`: clip and holes in, drafts out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from generators.base import Draft, Filling, FillRequest, Sampling
from generators.notes import sampler
from generators.notes.diffusion import corrupt
from generators.notes.expression import Expression, Stretches
from generators.notes.guidance import Guidance, allowed, quotas
from generators.notes.networks import UnmaskingNetwork
from generators.notes.tokens import (
    TRIO,
    Grid,
    Layout,
    Mask,
    decode,
    encode,
    hole_mask,
    hole_steps,
    only_in,
)
from generators.precision import fast_bf16
from generators.score import ROLES, STEPS_PER_BAR, STEPS_PER_BEAT, Clip, Hole, Note, ScoreError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SamplerDefaults:
    """What a preset samples with unless the request says otherwise.

    `window_bars` is how much of a piece the network hears at once; longer holes are filled from
    left to right, half a window at a time.
    """

    kind: Literal["few-steps", "thesis"] = "few-steps"
    steps: int = 24
    redraw: float = 0.0
    temperature: float = 1.0
    top_p: float = 1.0
    window_bars: int = 64


class Schmubert:
    """A trained network that fills holes in grids of its `layout`."""

    def __init__(
        self,
        name: str,
        network: UnmaskingNetwork,
        defaults: SamplerDefaults,
        device: torch.device,
        layout: Layout = TRIO,
        expression: Expression | None = None,
    ) -> None:
        self.name = name
        self.network = network.eval().to(device)
        self.defaults = defaults
        self.device = device
        self.layout = layout
        self.expression = expression
        self.autocast = torch.autocast(device.type, torch.bfloat16, enabled=fast_bf16(device))
        self._ready = in_bf16(self.network) if fast_bf16(device) else self.network

    @property
    def roles(self) -> tuple[str, ...]:
        """The tracks that it plays."""
        return self.layout.played

    def predict(self, grid: Tensor, asked: Tensor) -> list[Tensor]:
        """Logits at the asked positions, float32 on the CPU (`sampler.Predict`)."""
        with torch.inference_mode(), self.autocast:
            found = self._ready(grid.to(self.device), asked.to(self.device))
            return [logits.float().cpu() for logits in found]

    def fill(self, request: FillRequest, guidance: Guidance | None = None) -> Iterator[Draft]:
        """One draft per network call. Raises `ScoreError` when there is nothing to fill, or a hole
        or a control is for a track that the preset does not play. `guidance` steers with losses of
        your own, beside the request's controls."""
        if not request.holes:
            raise ScoreError("nothing to fill: name at least one hole")
        for role in (*(hole.track for hole in request.holes), *request.sampling.controls.roles):
            if role not in self.roles:
                raise ScoreError(
                    f"preset {self.name!r} does not play {role}: it plays {', '.join(self.roles)}"
                )
        clip, sampling = request.clip, request.sampling
        known = clip.replacing(request.holes, {h.track: () for h in request.holes})
        steps = _whole_bars(clip)
        grid = encode(known, steps, self.layout).grid
        mask = hole_mask(known, request.holes, steps, self.layout)
        velocities, stretches = _velocities(clip), _stretches(request.holes)
        for state, progress in self._fill_windows(grid, mask, sampling, guidance):
            decoded = (
                decode(only_in(mask, np.asarray(one), self.layout), velocities, self.layout)
                for one in state
            )
            variations = tuple(_filling(notes, stretches) for notes in decoded)
            if self.expression and progress >= 1.0:
                variations = self.expression.play(
                    known, variations, stretches, sampling.humanise, sampling.seed
                )
            yield Draft(request.id, progress, variations)

    def _fill_windows(
        self, grid: Grid, mask: Mask, sampling: Sampling, guidance: Guidance | None
    ) -> Iterator[tuple[Tensor, float]]:
        """Yield (guess [variations, steps, columns], progress); one window after the other."""
        drawing = sampler.Drawing(
            torch.Generator().manual_seed(sampling.seed),
            _either(sampling.temperature, self.defaults.temperature),
            _either(sampling.top_p, self.defaults.top_p),
            self.layout,
            allowed(sampling.controls, self.layout),
            guidance,
            quotas(sampling.controls, self.layout),
        )
        count = sampling.variations
        piece = torch.from_numpy(grid).repeat(count, 1, 1)
        todo = torch.from_numpy(mask)
        piece = corrupt(piece, todo.expand(count, -1, -1), self.layout)
        windows = plan_windows(mask, self.window_steps)
        for number, (window, part) in enumerate(windows):
            where = torch.zeros_like(todo)
            where[part] = todo[part]
            chunk = piece[:, window]
            for state in self._sample(
                chunk, where[window].expand(count, -1, -1), sampling, drawing
            ):
                guess = piece.clone()
                guess[:, window] = state.guess
                yield guess, (number + state.progress) / len(windows)
            piece = guess

    def _sample(
        self, grid: Tensor, mask: Tensor, sampling: Sampling, drawing: sampler.Drawing
    ) -> Iterator[sampler.State]:
        steps = _either(sampling.steps, self.defaults.steps)
        if self.defaults.kind == "thesis":
            return sampler.thesis(self.predict, grid, mask, steps, drawing)
        return sampler.few_steps(self.predict, grid, mask, steps, drawing, self.defaults.redraw)

    @property
    def window_steps(self) -> int:
        """How many steps of a piece it hears at once."""
        longest = self.network.sizes.longest
        return min(longest, self.defaults.window_bars * STEPS_PER_BAR)


def plan_windows(mask: Mask, window: int) -> list[tuple[slice, slice]]:
    """Cut a piece into (window heard, part filled), both slices of steps on bar lines.

    What is filled lies in the middle of what is heard where the piece allows it. A stretch of
    holes is filled in one go where that leaves a quarter of the window to the music around it (or
    there is no more music), else half a window at a time: a hole as long as the window would be
    filled without hearing anything.
    """
    steps = len(mask)
    room = window if window >= steps else window * 3 // 4
    asked = np.flatnonzero(mask.any(axis=1))
    plan: list[tuple[slice, slice]] = []
    done = 0
    while (asked >= done).any():
        first, last = int(asked[asked >= done][0]), int(asked[-1]) + 1
        first -= first % STEPS_PER_BAR
        last = min(steps, -(-last // STEPS_PER_BAR) * STEPS_PER_BAR)
        if last - first > room:
            half = max(STEPS_PER_BAR, window // 2 // STEPS_PER_BAR * STEPS_PER_BAR)
            last = min(last, first + half)
        spare = (window - (last - first)) // 2 // STEPS_PER_BAR * STEPS_PER_BAR
        start = max(0, min(first - spare, steps - window))
        plan.append((slice(start, min(steps, start + window)), slice(first, last)))
        done = last
    return plan


def in_bf16(network: UnmaskingNetwork) -> UnmaskingNetwork:
    """A copy whose dense layers and convolutions hold their weights as autocast would cast them at
    every call: the same logits, bit for bit, in two thirds of the time on one core."""
    ready = deepcopy(network)
    for module in ready.modules():
        if isinstance(module, nn.Linear | nn.Conv1d | nn.ConvTranspose1d):
            module.to(torch.bfloat16)
    return ready


def _whole_bars(clip: Clip) -> int:
    steps = int(np.ceil(clip.length * STEPS_PER_BEAT - 1e-6))
    return max(1, -(-steps // STEPS_PER_BAR)) * STEPS_PER_BAR


def _velocities(clip: Clip) -> dict[str, int]:
    """Each track's median velocity; a track without notes takes that of all."""
    every = [n.velocity for notes in clip.tracks.values() for n in notes] or [80]
    own = {role: [n.velocity for n in notes] for role, notes in clip.tracks.items()}
    return {role: round(median(own.get(role) or every)) for role in ROLES}


def _stretches(holes: tuple[Hole, ...]) -> dict[str, list[Hole]]:
    """The holes of each role, those that touch joined."""
    roles = dict.fromkeys(hole.track for hole in holes)
    return {role: _joined([hole for hole in holes if hole.track == role]) for role in roles}


def _filling(notes: Filling, stretches: Stretches) -> Filling:
    """The notes, cut to the stretch of holes that they start in."""
    return {
        role: tuple(note for n in notes[role] for note in _cut(n, holes))
        for role, holes in stretches.items()
    }


def _joined(holes: list[Hole]) -> list[Hole]:
    """Holes of one track with those that touch made one."""
    joined: list[Hole] = []
    for hole in sorted(holes, key=lambda h: h.start):
        if joined and hole.start <= joined[-1].end + 1e-6:
            last = joined.pop()
            joined.append(replace(last, end=max(last.end, hole.end)))
        else:
            joined.append(hole)
    return joined


def _cut(note: Note, stretches: Sequence[Hole]) -> Iterator[Note]:
    """The note, kept inside the stretch that holds its 16th (which may begin off the grid)."""
    step = round(note.start * STEPS_PER_BEAT)
    for hole in stretches:
        first, last = hole_steps(hole)
        if first <= step < last:
            start = max(note.start, hole.start)
            yield Note(start, note.pitch, min(note.end, hole.end) - start, note.velocity)


def _either(asked: T | None, default: T) -> T:
    return default if asked is None else asked
