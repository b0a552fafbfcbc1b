"""What `train diffusion` reads: one TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, Self

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from generators.images.denoiser import DenoiserSizes
from generators.images.mappers import mapper_of
from generators.images.prompt import TEMPLATE
from generators.images.system import Kind
from training.diffusion.pairs import Rule
from training.notes.config import explained, read_as
from training.pace import Paced

FREE = frozenset(
    {
        *("run", "steps", "cooldown", "stop_after"),
        *("log_every", "save_every", "sample_every", "valid_every"),
    }
)
"""Keys that may change when a run is resumed."""


class StableModel(BaseModel):
    """A Stable Diffusion that an adapter learns for: `model` in a folder or on a hub, pictures of
    `size` pixels, and AudioToken's `prompt`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    size: int = 512
    prompt: str = TEMPLATE


class DiffusionConfig(Paced):
    """`kind` says what is learned: a painter that is asked for labels in words (`labels`); on such
    a painter, which stays as it is, a heard word (`audiotoken`) or a mapping past the words
    (`covergen`); or a painter that is told what was heard (`audioclip`).

    The painter of these adapters is the run `base`, of kind `labels`, or the user's own `model`.
    The other two may begin where a `base` ended.

    `everything`: the painter learns too (LINKS, second experiment).
    """

    kind: Kind
    pictures: str
    """A folder that `prepare art` made, relative to the config's."""
    sounds: str | None = None
    """A folder that `prepare sounds` made."""
    listener: str | None = None
    """A folder with a `listener.toml`."""
    seconds: float | None = Field(default=None, gt=0)
    """Length of the windows of music, where it is less than the listener's (Kyle, 4.3.2)."""
    pairs: Rule = "label"
    run: str = Field(min_length=1)
    base: str | None = None
    autoencoder: str | None = None
    """A run of `train autoencoder`, in whose latents a painter without a `base` denoises."""
    model: StableModel | None = None
    everything: bool = False
    sizes: dict[str, Any] = Field(default_factory=dict)
    mapper: dict[str, Any] = Field(default_factory=dict)
    """Sizes of the adapter, as its class takes them; `kind = "pca"` is Kyle's other projection."""

    batch: int = Field(default=64, gt=0)
    drop: float = Field(default=0.2, ge=0, lt=1)
    """Share of the pictures that are learned without a condition (Kyle, chapter 3)."""
    l1: float = Field(default=0.01, ge=0)
    l2: float = Field(default=0.0, ge=0)
    label: float = Field(default=0.01, ge=0)
    """Weights of AudioToken's penalties."""
    ema: float = Field(default=0.999, ge=0, lt=1)
    seed: int = Field(default=0, ge=0)
    precision: Literal["no", "bf16"] = "bf16"

    log_every: int = Field(default=50, gt=0)
    save_every: int = Field(default=250, gt=0)
    sample_every: int = Field(default=1000, ge=0)
    valid_every: int = Field(default=1000, gt=0)
    valid: int = Field(default=512, gt=0)
    """Validation pictures at most."""

    @property
    def hears(self) -> bool:
        """Whether music takes part."""
        return self.kind != "labels"

    @property
    def on_base(self) -> bool:
        """Whether it stands on a painter that was trained before."""
        return self.kind in ("audiotoken", "covergen")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.hears and not (self.sounds and self.listener):
            raise ValueError(f"kind {self.kind} hears: name `sounds` and `listener`")
        if self.pairs == "piece" and not self.hears:
            raise ValueError("pairs: kind labels hears no music; leave it out")
        if self.on_base and (self.base is None) == (self.model is None):
            raise ValueError(f"kind {self.kind} needs `base`, a run of kind labels, or `model`")
        if self.model and not self.on_base:
            raise ValueError(f"kind {self.kind} has no `model`: that is for adapters")
        if (self.base or self.model) and self.sizes:
            raise ValueError("sizes: the base or the model has them")
        if (self.base or self.model) and self.autoencoder:
            raise ValueError("autoencoder: the base or the model has its own")
        if self.hears:
            with torch.device("meta"):
                mapper_of(self.kind, 8, 8, self.mapper)
        if {"labels", "added", "autoencoder"} & set(self.sizes):
            raise ValueError("sizes: leave labels, added and autoencoder out: others say them")
        try:
            DenoiserSizes(labels=1, **self.sizes)
        except ValidationError as error:
            raise ValueError(f"sizes: {explained(error, DenoiserSizes)}") from error
        return self


read_config = partial(read_as, DiffusionConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` naming the key."""
