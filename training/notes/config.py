"""What a training run is told: the TOML file, validated at birth."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from generators.notes.diffusion import RegionMix
from generators.notes.networks import NETWORKS, sizes_of
from generators.notes.tokens import TRIO, Layout
from generators.score import STEPS_PER_BAR, ScoreError

FREE = frozenset(
    {
        *("steps", "cooldown", "accumulate", "run"),
        *("save_every", "valid_every", "valid_pieces", "valid_bars", "log_every", "sample_every"),
        *("workers", "compile", "peak_tflops"),
    }
)
"""Keys that may change when a run is resumed: how long it goes on, and what does not change what
it learns. Any other change would be another run."""


Config = TypeVar("Config", bound=BaseModel)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Table):
    """A split of a prepared folder (relative to the config's) and its share of the training."""

    tokens: str
    split: Literal["train", "valid", "test"] = "train"
    share: float = Field(gt=0)


class TeacherConfig(_Table):
    """A trained network whose probabilities are learned beside the events."""

    source: str
    """A run's folder (relative to the config's), a preset's folder or its name."""
    weight: float = Field(default=1.0, gt=0)
    temperature: float = Field(default=1.0, gt=0)


class NotesConfig(_Table):
    """What `train notes` needs. Unknown keys and keys that contradict each other are refused."""

    network: str = "conv-transformer"
    tracks: list[str] = list(TRIO.roles)
    """The role of each column of the grid; several of one role are its voices."""
    sizes: dict[str, Any]
    train: list[SourceConfig] = Field(min_length=1)
    valid: str
    """A prepared folder, of which the split `valid` is heard."""
    run: str = Field(min_length=1)
    start: str | None = None
    """A trained network of the same sizes to begin with: a run's folder (relative to the config's),
    a preset's folder or its name."""
    teacher: TeacherConfig | None = None

    steps: int = Field(gt=0)
    schedule: Literal["constant", "cosine"] = "constant"
    warmup: int = Field(default=500, ge=0)
    cooldown: int = Field(default=0, ge=0)
    rate: float = Field(default=5e-4, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    clip: float = Field(default=1.0, gt=0)
    ema: float = Field(default=0.999, ge=0, lt=1)

    positions: int = Field(default=8192, gt=0)
    accumulate: int = Field(default=1, gt=0)
    bars: list[int] = Field(default=[64], min_length=1)
    semitones: int = Field(default=6, ge=0, le=12)
    weighting: Literal["thesis", "elbo"] = "thesis"
    reconstruct: float = Field(default=0.0, ge=0)
    """Weight of saying kept events again. It teaches the way from event to head at once, without
    which the network learns nothing but frequencies for tens of thousands of steps."""
    regions: dict[str, float] = Field(default_factory=dict)
    seed: int = Field(default=0, ge=0)

    precision: Literal["no", "bf16"] = "bf16"
    compile: bool = False
    workers: int | None = Field(default=None, ge=0)
    """Processes that draw batches ahead; default: 2 for a GPU, none for a CPU."""
    peak_tflops: float | None = Field(default=None, gt=0)

    save_every: int = Field(default=500, gt=0)
    valid_every: int = Field(default=500, gt=0)
    valid_pieces: int = Field(default=64, gt=0)
    valid_bars: int | None = Field(default=None, gt=0)
    log_every: int = Field(default=50, gt=0)
    sample_every: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        longest = _longest_bars(self.network, self.sizes, self.layout)
        _known("regions", self.regions, [f.name for f in fields(RegionMix)])
        try:
            RegionMix(**self.regions)
        except ValueError as error:
            raise ValueError(f"regions: {error}") from error
        for name, bars in (("bars", self.bars), ("valid_bars", [self.validation_bars])):
            if not 0 < min(bars) <= max(bars) <= longest:
                raise ValueError(f"{name}: use 1 to {longest}, which is what the network hears")
        if self.positions // (max(self.bars) * STEPS_PER_BAR) < self.accumulate:
            raise ValueError(
                f"positions: {self.positions} is less than {self.accumulate} (accumulate) windows "
                f"of {max(self.bars)} bars ({STEPS_PER_BAR} positions each)"
            )
        if self.schedule == "cosine" and self.cooldown:
            raise ValueError("cooldown: a cosine schedule comes down by itself; leave it out")
        if self.warmup + self.cooldown > self.steps:
            raise ValueError(
                f"steps: {self.steps} is less than warmup + cooldown "
                f"({self.warmup} + {self.cooldown})"
            )
        return self

    @property
    def validation_bars(self) -> int:
        """Length of a validation window."""
        return self.valid_bars or max(self.bars)

    @property
    def layout(self) -> Layout:
        """What the columns of the grid are."""
        return Layout(tuple(self.tracks))


def _longest_bars(network: str, sizes: dict[str, Any], layout: Layout) -> int:
    """The longest window that the network hears. Raises `ValueError` that names the key."""
    if network not in NETWORKS:
        raise ValueError(f"network: {network!r} is unknown: use {', '.join(NETWORKS)}")
    _known("sizes", sizes, list(NETWORKS[network][1].model_fields))
    try:
        return sizes_of(network, sizes, layout).longest // STEPS_PER_BAR
    except ValueError as error:
        raise ValueError(f"sizes: {str(error).removeprefix('network sizes: ')}") from error


def _known(table: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in given:
        if key not in known:
            raise ValueError(f"{table}.{key}: {_unknown(key, known)}")


def _unknown(key: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"unknown key; {f'did you mean {close[0]}' if close else 'use ' + ', '.join(known)}"


def read_toml(path: Path) -> dict[str, Any]:
    """The table in `path`. Raises `ScoreError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScoreError(f"{path} is no TOML: {error}") from error


def read_as(kind: type[Config], path: Path, overrides: Mapping[str, Any] | None = None) -> Config:
    """The config of this `kind` at `path`, its keys replaced by `overrides` (nested tables are
    merged). Raises `ScoreError` that names the wrong key."""
    try:
        table = read_toml(path)
    except FileNotFoundError as error:
        raise ScoreError(f"there is no config {path}") from error
    return checked(kind, str(path), merged(table, overrides or {}))


def checked(kind: type[Config], name: str, table: Mapping[str, Any]) -> Config:
    """A config of this `kind` from a table that came from `name`. Raises `ScoreError` that names
    the key."""
    try:
        return kind(**table)
    except ValidationError as error:
        raise ScoreError(f"{name}: {explained(error, kind)}") from error


parse = partial(checked, NotesConfig)
"""The config in a table that came from a name. Raises `ScoreError` that names the key."""
read_config = partial(read_as, NotesConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` that names the key."""


def explained(error: ValidationError, table: type[BaseModel]) -> str:
    """What is wrong with which keys of `table`, in one line."""
    return "; ".join(_say(each, table) for each in error.errors())


def _say(error: ErrorDetails, table: type[BaseModel]) -> str:
    where, text = ".".join(map(str, error["loc"])), error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        nested: dict[str, type[BaseModel]] = {"train": SourceConfig, "teacher": TeacherConfig}
        table = nested.get(str(error["loc"][0]), table)
        text = _unknown(str(error["loc"][-1]), list(table.model_fields))
    return f"{where}: {text}" if where else text


def merged(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`table` with `changes`; tables inside are merged, everything else is replaced."""
    result = dict(table)
    for key, value in changes.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = merged(old, value) if both else value  # type: ignore[arg-type]
    return result


def overrides(settings: Sequence[str]) -> dict[str, Any]:
    """`--set` options such as `sizes.layers=2` as a table. Values are TOML; what is no TOML is
    text. Raises `ScoreError`."""
    table: dict[str, Any] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        keys = [key.strip() for key in path.split(".")]
        if not equals or not all(keys):
            raise ScoreError(f"--set {setting}: write key=value, such as sizes.layers=2")
        value: Any
        try:
            value = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            value = text
        for key in reversed(keys):
            value = {key: value}
        table = merged(table, value)
    return table


def differences(old: BaseModel, new: BaseModel, free: Set[str] = FREE) -> list[str]:
    """Keys that differ and may not, being none of `free`, as "key: old -> new"."""
    before, after = (dict(_flat(c.model_dump(exclude=set(free)))) for c in (old, new))
    missing = "none"
    return [
        f"{key}: {before.get(key, missing)} -> {after.get(key, missing)}"
        for key in sorted({*before, *after})
        if before.get(key, missing) != after.get(key, missing)
    ]


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        parts = [(str(key), part) for key, part in value.items()]
    elif isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        parts = [(str(number), part) for number, part in enumerate(value)]
    else:
        yield path, value
        return
    for key, part in parts:
        yield from _flat(part, f"{path}.{key}" if path else key)
