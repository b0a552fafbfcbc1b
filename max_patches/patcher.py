"""A Max patcher as it is built: boxes, wires, and the JSON and the `.amxd` container of them."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

Device = Literal["midi", "audio"]
Rect = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""
_CODES: dict[Device, bytes] = {"midi": b"mmmm", "audio": b"aaaa"}
_VERSION = {"major": 9, "minor": 0, "revision": 0, "architecture": "x64", "modernui": 1}
HEIGHT = 169
"""Of every device in Live, in pixels."""
_BANK = 8
_SOUNDING = ("plugin~", "+~", "*~", "count~", "poke~")
"""Objects whose outlets carry sound."""


class Patch:
    """Boxes and wires. Boxes are named by what `add` returns."""

    def __init__(self, window: Rect = (100, 100, 900, 700)) -> None:
        self._window = window
        self._boxes: list[dict[str, Any]] = []
        self._lines: list[dict[str, Any]] = []
        self.parameters: dict[str, tuple[str, str, bool]] = {}
        """Box to long name, short name, and whether Live may automate it."""

    def box(self, maxclass: str, rect: Rect, ports: tuple[int, int], **more: Any) -> str:
        """A box with `ports` inlets and outlets; its name."""
        name = f"obj-{len(self._boxes) + 1}"
        made = {
            "id": name,
            "maxclass": maxclass,
            "numinlets": ports[0],
            "numoutlets": ports[1],
            "patching_rect": [float(side) for side in rect],
        }
        if ports[1]:
            made["outlettype"] = [""] * ports[1]
        self._boxes.append({"box": {**made, **more}})
        return name

    def add(self, text: str, at: tuple[int, int], inlets: int, outlets: int, **more: Any) -> str:
        """An object, as it is typed."""
        if text.split(maxsplit=1)[0] in _SOUNDING:
            more["outlettype"] = ["signal"] * outlets
        return self.box(
            "newobj", (*at, 20 + 7 * len(text), 22), (inlets, outlets), text=text, **more
        )

    def message(self, text: str, at: tuple[int, int], width: int = 0) -> str:
        """A message box."""
        rect = (*at, width or 20 + 7 * len(text), 22)
        return self.box("message", rect, (2, 1), text=text)

    def comment(self, text: str, rect: Rect, **more: Any) -> str:
        """Text for who reads the patch."""
        return self.box("comment", rect, (1, 0), text=text, **more)

    def script(self, code: str, at: tuple[int, int], outlets: int) -> str:
        """JavaScript that lives in the patch itself: no file has to be found beside it."""
        text = {"text": code, "filename": "none", "flags": 1, "embed": 1, "autowatch": 1}
        return self.add(
            "v8 @embed 1", at, 1, outlets, filename="none", textfile=text,
            saved_object_attributes={"parameter_enable": 0},
        )  # fmt: skip

    def wire(
        self,
        source: str,
        destination: str,
        outlet: int = 0,
        inlet: int = 0,
        by: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Connect an outlet to an inlet, in corners at the points `by`."""
        line: dict[str, Any] = {"source": [source, outlet], "destination": [destination, inlet]}
        if by:
            line["midpoints"] = [float(side) for point in by for side in point]
        self._lines.append({"patchline": line})

    def chain(self, *boxes: str) -> None:
        """Connect each box's first outlet to the first inlet of the next."""
        for source, destination in pairwise(boxes):
            self.wire(source, destination)

    def render(self, device: Device | None = None, width: int = 0) -> str:
        """The JSON of it; `width` is that of a device in Live."""
        patcher: dict[str, Any] = {
            "fileversion": 1,
            "appversion": _VERSION,
            "classnamespace": "box",
            "rect": [float(side) for side in self._window],
            "gridsize": [15.0, 15.0],
            "boxes": self._boxes,
            "lines": self._lines,
            "dependency_cache": [],
            "autosave": 0,
        }
        if device is not None:
            patcher |= self._as_device(device, width)
        return json.dumps({"patcher": patcher}, indent=1, ensure_ascii=True) + "\n"

    def _as_device(self, device: Device, width: int) -> dict[str, Any]:
        shown = [long for long, _, automated in self.parameters.values() if automated]
        bank = (shown + ["-"] * _BANK)[:_BANK]
        return {
            "openrect": [0.0, 0.0, float(width), float(HEIGHT)],
            "openinpresentation": 1,
            "default_fontname": "Ableton Sans Medium",
            "default_fontsize": 10.0,
            "devicewidth": float(width),
            "latency": 0,
            "is_mpe": int(device == "midi"),
            "project": _project(device),
            "parameters": {
                **{box: [long, short, 0] for box, (long, short, _) in self.parameters.items()},
                "parameterbanks": {"0": {"index": 0, "name": "", "parameters": bank}},
            },
        }


def _project(device: Device) -> dict[str, Any]:
    return {
        "version": 1,
        "creationdate": 0,
        "modificationdate": 0,
        "viewrect": [0.0, 0.0, 300.0, 500.0],
        "autoorganize": 1,
        "hideprojectwindow": 1,
        "showdependencies": 1,
        "autolocalize": 0,
        "contents": {"patchers": {}},
        "layout": {},
        "searchpath": {},
        "detailsvisible": 0,
        "amxdtype": int.from_bytes(_CODES[device]),
        "readonly": 0,
        "devpathtype": 0,
        "devpath": ".",
        "sortmode": 0,
        "viewmode": 0,
    }


def container(rendered: str, device: Device) -> bytes:
    """The bytes of an unfrozen `.amxd`: three chunks with little-endian sizes, then the JSON."""
    body = rendered.encode() + b"\0"
    chunks = [(b"ampf", _CODES[device]), (b"meta", bytes(4))]
    head = b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    return head + b"ptch" + struct.pack("<I", len(body)) + body


def escaped(words: Sequence[object]) -> str:
    """A message box's text: what Max would read as more than one word, or as two messages, is
    quoted."""
    return " ".join(_word(word) for word in words)


def _word(word: object) -> str:
    text = f"{word:g}" if isinstance(word, float) else str(word)
    if text and not set(text) & set(' ,;"\\$'):
        return text
    return '"' + "".join("\\" + c if c in '"\\$,;' else c for c in text) + '"'
