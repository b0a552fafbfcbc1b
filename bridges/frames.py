"""Encoded frames <-> WebSocket messages and parts of a multipart HTTP stream. No sockets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from bridges.table import PeerError
from bridges.ws import Binary, decode_binary, encode_binary

FRAME = "F"
"""The kind of binary message that holds a frame."""
FORMATS = {"jpeg": "image/jpeg", "webp": "image/webp", "png": "image/png"}
_BOUNDARY = b"klangbild"
STREAM_TYPE = f"multipart/x-mixed-replace; boundary={_BOUNDARY.decode()}"
_MAX_SIDE = 16_384


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded frame: `number` counts up, `time` is that of the sound that it shows (seconds on
    the audio clock), `width` and `height` in pixels, `format` one of `FORMATS`."""

    number: int
    time: float
    width: int
    height: int
    format: str
    data: bytes

    @property
    def mime(self) -> str:
        """The media type of `data`."""
        return FORMATS[self.format]


def encode(picture: Picture) -> bytes:
    """The WebSocket message that carries `picture`."""
    header = {
        "number": picture.number,
        "time": round(picture.time, 4),
        "width": picture.width,
        "height": picture.height,
        "format": picture.format,
    }
    return encode_binary(Binary(FRAME, header, picture.data))


def decode(message: bytes) -> Picture:
    """The picture in a WebSocket message. Raises `PeerError`."""
    binary = decode_binary(message)
    header = binary.header
    kind = header.get("format")
    if binary.kind != FRAME or not isinstance(kind, str) or kind not in FORMATS:
        raise PeerError("bad_packet", "this is no frame, or of an unknown format")
    return Picture(
        _whole(header, "number", 2**53),
        _time(header.get("time")),
        _whole(header, "width", _MAX_SIDE),
        _whole(header, "height", _MAX_SIDE),
        kind,
        binary.data,
    )


def part(picture: Picture) -> bytes:
    """`picture` as one part of a stream of `STREAM_TYPE`. The boundary that ends it comes with it,
    so that readers show a frame when it is there, not when the next one begins."""
    head = (
        f"Content-Type: {picture.mime}\r\nContent-Length: {len(picture.data)}\r\n"
        f"X-Timestamp: {picture.time:.4f}\r\n\r\n"
    )
    return head.encode() + picture.data + b"\r\n" + boundary()


def boundary() -> bytes:
    """The line between two parts; the first part needs one before it."""
    return b"--" + _BOUNDARY + b"\r\n"


def _whole(header: Any, name: str, most: int) -> int:
    value = header.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise PeerError("bad_packet", f"a frame's {name} is a whole number up to {most}")
    return value


def _time(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise PeerError("bad_packet", "a frame's time is a number of seconds")
    return float(value)
