"""What is said to Ableton Live through the AbletonOSC remote script, and what it says. No sockets.

AbletonOSC answers a getter with a message of the same address that begins with the same numbers
(track, slot); it answers nothing else. Tracks, scenes and slots count from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bridges import osc
from bridges.table import PeerError

HOST, PORT, REPLY_PORT = "127.0.0.1", 11000, 11001
"""Where AbletonOSC listens, and the port of its client that it answers to."""
MAX_PACKET = 8192
"""Bytes: macOS sends no UDP packet above 9,216."""
PAGE = 300
"""Notes in a message at most: 21 bytes each."""
MAX_SPAN = 8.0
"""Beats of notes that are asked for at a time, so that the answer fits a packet of its own."""
ONE_BAR = 5
"""A clip's launch quantisation, as Live counts them."""
_IDS = {"track": 1, "scene": 1, "clip": 2, "clip_slot": 2}
_CONSTANTS = {"T": True, "F": False, "N": None, "I": None}

Word = int | float | str | bytes | bool | None
Key = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """One message, in either direction."""

    address: str
    values: tuple[Word, ...] = ()

    @property
    def ids(self) -> int:
        """How many of its values say which object it is about."""
        return _IDS.get(self.address.split("/")[2], 0) if self.address.count("/") > 1 else 0

    @property
    def key(self) -> Key | None:
        """What its answer is known by; None where it gets none."""
        if "/get/" not in self.address:
            return None
        return (self.address, *self.values[: self.ids])


@dataclass(frozen=True, slots=True)
class Opened:
    """The port for answers is open."""


@dataclass(frozen=True, slots=True)
class Shut:
    """It is not."""

    text: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody listens where AbletonOSC should."""

    text: str


News = Say | Opened | Shut | Nobody


@dataclass(frozen=True, slots=True, order=True)
class LiveNote:
    """A note as Live has it: beats, MIDI pitch, velocity 1 to 127 with fractions."""

    start: float
    pitch: int
    duration: float
    velocity: float
    mute: bool = False


def encode(messages: Iterable[Say]) -> list[bytes]:
    """Packets that say `messages` in their order, in as few bundles as fit."""
    packets: list[bytes] = []
    waiting: list[bytes] = []
    size = 16
    for message in messages:
        data = osc.write(message.address, [v for v in message.values if v is not None])
        if waiting and size + len(data) + 4 > MAX_PACKET:
            packets.append(osc.bundle(waiting))
            waiting, size = [], 16
        waiting.append(data)
        size += len(data) + 4
    return [*packets, osc.bundle(waiting)] if waiting else packets


def decode(packet: bytes) -> list[Say]:
    """What AbletonOSC says. Raises `PeerError` for what is no OSC."""
    read = [osc.read(part, _CONSTANTS) for part in osc.parts(packet)]
    return [Say(address, tuple(values)) for address, values in read]


VERSION = Say("/live/application/get/version")
SELECTED = Say("/live/view/get/selected_clip")
FENCE = Say("/live/song/get/is_playing")
"""Asked for nothing else: with its answer all is over that was asked for before."""
STARTUP, ERROR = "/live/startup", "/live/error"


def song(name: str) -> Say:
    """Ask for a property of the set."""
    return Say(f"/live/song/get/{name}")


def track(number: int, name: str) -> Say:
    """Ask for a property of a track."""
    return Say(f"/live/track/get/{name}", (number,))


def clip(number: int, slot: int, name: str) -> Say:
    """Ask for a property of a clip."""
    return Say(f"/live/clip/get/{name}", (number, slot))


def set_clip(number: int, slot: int, name: str, value: int | float | str) -> Say:
    """Change a property of a clip."""
    return Say(f"/live/clip/set/{name}", (number, slot, value))


def slot(number: int, row: int, action: str, *values: int | float) -> Say:
    """`create_clip` (with its length in beats), `delete_clip` or `fire`."""
    return Say(f"/live/clip_slot/{action}", (number, row, *values))


def ask_notes(number: int, row: int, start: float, span: float) -> Say:
    """Ask for the notes that start in [start, start + span). The range of pitches has to be said:
    AbletonOSC's own leaves out pitch 127."""
    return Say("/live/clip/get/notes", (number, row, 0, 128, float(start), float(span)))


def add_notes(number: int, row: int, notes: Sequence[LiveNote]) -> Say:
    """Add at most `PAGE` notes."""
    flat = [
        value
        for n in notes
        for value in (n.pitch, float(n.start), float(n.duration), float(n.velocity), n.mute)
    ]
    return Say("/live/clip/add/notes", (number, row, *flat))


def read_notes(values: Sequence[Any]) -> tuple[LiveNote, ...]:
    """The notes of an answer, without the track and slot before them. Raises `PeerError`."""
    if len(values) % 5:
        raise PeerError("no_live", "AbletonOSC sent notes that are cut off")
    try:
        return tuple(
            LiveNote(float(start), int(pitch), float(length), float(velocity), bool(mute))
            for pitch, start, length, velocity, mute in zip(*[iter(values)] * 5, strict=True)
        )
    except (TypeError, ValueError):
        raise PeerError("no_live", "AbletonOSC sent notes that cannot be read") from None
