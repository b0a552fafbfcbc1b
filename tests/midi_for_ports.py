"""MIDI systems for tests: `Files` for other processes, `Cables` for this one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bridges.midi_port import OWN, VIRTUAL, Direction, Hear, MidiError, Port


@dataclass
class Files:
    """Obeys `bridges.midi_port.Driver`. Its ports are files in a folder, `NAME.in` and `NAME.out`;
    each line of one is a message."""

    folder: Path

    def ports(self, direction: Direction) -> list[str]:
        """`no system`: there is no MIDI; `die`: the driver crashes."""
        there = sorted(path.name for path in self.folder.iterdir())
        if "die" in there:
            (self.folder / "die").unlink(missing_ok=True)
            os._exit(9)
        if "no system" in there:
            raise MidiError("no MIDI system")
        found = [name.rpartition(".") for name in there]
        return [name for name, _, way in found if (way == direction) != name.startswith(OWN)]

    def open(self, direction: Direction, name: str, label: str, hear: Hear | None) -> Port:
        """`busy`: another has it."""
        if "busy" in name:
            raise MidiError(f"{name} is busy")
        path = self.folder / f"{label if name == VIRTUAL else name}.{direction}"
        path.touch()
        if hear is not None:
            threading.Thread(target=_follow, args=(path, hear), daemon=True).start()
        return _File(path)


@dataclass
class _File:
    path: Path

    def send(self, message: Sequence[int]) -> None:
        """Fails where it was pulled out."""
        if not self.path.exists():
            raise MidiError("pulled out")
        write(self.path, message)

    def close(self) -> None:
        """Nothing is left to do."""


def write(path: Path, *messages: Sequence[int]) -> None:
    """Say `messages` at a port."""
    with path.open("a") as file:
        file.writelines(f"{' '.join(map(str, message))}\n" for message in messages)


def said(path: Path) -> list[tuple[int, ...]]:
    """What was said at a port; a line that is being written is left out."""
    lines = path.read_text().split("\n")[:-1]
    return [tuple(int(byte) for byte in line.split()) for line in lines]


def _follow(path: Path, hear: Hear) -> None:
    heard = 0
    while path.exists():
        messages = said(path)
        for message in messages[heard:]:
            hear(message)
        heard = len(messages)
        time.sleep(0.005)


@dataclass
class Cables:
    """Obeys `bridges.midi_port.Driver`, in the memory of this process. `names` are those that are
    there, `hears` what the open inputs call, `sent` what went out of each output."""

    names: dict[Direction, list[str]] = field(default_factory=lambda: {"in": [], "out": []})
    hears: dict[str, Hear] = field(default_factory=dict)
    sent: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    trouble: str = ""
    """Why there is no MIDI system."""
    broken: set[str] = field(default_factory=set)
    """Outputs that fail."""
    opened: list[tuple[str, str]] = field(default_factory=list)
    """Name and label, each time."""

    def ports(self, direction: Direction) -> list[str]:
        """See `Driver`."""
        if self.trouble:
            raise MidiError(self.trouble)
        return self.names[direction][:]

    def open(self, direction: Direction, name: str, label: str, hear: Hear | None) -> Port:
        """See `Driver`."""
        if name == VIRTUAL:
            self.names["in" if direction == "out" else "out"].append(label)
            name = label
        self.opened.append((name, label))
        if hear is not None:
            self.hears[name] = hear
        return _Cable(self, name)


@dataclass
class _Cable:
    system: Cables
    name: str

    def send(self, message: Sequence[int]) -> None:
        if self.name in self.system.broken:
            raise MidiError("broken")
        self.system.sent.setdefault(self.name, []).append(tuple(message))

    def close(self) -> None:
        self.system.hears.pop(self.name, None)
