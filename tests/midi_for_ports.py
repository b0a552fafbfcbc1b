"""A MIDI system made of files, for the process that listens in tests: its ports are files in a
folder, and each line that is added to one is a message."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bridges.midi_port import VIRTUAL, Hear, MidiError


@dataclass
class Files:
    """Obeys `bridges.midi_port.Driver`."""

    folder: Path

    def ports(self) -> list[str]:
        """`no system`: there is no MIDI; `die`: the driver crashes."""
        names = sorted(path.name for path in self.folder.iterdir())
        if "die" in names:
            (self.folder / "die").unlink()
            os._exit(9)
        if "no system" in names:
            raise MidiError("no MIDI system")
        return names

    def open(self, name: str, hear: Hear) -> None:
        """`busy`: another has it."""
        if "busy" in name:
            raise MidiError(f"{name} is busy")
        path = self.folder / name
        if name == VIRTUAL:
            path.touch()
        threading.Thread(target=_follow, args=(path, hear), daemon=True).start()


def _follow(path: Path, hear: Hear) -> None:
    heard = 0
    while path.exists():
        lines = path.read_text().splitlines()
        for line in lines[heard:]:
            hear([int(byte) for byte in line.split()])
        heard = len(lines)
        time.sleep(0.01)
