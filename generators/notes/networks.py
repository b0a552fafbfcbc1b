"""Unmasking networks: a partly masked grid in, logits of every event out."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  the name that torch users know

from generators.notes.tokens import (
    DRUM_CLASSES,
    DRUM_EVENTS,
    FIRST_PITCH,
    LINE_EVENTS,
    LOWEST,
    TRIO,
    Layout,
)

GROUP = 4
"""Steps (16ths) that the convolution joins into one position of the transformer."""


@dataclass(frozen=True, slots=True)
class ConvTransformerSizes:
    """Sizes of a `ConvTransformer`; the defaults are the thesis's trio (tables 5.1, 5.4).

    `events` per track without the mask, `embedding` and `width` in channels, `positions` the
    longest input in groups of 4 steps. `position` "learned" is the thesis's absolute embedding;
    "rotary" turns queries and keys instead and adds the beat within the bar, which lets one
    network serve any length up to `positions`. `tied`: the heads are the embeddings again, so
    that "the same event as there" is one map to learn instead of one for every event.
    """

    events: tuple[int, ...] = TRIO.events
    embedding: int = 128
    width: int = 512
    layers: int = 24
    heads: int = 8
    positions: int = 256
    dropout: float = 0.2
    position: Literal["learned", "rotary"] = "learned"
    tied: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "events", tuple(self.events))
        if self.width % (2 * self.heads):
            raise ValueError(f"width {self.width} does not divide into {self.heads} heads")
        if self.position not in ("learned", "rotary"):
            raise ValueError(f"position {self.position!r}: use 'learned' or 'rotary'")

    def table(self) -> dict[str, Any]:
        """The sizes as they stand in a preset or a training config."""
        return {**asdict(self), "events": list(self.events)}


class ConvTransformer(nn.Module):
    """The convolutional transformer SCHmUBERT (thesis 4.6.2).

    Each track's events are embedded, four steps are joined by a convolution, the tracks by a
    dense layer; a pre-norm transformer follows; a transposed convolution and a head per track
    lead back. No time step is fed in: the number of masks tells it.
    """

    def __init__(self, sizes: ConvTransformerSizes) -> None:
        super().__init__()
        self.sizes = sizes
        inner, width = sizes.embedding, sizes.width
        self.embeddings = nn.ModuleList(nn.Embedding(n + 1, inner) for n in sizes.events)
        self.place_in_group = nn.Parameter(torch.zeros(2, GROUP, inner))  # way in, way out
        self.encoders = nn.ModuleList(
            nn.Conv1d(inner, width, GROUP, stride=GROUP) for _ in sizes.events
        )
        self.join = nn.Linear(width * len(sizes.events), width)
        places = sizes.positions if sizes.position == "learned" else GROUP
        self.place = nn.Parameter(torch.zeros(places, width))
        self.blocks = nn.ModuleList(Block(sizes) for _ in range(sizes.layers))
        self.norm = nn.LayerNorm(width)
        self.decoders = nn.ModuleList(
            nn.ConvTranspose1d(width, inner, GROUP, stride=GROUP) for _ in sizes.events
        )
        self.heads = nn.ModuleList(
            nn.Linear(inner, n, bias=False) for n in (() if sizes.tied else sizes.events)
        )
        self.drop = nn.Dropout(sizes.dropout)
        self.apply(_initialise)
        for table in self.embeddings:
            _initialise_events(cast(nn.Embedding, table), 0.25 if sizes.tied else 1.0)

    def forward(self, grid: Tensor, asked: Tensor | None = None) -> list[Tensor]:
        """Logits per track of a partly masked grid.

        `grid` int64 [batch, steps, tracks]; `steps` is a multiple of 4, at most 4 x `positions`.
        Per track [batch, steps, events], or with `asked` (bool, of the grid's shape) only those
        of the asked positions [asked, events], in the order of `asked.nonzero()`. Every
        parameter takes part even where nothing is asked, as training on several devices needs.
        """
        found = self._features(grid)
        if asked is not None:
            found = [x[asked[:, :, track]] for track, x in enumerate(found)]
        return [self._logits(track, x) for track, x in enumerate(found)]

    def _features(self, grid: Tensor) -> list[Tensor]:
        """Int64 [batch, steps, tracks] -> per track [batch, steps, embedding]."""
        _, steps, tracks = grid.shape
        groups = steps // GROUP
        tokens = []
        for track in range(tracks):
            inner = self.embeddings[track](grid[:, :, track])
            inner = inner + self.place_in_group[0].repeat(groups, 1)
            tokens.append(F.relu(self.encoders[track](inner.transpose(1, 2))))
        x = F.relu(self.join(torch.cat(tokens, dim=1).transpose(1, 2)))
        angles = None
        if self.sizes.position == "learned":
            x = x + self.place[:groups].to(x.dtype)
        else:
            x = x + self.place.repeat(-(-groups // GROUP), 1)[:groups].to(x.dtype)
            angles = rotation(groups, self.sizes.width // self.sizes.heads, x.device)
        x = self.drop(x)
        for block in self.blocks:
            x = block(x, angles)
        x = self.norm(x).transpose(1, 2)
        place = self.place_in_group[1].repeat(groups, 1).to(x.dtype)
        return [F.relu(decoder(x).transpose(1, 2) + place) for decoder in self.decoders]

    def _logits(self, track: int, features: Tensor) -> Tensor:
        """Features [..., embedding] of a track -> logits [..., events]."""
        if self.sizes.tied:
            table = cast(nn.Embedding, self.embeddings[track])
            events = table.weight[: self.sizes.events[track]]
            return features @ events.T.to(features.dtype)
        return cast(Tensor, self.heads[track](features))


class Block(nn.Module):
    """Pre-norm attention and MLP, as in GPT-2 but looking both ways."""

    def __init__(self, sizes: ConvTransformerSizes) -> None:
        super().__init__()
        width = sizes.width
        self.heads = sizes.heads
        self.dropout = sizes.dropout
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.drop = nn.Dropout(sizes.dropout)

    def forward(self, x: Tensor, angles: tuple[Tensor, Tensor] | None) -> Tensor:
        """[batch, groups, width] -> the same shape."""
        batch, groups, width = x.shape
        joint = self.query_key_value(self.norm_attention(x))
        query, key, value = joint.view(batch, groups, 3, self.heads, width // self.heads).permute(
            2, 0, 3, 1, 4
        )
        if angles is not None:
            query, key = rotate(query, angles), rotate(key, angles)
        heard = F.scaled_dot_product_attention(query, key, value)
        x = x + self.drop(self.out(heard.transpose(1, 2).reshape(batch, groups, width)))
        done: Tensor = x + self.drop(self.down(F.gelu(self.up(self.norm_mlp(x)))))
        return done


def rotation(length: int, channels: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines [length, channels / 2] of rotary positions (Su et al. 2021, eq. 15)."""
    half = torch.arange(channels // 2, device=device, dtype=torch.float32)
    speed = 1000.0 ** (-half / (channels // 2))
    angle = torch.arange(length, device=device, dtype=torch.float32)[:, None] * speed
    return angle.cos(), angle.sin()


def rotate(x: Tensor, angles: tuple[Tensor, Tensor]) -> Tensor:
    """Turn pairs of channels of [batch, heads, length, channels] by their position's angle."""
    cos, sin = (a.to(x.dtype) for a in angles)
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, first * sin + second * cos), dim=-1)


def _initialise(module: nn.Module) -> None:
    """GPT-2's scale inside the blocks; PyTorch's own before and after them, where embeddings of
    scale 0.02 would vanish on their way through two layers without a norm."""
    if isinstance(module, Block):
        for linear in (module.query_key_value, module.out, module.up, module.down):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)


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


NETWORKS = {"conv-transformer": (ConvTransformer, ConvTransformerSizes)}


def build(kind: str, sizes: dict[str, Any], layout: Layout = TRIO) -> ConvTransformer:
    """The network that a preset or a config names, for grids of `layout`. Raises `ValueError`."""
    made = sizes_of(kind, sizes, layout)
    return NETWORKS[kind][0](made)


def sizes_of(kind: str, sizes: dict[str, Any], layout: Layout) -> ConvTransformerSizes:
    """The sizes in a preset or a config, checked; `events` follow from the layout.

    Raises `ValueError` on unknown names and on `events` that are not the layout's.
    """
    if kind not in NETWORKS:
        raise ValueError(f"unknown network {kind!r}: use {', '.join(NETWORKS)}")
    table = NETWORKS[kind][1]
    try:
        made = table(**{"events": layout.events, **sizes})
    except TypeError as error:
        raise ValueError(f"network sizes: {error}") from error
    if made.events != layout.events:
        raise ValueError(
            f"events {made.events} do not belong to the tracks {', '.join(layout.roles)}: "
            "leave them out"
        )
    return made
