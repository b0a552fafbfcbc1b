"""What `train diffusion` reads: one TOML file, validated at birth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from generators.images.denoiser import DenoiserSizes
from generators.score import ScoreError
from training.diffusion.pairs import Rule
from training.notes.config import explained, merged, read_toml

FREE = frozenset({"run", "steps", "log_every", "save_every", "sample_every", "valid_every"})
"""Keys that may change when a run is resumed."""
Kind = Literal["labels", "audiotoken", "covergen", "audioclip"]


class DiffusionConfig(BaseModel):
    """`kind` says what is learned: a painter that is asked for labels in words (`labels`); on such
    a painter, the run `base`, which stays as it is, a heard word (`audiotoken`) or a mapping past
    the words (`covergen`); or a painter that is told what was heard from the first (`audioclip`).

    `everything`: the painter learns too (LINKS, second experiment).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    pictures: str
    """A folder that `prepare art` made, relative to the config's."""
    sounds: str | None = None
    """A folder that `prepare sounds` made."""
    listener: str | None = None
    """A folder with a `listener.toml`."""
    pairs: Rule = "label"
    run: str = Field(min_length=1)
    base: str | None = None
    everything: bool = False
    sizes: dict[str, Any] = Field(default_factory=dict)
    mapper: dict[str, Any] = Field(default_factory=dict)
    """Sizes of the adapter, as its class takes them."""

    steps: int = Field(gt=0)
    batch: int = Field(default=64, gt=0)
    rate: float = Field(default=1e-4, gt=0)
    warmup: int = Field(default=0, ge=0)
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
        if self.on_base != bool(self.base):
            what = "needs `base`, a run" if self.on_base else "has no `base`; that is for a painter"
            raise ValueError(f"kind {self.kind} {what} of kind labels")
        if self.on_base and self.sizes:
            raise ValueError("sizes: the base has them")
        if {"labels", "added"} & set(self.sizes):
            raise ValueError("sizes: leave labels and added out; they come from pictures and kind")
        try:
            DenoiserSizes(labels=1, **self.sizes)
        except ValidationError as error:
            raise ValueError(f"sizes: {explained(error, DenoiserSizes)}") from error
        return self

    def painter(self, labels: int) -> DenoiserSizes:
        """The network's sizes for so many labels."""
        return DenoiserSizes(labels=labels, added=self.kind == "audioclip", **self.sizes)


def read_config(path: Path, overrides: Mapping[str, Any] | None = None) -> DiffusionConfig:
    """The config at `path`, keys replaced by `overrides`. Raises `ScoreError` naming the key."""
    try:
        return DiffusionConfig(**merged(read_toml(path), overrides or {}))
    except ValidationError as error:
        raise ScoreError(f"{path}: {explained(error, DiffusionConfig)}") from error
    except FileNotFoundError as error:
        raise ScoreError(f"there is no config {path}") from error
