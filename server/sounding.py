"""Makes the sound of a painted frame, in a process of its own that nobody waits for, and keeps it.

One sound at a time; a process for each, which gives way to the server and to the model.
"""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from PIL import Image

from bridges.children import SPAWN, start_deaf
from generators.images import mel
from server.record import new_file
from server.sound_files import encoded

DARKEST = 0.05
"""A frame that is nowhere lighter is black, but for what JPEG makes of black."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """The sound is kept in `path`; `data` is that file. Its length in seconds, its rate in Hz."""

    path: str
    seconds: float
    rate: int
    data: bytes


@dataclass(frozen=True, slots=True)
class SoundFailed:
    """There is no sound: one of the protocol's codes, and what to do."""

    code: str
    text: str


def sound_of(picture: bytes, seconds: float) -> bytes:
    """The WAV file of an encoded picture, stretched to so many seconds: a spectrogram from 0 to
    8 kHz, white as loud as it gets. Raises `ValueError` for a black one."""
    grey = mel.grey_of(Image.open(io.BytesIO(picture)), _columns(seconds))
    if grey.max() < DARKEST:
        raise ValueError("the frame is black: there is nothing to hear")
    return encoded(mel.audible(mel.sound_of(grey))[:, None], mel.RATE)


def main(pipe: Connection, picture: bytes, seconds: float) -> None:
    """Send the file, or why there is none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if hasattr(os, "nice"):
        os.nice(8)  # as the painter
    with suppress(BrokenPipeError, ConnectionResetError):  # the parent is gone
        try:
            pipe.send(sound_of(picture, seconds))
        except ValueError as error:
            pipe.send(SoundFailed("refused", str(error)))
        except Exception as error:  # noqa: BLE001 - whatever a library can do wrong
            pipe.send(SoundFailed("failed", f"{type(error).__name__}: {error}"))


class Sounder:
    """Belongs to one event loop. Keeps its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: BaseProcess | None = None
        self.busy = self._closed = False

    async def make(self, picture: bytes, seconds: float) -> Sounded | SoundFailed:
        """The sound of an encoded picture, as a file."""
        if self._closed:
            return SoundFailed("refused", "the server is ending")
        if self.busy:
            return SoundFailed("busy", "another sound is being made: ask again when it is there")
        self.busy = True
        try:
            made = await self._run(picture, seconds)
            if isinstance(made, SoundFailed):
                return made
            return await asyncio.to_thread(self._keep, made, seconds)
        finally:
            self.busy = False

    @property
    def pid(self) -> int | None:
        """The process that is at work."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """Give up what is being made."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    async def _run(self, picture: bytes, seconds: float) -> bytes | SoundFailed:
        ours, theirs = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=main, args=(theirs, picture, seconds), daemon=True)
        self._process = process
        start_deaf(process)
        theirs.close()
        try:
            made: bytes | SoundFailed = await asyncio.to_thread(ours.recv)
        except (EOFError, OSError):
            await asyncio.to_thread(process.join)
            text = f"the process that makes sound ended (exit code {process.exitcode})"
            return SoundFailed("failed", text)
        finally:
            self._process = None
            ours.close()
        await asyncio.to_thread(process.join)
        return made

    def _keep(self, data: bytes, seconds: float) -> Sounded | SoundFailed:
        path = self._folder / time.strftime("klangbild-%Y%m%d-%H%M%S.wav")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path = new_file(path)
            draft = path.with_suffix(".part")
            draft.write_bytes(data)
            draft.replace(path)
        except OSError as error:
            why = error.strerror or str(error)
            where = "make room, or name another folder in KLANGBILD_FOLDER"
            return SoundFailed("refused", f"{path} cannot be written: {why} ({where})")
        return Sounded(str(path), _columns(seconds) / mel.COLUMNS_PER_S, mel.RATE, data)


def _columns(seconds: float) -> int:
    return max(1, round(seconds * mel.COLUMNS_PER_S))
