"""MIDI bytes -> controllers that were moved. No ports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

_CHANNEL, _NUMBER = r"([1-9]|1[0-6])", r"(\d|[1-9]\d|1[01]\d|12[0-7])"
SOURCE = re.compile(f"(cc|note|program) {_CHANNEL} {_NUMBER}|bend {_CHANNEL}")
"""What the name of a controller looks like."""
Kind = Literal["cc", "note", "program", "bend"]
_MODES = 120
"""From this number on control changes are channel mode messages, such as All Notes Off."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A controller was moved. `source`: its kind, its channel from 1 and its number; `position` 0
    to 1, in 128 steps (pitch bend: 16,384). A key that is let go, or struck, is at 0, or above."""

    source: str
    position: float

    @property
    def kind(self) -> Kind:
        """Control change, note, program change or pitch bend."""
        return cast(Kind, self.source.partition(" ")[0])


def moved(message: Sequence[int]) -> Moved | None:
    """What a MIDI 1.0 message moves; None for what is no controller, and for what is broken."""
    if not message or any(not 0 <= byte < 128 for byte in message[1:]):
        return None
    kind, channel = message[0] & 0xF0, (message[0] & 0x0F) + 1
    found: tuple[str, float] | None = None
    match kind, *message[1:]:
        case 0xB0, number, value if number < _MODES:
            found = f"cc {channel} {number}", value / 127
        case 0x90, number, velocity:
            found = f"note {channel} {number}", velocity / 127
        case 0x80, number, _:
            found = f"note {channel} {number}", 0.0
        case 0xC0, number:
            found = f"program {channel} {number}", 1.0
        case 0xE0, low, high:
            found = f"bend {channel}", (low + 128 * high) / 16_383
    return Moved(*found) if found else None
