"""What a network plays while it is being trained, as pictures."""

from __future__ import annotations

from dataclasses import dataclass

from generators import tasks
from generators.base import FillRequest, Sampling
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.networks import UnmaskingNetwork
from generators.notes.tokens import Grid, Layout, decode
from generators.score import BEATS_PER_BAR, STEPS_PER_BEAT, Clip, Hole
from training.pictures import Picture, piano_roll, stacked

HOLE_BARS = 4
SAMPLER = SamplerDefaults(steps=24, temperature=0.9, top_p=0.95)


@dataclass(frozen=True)
class Samples:
    """Pictures of what `network` plays in `layout`."""

    network: UnmaskingNetwork
    layout: Layout

    def unconditional(self, bars: int, seed: int) -> Picture:
        """A new piece."""
        return piano_roll(self._filled(*tasks.generate(bars, self.layout.played), seed))

    def infilled(self, piece: Grid, seed: int) -> Picture:
        """The piece [steps, columns] as it is, and below it with new notes in its middle."""
        beats = len(piece) / STEPS_PER_BEAT
        length = min(beats, HOLE_BARS * BEATS_PER_BAR)
        start = (beats - length) // 2 // BEATS_PER_BAR * BEATS_PER_BAR
        clip = Clip(beats, decode(piece, layout=self.layout))
        holes = tuple(Hole(role, start, start + length) for role in self.layout.played)
        after = self._filled(*tasks.infill(clip, holes), seed)
        return stacked(piano_roll(clip, holes), piano_roll(after, holes))

    def _filled(self, clip: Clip, holes: tuple[Hole, ...], seed: int) -> Clip:
        device = next(self.network.parameters()).device
        generator = Schmubert("in training", self.network, SAMPLER, device, self.layout)
        request = FillRequest("sample", clip, holes, Sampling(seed=seed))
        return clip.replacing(holes, [*generator.fill(request)][-1].variations[0])
