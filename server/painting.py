"""Paints a sound file without the server: a picture of what stands for it, or a film of it all."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image, ImageOps

from bridges.audio import AudioError
from bridges.resample import Resampler
from generators.base import HEAR_S, Look, Painter
from generators.images.features import FeatureStream
from generators.images.salience import salient
from generators.media import AudioWindow, Features, Pixels, Samples
from server.flash import FrameLimiter
from server.settings import StartError

STRETCH_S = 30.0
"""CoverGen paints so much of a piece."""
KEYFRAMES = 15.0
"""Painted in a second of a film; the rest is the look's, as on the display."""
SETTLE_S = 60.0
"""In which a painter has arrived at what it hears."""
SILENCE = 1e-4
"""RMS (-80 dB of full scale) below which there is nothing to paint."""
SALIENCE_HZ = 22_050
_BLOCK = 65_536
_AAC_HZ = (32_000, 44_100, 48_000)


@dataclass(frozen=True)
class Piece:
    """A sound file: so many `frames` at `rate` Hz in `channels`."""

    path: Path
    rate: int
    channels: int
    frames: int

    @classmethod
    def open(cls, path: Path, seconds: float | None = None) -> Self:
        """The file, or its first `seconds`. Raises `OSError` where there is none and `AudioError`
        where it holds no sound."""
        import soundfile  # noqa: PLC0415 - slow to import

        with path.open("rb"):
            pass  # says what is wrong with the path as the system does
        try:
            info = soundfile.info(str(path))
        except soundfile.SoundFileError as error:
            raise AudioError(f"{path} is no sound file that can be read: {error}") from error
        frames = (
            info.frames if seconds is None else min(info.frames, round(seconds * info.samplerate))
        )
        if not frames:
            raise AudioError(f"{path} holds no sound")
        return cls(path, info.samplerate, info.channels, frames)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / self.rate

    def blocks(self) -> Iterator[Samples]:
        """Blocks [frames, channels]; what is not a number is silent. Raises `AudioError`."""
        import soundfile  # noqa: PLC0415 - slow to import

        left = self.frames
        try:
            with soundfile.SoundFile(str(self.path)) as file:
                file.seekable = lambda: False  # or it seeks after every read, and breaks MP3
                while left > 0:
                    block = file.read(min(left, _BLOCK), "float32", always_2d=True)
                    if not len(block):
                        return
                    left -= len(block)
                    yield np.nan_to_num(block, posinf=0.0, neginf=0.0)
        except soundfile.SoundFileError as error:
            raise AudioError(f"{self.path} is broken: {error}") from error

    def mono(self, rate: int) -> Samples:
        """All of it, mixed down, at another rate. Raises `AudioError` if nothing is to be heard."""
        resampler = Resampler(self.rate, rate)
        parts = [resampler.push(block.mean(1)) for block in self.blocks()]
        found = np.concatenate([*parts, resampler.finish()])
        if not len(found):
            raise AudioError(f"{self.path} is too short: there is nothing to paint")
        if np.sqrt(np.square(found, dtype=np.float64).mean()) < SILENCE:
            raise AudioError(f"{self.path} is silent: there is nothing to paint")
        return found


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture: the stretch of the piece that it shows, in seconds, and the labels heard in it."""

    pixels: Pixels
    start: float
    end: float
    labels: Mapping[str, float]


@dataclass(frozen=True)
class Asked:
    """How to paint: `size` is height and width in pixels."""

    look: Look = field(default_factory=Look)
    size: tuple[int, int] = (768, 768)
    fps: float = 30.0
    tunes: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def frame(self) -> Fraction:
        """Seconds of a film's frame."""
        return 1 / Fraction(self.fps).limit_denominator(1001)


def picture(painter: Painter, piece: Piece, asked: Asked, seconds: float = STRETCH_S) -> Painted:
    """One picture of the stretch of `seconds` that stands for the piece: of the mean of what is
    heard in it, unless the look asks for labels."""
    start = salient(piece.mono(SALIENCE_HZ), SALIENCE_HZ, seconds)
    end = min(start + seconds, piece.seconds)
    samples = piece.mono(painter.hear_hz)
    times = np.arange(min(start + painter.window_s, end), end + HEAR_S / 2, HEAR_S)
    labels = painter.hear_all([_window(samples, painter, float(time)) for time in times])
    pixels = painter.paint(replace(asked.look, travel=0.0), SETTLE_S, end).pixels
    return Painted(_fitted(pixels, asked.size), start, end, labels)


def film(
    painter: Painter, piece: Piece, asked: Asked, limit: bool, told: Callable[[float], None]
) -> Iterator[Pixels]:
    """The frames of a film, `asked.fps` a second; `told` hears the share that is done."""
    from generators.images.stage import Stage  # noqa: PLC0415 - torch

    stage = Stage(asked.tunes, asked.size)
    limiter = FrameLimiter() if limit else None
    samples = piece.mono(painter.hear_hz)
    features = _features(piece)
    now, keyframe_at, heard_at = Features(0.0), 0.0, 0.0
    first = min(painter.window_s, piece.seconds)
    painter.hear(_window(samples, painter, first))
    painter.paint(replace(asked.look, travel=0.0), SETTLE_S, 0.0)
    step, count = float(asked.frame), max(1, int(piece.seconds / asked.frame))
    for number in range(count):
        time = number * step
        if time >= heard_at + HEAR_S and time > first:
            painter.hear(_window(samples, painter, time))
            heard_at = time
        if number == 0 or time >= keyframe_at + 1 / KEYFRAMES - step / 2:
            stage.show(painter.paint(asked.look, time - keyframe_at, time).pixels)
            keyframe_at = time
        while now.time < time and (new := next(features, None)) is not None:
            now = new
        pixels = stage.draw(step, now, asked.look.sensitivity)
        yield limiter.limit(pixels, time) if limiter else pixels
        told((number + 1) / count)


def write_film(path: Path, frames: Iterator[Pixels], piece: Piece, asked: Asked) -> None:
    """Frames and the piece's sound, as H.264 and AAC in an MP4 file; whole or not at all. Raises
    `StartError` without PyAV."""
    try:
        import av  # noqa: PLC0415 - optional, and large
    except ImportError as error:
        raise StartError("writing MP4 needs PyAV: pip install av") from error
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".klangbild-") as folder:
        draft = Path(folder) / path.name
        with av.open(
            str(draft), "w", format="mp4", options={"movflags": "+faststart"}
        ) as container:
            _mux(av, container, frames, piece, asked)
        draft.replace(path)


def _mux(av: Any, container: Any, frames: Iterator[Pixels], piece: Piece, asked: Asked) -> None:
    video = container.add_stream("libx264", rate=1 / asked.frame)
    video.height, video.width = asked.size
    video.pix_fmt, video.options = "yuv420p", {"preset": "veryfast", "crf": "18"}
    layout = "mono" if piece.channels == 1 else "stereo"
    rate = piece.rate if piece.rate in _AAC_HZ else _AAC_HZ[-1]
    audio = container.add_stream("aac", rate=rate, layout=layout, bit_rate=192_000)
    sound, told = piece.blocks(), 0

    def play(until: float) -> None:
        nonlocal told
        while told < until * piece.rate and (block := next(sound, None)) is not None:
            wide = block if piece.channels < 3 else _stereo(block)
            packed = np.ascontiguousarray(wide.clip(-1, 1)).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
            frame.rate, frame.pts, frame.time_base = piece.rate, told, Fraction(1, piece.rate)
            told += len(block)
            container.mux(audio.encode(frame))

    for number, pixels in enumerate(frames):
        play(float(number * asked.frame) + 1.0)
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = number, asked.frame
        container.mux(video.encode(frame))
    play(piece.seconds)
    container.mux(video.encode(None))
    container.mux(audio.encode(None))


def _stereo(block: Samples) -> Samples:
    """Channels 1, 3, 5 ... to the left, the others to the right."""
    return np.stack([block[:, 0::2].mean(1), block[:, 1::2].mean(1)], 1)


def png(pixels: Pixels) -> bytes:
    """A picture as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _window(samples: Samples, painter: Painter, end: float) -> AudioWindow:
    """What the painter hears at a time."""
    stop = round(end * painter.hear_hz)
    start = max(0, stop - round(painter.window_s * painter.hear_hz))
    return AudioWindow(samples[start:stop], painter.hear_hz, end)


def _features(piece: Piece) -> Iterator[Features]:
    """The fast features of a piece, as the display would get them."""
    rate = max(piece.rate, 16_000)
    stream, resampler = FeatureStream(rate), Resampler(piece.rate, rate)
    for block in piece.blocks():
        yield from stream.hear(resampler.push(block.mean(1)))


def _fitted(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Enlarged or reduced to height and width; what is too wide or too high is cut off."""
    height, width = size
    fitted = ImageOps.fit(Image.fromarray(pixels), (width, height), Image.Resampling.LANCZOS)
    return np.asarray(fitted)
