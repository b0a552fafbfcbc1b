"""MIDI inputs and outputs as the system has them, opened by a part of their names.

For a process of its own: drivers print, hang and crash (JACK's when its server dies).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

Direction = Literal["in", "out"]
VIRTUAL = "virtual"
"""In place of a part of a name: a new port, to which other programs can connect."""
OWN = "klangbild"
"""What the names of our own ports begin with."""


class MidiError(RuntimeError):
    """A port cannot be opened or used; the text says what to do."""


class GoneError(MidiError):
    """Only another process gets new ports: the MIDI system ended with ours open, or hangs."""


Hear = Callable[[Sequence[int]], None]


class Port(Protocol):
    """A port that is open."""

    def send(self, message: Sequence[int]) -> None:
        """Of an output: send a message. Raises `MidiError`."""
        ...

    def close(self) -> None:
        """May take for ever where the driver is dead."""
        ...


class Driver(Protocol):
    """The MIDI system of this machine; its calls may take long. Used by several threads."""

    def ports(self, direction: Direction) -> list[str]:
        """Names of what there is, our own virtual ports of the other direction among them. Raises
        `MidiError` where there is no MIDI system."""
        ...

    def open(self, direction: Direction, name: str, label: str, hear: Hear | None) -> Port:
        """Open the port of this name, or make one (`VIRTUAL`) that others see as `label`. An
        input's messages go to `hear`, in any thread. Raises `MidiError`."""
        ...


class RtMidi:
    """All systems that python-rtmidi knows here: ALSA and JACK, CoreMIDI, Windows MM.

    Ports are looked up with a fresh client each time: JACK's go on listing the ports of a server
    that is dead.
    """

    def __init__(self) -> None:
        try:
            self._rtmidi: Any = importlib.import_module("rtmidi")
        except ImportError as error:
            raise MidiError(f"install python-rtmidi ({error})") from error

    def ports(self, direction: Direction) -> list[str]:
        """See `Driver`."""
        return list(self._ports(direction))

    def open(self, direction: Direction, name: str, label: str, hear: Hear | None) -> Port:
        """See `Driver`."""
        try:
            if name == VIRTUAL:
                opened = self._virtual(direction, label)
            else:
                api, number = self._ports(direction)[name]
                opened = self._client(direction)(api, name=label).open_port(number, label)
        except (KeyError, self._rtmidi.RtMidiError) as error:
            raise MidiError(f"{name} cannot be opened ({error}): does another use it?") from error
        if hear is not None:
            opened.ignore_types(timing=False)
            opened.set_callback(lambda event, _: hear(event[0]))
        return _RtPort(opened, self._rtmidi.RtMidiError)

    def _client(self, direction: Direction) -> Any:
        return self._rtmidi.MidiIn if direction == "in" else self._rtmidi.MidiOut

    def _virtual(self, direction: Direction, label: str) -> Any:
        why: Exception | None = None
        for api in self._rtmidi.get_compiled_api():
            try:
                return self._client(direction)(api, name=label).open_virtual_port(label)
            except (NotImplementedError, self._rtmidi.RtMidiError) as error:
                why = error
        raise MidiError(
            f"no virtual port here ({why}); on Windows make one with loopMIDI and name it with "
            "--midi-in and --midi-out"
        )

    def _ports(self, direction: Direction) -> dict[str, tuple[int, int]]:
        """Name to the number of its system, and its number in it."""
        found: dict[str, tuple[int, int]] = {}
        why: Exception | None = None
        there = False
        for api in self._rtmidi.get_compiled_api():
            try:
                scout = self._client(direction)(api, name=f"{OWN} looks")
                for number, name in enumerate(scout.get_ports()):
                    found.setdefault(name, (api, number))
                scout.delete()
                there = True
            except self._rtmidi.RtMidiError as error:
                why = error
        if not there:
            raise MidiError(f"no MIDI system: {why or 'this python-rtmidi has none'}")
        return found


class _RtPort:
    """See `Port`."""

    def __init__(self, port: Any, fault: type[Exception]) -> None:
        self._port, self._fault = port, fault

    def send(self, message: Sequence[int]) -> None:
        """See `Port`."""
        try:
            self._port.send_message(message)
        except self._fault as error:
            raise MidiError(str(error)) from error

    def close(self) -> None:
        """See `Port`."""
        self._port.delete()


def choose(ports: Sequence[str], wanted: str, direction: Direction = "in") -> str:
    """The port that is called `wanted`, or else the first that has it in its name; never one of
    our own, which would answer itself. Raises `MidiError`."""
    part = wanted.casefold()
    others = [name for name in ports if not name.casefold().startswith(f"{OWN} ")]
    for name in (*(p for p in others if p == wanted), *(p for p in others if part in p.casefold())):
        return name
    there = ", ".join(others) or "none"
    raise MidiError(f"no MIDI {direction}put with {wanted!r} in its name; there are: {there}")
