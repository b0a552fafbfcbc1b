"""Learning from a trained network: its probabilities at the masked positions as targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from generators.notes.diffusion import corrupt
from generators.notes.networks import UnmaskingNetwork
from generators.notes.tokens import Layout
from generators.score import ScoreError
from training.notes.config import NotesConfig, TeacherConfig
from training.notes.trained import trained


@dataclass(frozen=True)
class Teacher:
    """A network that is asked and never changes."""

    network: UnmaskingNetwork
    layout: Layout
    weight: float
    temperature: float

    @torch.no_grad()
    def says(self, grid: Tensor, mask: Tensor) -> list[Tensor]:
        """Logits per track of the positions under `mask`, which the teacher does not see."""
        return cast(list[Tensor], self.network(corrupt(grid, mask, self.layout), mask))


def load_teacher(told: TeacherConfig, config: NotesConfig, folder: Path) -> Teacher:
    """The teacher that the config names, on the CPU. Raises `ScoreError` when it does not fit."""
    layout, network = trained(told.source, folder)
    if layout != config.layout:
        plays, learns = (", ".join(each.roles) for each in (layout, config.layout))
        raise ScoreError(f"teacher {told.source} plays {plays}; the student learns {learns}")
    return Teacher(network.requires_grad_(False), layout, told.weight, told.temperature)


def divergence(
    said: Sequence[Tensor],
    taught: Sequence[Tensor],
    mask: Tensor,
    asked: Tensor,
    temperature: float,
) -> Tensor:
    """KL(teacher || student) in nats, summed over the masked positions [batch, tracks].

    `said` are the student's logits of the `asked` positions, `taught` the teacher's of those
    under `mask`. Both are divided by `temperature`; the square of it keeps the gradients' scale
    (Hinton et al. 2015, section 2.1).
    """
    sums = []
    for track, (student, teacher) in enumerate(zip(said, taught, strict=True)):
        where = mask[:, :, track]
        absorbed = student[where[asked[:, :, track]]]
        ours, theirs = (
            (logits.float() / temperature).log_softmax(-1) for logits in (absorbed, teacher)
        )
        distances = F.kl_div(ours, theirs, log_target=True, reduction="none").sum(-1)
        piece = where.nonzero()[:, 0]
        sums.append(distances.new_zeros(len(mask)).index_add_(0, piece, distances))
    return torch.stack(sums, dim=1) * temperature**2
