"""The audio process: a source runs in it, and its blocks come to the event loop.

A process of its own because drivers hang: when jackd dies its callbacks just stop, and closing the
stream never returns. Such a process can only be killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bridges.audio import AudioError, check_form
from bridges.audio_sources import Device, DeviceError, Heard, Opened, Source, devices
from bridges.children import SPAWN, start_deaf

_PATIENCE_S = 1.0
"""How long a source may take to close before its process is killed."""
LIST_S = 60.0


@dataclass(frozen=True, slots=True)
class Ended:
    """No more blocks. `text` says why, empty at a file's end; `again`: a new try may help."""

    text: str = ""
    again: bool = False


News = Opened | Heard | Ended


class _Child:
    """One audio process, and the thread that hands its news to the event loop."""

    def __init__(self, source: Source, told: Callable[[_Child, News], None]) -> None:
        self._told = told
        self._loop = asyncio.get_running_loop()
        self._pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=_main, args=(theirs, source), daemon=True)
        start_deaf(self.process)
        theirs.close()  # so that the pipe ends when the child does
        self.thread = threading.Thread(target=self._listen, name="audio", daemon=True)
        self.thread.start()

    def end(self) -> None:
        """Ask it to close its source and end."""
        with contextlib.suppress(OSError):
            self._pipe.send(None)

    def kill(self) -> None:
        """End it by force, if it is still there."""
        self.process.kill()

    def _listen(self) -> None:
        last: News | None = None
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants to know
            while True:
                try:
                    last = self._pipe.recv()
                except (EOFError, OSError):
                    break
                self._loop.call_soon_threadsafe(self._told, self, last)
            self.process.join()
            if not isinstance(last, Ended):
                text = f"the audio process ended (exit code {self.process.exitcode})"
                self._loop.call_soon_threadsafe(self._told, self, Ended(text, again=True))
        self._pipe.close()


class AudioPort:
    """One source at a time; `told(key, news)` hears of it in the event loop."""

    def __init__(self, told: Callable[[int, News], None]) -> None:
        self._told = told
        self._key = 0
        self._child: _Child | None = None
        self._leaving: set[_Child] = set()

    @property
    def pid(self) -> int | None:
        """Process id of the source that runs."""
        return self._child.process.pid if self._child else None

    def open(self, key: int, source: Source) -> None:
        """Begin with `source`, instead of what runs; its news come under `key`."""
        self.close()
        self._key, self._child = key, _Child(source, self._hear)

    def close(self, by_force: bool = False) -> None:
        """End what runs: politely, and by force if it takes longer than a second."""
        child, self._child = self._child, None
        if child is None:
            return
        self._leaving = {c for c in self._leaving if c.thread.is_alive()} | {child}
        if by_force:
            child.kill()
        else:
            child.end()
            asyncio.get_running_loop().call_later(_PATIENCE_S, child.kill)

    async def shut(self) -> None:
        """End everything, and wait for it."""
        self.close()
        await asyncio.gather(*(asyncio.to_thread(_wait, child) for child in self._leaving))

    def _hear(self, child: _Child, news: News) -> None:
        if child is self._child:
            self._told(self._key, news)


def _wait(child: _Child) -> None:
    child.thread.join(_PATIENCE_S)
    if child.thread.is_alive():
        child.kill()
        child.thread.join(_PATIENCE_S)


def list_devices(seconds: float = LIST_S) -> list[Device]:
    """The inputs of this machine, asked for in a process of its own. Blocks.

    Raises `DeviceError` without PortAudio, and where a driver gives no answer in `seconds`.
    """
    pipe, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=_list, args=(theirs,), daemon=True)
    start_deaf(process)
    theirs.close()
    try:
        if not pipe.poll(seconds):
            raise DeviceError(f"the audio driver gives no answer within {seconds:g} s: restart it")
        found = pipe.recv()
    except EOFError:
        raise DeviceError("the audio driver crashed when it was asked for its devices") from None
    finally:
        process.kill()
        process.join()
        pipe.close()
    if isinstance(found, str):
        raise DeviceError(found)
    return list(found)


def _list(pipe: Connection) -> None:
    _prepare()
    try:
        pipe.send(devices())
    except Exception as error:  # noqa: BLE001 - whatever a driver does wrong
        pipe.send(_say(error))


def _main(pipe: Connection, source: Source) -> None:
    """Run `source` until it ends, or until told to stop, or until the parent is gone."""
    _prepare()
    threading.Thread(target=_end_when_told, args=(pipe, source), daemon=True).start()
    try:
        ended = _run(pipe, source)
        pipe.send(ended)
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone
    _leave(source)


def _run(pipe: Connection, source: Source) -> Ended:
    try:
        opened = source.open()
        _check(opened)
        pipe.send(opened)
        for block in source.blocks():
            pipe.send(block)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a driver does wrong
        hopeless = isinstance(error, AudioError) and not isinstance(error, DeviceError)
        return Ended(_say(error), again=not hopeless)
    return Ended()


def _check(opened: Opened) -> None:
    try:
        check_form(opened.rate, opened.channels)
    except AudioError as error:
        raise AudioError(f"{opened.name}: {error}") from error


def _end_when_told(pipe: Connection, source: Source) -> None:
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
    _leave(source)


def _leave(source: Source) -> None:
    """Close the source, and end this process even if that hangs."""
    patience = threading.Timer(_PATIENCE_S / 2, os._exit, (0,))
    patience.daemon = True
    patience.start()
    with contextlib.suppress(Exception):
        source.close()
    os._exit(0)


def _prepare() -> None:
    """Leave Ctrl-C to the parent; what the drivers print is not for our terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout.flush()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def _say(error: Exception) -> str:
    return str(error) if isinstance(error, AudioError) else f"{type(error).__name__}: {error}"
