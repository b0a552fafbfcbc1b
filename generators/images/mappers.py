"""What a listener heard -> the condition of a diffusion painter: the documents' trained adapters.

Each takes `[batch, times, width]` and gives tokens `[batch, 1, out]`. One token is as good as many
equal ones, since attention over identical keys is attention over one; `repeated` is for weights
that were trained with copies and a mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from generators.images.pooling import AttentionPooling, SimilarityPooling


class TokenEmbedder(nn.Module):
    """AudioToken's embedder (LINKS, section 4.1.1): W2 gelu(W1 e), pooled into one word.

    With BEATs' layers 4, 8 and 12 side by side (2304) and CLIP's 768 it has 8,853,507 parameters.
    """

    def __init__(self, width: int = 2304, out: int = 768, dropout: float = 0.5) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, out)
        self.pool = SimilarityPooling(out, dropout)

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, times, width] -> a word's embedding [batch, 1, out]."""
        word: Tensor = self.pool(self.second(nn.functional.gelu(self.first(features))))
        return word[:, None]


class LoraLinear(nn.Module):
    """y = (W + alpha B A) x + b with W and b frozen (CoverGen, section 3.2.2.1). B begins at 0."""

    def __init__(self, width: int, out: int, rank: int, alpha: float) -> None:
        super().__init__()
        self.base = nn.Linear(width, out).requires_grad_(False)
        self.down, self.up = nn.Linear(width, rank, bias=False), nn.Linear(rank, out, bias=False)
        self.alpha = alpha
        nn.init.zeros_(self.up.weight)

    def forward(self, x: Tensor) -> Tensor:
        """`x` [..., width] -> [..., out]."""
        mapped: Tensor = self.base(x) + self.alpha * self.up(self.down(x))
        return mapped


class ResidualBlock(nn.Module):
    """norm(x + L2 drop(relu(L1 x))) (CoverGen, section 3.2.2.2)."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, width)
        self.drop, self.norm = nn.Dropout(dropout), nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        """`x` [..., width] -> the same shape."""
        mapped: Tensor = self.norm(x + self.second(self.drop(self.first(x).relu())))
        return mapped


class LoraMapper(nn.Module):
    """CoverGen's adapter (sections 3.2.1 and 3.2.2.3): pooled, a LoRA layer with norm(relu), some
    residual blocks, another LoRA layer."""

    def __init__(
        self,
        width: int = 512,
        hidden: int = 1024,
        out: int = 768,
        *,
        blocks: int = 2,
        rank: int = 8,
        alpha: float = 1.0,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.pool = AttentionPooling(width, width)
        self.first, self.norm = LoraLinear(width, hidden, rank, alpha), nn.LayerNorm(hidden)
        self.blocks = nn.Sequential(*(ResidualBlock(hidden, dropout) for _ in range(blocks)))
        self.last = LoraLinear(hidden, out, rank, alpha)

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, times, width] -> [batch, 1, out]."""
        x = self.norm(self.first(self.pool(features)).relu())
        mapped: Tensor = self.last(self.blocks(x))
        return mapped[:, None]


class Projection(nn.Module):
    """Kyle's adapter of AudioCLIP (chapter 3): a linear layer with LeakyReLU, a norm and dropout
    where asked for, over the mean of the times."""

    def __init__(
        self, width: int = 1024, out: int = 256, *, norm: bool = True, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, out), nn.LeakyReLU(),
            nn.LayerNorm(out) if norm else nn.Identity(), nn.Dropout(dropout),
        )  # fmt: skip

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, times, width] -> [batch, 1, out]."""
        mapped: Tensor = self.layers(features.mean(dim=1))
        return mapped[:, None]


class PrincipalComponents(nn.Module):
    """What Kyle compares the projection with (chapter 3): the `out` directions in which training
    embeddings differ most. Nothing to train; `fit` it once."""

    def __init__(self, width: int = 1024, out: int = 256) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("directions", torch.zeros(out, width))
        self.mean: Tensor
        self.directions: Tensor

    def fit(self, embeddings: Tensor) -> None:
        """Of `embeddings` [n, width]. Raises `ValueError` for fewer than there are directions."""
        out = len(self.directions)
        if min(embeddings.shape) < out:
            raise ValueError(
                f"{out} directions need as many embeddings of that size, there are "
                f"{embeddings.shape[0]} of {embeddings.shape[1]}"
            )
        self.mean.copy_(embeddings.mean(dim=0))
        self.directions.copy_(
            torch.linalg.svd(embeddings - self.mean, full_matrices=False)[2][:out]
        )

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, times, width] -> [batch, 1, out]."""
        return ((features.mean(dim=1) - self.mean) @ self.directions.T)[:, None]


MAPPERS: Mapping[str, Mapping[str, type[nn.Module]]] = {
    "audiotoken": {"embedder": TokenEmbedder},
    "covergen": {"lora": LoraMapper},
    "audioclip": {"projection": Projection, "pca": PrincipalComponents},
}
"""What each way of hearing may use; the first is its own."""


def mapper_of(way: str, width: int, out: int, told: Mapping[str, Any]) -> nn.Module:
    """The mapper of a way of hearing: its `kind`, where it has several, and sizes as its class
    takes them. Raises `ValueError` for others."""
    sizes, kinds = dict(told), MAPPERS[way]
    kind = sizes.pop("kind", next(iter(kinds)))
    if kind not in kinds:
        raise ValueError(f"mapper.kind: {kind!r} is none of {way}: use {', '.join(kinds)}")
    try:
        return kinds[kind](width, out=out, **sizes)
    except (TypeError, RuntimeError) as error:
        raise ValueError(f"mapper: {error}") from error


def repeated(tokens: Tensor, times: int = 77) -> Tensor:
    """`tokens` [batch, 1, out] as CoverGen feeds them to Stable Diffusion: [batch, times, out]."""
    return tokens.expand(-1, times, -1)
