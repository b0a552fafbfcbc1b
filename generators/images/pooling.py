"""What was heard over time -> one vector, by attention: the two poolings of the documents."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize


class AttentionPooling(nn.Module):
    """CoverGen, section 3.2.1: s_t = w' tanh(W E_t + b), the mean of E under softmax(s)."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, hidden)
        self.score = nn.Linear(hidden, 1, bias=False)

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, times, width] -> [batch, width]."""
        weights = self.score(self.hidden(features).tanh()).softmax(dim=1)
        pooled: Tensor = (weights * features).sum(dim=1)
        return pooled


class SimilarityPooling(nn.Module):
    """AudioToken (LINKS, section 4.1.1; the public code has the formulas): a time counts by what it
    is, u_t = w' relu(W e_t), and by how like the others it is, p_t = mean over s of
    cos(W_x e_t, W_y e_s); the mean of e under softmax(a u + b p).

    Dropout is for training only: the public code applies it always, and its token jitters.
    """

    def __init__(self, width: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.hidden, self.score = nn.Linear(width, width), nn.Linear(width, 1)
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.drop = nn.Dropout(dropout)
        self.balance = nn.Parameter(torch.ones(2))

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, times, width] -> [batch, width]."""
        unary = self.score(self.drop(self.hidden(features).relu()))
        query = normalize(self.query(features), dim=-1)
        mean_key = normalize(self.key(features), dim=-1).mean(dim=1)
        likeness = torch.einsum("btw,bw->bt", query, mean_key)[..., None]
        weights = (self.balance[0] * unary + self.balance[1] * likeness).softmax(dim=1)
        pooled: Tensor = (weights * features).sum(dim=1)
        return pooled
