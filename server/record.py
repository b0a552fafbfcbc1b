"""Frames to an MP4 file, in a thread of their own: by PyAV if it is installed, else by ffmpeg."""

from __future__ import annotations

import importlib.util
import io
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from bridges.frames import Picture

MAX_WAITING = 8
"""Frames that may wait for the encoder; more are dropped, and counted."""
_MS = Fraction(1, 1000)
_CLOSE_S = 20.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file is complete: its length in seconds, the frames in it, and those dropped."""

    path: str
    seconds: float
    frames: int
    dropped: int


@dataclass(frozen=True, slots=True)
class RecordFailed:
    """There is no recording, or it broke off; the text says what to do. `over`: it had been stopped
    before."""

    text: str
    over: bool = False


class RecordError(RuntimeError):
    """Frames cannot be written; the text says what to do."""


class Encoder(Protocol):
    """Takes frames one after the other, from one thread. Raises `RecordError`."""

    def add(self, picture: Picture, ms: int) -> None:
        """A frame that is shown from `ms` milliseconds on."""
        ...

    def close(self) -> None:
        """Complete the file."""
        ...


class AvEncoder:
    """Writes by PyAV: H.264, each frame at its own time."""

    def __init__(self, path: Path) -> None:
        import av  # noqa: PLC0415 - optional, and large

        self._av = av
        self._container = av.open(str(path), "w", options={"movflags": "+faststart"})
        self._stream = self._container.add_stream("libx264", rate=30)
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = self._stream.codec_context.time_base = _MS
        self._stream.options = {"preset": "veryfast", "crf": "18"}
        self._size: tuple[int, int] | None = None
        self._broken = False

    def add(self, picture: Picture, ms: int) -> None:
        """See `Encoder`."""
        pixels = np.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB"))
        height, width = pixels.shape[0] & ~1, pixels.shape[1] & ~1  # as the format wants
        if self._size is None:
            self._size = self._stream.height, self._stream.width = height, width
        if self._size != (height, width):
            raise RecordError("the frames changed their size: start another recording")
        frame = self._av.VideoFrame.from_ndarray(
            np.ascontiguousarray(pixels[:height, :width]), format="rgb24"
        )
        frame.pts, frame.time_base = ms, _MS
        try:
            self._container.mux(self._stream.encode(frame))
        except OSError:
            self._broken = True
            raise

    def close(self) -> None:
        """See `Encoder`."""
        if self._size is not None and not self._broken:  # or FFmpeg crashes, and the server with it
            self._container.mux(self._stream.encode(None))
        self._container.close()


class FfmpegEncoder:
    """Writes by the program ffmpeg, which takes the time from when frames come."""

    def __init__(self, path: Path) -> None:
        program = shutil.which("ffmpeg")
        if program is None:
            raise RecordError("ffmpeg is gone")
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments
            [
                program, "-nostdin", "-loglevel", "error", "-y",
                "-f", "image2pipe", "-c:v", "mjpeg", "-use_wallclock_as_timestamps", "1",
                "-i", "pipe:0", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-fps_mode", "vfr",
                "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p",
                "-movflags", "+faststart", str(path),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )  # fmt: skip

    def add(self, picture: Picture, ms: int) -> None:  # noqa: ARG002 - ffmpeg has its own clock
        """See `Encoder`."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            self._process.stdin.write(picture.data)
            self._process.stdin.flush()
        except OSError as error:
            raise RecordError(f"ffmpeg ended: {self._said()}") from error

    def close(self) -> None:
        """See `Encoder`."""
        try:
            _, said = self._process.communicate(timeout=_CLOSE_S)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            raise RecordError("ffmpeg did not end") from error
        if self._process.returncode:
            raise RecordError(f"ffmpeg: {said.decode(errors='replace')[-300:].strip()}")

    def _said(self) -> str:
        _, said = self._process.communicate(timeout=_CLOSE_S)
        return said.decode(errors="replace")[-300:].strip() or "without a word"


def find_encoder() -> Callable[[Path], Encoder]:
    """The encoder that there is here. Raises `RecordError` where there is none."""
    if importlib.util.find_spec("av") is not None:
        return AvEncoder
    if shutil.which("ffmpeg") is not None:
        return FfmpegEncoder
    raise RecordError("recording needs PyAV or ffmpeg: pip install av, or install ffmpeg")


def new_file(path: Path) -> Path:
    """An empty file: `path`, or the same with a number where another recording is called so."""
    made, number = path, 1
    while True:
        try:
            made.touch(exist_ok=False)
            return made
        except FileExistsError:
            number += 1
            made = path.with_stem(f"{path.stem}-{number}")


class Recorder:
    """One recording. `told` is called from its thread when it is over. Raises `RecordError`
    without an encoder, `OSError` where no file can be made."""

    def __init__(
        self,
        path: Path,
        told: Callable[[Recorded | RecordFailed], None],
        make: Callable[[Path], Encoder] | None = None,
    ) -> None:
        make = make or find_encoder()
        path.parent.mkdir(parents=True, exist_ok=True)
        path = new_file(path)
        self._path, self._told, self._make = path, told, make
        self._queue: queue.Queue[tuple[Picture, float]] = queue.Queue(MAX_WAITING)
        self._dropped = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def offer(self, picture: Picture) -> None:
        """Add a frame; never waits."""
        try:
            self._queue.put_nowait((picture, time.monotonic()))
        except queue.Full:
            self._dropped += 1

    def stop(self) -> None:
        """End the recording; `told` follows when the file is complete. Never waits."""
        self._over.set()

    def join(self) -> None:
        """Wait until it is over."""
        self._thread.join(_CLOSE_S)

    def _work(self) -> None:
        try:
            seconds, frames = self._write()
        except Exception as error:  # noqa: BLE001 - whatever a disk or a codec can do wrong
            with suppress(OSError):
                if not self._path.stat().st_size:
                    self._path.unlink()
            text = getattr(error, "strerror", None) or str(error)
            self._told(RecordFailed(f"{self._path}: {text}"))
            return
        if not frames:
            self._path.unlink(missing_ok=True)
            self._told(RecordFailed("no frame came while it ran"))
            return
        self._told(Recorded(str(self._path), seconds, frames, self._dropped))

    def _write(self) -> tuple[float, int]:
        encoder = self._make(self._path)
        frames, first, ms = 0, 0.0, -1
        try:
            while not (self._over.is_set() and self._queue.empty()):
                try:
                    picture, at = self._queue.get(timeout=0.1)
                except queue.Empty:
                    continue
                first = first if frames else at
                ms = max(ms + 1, round(1000 * (at - first)))  # times have to rise
                encoder.add(picture, ms)
                frames += 1
        finally:
            encoder.close()
        return max(ms, 0) / 1000, frames
