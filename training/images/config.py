"""What a painter's training run is told: the TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from generators.images.painter_network import PainterSizes
from training.notes.config import explained, read_as

FREE = frozenset(
    {"run", "steps", "cooldown", "log_every", "save_every", "sample_every", "valid_every", "valid"}
)
"""Keys that may change when a run is resumed."""


class PicturesConfig(BaseModel):
    """What all trainings say that make pictures of pictures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run: str = Field(min_length=1)
    steps: int = Field(gt=0)
    cooldown: int = Field(default=0, ge=0)
    ema: float = Field(default=0.999, ge=0, lt=1)
    seed: int = Field(default=0, ge=0)
    precision: Literal["no", "bf16"] = "bf16"

    log_every: int = Field(default=50, gt=0)
    save_every: int = Field(default=250, gt=0)
    sample_every: int = Field(default=500, ge=0)
    valid_every: int = Field(default=500, gt=0)

    @property
    def schedule(self) -> str:
        """Of the learning rates: up, constant, down to 0."""
        return "constant"


class ImagesConfig(PicturesConfig):
    """What `train images` needs. `start` names another run whose weights, as far as they fit, are
    the beginning: a network with one finer grid goes on from a coarser one's."""

    data: str
    """A prepared folder, relative to the config's."""
    start: str | None = None
    sizes: dict[str, Any] = Field(default_factory=dict)

    batch: int = Field(default=64, gt=1)
    rate: float = Field(default=2e-4, gt=0)
    critic_rate: float = Field(default=2e-4, gt=0)
    critic_width: int = Field(default=64, gt=0)
    variety: float = Field(default=0.0, ge=0)
    """Weight of a wish for other layouts where only the latent differs, until two pictures share no
    more than 1 - `apart` of theirs (after diversity-sensitive training, 1901.09024, equation 3).
    Without it a painter may come to ignore its latent."""
    apart: float = Field(default=0.6, gt=0, le=1)
    valid_every: int = Field(default=2500, gt=0)
    valid: int = Field(default=2000, ge=0)
    """Painted pictures that are compared with the validation ones, and as many of those at most;
    0: none."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if "labels" in self.sizes:
            raise ValueError("sizes.labels: leave it out; it comes from the pictures")
        try:
            PainterSizes(labels=1, **self.sizes)
        except ValidationError as error:
            raise ValueError(f"sizes: {explained(error, PainterSizes)}") from error
        if self.cooldown > self.steps:
            raise ValueError(f"cooldown {self.cooldown} is longer than steps {self.steps}")
        return self

    def painter(self, labels: int) -> PainterSizes:
        """The network's sizes for so many labels."""
        return PainterSizes(labels=labels, **self.sizes)


read_config = partial(read_as, ImagesConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` naming the key."""
