"""Max help patches: one for each group of addresses, made from the protocol table."""

from __future__ import annotations

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
_LEFT, _TEXT, _TOP, _STEP = 30, 470, 250, 64
_RIGHT, _SHOWN = 1010, 300
_WIDE = 420


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
    send = patch.add(f"udpsend 127.0.0.1 {SERVER_PORT}", (_LEFT, 200), 1, 0)
    for place, address in enumerate(_ALWAYS):
        box = patch.message(_said(COMMANDS[address]), (_LEFT + (0, 200, 300, 400)[place], 130))
        patch.wire(box, send)
    for place, row in enumerate(rows):
        _row(patch, row, send, _TOP + _STEP * place)
    if "/clip/" in sent:
        _params(patch, send, _TOP + _STEP * len(rows))
    _answers(patch, [*answers, *(a for a in _ALWAYS if a in EVENTS), "/pong"])
    return patch


def _head(patch: Patch, about: str) -> None:
    patch.comment("Klangbild", (_LEFT, 16, 400, 30), fontsize=20.0)
    patch.comment(about, (_LEFT, 48, 900, 36))
    patch.comment(
        f"Start the server with klangbild serve. Then click /hello: answers come to port "
        f"{REPLY_PORT}. Change what you like in the message boxes.",
        (_LEFT, 86, 900, 22),
    )


def _said(row: Row) -> str:
    return escaped([row.address, *example(row)])


def _row(patch: Patch, row: Row, send: str, top: int) -> None:
    text = f"{row.address} {row.usage}\n{row.help}".strip()
    patch.comment(text, (_TEXT, top, 520, 60), linecount=4)
    if any(field.arg.type == "b" for field in row.fields):
        note = f"{row.address} wants a blob, which Max cannot make: use /audio/samples"
        patch.comment(note, (_LEFT, top, _WIDE, 22))
        return
    patch.wire(patch.message(_said(row), (_LEFT, top), _WIDE), send)


def _params(patch: Patch, send: str, top: int) -> None:
    """A message for every parameter of a request."""
    patch.comment(
        "Parameters of a request, for /clip/param and /live/param:", (_LEFT, top, 500, 22)
    )
    for place, (name, arg) in enumerate(PARAMS.items()):
        row = COMMANDS["/clip/param"]
        at = top + 30 + 30 * place
        value: Value = "A minor" if arg.type == "s" else (_low(arg) + _high(arg)) / 2
        if arg.type == "i":
            value = 7 if name == "seed" else round(_low(arg) + (_high(arg) - _low(arg)) / 8)
        box = patch.message(escaped([row.address, "a", name, value]), (_LEFT, at), _WIDE)
        patch.comment(f"{arg.help} {arg.range_text}".strip(), (_TEXT, at, 520, 22))
        patch.wire(box, send)


def _low(arg: Arg) -> float:
    return arg.low or 0.0


def _high(arg: Arg) -> float:
    return arg.high or 0.0


def _answers(patch: Patch, addresses: list[str]) -> None:
    """Each answer in a message box of its own, what is left in the last."""
    hear = patch.add(f"udpreceive {REPLY_PORT} @quiet 1", (_RIGHT, 130), 1, 1)
    ways = [*dict.fromkeys(addresses)]
    route = patch.add(f"route {' '.join(ways)}", (_RIGHT, 170), len(ways) + 1, len(ways) + 1)
    patch.wire(hear, route)
    for place, address in enumerate([*ways, "anything else"]):
        top = _TOP + 44 * place
        told = EVENTS.get(address)
        patch.comment(f"{address} {told.usage if told else ''}".strip(), (_RIGHT, top, 460, 20))
        show = patch.add("prepend set", (_RIGHT, top + 20), 1, 1)
        box = patch.message("", (_RIGHT + 110, top + 20), _SHOWN)
        patch.wire(route, show, place)
        patch.wire(show, box)
