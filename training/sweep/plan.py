"""What `train sweep` reads: a config, and lists of values for its keys -> combinations of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.score import ScoreError
from training.alignment.config import AlignmentConfig
from training.alignment.config import read_config as read_alignment
from training.alignment.train import LISTENER
from training.diffusion.config import DiffusionConfig, read_config
from training.notes.config import explained, merged, read_toml

ALIGNMENT = "alignment"
_ALIKE = ("pictures", "sounds", "valid")


class Sweep(BaseModel):
    """A sweep's TOML file. `base` is a config of `train diffusion` that hears; all paths but its
    own are relative to its folder. `set` replaces keys of it for all; `values` has a list for each
    key that is tried out, such as `mapper.kind = ["projection", "pca"]`; a value may be a table.

    Keys of the table `alignment` are those of a config of `train alignment`, whose path
    `alignment` is: the painter then hears by what that training makes.

    Each is measured with each of the guidance `scales`, on `paintings` for each validation clip,
    with `sampling` steps of the sampler.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str
    out: str = Field(min_length=1)
    alignment: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    values: dict[str, Any] = Field(min_length=1)
    scales: list[float] = Field(default=[3.0], min_length=1)
    paintings: int = Field(default=4, gt=0)
    sampling: int = Field(default=24, gt=0)


@dataclass(frozen=True)
class Combination:
    """One run: its `name` says what it has of each value; `changes` to the base config, and those
    to the alignment's, where there is one."""

    name: str
    changes: Mapping[str, Any]
    alignment: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Plan:
    """A sweep and its combinations; `base` and `alignment` are where the configs lie."""

    sweep: Sweep
    base: Path
    alignment: Path | None
    combinations: tuple[Combination, ...]

    @property
    def out(self) -> Path:
        """Where runs and tables go."""
        return self.base.parent / self.sweep.out

    def config(self, combination: Combination) -> DiffusionConfig:
        """Its config. Raises `ScoreError`."""
        return read_config(self.base, combination.changes)


def read(path: Path) -> Plan:
    """The plan in a sweep's file, every config of which is valid. Raises `ScoreError`."""
    try:
        sweep = Sweep(**read_toml(path))
    except FileNotFoundError as error:
        raise ScoreError(f"there is no sweep {path}") from error
    except ValidationError as error:
        raise ScoreError(f"{path}: {explained(error, Sweep)}") from error
    base = path.parent / sweep.base
    alignment = base.parent / sweep.alignment if sweep.alignment else None
    plan = Plan(sweep, base, alignment, tuple(_combinations(path, sweep)))
    _check(path, plan)
    return plan


def _combinations(path: Path, sweep: Sweep) -> Iterator[Combination]:
    axes = list(_axes(path, sweep.values))
    folders: dict[str, str] = {}
    for values in itertools.product(*(axis for _, axis in axes)):
        changes = dict(sweep.set)
        names = []
        for (key, _), value in zip(axes, values, strict=True):
            changes = merged(changes, _nested(key, value))
            names.append(_said(key, value))
        name = ", ".join(names)
        folder = _folder(name)
        if folders.setdefault(folder, name) != name or not folder:
            raise ScoreError(f"{path}: {folders[folder]!r} and {name!r} look alike")
        yield _combination(path, sweep, name, changes)


def _combination(path: Path, sweep: Sweep, name: str, changes: dict[str, Any]) -> Combination:
    """`changes` have what is wished of the alignment in a table of their own."""
    run = {"run": f"{sweep.out}/{_folder(name)}", "sample_every": 0}
    if ALIGNMENT not in changes:
        if sweep.alignment:
            raise ScoreError(f"{path}: values has no key of the alignment: leave it out")
        return Combination(name, merged(changes, run))
    if not sweep.alignment:
        raise ScoreError(f"{path}: name the config `alignment` whose keys values has")
    wished = changes.pop(ALIGNMENT)
    aligned = f"{sweep.out}/{ALIGNMENT}/{_folder(_said('', wished))}"
    return Combination(
        name,
        merged(changes, {**run, "listener": f"{aligned}/{LISTENER}"}),
        merged(wished, {"run": aligned}),
    )


def _axes(path: Path, values: Mapping[str, Any], key: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Keys with dots, and what is tried out for each."""
    for name, value in values.items():
        full = f"{key}.{name}" if key else name
        if name == "run":
            raise ScoreError(f"{path}: values.{full}: a sweep names its runs itself")
        if isinstance(value, Mapping):
            yield from _axes(path, value, full)
        elif isinstance(value, list) and value:
            yield full, value
        else:
            raise ScoreError(f"{path}: values.{full}: write a list of values")


def _nested(key: str, value: Any) -> dict[str, Any]:
    for part in reversed(key.split(".")):
        value = {part: value}
    found: dict[str, Any] = value
    return found


def _said(key: str, value: Any) -> str:
    """A key and its value as a person reads them, tables and all."""
    if isinstance(value, Mapping):
        parts = [_said(f"{key}.{name}" if key else name, one) for name, one in value.items()]
        return ", ".join(parts)
    return f"{key} {value}"


def _folder(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")


def _check(path: Path, plan: Plan) -> None:
    """Figures compare only when everybody is asked the same."""
    if plan.alignment and plan.alignment.parent != plan.base.parent:
        raise ScoreError(f"{path}: base and alignment have to lie in the same folder")
    configs = [plan.config(each) for each in plan.combinations]
    for name in _ALIKE:
        found = {str(getattr(config, name)) for config in configs}
        if len(found) > 1:
            raise ScoreError(f"{path}: {name} differs ({', '.join(sorted(found))})")
    if not configs[0].hears:
        raise ScoreError(f"{path}: {plan.base.name} hears nothing; a sweep measures what is heard")
    if any(config.pairs == "piece" for config in configs):
        raise ScoreError(f"{path}: a sweep measures labels; leave `pairs` out")
    for each in plan.combinations:
        aligned(plan, each)


def aligned(plan: Plan, combination: Combination) -> AlignmentConfig | None:
    """The config of a combination's alignment, if it has one. Raises `ScoreError`."""
    if combination.alignment is None or plan.alignment is None:
        return None
    return read_alignment(plan.alignment, combination.alignment)
