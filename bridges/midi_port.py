"""MIDI inputs and outputs as the system has them, opened by a part of their names.

For a process of its own: drivers print, hang and crash (JACK's when its server dies).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

from bridges.jack_ports import JackPorts

Direction = Literal["in", "out"]
VIRTUAL = "virtual"
"""In place of a part of a name: a new port, to which other programs can connect."""
OWN = "klangbild"
"""What the names of our own ports begin with."""
_SCOUT = f"{OWN} looks"


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

    It looks for ports with clients that stay, so that other programs see nobody come and go.
    """

    def __init__(self) -> None:
        try:
            self._rtmidi: Any = importlib.import_module("rtmidi")
        except ImportError as error:
            raise MidiError(f"install python-rtmidi ({error})") from error
        self._scouts: dict[tuple[int, Direction], Any] = {}
        self._jack: JackPorts | None = None

    def ports(self, direction: Direction) -> list[str]:
        """See `Driver`."""
        found: list[str] = []
        why: Exception | None = None
        there = False
        for api in self._rtmidi.get_compiled_api():
            try:
                found += self._names(api, direction)
                there = True
            except (OSError, self._rtmidi.RtMidiError) as error:
                why = error
        if not there:
            raise MidiError(f"no MIDI system: {why or 'this python-rtmidi has none'}")
        return list(dict.fromkeys(found))

    def open(self, direction: Direction, name: str, label: str, hear: Hear | None) -> Port:
        """See `Driver`."""
        opened = (self._virtual if name == VIRTUAL else self._named)(direction, name, label)
        if hear is not None:
            opened.ignore_types(timing=False)
            opened.set_callback(lambda event, _: hear(event[0]))
        return _RtPort(opened, self._rtmidi.RtMidiError)

    def _client(self, direction: Direction) -> Any:
        return self._rtmidi.MidiIn if direction == "in" else self._rtmidi.MidiOut

    def _virtual(self, direction: Direction, _name: str, label: str) -> Any:
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

    def _named(self, direction: Direction, name: str, label: str) -> Any:
        why: Exception | None = None
        for api in self._rtmidi.get_compiled_api():
            try:
                client = self._client(direction)(api, name=label)
                return client.open_port(client.get_ports().index(name), label)
            except ValueError:  # another system's
                continue
            except self._rtmidi.RtMidiError as error:
                why = error
        raise MidiError(f"{name} cannot be opened ({why or 'it is gone'}): does another use it?")

    def _names(self, api: int, direction: Direction) -> list[str]:
        """Of one system. Raises OSError, RtMidiError."""
        if api != self._rtmidi.API_UNIX_JACK:
            key = api, direction
            if key not in self._scouts:
                self._scouts[key] = self._client(direction)(api, name=_SCOUT)
            names: list[str] = self._scouts[key].get_ports()
            return names
        if self._jack is None:
            self._jack = JackPorts(_SCOUT)
        try:
            return self._jack.names(direction)
        except OSError:
            self._jack.close()
            self._jack = None
            raise


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
