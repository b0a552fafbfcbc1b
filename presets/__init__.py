"""Lists, checks, reads and loads preset folders. Knows files and checksums, not networks: torch
comes with the generator that `load` opens, and only then."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.base import NoteGenerator, Painter
from generators.fakes import Meter, Repeat

NAME = re.compile(r"[A-Za-z0-9 _-]{1,64}")
SHIPPED = Path(__file__).parent
BUILT_IN, METER = "repeat", "meter"
"""The generator and the painter that are code alone; no folder can take their names."""


class PresetError(ValueError):
    """A preset is missing, incomplete or altered; the text says what to do."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Table):
    """One collection that the preset was trained on: so many pieces of music, pictures or clips."""

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
    """What every `preset.toml` says. Unknown keys are refused."""

    kind: str
    about: str
    licence: str
    network: dict[str, Any]
    training: dict[str, Any] = Field(default_factory=dict)
    scores: dict[str, Any] = Field(default_factory=dict)
    data: list[Source] = Field(default_factory=list)
    files: dict[str, str]
    """File name to the SHA-256 of its bytes; "../NAME/FILE" is a file of the preset beside it."""
    path: Path
    name: str

    def place(self, file: str) -> Path:
        """Where the file of this name lies: in its folder, or in that of a preset beside it."""
        listed = (self.path / each for each in self.files if Path(each).name == file)
        return next(listed, self.path / file)

    @property
    def size(self) -> int:
        """Bytes of its own files: what it shares with a preset beside it counts there."""
        return sum((self.path / n).stat().st_size for n in self.files if Path(n).name == n)


class NotesPreset(Preset):
    """What makes music."""

    kind: Literal["notes"]
    tracks: tuple[str, ...] = ("melody", "bass", "drums")
    """The role of each column of the grid; several of one role are its voices."""
    sampler: dict[str, Any] = Field(default_factory=dict)
    expression: Expression | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The tracks that it plays."""
        return tuple(dict.fromkeys(self.tracks))


class ImagesPreset(Preset):
    """What paints. Its folder holds the painter's listener too."""

    kind: Literal["images"]
    labels: tuple[str, ...] = Field(min_length=1)
    """The kinds of picture, in the network's order."""
    adapter: dict[str, Any] = Field(default_factory=dict)
    """From what is heard to what is painted; see `generators.images.adapter`."""


_KINDS: Mapping[str, type[Preset]] = {"notes": NotesPreset, "images": ImagesPreset}


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
            if NAME.fullmatch(toml.parent.name) and toml.parent.name not in (BUILT_IN, METER):
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
    source = path / "preset.toml"
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PresetError(f"{source} cannot be read: {error}") from error
    kind = _KINDS.get(str(table.get("kind")))
    if kind is None:
        raise PresetError(f"{source}: kind: use {' or '.join(_KINDS)}")
    try:
        preset = kind(**{**table, "path": path, "name": path.name})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise PresetError(f"{source}: {where}: {first['msg']}") from error
    for file in preset.files:
        if not (_own(file) or _beside(file, path)) or not (path / file).is_file():
            raise PresetError(f"preset {path.name!r} lacks its file {file!r}: fetch it again")
    return preset


def _own(file: str) -> bool:
    return bool(file) and Path(file).name == file


def _beside(file: str, path: Path) -> bool:
    """Whether it is a file of another preset in the folder where the preset at `path` lies."""
    up, _, rest = file.partition("/")
    name, _, last = rest.partition("/")
    return up == ".." and name != path.name and bool(NAME.fullmatch(name)) and _own(last)


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


def notes(name: str) -> NotesPreset:
    """The notes preset called `name`. Raises `PresetError`."""
    preset = read(name)
    if not isinstance(preset, NotesPreset):
        raise PresetError(f"preset {name!r} makes {preset.kind}, not notes")
    return preset


def images(name: str) -> ImagesPreset:
    """The images preset called `name`. Raises `PresetError`."""
    return _of_images(read(name))


def images_in(folder: Path) -> ImagesPreset:
    """The images preset in a folder of the user's choice. Raises `PresetError`."""
    return _of_images(read_folder(folder))


def _of_images(preset: Preset) -> ImagesPreset:
    if not isinstance(preset, ImagesPreset):
        raise PresetError(f"preset {preset.name!r} makes {preset.kind}, not images")
    return preset


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
    preset = notes(name)
    verify(preset)
    from generators import checkpoint  # noqa: PLC0415 - torch

    try:
        return checkpoint.load(preset.path, device)
    except checkpoint.CheckpointError as error:
        raise PresetError(str(error)) from error


def load_painter(name: str, device: str | None = None) -> tuple[Painter, str]:
    """The painter of an images preset, its files verified, on `device` (default: the best there
    is), and that device's name. "meter" needs no files. Raises `PresetError`."""
    if name == METER:
        return Meter(), "cpu"
    if name not in scan():
        known = ", ".join([METER, *(found.name for found in of_kind("images"))])
        raise PresetError(f"no painter called {name!r}; there are: {known}")
    return open_painter(images(name), device)


def open_painter(preset: ImagesPreset, device: str | None = None) -> tuple[Painter, str]:
    """As `load_painter`, of a preset that was read."""
    verify(preset)
    from generators import checkpoint  # noqa: PLC0415 - torch
    from generators.images import painter  # noqa: PLC0415 - torch

    load_from: Any = painter
    if preset.network.get("kind") == "diffusion":
        from generators.images import diffusion_painter  # noqa: PLC0415 - torch

        load_from = diffusion_painter
    try:
        place = checkpoint.choose_device(device)
        return load_from.load(preset, place), str(place)
    except (checkpoint.CheckpointError, painter.PainterError) as error:
        raise PresetError(str(error)) from error
