"""The thesis's baseline (4.6.1): a transformer over single steps, like GPT-2 medium."""

from __future__ import annotations

import torch
from torch import Tensor

from generators.notes.networks.base import Sizes, UnmaskingNetwork, joining, last_norm
from generators.notes.networks.blocks import Stack, placed, places
from generators.score import STEPS_PER_BAR


class Transformer(UnmaskingNetwork):
    """Each event is embedded, the tracks' embeddings of a step are joined by a dense layer."""

    def __init__(self, sizes: Sizes) -> None:
        width = sizes.width
        super().__init__(sizes, width)
        self.join = joining(len(sizes.events), width)
        self.place = places(sizes.position, sizes.positions, STEPS_PER_BAR, width)
        rotary = sizes.position == "rotary"
        self.blocks = Stack(sizes.layers, width, sizes.heads, sizes.dropout, rotary)
        self.norm = last_norm(sizes, width)

    def _features(self, embedded: list[Tensor]) -> list[Tensor]:
        x = self.join(torch.cat(embedded, dim=-1))
        x = self.norm(self.blocks(self.drop(placed(x, self.place))))
        return [x] * len(embedded)
