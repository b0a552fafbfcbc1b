"""What `train upscaler` reads: one TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Self

from pydantic import Field, model_validator

from generators.images.upscaler import UpscalerSizes
from training.images.config import PicturesConfig
from training.notes.config import read_as


class UpscalerConfig(PicturesConfig):
    """Pictures of `small` pixels become `sizes.scale` times as large; a step learns from squares of
    `crop` of these pixels."""

    data: str
    """A folder that `prepare art` made, relative to the config's."""
    sizes: UpscalerSizes = UpscalerSizes()
    small: int = Field(default=64, ge=16)
    crop: int = Field(default=48, ge=16)

    batch: int = Field(default=16, gt=0)
    rate: float = Field(default=5e-4, gt=0)
    warmup: int = Field(default=100, ge=0)
    worn: float = Field(default=0.75, ge=0, le=1)
    """Share of the small pictures that are blurred, noisy or coarsely stored."""
    features: float = Field(default=0.1, ge=0)
    """Weight of the distance between features, beside that of pixels."""
    valid: int = Field(default=400, ge=2)
    """Validation pictures at most."""

    @property
    def large(self) -> int:
        """Pixels of the pictures that it learns from."""
        return self.small * self.sizes.scale

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.crop > self.small:
            raise ValueError(f"crop {self.crop} is larger than small {self.small}")
        if self.cooldown > self.steps:
            raise ValueError(f"cooldown {self.cooldown} is longer than steps {self.steps}")
        return self


read_config = partial(read_as, UpscalerConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` naming the key."""
