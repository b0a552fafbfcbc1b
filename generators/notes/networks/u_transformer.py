"""The U-transformer (thesis 4.6.4): halved level by level, doubled again beside what was halved."""

from __future__ import annotations

from typing import Self

import torch
from pydantic import model_validator
from torch import Tensor, nn

from generators.notes.networks.base import Count, Sizes, UnmaskingNetwork, joining, last_norm
from generators.notes.networks.blocks import Stack, placed, places
from generators.score import STEPS_PER_BAR


class USizes(Sizes):
    """Sizes of a `UTransformer`; the defaults are those of the thesis (table 5.3): six levels and
    24 layers, two on each side of each level. With sinusoidal positions, which the public code
    has, a melody's network has the table's 80,478,208 parameters."""

    levels: Count = 6

    @model_validator(mode="after")
    def _shared_out(self) -> Self:
        if self.layers % (2 * self.levels):
            raise ValueError(
                f"layers {self.layers}: give both sides of {self.levels} levels as many"
            )
        return self

    @property
    def unit(self) -> int:
        """Steps that are one vector at the bottom."""
        return int(2**self.levels)


class UTransformer(UnmaskingNetwork):
    """On the way down a dense layer halves the vectors and joins neighbours (1,024 steps become
    16); on the way up it parts and doubles them, and what its level had on the way down is
    joined to them, as in a U-Net. A norm ends each way."""

    def __init__(self, sizes: USizes) -> None:
        width, levels = sizes.width, range(sizes.levels)
        super().__init__(sizes, width)
        each = (
            sizes.layers // (2 * sizes.levels),
            width,
            sizes.heads,
            sizes.dropout,
            sizes.position == "rotary",
        )
        self.join = joining(len(sizes.events), width)
        self.place = places(sizes.position, sizes.positions, STEPS_PER_BAR, width)
        self.down = nn.ModuleList(Stack(*each) for _ in levels)
        self.shrink = nn.ModuleList(nn.Linear(width, width // 2) for _ in levels)
        self.norm_down = nn.LayerNorm(width)
        self.grow = nn.ModuleList(nn.Linear(width // 2, width) for _ in levels)
        self.merge = nn.ModuleList(nn.Linear(2 * width, width) for _ in levels)
        self.up = nn.ModuleList(Stack(*each) for _ in levels)
        self.norm = last_norm(sizes, width)

    def _features(self, embedded: list[Tensor]) -> list[Tensor]:
        batch, _, width = embedded[0].shape
        x = self.drop(placed(self.join(torch.cat(embedded, dim=-1)), self.place))
        beside = []
        for blocks, shrink in zip(self.down, self.shrink, strict=True):
            x = blocks(x)
            beside.append(x)
            x = shrink(x).reshape(batch, -1, width)
        x = self.norm_down(x)
        for grow, merge, blocks in zip(self.grow, self.merge, self.up, strict=True):
            x = grow(x.reshape(batch, -1, width // 2))
            x = blocks(merge(torch.cat((x, beside.pop()), dim=-1)))
        return [self.norm(x)] * len(embedded)
