"""The expression network: notes in, how loud and how early or late each of them is played out."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.notes.networks.blocks import rotate
from generators.notes.tokens import DRUM_CLASS, DRUM_CLASSES
from generators.score import STEPS_PER_BAR

PARTS = ("melody", "bass", "chords", "drums")
"""Roles by their number here. Weights and files of played notes know that number, so a new role
goes to the end."""
NOTE = np.dtype(
    [
        ("step", np.int32),
        ("part", np.uint8),
        ("pitch", np.uint8),
        ("length", np.float32),
        ("velocity", np.uint8),
        ("offset", np.float32),
    ]
)
"""One played note: its 16th step, its part, MIDI pitch, length in 16ths, velocity, and how far it
starts from its step, in 16ths (-0.5 to 0.5)."""
Notes = NDArray[np.void]
"""Rows of `NOTE`, sorted by step."""

VELOCITIES, OFFSETS = 32, 25
"""Bins of 4 MIDI velocities, and of a 25th of a 16th: the middle one is "on the grid"."""
HIDDEN = (VELOCITIES, OFFSETS)
"""The bin numbers that say "not known"."""
KINDS = len(PARTS) + len(DRUM_CLASSES)
"""The parts, of which "drums" is what has no drum class; then the drum classes."""
SHAPES = 8
"""Numbers that describe a note beside its kind and its place in the bar."""
SPREADS = (0.0, 0.7, 1.5, 3.0, 6.0)
"""Standard deviations, in bins, by which a borrowed value may be off."""
_DRUMS = PARTS.index("drums")
_PERIODS = (2, 4, 8, 16, 32, 64, 128, 256)
"""Steps: half of them divide a bar, so that "the same place in another bar" is one angle."""


def velocity_bins(notes: Notes) -> NDArray[np.int64]:
    """The bin of each note's velocity."""
    return notes["velocity"].astype(np.int64) // (128 // VELOCITIES)


def offset_bins(notes: Notes) -> NDArray[np.int64]:
    """The bin of each note's offset."""
    bins = np.floor((notes["offset"].astype(np.float64) + 0.5) * OFFSETS + 1e-6)
    return np.clip(bins, 0, OFFSETS - 1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the network sees of a batch of notes; tensors [batch, notes].

    `kind`, `step`, `velocity` and `offset` (bins, or `HIDDEN`) int64; `shape` float32 with
    `SHAPES` more channels; `there` bool: not padding.
    """

    kind: Tensor
    step: Tensor
    shape: Tensor
    velocity: Tensor
    offset: Tensor
    there: Tensor

    @classmethod
    def of(cls, pieces: list[Notes], hidden: list[NDArray[np.bool_]], tempos: list[float]) -> Heard:
        """Join pieces; the velocities and offsets of their `hidden` notes are not shown."""
        most = max(len(notes) for notes in pieces)
        columns: list[list[NDArray[Any]]] = [[], [], [], [], [], []]
        for notes, masked, tempo in zip(pieces, hidden, tempos, strict=True):
            row: tuple[NDArray[Any], ...] = (
                kinds(notes),
                notes["step"].astype(np.int64),
                _shapes(notes, tempo),
                np.where(masked, HIDDEN[0], velocity_bins(notes)),
                np.where(masked, HIDDEN[1], offset_bins(notes)),
                np.ones(len(notes), dtype=np.bool_),
            )
            for column, values in zip(columns, row, strict=True):
                pad = [(0, most - len(notes)), *[(0, 0)] * (values.ndim - 1)]
                column.append(np.pad(values, pad))
        return cls(*(torch.from_numpy(np.stack(column)) for column in columns))

    def to(self, device: torch.device) -> Heard:
        """The same on `device`."""
        return Heard(*(getattr(self, field.name).to(device) for field in fields(self)))


def kinds(notes: Notes) -> NDArray[np.int64]:
    """The part of each note, or the class of a drum: 0 to `KINDS` - 1."""
    classes = np.array([DRUM_CLASS.get(pitch, -1) + 1 for pitch in range(128)])
    drums = notes["part"] == _DRUMS
    return np.where(drums, _DRUMS + classes[notes["pitch"]], notes["part"]).astype(np.int64)


def _shapes(notes: Notes, tempo: float) -> NDArray[np.float32]:
    """[notes, SHAPES]: height and length (of melody and bass), how many start together, tempo,
    and the gaps to the part's and the kind's notes before and after."""
    shapes = np.zeros((len(notes), SHAPES), dtype=np.float32)
    line = notes["part"] != _DRUMS  # a new drum has the first pitch of its class and no length
    shapes[line, 0] = (notes["pitch"][line] - 60.0) / 24.0
    shapes[line, 1] = np.log2(np.clip(np.round(notes["length"][line]), 1.0, 64.0)) / 3.0
    shapes[:, 2] = math.log2(tempo / 120.0)
    for first, groups in ((4, notes["part"]), (6, kinds(notes))):
        for group in np.unique(groups):
            where = groups == group
            steps, place, count = np.unique(
                notes["step"][where], return_inverse=True, return_counts=True
            )
            gaps = np.log2(np.clip(np.diff(steps, prepend=-99, append=steps[-1] + 99), 1, 32)) / 3
            shapes[where, first], shapes[where, first + 1] = gaps[:-1][place], gaps[1:][place]
            if first == 4:
                shapes[where, 3] = count[place] / 4.0
    return shapes


@dataclass(frozen=True, slots=True)
class ExpressionSizes:
    """Sizes of an `ExpressionNetwork`: `width` in channels."""

    width: int = 128
    layers: int = 3
    heads: int = 4
    dropout: float = 0.0

    def __post_init__(self) -> None:
        if self.width % (2 * self.heads):
            raise ValueError(f"width {self.width} does not divide into {self.heads} heads")

    def table(self) -> dict[str, Any]:
        """The sizes as they stand in a preset or a training config."""
        return asdict(self)


class ExpressionNetwork(nn.Module):
    """A small transformer over notes, absorbing-state diffusion again (thesis 4.4): the velocity
    and offset of some notes are hidden, it says how likely each bin is for them.

    A note either *borrows* the value of a known note that attention picks, give or take a spread,
    or takes one of its own: a mixture, weighed for each note. So a loop of one velocity on the
    grid is continued with that velocity on the grid.
    """

    def __init__(self, sizes: ExpressionSizes) -> None:
        super().__init__()
        self.sizes = sizes
        width = sizes.width
        self.kind = nn.Embedding(KINDS, width)
        self.place = nn.Embedding(STEPS_PER_BAR, width)
        self.shape = nn.Linear(SHAPES, width)
        self.velocity = nn.Embedding(VELOCITIES + 1, width)
        self.offset = nn.Embedding(OFFSETS + 1, width)
        self.blocks = nn.ModuleList(_Block(sizes) for _ in range(sizes.layers))
        self.norm = nn.LayerNorm(width)
        self.say_velocity = _Say(width, VELOCITIES)
        self.say_offset = _Say(width, OFFSETS)

    def forward(self, heard: Heard) -> tuple[Tensor, Tensor]:
        """Log-probabilities of the velocity bins [batch, notes, 32] and offset bins [.., 25]."""
        x = self.kind(heard.kind) + self.place(heard.step % STEPS_PER_BAR)
        x = x + self.shape(heard.shape) + self.velocity(heard.velocity) + self.offset(heard.offset)
        angles = _angles(heard.step, self.sizes.width // self.sizes.heads)
        for block in self.blocks:
            x = block(x, angles, heard.there)
        x = self.norm(x)
        known = heard.there & (heard.velocity < VELOCITIES)
        return self.say_velocity(x, heard.velocity, known), self.say_offset(x, heard.offset, known)


class _Block(nn.Module):
    """Pre-norm attention and MLP over notes."""

    def __init__(self, sizes: ExpressionSizes) -> None:
        super().__init__()
        width = sizes.width
        self.heads = sizes.heads
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width)
        self.up = nn.Linear(width, 3 * width)
        self.down = nn.Linear(3 * width, width)
        self.drop = nn.Dropout(sizes.dropout)

    def forward(self, x: Tensor, angles: tuple[Tensor, Tensor], there: Tensor) -> Tensor:
        batch, notes, width = x.shape
        joint = self.query_key_value(self.norm_attention(x))
        query, key, value = joint.view(batch, notes, 3, self.heads, width // self.heads).permute(
            2, 0, 3, 1, 4
        )
        query, key = rotate(query, angles), rotate(key, angles)
        heard = F.scaled_dot_product_attention(query, key, value, there[:, None, None, :])
        x = x + self.drop(self.out(heard.transpose(1, 2).reshape(batch, notes, width)))
        done: Tensor = x + self.drop(self.down(F.gelu(self.up(self.norm_mlp(x)))))
        return done


class _Say(nn.Module):
    """Features -> log-probabilities of bins: borrowed from known notes, or own."""

    def __init__(self, width: int, bins: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.own = nn.Linear(width, bins)
        self.weigh = nn.Linear(width, len(SPREADS) + 1)
        distance = torch.arange(bins)[:, None] - torch.arange(bins)
        kernels = [
            torch.exp(-0.5 * (distance / spread) ** 2) if spread else torch.eye(bins)
            for spread in SPREADS
        ]
        kernels = [kernel / kernel.sum(dim=1, keepdim=True) for kernel in kernels]
        self.register_buffer("kernels", torch.stack(kernels, dim=1), persistent=False)
        self.kernels: Tensor

    def forward(self, x: Tensor, bins: Tensor, known: Tensor) -> Tensor:
        """`x` [batch, notes, width], the notes' `bins`, which are `known` -> [.., bins]."""
        scores = self.query(x) @ self.key(x).transpose(1, 2) / math.sqrt(x.shape[-1])
        attention = scores.float().masked_fill(~known[:, None, :], -1e9).softmax(dim=-1)
        count, spreads, _ = self.kernels.shape
        shown = F.one_hot(bins.clamp(max=count - 1), count).to(attention.dtype)
        lent = attention @ shown  # [batch, notes, bins]
        spread = (lent @ self.kernels.flatten(1)).unflatten(-1, (spreads, count))
        own = self.own(x).float().softmax(dim=-1)
        weights = self.weigh(x).float()
        lends = known.any(dim=1)[:, None, None]
        weights = torch.cat(
            (weights[..., :1], weights[..., 1:].masked_fill(~lends, -1e9)), dim=-1
        ).softmax(dim=-1)
        mixed = weights[..., :1] * own + (weights[..., 1:, None] * spread).sum(dim=-2)
        logs: Tensor = (mixed + 1e-7).log()
        return logs


def _angles(step: Tensor, channels: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines [batch, 1, notes, channels / 2] of rotary positions in time."""
    half = channels // 2
    periods = torch.tensor(_PERIODS, device=step.device, dtype=torch.float32)
    speed = (2 * math.pi / periods).repeat(-(-half // len(_PERIODS)))[:half]
    angle = (step[:, None, :, None] - step.amin()).float() * speed
    return angle.cos(), angle.sin()
