"""A UDP socket to AbletonOSC, which answers to one fixed port: only one program can have it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from bridges.ableton import VERSION, News, Nobody, Opened, Say, Shut, decode, encode
from bridges.table import PeerError

_BUFFER = 4 * 2**20


class AbletonPort(asyncio.DatagramProtocol):
    """Calls `hear(news)` for what comes. The socket is connected: it takes packets of AbletonOSC
    alone, and is told when nobody listens there."""

    def __init__(self, host: str, port: int, reply_port: int, hear: Callable[[News], None]) -> None:
        self._server, self._reply_port, self._hear = (host, port), reply_port, hear
        self._transport: asyncio.DatagramTransport | None = None
        self._wanted = False
        self.counts: Counter[str] = Counter()

    async def open(self) -> None:
        """Take the port for answers; `Opened` or `Shut` is heard."""
        self._wanted = True
        if self._transport is not None:
            return
        try:
            link = await asyncio.to_thread(connect, *self._server, self._reply_port)
        except OSError as error:
            self._hear(Shut(why(error, self._server, self._reply_port)))
            return
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=link)
        self._transport = transport
        if self._wanted:
            self._hear(Opened())
        else:
            self.close()

    def send(self, groups: Iterable[Iterable[Say]]) -> None:
        """Send each group in packets of its own."""
        if self._transport is None:
            return
        for group in groups:
            for packet in encode(group):
                self._transport.sendto(packet)

    def close(self) -> None:
        """Give the port back."""
        self._wanted = False
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def datagram_received(self, data: bytes, _: Any) -> None:
        """One packet of AbletonOSC."""
        try:
            said = decode(data)
        except PeerError:
            self.counts["Ableton packets that were wrong"] += 1
            return
        for message in said:
            self._hear(message)

    def error_received(self, _: Exception) -> None:
        """Our packets come back: nobody listens."""
        self._hear(Nobody(nobody(self._server)))


def connect(host: str, port: int, reply_port: int) -> socket.socket:
    """A socket that is bound and connected. Raises OSError."""
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        link.setblocking(False)
        here = host.startswith("127.") or host == "localhost"
        link.bind(("127.0.0.1" if here else "", reply_port))
        link.connect((host, port))
    except OSError:
        link.close()
        raise
    return link


def why(error: OSError, server: tuple[str, int], reply_port: int) -> str:
    """Why the port cannot be used, in one line that says what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {reply_port}, to which AbletonOSC answers, is taken by another program: close "
            "it; AbletonOSC talks to one program at a time"
        )
    return f"{server[0]}:{server[1]} cannot be reached: {error.strerror or error}"


def nobody(server: tuple[str, int]) -> str:
    """What to do where nobody listens."""
    return (
        f"nobody listens on {server[0]}:{server[1]}: start Live, and choose AbletonOSC as a "
        "control surface in its settings (Link, Tempo & MIDI)"
    )


def probe(host: str, port: int, reply_port: int, seconds: float = 1.0) -> tuple[bool, str]:
    """Ask once, blocking: (whether AbletonOSC answers, its Live's version or what is wrong)."""
    try:
        link = connect(host, port, reply_port)
    except OSError as error:
        return False, why(error, (host, port), reply_port)
    with link:
        link.settimeout(seconds)
        try:
            link.send(encode([VERSION])[0])
            said = decode(link.recv(65536))
        except ConnectionError:
            return False, nobody((host, port))
        except (TimeoutError, PeerError):
            return False, f"no answer from {host}:{port}: {silent()}"
    return True, ".".join(str(part) for part in said[0].values)


def silent() -> str:
    """What to do where somebody listens who does not answer."""
    return (
        "is Live busy, or in a dialog? If not, choose AbletonOSC again as a control surface in "
        "Live's settings, and see that no other program has its ports"
    )
