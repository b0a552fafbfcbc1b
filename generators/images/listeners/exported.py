"""A network of others from a file that `torch.export.save` wrote (.pt2): graph and weights, none of
their code."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from generators.images.listener import TABLE, ListenerError


class Exported(nn.Module):
    """It answers an embedding [1, size] or embeddings [1, times, size], of which the mean counts;
    with `labels`, a pair of that and logits [1, labels]."""

    def __init__(
        self, model: nn.Module, rate: int, seconds: float, size: int, labels: tuple[str, ...]
    ) -> None:
        super().__init__()
        self.model = model
        self.rate, self.seconds, self.labels = rate, seconds, labels
        self.size = self.width = size

    def forward(self, samples: Tensor) -> tuple[Tensor, ...]:
        """`samples` [1, seconds * rate] -> [1, size], [1, times, size] and logits [1, labels].
        Raises `ListenerError` when the network answers otherwise than its folder says."""
        said = self.model(samples)
        found, logits = said if self.labels else (said, said.new_zeros(1, 0))
        times = found[:, None] if found.ndim == 2 else found
        wrong = times.ndim != 3 or len(times) != 1 or times.shape[-1] != self.size
        if wrong or logits.shape != (1, len(self.labels)):
            raise ListenerError(
                f"the network answers an embedding {tuple(found.shape)} and logits "
                f"{tuple(logits.shape)}, its {TABLE} says {self.size} and {len(self.labels)}"
            )
        return times.mean(1), times, logits


def load(path: Path, rate: float, seconds: float, size: float, labels: tuple[str, ...]) -> Exported:
    """Open only files that you trust. Raises `ListenerError`."""
    if not path.is_file():
        raise ListenerError(f"there is no file {path}")
    model = torch.export.load(path).module()
    return Exported(model, int(rate), seconds, int(size), labels)
