"""What the documents' adapters are trained with, beside the painter's own loss."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import cosine_similarity


def word_penalty(
    words: Tensor,
    labels: Tensor | None = None,
    *,
    l1: float = 0.01,
    l2: float = 0.0,
    label: float = 0.01,
) -> Tensor:
    """What LINKS adds to the diffusion loss (section 4.1.2, and 5 for the l2 term):
    l1 mean|e| + l2 mean e^2 + label (1 - mean cos(e, label))^2.

    `words` [batch, 1, width]; `labels` [batch, width] the pictures' labels, each the mean of its
    tokens' states, or None for a loss without them.
    """  # fmt: skip
    loss = l1 * words.abs().mean() + l2 * words.square().mean()
    if labels is not None:
        loss = loss + label * (1 - cosine_similarity(words[:, 0], labels).mean()).square()
    return loss
