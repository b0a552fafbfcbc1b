"""What all unmasking networks share: their sizes, the way in from events, the way out to logits."""

from __future__ import annotations

import math
from typing import Annotated, Any, Self, cast

import torch
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor, nn

from generators.notes.networks.blocks import Position
from generators.notes.tokens import (
    DRUM_CLASSES,
    DRUM_EVENTS,
    FIRST_PITCH,
    LINE_EVENTS,
    LOWEST,
    TRIO,
)

Count = Annotated[int, Field(gt=0)]


class Sizes(BaseModel):
    """Sizes that every network has. Unknown ones are refused.

    `events` per track without the mask; `width` in channels; `positions` the longest input as the
    transformer counts it. `position` "learned" is the thesis's absolute embedding; "rotary" turns
    queries and keys instead and adds the beat within the bar, which lets one network serve any
    length up to `positions`; "sinusoidal" has nothing to learn. `tied`: the heads are the
    embeddings again, so that "the same event as there" is one map to learn instead of one for
    every event.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: tuple[Count, ...] = Field(default=TRIO.events, min_length=1)
    width: Count = 512
    layers: Count = 24
    heads: Count = 8
    positions: Count = 1024
    dropout: float = Field(default=0.2, ge=0, lt=1)
    position: Position = "learned"
    tied: bool = False

    @model_validator(mode="after")
    def _divides(self) -> Self:
        if self.width % (2 * self.heads):
            raise ValueError(f"width {self.width} does not divide into {self.heads} heads")
        if self.longest % self.unit:
            raise ValueError(
                f"positions {self.positions}: {self.longest} steps are no multiple "
                f"of the {self.unit} steps that the network joins into one"
            )
        return self

    @property
    def unit(self) -> int:
        """Steps that the network joins into one position at its narrowest."""
        return 1

    @property
    def longest(self) -> int:
        """Steps that the network hears at most."""
        return self.positions

    def table(self) -> dict[str, Any]:
        """The sizes as they stand in a preset or a training config."""
        return self.model_dump(mode="json")


class UnmaskingNetwork(nn.Module):
    """A partly masked grid in, logits of every event out (thesis 4.3.1).

    No time step is fed in: the number of masks tells it. Subclasses say what lies between the
    embeddings and the heads, both `inner` wide.
    """

    def __init__(self, sizes: Sizes, inner: int) -> None:
        super().__init__()
        self.sizes = sizes
        self.embeddings = nn.ModuleList(nn.Embedding(n + 1, inner) for n in sizes.events)
        self.heads = nn.ModuleList(
            nn.Linear(inner, n, bias=False) for n in (() if sizes.tied else sizes.events)
        )
        self.drop = nn.Dropout(sizes.dropout)
        for table in self.embeddings:
            _initialise_events(cast(nn.Embedding, table), 0.25 if sizes.tied else 1.0)

    def forward(self, grid: Tensor, asked: Tensor | None = None) -> list[Tensor]:
        """Logits per track.

        `grid` int64 [batch, steps, tracks], at most `sizes.longest` steps (else `ValueError`).
        Per track [batch, steps, events], or with `asked` (bool, of the grid's shape) only those
        of the asked positions [asked, events], in the order of `asked.nonzero()`. Every
        parameter takes part even where nothing is asked, as training on several devices needs.
        """
        _, steps, tracks = grid.shape
        if steps > self.sizes.longest:
            raise ValueError(f"{steps} steps: the network hears {self.sizes.longest} at most")
        if tracks != len(self.sizes.events):
            raise ValueError(f"{tracks} tracks: the network has {len(self.sizes.events)}")
        whole = self._padded(grid)
        embedded = [table(whole[:, :, track]) for track, table in enumerate(self.embeddings)]
        found = [x[:, :steps] for x in self._features(embedded)]
        if asked is not None:
            found = [x[asked[:, :, track]] for track, x in enumerate(found)]
        return [self._logits(track, x) for track, x in enumerate(found)]

    def _features(self, embedded: list[Tensor]) -> list[Tensor]:
        """Per track [batch, steps, inner], `steps` a multiple of `sizes.unit` -> the same."""
        raise NotImplementedError

    def _padded(self, grid: Tensor) -> Tensor:
        """The grid with masks behind it, as long as the network's unit needs."""
        batch, steps, tracks = grid.shape
        missing = -steps % self.sizes.unit
        if not missing:
            return grid
        unknown = torch.tensor(self.sizes.events, device=grid.device)
        return torch.cat((grid, unknown.expand(batch, missing, tracks)), dim=1)

    def _logits(self, track: int, features: Tensor) -> Tensor:
        """Features [..., inner] of a track -> logits [..., events]."""
        if self.sizes.tied:
            table = cast(nn.Embedding, self.embeddings[track])
            events = table.weight[: self.sizes.events[track]]
            return features @ events.T.to(features.dtype)
        return cast(Tensor, self.heads[track](features))


def last_norm(sizes: Sizes, inner: int) -> nn.LayerNorm:
    """The norm before the heads; with tied ones it keeps the logits small at first."""
    norm = nn.LayerNorm(inner)
    if sizes.tied:
        nn.init.constant_(norm.weight, 2.0 / math.sqrt(inner))
    return norm


def joining(tracks: int, width: int) -> nn.Module:
    """Embeddings of all tracks side by side [..., tracks x width] -> [..., width]."""
    return nn.Linear(tracks * width, width) if tracks > 1 else nn.Identity()


def _initialise_events(table: nn.Embedding, scale: float) -> None:
    """Begin with what is known of events: pitches share their pitch class and lie near their
    neighbours, drum patterns share their drums. Training is free to change it. `scale` keeps the
    logits of tied heads small at first."""
    weight = table.weight.data
    if len(weight) == LINE_EVENTS + 1:
        pitch = torch.arange(LINE_EVENTS - FIRST_PITCH) + LOWEST
        speed = torch.logspace(-1.7, -0.3, 16)
        angle = pitch[:, None] * speed
        height = torch.cat((angle.sin(), angle.cos()), dim=1) @ torch.randn(32, weight.shape[1])
        shared = (torch.randn(12, weight.shape[1])[pitch % 12] + height / 4) / math.sqrt(3)
        weight[FIRST_PITCH:LINE_EVENTS] = 0.8 * shared + 0.5 * weight[FIRST_PITCH:LINE_EVENTS]
    elif len(weight) == DRUM_EVENTS + 1:
        pattern = torch.arange(DRUM_EVENTS)[:, None] >> torch.arange(len(DRUM_CLASSES)) & 1
        shared = pattern.float() @ torch.randn(len(DRUM_CLASSES), weight.shape[1])
        weight[:DRUM_EVENTS] = 0.8 * shared + 0.3 * weight[:DRUM_EVENTS]
    weight *= scale
