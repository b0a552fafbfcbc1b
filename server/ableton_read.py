"""Flows that read Live's set and its clips. See `ableton_talk` for what a flow is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bridges.ableton import (
    FENCE,
    MAX_SPAN,
    SELECTED,
    LiveNote,
    Say,
    Word,
    ask_notes,
    clip,
    read_notes,
)
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
DOSE = 64
"""Windows of notes that are asked for at a time: what comes at once has to fit our socket."""
_ROUNDS = 8


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

    Notes are asked for by windows of time, and the answers do not say of which: they come in order.
    What does not come, as an answer that is too large for a packet, is asked for in smaller
    windows, once all that may still come of the larger ones is over.
    """
    told = Replies()
    done: dict[Spot, tuple[LiveNote, ...]] = {}
    width = MAX_SPAN
    for _ in range(_ROUNDS):
        left = {spot: edges for spot, edges in spans.items() if spot not in done}
        windows = {spot: _windows(*edges, width) for spot, edges in left.items()}
        lacking = [say for say in besides if not told.all(say)]
        answers = yield from _ask_all(windows, lacking, told)
        joined = {spot: _joined(answers[spot], wanted) for spot, wanted in windows.items()}
        done |= {spot: notes for spot, notes in joined.items() if notes is not None}
        if len(done) == len(spans) and all(told.all(say) for say in besides):
            return done, told
        yield Query([[FENCE]], tries=3)
        width = max(width / 2, _LEAST_SPAN) if any(answers.values()) or told.error else width
    raise PeerError("too_large", f"Live does not tell the notes of a clip: {told.error}")


def _ask_all(
    windows: Mapping[Spot, Sequence[tuple[float, float]]], besides: Sequence[Say], told: Replies
) -> Flow:
    """{spot: answers to its windows}, as far as they come; those to `besides` go to `told`."""
    asks = [ask_notes(*s, at, span) for s, spanned in windows.items() for at, span in spanned]
    answers: dict[Spot, list[tuple[Word, ...]]] = {spot: [] for spot in windows}
    for at in range(0, len(asks), DOSE):
        dose = asks[at : at + DOSE]
        found: Replies = yield Query([[*besides, *dose]], tries=1, needed=())
        told.take(found, besides)
        for spot in windows:
            answers[spot] += found.all(ask_notes(*spot, 0.0, 0.0))
        if sum(map(len, answers.values())) < at + len(dose):
            break
        besides = ()
    return answers


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
