"""A WebSocket and HTTP server around the JSON codec: connections, pages, and slow readers."""

from __future__ import annotations

import asyncio
import http
import itertools
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from bridges import oscquery
from bridges.access import Access, Asked
from bridges.commands import Command, Event, Fail, fail
from bridges.mailbox import Mailbox
from bridges.mjpeg import Streams, door
from bridges.oscquery import Reply
from bridges.table import PeerError
from bridges.ws import (
    MAX_MESSAGE,
    SOUND,
    Binary,
    MidiRequest,
    SoundBlock,
    decode_binary,
    decode_text,
    encode_binary,
    encode_text,
    midi_request,
    sound_block,
)

PATH = "/ws"
MAX_CONNECTIONS = 32
MAX_WAITING = 2_000
"""Messages that may wait for a client that reads too slowly; then it is cut off."""
_SAFE = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; img-src 'self' blob:; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cache-Control": "no-store",
}
log = logging.getLogger("klangbild.ws")
log.setLevel(logging.ERROR)  # broken handshakes are the peer's business


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers over plain HTTP."""

    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears what a connection says. `file(request, data, client)` reads a MIDI file,
    `sound(block, client)` takes in sound."""

    command: Callable[[Command | Fail, str], None]
    file: Callable[[MidiRequest, bytes, str], Awaitable[None]]
    closed: Callable[[str], None]
    sound: Callable[[SoundBlock, str], None]


@dataclass(slots=True)
class _Viewer:
    """How many frames and features a second a client wants, and when it last got one."""

    rates: Mapping[str, float]
    last: dict[str, float]


class WsPort:
    """Connections at /ws, `pages` and `/health` over plain HTTP on the same port.

    `frame()` gives /frame.jpg, or the text of why there is none; `trouble()` says why
    /stream.mjpg has no frames, or nothing; `describe(path, query)` answers OSCQuery, which has
    every path that is no page, and `/` for programs that do not ask for HTML; `access` knows who is
    let in.
    """

    def __init__(
        self,
        ears: Ears,
        pages: Mapping[str, Page | Callable[[], Page]],
        health: Callable[[], Mapping[str, Any]],
        frame: Callable[[], Awaitable[Page | str]],
        trouble: Callable[[], str],
        describe: Callable[[str, str], Reply],
        access: Access,
    ) -> None:
        self._access = access
        self._describe = describe
        self._ears = ears
        self._pages = pages
        self._health = health
        self._frame = frame
        self.streams = Streams(access.refusal, trouble)
        self._viewers: dict[str, _Viewer] = {}
        self._queues: dict[str, Mailbox[str | bytes]] = {}
        self._connections: dict[str, ServerConnection] = {}
        self._serial = itertools.count(1)
        self._server: Server | None = None
        self.counts: Counter[str] = Counter()

    async def open(self, host: str, port: int) -> int:
        """Listen; the port that it became. Raises OSError if it is taken."""
        self._server = await serve(
            self._talk,
            host,
            port,
            process_request=self._request,
            max_size=MAX_MESSAGE,
            max_queue=64,
            compression=None,
            logger=log,
            server_header="klangbild",
            close_timeout=1,
            create_connection=door(self.streams),
        )
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def close(self) -> None:
        """Say goodbye to everyone."""
        if self._server is not None:
            self.streams.close()
            self._server.close()
            await self._server.wait_closed()

    def send(self, client: str, event: Event) -> None:
        """Answer a client; never waits."""
        if client in self._queues:
            self._put(client, encode_text(event))

    def send_file(self, client: str, binary: Binary) -> None:
        """Send a binary message; never waits."""
        if client in self._queues:
            self._put(client, encode_binary(binary))

    def watch(self, client: str, frames: float, features: float) -> None:
        """Send a client so many of each a second, at most; 0: none."""
        self._viewers.pop(client, None)
        rates = {"frame": frames, "features": features}
        if client in self._queues and any(rates.values()):
            self._viewers[client] = _Viewer(rates, {})

    def watching(self, what: str) -> int:
        """How many clients want `frame` or `features`."""
        return sum(viewer.rates[what] > 0 for viewer in self._viewers.values())

    def offer(self, what: str, message: str | bytes) -> None:
        """Put a `frame` or `features` into the slot of every client that wants it; never waits."""
        now = time.monotonic()
        for client, viewer in self._viewers.items():
            rate = viewer.rates[what]
            if rate <= 0 or now - viewer.last.get(what, 0.0) < 0.8 / rate:
                continue
            viewer.last[what] = now
            box = self._queues[client]
            before = box.dropped[what]
            box.offer(what, message)
            if what == "frame":
                self.counts["display frames dropped"] += box.dropped[what] - before

    def _put(self, client: str, message: str | bytes) -> None:
        if not self._queues[client].put(message):
            self.counts["WebSocket clients cut off (reading too slowly)"] += 1
            self._viewers.pop(client, None)
            self._queues.pop(client, None)
            self._connections[client].transport.abort()

    async def _request(self, connection: ServerConnection, request: Request) -> Response | None:
        named = (request.headers.get_all(name) for name in ("Host", "Origin", "Cookie"))
        asked = Asked(request.path, connection.remote_address[0], *named)
        if why := self._access.refusal(asked):
            self.counts["HTTP requests refused (Host, Origin or token)"] += 1
            return connection.respond(http.HTTPStatus.FORBIDDEN, why + "\n")
        path, _, query = request.path.partition("?")
        if path == PATH:
            if len(self._queues) < MAX_CONNECTIONS:
                return None
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "too many clients\n")
        html = "text/html" in ",".join(request.headers.get_all("Accept"))
        if html and (welcome := self._access.welcome(asked)):
            return _redirect(*welcome)
        if path == "/" and (not html or oscquery.asked_for(query)):
            return _described(self._describe(path, query))
        return await self._answer(connection, path, query)

    async def _answer(self, connection: ServerConnection, path: str, query: str) -> Response:
        """What a path holds."""
        if path == "/health":
            return _page(Page("application/json", json.dumps(dict(self._health())).encode()))
        if path == "/frame.jpg":
            frame = await self._frame()
            if isinstance(frame, str):
                return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, frame + "\n")
            return _page(frame)
        page = self._pages.get(path)
        if page is None:
            return _described(self._describe(path, query))
        return _page(page if isinstance(page, Page) else page())

    async def _talk(self, connection: ServerConnection) -> None:
        client = f"ws {next(self._serial)}"
        queue: Mailbox[str | bytes] = Mailbox(MAX_WAITING)
        self._queues[client], self._connections[client] = queue, connection
        writer = asyncio.create_task(_write(connection, queue))
        try:
            async for message in connection:
                await self._hear(message, client)
        except ConnectionClosed as error:  # the client left without a word, or had to
            if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
                self.counts["WebSocket clients cut off (message too large)"] += 1
        finally:
            writer.cancel()
            self._viewers.pop(client, None)
            self._queues.pop(client, None)
            del self._connections[client]
            self._ears.closed(client)

    async def _hear(self, message: str | bytes, client: str) -> None:
        self.counts["WebSocket messages received"] += 1
        if isinstance(message, str):
            self._ears.command(decode_text(message), client)
            return
        try:
            binary = decode_binary(message)
            if binary.kind == SOUND:
                self._ears.sound(sound_block(binary), client)
                return
            request = midi_request(binary)
        except PeerError as error:
            self._ears.command(fail(error.request, error.code, error.text), client)
            return
        await self._ears.file(request, binary.data, client)


async def _write(connection: ServerConnection, queue: Mailbox[str | bytes]) -> None:
    try:
        while True:
            await connection.send(await queue.take())
    except ConnectionClosed:
        return


def _page(page: Page, status: http.HTTPStatus = http.HTTPStatus.OK) -> Response:
    headers = Headers(_SAFE)
    headers["Content-Type"] = page.kind
    headers["Content-Length"] = str(len(page.body))
    headers["Connection"] = "close"
    return Response(status, status.phrase, headers, page.body)


def _redirect(location: str, cookie: str) -> Response:
    reply = _page(Page("text/plain", b""), http.HTTPStatus.SEE_OTHER)
    reply.headers["Location"], reply.headers["Set-Cookie"] = location, cookie
    return reply


def _described(reply: Reply) -> Response:
    status = http.HTTPStatus(reply.status)
    if reply.body is not None:
        return _page(Page("application/json", json.dumps(reply.body).encode()), status)
    text = "" if status == http.HTTPStatus.NO_CONTENT else f"{status.description}\n"
    return _page(Page("text/plain; charset=utf-8", text.encode()), status)
