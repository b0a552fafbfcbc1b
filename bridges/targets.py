"""What one controller can move: an address of the table that lacks one number, or nothing. No I/O.

`/art/travel` and `/art/tune/zoom` lack a number; `/art/cue/recall/drop` and `/panic` lack nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from bridges import commands as c
from bridges.looks import TUNES
from bridges.table import Arg, PeerError, Row

_KINDS = (*get_args(c.ArtCommand), *get_args(c.LiveCommand), *get_args(c.AbletonCommand),
          c.Panic)  # fmt: skip
_NEVER = (
    c.ArtWatch, c.LiveWatch, c.LiveNote, c.LiveTracks, c.LiveParam, c.LiveAgain, c.TransportBeat,
    c.MidiPortsAsk, c.AbletonTracks, c.AbletonParam, c.AbletonWatch,
)  # fmt: skip
"""Commands of those kinds that no controller gives."""
_NARROWED: Mapping[str, Mapping[str, Arg]] = {
    "/art/tune": {name: Arg("f", t.help, "", t.low, t.high) for name, t in TUNES.items()}
}
"""By the address and the name in it: what is known better than the table's row says it."""


@dataclass(frozen=True, slots=True)
class Target:
    """`row` with its first arguments, `lead`; `arg` is the number that is lacking, if one is."""

    address: str
    row: Row
    lead: tuple[str, ...]
    arg: Arg | None

    @property
    def switch(self) -> bool:
        """Whether it is on or off."""
        return self.arg is not None and (self.arg.type, self.arg.low, self.arg.high) == ("i", 0, 1)

    def share(self, value: float) -> float:
        """Where `value` lies in the range, 0 to 1."""
        low, high = self._range
        return (value - low) / (high - low)

    def value(self, share: float) -> float:
        """The value at `share` (0 to 1) of the range."""
        low, high = self._range
        value = low + (high - low) * share
        return round(value) if self.arg is not None and self.arg.type == "i" else value

    def message(self, *values: float) -> Any:
        """The command that sets it, or sets it off. Raises `PeerError`."""
        return self.row.from_values([*self.lead, *values])

    @property
    def _range(self) -> tuple[float, float]:
        assert self.arg is not None  # noqa: S101 - asked for numbers only
        assert self.arg.low is not None and self.arg.high is not None  # noqa: S101
        return self.arg.low, self.arg.high


def target(address: str) -> Target:
    """What `address` names. Raises `PeerError` unless a controller could move it."""
    found = c.find(address)
    if found is None or found[0].kind not in _KINDS or found[0].kind in _NEVER:
        raise _wrong(f"{address[:100]!r} is nothing that a controller moves: use /art/travel ...")
    row, lead = found
    for field, value in zip(row.fields, lead, strict=False):
        field.arg.read(field.name, value)
    lacking = [field.arg for field in row.fields[len(lead) :] if field.required]
    if not lacking:
        return Target(address, row, lead, None)
    if len(lacking) > 1 or lacking[0].type not in ("i", "f"):
        raise _wrong(f"{address} needs {row.usage}: say it with its name, as {address}/NAME")
    return Target(address, row, lead, narrowed(row, lead))


def narrowed(row: Row, lead: tuple[str, ...]) -> Arg:
    """The argument of `row` that follows `lead`, with the range that it has for that name."""
    known = _NARROWED.get(row.address, {})
    return known.get(lead[0], row.fields[1].arg) if lead else row.fields[0].arg


def _wrong(text: str) -> PeerError:
    return PeerError("bad_args", text)
