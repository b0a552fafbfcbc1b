"""Max help patches: one for each group of addresses, made from the protocol table."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bridges.commands import COMMANDS, EVENTS, PARAMS
from bridges.table import Arg, Row, Value
from max_patches.patcher import Patch, escaped

SERVER_PORT, REPLY_PORT = 9100, 9101
_ALWAYS = ("/hello", "/ping", "/status", "/panic")
GROUPS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "clip": (
        "Clips: /clip/begin, /clip/note, /clip/hole, then a task. Click them in that order.",
        ("/clip/", "/cancel"),
        ("/progress", "/note", "/done", "/fail"),
    ),
    "live": (
        "Playing along: whose beat it is, what is played, and what you play.",
        ("/live/", "/transport"),
        ("/live/", "/transport", "/fail"),
    ),
    "art": (
        "Pictures: everything that can be moved, looks, cues and recordings.",
        ("/art/",),
        ("/art/", "/fail"),
    ),
    "audio": (
        "Sound in: devices, files, and sound that you send yourself.",
        ("/audio/",),
        ("/audio/", "/done", "/fail"),
    ),
    "midi": (
        "MIDI: ports to play along with, and controllers that learn what they move.",
        ("/midi/",),
        ("/midi/", "/done", "/fail"),
    ),
    "ableton": (
        "Ableton Live without a device in it: the server was started with --ableton.",
        ("/ableton/",),
        ("/ableton/", "/progress", "/done", "/fail"),
    ),
    "preset": (
        "Presets: which there are, and another one while the server runs.",
        ("/preset/",),
        ("/preset", "/done", "/fail"),
    ),
}
"""Name to what it is about, and how the addresses begin that are sent and heard."""
_EXAMPLES: Mapping[str, Value] = {
    "id": "a", "bars": 4, "amount": 0.3, "second": "b", "track": "melody", "pitch": 60,
    "start": 0.0, "duration": 1.0, "velocity": 90, "tracks": "bass", "number": 1, "gain": 0.0,
    "tempo": 120.0, "beat": 0.0, "latency": 12.0, "n": 1, "frames": 0, "features": 0,
    "values": 1, "samples": 0.5, "on": 1,
}  # fmt: skip
_SAID: Mapping[str, tuple[Value, ...]] = {
    "/hello": (REPLY_PORT, "max"),
    "/clip/begin": ("a", 16.0, 120.0, "melody", "bass"),
    "/clip/hole": ("a", "*", 8.0, 12.0),
    "/clip/param": ("a", "seed", 7),
    "/clip/accompany": ("a", "drums"),
    "/clip/vary": ("a", 0.3),
    "/clip/generate": ("a", 4),
    "/preset/load": ("a", "trio"),
    "/audio/source": ("device", "default"),
    "/audio/begin": (48_000, 1),
    "/art/look": ("tunnel",),
    "/art/look/store": ("mine",),
    "/art/tune": ("zoom", 0.4),
    "/art/label": ("sea", 0.8),
    "/art/seed": (7,),
    "/art/travel": (1.5,),
    "/art/sensitivity": (1.5,),
    "/art/cue/store": ("drop",),
    "/art/cue/recall": ("drop", 8.0),
    "/art/record": ("start",),
    "/art/painter": ("meter",),
    "/ableton/make": ("accompany",),
    "/ableton/undo": (),
    "/ableton/add": ("bass",),
    "/ableton/hole": (8.0, 12.0),
    "/ableton/track": ("bass", "Moog"),
    "/ableton/param": ("key", "A minor"),
    "/midi/learn": ("/art/travel",),
    "/midi/forget": ("/art/travel",),
    "/midi/open": ("out", "virtual"),
    "/midi/close": ("out", "*"),
    "/transport/source": ("internal",),
    "/transport/beat": (0.0, 120.0, 1),
    "/live/param": ("temperature", 0.9),
    "/live/channel": ("bass", 2),
}
"""Where the examples of the arguments, one by one, would say little."""
_PARAMS: Mapping[str, Value] = {
    "seed": 7, "temperature": 0.9, "top_p": 0.95, "steps": 64, "variations": 4, "humanise": 0.5,
    "deadline_ms": 800, "key": "A minor", "density": 8, "rhythm": 0.5, "low": 48, "high": 72,
}  # fmt: skip
"""What the examples of parameters say, for all tracks or one."""
_LEFT, _TEXT, _RIGHT = 40, 400, 1000
_TOP, _SENDS = 230, 180
_WIDE, _TEXT_WIDE, _SHOWN = 340, 560, 250
_LINE, _CHARACTERS = 15, 78
"""Height of a line of text, and how many characters are one."""


def build() -> dict[str, Patch]:
    """File name to patch."""
    return {f"klangbild-{name}": _patch(*group) for name, group in GROUPS.items()}


def example(row: Row) -> list[Value]:
    """Arguments that the row takes, for people to begin with; empty where it wants a blob."""
    if any(field.arg.type == "b" for field in row.fields):
        return []
    if row.address in _SAID:
        return [*_SAID[row.address]]
    values = [_value(field.name, field.arg) for field in row.fields]
    if row.many is None:
        return values
    if row.many.arg is not None:
        again = 4 if row.many_name == "samples" else 1
        return values + again * [_value(row.many_name, row.many.arg)]
    return values + [_value(field.name, field.arg) for field in row.item_fields]


def _value(name: str, arg: Arg) -> Value:
    wanted = _EXAMPLES.get(name)
    if wanted is not None and (not arg.choices or wanted in arg.choices):
        return wanted
    if arg.choices:
        return arg.choices[min(1, len(arg.choices) - 1)]
    middle = (_low(arg) + _high(arg)) / 2
    return round(middle) if arg.type == "i" else middle


def _patch(about: str, sent: tuple[str, ...], heard: tuple[str, ...]) -> Patch:
    rows = [row for address, row in COMMANDS.items() if address.startswith(sent)]
    answers = [address for address in EVENTS if address.startswith(heard)]
    patch = Patch((40, 60, 1500, 900))
    _head(patch, about)
    send = patch.add(f"udpsend 127.0.0.1 {SERVER_PORT}", (_LEFT, _SENDS), 1, 0)
    for place, address in enumerate(_ALWAYS):
        box = patch.message(_said(COMMANDS[address]), (_LEFT + (0, 150, 220, 300)[place], 130))
        patch.wire(box, send)
    top = _TOP
    for row in rows:
        top = _row(patch, row, send, top)
    if "/clip/" in sent:
        _params(patch, send, top + _LINE)
    _answers(patch, [*answers, *(a for a in _ALWAYS if a in EVENTS), "/pong"])
    return patch


def _head(patch: Patch, about: str) -> None:
    patch.comment("Klangbild", (_LEFT, 16, 400, 30), fontsize=20.0)
    patch.comment(about, (_LEFT, 54, 900, 22))
    patch.comment(
        f"Start the server with klangbild serve. Then click /hello: answers come to port "
        f"{REPLY_PORT}. Change what you like in the message boxes.",
        (_LEFT, 80, 900, 22),
    )


def _said(row: Row) -> str:
    return escaped([row.address, *example(row)])


def _send(patch: Patch, text: str, top: int, send: str) -> None:
    """A message whose wire runs along the left edge, clear of the others."""
    box = patch.message(text, (_LEFT, top), _WIDE)
    edge, above = _LEFT - 20, _SENDS - 10
    corners = ((_LEFT + 9, top + 30), (edge, top + 30), (edge, above), (_LEFT + 9, above))
    patch.wire(box, send, by=corners)


def _row(patch: Patch, row: Row, send: str, top: int) -> int:
    """A message and what it is for; where the next row begins."""
    text = f"{row.address} {row.usage}".strip() + f"\n{row.help}"
    bottom = _text(patch, text, top)
    if any(field.arg.type == "b" for field in row.fields):
        note = f"{row.address} wants a blob, which Max cannot make: use /audio/samples"
        patch.comment(note, (_LEFT, top, _WIDE, 2 * _LINE + 8))
    else:
        _send(patch, _said(row), top, send)
    return bottom


def _text(patch: Patch, text: str, top: int) -> int:
    """Text in the middle column, as high as it has to be; where the next one begins."""
    lines = sum(max(1, math.ceil(len(line) / _CHARACTERS)) for line in text.split("\n"))
    height = _LINE * lines + 8
    patch.comment(text, (_TEXT, top, _TEXT_WIDE, height), linecount=lines)
    return top + max(36, height + 8)


def _params(patch: Patch, send: str, top: int) -> None:
    """A message for every parameter of a request."""
    patch.comment("Parameters of a request, for /clip/param:", (_LEFT, top, 500, 22))
    top += 32
    for name, arg in PARAMS.items():
        words = ["/clip/param", "a", name, _PARAMS[name.partition(".")[0]]]
        _send(patch, escaped(words), top, send)
        top = _text(patch, f"{arg.help} ({arg.range_text})".removesuffix(" ()"), top)


def _low(arg: Arg) -> float:
    return arg.low or 0.0


def _high(arg: Arg) -> float:
    return arg.high or 0.0


def _answers(patch: Patch, addresses: list[str]) -> None:
    """Each answer in a message box of its own; the wires run along the left edge of the column."""
    hear = patch.add(f"udpreceive {REPLY_PORT} @quiet 1", (_RIGHT, _SENDS), 1, 1)
    show_at, box_at, below = _RIGHT + 210, _RIGHT + 320, _SENDS + 34
    edge, top = _RIGHT - 14, _TOP
    for address in dict.fromkeys(addresses):
        patch.comment(f"{address} {EVENTS[address].usage}".strip(), (_RIGHT, top, 480, 22))
        at = top + 24
        route = patch.add(f"route {address}", (_RIGHT, at), 2, 2)
        show = patch.add("prepend set", (show_at, at), 1, 1)
        box = patch.message("", (box_at, at), _SHOWN)
        down = ((_RIGHT + 9, below), (edge, below), (edge, at - 3), (_RIGHT + 9, at - 3))
        patch.wire(hear, route, by=down)
        patch.wire(route, show, by=_beside(_RIGHT, show_at, at))
        patch.wire(show, box, by=_beside(show_at, box_at, at))
        top += 58


def _beside(left: int, right: int, top: int) -> tuple[tuple[int, int], ...]:
    """Corners of a wire from below the box at `left` to above the one at `right` of it."""
    between = right - 6
    return ((left + 9, top + 27), (between, top + 27), (between, top - 3), (right + 9, top - 3))
