"""Unmasking networks: a partly masked grid in, logits of every event out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  the name that torch users know

from generators.notes.tokens import EVENTS

GROUP = 4
"""Steps (16ths) that the convolution joins into one position of the transformer."""


@dataclass(frozen=True, slots=True)
class ConvTransformerSizes:
    """Sizes of a `ConvTransformer`; the defaults are the thesis's trio (tables 5.1, 5.4).

    `events` per track without the mask, `embedding` and `width` in channels, `positions` the
    longest input in groups of 4 steps. `position` "learned" is the thesis's absolute embedding;
    "rotary" turns queries and keys instead and adds the beat within the bar, which lets one
    network serve any length up to `positions`.
    """

    events: tuple[int, ...] = EVENTS
    embedding: int = 128
    width: int = 512
    layers: int = 24
    heads: int = 8
    positions: int = 256
    dropout: float = 0.2
    position: Literal["learned", "rotary"] = "learned"

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
        self.heads = nn.ModuleList(nn.Linear(inner, n, bias=False) for n in sizes.events)
        self.drop = nn.Dropout(sizes.dropout)
        self.apply(_initialise)

    def features(self, grid: Tensor) -> list[Tensor]:
        """Int64 [batch, steps, tracks] -> per track [batch, steps, embedding].

        `steps` is a multiple of 4, at most 4 x `positions`. `heads[i]` maps them to logits.
        """
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

    def forward(self, grid: Tensor) -> list[Tensor]:
        """Int64 [batch, steps, tracks] -> logits per track [batch, steps, events]."""
        found = self.features(grid)
        return [head(x) for head, x in zip(self.heads, found, strict=True)]


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
    if isinstance(module, (nn.Linear, nn.Embedding)):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear) and module.bias is not None:
        nn.init.zeros_(module.bias)


NETWORKS = {"conv-transformer": (ConvTransformer, ConvTransformerSizes)}


def build(kind: str, sizes: dict[str, Any]) -> ConvTransformer:
    """The network that a preset or a config names. Raises `ValueError` on unknown names."""
    if kind not in NETWORKS:
        raise ValueError(f"unknown network {kind!r}: use {', '.join(NETWORKS)}")
    network, table = NETWORKS[kind]
    try:
        return network(table(**sizes))
    except TypeError as error:
        raise ValueError(f"network sizes: {error}") from error
