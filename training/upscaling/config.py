"""What `train upscaler` reads: one TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from generators.images.upscaler import UpscalerSizes
from training.notes.config import read_as

FREE = frozenset(
    {"run", "steps", "cooldown", "log_every", "save_every", "sample_every", "valid_every", "valid"}
)
"""Keys that may change when a run is resumed."""


class UpscalerConfig(BaseModel):
    """Pictures of `small` pixels become `sizes.scale` times as large; a step learns from squares of
    `crop` of these pixels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: str
    """A folder that `prepare art` made, relative to the config's."""
    run: str = Field(min_length=1)
    sizes: UpscalerSizes = UpscalerSizes()
    small: int = Field(default=64, ge=16)
    crop: int = Field(default=48, ge=16)

    steps: int = Field(gt=0)
    batch: int = Field(default=16, gt=0)
    rate: float = Field(default=5e-4, gt=0)
    warmup: int = Field(default=100, ge=0)
    cooldown: int = Field(default=0, ge=0)
    worn: float = Field(default=0.75, ge=0, le=1)
    """Share of the small pictures that are blurred, noisy or coarsely stored."""
    features: float = Field(default=0.1, ge=0)
    """Weight of the distance between features, beside that of pixels."""
    ema: float = Field(default=0.999, ge=0, lt=1)
    seed: int = Field(default=0, ge=0)
    precision: Literal["no", "bf16"] = "bf16"

    log_every: int = Field(default=50, gt=0)
    save_every: int = Field(default=250, gt=0)
    sample_every: int = Field(default=500, ge=0)
    valid_every: int = Field(default=500, gt=0)
    valid: int = Field(default=400, ge=2)
    """Validation pictures at most."""

    @property
    def schedule(self) -> str:
        """Of the learning rate: up, constant, down to 0."""
        return "constant"

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
