"""Does a task without the server: a generator in this process, files in and out, a progress bar."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

import presets
from generators.base import Draft, Filling, FillRequest, NoteGenerator, Sampling
from generators.fakes import Repeat
from generators.midi_file import MidiDocument, TrackChoice, read_midi
from generators.score import BEATS_PER_BAR, ROLES, Clip, Hole, ScoreError
from generators.tasks import Task
from presets import PresetError
from server import worker
from server.settings import StartError

_PATIENCE_S = 0.7
"""Seconds of work before a progress bar appears."""


class FileError(OSError):
    """A file may not be read or written as asked; the text says what to do."""


@dataclass(frozen=True, slots=True)
class How:
    """What all tasks have in common: `deadline` in seconds from the start of the generation."""

    preset: str
    device: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    deadline: float | None = None
    force: bool = False
    choice: TrackChoice = field(default_factory=TrackChoice)
    any_metre: bool = False

    def read(self, path: Path) -> MidiDocument:
        """The piece in a file."""
        try:
            document = read_midi(path, self.choice, self.any_metre)
        except ScoreError as error:
            raise ScoreError(f"{path}: {error}") from error
        if not document.roles:
            raise ScoreError(
                f"{path}: no track could be told to be melody, chords, bass or drums: see "
                "`klangbild tracks` and choose with --melody, --chords, --bass, --drums"
            )
        return document

    @property
    def plays(self) -> tuple[str, ...]:
        """The tracks that the preset plays. Raises `PresetError`."""
        if self.preset == worker.FAKE:
            return Repeat.roles
        return presets.notes(self.preset).roles

    def answer(self, task: Task) -> tuple[Filling, ...]:
        """Fill the holes of `task`: a filling for each variation."""
        clip, holes = task
        with Console(stderr=True).status(Text(f"loading preset {self.preset} ...")):
            generator = open_generator(self.preset, self.device)
        request = FillRequest("offline", clip, holes, self.sampling)
        return draw(generator, request, self.deadline)


def open_generator(name: str, device: str | None = None) -> NoteGenerator:
    """The generator of a notes preset, its files verified; "repeat" needs none.

    Raises `PresetError`, and `StartError` if it cannot run on the device.
    """
    try:
        return worker.load_generator(name, device)[0]
    except ValueError as error:
        raise PresetError(str(error)) from error
    except (RuntimeError, ImportError) as error:
        what = str(error).partition("\n")[0]
        raise StartError(
            f"preset {name!r} cannot run on {device or 'this machine'}: {what}"
        ) from error


def draw(
    generator: NoteGenerator, request: FillRequest, deadline: float | None = None
) -> tuple[Filling, ...]:
    """The fillings of the last draft, or of the best one that there is after `deadline` seconds."""
    draft: Draft | None = None
    end = None if deadline is None else time.monotonic() + deadline
    with progress("composing") as show:
        for draft in generator.fill(request):
            show(draft.progress)
            if end is not None and time.monotonic() >= end:
                break
    if draft is None:
        raise StartError("the model gave no answer at all")
    return draft.variations


@contextmanager
def progress(text: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr that is told its share 0..1; it shows only if the work takes a while."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    work = bar.add_task(text, total=1.0)
    began = time.monotonic()

    def show(share: float) -> None:
        bar.update(work, completed=share)
        if not bar.live.is_started and time.monotonic() - began > _PATIENCE_S:
            bar.start()

    try:
        yield show
    finally:
        if bar.live.is_started:
            bar.stop()


def targets(out: Path, count: int, force: bool, sources: Sequence[Path] = ()) -> list[Path]:
    """Where `count` variations go: OUT, or OUT-1, OUT-2 ... Raises `FileError` before any work
    is done in vain: an input, a file that exists (unless `force`), a folder that does not exist
    or is read-only."""
    if out.is_dir():
        raise FileError(f"{out} is a folder: name a file")
    if not out.suffix:
        out = out.with_name(out.name + ".mid")
    paths = [out.with_stem(f"{out.stem}-{i}") for i in range(1, count + 1)] if count > 1 else [out]
    if not out.parent.is_dir():
        raise FileError(f"there is no folder {out.parent}: make it first")
    if not os.access(out.parent, os.W_OK):
        raise FileError(f"{out} cannot be written: choose a folder other than {out.parent}")
    for path in paths:
        if any(source.exists() and path.exists() and path.samefile(source) for source in sources):
            raise FileError(f"{path} is the input: choose another name for the result")
        if path.is_dir():
            raise FileError(f"{path} is a folder: name a file")
        if path.exists() and not force:
            raise FileError(f"{path} exists: choose another name, or --force to replace it")
    return paths


def save(path: Path, data: bytes) -> None:
    """Write the whole file or nothing. Raises `FileError`."""
    try:
        _save(path, data)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}") from error


def _save(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".klangbild-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)  # mkstemp's files are private
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def roles_of(tracks: str, there: Collection[str], plays: Sequence[str]) -> tuple[str, ...]:
    """`all` (those that are there and that the preset plays) or a list such as `melody,bass`."""
    if tracks.strip().lower() == "all":
        return tuple(role for role in plays if role in there)
    names = tuple(name.strip().lower() for name in tracks.split(",") if name.strip())
    for name in names:
        if name not in ROLES:
            raise ScoreError(f"unknown track {name!r}: use all, or some of {','.join(ROLES)}")
    return names


def holes_of(clip: Clip, roles: Sequence[str], bars: str = "", beats: str = "") -> list[Hole]:
    """Holes from bars as a DAW counts them (`9-12`, `9`, `1-2,9-12`; the first is 1, the last is
    included) and from beats (`33.25-33.5`; the first is 0, the end is not included)."""
    spans = [_bars(text, clip) for text in bars.split(",") if text.strip()]
    spans += [_beats(text, clip) for text in beats.split(",") if text.strip()]
    if not spans:
        raise ScoreError("say what to fill: --bars 9-12, or --beats 33.25-33.5")
    return [Hole(role, start, end) for role in roles for start, end in spans]


def _bars(text: str, clip: Clip) -> tuple[float, float]:
    first, _, last = text.partition("-")
    try:
        low, high = int(first), int(last or first)
    except ValueError:
        raise ScoreError(f"bars {text.strip()!r} cannot be read: write 9 or 9-12") from None
    count = int(-(-clip.length // BEATS_PER_BAR))
    if not 1 <= low <= high:
        raise ScoreError(f"bars {text.strip()} make no stretch: the first bar is 1, write 9-12")
    if high > count:
        raise ScoreError(
            f"bars {text.strip()} lie outside the piece of {count} bars: to go on after its end "
            "use `klangbild continue`"
        )
    return (low - 1.0) * BEATS_PER_BAR, min(float(high * BEATS_PER_BAR), clip.length)


def _beats(text: str, clip: Clip) -> tuple[float, float]:
    first, _, last = text.partition("-")
    try:
        start, end = float(first), float(last)
    except ValueError:
        raise ScoreError(f"beats {text.strip()!r} cannot be read: write 33.25-33.5") from None
    if not 0.0 <= start < end <= clip.length:
        raise ScoreError(f"beats {text.strip()} lie outside the piece: it has 0-{clip.length:g}")
    return start, end
