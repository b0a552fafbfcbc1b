"""Where sound comes from: a device (PortAudio) or a file. Runs in the audio process.

PortAudio is imported only when it is used: it may be missing, and it may hang.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from bridges.audio import AudioError, choose
from generators.media import Samples

BLOCK_S = 0.005
"""What a device hands over is gathered to about this much."""
_QUEUE = 2_000
"""Blocks of a device that may wait when nobody takes them: some seconds."""
_LATE_S = 1.0
NO_PORTAUDIO = (
    "PortAudio is missing: install it (Debian and Ubuntu: apt install libportaudio2) "
    "and sounddevice (pip install sounddevice)"
)


class DeviceError(AudioError):
    """A device cannot be used now; it may be another time."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A source runs: its name, its rate in Hz, and how many channels it hands over."""

    name: str
    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A block [frames, channels], before which `lost` frames are missing; `overruns` is how often
    the device said that it lost some more, it does not say how many."""

    samples: Samples
    lost: int = 0
    overruns: int = 0


class Source(Protocol):
    """Something that sounds. It is sent to the audio process before `open`, so it can be pickled.

    All three run in that process; they may take their time, hang or die.
    """

    def open(self) -> Opened:
        """Begin. Raises `AudioError`; `DeviceError` where trying again may help."""
        ...

    def blocks(self) -> Iterator[Heard]:
        """Blocks as they sound, in real time; at the end there is no more. Raises `AudioError`."""
        ...

    def close(self) -> None:
        """Let go of what is open; may be called from another thread while `blocks` waits."""
        ...


@dataclass(frozen=True, slots=True)
class Device:
    """An input: its number and name, the driver's name, channels at most, its usual rate in Hz."""

    number: int
    name: str
    driver: str
    channels: int
    rate: int
    default: bool = False


def devices() -> list[Device]:
    """The inputs of this machine. Raises `DeviceError` without PortAudio. It may hang."""
    library = _portaudio()
    default = library.default.device[0]
    drivers = [str(driver["name"]) for driver in library.query_hostapis()]
    return [
        Device(
            number,
            str(found["name"]),
            drivers[found["hostapi"]],
            int(found["max_input_channels"]),
            round(found["default_samplerate"]),
            number == default,
        )
        for number, found in enumerate(library.query_devices())
        if found["max_input_channels"] > 0
    ]


def find(found: Sequence[Device], wanted: str) -> Device:
    """The device of this number, of this name, or the first with this in its name or its driver's
    (upper and lower case alike); empty: the default one. Raises `DeviceError`."""
    text = wanted.strip().lower()
    if not text or text == "default":
        order = sorted(found, key=lambda device: not device.default)
    else:
        order = [d for d in found if text in (str(d.number), d.name.lower())]
        order += [d for d in found if text in f"{d.name} {d.driver}".lower()]
    if order:
        return order[0]
    if text in ("", "default"):
        raise DeviceError("this machine has no sound input: connect one, or start its driver")
    names = ", ".join(f"{d.number} {d.name}" for d in found) or "none"
    raise DeviceError(f"no input called {wanted!r:.100}: there are {names}"[:500])


@dataclass
class DeviceSource:
    """An input of this machine at its own rate: its first two channels unless others are named.

    `wanted` as `find` takes it; `channels` count from 1.
    """

    wanted: str = ""
    channels: tuple[int, ...] = ()
    _queue: Any = field(default=None, init=False, repr=False)
    _stream: Any = field(default=None, init=False, repr=False)
    _name: str = field(default="", init=False)
    _rate: int = field(default=0, init=False)
    _lost: int = field(default=0, init=False)
    _overruns: int = field(default=0, init=False)
    _ended: bool = field(default=False, init=False)

    def open(self) -> Opened:
        """Find the device and start it. Raises `DeviceError`."""
        library = _portaudio()
        device = find(devices(), self.wanted)
        count = max(self.channels, default=min(2, device.channels))
        if count > device.channels:
            raise DeviceError(f"{device.name} has {device.channels} channels, no {count}")
        self._name, self._rate, self._queue = device.name, device.rate, queue.Queue(_QUEUE)
        try:
            self._stream = library.InputStream(
                device=device.number,
                channels=count,
                samplerate=device.rate,
                dtype="float32",
                latency="low",
                callback=self._called,
                finished_callback=self._finished,
            )
            self._stream.start()
        except library.PortAudioError as error:
            raise DeviceError(f"{device.name} cannot be opened: {error}") from error
        return Opened(f"{device.name} ({device.driver})", device.rate, len(self.channels) or count)

    def blocks(self) -> Iterator[Heard]:
        """What the driver hands over. Raises `DeviceError` when it says that it has ended."""
        told = 0
        while True:
            parts, frames, lost = [], 0, 0
            while frames < BLOCK_S * self._rate:
                samples, missing = self._next()
                parts.append(samples)
                frames, lost = frames + len(samples), lost + missing
            overruns = self._overruns
            yield Heard(np.concatenate(parts), lost, overruns - told)
            told = overruns

    def close(self) -> None:
        """Stop the device; hangs for ever where its driver died."""
        if self._stream is not None:
            self._stream.abort()
            self._stream.close()

    def _next(self) -> tuple[Samples, int]:
        while True:
            try:
                samples, missing = self._queue.get(timeout=0.5)
                return choose(samples, self.channels), missing
            except queue.Empty:
                if self._ended:
                    raise DeviceError(f"{self._name} has ended") from None

    def _called(self, samples: Samples, frames: int, _: object, status: Any) -> None:
        # In PortAudio's own thread: copy and go.
        if status.input_overflow:
            self._overruns += 1
        try:
            self._queue.put_nowait((samples.copy(), self._lost))
            self._lost = 0
        except queue.Full:
            self._lost += frames

    def _finished(self) -> None:
        self._ended = True


@dataclass
class FileSource:
    """A sound file (WAV, FLAC, Ogg, MP3, AIFF ...), played in real time, over and over if `loop`.

    `channels` count from 1; none: all. `clock` and `sleep` are in seconds.
    """

    path: str
    channels: tuple[int, ...] = ()
    loop: bool = False
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _file: Any = field(default=None, init=False, repr=False)

    def open(self) -> Opened:
        """Read the file's head. Raises `AudioError`."""
        import soundfile  # noqa: PLC0415 - only the audio process reads files

        try:
            self._file = soundfile.SoundFile(self.path)
        except (soundfile.SoundFileError, OSError) as error:
            raise AudioError(f"{self.path} cannot be read: {error}") from error
        # Otherwise soundfile seeks after every read, which breaks the stream of an MP3 file.
        self._file.seekable = lambda: False
        chosen = choose(np.zeros((0, self._file.channels), np.float32), self.channels)
        if not self._file.frames:
            raise AudioError(f"{self.path} holds no sound")
        return Opened(self.path, self._file.samplerate, chosen.shape[1])

    def blocks(self) -> Iterator[Heard]:
        """10 ms at a time, each when its last sample is due."""
        rate, due = self._file.samplerate, self.clock()
        while True:
            block = self._file.read(max(1, rate // 100), dtype="float32", always_2d=True)
            if not len(block):
                if not self.loop:
                    return
                self._file.seek(0)
                continue
            due += len(block) / rate
            late = self.clock() - due
            if late < 0:
                self.sleep(-late)
            elif late > _LATE_S:
                due += late  # the machine slept: go on from here
            yield Heard(choose(block, self.channels))

    def close(self) -> None:
        """Nothing is written: the file may simply be dropped."""


def _portaudio() -> Any:
    try:
        import sounddevice  # noqa: PLC0415 - may be missing, and starts PortAudio
    except (ImportError, OSError) as error:
        raise DeviceError(NO_PORTAUDIO) from error
    return sounddevice
