"""The thesis's note-density classifier (5.2.2): synthetic bars in, the number of onsets out.

The product counts exactly instead (`generators.notes.guidance`); this is for the reproduction.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.notes.guidance import Guide
from generators.notes.tokens import CONTINUE, EVENTS, FIRST_PITCH, NOTE_OFF
from generators.score import STEPS_PER_BAR, ScoreError

LINE = EVENTS[0]
CLASSES = STEPS_PER_BAR + 1


class DensityClassifier(nn.Module):
    """Probabilities of a bar's events -> logits of how many notes begin in it."""

    def __init__(self, embedding: int = 16, width: int = 128) -> None:
        super().__init__()
        self.embed = nn.Linear(LINE, embedding, bias=False)
        self.layers = nn.Sequential(
            nn.Flatten(-2),
            nn.Linear(STEPS_PER_BAR * embedding, width),
            nn.GELU(),
            nn.Linear(width, width),
            nn.GELU(),
            nn.Linear(width, CLASSES),
        )

    def forward(self, bars: Tensor) -> Tensor:
        """[..., 16, 90], one-hot or any probabilities -> [..., 17]."""
        logits: Tensor = self.layers(self.embed(bars))
        return logits

    def guide(self, column: int, target: int) -> Guide:
        """Cross-entropy of `target` onsets in each bar of a column (thesis 4.5)."""

        def loss(grids: Sequence[Tensor]) -> Tensor:
            bars = grids[column].reshape(-1, STEPS_PER_BAR, LINE).float()
            wanted = torch.full((len(bars),), target)
            return F.cross_entropy(self(bars), wanted, reduction="sum")

        return loss


def synthetic_bars(count: int, draw: torch.Generator, soft: float = 0.0) -> tuple[Tensor, Tensor]:
    """Bars [count, 16, 90] and their onsets [count]: 0 to 16 notes on random steps, pitches near
    a random centre, note offs here and there. `soft` is the share of the bars that are mixed
    with noise, as a network's guesses are."""
    number = torch.randint(0, CLASSES, (count,), generator=draw)
    rank = torch.rand(count, STEPS_PER_BAR, generator=draw).argsort(dim=1).argsort(dim=1)
    centre = torch.randint(20, 70, (count, 1), generator=draw)
    pitch = centre + (6 * torch.randn(count, STEPS_PER_BAR, generator=draw)).round().long()
    pitch = (pitch + FIRST_PITCH).clamp(FIRST_PITCH, LINE - 1)
    off = torch.rand(count, STEPS_PER_BAR, generator=draw) < 0.15
    events = torch.where(rank < number[:, None], pitch, torch.where(off, NOTE_OFF, CONTINUE))
    bars = F.one_hot(events, LINE).float()
    if soft:
        noise = torch.rand(count, STEPS_PER_BAR, 3, generator=draw)
        noise = noise / noise.sum(dim=-1, keepdim=True)
        spread = torch.softmax(3 * torch.randn(count, 1, LINE - FIRST_PITCH, generator=draw), dim=-1)
        other = torch.cat((noise[..., :2], noise[..., 2:] * spread), dim=-1)
        amount = torch.rand(count, 1, 1, generator=draw)
        amount = amount * (torch.rand(count, 1, 1, generator=draw) < soft)
        bars = (1 - amount) * bars + amount * other
        drawn = torch.rand(count, STEPS_PER_BAR, generator=draw) < bars[..., FIRST_PITCH:].sum(-1)
        number = drawn.sum(dim=1)
    return bars, number


def train(steps: int = 3000, soft: float = 0.0, seed: int = 0, batch: int = 256) -> tuple[DensityClassifier, float]:
    """A trained classifier and its accuracy on new bars."""
    torch.manual_seed(seed)
    network = DensityClassifier()
    draw = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(network.parameters(), 1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, steps)
    for _ in range(steps):
        bars, number = synthetic_bars(batch, draw, soft)
        loss = F.cross_entropy(network(bars), number)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    bars, number = synthetic_bars(4096, draw, 0.0)
    with torch.no_grad():
        accuracy = float((network(bars).argmax(-1) == number).float().mean())
    return network.requires_grad_(False), accuracy
