"""What a network plays while it is being trained, as pictures."""

from __future__ import annotations

from generators import tasks
from generators.base import FillRequest, Sampling
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.networks import ConvTransformer
from generators.notes.tokens import Grid, decode
from generators.score import BEATS_PER_BAR, ROLES, STEPS_PER_BEAT, Clip, Hole
from training.pictures import Picture, piano_roll, stacked

HOLE_BARS = 4
SAMPLER = SamplerDefaults(steps=24, temperature=0.9, top_p=0.95)


def unconditional(network: ConvTransformer, bars: int, seed: int) -> Picture:
    """A new piece."""
    return piano_roll(_filled(network, *tasks.generate(bars), seed))


def infilled(network: ConvTransformer, piece: Grid, seed: int) -> Picture:
    """The piece [steps, tracks] as it is, and below it with new notes in the middle bars."""
    beats = len(piece) / STEPS_PER_BEAT
    start = max(0.0, (beats // BEATS_PER_BAR - HOLE_BARS) // 2 * BEATS_PER_BAR)
    end = min(beats, start + HOLE_BARS * BEATS_PER_BAR)
    clip = Clip(beats, decode(piece))
    holes = tuple(Hole(role, start, end) for role in ROLES)
    after = _filled(network, *tasks.infill(clip, holes), seed)
    return stacked(piano_roll(clip, holes), piano_roll(after, holes))


def _filled(network: ConvTransformer, clip: Clip, holes: tuple[Hole, ...], seed: int) -> Clip:
    device = next(network.parameters()).device
    generator = Schmubert("in training", network, SAMPLER, device)
    request = FillRequest("sample", clip, holes, Sampling(seed=seed))
    return clip.replacing(holes, [*generator.fill(request)][-1].variations[0])
