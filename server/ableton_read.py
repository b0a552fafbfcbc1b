"""Flows that read Live's set and its clips. See `ableton_talk` for what a flow is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bridges.ableton import MAX_SPAN, SELECTED, LiveNote, Say, Word, ask_notes, clip, read_notes
from bridges.ableton import song as of_song
from bridges.ableton import track as of_track
from bridges.table import PeerError
from generators.score import MAX_BEATS
from server.ableton_set import LiveClip, LiveSet, Track
from server.ableton_talk import Flow, Query, Replies

Spot = tuple[int, int]
"""Track and scene."""
_SONG = tuple(
    of_song(name)
    for name in (
        "num_tracks", "num_scenes", "tempo", "signature_numerator", "signature_denominator"
    )
)  # fmt: skip
_TRACK = (
    "name", "has_midi_input", "is_foldable", "devices/class_name", "clips/length", "clips/name",
)  # fmt: skip
_CLIP = ("loop_start", "loop_end", "looping")
_LEAST_SPAN = 0.25
_ALIVE = of_song("tempo")


def look(known: int) -> Flow:
    """The `LiveSet`. With as many tracks as were `known` it takes one exchange."""
    found: Replies = yield Query([[*_SONG, *_about(range(known))], [SELECTED]], needed=_SONG)
    count, scenes, tempo, *metre = (found.one(say) for say in _SONG)
    if metre != [4, 4]:
        text = f"the set is in {metre[0]}/{metre[1]}: Klangbild plays in 4/4"
        raise PeerError("refused", text)
    tracks = {n: _track(found, n) for n in range(min(known, count))}
    lacking = [n for n in range(count) if tracks.get(n) is None]
    if lacking:
        more: Replies = yield Query([_about(lacking)])
        tracks |= {n: _track(more, n) for n in lacking}
    selected = found.get(SELECTED)
    if selected is None:  # an error elsewhere may have cost it
        again: Replies = yield Query([[of_song("tempo")], [SELECTED]], needed=[of_song("tempo")])
        selected = again.get(SELECTED)
    at, row = (int(found_at) for found_at in selected or (-1, -1))  # type: ignore[arg-type]
    known_tracks = tuple(t for t in tracks.values() if t is not None)
    return LiveSet(float(tempo), known_tracks, scenes, at, row)


def _about(tracks: Iterable[int]) -> list[Say]:
    return [of_track(number, name) for number in tracks for name in _TRACK]


def _track(found: Replies, number: int) -> Track | None:
    values = [found.get(of_track(number, name)) for name in _TRACK]
    if any(v is None for v in values):
        return None
    name, midi, group, devices, lengths, names = (v or () for v in values)
    return Track(
        number,
        str(name[0]) if name else "",
        bool(midi and midi[0]) and not (group and group[0]),
        "DrumGroupDevice" in devices,
        tuple(None if v is None else float(v) for v in lengths),
        tuple(None if v is None else str(v) for v in names),
    )


def read_clips(lengths: Mapping[Spot, float]) -> Flow:
    """The `LiveClip` at each spot, whose lengths in beats are known."""
    about = [clip(*spot, name) for spot in lengths for name in _CLIP]
    notes, found = yield from read_spans({s: (0.0, n) for s, n in lengths.items()}, about)
    clips: dict[Spot, LiveClip] = {}
    for spot, length in lengths.items():
        start, end, looping = (found.one(clip(*spot, name)) for name in _CLIP)
        if not 0 < end - start <= MAX_BEATS:
            raise PeerError("outside", f"a clip of {end - start:g} beats cannot be used")
        if (start, end) != (0.0, length):
            more, _ = yield from read_spans({spot: (start, end)})
            notes |= more
        clips[spot] = LiveClip(start, end, bool(looping), notes[spot])
    return clips


def read_spans(spans: Mapping[Spot, tuple[float, float]], besides: Sequence[Say] = ()) -> Flow:
    """({spot: its notes that begin in [start, end) beats}, the answers to `besides`).

    Notes are asked for by windows of time. What does not come, as an answer that is too large for
    a packet, is asked for in smaller windows.
    """
    first: Replies | None = None
    done: dict[Spot, tuple[LiveNote, ...]] = {}
    width = MAX_SPAN
    while len(done) < len(spans):
        windows = {s: _windows(*edges, width) for s, edges in spans.items() if s not in done}
        asks = [ask_notes(*s, at, span) for s, ws in windows.items() for at, span in ws]
        found: Replies = yield Query([[_ALIVE, *besides, *asks]], needed=[_ALIVE, *besides])
        first, besides = first or found, ()
        for spot, wanted in windows.items():
            notes = _joined(found.all(ask_notes(*spot, 0.0, 0.0)), wanted)
            if notes is not None:
                done[spot] = notes
        width /= 2
        if width < _LEAST_SPAN and len(done) < len(spans):
            raise PeerError("too_large", f"Live does not tell the notes of a clip: {found.error}")
    return done, first


def _windows(start: float, end: float, width: float) -> list[tuple[float, float]]:
    count = max(1, int(-(-(end - start) // width)))
    return [(start + i * width, min(width, end - start - i * width)) for i in range(count)]


def _joined(
    answers: Sequence[tuple[Word, ...]], windows: Sequence[tuple[float, float]]
) -> tuple[LiveNote, ...] | None:
    """The notes of all windows; None where an answer is lacking, or belongs to another window."""
    if len(answers) != len(windows):
        return None
    notes: list[LiveNote] = []
    for values, (start, span) in zip(answers, windows, strict=True):
        part = read_notes(values)
        if any(not start - 1e-3 <= n.start < start + span + 1e-3 for n in part):
            return None
        notes += part
    return tuple(sorted(notes))


def named(found: Replies, say: Say) -> Any:
    """The first value of an answer, None without one."""
    values = found.get(say)
    return values[0] if values else None
