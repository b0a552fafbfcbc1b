"""What a listener's training is told: the TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from generators.images.listener import ListenerSizes
from training.notes.config import checked, read_as
from training.sounds.augment import AugmentConfig

FREE = frozenset({"run", "steps", "cooldown", "save_every", "valid_every", "log_every", "workers"})
"""Keys that may change when a run is resumed: how long it goes on, and what does not change what
it learns."""


class ListenerConfig(BaseModel):
    """What `train listener` needs. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run: str
    data: str
    """A prepared folder, relative to the config's."""
    sizes: dict[str, Any] = Field(default_factory=dict)
    seconds: list[float] = Field(default=[3.0, 6.0], min_length=1)
    """Lengths of windows, one a step; the longest is what the listener will ask for."""
    batch: int = Field(default=32, gt=1)
    steps: int = Field(gt=0)
    warmup: int = Field(default=100, ge=0)
    cooldown: int = Field(default=0, ge=0)
    schedule: Literal["constant", "cosine"] = "constant"
    rate: float = Field(default=2e-3, gt=0)
    weight_decay: float = Field(default=0.05, ge=0)
    clip: float = Field(default=1.0, gt=0)
    ema: float = Field(default=0.995, ge=0, lt=1)
    smoothing: float = Field(default=0.1, ge=0, lt=1)
    mix: float = Field(default=0.5, ge=0, le=1)
    """Share of windows that are mixed with another one, and their labels with its."""
    augment: AugmentConfig = AugmentConfig()
    precision: Literal["bf16", "no"] = "bf16"
    seed: int = 0
    workers: int | None = Field(default=None, ge=0)
    save_every: int = Field(default=200, gt=0)
    valid_every: int = Field(default=200, gt=0)
    log_every: int = Field(default=20, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            ListenerSizes(**self.sizes)
        except TypeError as error:
            raise ValueError(f"sizes: {error}") from error
        if not all(0.5 <= seconds <= 60 for seconds in self.seconds):
            raise ValueError("seconds: use 0.5 to 60")
        return self

    @property
    def network(self) -> ListenerSizes:
        """The sizes of the network."""
        return ListenerSizes(**self.sizes)


parse = partial(checked, ListenerConfig)
"""The config in a table that came from a name. Raises `ScoreError` that names the key."""
read_config = partial(read_as, ListenerConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` that names the key."""
