"""What `train autoencoder` reads: one TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Self

from pydantic import Field, model_validator

from generators.images.autoencoder import AutoencoderSizes
from training.images.config import PicturesConfig
from training.notes.config import read_as


class AutoencoderConfig(PicturesConfig):
    """Pictures of `size` pixels, as latents and back again."""

    pictures: str
    """A folder that `prepare art` made, relative to the config's."""
    spectra: str | None = None
    """A folder that `prepare spectra` made: they are learned too, for pictures that sound."""
    sizes: AutoencoderSizes = AutoencoderSizes()
    size: int = Field(default=96, ge=32)

    batch: int = Field(default=16, gt=1)
    rate: float = Field(default=5e-4, gt=0)
    critic_rate: float = Field(default=2e-4, gt=0)
    warmup: int = Field(default=100, ge=0)
    features: float = Field(default=0.5, ge=0)
    """Weight of the distance between features, beside that of pixels."""
    critic: float = Field(default=0.5, ge=0)
    """How hard the critic pulls at a picture, as a share of how hard both distances do."""
    critic_from: int = Field(default=1000, ge=0)
    """The step from which it does."""
    noise: float = Field(default=0.1, ge=0)
    """Deviation of what is added to the latents in training, in their own deviations: a painter
    never finds them exactly."""
    small: float = Field(default=1e-3, ge=0)
    """Weight of the latents' mean square, before they are scaled."""
    valid: int = Field(default=256, ge=2)
    """Validation pictures at most."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.size % self.sizes.zoom:
            raise ValueError(f"size: {self.size} is no multiple of {self.sizes.zoom}")
        if self.warmup + self.cooldown > self.steps:
            raise ValueError(f"steps: {self.steps} is less than warmup + cooldown")
        return self


read_config = partial(read_as, AutoencoderConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` naming the key."""
