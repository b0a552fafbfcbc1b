"""What the documents' adapters are trained with, beside the painter's own loss."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, cross_entropy, normalize


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


def contrastive(ones: Tensor, others: Tensor, labels: Tensor, scale: Tensor | float) -> Tensor:
    """The symmetric cross entropy of CLIP and AudioCLIP (arXiv 2106.13043, section 3): which of
    `others` [batch, width] goes with each of `ones` [batch, width], and the other way round, by
    their cosines times `scale`.

    Pairs are of a label, `labels` [batch], so that another pair of that label is no wrong answer:
    it is left out, and each pair stands against those of other labels alone (Kyle, section 4.3.1).
    """
    likeness = scale * normalize(ones, dim=-1) @ normalize(others, dim=-1).T
    pairs = torch.arange(len(labels), device=labels.device)
    alike = (labels[:, None] == labels) & (pairs[:, None] != pairs)
    likeness = likeness.masked_fill(alike, -torch.inf)
    return (cross_entropy(likeness, pairs) + cross_entropy(likeness.T, pairs)) / 2
