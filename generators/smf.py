"""Standard MIDI Files as bytes <-> tracks of raw events. Knows the container, not the music.

Events keep their very bytes (odd metas, sysex packets, texts in any encoding), so that what is
read is what is written. That, and speed, is why this is not mido.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from generators.score import ScoreError

MAX_BYTES = 4 * 2**20
"""Largest file that is read; a long song with every controller is below 1 MiB."""

MAX_TRACKS = 512
MAX_EVENTS = 300_000
"""In all tracks: ten times a long song, so that a bad file cannot exhaust time or memory."""

META, SYSEX, SYSEX_MORE = 0xFF, 0xF0, 0xF7
END_OF_TRACK, TRACK_NAME, TEMPO, METRE = 0x2F, 0x03, 0x51, 0x58
_SIZES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
"""Data bytes of a channel message, by the upper half of its status."""
_STATUS = [bytes((number,)) for number in range(256)]


class MidiFileError(ScoreError):
    """The MIDI file cannot be used; the text says why and what to do."""


class Event(NamedTuple):
    """`tick` from the file's start; `data` is the whole message, status byte included."""

    tick: int
    data: bytes

    @property
    def meta(self) -> int | None:
        """The type of a meta event, else None."""
        return self.data[1] if self.data[0] == META else None

    @property
    def payload(self) -> bytes:
        """What a meta event carries, without type and length."""
        return self.data[_length(self.data, 2)[1] :]


@dataclass(frozen=True, slots=True)
class Track:
    """Events in the order of the file, without the end-of-track marker, which is at `end` ticks."""

    events: tuple[Event, ...]
    end: int

    @property
    def name(self) -> str:
        """The track's name, or an empty text."""
        for event in self.events:
            if event.meta == TRACK_NAME:
                return event.payload.decode("utf-8", "replace").strip(" \0")
        return ""


@dataclass(frozen=True, slots=True)
class SmfFile:
    """A file of type 0 or 1. `division` is ticks per quarter note; `others` are foreign chunks."""

    kind: int
    division: int
    tracks: tuple[Track, ...]
    others: tuple[bytes, ...] = field(default=(), repr=False)


def parse(data: bytes) -> SmfFile:
    """Read a file. Raises `MidiFileError` if it is damaged or of a kind that is not supported."""
    if len(data) > MAX_BYTES:
        raise MidiFileError(
            f"the file has {len(data):,} bytes: at most {MAX_BYTES:,} are read; export only the "
            "tracks that are needed"
        )
    if data[:4] != b"MThd" or len(data) < 14:
        raise MidiFileError("this is not a MIDI file (no MThd header): export it as .mid")
    kind, count, division = _header(data)
    tracks: list[Track] = []
    room = MAX_EVENTS
    others: list[bytes] = []
    at = 8 + int.from_bytes(data[4:8], "big")
    while at < len(data):
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "big")
        if at + 8 > len(data) or end > len(data):
            break
        if data[at : at + 4] == b"MTrk" and len(tracks) < count:
            tracks.append(_track(data, at + 8, end, len(tracks) + 1, room))
            room -= len(tracks[-1].events)
        else:
            others.append(data[at:end])
        at = end
    if len(tracks) < count:
        raise MidiFileError(
            f"the file is cut off: only {len(tracks)} of its {count} tracks are complete; "
            "export it again"
        )
    return SmfFile(kind, division, tuple(tracks), tuple(others))


def dump(file: SmfFile) -> bytes:
    """The bytes of a file. Events must be in the order of their ticks."""
    numbers = (file.kind, len(file.tracks), file.division)
    chunks = [_chunk(b"MThd", b"".join(n.to_bytes(2, "big") for n in numbers))]
    chunks += [_chunk(b"MTrk", _track_bytes(track)) for track in file.tracks]
    return b"".join((*chunks, *file.others))


def meta(tick: int, kind: int, payload: bytes) -> Event:
    """A meta event."""
    return Event(tick, bytes((META, kind)) + _variable(len(payload)) + payload)


def _header(data: bytes) -> tuple[int, int, int]:
    kind, count, division = (int.from_bytes(data[i : i + 2], "big") for i in (8, 10, 12))
    if kind == 2:
        raise MidiFileError("MIDI files of type 2 have no common time: export it as type 0 or 1")
    if kind > 2:
        raise MidiFileError(f"there are no MIDI files of type {kind}: the file is damaged")
    if division & 0x8000:
        raise MidiFileError("the file counts film frames, not beats: export it with a tempo")
    if division < 4:
        raise MidiFileError(
            f"{division} ticks a quarter note are too coarse for 16th notes: export with 96 or more"
        )
    if count > MAX_TRACKS:
        raise MidiFileError(f"the file has {count:,} tracks: at most {MAX_TRACKS} are read")
    if not count:
        raise MidiFileError("the file has no tracks")
    if kind == 0 and count > 1:
        raise MidiFileError(f"a file of type 0 has one track, this has {count}: export as type 1")
    return kind, count, division


def _track(data: bytes, at: int, end: int, number: int, room: int) -> Track:
    try:
        events, tick = _events(data[at:end], room)
    except (IndexError, KeyError) as error:
        raise MidiFileError(f"track {number} of the file is damaged: export it again") from error
    return Track(tuple(map(Event._make, events)), tick)


def _events(data: bytes, room: int) -> tuple[list[tuple[int, bytes]], int]:
    """At most `room` (tick, message) of a track's body, and where it ends in ticks; IndexError or
    KeyError where it is damaged. Most of the time of reading a file is spent here."""
    events: list[tuple[int, bytes]] = []
    at, tick, running, end = 0, 0, 0, len(data)
    while at < end:
        delta = data[at]
        at += 1
        if delta > 0x7F:
            delta, at = _length(data, at - 1)
        tick += delta
        start = at
        status = data[at]
        if status < SYSEX:
            if status > 0x7F:
                running = status
                at += 1
            body = at
            at += _SIZES[running >> 4]
            values = data[body:at]
            message = _STATUS[running] + values
            if at > end or not values.isascii():
                raise IndexError(at)
        elif status in (META, SYSEX, SYSEX_MORE):
            size, at = _length(data, at + (2 if status == META else 1))
            at += size
            message = data[start:at]
            if at > end:
                raise IndexError(at)
            if status == META and message[1] == END_OF_TRACK:
                continue
        else:
            raise KeyError(status)
        events.append((tick, message))
        if len(events) > room:
            raise MidiFileError(
                f"the file has more than {MAX_EVENTS:,} events: export only what is needed"
            )
    return events, tick


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length at `at`, and where it ends."""
    value = 0
    for _ in range(4):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    raise IndexError(at)


def _variable(value: int) -> bytes:
    if value >= 2**28:
        raise MidiFileError("the result has a pause that is longer than MIDI files can say")
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "big") + body


def _track_bytes(track: Track) -> bytes:
    """The body of a track chunk, with running status."""
    body = bytearray()
    now, running = 0, 0
    for tick, message in track.events:
        body += _variable(tick - now)
        body += message[1:] if message[0] == running else message
        running = message[0] if message[0] < SYSEX else 0
        now = tick
    body += _variable(max(0, track.end - now)) + bytes((META, END_OF_TRACK, 0))
    return bytes(body)
