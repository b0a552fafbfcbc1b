"""A UDP socket around the OSC codec: who is asking, how much of it, and answers in small doses."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Any, cast

from bridges.commands import Command, Event, Fail, Hello, HelloBack, Pong, fail
from bridges.osc import decode, encode

Address = tuple[Any, ...]
"""Host and port, as the socket has them (IPv6 adds two more)."""

BURST_BYTES = 4 * 2**20
BYTES_PER_S = 2 * 2**20
"""A source may send this much at once, and then this much a second."""
_PACKET_COST = 200
_DOSE, _DOSE_S = 4, 0.002
"""Packets sent at a time: a client's socket holds some ninety of them by default on Linux."""
_MAX_OUT = 20_000
"""Packets that may wait for one client."""
_MAX_KNOWN = 1024


class OscPort(asyncio.DatagramProtocol):
    """Calls `hear(command or failure, client)` for what comes in; `send` answers a client.

    A client is known by where its answers go. Sources that never said /hello belong to the
    client of their host that said it last with a reply port: oscsend and others use a new port
    for each message.
    """

    def __init__(
        self, hear: Callable[[Command | Fail, str], None], clock: Callable[[], float]
    ) -> None:
        self._hear = hear
        self._clock = clock
        self._transport: asyncio.DatagramTransport | None = None
        self._clients: OrderedDict[str, Address] = OrderedDict()
        self._sources: OrderedDict[Address, str] = OrderedDict()
        self._latest: OrderedDict[str, str] = OrderedDict()
        self._budgets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._out: OrderedDict[Address, deque[bytes]] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None
        self.counts: Counter[str] = Counter()
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 2**20)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One packet of anything."""
        if not self._affordable(str(addr[0]), _PACKET_COST + len(data)):
            self.counts["OSC packets refused (too many)"] += 1
            return
        self.counts["OSC packets received"] += 1
        for message in decode(data):
            if isinstance(message, Hello) and message.reply_port == self.port:
                text = f"/hello: {self.port} is the server's own port: name the one you listen on"
                message = fail("", "bad_args", text)  # noqa: PLW2901 - heard instead
            if isinstance(message, Fail):
                self.counts["OSC messages that were wrong"] += 1
            self._hear(message, self._client(message, addr))

    def error_received(self, _: Exception) -> None:
        """A client that does not listen any more."""
        self.counts["OSC answers that nobody took"] += 1

    def connection_lost(self, _: Exception | None) -> None:
        """The socket is closed."""
        self._transport = None

    def send(self, client: str, event: Event) -> None:
        """Answer a client; what is urgent goes at once, the rest in doses."""
        addr = self._clients.get(client)
        if addr is None or self._transport is None:
            return
        if isinstance(event, Pong | HelloBack):
            self._transport.sendto(encode(event)[0], addr)
            return
        waiting = self._out.setdefault(addr, deque())
        for packet in encode(event):
            if len(waiting) >= _MAX_OUT:
                self.counts["OSC answers dropped (too many)"] += 1
                continue
            waiting.append(packet)
        if self._timer is None:
            self._dose()

    def close(self) -> None:
        """Send what waits, and close."""
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            for addr, packets in self._out.items():
                for packet in packets:
                    self._transport.sendto(packet, addr)
            self._transport.close()

    def _dose(self) -> None:
        self._timer = None
        for _ in range(_DOSE):
            if not self._out:
                return
            addr, packets = self._out.popitem(last=False)
            packet = packets.popleft()
            if packets:
                self._out[addr] = packets  # behind the others: clients take turns
            if self._transport is not None:
                self._transport.sendto(packet, addr)
        if self._out:
            self._timer = asyncio.get_running_loop().call_later(_DOSE_S, self._dose)

    def _affordable(self, host: str, cost: int) -> bool:
        now = self._clock()
        left, since = self._budgets.get(host, (BURST_BYTES, now))
        left = min(BURST_BYTES, left + (now - since) * BYTES_PER_S)
        enough = left >= cost
        _remember(self._budgets, host, (left - cost if enough else left, now))
        return enough

    def _client(self, message: Command | Fail, addr: Address) -> str:
        host = str(addr[0])
        if isinstance(message, Hello):
            port = message.reply_port or int(addr[1])
            client = f"osc {host}:{port}"
            _remember(self._sources, addr, client)
            if message.reply_port:
                _remember(self._latest, host, client)
            _remember(self._clients, client, (host, port, *addr[2:]))
            return client
        known = self._sources.get(addr) or self._latest.get(host)
        if known is not None and known in self._clients:
            return known
        client = f"osc {host}:{addr[1]}"
        _remember(self._clients, client, addr)
        return client


def _remember(book: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    """Newest last; the oldest goes when there are too many."""
    book[key] = value
    book.move_to_end(key)
    if len(book) > _MAX_KNOWN:
        book.popitem(last=False)


async def open_port(
    host: str,
    port: int,
    hear: Callable[[Command | Fail, str], None],
) -> OscPort:
    """Listen for OSC. Raises OSError if the port is taken."""
    loop = asyncio.get_running_loop()
    made = OscPort(hear, loop.time)
    await loop.create_datagram_endpoint(lambda: made, local_addr=(host, port))
    return made
