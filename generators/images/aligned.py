"""What a listener heard, turned to where what goes with it lies: words or pictures (AudioCLIP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.media import AudioWindow

if TYPE_CHECKING:
    from generators.images.listener import Heard, Listener


class Head(nn.Module):
    """A layer between, and an embedding of length 1: what is compared by its angle."""

    def __init__(self, width: int, size: int, hidden: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.size = size
        self.layers = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, hidden), nn.GELU(), nn.Dropout(dropout),
            nn.Linear(hidden, size),
        )  # fmt: skip

    def forward(self, features: Tensor) -> Tensor:
        """`features` [batch, width] -> [batch, size]."""
        return F.normalize(self.layers(features), dim=-1)

    @classmethod
    def of(cls, table: Mapping[str, Any], weights: Mapping[str, Tensor]) -> Head:
        """Of a listener's table `[head]`. Raises `TypeError` or `RuntimeError` where they do not
        fit."""
        head = cls(**table)
        head.load_state_dict({name: value.float() for name, value in weights.items()})
        return head


class AlignedListener:
    """Another listener, whose embeddings go through a head that `train alignment` made; labels
    and what is heard over time are the other's. The embedding's numbers are around 1, as those of
    a normalised one."""

    def __init__(self, listener: Listener, head: Head, device: torch.device) -> None:
        self.listener: Any = listener
        self.head, self.device = head.eval().to(device), device
        self.rate, self.seconds, self.labels = listener.rate, listener.seconds, listener.labels
        self.size = head.size

    @torch.inference_mode()
    def embed(self, window: AudioWindow) -> Heard:
        """The last `seconds` of the window; silence has a zero embedding. Raises as the other
        listener does."""
        heard: Heard = self.listener.embed(window)
        if not heard.embedding.any():
            return replace(heard, embedding=np.zeros(self.size, np.float32))
        turned = self.head(torch.from_numpy(heard.embedding)[None].to(self.device))[0]
        return replace(heard, embedding=(turned * self.size**0.5).cpu().numpy())

    @property
    def width(self) -> int:
        """Of what is heard over time."""
        return int(self.listener.width)

    def over_time(self, window: AudioWindow) -> NDArray[np.float32]:
        """What the other listener hears before it pools: [times, width]."""
        found: NDArray[np.float32] = self.listener.over_time(window)
        return found
