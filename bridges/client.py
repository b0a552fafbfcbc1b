"""A small blocking OSC client: what `klangbild try`, the tests and the benchmarks talk with."""

from __future__ import annotations

import itertools
import os
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bridges import commands as c
from bridges.osc import decode, encode
from bridges.table import Id
from generators.score import Clip, Hole

_DOSE = 16
"""Packets that are sent without a pause."""


class RequestError(RuntimeError):
    """The server answered `/fail`; `code` is one of the protocol's."""

    def __init__(self, failure: c.Fail) -> None:
        super().__init__(failure.text)
        self.code = failure.code


class NoAnswerError(RuntimeError):
    """Nothing came from the server in time."""


@dataclass
class Answer:
    """The notes that came for one request, by variation, and how long that took in seconds."""

    variations: dict[int, list[c.NoteRow]] = field(default_factory=dict)
    seconds: float = 0.0
    count: int = 0
    seed: int = 0

    @property
    def complete(self) -> bool:
        """Whether as many notes came as were sent."""
        return sum(map(len, self.variations.values())) == self.count


class Client:
    """One conversation with a server. Use as a context manager."""

    def __init__(self, host: str = "127.0.0.1", port: int = 9100, timeout: float = 10.0) -> None:
        self.timeout = timeout
        self._server = (host, port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**21)
        self._socket.bind((host if host == "::1" or host.startswith("127.") else "", 0))
        self._serial = itertools.count(1)
        self.reply_port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the port."""
        self._socket.close()

    def send(self, *messages: c.Command) -> None:
        """Send commands, with pauses that keep a long clip from being lost on its way."""
        packets = [packet for message in messages for packet in encode(message)]
        for number, packet in enumerate(packets, 1):
            self.send_bytes(packet)
            if number % _DOSE == 0:
                time.sleep(0.001)

    def send_bytes(self, packet: bytes) -> None:
        """Send a packet as it is."""
        self._socket.sendto(packet, self._server)

    def events(self, timeout: float | None = None) -> Iterator[c.Event]:
        """Whatever the server says. Raises `NoAnswerError` after `timeout` seconds of silence."""
        while True:
            self._socket.settimeout(self.timeout if timeout is None else timeout)
            try:
                packet = self._socket.recv(65536)
            except (TimeoutError, ConnectionError):
                host, port = self._server
                raise NoAnswerError(
                    f"no answer from {host}:{port}: is the server running?"
                ) from None
            yield from decode(packet, c.EVENTS)

    def hello(self, name: str = "klangbild client") -> c.HelloBack:
        """Introduce this client."""
        self.send(c.Hello(self.reply_port, name))
        answer: c.HelloBack = self._wait(c.HelloBack)
        return answer

    def ping(self, n: int = 0) -> float:
        """Seconds until the server answered."""
        start = time.perf_counter()
        self.send(c.Ping(n))
        self._wait(c.Pong)
        return time.perf_counter() - start

    def wait_ready(self, seconds: float = 60.0) -> c.HelloBack:
        """Say hello, and wait for a model. Raises `NoAnswerError` if there is none in time."""
        hello = self.hello()
        end = time.monotonic() + seconds
        while hello.state != "ready":
            state = self.status()["model"]
            if state == "ready":
                return self.hello()
            if state.startswith("dead") or time.monotonic() > end:
                raise NoAnswerError(f"the server has no model: {state}")
            time.sleep(0.05)
        return hello

    def status(self) -> dict[str, str]:
        """Names and values."""
        self.send(c.Status())
        return {row.name: row.value for row in self._wait(c.StatusReport).lines}

    def new_id(self) -> str:
        """An id that this client has not used."""
        return f"{os.getpid()}-{next(self._serial)}"

    def send_clip(
        self,
        request: Id,
        clip: Clip,
        holes: Iterable[Hole] = (),
        params: Mapping[str, float | str] | None = None,
    ) -> None:
        """Send a clip, its holes and parameters."""
        notes = tuple(
            c.NoteRow(role, n.pitch, n.start, n.duration, n.velocity)
            for role, track in clip.tracks.items()
            for n in track
        )
        rows = tuple(c.HoleRow(h.track, h.start, h.end) for h in holes)
        settings = tuple(c.ParamRow(name, value) for name, value in (params or {}).items())
        self.send(c.ClipBegin(request, clip.length, clip.tempo, tuple(clip.tracks)))
        if notes:
            self.send(c.ClipNote(request, notes))
        if rows:
            self.send(c.ClipHole(request, rows))
        if settings:
            self.send(c.ClipParam(request, settings))

    def infill(
        self, clip: Clip, holes: Iterable[Hole], params: Mapping[str, float | str] | None = None
    ) -> Answer:
        """Have holes filled. Raises `RequestError` and `NoAnswerError`."""
        request = self.new_id()
        self.send_clip(request, clip, holes, params)
        return self.ask(c.Infill(request))

    def ask(self, task: c.Task) -> Answer:
        """Have a task done on a clip that was sent; `seconds` count from this call."""
        start = time.perf_counter()
        self.send(task)
        return self.collect(task.id, start)

    def collect(self, request: Id, start: float) -> Answer:
        """Wait for the end of a request. Raises `RequestError` and `NoAnswerError`."""
        answer = Answer()
        for event in self.events():
            if isinstance(event, c.Fail) and event.id in (request, ""):
                raise RequestError(event)
            if isinstance(event, c.Notes) and event.id == request:
                answer.variations.setdefault(event.variation, []).extend(event.notes)
            if isinstance(event, c.Done) and event.id == request:
                answer.count, answer.seed = event.count, event.seed
                break
        answer.seconds = time.perf_counter() - start
        return answer

    def _wait(self, kind: type[Any]) -> Any:
        for event in self.events():
            if isinstance(event, kind):
                return event
            if isinstance(event, c.Fail) and event.id == "":
                raise RequestError(event)
        raise NoAnswerError("the server said nothing")
