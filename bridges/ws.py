"""WebSocket messages <-> messages of the table, without sockets. Any message is safe to decode.

Text is JSON: {"address": "/clip/infill", "args": {"id": "a"}}. Binary is `KB`, one letter that
says what follows (M: MIDI file, A: sound, F: frame, W: WAV file), one byte version, the length of a
JSON header as two bytes (big-endian), that header, and the data.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from bridges.commands import (
    CHANNELS,
    COMMANDS,
    FORMAT,
    RATE_HZ,
    Command,
    Event,
    fail,
    row_for,
)
from bridges.table import Arg, Id, PeerError, Row, read_id
from generators.score import ROLES

MAX_MESSAGE = 4 * 2**20 + 1024
"""Bytes: the largest MIDI file that is read, and its header."""
_HEAD = struct.Struct(">2scBH")
_MAGIC, _VERSION = b"KB", 1
_PART = Arg("i", "part of the file, from 1; 0: none", "", 0, 100_000)
_ANY_METRE = Arg("i", "1: every four quarter notes are a bar, 0: only 4/4 is taken", "", 0, 1)
_HOLD = Arg("i", "1: begin a clip, 0: only read it", "", 0, 1)
MIDI, SOUND, SOUND_FILE = "M", "A", "W"
MAX_TEXT = 256 * 1024
"""Characters of the longest JSON message: one that is parsed within some milliseconds."""


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary message: its kind, a small header (`id`, `variation` ...) and its data."""

    kind: str
    header: Mapping[str, Any]
    data: bytes


def decode_text(text: str, rows: Mapping[str, Row] = COMMANDS) -> Any:
    """The command in a JSON text, or a `Fail` that says what is wrong."""
    try:
        return _decode_text(text, rows)
    except PeerError as error:
        return fail(error.request, error.code, error.text)


def encode_text(message: Command | Event) -> str:
    """JSON on one line."""
    row = row_for(message)
    return json.dumps({"address": row.address, "args": row.to_names(message)}, allow_nan=False)


def decode_binary(message: bytes) -> Binary:
    """Take a binary message apart. Raises `PeerError`."""
    if len(message) < _HEAD.size or not message.startswith(_MAGIC):
        raise PeerError("bad_packet", "a binary message begins with KB, a letter and its version")
    _, kind, version, size = _HEAD.unpack_from(message)
    if version != _VERSION or len(message) < _HEAD.size + size:
        raise PeerError("bad_packet", "the binary message's version or header length is wrong")
    end = _HEAD.size + size
    header = _loads(message[_HEAD.size : end])
    return Binary(kind.decode("latin-1"), header, message[end:])


def encode_binary(binary: Binary) -> bytes:
    """Put a binary message together."""
    header = json.dumps(dict(binary.header)).encode()
    head = _HEAD.pack(_MAGIC, binary.kind.encode(), _VERSION, len(header))
    return head + header + binary.data


@dataclass(frozen=True, slots=True)
class MidiRequest:
    """The id under which a MIDI file is a clip; `tracks` says which part of the file (from 1; 0:
    none) plays a track, where the sender has chosen. Without `hold` it is only read; with
    `any_metre` every four quarter notes are a bar, whatever the file says."""

    id: Id
    tracks: Mapping[str, int]
    hold: bool = True
    any_metre: bool = False


def midi_request(binary: Binary) -> MidiRequest:
    """What the header of a MIDI file says. Raises `PeerError` for anything else."""
    request = read_id("id", binary.header.get("id", ""))
    if binary.kind != MIDI:
        raise PeerError("bad_packet", f"binary messages of kind {binary.kind!r} are not taken")
    tracks = binary.header.get("tracks", {})
    if not isinstance(tracks, dict) or {*tracks} - {*ROLES}:
        use = f"tracks has to be an object of some of {', '.join(ROLES)}"
        raise PeerError("bad_args", use, request)
    try:
        parts = {role: int(_PART.read(role, n)) for role, n in tracks.items()}
        hold = bool(_HOLD.read("hold", binary.header.get("hold", 1)))
        any_metre = bool(_ANY_METRE.read("any_metre", binary.header.get("any_metre", 0)))
        return MidiRequest(request, parts, hold, any_metre)
    except PeerError as error:
        raise PeerError(error.code, error.text, request) from None


@dataclass(frozen=True, slots=True)
class SoundBlock:
    """Some sound: `data` is interleaved `form`; what is None was said with /audio/begin."""

    data: bytes
    rate: int | None = None
    channels: int | None = None
    form: str | None = None


def sound_block(binary: Binary) -> SoundBlock:
    """The sound in a binary message of kind `SOUND`. Raises `PeerError`."""
    header = binary.header
    if unknown := set(header) - {"rate", "channels", "format"}:
        known = "rate, channels and format"
        raise PeerError("bad_args", f"unknown {', '.join(sorted(unknown))[:100]}: use {known}")
    read = {
        name: arg.read(name, header[name])
        for name, arg in (("rate", RATE_HZ), ("channels", CHANNELS), ("format", FORMAT))
        if name in header
    }
    rate, channels, form = (read.get(name) for name in ("rate", "channels", "format"))
    return SoundBlock(
        binary.data, cast(int | None, rate), cast(int | None, channels), cast(str | None, form)
    )


def _decode_text(text: str, rows: Mapping[str, Row]) -> Any:
    if len(text) > MAX_TEXT:
        raise PeerError(
            "too_large", f"a JSON message has at most {MAX_TEXT:,} characters: send several"
        )
    message = _loads(text)
    address, args = message.get("address"), message.get("args", {})
    if not isinstance(address, str) or not isinstance(args, dict) or len(message) > 2:
        raise PeerError("bad_packet", 'a message is {"address": "/...", "args": {...}}')
    row = rows.get(address)
    if row is None:
        raise PeerError(
            "unknown_address", f"no address {address[:100]!r}: there are {', '.join(rows)}"
        )
    return row.from_names(args)


def _loads(text: str | bytes) -> dict[str, Any]:
    try:
        message = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise PeerError("bad_packet", "this is not JSON") from None
    if not isinstance(message, dict):
        raise PeerError("bad_packet", "a message is a JSON object")
    return message


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
