"""The thesis's classifier of note density (5.2.2), and the same loss without one.

What the server plays counts exactly instead (`Quotas`); these are for the comparison.
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
from generators.notes.tokens import CONTINUE, FIRST_PITCH, LINE_EVENTS, NOTE_OFF
from generators.score import STEPS_PER_BAR, ScoreError

COUNTS = STEPS_PER_BAR + 1
"""A bar of a line begins 0 to 16 notes."""


class DensityClassifier(nn.Module):
    """A bar's events -> how many notes begin in it."""

    def __init__(self, embedding: int = 16, width: int = 128) -> None:
        super().__init__()
        self.embed = nn.Linear(LINE_EVENTS, embedding, bias=False)
        self.layers = nn.Sequential(
            nn.Linear(STEPS_PER_BAR * embedding, width),
            nn.GELU(),
            nn.Linear(width, width),
            nn.GELU(),
            nn.Linear(width, COUNTS),
        )

    def forward(self, bars: Tensor) -> Tensor:
        """[..., 16, 90], one-hot or any probabilities -> logits [..., 17]."""
        logits: Tensor = self.layers(self.embed(bars).flatten(-2))
        return logits


def classified(classifier: DensityClassifier, column: int, density: int) -> Guide:
    """Cross-entropy of `density` notes in each bar of a column, as the classifier sees it."""

    def guide(grids: Sequence[Tensor]) -> Tensor:
        logits = classifier(_bars(grids[column]).float())
        return F.cross_entropy(logits, torch.full((len(logits),), density), reduction="sum")

    return guide


def expected(column: int, density: float) -> Guide:
    """Squared distance of the expected number of notes in each bar of a column: no training."""

    def guide(grids: Sequence[Tensor]) -> Tensor:
        notes = _bars(grids[column])[..., FIRST_PITCH:].sum(dim=(-2, -1))
        return (notes - density).square().sum()

    return guide


def _bars(line: Tensor) -> Tensor:
    """[batch, steps, 90] -> [bars, 16, 90]."""
    return line.reshape(-1, STEPS_PER_BAR, LINE_EVENTS)


def synthetic_bars(count: int, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """Bars, one-hot [count, 16, 90], and how many notes begin in each [count].

    0 to 16 notes equally often, on random 16ths, near a random pitch; note offs here and there.
    """
    notes = torch.randint(0, COUNTS, (count,), generator=draw)
    places = (count, STEPS_PER_BAR)
    rank = torch.rand(places, generator=draw).argsort(dim=1).argsort(dim=1)
    centre = torch.randint(FIRST_PITCH, LINE_EVENTS, (count, 1), generator=draw)
    pitch = centre + (6.0 * torch.randn(places, generator=draw)).round().long()
    silence = torch.where(torch.rand(places, generator=draw) < 0.15, NOTE_OFF, CONTINUE)
    pitch = pitch.clamp(FIRST_PITCH, LINE_EVENTS - 1)
    events = torch.where(rank < notes[:, None], pitch, silence)
    return F.one_hot(events, LINE_EVENTS).float(), notes


def train(steps: int = 1500, batch: int = 256, seed: int = 0) -> tuple[DensityClassifier, float]:
    """A trained classifier, and the share of new bars whose notes it counts right."""
    torch.manual_seed(seed)
    classifier, draw = DensityClassifier(), torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(classifier.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, steps)
    for _ in range(steps):
        bars, notes = synthetic_bars(batch, draw)
        optimiser.zero_grad()
        torch.autograd.backward(F.cross_entropy(classifier(bars), notes))
        optimiser.step()
        schedule.step()
    classifier.requires_grad_(False)
    bars, notes = synthetic_bars(4096, draw)
    return classifier, float((classifier(bars).argmax(dim=-1) == notes).float().mean())


def save(classifier: DensityClassifier, path: Path) -> None:
    """Write the weights."""
    save_file(classifier.state_dict(), path)


def load(path: Path) -> DensityClassifier:
    """Read what `save` wrote. Raises `ScoreError`."""
    classifier = DensityClassifier()
    try:
        classifier.load_state_dict(load_file(path))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ScoreError(
            f"{path} is no density classifier: make one with `klangbild train density` ({error})"
        ) from error
    return classifier.requires_grad_(False)
