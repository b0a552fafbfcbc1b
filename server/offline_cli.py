"""The commands that do one musical task each with files: fill, generate, continue, leadin ..."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from generators import tasks
from generators.base import Sampling
from generators.controls import KEY, Controls
from generators.midi_file import MidiDocument, TrackChoice, clip_to_midi, read_midi
from generators.score import ROLES, ScoreError
from server import offline
from server.offline import How
from server.settings import Settings

In = Annotated[Path, typer.Argument(metavar="IN.mid", help="The piece.", show_default=False)]
Out = Annotated[Path, typer.Argument(metavar="OUT.mid", help="The result.", show_default=False)]
Bars = Annotated[int, typer.Option(help="How many bars to add.")]
Tracks = Annotated[str, typer.Option(help=f"all, or some of {','.join(ROLES)}.")]


def _drawing(
    *,
    preset: Annotated[str, typer.Option(help="Which model; see `klangbild presets list`.")] = str(
        Settings.model_fields["preset"].default
    ),
    seed: Annotated[int, typer.Option(help="The same seed gives the same answer.")] = 0,
    temperature: Annotated[
        float | None, typer.Option(help="Low: likely notes, high: daring ones (0.05 to 4).")
    ] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Keep the likeliest events up to this share (0.01 to 1).")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Network calls; fewer is faster.")] = None,
    variations: Annotated[
        int, typer.Option(help="Different answers, into OUT-1.mid, OUT-2.mid ...")
    ] = 1,
    humanise: Annotated[
        float, typer.Option(help="How much new notes are played: 0 flat and on the grid, to 1.")
    ] = 1.0,
    deadline: Annotated[
        float | None, typer.Option(min=0.0, help="Take the best draft after this many seconds.")
    ] = None,
    density: Annotated[
        str, typer.Option(help="Notes in each bar: 8 for melody and bass, or bass=4,drums=8.")
    ] = "",
    rhythm: Annotated[
        str, typer.Option(help="Share of the notes off the beat, 0 to 1: 0.5, or bass=0.2.")
    ] = "",
    key: Annotated[str, typer.Option(help="Scale of new notes: C, A minor, F# dorian ...")] = "",
    low: Annotated[str, typer.Option(help="Lowest new pitch: 48, or bass=28,melody=60.")] = "",
    high: Annotated[str, typer.Option(help="Highest new pitch, in the same way.")] = "",
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> How:
    asked = {"density": density, "rhythm": rhythm, "low": low, "high": high}
    values = {n: v for name, text in asked.items() for n, v in _by_role(name, text).items()}
    controls = Controls({**values, KEY: key} if key else values)
    sampling = Sampling(seed, temperature, top_p, steps, variations, controls, humanise)
    return How(preset, device, sampling, deadline, force)


def _by_role(name: str, text: str) -> dict[str, float]:
    """ "8,drums=12" -> {name: 8, name.drums: 12}. Raises `ScoreError`."""
    found = {}
    for part in filter(None, text.split(",")):
        role, _, number = part.rpartition("=")
        try:
            found[f"{name}.{role.strip()}" if role else name] = float(number)
        except ValueError:
            raise ScoreError(
                f"--{name} {text!r}: use a number, or numbers for tracks such as bass=4,melody=8"
            ) from None
    return found


def _reading(
    *,
    melody: Annotated[
        int | None, typer.Option(help="Number of the track; 0: none. See `klangbild tracks`.")
    ] = None,
    chords: Annotated[int | None, typer.Option(help="Number of the track; 0: none.")] = None,
    bass: Annotated[int | None, typer.Option(help="Number of the track; 0: none.")] = None,
    drums: Annotated[int | None, typer.Option(help="Number of the track; 0: none.")] = None,
    any_metre: Annotated[
        bool, typer.Option("--any-metre", help="Take every four quarter notes as a bar.")
    ] = False,
) -> tuple[TrackChoice, bool]:
    return TrackChoice(melody, chords, bass, drums), any_metre


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for name, command, reads in (
        ("fill", fill, True),
        ("generate", generate, False),
        ("continue", go_on, True),
        ("leadin", lead_in, True),
        ("bridge", bridge, True),
        ("accompany", accompany, True),
        ("vary", vary, True),
    ):
        app.command(name)(_with_options(command, reads))
    app.command("tracks")(tracks)


def _with_options(command: Callable[..., None], reads: bool) -> Callable[..., None]:
    """`command` with the options of `_drawing` (and `_reading`) in place of its last argument,
    `how`: typer builds its options from a function's signature."""
    groups: list[Callable[..., Any]] = [_drawing, _reading] if reads else [_drawing]

    def run(**given: Any) -> None:
        values = [{k: given.pop(k) for k in inspect.signature(g).parameters} for g in groups]
        how = _drawing(**values[0])
        if reads:
            choice, any_metre = _reading(**values[1])
            how = How(
                how.preset, how.device, how.sampling, how.deadline, how.force, choice, any_metre
            )
        command(**given, how=how)

    parts: list[inspect.Parameter] = []
    for function in (command, *groups):
        hints = get_type_hints(function, include_extras=True)
        parts += [
            part.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name])
            for name, part in inspect.signature(function).parameters.items()
            if name != "how"
        ]
    run.__signature__ = inspect.Signature(parts)  # type: ignore[attr-defined]
    run.__annotations__ = {part.name: part.annotation for part in parts}
    run.__doc__ = command.__doc__
    return run


def fill(
    source: In,
    out: Out,
    bars: Annotated[str, typer.Option(help="As a DAW counts: 9-12, or 9, or 1-2,9-12.")] = "",
    beats: Annotated[str, typer.Option(help="From 0, the end not included: 33.25-33.5.")] = "",
    tracks: Tracks = "all",
    *,
    how: How,
) -> None:
    """Replace a stretch of a piece; everything else in the file stays as it is."""
    paths = offline.targets(out, how.sampling.variations, how.force, [source])
    document = how.read(source)
    roles = offline.roles_of(tracks, document.clip.tracks, how.plays)
    holes = offline.holes_of(document.clip, roles, bars, beats)
    _into_file(document, tasks.infill(document.clip, holes), paths, how)


def generate(
    out: Out,
    bars: Annotated[int, typer.Option(help="How long.")] = 16,
    tracks: Tracks = "all",
    tempo: Annotated[float, typer.Option(help="Beats per minute.")] = 120.0,
    *,
    how: How,
) -> None:
    """Make a new piece."""
    roles = offline.roles_of(tracks, ROLES, how.plays)
    clip, holes = tasks.generate(bars, roles, tempo)
    paths = offline.targets(out, how.sampling.variations, how.force)
    for path, filling in zip(paths, how.answer((clip, holes)), strict=True):
        piece = clip.replacing(holes, filling)
        offline.save(path, clip_to_midi(piece))
        typer.echo(f"{path}: {piece.note_count} notes in {bars} bars")


def go_on(source: In, out: Out, bars: Bars = 8, tracks: Tracks = "all", *, how: How) -> None:
    """Go on after the last bar in which the piece sounds."""
    paths = offline.targets(out, how.sampling.variations, how.force, [source])
    document = how.read(source).trimmed
    roles = offline.roles_of(tracks, document.clip.tracks, how.plays)
    _into_file(document, tasks.continuation(document.clip, bars, roles), paths, how)


def lead_in(source: In, out: Out, bars: Bars = 4, tracks: Tracks = "all", *, how: How) -> None:
    """Lead into the piece; what is in the file comes after the new bars."""
    paths = offline.targets(out, how.sampling.variations, how.force, [source])
    document = how.read(source).trimmed
    roles = offline.roles_of(tracks, document.clip.tracks, how.plays)
    task = tasks.lead_in(document.clip, bars, roles)
    _into_file(document, task, paths, how, lead=task[0].length - document.clip.length)


def bridge(
    first: Annotated[Path, typer.Argument(metavar="A.mid", help="The piece before.")],
    second: Annotated[Path, typer.Argument(metavar="B.mid", help="The piece after.")],
    out: Out,
    bars: Bars = 4,
    tracks: Tracks = "all",
    *,
    how: How,
) -> None:
    """Lead from one piece to another: of the second its notes are kept, on the first's tracks.

    The track numbers of --melody, --chords, --bass and --drums are those of the first file.
    """
    paths = offline.targets(out, how.sampling.variations, how.force, [first, second])
    before = how.read(first).trimmed
    after = How(how.preset, any_metre=how.any_metre).read(second).trimmed
    roles = offline.roles_of(tracks, {*before.clip.tracks, *after.clip.tracks}, how.plays)
    task = tasks.bridge(before.clip, after.clip, bars, roles)
    _into_file(before.followed_by(after, bars), task, paths, how)


def accompany(
    source: In,
    out: Out,
    tracks: Annotated[str, typer.Option(help="What to play; default: what is missing.")] = "",
    *,
    how: How,
) -> None:
    """Play along with the piece; what the tracks held before is replaced."""
    paths = offline.targets(out, how.sampling.variations, how.force, [source])
    document = how.read(source).trimmed
    roles = offline.roles_of(tracks, document.clip.tracks, how.plays)
    _into_file(document, tasks.accompany(document.clip, roles, how.plays), paths, how)


def vary(
    source: In,
    out: Out,
    amount: Annotated[float, typer.Option(help="Share of the beats that is replaced.")] = 0.3,
    tracks: Tracks = "all",
    *,
    how: How,
) -> None:
    """Replace a random share of the beats."""
    paths = offline.targets(out, how.sampling.variations, how.force, [source])
    document = how.read(source).trimmed
    roles = offline.roles_of(tracks, document.clip.tracks, how.plays)
    task = tasks.vary(document.clip, amount, roles, how.sampling.seed)
    _into_file(document, task, paths, how)


def tracks(
    source: In,
    any_metre: Annotated[bool, typer.Option("--any-metre", help="Accept other metres.")] = False,
) -> None:
    """Say which tracks of a file are taken for melody, chords, bass and drums, and why."""
    document = read_midi(source, any_metre=any_metre)
    typer.echo(f"{source}: {document.clip.length / 4:g} bars, {document.clip.tempo:g} BPM")
    for line in document.report():
        typer.echo(f"  {line}")


def _into_file(
    document: MidiDocument, task: tasks.Task, paths: list[Path], how: How, lead: float = 0.0
) -> None:
    """Fill the holes of `task` and write a copy of the document for each variation."""
    for path, filling in zip(paths, how.answer(task), strict=True):
        done = document.with_filling(task[1], filling, lead)
        offline.save(path, done.data)
        typer.echo(f"{path}: {done.added} notes in, {done.removed} out" + _odd(done.dropped))
    unheard = [role for role in document.roles if role not in how.plays]
    if unheard:
        typer.echo(f"{' and '.join(unheard)} not heard: {how.preset} plays {', '.join(how.plays)}")


def _odd(dropped: int) -> str:
    return f" ({dropped} left out: the key still sounds in what was kept)" if dropped else ""
