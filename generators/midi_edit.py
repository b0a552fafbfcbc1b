"""Takes notes out of a MIDI file and puts notes in, in ticks. Kept events are never altered."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from generators import smf
from generators.midi_parts import DRUM_CHANNEL, track_notes
from generators.score import ROLES, STEPS_PER_BEAT
from generators.smf import Event, MidiFileError, SmfFile, Track

Address = tuple[int, int]
"""Track and channel of a role, both from 0."""

PROGRAMS = {"melody": 0, "chords": 0, "bass": 33}
"""General MIDI programs, from 0, for the tracks that are added; drums need none."""


class NewNote(NamedTuple):
    """A note to put in, in ticks; ordered by start."""

    start: int
    end: int
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """The new file, where each role is in it, and how many notes came in whole, were shortened
    or left out because the same key still sounds."""

    file: SmfFile
    addresses: Mapping[str, Address]
    added: int = 0
    shortened: int = 0
    dropped: int = 0


def without(track: Track, places: Collection[int]) -> Track:
    """The track without the events at `places`."""
    gone = set(places)
    kept = tuple(event for at, event in enumerate(track.events) if at not in gone)
    return replace(track, events=kept)


def delayed(file: SmfFile, ticks: int) -> SmfFile:
    """Everything `ticks` later, but the set-up: what stands at tick 0 stays, and what prepares a
    channel or the instruments before their first note comes to tick 0."""
    if not ticks:
        return file
    first: dict[int, int] = {}
    for track in file.tracks:
        for tick, data in track.events:
            if data[0] >> 4 == 0x9:
                first[data[0] & 15] = min(tick, first.get(data[0] & 15, tick))
    return replace(file, tracks=tuple(_delayed(track, ticks, first) for track in file.tracks))


def _delayed(track: Track, ticks: int, first: Mapping[int, int]) -> Track:
    any_note = min(first.values(), default=0)

    def moved(event: Event) -> Event:
        status = event.data[0]
        if status >> 4 in (0x8, 0x9):
            return Event(event.tick + ticks, event.data)
        if event.tick == 0:
            return event
        if status < smf.SYSEX:
            before = event.tick <= first.get(status & 15, -1)
        else:
            before = status != smf.META and event.tick <= any_note
        return Event(0 if before else event.tick + ticks, event.data)

    events = sorted(map(moved, track.events), key=lambda event: event.tick)
    return Track(tuple(events), track.end + ticks)


def insert(
    file: SmfFile,
    addresses: Mapping[str, Address],
    notes: Mapping[str, Iterable[NewNote]],
    end: int = 0,
    programs: Mapping[str, int] = PROGRAMS,
) -> Inserted:
    """Put `notes` in; roles without an address get a track. The tracks last to `end` at least.

    A new note never touches a kept one: where the same key of the channel still sounds, the new
    note starts later, ends earlier or is left out.
    """
    result = Inserted(file, addresses)
    for role in [r for r in ROLES if r in notes]:
        wanted = sorted(notes[role])
        if role not in addresses and not wanted:
            continue
        if role not in addresses:
            result = add_track(result, role, programs.get(role))
        result = _insert(result, result.addresses[role], wanted, end)
    return result


def add_track(to: Inserted, role: str, program: int | None) -> Inserted:
    """The file with a place for `role`: a new track, or a new channel in a file of type 0."""
    channel = DRUM_CHANNEL if role == "drums" else _free_channel(to.file)
    setup = [] if program is None else [Event(0, bytes((0xC0 | channel, program)))]
    tracks = list(to.file.tracks)
    if to.file.kind == 0:
        events = sorted((*tracks[0].events, *setup), key=lambda event: event.tick)
        tracks[0] = replace(tracks[0], events=tuple(events))
    else:
        name = smf.meta(0, smf.TRACK_NAME, role.capitalize().encode())
        tracks.append(Track((name, *setup), max((t.end for t in tracks), default=0)))
    address = (len(tracks) - 1, channel)
    file = replace(to.file, tracks=tuple(tracks))
    return replace(to, file=file, addresses={**to.addresses, role: address})


def _free_channel(file: SmfFile) -> int:
    used = {e.data[0] & 15 for t in file.tracks for e in t.events if e.data[0] < smf.SYSEX}
    free = [channel for channel in range(16) if channel not in {*used, DRUM_CHANNEL}]
    if not free:
        raise MidiFileError("all 16 channels are in use: choose the track that is to be replaced")
    return free[0]


def _insert(to: Inserted, address: Address, wanted: Sequence[NewNote], end: int) -> Inserted:
    index, channel = address
    busy = _busy(to.file, address)
    slack = to.file.division / STEPS_PER_BEAT / 2
    starts, ends = [], []
    whole = shortened = 0
    for note in _monophonic_keys(wanted):
        fitted = _fit(note, busy.setdefault(note.pitch, []), slack)
        if fitted:
            whole += fitted == note
            shortened += fitted != note
            starts.append(Event(fitted[0], bytes((0x90 | channel, note.pitch, note.velocity))))
            ends.append(Event(fitted[1], bytes((0x80 | channel, note.pitch, 64))))
    # At one tick: new ends, then what was there, then new starts.
    track = to.file.tracks[index]
    ends.sort()
    events = sorted((*ends, *track.events, *starts), key=lambda event: event.tick)
    last = max(track.end, end, events[-1].tick if events else 0)
    tracks = list(to.file.tracks)
    tracks[index] = Track(tuple(events), last)
    return Inserted(
        replace(to.file, tracks=tuple(tracks)),
        to.addresses,
        to.added + whole + shortened,
        to.shortened + shortened,
        to.dropped + len(wanted) - whole - shortened,
    )


_Span = tuple[int, int]


def _busy(file: SmfFile, address: Address) -> dict[int, list[_Span]]:
    """By pitch, when kept notes of the channel sound, as disjoint spans in order. A note-off that
    belongs to no note is a span of no length: it would end a new note."""
    spans: dict[int, list[_Span]] = {}
    for index, track in enumerate(file.tracks):
        # Players may take two tracks in either order at one tick: keep a tick away.
        room = 0 if index == address[0] else 1
        notes, strays = track_notes(track)
        for note in notes.get(address[1], ()):
            spans.setdefault(note.pitch, []).append((note.start - room, note.end + room))
        for tick, channel, pitch in strays:
            if channel == address[1]:
                spans.setdefault(pitch, []).append((tick - room, tick + room))
    return {pitch: _joined(sorted(found)) for pitch, found in spans.items()}


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _monophonic_keys(notes: Sequence[NewNote]) -> list[NewNote]:
    """Each key released before it is struck again; of two strokes at once the second is left."""
    following: dict[int, int] = {}
    kept: list[NewNote] = []
    for note in reversed(notes):
        end = min(max(note.end, note.start + 1), following.get(note.pitch, note.end + 1))
        following[note.pitch] = note.start
        if end > note.start:
            kept.append(note._replace(end=end))
    return kept[::-1]


def _fit(note: NewNote, busy: list[_Span], slack: float) -> NewNote | None:
    """The note where its key is free, or None; what it takes is added to `busy`."""
    start, end = note.start, note.end
    after = bisect_right(busy, (start, 2**62))
    if after and start < busy[after - 1][1]:
        struck, released = busy[after - 1]
        # Half a 16th apart is the same stroke; and a stump of a note is worse than none.
        if start - struck < slack or end - released < (end - start) / 2:
            return None
        start = released
    if after < len(busy):
        end = min(end, busy[after][0])
    if end <= start:
        return None
    insort(busy, (start, end))
    return note._replace(start=start, end=end)
