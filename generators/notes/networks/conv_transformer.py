"""The convolutional transformer SCHmUBERT (thesis 4.6.2): four steps are one position."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.notes.networks.base import Count, Sizes, UnmaskingNetwork
from generators.notes.networks.blocks import Stack, placed, places
from generators.score import STEPS_PER_BAR

GROUP = 4
"""Steps (16ths) that the convolution joins into one position of the transformer."""


class ConvTransformerSizes(Sizes):
    """Sizes of a `ConvTransformer`; the defaults are the thesis's trio (tables 5.1, 5.4).

    `embedding` in channels; `positions` in groups of 4 steps.
    """

    embedding: Count = 128
    positions: Count = 256

    @property
    def unit(self) -> int:
        """Steps of a group."""
        return GROUP

    @property
    def longest(self) -> int:
        """Steps that the network hears at most."""
        return self.positions * GROUP


class ConvTransformer(UnmaskingNetwork):
    """Each track's events are embedded, four steps are joined by a convolution, the tracks by a
    dense layer; a pre-norm transformer follows; a transposed convolution and a head per track
    lead back."""

    def __init__(self, sizes: ConvTransformerSizes) -> None:
        super().__init__(sizes, sizes.embedding)
        inner, width = sizes.embedding, sizes.width
        self.place_in_group = nn.Parameter(torch.zeros(2, GROUP, inner))  # way in, way out
        self.encoders = nn.ModuleList(
            nn.Conv1d(inner, width, GROUP, stride=GROUP) for _ in sizes.events
        )
        self.join = nn.Linear(width * len(sizes.events), width)
        self.place = places(sizes.position, sizes.positions, STEPS_PER_BAR // GROUP, width)
        rotary = sizes.position == "rotary"
        self.blocks = Stack(sizes.layers, width, sizes.heads, sizes.dropout, rotary)
        self.norm = nn.LayerNorm(width)
        self.decoders = nn.ModuleList(
            nn.ConvTranspose1d(width, inner, GROUP, stride=GROUP) for _ in sizes.events
        )

    def _features(self, embedded: list[Tensor]) -> list[Tensor]:
        groups = embedded[0].shape[1] // GROUP
        place = self.place_in_group[0].repeat(groups, 1)
        tokens = [
            F.relu(encoder((inner + place).transpose(1, 2)))
            for encoder, inner in zip(self.encoders, embedded, strict=True)
        ]
        x = F.relu(self.join(torch.cat(tokens, dim=1).transpose(1, 2)))
        x = self.norm(self.blocks(self.drop(placed(x, self.place)))).transpose(1, 2)
        place = self.place_in_group[1].repeat(groups, 1).to(x.dtype)
        return [F.relu(decoder(x).transpose(1, 2) + place) for decoder in self.decoders]
