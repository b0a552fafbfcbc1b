"""The hierarchical transformer (thesis 4.6.3): 32 steps are read into one vector and written from
one; a transformer between them hears those vectors alone."""

from __future__ import annotations

from typing import Self

import torch
from pydantic import model_validator
from torch import Tensor, nn

from generators.notes.networks.base import Count, Sizes, UnmaskingNetwork, joining, last_norm
from generators.notes.networks.blocks import Stack, placed, places
from generators.score import STEPS_PER_BAR


class HierarchicalSizes(Sizes):
    """Sizes of a `HierarchicalTransformer`; the defaults are those of the thesis (table 5.2).

    `width` and `layers` of the upper level, `lower_width` and `lower_layers` of each of the two
    lower ones, which hear `lower_length` steps. The table does not say how many layers there
    are: 6, 12 and 6 are the 24 of the other networks. A melody's network has 55,784,192
    parameters; the table's 56,465,664 are 1.2 % more, which the text does not explain.
    """

    layers: Count = 12
    lower_width: Count = 256
    lower_layers: Count = 6
    lower_length: Count = 32

    @model_validator(mode="after")
    def _lower_divides(self) -> Self:
        if self.lower_width % (2 * self.heads):
            raise ValueError(
                f"lower_width {self.lower_width} does not divide into {self.heads} heads"
            )
        return self

    @property
    def unit(self) -> int:
        """Steps that become one vector."""
        return self.lower_length


class HierarchicalTransformer(UnmaskingNetwork):
    """A lower transformer reads each stretch of steps, a dense layer sums it up; the upper one
    hears the sums; a dense layer and the other lower transformer write the steps again."""

    def __init__(self, sizes: HierarchicalSizes) -> None:
        width, lower, length = sizes.width, sizes.lower_width, sizes.lower_length
        super().__init__(sizes, lower)
        rotary = sizes.position == "rotary"
        below = (sizes.lower_layers, lower, sizes.heads, sizes.dropout, rotary)
        self.join = joining(len(sizes.events), lower)
        self.place_read = places(sizes.position, length, STEPS_PER_BAR, lower)
        self.read = Stack(*below)
        self.norm_read = nn.LayerNorm(lower)
        self.sum_up = nn.Linear(length * lower, width)
        self.place = places(
            sizes.position, sizes.positions // length, STEPS_PER_BAR // length, width
        )
        self.blocks = Stack(sizes.layers, width, sizes.heads, sizes.dropout, rotary)
        self.norm = nn.LayerNorm(width)
        self.split = nn.Linear(width, length * lower)
        self.place_write = places(sizes.position, length, STEPS_PER_BAR, lower)
        self.write = Stack(*below)
        self.norm_write = last_norm(sizes, lower)

    def _features(self, embedded: list[Tensor]) -> list[Tensor]:
        batch, steps, lower = embedded[0].shape
        length = self.sizes.unit
        x = self.join(torch.cat(embedded, dim=-1)).reshape(-1, length, lower)
        x = self.norm_read(self.read(self.drop(placed(x, self.place_read))))
        x = self.sum_up(x.reshape(batch, steps // length, length * lower))
        x = self.norm(self.blocks(self.drop(placed(x, self.place))))
        x = self.split(x).reshape(-1, length, lower)
        x = self.norm_write(self.write(self.drop(placed(x, self.place_write))))
        return [x.reshape(batch, steps, lower)] * len(embedded)
