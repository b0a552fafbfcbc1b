"""Motion JPEG over plain HTTP, on the port of the WebSocket server: `/stream.mjpg`."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Callable
from email.message import Message
from http.client import parse_headers
from typing import Any, ClassVar

from websockets.asyncio.server import ServerConnection

from bridges import frames
from bridges.access import Asked
from bridges.frames import Picture
from bridges.mailbox import Mailbox

PATH = "/stream.mjpg"
MAX_STREAMS = 32
_START = b"GET " + PATH.encode()
_LONGEST = 16 * 1024
"""Bytes of a request's head."""
_PATIENCE_S = 10.0
"""In which a request has to come, and a first frame."""
_BUFFER = 32 * 1024
"""Bytes that may wait in the transport before a client's slot begins to drop."""


class Streams:
    """The clients of the stream, each with a slot for one frame.

    `refuse(asked)` says why a request is turned away, or nothing; `trouble()` says why there are no
    frames, or nothing where there will be some.
    """

    def __init__(self, refuse: Callable[[Asked], str], trouble: Callable[[], str]) -> None:
        self._refuse, self._trouble = refuse, trouble
        self._open: dict[asyncio.StreamWriter, Mailbox[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._newest: bytes | None = None
        self.counts: Counter[str] = Counter()

    @property
    def watching(self) -> int:
        """How many clients there are."""
        return len(self._open)

    def offer(self, picture: Picture) -> None:
        """A new frame for all; never waits."""
        if not self._open:
            self._newest = None
            return
        self._newest = frames.part(picture)
        for box in self._open.values():
            if len(box):
                self.counts["stream frames dropped"] += 1
            box.offer("frame", self._newest)

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Cut all streams off."""
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                head = await reader.readuntil(b"\r\n\r\n")
            status, text = self._judge(head, writer)
            if status != "200 OK":
                writer.write(_plain(status, text))
                await writer.drain()
                return
            await self._stream(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # the client left, or never was one
        finally:
            self._open.pop(writer, None)
            writer.close()

    def _judge(self, head: bytes, writer: asyncio.StreamWriter) -> tuple[str, str]:
        first, _, rest = head.partition(b"\r\n")
        headers: Message[str, str] = parse_headers(io.BytesIO(rest))
        named = (headers.get_all(name) or [] for name in ("Host", "Origin", "Cookie"))
        target = first.decode(errors="replace").split(" ")[1]
        if why := self._refuse(Asked(target, writer.get_extra_info("peername")[0], *named)):
            return "403 Forbidden", why
        if why := self._trouble():
            return "503 Service Unavailable", why
        if len(self._open) >= MAX_STREAMS:
            return "503 Service Unavailable", "too many streams"
        return "200 OK", ""

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        box: Mailbox[bytes] = Mailbox()
        self._open[writer] = box
        if self._newest is not None:
            box.offer("frame", self._newest)
        writer.transport.set_write_buffer_limits(_BUFFER)
        writer.write(_head("200 OK", frames.STREAM_TYPE) + frames.boundary())
        task = asyncio.current_task()
        gone = asyncio.get_running_loop().create_task(_until_gone(reader))
        if task is not None:
            gone.add_done_callback(lambda _: task.cancel())
        try:
            while True:
                writer.write(await box.take())
                await writer.drain()
        finally:
            gone.cancel()


class Door(ServerConnection):
    """Looks at the first bytes of a connection: a stream's go to `streams`, all others stay."""

    streams: ClassVar[Streams]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bytes = b""
        self._undecided: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first bytes."""
        self._undecided = transport
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE_S, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Decide, as soon as there is enough to do so."""
        if self._undecided is None:
            super().data_received(data)
            return
        self._bytes += data
        if len(self._bytes) <= len(_START) and _START.startswith(self._bytes):
            return
        streams = self._bytes.startswith(_START) and self._bytes[len(_START) :][:1] in b" ?"
        transport, first = self._decide()
        if streams:
            _hand_over(transport, first, self.streams)
        else:
            super().connection_made(transport)
            super().data_received(first)

    def eof_received(self) -> None:
        """The client has said all."""
        if self._undecided is None:
            super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        if self._undecided is None:
            super().connection_lost(exc)
        else:
            self._decide()

    def _decide(self) -> tuple[asyncio.Transport, bytes]:
        assert self._undecided is not None  # noqa: S101 - asked for only then
        assert self._timer is not None  # noqa: S101
        self._timer.cancel()
        transport, first = self._undecided, self._bytes
        self._undecided, self._bytes = None, b""
        return transport, first


def door(to: Streams) -> type[Door]:
    """The `Door` that leads to these streams."""

    class Made(Door):
        streams = to

    return Made


def _hand_over(transport: asyncio.Transport, first: bytes, streams: Streams) -> None:
    reader = asyncio.StreamReader(_LONGEST)
    protocol = asyncio.StreamReaderProtocol(reader, streams.begin)
    transport.set_protocol(protocol)
    protocol.connection_made(transport)
    protocol.data_received(first)


async def _until_gone(reader: asyncio.StreamReader) -> None:
    """Until the client closes its side: it has nothing more to say."""
    while await reader.read(4096):
        pass


def _head(status: str, kind: str) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    ).encode()


def _plain(status: str, text: str) -> bytes:
    return _head(status, "text/plain; charset=utf-8") + f"{text}\n".encode()
