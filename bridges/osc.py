"""OSC bytes <-> messages of the table, without sockets. Any bytes are safe to decode."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bridges.commands import COMMANDS, EVENTS, Command, Event, fail, find, row_for
from bridges.table import PeerError, Row, Type, Value

MAX_PACKET = 1024
"""Bytes of the largest packet that is sent; received ones may have any size."""
_MAX_DEPTH = 8
_BUNDLE = b"#bundle\0"
_WILD = frozenset("?*[]{}#, ")
_FIXED = {"i": ">i", "f": ">f", "h": ">q", "d": ">d"}
_CONSTANT = {"T": 1, "F": 0}
_TAGS: Mapping[type, Type] = {int: "i", float: "f", str: "s", bytes: "b"}


def decode(packet: bytes, rows: Mapping[str, Row] = COMMANDS) -> list[Any]:
    """The commands in a packet, in order; whatever is wrong is a `Fail` in its place.

    Bundles are opened and their time tags ignored: commands are carried out at once. (Own parser:
    python-osc's loops for ever on a bundle whose element has a negative size.)
    """
    messages: list[Any] = []
    try:
        for part in parts(packet):
            try:
                message = _decode_message(part, rows)
                if message is not None:
                    messages.append(message)
            except PeerError as error:
                messages.append(fail(error.request, error.code, error.text))
    except PeerError as error:
        messages.append(fail("", error.code, error.text))
    return messages


def encode(message: Command | Event) -> list[bytes]:
    """The packets, of at most 1 kB each, that say `message`; repeated groups are shared out."""
    row = row_for(message)
    head, groups = row.to_values(message)
    tags = "".join(t for t, _ in head)
    body = b"".join(_write(t, v) for t, v in head)
    room = MAX_PACKET - len(body) - len(_string(row.address)) - len(tags) - 5
    packets, chosen, types = [], b"", ""
    for group in groups:
        written = b"".join(_write(t, v) for t, v in group)
        more = "".join(t for t, _ in group)
        if types and len(chosen) + len(written) + len(types) + len(more) > room:
            packets.append(_message(row.address, tags + types, body + chosen))
            chosen, types = b"", ""
        chosen, types = chosen + written, types + more
    packets.append(_message(row.address, tags + types, body + chosen))
    return packets


def read(data: bytes, constants: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Address and values of one message of any address; `constants` says what the tags mean that
    have no bytes. Raises `PeerError`."""
    address, at = _read_string(data, 0)
    return address, _values(data, at, constants)


def write(address: str, values: Sequence[Value]) -> bytes:
    """One message of any address, its values typed as Python has them."""
    typed = [(_tag(value), value) for value in values]
    body = b"".join(_write(tag, value) for tag, value in typed if tag not in _CONSTANT)
    return _message(address, "".join(tag for tag, _ in typed), body)


def _tag(value: Value) -> Any:
    return ("T" if value else "F") if isinstance(value, bool) else _TAGS[type(value)]


def bundle(messages: Sequence[bytes]) -> bytes:
    """One packet with several messages, to be carried out at once."""
    at_once = b"\0" * 7 + b"\1"
    return _BUNDLE + at_once + b"".join(struct.pack(">i", len(m)) + m for m in messages)


def parts(packet: bytes, depth: int = 0) -> Iterator[bytes]:
    """The messages in a packet, out of bundles within bundles. Raises `PeerError`."""
    if not packet.startswith(_BUNDLE):
        yield packet
        return
    if depth == _MAX_DEPTH:
        raise _broken("bundles are nested too deep")
    at = len(_BUNDLE) + 8
    if len(packet) < at:
        raise _broken("a bundle is cut off")
    while at < len(packet):
        if at + 4 > len(packet):
            raise _broken("a bundle is cut off")
        (size,) = struct.unpack_from(">i", packet, at)
        at += 4
        if not 0 < size <= len(packet) - at or size % 4:
            raise _broken("a bundle's element has an impossible size")
        yield from parts(packet[at : at + size], depth + 1)
        at += size


def _decode_message(data: bytes, rows: Mapping[str, Row]) -> Any:
    if not data.startswith(b"/"):
        raise _broken("this is no OSC message: an address begins with /")
    address, at = _read_string(data, 0)
    found = find(address, rows)
    if found is None and rows is COMMANDS and address in EVENTS:
        return None  # an answer that came back: answering it could go on for ever
    if found is None:
        raise PeerError("unknown_address", _no_such(address, rows))
    row, lead = found
    return row.from_values([*lead, *_values(data, at)])


def _no_such(address: str, rows: Mapping[str, Row]) -> str:
    if _WILD & set(address):
        return f"{address[:100]!r}: wildcards are not answered, name one address"
    return f"no address {address[:100]!r}: there are {', '.join(rows)}"


def _values(data: bytes, at: int, constants: Mapping[str, Any] = _CONSTANT) -> list[Any]:
    if at >= len(data):
        return []  # old senders leave the type tags out where there are no arguments
    tags, at = _read_string(data, at)
    if not tags.startswith(","):
        raise _broken("the type tags have to begin with a comma")
    values: list[Any] = []
    for tag in tags[1:]:
        if tag in _FIXED:
            form = _FIXED[tag]
            if at + struct.calcsize(form) > len(data):
                raise _broken("an argument is cut off")
            values.append(struct.unpack_from(form, data, at)[0])
            at += struct.calcsize(form)
        elif tag == "s":
            text, at = _read_string(data, at)
            values.append(text)
        elif tag == "b":
            blob, at = _read_blob(data, at)
            values.append(blob)
        elif tag in constants:
            values.append(constants[tag])
        else:
            raise PeerError(
                "bad_args", f"arguments of type {tag!r} are not used here: send i f s b"
            )
    return values


def _read_string(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    after = at + ((end - at) // 4 + 1) * 4
    if end < 0 or after > len(data):
        raise _broken("a string is cut off")
    try:
        return data[at:end].decode(), after
    except UnicodeDecodeError:
        raise _broken("a string is not UTF-8") from None


def _read_blob(data: bytes, at: int) -> tuple[bytes, int]:
    size = struct.unpack_from(">i", data, at)[0] if at + 4 <= len(data) else -1
    end = at + 4 + size
    if size < 0 or end + -size % 4 > len(data):
        raise _broken("a blob is cut off")
    return data[at + 4 : end], end + -size % 4


def _broken(text: str) -> PeerError:
    return PeerError("bad_packet", text)


def _message(address: str, tags: str, body: bytes) -> bytes:
    return _string(address) + _string("," + tags) + body


def _write(tag: Type, value: Value) -> bytes:
    if isinstance(value, bytes):
        return struct.pack(">i", len(value)) + value + b"\0" * (-len(value) % 4)
    return _string(str(value)) if tag == "s" else struct.pack(_FIXED[tag], value)


def _string(text: str) -> bytes:
    data = text.encode()
    return data + b"\0" * (4 - len(data) % 4)
