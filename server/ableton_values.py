"""What is set for answers in Live: how they are made, and where they go. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bridges import commands as c
from bridges.table import PeerError
from generators.score import ROLES
from server.ableton_tasks import Wanted
from server.clips import Building


class Values:
    """All but whether Live is talked to."""

    def __init__(self) -> None:
        self._building = Building(1.0, 120.0, {})
        self._usual = Wanted(0, "", self._building.sampling(0), ROLES)

    @property
    def told(self) -> Mapping[str, str]:
        """Which of Live's tracks is what, where somebody said it."""
        return self._usual.told

    def wanted(self, number: int, task: str, fresh_seed: Callable[[], int]) -> Wanted:
        """A press of the button now."""
        asked = self._building.number("seed")
        seed = fresh_seed() if asked is None else int(asked)
        return replace(
            self._usual,
            number=number,
            task=task,
            sampling=self._building.sampling(seed),
            deadline_ms=self._building.number("deadline_ms"),
        )

    def events(self) -> Iterator[c.AbletonValue]:
        """All of them, as they are told."""
        values = self._usual
        yield c.AbletonBars(values.bars)
        yield c.AbletonAmount(values.amount)
        yield c.AbletonHole(*values.hole)
        yield c.AbletonTracks(values.tracks)
        yield from map(c.AbletonParam, self._building.rows)
        yield c.AbletonCreate(int(values.create))
        yield c.AbletonLaunch(int(values.launch))
        for role in ROLES:
            yield c.AbletonTrack(role, values.told.get(role, ""))

    def current(self, address: str) -> float | None:
        """The number that is set at an address."""
        values = self._usual
        found = {
            "/ableton/bars": values.bars,
            "/ableton/amount": values.amount,
            "/ableton/create": values.create,
            "/ableton/launch": values.launch,
        }.get(address)
        return None if found is None else float(found)

    def set(self, message: Any) -> c.AbletonValue | None:
        """Set one, or parameters; what is told of it, if it is new. Raises `PeerError`."""
        values = self._usual
        match message:
            case c.AbletonBars(bars):
                values = replace(values, bars=bars)
            case c.AbletonAmount(amount):
                values = replace(values, amount=amount)
            case c.AbletonTracks(tracks):
                values = replace(values, tracks=tracks)
            case c.AbletonCreate(on):
                values = replace(values, create=bool(on))
            case c.AbletonLaunch(on):
                values = replace(values, launch=bool(on))
            case c.AbletonHole(start, end):
                if end < start or end == start != 0:
                    text = "/ableton/hole: end has to lie behind start, or both are 0"
                    raise PeerError("bad_args", text)
                values = replace(values, hole=(start, end))
            case c.AbletonTrack(role, track):
                text = track if isinstance(track, str) else f"{track:g}"
                rest = {name: said for name, said in values.told.items() if name != role}
                values = replace(values, told={**rest, role: text} if text else rest)
                message = c.AbletonTrack(role, text)
            case c.AbletonParam():
                changed = self._building.changed(message)
                if changed.params == self._building.params:
                    return None
                self._building = changed
        self._usual = values
        told: c.AbletonValue = message
        return told
