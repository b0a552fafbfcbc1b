"""What all devices have: their script, the way to the server and back, a pulse, the status."""

from __future__ import annotations

from pathlib import Path

from bridges.table import Arg
from max_patches.panel import Panel
from max_patches.patcher import Patch

_SCRIPTS = Path(__file__).parent / "javascript"
_STATUS = (8, 146, 16)
"""Left, top and height of the line that says what goes on."""
WAITING = "Max 9 is needed (Live 12.2 or newer)"
"""What that line says until the script runs."""


def script(patch: Patch, names: tuple[str, ...], outlets: int, width: int) -> tuple[Panel, str]:
    """The scripts in one object, with all that it talks to; the panel, and the way out."""
    code = "\n".join((_SCRIPTS / f"{name}.js").read_text() for name in names)
    made = patch.script(code, (30, 240), outlets)
    panel = Panel(patch, made)
    send = patch.add("udpsend 127.0.0.1 9100", (30, 420), 1, 0)
    hear = patch.add("udpreceive 0 @defer 1 @quiet 1", (230, 420), 1, 1)
    pulse = patch.add("metro 100 @active 1 @defer 1", (30, 60), 2, 1)
    left, top, height = _STATUS
    info = "What the device is doing, and what is wrong if something is."
    status = panel.label(WAITING, (left, top, width - 2 * left, height), info)
    patch.wire(pulse, made)
    patch.wire(hear, made)
    patch.wire(made, send)
    patch.wire(made, hear, 1)
    patch.wire(made, status, 2)
    return panel, send


def through(patch: Patch) -> str:
    """MIDI that comes in goes out; where it comes in."""
    comes, goes = patch.add("midiin", (30, 540), 1, 1), patch.add("midiout", (30, 600), 1, 0)
    patch.wire(comes, goes)
    return comes


def switch(patch: Patch, made: str) -> str:
    """Tells the script whether the device is on in Live; the object that knows."""
    device = patch.add("live.thisdevice", (230, 30), 1, 3)
    prefix = patch.add("prepend enable", (290, 60), 1, 1)
    patch.wire(device, prefix, 1)
    patch.wire(prefix, made)
    return device


def sentence(arg: Arg) -> str:
    """The help of an argument as a sentence."""
    return f"{arg.help[0].upper()}{arg.help[1:]}."
