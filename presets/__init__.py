"""Lists, checks, reads and loads preset folders. Knows files and checksums, not networks: torch
comes with the generator that `load` opens, and only then."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.base import NoteGenerator
from generators.fakes import Repeat

NAME = re.compile(r"[A-Za-z0-9 _-]{1,64}")
SHIPPED = Path(__file__).parent
BUILT_IN = "repeat"
"""The generator that is code alone; no folder can take its name."""


class PresetError(ValueError):
    """A preset is missing, incomplete or altered; the text says what to do."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Table):
    """One collection that the preset was trained on."""

    name: str
    licence: str
    origin: str
    pieces: int


class Expression(_Table):
    """What a notes preset says of its expression network, which plays what the other wrote."""

    sizes: dict[str, Any]
    licence: str
    training: dict[str, Any] = Field(default_factory=dict)
    scores: dict[str, Any] = Field(default_factory=dict)
    data: list[Source] = Field(default_factory=list)


class Preset(_Table):
    """What `preset.toml` says. Unknown keys are refused."""

    kind: Literal["notes", "images"]
    about: str
    licence: str
    tracks: tuple[str, ...] = ("melody", "bass", "drums")
    """The role of each column of the grid; several of one role are its voices."""
    network: dict[str, Any]
    sampler: dict[str, Any] = Field(default_factory=dict)
    training: dict[str, Any] = Field(default_factory=dict)
    scores: dict[str, Any] = Field(default_factory=dict)
    data: list[Source] = Field(default_factory=list)
    expression: Expression | None = None
    files: dict[str, str]
    """File name to the SHA-256 of its bytes."""
    path: Path
    name: str

    @property
    def roles(self) -> tuple[str, ...]:
        """The tracks that it plays."""
        return tuple(dict.fromkeys(self.tracks))

    @property
    def size(self) -> int:
        """Bytes of the listed files."""
        return sum((self.path / name).stat().st_size for name in self.files)


def folders() -> list[Path]:
    """Where presets are looked for: `$KLANGBILD_PRESETS` (several, separated as in PATH), then
    the shipped ones. The first of a name wins."""
    own = os.environ.get("KLANGBILD_PRESETS", "")
    return [*(Path(p).expanduser() for p in own.split(os.pathsep) if p), SHIPPED]


def scan() -> dict[str, Path]:
    """Name to folder of every preset that can be found; nothing is read but the folder names."""
    found: dict[str, Path] = {}
    for folder in folders():
        for toml in sorted(folder.glob("*/preset.toml")):
            if NAME.fullmatch(toml.parent.name) and toml.parent.name != BUILT_IN:
                found.setdefault(toml.parent.name, toml.parent)
    return found


def read(name: str) -> Preset:
    """The preset called `name`. Raises `PresetError` if there is none or its file is wrong."""
    path = scan().get(name)
    if path is None:
        known = ", ".join(scan()) or "none"
        raise PresetError(f"no preset called {name!r}; there are: {known}")
    return read_folder(path)


def read_folder(path: Path) -> Preset:
    """The preset in a folder of the user's choice."""
    try:
        table = tomllib.loads((path / "preset.toml").read_text(encoding="utf-8"))
        preset = Preset(**{**table, "path": path, "name": path.name})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise PresetError(f"{path / 'preset.toml'}: {where}: {first['msg']}") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise PresetError(f"{path / 'preset.toml'} cannot be read: {error}") from error
    for file in preset.files:
        if Path(file).name != file or not (path / file).is_file():
            raise PresetError(f"preset {path.name!r} lacks its file {file!r}: fetch it again")
    return preset


def verify(preset: Preset) -> None:
    """Raise `PresetError` unless every listed file has the bytes it was published with, and all
    weights are listed."""
    for weights in sorted(preset.path.glob("*.safetensors")):
        if weights.name not in preset.files:
            raise PresetError(
                f"preset {preset.name!r}: {weights.name} has no checksum under [files], so it "
                "cannot be trusted: fetch it again"
            )
    for file, expected in preset.files.items():
        try:
            with (preset.path / file).open("rb") as handle:
                actual = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError as error:
            raise PresetError(f"preset {preset.name!r}: {file}: {error.strerror}") from error
        if actual != expected:
            raise PresetError(
                f"preset {preset.name!r}: {file} is not the file that was published "
                f"(checksum {actual[:12]}..., expected {expected[:12]}...): fetch it again"
            )


def of_kind(kind: Literal["notes", "images"]) -> Iterator[Preset]:
    """The presets of one kind; unreadable ones are left out."""
    for name in scan():
        with suppress(PresetError):
            if (preset := read(name)).kind == kind:
                yield preset


def load(name: str, device: str | None = None) -> NoteGenerator:
    """The generator of a notes preset, its files verified, on `device` (default: the best there
    is). Raises `PresetError`."""
    if name == BUILT_IN:
        return Repeat()
    preset = read(name)
    if preset.kind != "notes":
        raise PresetError(f"preset {name!r} makes {preset.kind}, not notes")
    verify(preset)
    from generators import checkpoint  # noqa: PLC0415 - torch

    try:
        return checkpoint.load(preset.path, device)
    except checkpoint.CheckpointError as error:
        raise PresetError(str(error)) from error
