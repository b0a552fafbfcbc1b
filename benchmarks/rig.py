"""A JACK server of its own, a client that plays and hears to the frame, our server beside them."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import psutil
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bridges import commands as c
from bridges import ws

RATE = 48_000
ROOT = Path(__file__).parent.parent
WAIT_S = 60.0
IN, OUT = "klangbild in:klangbild in", "klangbild out:klangbild out"
_serial = itertools.count()


class Heard(NamedTuple):
    """A message, and when it came: JACK's frames."""

    frame: int
    message: tuple[int, ...]

    @property
    def begins(self) -> bool:
        """Whether a note begins."""
        return self.message[0] & 0xF0 == 0x90 and self.message[2] > 0

    @property
    def ends(self) -> bool:
        """Whether a note ends."""
        kind = self.message[0] & 0xF0
        return kind == 0x80 or (kind == 0x90 and not self.message[2])

    @property
    def key(self) -> tuple[int, int]:
        """Channel and pitch."""
        return self.message[0] & 0x0F, self.message[1]


def sounding(messages: Iterable[Heard]) -> dict[tuple[int, int], int]:
    """Channel and pitch of what was begun and not ended, and how often."""
    held: dict[tuple[int, int], int] = {}
    for each in messages:
        if each.begins:
            held[each.key] = held.get(each.key, 0) + 1
        elif each.ends and held.get(each.key):
            held[each.key] -= 1
        elif each.message[0] & 0xF0 == 0xB0 and each.message[1] in (120, 123):
            held = {k: n for k, n in held.items() if k[0] != each.message[0] & 0x0F}
    return {key: n for key, n in held.items() if n}


def until(true: Callable[[], Any], what: str, seconds: float = WAIT_S) -> Any:
    """Wait until it is true; what it is. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)
    return found


class Jack:
    """A context manager: an isolated server with the dummy driver. `env` is for its clients."""

    def __init__(self, period: int = 128) -> None:
        self.period = period
        self.name = f"klangbild-{os.getpid()}-{next(_serial)}"
        self.env = {
            **os.environ, "JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, wait until it runs. Raises RuntimeError with what it says if it does not."""
        _sweep()
        # -S: it waits for clients that are late, so that nothing is lost on a busy machine
        command = [
            "jackd",
            "-S",
            "-n",
            self.name,
            "-d",
            "dummy",
            "-r",
            str(RATE),
            "-p",
            str(self.period),
        ]
        quiet = subprocess.DEVNULL
        with tempfile.TemporaryFile("w+") as said:
            # a client that goes away while it ends must not end it too soon: SIGPIPE stays ignored
            self.process = subprocess.Popen(
                command, stdin=quiet, stdout=said, stderr=said, restore_signals=False
            )
            try:
                self.tool("jack_wait", "-w", "-t", "20")
            except subprocess.SubprocessError as error:
                self.end()
                said.seek(0)
                raise RuntimeError(f"jackd did not start: {said.read()}") from error

    def end(self, how: int = signal.SIGTERM) -> None:
        """End it, wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(WAIT_S)
            self.process = None

    def tool(self, *command: str) -> str:
        """What a JACK tool says. Raises where it fails."""
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, text=True, timeout=WAIT_S
        ).stdout

    def ports(self) -> list[str]:
        """All there are."""
        return self.tool("jack_lsp").splitlines()

    def connect(self, *pairs: tuple[str, str]) -> None:
        """Wait for both of each pair, and connect them."""
        needed = {port for pair in pairs for port in pair}
        try:
            until(lambda: needed <= set(self.ports()), "")
        except TimeoutError:
            there = self.ports()
            raise TimeoutError(f"not there: {needed - set(there)} among {there}") from None
        for pair in pairs:
            self.tool("jack_connect", *pair)

    def __enter__(self) -> Self:
        self.start()
        return self

    def close(self) -> None:
        """End it, leave nothing of it."""
        self.end()
        for left in Path("/dev/shm").glob(f"*{self.name}*"):
            left.unlink(missing_ok=True)

    def __exit__(self, *_: object) -> None:
        self.close()


def _sweep() -> None:
    """Give back the places of servers that were killed: there are eight, for all names together,
    and they stay taken. Not while any server runs."""
    if not any(process.name() == "jackd" for process in psutil.process_iter()):
        for left in Path("/dev/shm").glob("jack-*"):
            left.unlink(missing_ok=True)


class Rig:
    """A context manager: the client, with the inputs `ears`."""

    def __init__(self, jack: Jack, ears: Sequence[str] = ("ears",), name: str = "rig") -> None:
        self.name = name
        self.heard: dict[str, list[Heard]] = {ear: [] for ear in ears}
        self.xruns = 0
        self.late: list[tuple[int, float]] = []
        """JACK's own cycles that began late: frame, seconds."""
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("jack_client.py")), name, *ears],
            env=jack.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._frame = 0
        self._asked = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self.now()

    def now(self) -> int:
        """JACK's frame."""
        self._asked.clear()
        self._say("now")
        if not self._asked.wait(WAIT_S):
            raise TimeoutError("the JACK client says nothing")
        return self._frame

    def play(self, messages: Iterable[tuple[float, Sequence[int]]]) -> None:
        """Send these at their frames."""
        lines = (f"{round(f)} {' '.join(map(str, m))}\n" for f, m in messages)
        self._stdin.writelines(lines)
        self._stdin.flush()

    def transport(self, order: str) -> None:
        """JACK's own: start, stop, locate FRAME, tempo BPM (whose bars are 4 beats)."""
        self._say(order)

    def wait(self, frame: float) -> None:
        """Until JACK is there."""
        while (left := frame - self.now()) > 0:
            time.sleep(left / RATE)

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:  # its JACK is gone
            self._process.kill()
            self._process.wait(WAIT_S)
        self._thread.join(WAIT_S)
        self._stdout.close()

    def _say(self, line: str) -> None:
        self._stdin.write(line + "\n")
        self._stdin.flush()

    def _listen(self) -> None:
        for line in self._stdout:
            name, *numbers = line.rsplit("\t")
            values = [int(n) for n in numbers[0].split()]
            if name == "now":
                self._frame = values[0]
                self._asked.set()
            elif name == "xruns":
                self.xruns = values[0]
            elif name == "late":
                self.late.append((values[0], values[1] / 1e6))
            else:
                self.heard[name].append(Heard(values[0], tuple(values[1:])))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Served:
    """A context manager: our server with `--live`, in a process of its own, and a WebSocket to it.
    `folder` holds what it keeps; `said` is all that it tells those who watch."""

    def __init__(self, jack: Jack, folder: Path, preset: str, *options: str) -> None:
        self.folder = folder
        self.osc, self.http = _free(socket.SOCK_DGRAM), _free(socket.SOCK_STREAM)
        command = [sys.executable, "-m", "server", "serve", "--live", "--preset", preset]
        command += ["--osc-port", str(self.osc), "--http-port", str(self.http)]
        command += ["--painter", "meter", "--fps", "1", *options]
        env = {**jack.env, "KLANGBILD_FOLDER": str(folder), "OMP_WAIT_POLICY": "PASSIVE"}
        self.log = folder / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        self.said: list[tuple[str, Mapping[str, Any]]] = []
        self._open = contextlib.ExitStack()
        self._socket: Any = None
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        try:
            until(lambda: _listens(self.http), "the server does not listen")
            address = f"ws://127.0.0.1:{self.http}/ws"
            self._socket = self._open.enter_context(connect(address, max_size=None))
            self._thread.start()
            self.send(c.LiveWatch(1))
            until(lambda: self.status()["model"] == "ready", "the server has no model")
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def send(self, *messages: c.Command) -> None:
        """Commands."""
        for message in messages:
            self._socket.send(ws.encode_text(message))

    def status(self) -> dict[str, str]:
        """Names and values."""
        before = len(self.told("/status"))
        self.send(c.Status())
        until(lambda: len(self.told("/status")) > before, "no /status")
        return {row["name"]: row["value"] for row in self.told("/status")[-1]["lines"]}

    def told(self, address: str) -> list[Mapping[str, Any]]:
        """Everything it said so far with this address."""
        return [args for name, args in self.said if name == address]

    def stop(self, how: int = signal.SIGINT) -> int:
        """End it; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(WAIT_S)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        self._open.close()
        if self._thread.is_alive():
            self._thread.join(WAIT_S)
        if kind is not None:
            sys.stderr.write(self.log.read_text())

    def _listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            for text in self._socket:
                if isinstance(text, str):
                    message = json.loads(text)
                    self.said.append((message["address"], message.get("args", {})))


def _free(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), WAIT_S):
        return True
    return False


def missing(*tools: str) -> str:
    """Those that are not installed."""
    return ", ".join(tool for tool in tools if shutil.which(tool) is None)
