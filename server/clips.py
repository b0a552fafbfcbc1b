"""A clip as it is being sent, and what each task makes of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from bridges.commands import (
    PARAMS,
    UNSET,
    AbletonParam,
    Accompany,
    Bridge,
    ClipHole,
    ClipNote,
    ClipParam,
    Continue,
    Generate,
    Infill,
    LeadIn,
    LiveParam,
    ParamRow,
    Task,
    Vary,
)
from bridges.table import PeerError
from generators import tasks
from generators.base import Sampling
from generators.controls import CONTROL_NAMES, Controls
from generators.score import MAX_BEATS, ROLES, Clip, Hole, Note, ScoreError
from server.effects import Frame

MAX_NOTES = 20_000
MAX_HOLES = 10_000


@dataclass(slots=True)
class Building:
    """One client's clip: filled message by message, then asked for."""

    length: float
    tempo: float
    tracks: dict[str, list[Note]]
    holes: list[Hole] = field(default_factory=list)
    params: dict[str, float | str] = field(default_factory=dict)
    document: Any = None
    """The MIDI file that it came from, which gets the answer put in."""
    asked: bool = False
    holes_used: bool = False
    """The holes were asked for: they stay for another try, until new ones are sent."""
    fault: PeerError | None = None
    """Why it cannot be asked for; what follows is left out."""
    lacks_notes: bool = False
    """Some were refused: it cannot be asked for until it begins again."""

    @classmethod
    def of(cls, clip: Clip, document: Any) -> Building:
        """The clip of a MIDI file. Raises `PeerError` for too many notes."""
        if clip.note_count > MAX_NOTES:
            raise PeerError("too_large", f"a clip holds at most {MAX_NOTES:,} notes")
        tracks = {role: list(notes) for role, notes in clip.tracks.items()}
        return cls(clip.length, clip.tempo, tracks, document=document)

    @property
    def unasked_work(self) -> bool:
        """Whether it holds something that was never asked for."""
        return not self.asked and bool(self.holes or self.params or self.note_count)

    @property
    def note_count(self) -> int:
        """Notes in all tracks."""
        return sum(len(notes) for notes in self.tracks.values())

    def add_notes(self, message: ClipNote) -> None:
        """Take notes in. Raises `PeerError` for those outside the clip, or too many."""
        if self.note_count + len(message.notes) > MAX_NOTES:
            raise PeerError("too_large", f"a clip holds at most {MAX_NOTES:,} notes")
        for row in message.notes:
            if row.start >= self.length:
                raise PeerError(
                    "outside",
                    f"a note at beat {row.start:g} lies outside the clip of {self.length:g} beats",
                )
            note = Note(row.start, row.pitch, row.duration, row.velocity)
            self.tracks.setdefault(row.track, []).append(note)

    def add_holes(self, message: ClipHole, plays: Sequence[str]) -> None:
        """Take holes in; `*` means every track that the clip holds by now and the model plays."""
        if self.holes_used:
            self.holes, self.holes_used = [], False
        for row in message.holes:
            if not row.start < row.end <= self.length + 1e-6:
                raise PeerError(
                    "outside",
                    f"a hole from beat {row.start:g} to {row.end:g} does not lie in the clip of "
                    f"{self.length:g} beats",
                )
            own = [role for role in plays if role in self.tracks]
            names = own if row.track == "*" else (row.track,)
            if not names:
                raise PeerError(
                    "empty",
                    f"the clip has no tracks yet that the model plays ({', '.join(plays)}): "
                    "name them in /clip/begin",
                )
            self.holes += [Hole(name, row.start, row.end) for name in names]
        if len(self.holes) > MAX_HOLES:
            raise PeerError("too_large", f"a clip takes at most {MAX_HOLES:,} holes")

    def set_params(self, message: ClipParam | LiveParam | AbletonParam) -> None:
        """Take parameters in; `UNSET` takes one away. Raises `PeerError` for an unknown name or a
        value out of range."""
        read: dict[str, float | str] = {}
        unset: set[str] = set()
        for row in message.params:
            arg = PARAMS.get(row.name)
            if arg is None:
                raise PeerError("bad_args", f"no parameter {row.name!r}: use {', '.join(PARAMS)}")
            if row.value == UNSET:
                unset.add(row.name)
                continue
            value = cast(float | str, arg.read(row.name, row.value))  # no blobs here
            if row.name in CONTROL_NAMES:
                _controls({row.name: value})
            read[row.name] = value
        self.params = {n: v for n, v in self.params.items() if n not in unset} | read

    def changed(self, message: LiveParam | AbletonParam) -> Building:
        """The same with other parameters. Raises `PeerError`, also if they do not go together."""
        found = replace(self, params=dict(self.params))
        found.set_params(message)
        found.sampling(0)
        return found

    @property
    def rows(self) -> Iterator[tuple[ParamRow]]:
        """The parameters, each as it is told."""
        for name, value in self.params.items():
            yield (ParamRow(name, value),)

    def clip(self) -> Clip:
        """What has been sent so far."""
        return Clip(self.length, {r: tuple(n) for r, n in self.tracks.items()}, self.tempo)

    def number(self, name: str) -> float | None:
        """The parameter `name`, if it was sent."""
        value = self.params.get(name)
        return None if value is None else float(value)

    def sampling(self, seed: int) -> Sampling:
        """The parameters, for the generator. Raises `PeerError` if they do not go together."""
        steps, humanise = self.number("steps"), self.number("humanise")
        return Sampling(
            seed,
            self.number("temperature"),
            self.number("top_p"),
            None if steps is None else int(steps),
            int(self.number("variations") or 1),
            _controls({n: v for n, v in self.params.items() if n in CONTROL_NAMES}),
            1.0 if humanise is None else humanise,
        )


def _controls(values: Mapping[str, float | str]) -> Controls:
    try:
        return Controls(values)
    except ScoreError as error:
        raise PeerError("bad_args", str(error)) from error


def make(
    task: Task, held: Mapping[Any, Building], seed: int, plays: Sequence[str] = ROLES
) -> tasks.Task:
    """The clip and holes that `task` means to a model that plays `plays`; `seed` picks what
    varies. Raises `PeerError`."""
    if isinstance(task, Generate):
        tempo = held[task.id].tempo if task.id in held else 120.0
        return tasks.generate(task.bars, task.tracks or plays, tempo)
    for request in (task.id, task.second) if isinstance(task, Bridge) else (task.id,):
        _check(held, request)
    building = held[task.id]
    if isinstance(task, Infill) and not building.holes:
        raise PeerError("empty", "nothing to fill: send /clip/hole id track start end first")
    if not building.note_count and not isinstance(task, Bridge):
        raise PeerError("empty", "the clip has no notes: for a new piece use /clip/generate")
    longer = building.length + 4 * getattr(task, "bars", 0)
    if isinstance(task, Bridge):
        longer += held[task.second].length
    if longer > MAX_BEATS:
        raise PeerError("outside", f"the result has {longer:g} beats: at most {MAX_BEATS:g}")
    try:
        if isinstance(task, Vary):
            return tasks.vary(building.clip(), task.amount, task.tracks, seed, plays)
        return _MAKERS[type(task)](task, held, plays)
    except ScoreError as error:
        raise PeerError("empty", str(error)) from error


def frame(task: Task, held: Mapping[Any, Building]) -> Frame | None:
    """The MIDI file that the answer goes into, if the clip came as one."""
    building = held.get(task.id)
    if isinstance(task, Generate) or building is None or building.document is None:
        return None
    if isinstance(task, LeadIn):
        return Frame(building.document, lead=4.0 * task.bars)
    if isinstance(task, Bridge):
        second = held[task.second].document
        return Frame(building.document, second=second, bars=task.bars) if second else None
    return Frame(building.document)


def _check(held: Mapping[Any, Building], request: object) -> None:
    building = held.get(request)
    if building is None:
        raise PeerError("unknown_id", f"no clip {request!r}: send /clip/begin first")
    if building.fault is not None:
        raise building.fault


def _infill(task: Infill, held: Mapping[Any, Building], _: Sequence[str]) -> tasks.Task:
    return tasks.infill(held[task.id].clip(), held[task.id].holes)


def _accompany(task: Accompany, held: Mapping[Any, Building], plays: Sequence[str]) -> tasks.Task:
    return tasks.accompany(held[task.id].clip(), task.tracks, plays)


def _continue(task: Continue, held: Mapping[Any, Building], plays: Sequence[str]) -> tasks.Task:
    return tasks.continuation(held[task.id].clip(), task.bars, task.tracks, plays)


def _lead_in(task: LeadIn, held: Mapping[Any, Building], plays: Sequence[str]) -> tasks.Task:
    return tasks.lead_in(held[task.id].clip(), task.bars, task.tracks, plays)


def _bridge(task: Bridge, held: Mapping[Any, Building], plays: Sequence[str]) -> tasks.Task:
    return tasks.bridge(
        held[task.id].clip(), held[task.second].clip(), task.bars, task.tracks, plays
    )


_MAKERS: dict[type, Callable[[Any, Mapping[Any, Building], Sequence[str]], tasks.Task]] = {
    Infill: _infill,
    Accompany: _accompany,
    Continue: _continue,
    LeadIn: _lead_in,
    Bridge: _bridge,
}
