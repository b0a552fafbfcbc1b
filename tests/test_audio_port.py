"""The audio process: what is heard comes over in order, and nothing that a source does hangs us."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from sources_for_ports import Odd

from bridges import audio_port, audio_sources
from bridges.audio import AudioError
from bridges.audio_port import AudioPort, Ended, News
from bridges.audio_sources import (
    Device,
    DeviceError,
    DeviceSource,
    FileSource,
    Heard,
    Opened,
    Source,
    find,
)

ROOT = Path(__file__).parent.parent


class Ears:
    """What was told so far, and what is told next."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[tuple[int, News]] = asyncio.Queue()
        self.port = AudioPort(lambda key, news: self.queue.put_nowait((key, news)))

    async def next(self) -> tuple[int, News]:
        return await asyncio.wait_for(self.queue.get(), 60)

    async def all(self) -> list[News]:
        """Everything up to the end."""
        heard: list[News] = []
        while not heard or not isinstance(heard[-1], Ended):
            heard.append((await self.next())[1])
        return heard


def news_of(source: Source) -> list[News]:
    async def listen() -> list[News]:
        ears = Ears()
        ears.port.open(1, source)
        try:
            return await ears.all()
        finally:
            await ears.port.shut()

    return asyncio.run(listen())


def test_blocks_come_over_in_order_and_then_the_end() -> None:
    opened, *blocks, ended = news_of(Odd(500, rate=96_000, channels=8))
    assert opened == Opened("odd", 96_000, 8)
    assert [b.lost for b in blocks if isinstance(b, Heard)] == list(range(500))
    assert all(b.samples.shape == (4, 8) for b in blocks if isinstance(b, Heard))
    assert ended == Ended()


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize(
    ("then", "text", "again"),
    [
        ("refuse", "not today", False),
        ("vanish", "it was pulled out", True),
        ("raise", "RuntimeError: the driver is broken", True),
        ("die", "the audio process ended (exit code 9)", True),
    ],
)
def test_however_a_source_ends_it_is_said(count: int, then: str, text: str, again: bool) -> None:
    *_, ended = news_of(Odd(count, then))
    assert ended == Ended(text, again)


@pytest.mark.parametrize(
    ("rate", "channels"), [(48_000, 1_000_000), (10**9, 2), (0, 1), (48_000, 0)]
)
def test_impossible_sources_are_refused(rate: int, channels: int) -> None:
    (ended,) = news_of(Odd(0, "", rate, channels))
    assert isinstance(ended, Ended)
    assert ended.text
    assert not ended.again


@pytest.mark.parametrize("by_force", [True, False])
@pytest.mark.parametrize("count", [0, 1])
def test_a_source_that_hangs_is_ended(count: int, by_force: bool) -> None:
    async def listen() -> None:
        ears = Ears()
        ears.port.open(1, Odd(count, "hang"))
        if count:
            assert (await ears.next())[1] == Opened("odd", 48_000, 1)
        assert ears.port.pid is not None
        process = psutil.Process(ears.port.pid)
        ears.port.close(by_force)
        assert ears.port.pid is None
        await asyncio.to_thread(process.wait, 30)
        await ears.port.shut()

    asyncio.run(listen())


def test_a_polite_source_is_closed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    async def listen() -> None:
        ears = Ears()
        ears.port.open(1, Odd(1, "wait", closing=str(mark)))
        assert isinstance((await ears.next())[1], Opened)
        await ears.port.shut()

    asyncio.run(listen())
    assert mark.read_text() == "closed"


def test_a_new_source_takes_the_place_of_the_old() -> None:
    async def listen() -> list[tuple[int, News]]:
        ears = Ears()
        ears.port.open(1, Odd(0, "wait"))
        old = psutil.Process(ears.port.pid)
        ears.port.open(2, Odd(1))
        heard = [await ears.next() for _ in range(3)]
        await asyncio.to_thread(old.wait, 30)
        await ears.port.shut()
        return heard

    assert [(key, type(news)) for key, news in asyncio.run(listen())] == [
        (2, Opened),
        (2, Heard),
        (2, Ended),
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_the_process_does_not_outlive_a_killed_server() -> None:
    code = (
        "import asyncio, sys; sys.path.insert(0, 'tests');"
        "from bridges.audio_port import AudioPort; from sources_for_ports import Odd\n"
        "async def run():\n"
        "    port = AudioPort(lambda key, news: print(port.pid, flush=True))\n"
        "    port.open(1, Odd(1, 'hang'))\n"
        "    await asyncio.sleep(1000)\n"
        "asyncio.run(run())"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    server = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=env
    )
    assert server.stdout is not None
    child = psutil.Process(int(server.stdout.readline()))
    server.kill()
    server.communicate(timeout=30)
    child.wait(30)


def test_it_brings_no_torch() -> None:
    code = (
        "import bridges.audio_port, sys; print(sorted({'torch', 'sounddevice'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# --- files


class Clock:
    """Time passes only in sleep."""

    def __init__(self) -> None:
        self.now = 50.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)


def file_of(tmp_path: Path, seconds: float = 0.1, rate: int = 44_100, channels: int = 2) -> str:
    ramp = np.arange(round(seconds * rate) * channels).reshape(-1, channels) % 32768
    path = tmp_path / "ä b.wav"
    soundfile.write(path, ramp.astype(np.int16), rate, subtype="PCM_16")
    return str(path)


def played(path: str, clock: Clock, **more: object) -> tuple[FileSource, Iterator[Heard]]:
    source = FileSource(path, clock=lambda: clock.now, sleep=clock.sleep, **more)  # type: ignore[arg-type]
    source.open()
    return source, source.blocks()


def test_a_file_is_played_in_real_time(tmp_path: Path) -> None:
    clock = Clock()
    _, blocks = played(file_of(tmp_path), clock)
    found = []
    for block in blocks:
        found.append(block.samples)
        assert clock.now - 50 == pytest.approx(sum(map(len, found)) / 44_100)
    ramp = np.concatenate(found)
    assert ramp.dtype == np.float32
    assert np.array_equal(ramp.ravel() * 32768, np.arange(8820))


def test_a_file_is_looped_without_a_gap(tmp_path: Path) -> None:
    clock = Clock()
    _, blocks = played(file_of(tmp_path, 0.015), clock, loop=True)
    found = np.concatenate([next(blocks).samples for _ in range(7)])
    assert np.array_equal(found.ravel() * 32768, np.arange(len(found) * 2) % (662 * 2))
    assert clock.now - 50 == pytest.approx(len(found) / 44_100)


def test_a_file_goes_on_where_it_was_when_the_machine_slept(tmp_path: Path) -> None:
    clock = Clock()
    _, blocks = played(file_of(tmp_path, 1.0), clock)
    next(blocks)
    clock.now += 3600
    for _ in range(5):
        next(blocks)
    assert clock.now - 3650 == pytest.approx(0.05, abs=0.011)


def test_a_file_that_is_taken_late_catches_up(tmp_path: Path) -> None:
    clock = Clock()
    _, blocks = played(file_of(tmp_path, 1.0), clock)
    next(blocks)
    clock.now += 0.1
    for _ in range(20):
        next(blocks)
    assert clock.now - 50 == pytest.approx(0.21)


def test_channels_of_a_file_can_be_chosen(tmp_path: Path) -> None:
    path = file_of(tmp_path, channels=8, rate=96_000)
    source, blocks = played(path, Clock(), channels=(8, 1))
    assert source.open() == Opened(path, 96_000, 2)
    assert next(blocks).samples[0].tolist() == [7 / 32768, 0]


@pytest.mark.parametrize("form", ["FLAC", "OGG", "MP3", "AIFF"])
def test_common_formats_are_read(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"tone.{form.lower()}"
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(22_050) / 44_100)
    soundfile.write(path, tone, 44_100, format=form)
    whole = soundfile.read(path, dtype="float32", always_2d=True)[0]
    assert np.sqrt(np.mean(whole**2)) == pytest.approx(0.354, abs=0.01)
    _, blocks = played(str(path), Clock())
    assert np.abs(np.concatenate([b.samples for b in blocks]) - whole).max() < 1e-6
    _, blocks = played(str(path), Clock(), loop=True)
    twice = np.concatenate([next(blocks).samples for _ in range(60)])
    assert np.abs(twice[len(whole) :] - whole[: len(twice) - len(whole)]).max() < 1e-6


@pytest.mark.parametrize("fault", ["missing", "text", "empty", "folder", "channel", "cut"])
def test_files_that_cannot_be_played_are_refused_with_their_name(
    tmp_path: Path, fault: str
) -> None:
    path = tmp_path / "bad.wav"
    channels: tuple[int, ...] = ()
    if fault == "text":
        path.write_text("no sound at all")
    elif fault == "empty":
        soundfile.write(path, np.zeros(0), 48_000)
    elif fault == "folder":
        path.mkdir()
    elif fault == "channel":
        soundfile.write(path, np.zeros(10), 48_000)
        channels = (2,)
    elif fault == "cut":
        path.write_bytes(Path(file_of(tmp_path)).read_bytes()[:20])
    with pytest.raises(AudioError) as error:
        FileSource(str(path), channels).open()
    assert not isinstance(error.value, DeviceError)
    assert "bad.wav" in str(error.value) or fault == "channel"


# --- devices


INPUTS = [
    Device(0, "HDA Intel: 1", "ALSA", 2, 44_100),
    Device(3, "Scarlett 18i20", "ALSA", 18, 96_000, default=True),
    Device(5, "system", "JACK Audio Connection Kit", 2, 48_000),
]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("", 3), ("default", 3), ("0", 0), ("5", 5), ("SCARLETT", 3), ("system", 5), ("jack", 5),
     ("alsa", 0), (" hda ", 0)],
)  # fmt: skip
def test_devices_are_found_by_number_and_by_part_of_the_name(wanted: str, number: int) -> None:
    assert find(INPUTS, wanted).number == number


def test_a_device_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(DeviceError, match="'tape': there are 0 HDA Intel: 1, 3 Scarlett"):
        find(INPUTS, "tape")
    with pytest.raises(DeviceError, match="'tape': there are none"):
        find([], "tape")
    with pytest.raises(DeviceError, match="no sound input"):
        find([], "")


class PortAudioError(Exception):
    """As sounddevice has it."""


class FakeLibrary:
    """Stands for sounddevice: one input of two channels, whose callback the test calls."""

    PortAudioError = PortAudioError

    def __init__(self, fault: str = "") -> None:
        self.fault, self.stream, self.options = fault, None, {}

    def InputStream(self, **options: object) -> FakeLibrary:
        if self.fault:
            raise PortAudioError(self.fault)
        self.options = options
        return self

    def start(self) -> None:
        pass

    def say(self, *values: float, overflow: bool = False) -> None:
        class Status:
            input_overflow = overflow

        samples = np.full((480, self.options["channels"]), 0, np.float32)
        samples += np.array(values, np.float32)
        self.options["callback"](samples, 480, None, Status)
        samples[:] = 99  # the driver uses its memory again


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    made = FakeLibrary()
    monkeypatch.setattr(audio_sources, "_portaudio", lambda: made)
    monkeypatch.setattr(audio_sources, "devices", lambda: INPUTS)
    return made


def test_a_device_hands_over_its_chosen_channels_at_its_own_rate(library: FakeLibrary) -> None:
    source = DeviceSource("scarlett", (3, 1))
    assert source.open() == Opened("Scarlett 18i20 (ALSA)", 96_000, 2)
    assert (library.options["device"], library.options["channels"]) == (3, 3)
    library.say(0.1, 0.2, 0.3, overflow=True)
    library.say(0.5, 0.2, 0.3)
    blocks = source.blocks()
    first, second = next(blocks), next(blocks)
    assert first.samples[0].tolist() == pytest.approx([0.3, 0.1])
    assert second.samples[-1].tolist() == pytest.approx([0.3, 0.5])
    assert (first.overruns, second.overruns) == (1, 0)


def test_two_channels_are_taken_unless_others_are_named(library: FakeLibrary) -> None:
    assert DeviceSource("scarlett").open().channels == 2
    with pytest.raises(DeviceError, match="has 2 channels, no 5"):
        DeviceSource("hda", (5,)).open()


def test_what_nobody_takes_is_lost_and_counted(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio_sources, "_QUEUE", 2)
    source = DeviceSource("scarlett")
    source.open()
    for number in range(5):
        library.say(number, number)
    blocks = source.blocks()
    assert [next(blocks).samples[0, 0] for _ in range(2)] == [0, 1]
    library.say(5, 5)
    block = next(blocks)
    assert (block.samples[0, 0], block.lost) == (5, 3 * 480)


def test_a_device_that_ends_says_so(library: FakeLibrary) -> None:
    source = DeviceSource("scarlett")
    source.open()
    library.say(1, 1)
    library.options["finished_callback"]()
    blocks = source.blocks()
    next(blocks)
    with pytest.raises(DeviceError, match="Scarlett 18i20 has ended"):
        next(blocks)


def test_a_driver_s_refusal_is_told_with_the_device_s_name(library: FakeLibrary) -> None:
    library.fault = "Invalid sample rate"
    with pytest.raises(DeviceError, match="Scarlett 18i20 cannot be opened: Invalid sample rate"):
        DeviceSource().open()


def test_without_portaudio_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match="apt install libportaudio2"):
        DeviceSource().open()
    with pytest.raises(DeviceError, match="pip install sounddevice"):
        audio_sources.devices()


@pytest.mark.parametrize(
    ("fault", "text"), [("hang", "no answer within 0.2 s"), ("die", "crashed")]
)
def test_a_driver_that_hangs_or_crashes_when_asked_is_said(
    monkeypatch: pytest.MonkeyPatch, fault: str, text: str
) -> None:
    monkeypatch.setattr(audio_port, "_list", Odd(0, fault).listing)
    seconds = 0.2 if fault == "hang" else 60
    with pytest.raises(DeviceError, match=text):
        audio_port.list_devices(seconds)
