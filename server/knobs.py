"""What the session decides about MIDI controllers: what each moves, and when. No I/O, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from bridges import commands as c
from bridges.midi import SOURCE, Moved, moved
from bridges.midi_rack import Found, Lost, News, Wanted
from bridges.table import PeerError
from bridges.targets import Target, target
from server.band_worker import Came
from server.effects import Effect, Keep, Log, Send

COMMANDS: tuple[type, ...] = get_args(c.MidiCommand)
CLIENT = "midi"
"""Who says what the controllers do."""
NEAR = 1.5 / 127
"""A knob as near as this to the value that it moves takes hold of it."""
_PRESSED = 0.5


@dataclass(slots=True)
class _Hand:
    """The position of a controller when it was moved last, and what it set then."""

    position: float | None = None
    value: float | None = None

    def takes(self, target: Target, position: float, held: float) -> bool:
        """Whether it holds the value `held`, or meets it on its way to `position`: a knob that is
        elsewhere must not make it jump."""
        if self.value is not None and abs(target.share(self.value) - target.share(held)) < 1e-6:
            return True
        where = target.share(held)
        met = self.position is not None and (self.position - where) * (position - where) <= 0
        return met or abs(position - where) <= NEAR


class BoundError(ValueError):
    """A file of bound controllers cannot be used; the text says what is wrong."""


def read_bound(table: object) -> dict[str, str]:
    """Controller to address, from a file. Raises `BoundError`."""
    if not isinstance(table, dict):
        raise BoundError("it has to hold an object: controller to address")
    for source, address in table.items():
        if not SOURCE.fullmatch(source):
            raise BoundError(f"no controller is called {source!r:.80}: write cc 1 74")
        try:
            target(str(address))
        except PeerError as error:
            raise BoundError(f"{source}: {error.text}") from error
    return {source: str(address) for source, address in table.items()}


class Knobs:
    """`current(address)` is the value that is set now, None where there is none; `tell(besides,
    events)` makes the effects that tell all who watch."""

    def __init__(
        self,
        current: Callable[[str], float | None],
        tell: Callable[..., list[Effect]],
        bound: Mapping[str, str] | None = None,
    ) -> None:
        self._current, self._tell = current, tell
        self.bound = dict(bound or {})
        self.learning = self._learner = ""
        self.counts: Counter[str] = Counter()
        self._ports: dict[Wanted, str] = {}
        self._trouble = ""
        self._hands: dict[str, _Hand] = {}
        self._waits = ""

    def handle(self, message: c.MidiCommand, client: str) -> list[Effect]:
        """Carry out a command. Raises `PeerError`."""
        match message:
            case c.MidiLearn(address):
                return self._learn(address, client)
            case c.MidiForget(address):
                kept = {s: to for s, to in self.bound.items() if address not in (to, "*")}
                if kept == self.bound:
                    raise PeerError("bad_args", f"/midi/forget: nothing moves {address!r:.100}")
                return self._bind(kept, client)
            case c.MidiMapAsk():
                return [Send(client, self.map)]

    def greet(self, message: object, client: str) -> list[Effect]:
        """What is told to a client that begins to watch."""
        if not isinstance(message, c.ArtWatch) or not message.values:
            return []
        return [Send(client, c.MidiLearn(self.learning)), Send(client, self.map)]

    @property
    def map(self) -> c.MidiMap:
        """What is bound."""
        return c.MidiMap(tuple(c.BoundRow(*pair) for pair in self.bound.items()))

    def status(self) -> dict[str, str]:
        """Names and values, for people."""
        port = ", ".join(self._ports.values()) or self._trouble
        if not port and not self.bound:
            return {}
        rows = {
            "MIDI control": port or "off: serve --midi-control PORT",
            "MIDI bound": str(len(self.bound)),
            "MIDI learns": self.learning,
            "MIDI waits for pick-up": self._waits,
            **{name: str(count) for name, count in sorted(self.counts.items())},
        }
        return {name: value for name, value in rows.items() if value}

    def hear(self, news: News) -> None:
        """Take in how the port is."""
        match news:
            case Found(name, wanted):
                self._ports[wanted], self._trouble = name, ""
                self._hands.clear()  # knobs may have been moved meanwhile
            case Lost(text, wanted):
                self._ports.pop(wanted, None)
                self._trouble = text

    def turn(self, came: Came) -> tuple[list[Effect], Any]:
        """A controller was moved: effects, and the command that this means, or None."""
        if came.lost:
            self.counts["MIDI messages that came too fast"] += came.lost
        turned = moved(came.message)
        return ([], None) if turned is None else self._turn(turned, bool(came.track))

    def _turn(self, moved: Moved, music: bool) -> tuple[list[Effect], Any]:
        hand = self._hands.setdefault(moved.source, _Hand())
        before = replace(hand)
        hand.position = moved.position
        if self.learning and (_pressed(moved, before) or moved.kind in ("cc", "bend")):
            return self._learned(moved), None
        address = self.bound.get(moved.source)
        if address is None:
            if not music:
                self.counts["MIDI controllers moved that nothing is bound to"] += 1
            return [], None
        return [], self._command(target(address), moved, before)

    def _command(self, to: Target, moved: Moved, before: _Hand) -> Any | None:
        """What this says to `to`, or None: nothing, or that it waits for pick-up."""
        pressed = _pressed(moved, before)
        if to.arg is None:
            return to.message() if pressed else None
        held = self._current(to.address) or 0.0
        if to.switch:
            if moved.kind in ("note", "program"):
                return to.message(1 - round(held)) if pressed else None
            return to.message(int(moved.position >= _PRESSED))
        hand = self._hands[moved.source]
        if not before.takes(to, moved.position, held):
            hand.value = None
            where, at = to.share(held), moved.position
            self._waits = f"{moved.source} is at {at:.0%}, {to.address} at {where:.0%}"
            return None
        self._waits = ""
        hand.value = to.value(moved.position)
        return to.message(hand.value)

    def _learn(self, address: str, client: str) -> list[Effect]:
        if address:
            target(address)
            if not self._ports:
                why = self._trouble or "start with klangbild serve --midi-control PORT"
                raise PeerError("refused", f"/midi/learn: no MIDI port: {why}")
        self.learning, self._learner = address, client
        return self._tell("", c.MidiLearn(address))

    def _learned(self, moved: Moved) -> list[Effect]:
        to = target(self.learning)
        if to.arg is not None and not to.switch and moved.kind not in ("cc", "bend"):
            return []  # a pad has no positions
        bound = {s: a for s, a in self.bound.items() if a != self.learning}
        self.learning = ""
        line = Log(f"MIDI control: {moved.source} moves {to.address}")
        told = self._tell("", c.MidiLearn(""))
        return [*told, *self._bind({**bound, moved.source: to.address}, self._learner), line]

    def _bind(self, bound: dict[str, str], client: str) -> list[Effect]:
        self.bound = bound
        told = self._tell(client, self.map)
        return [Keep("midi", bound.copy()), Send(client, self.map), *told]


def _pressed(moved: Moved, before: _Hand) -> bool:
    """Whether a pad was struck, or a button or fader went up past the middle."""
    if moved.kind in ("note", "program"):
        return moved.position > 0
    return moved.position >= _PRESSED > (before.position or 0.0)
