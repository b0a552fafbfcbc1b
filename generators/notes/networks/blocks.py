"""What transformers are made of: pre-norm blocks and the places of their positions."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  the name that torch users know

Position = Literal["learned", "rotary", "sinusoidal"]

Angles = tuple[Tensor, Tensor]
"""Cosines and sines [length, channels / 2]."""


class Block(nn.Module):
    """Pre-norm attention and MLP, as in GPT-2 but looking both ways."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.drop = nn.Dropout(dropout)
        for linear in (self.query_key_value, self.out, self.up, self.down):
            nn.init.normal_(linear.weight, std=0.02)  # GPT-2's scale
            nn.init.zeros_(linear.bias)

    def forward(self, x: Tensor, angles: Angles | None = None) -> Tensor:
        """[batch, length, width] -> the same shape."""
        batch, length, width = x.shape
        joint = self.query_key_value(self.norm_attention(x))
        joint = joint.view(batch, length, 3, self.heads, width // self.heads)
        joint = joint.permute(2, 0, 3, 1, 4)
        query, key, value = joint
        if angles is not None:
            query, key = rotate(joint[:2], angles)
        dropout = self.drop.p if self.training else 0.0
        heard = F.scaled_dot_product_attention(query, key, value, dropout_p=dropout)
        x = x + self.drop(self.out(heard.transpose(1, 2).reshape(batch, length, width)))
        done: Tensor = x + self.drop(self.down(F.gelu(self.up(self.norm_mlp(x)))))
        return done


class Stack(nn.ModuleList):
    """Blocks one after the other; with `rotary` their attention hears distances."""

    def __init__(self, layers: int, width: int, heads: int, dropout: float, rotary: bool) -> None:
        super().__init__(Block(width, heads, dropout) for _ in range(layers))
        self.channels = width // heads if rotary else None

    def forward(self, x: Tensor) -> Tensor:
        """[batch, length, width] -> the same shape."""
        angles = rotation(x.shape[1], self.channels, x.device) if self.channels else None
        for block in self:
            x = block(x, angles)
        return x


def rotation(length: int, channels: int, device: torch.device) -> Angles:
    """Cosines and sines [length, channels / 2] of rotary positions (Su et al. 2021, eq. 15)."""
    half = torch.arange(channels // 2, device=device, dtype=torch.float32)
    speed = 1000.0 ** (-half / (channels // 2))
    angle = torch.arange(length, device=device, dtype=torch.float32)[:, None] * speed
    return angle.cos(), angle.sin()


def rotate(x: Tensor, angles: Angles) -> Tensor:
    """Turn pairs of channels of [..., length, channels] by their position's angle."""
    cos, sin = (a.to(x.dtype) for a in angles)
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, first * sin + second * cos), dim=-1)


def places(position: Position, length: int, bar: int, width: int) -> nn.Parameter | None:
    """What `placed` adds: a row for each of `length` positions ("learned"), for each of the `bar`
    positions within a bar (beside "rotary" attention), or nothing to learn ("sinusoidal")."""
    rows = {"learned": length, "rotary": max(1, bar), "sinusoidal": 0}[position]
    return nn.Parameter(torch.zeros(rows, width)) if rows else None


def placed(x: Tensor, table: nn.Parameter | None) -> Tensor:
    """[batch, length, width] with the rows of `table` added, again and again where it is shorter;
    without a table sines and cosines (Vaswani et al. 2017, 3.5)."""
    length, width = x.shape[1:]
    if table is None:
        rows = torch.cat(rotation(length, width, x.device), dim=1)
    else:
        rows = table.repeat(-(-length // len(table)), 1)[:length]
    return x + rows.to(x.dtype)
