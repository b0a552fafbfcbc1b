"""Renders the table of addresses as `docs/protocol.md`."""

from __future__ import annotations

import sys

from bridges.commands import FAIL_CODES, PARAMS, TABLE, VERSION
from bridges.osc import MAX_PACKET
from bridges.osc_port import BURST_BYTES, BYTES_PER_S
from bridges.table import Arg, Field, Row
from bridges.ws import MAX_MESSAGE, MAX_TEXT

_HEAD = f"""\
# The protocol

Version {VERSION}. Made from the table in `bridges/commands.py` by `python -m bridges.reference`; do
not edit it here.

## How to talk

**OSC** (UDP, port 9100 unless changed). The server sends only the types `i f s`, in packets of at
most {MAX_PACKET:,} bytes; it takes packets of any size, `T F h d` where a number belongs, whole
numbers sent as floats, blobs, and bundles, whose time tags it ignores. Wildcard addresses are not
answered. Where the first argument is called `name` it may stand in the address: `/art/tune/zoom
0.4` is `/art/tune zoom 0.4`, so that a slider which sends one number can set it. Say `/hello` with
the port on which you listen: answers go there, on the host that you send from. Without it they go
to the port that you send from. A sender that never said `/hello` is taken for the program of its
host that said it last with a port (command line tools use a new port for each message); so when
several programs of one host talk, each has to say it. A source may send {BURST_BYTES:,} bytes at
once and {BYTES_PER_S:,} a second, 200 counted on top of each packet.

**WebSocket** (`ws://127.0.0.1:9180/ws`). The same commands as JSON text of at most {MAX_TEXT:,}
characters, with the arguments by name and a repeated group as a list:

    {{"address": "/clip/hole",
     "args": {{"id": "a", "holes": [{{"track": "*", "start": 8, "end": 12}}]}}}}

Binary messages begin with `KB`, one letter for the kind, one byte version (1), the length of a JSON
header as two bytes (big-endian), that header, then the data. Kind `M` is a MIDI file: with the
header `{{"id": "a"}}` it begins a clip, as `/clip/begin` and `/clip/note` do, and is answered with
`/clip` and `/clip/parts`. `{{"id": "a", "tracks": {{"melody": 3, "bass": 0}}}}` says which part of
the file is the melody, and that none is the bass; with `"hold": 0` it is read, but begins no clip;
with `"any_metre": 1` every four quarter notes are a bar, else what is not in 4/4 is refused.
Before the `/done` of a task on such a clip comes,
for each variation, the whole MIDI file with the answer in it, with the header
`{{"id": "a", "variation": 0}}`. Kind `A` is a block of sound, as `/audio/block` is; its header may
be empty after `/audio/begin`, or says `{{"rate": 48000, "channels": 2, "format": "f32"}}` itself.
At most {MAX_MESSAGE:,} bytes. Kind `F` is a painted frame, for clients that `/art/watch`; its
header is

    {{"number": 7, "time": 1.25, "width": 256, "height": 256, "format": "jpeg"}}

where `time` is that of the sound, in seconds on the audio clock as in `/art/features`; a gap in
`number` says that frames were left out. Kind `W` is the WAV file of `/art/sound`, before its
`/art/sounded`, whose arguments its header has. When a WebSocket closes, its requests are cancelled
and its clips are forgotten.

**HTTP** on the same port: `/display` (the picture, full size), `/frame.jpg` (the newest frame) and
`/stream.mjpg` (all of them, as multipart JPEG), `/looks.json`, `/health`. Where no painter is
loaded, frames answer 503 and say why. `/` is the studio page for who accepts `text/html`, as
browsers do; `/examples.json` names the bundled pieces, which are at `/examples/NAME.mid`.

**OSCQuery**, on the same port: other programs get the tree of all addresses from `/`, a part of it
from its path (`/art/tune`), one attribute with a query (`/art/travel?VALUE`, also `TYPE`, `RANGE`,
`ACCESS`, `DESCRIPTION`), and from `/?HOST_INFO` where to send. Numbers with names have nodes of
their own, `/art/tune/zoom` or `/art/label/sea`, but for labels that hold what an OSC address may
not (space `# * , / ? [ ] {{ }}`). A repeated group is described once. 404: no such address; 204: it
has no such attribute; 400: there is no such attribute. Values are told by `/art/watch`, not by
OSCQuery's LISTEN; nothing is announced in the network.

**Who is served**: this machine. With `klangbild serve --remote` others are let in to HTTP and
WebSocket, by `?token=` in the address or the cookie that a browser gets for it; without it, 403.

**Ids** are yours to choose, and come back as you sent them. Every request ends with one `/done` or
one `/fail`. A `/fail` with an empty id answers something in which no id was recognised.

**Beats** are quarter notes, bars are 4 beats, tracks are `melody`, `chords`, `bass` and `drums`
(General MIDI pitches). Each preset plays some of them: `/status` says which. It does not hear the
others, and a task that asks for one of them fails. Where a task names no tracks, only those that
the preset plays are meant. A new request takes the place of one of the same kind from the same
client that still waits. Up to 16 requests wait.

## A conversation

    /hello 9101
    /clip/begin a 16 120 melody bass
    /clip/note a melody 60 0 1 90 melody 62 1 1 90 bass 36 0 4 80
    /clip/hole a * 8 12
    /clip/param a seed 7 deadline_ms 800
    /clip/infill a
                            /progress a 0.5
                            /note a 0 melody 64 8 1 85 bass 43 8 2 80
                            /done a 2 7
"""


_KINDS = {"id": "i or s", "value": "f or s"}


def render() -> str:
    """The whole page."""
    parts = [_HEAD, "## What you send\n"]
    parts += [_section(row) for row in TABLE if row.direction == "in"]
    parts += ["## Parameters\n", _params(), "## What the server sends\n"]
    parts += [_section(row) for row in TABLE if row.direction == "out"]
    parts += ["## Failure codes\n", _codes()]
    return "\n".join(parts)


def _section(row: Row) -> str:
    lines = [f"### `{row.address}`{' ' if row.usage else ''}{row.usage}\n", f"{row.help}\n"]
    rows = [_arg(field) for field in row.fields]
    if row.many is not None and row.many.arg is not None:
        note = f"{row.many.help}; repeated"
        rows.append(_line(row.many_name, row.many.arg, note))
    elif row.many is not None:
        least = "once or more" if row.many.least else "any number of times"
        rows += [_arg(field, f" (group, {least})") for field in row.item_fields]
    if rows:
        lines += ["| Argument | Type | Unit | Range | |", "|---|---|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _arg(field: Field, note: str = "") -> str:
    default = "" if field.required else f"; if left out: {field.default!r}"
    return _line(field.name, field.arg, field.arg.help + default + note)


def _line(name: str, arg: Arg, text: str) -> str:
    kind = _KINDS.get(arg.type, arg.type)
    return f"| {name} | {kind} | {arg.unit} | {_escape(arg.range_text)} | {_escape(text)} |"


def _escape(text: str) -> str:
    return text.replace("*", "\\*")


def _params() -> str:
    rows = [_line(name, arg, arg.help) for name, arg in PARAMS.items()]
    head = ["| Name | Type | Unit | Range | |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _codes() -> str:
    rows = [f"| `{code}` | {text} |" for code, text in FAIL_CODES.items()]
    return "\n".join(["| Code | Means |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(render())
