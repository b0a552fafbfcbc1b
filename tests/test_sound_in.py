"""Sound into the whole server: over OSC, WebSocket, from files, and from JACK through PortAudio."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from jack_music import own_jack
from pd_files import FOLDER
from pd_host import Pd
from serving import Serving
from websockets.sync.client import ClientConnection, connect

from benchmarks.rig import Jack
from bridges import commands as c
from bridges import osc, ws
from bridges.audio import RATE, SEQUENCE
from bridges.client import Client
from generators.media import Samples
from server.app import App
from server.settings import Settings, StartError

PATIENCE_S = 120.0
"""How long to wait for what has to happen; a busy machine may take its time."""


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with Serving("repeat") as running:
        yield running


@pytest.fixture
def client(served: Serving) -> Iterator[Client]:
    with served.client() as made:
        made.send(c.AudioSource("off"))
        until(made, "off")
        yield made


@pytest.fixture
def line(served: Serving, client: Client) -> Iterator[ClientConnection]:
    """A WebSocket; no source is chosen."""
    with connect(f"ws://127.0.0.1:{served.app.http_port}/ws") as made:
        yield made


def until(client: Client, state: str) -> c.AudioSourceIs:
    """The first news that the sound is in this state."""
    for event in client.events(PATIENCE_S):
        if isinstance(event, c.AudioSourceIs) and event.state == state:
            return event
    raise AssertionError


def wait(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def clock(served: Serving) -> float:
    return served.ask(lambda: served.app.sound.time)


def last(served: Serving, count: int, rate: int = RATE) -> Samples:
    return served.ask(lambda: served.app.sound.window(count / rate, rate)).samples


def tone(count: int, channels: int = 1, level: float = 0.5) -> Samples:
    wave = level * np.sin(2 * np.pi * 1000 * np.arange(count) / RATE)
    return np.repeat(wave.astype("<f4")[:, None], channels, axis=1)


# --- clients that send


def test_osc_blobs_are_heard_and_lost_packets_are_silence(served: Serving, client: Client) -> None:
    client.send(c.AudioBegin(RATE, 1, "i16"))
    assert until(client, "running").rate == RATE
    start, sound = clock(served), (tone(4800) * 32768).astype("<i2")
    blocks = [c.AudioBlock(n, sound[n * 480 : n * 480 + 480].tobytes()) for n in range(10)]
    assert all(len(osc.encode(block)[0]) <= osc.MAX_PACKET for block in blocks)
    client.send(*(block for block in blocks if block.number not in (3, 4)))
    client.ping()
    assert clock(served) - start == pytest.approx(0.1)
    expected = tone(4800)[:, 0]
    expected[3 * 480 : 5 * 480] = 0
    assert np.abs(last(served, 4800) - expected).max() < 1e-4
    status = client.status()
    assert status["sound blocks missing"] == "2"
    assert status["sound"] == f"osc 127.0.0.1:{client.reply_port}: running"


def test_websocket_blocks_are_heard_at_any_rate(served: Serving, line: ClientConnection) -> None:
    start = clock(served)
    for rate, channels in ((RATE, 1), (96_000, 8), (44_100, 2)):
        header = {"rate": rate, "channels": channels}
        for _ in range(10):
            data = np.full((rate // 100, channels), 0.25, "<f4").tobytes()
            line.send(ws.encode_binary(ws.Binary(ws.SOUND, header, data)))
    line.send(ws.encode_text(c.AudioGain(-6)))
    answer = None
    while not isinstance(answer, c.AudioGainIs):
        message = line.recv(60)
        answer = ws.decode_text(str(message), c.EVENTS)
        assert not isinstance(answer, c.Fail), answer
    line.send(ws.encode_text(c.AudioGain(0)))
    line.recv(60)
    assert clock(served) - start == pytest.approx(0.3, abs=0.01)
    whole = last(served, 9600)[:-600]
    assert np.abs(whole - 0.25).max() < 0.1, "the filter rings where rates change, no more"


def test_json_blocks_are_heard_too(served: Serving, line: ClientConnection) -> None:
    for message in (c.AudioBegin(RATE, 2), c.AudioBlock(0, tone(480, 2).tobytes()), c.Ping(1)):
        line.send(ws.encode_text(message))
    while ws.decode_text(str(line.recv(60)), c.EVENTS) != c.Pong(1):
        pass
    assert np.array_equal(last(served, 480), tone(480)[:, 0])


BAD_SOUND = [
    ({}, b""),
    ({}, b"\1\2\3"),
    ({"rate": RATE}, b"\1\2\3"),
    ({"rate": "hi"}, bytes(8)),
    ({"rate": 0}, bytes(8)),
    ({"rate": RATE, "channels": 1_000_000}, bytes(8)),
    ({"rate": RATE, "channels": 0}, bytes(8)),
    ({"rate": RATE, "format": "u8"}, bytes(8)),
    ({"id": "a"}, bytes(8)),
]


@pytest.mark.parametrize(("header", "data"), BAD_SOUND)
def test_bad_blocks_get_one_fail_and_the_line_stays_open(
    served: Serving, line: ClientConnection, header: dict[str, object], data: bytes
) -> None:
    time.sleep(1.0)  # such answers come once a second
    start = clock(served)
    line.send(ws.encode_binary(ws.Binary(ws.SOUND, header, data)))
    line.send(ws.encode_text(c.Status()))  # whatever came before it is answered before it
    heard: list[object] = []
    while not heard or not isinstance(heard[-1], c.StatusReport):
        heard.append(ws.decode_text(str(line.recv(60)), c.EVENTS))
    assert sum(isinstance(event, c.Fail) for event in heard) == 1, heard
    assert clock(served) == start


def test_whatever_is_sent_as_sound_the_server_goes_on(served: Serving, client: Client) -> None:
    draw = np.random.default_rng(5)
    client.send(c.AudioBegin(RATE, 2))
    for number in range(300):
        data = draw.bytes(draw.integers(0, 900))
        client.send(c.AudioBlock(int(draw.integers(0, SEQUENCE)) if number % 9 else number, data))
    client.send(c.AudioBegin(RATE, 1), c.AudioBlock(0, tone(200).tobytes()), c.Ping(1))
    assert c.Pong(1) in client.events(PATIENCE_S)  # after some refusals
    assert np.array_equal(last(served, 200), tone(200)[:, 0])
    assert np.isfinite(last(served, RATE)).all()


# --- files


def test_a_file_is_heard_as_it_is(served: Serving, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(RATE // 2, 2), RATE, subtype="FLOAT")
    start = clock(served)
    client.send(c.AudioSource("file", str(path)))
    assert until(client, "running") == c.AudioSourceIs("file", str(path), "running", RATE, 2)
    until(client, "off")
    assert clock(served) - start == pytest.approx(0.5)
    assert np.abs(last(served, RATE // 2) - tone(RATE // 2)[:, 0]).max() < 1e-6


def test_a_server_can_begin_with_a_file(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(4800, 2) * [0, 1], RATE, subtype="FLOAT")
    options = {"audio": str(path), "audio_loop": True, "audio_channels": "2"}
    with Serving("repeat", **options) as served:
        wait(lambda: clock(served) > 0.5)
        url = f"http://127.0.0.1:{served.app.http_port}/health"
        with urllib.request.urlopen(url) as page:
            sound = json.load(page)["sound"]
    assert (sound["state"], sound["rate"], sound["channels"]) == ("running", RATE, 1)
    assert sound["peak_db"] == pytest.approx(-6.0, abs=0.1)


@pytest.mark.parametrize(
    ("name", "channels", "says"),
    [
        ("no/such.wav", "", "--audio no/such.wav: there is no such file; inputs go by"),
        ("such.wav", "", "--audio such.wav: there is no such file"),
        ("music/take1", "", "--audio music/take1: there is no such file"),
        ("~/take1", "", "--audio ~/take1: there is no such file"),
        ("~nobody at all/take1", "", "--audio ~nobody at all/take1: there is no such file"),
        ("folder/", "", "--audio folder/: there is no such file"),
        ("words", "", "--audio: words cannot be read: .*not rec"),
        ("tone", "3", "--audio: no channels 3: the source has 2"),
    ],
)
def test_a_server_does_not_begin_with_a_file_that_cannot_be_heard(
    name: str, channels: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    Path("folder").mkdir()
    Path("words").write_text("no sound")
    soundfile.write("tone", tone(4800, 2), RATE, format="WAV")
    named = {"audio": name, "audio_channels": channels}
    app = App(Settings(preset="repeat", osc_port=0, http_port=0, **named))
    with pytest.raises(StartError, match=says):
        asyncio.run(app.start())


def test_a_file_that_is_not_there_is_said(served: Serving, client: Client) -> None:
    client.send(c.AudioSource("file", "/no/such.wav"))
    event = next(e for e in client.events(PATIENCE_S) if isinstance(e, c.Fail))
    assert event.code == "no_audio"
    assert "/no/such.wav" in event.text


# --- real devices


def without_portaudio() -> str:
    """Why sounddevice cannot be used here; asked in a process of its own, as it may hang."""
    code = "import sounddevice"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.stderr.strip().rpartition("\n")[2]


class Sines:
    """Players of a sine into an input: ours, or another program's."""

    def __init__(self, jack: Jack, into: str = "PortAudio") -> None:
        self.jack, self.into = jack, into
        self.processes: list[subprocess.Popen[bytes]] = []

    def play(self) -> None:
        """1 kHz at half scale, from a process that may hang with its driver."""
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-c", SINE]
        self.processes.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))
        wait(lambda: len(self._ports("PortAudio", "out_")) == 1)
        wait(lambda: len(self._ports(self.into, ":in")) >= 1)
        (source,) = self._ports("PortAudio", "out_")
        self.jack.connect(*((source, sink) for sink in self._ports(self.into, ":in")))

    def close(self) -> None:
        """End them at once."""
        for process in self.processes:
            process.kill()
            process.wait(60)
        self.processes.clear()

    def _ports(self, program: str, part: str) -> list[str]:
        return [p for p in self.jack.ports() if p.startswith(program) and part in p]


SINE = """
import time
import numpy as np, sounddevice
at = 0
def play(out, frames, when, status):
    global at
    out[:, 0] = 0.5 * np.sin(2 * np.pi * 1000 * (at + np.arange(frames)) / 48000)
    at += frames
with sounddevice.OutputStream(samplerate=48000, channels=1, callback=play):
    time.sleep(1000)
"""


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    if why := without_portaudio():
        pytest.skip(f"no PortAudio (libportaudio2): {why}")
    with own_jack(monkeypatch) as made:
        yield made


@pytest.fixture
def sines(jack: Jack) -> Iterator[Sines]:
    with contextlib.closing(Sines(jack)) as made:
        yield made


def sounds(served: Serving) -> bool:
    """Whether what was just heard is a sine of 1 kHz at half scale: 0.1 s of it, whole."""
    heard = last(served, 4800)
    spectrum = np.abs(np.fft.rfft(heard)) / 2400
    return int(spectrum.argmax()) == 100 and abs(float(spectrum[100]) - 0.5) < 0.005


def loudest(served: Serving) -> float:
    """Hz of the strongest sine of what was just heard."""
    return float(np.abs(np.fft.rfft(last(served, 4800))).argmax()) * 10


@pytest.mark.real
def test_jack_is_heard_through_portaudio_also_after_it_was_killed(jack: Jack, sines: Sines) -> None:
    jack.start()
    with Serving("repeat") as served, served.client() as client:
        client.send(c.AudioDevices("d"))
        listed = [next(client.events(PATIENCE_S)) for _ in range(2)]
        assert [type(event) for event in listed] == [c.AudioDevice, c.Done]
        assert "system (JACK" in getattr(listed[0], "name", "")
        client.send(c.AudioSource("device", "system"))
        assert until(client, "running").rate == RATE
        assert until(client, "silent"), "nothing plays yet: a driver that gives only zeros"
        sines.play()
        until(client, "running")
        wait(lambda: sounds(served))
        child = psutil.Process(served.ask(lambda: served.app.audio.pid) or 0)
        before = clock(served)
        jack.end(signal.SIGKILL)
        sines.close()
        lost = until(client, "lost")
        assert lost.name.startswith("system")
        child.wait(PATIENCE_S)
        assert client.ping() < 5, "the server goes on"
        jack.start()
        until(client, "running")
        sines.play()
        wait(lambda: sounds(served))
        assert clock(served) > before
        assert served.ask(lambda: served.app.audio.pid) != child.pid


@pytest.mark.real
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no SIGSTOP on this system")
def test_a_driver_that_stands_still_is_noticed(jack: Jack) -> None:
    jack.start()
    with Serving("repeat", audio="system") as served, served.client() as client:
        wait(lambda: client.status()["sound"].endswith("running"))
        assert jack.process is not None
        jack.process.send_signal(signal.SIGSTOP)
        wait(lambda: "lost" in client.status()["sound"])
        jack.process.send_signal(signal.SIGCONT)
        wait(lambda: client.status()["sound"].endswith("running"))


@pytest.mark.real
def test_a_device_that_is_not_there_yet_is_waited_for(jack: Jack) -> None:
    with Serving("repeat", audio="system") as served, served.client() as client:
        wait(lambda: "no input called 'system'" in client.status()["sound"])
        jack.start()
        wait(lambda: client.status()["sound"].endswith("running"))


def stands(served: Serving) -> bool:
    """Whether nothing came for a tenth of a second."""
    before = clock(served)
    time.sleep(0.1)
    return clock(served) == before


@pytest.mark.real
def test_the_pure_data_patch_is_heard_over_osc(
    served: Serving, client: Client, tmp_path: Path
) -> None:
    patch = FOLDER / "klangbild-audio.pd"
    with Pd(tmp_path, served.app.osc_port, patch, taps=("klangbild-connected",)) as pd:
        pd.wait(lambda: ["1"] in pd.of("klangbild-connected"))
        for name, value in (("sound", 1), ("tone", 0.5), ("stream", 1)):
            pd.say(f"klangbild-{name}", value)
        pd.wait(lambda: client.status()["sound"].startswith("osc 127.0.0.1"))
        pd.wait(lambda: sounds(served))
        pd.say("klangbild-frequency", 2000)
        pd.wait(lambda: loudest(served) == 2000)
        pd.say("klangbild-stream", 0)
        pd.wait(lambda: stands(served))


@pytest.mark.real
def test_what_pure_data_records_is_heard(jack: Jack, served: Serving, tmp_path: Path) -> None:
    jack.start()
    patch = FOLDER / "klangbild-audio.pd"
    taps = ("klangbild-connected",)
    with (
        Pd(tmp_path, served.app.osc_port, patch, taps=taps, audio="-jack") as pd,
        contextlib.closing(Sines(jack, "pure_data")) as sines,
    ):
        pd.wait(lambda: ["1"] in pd.of("klangbild-connected"))
        for name, value in (("sound", 1), ("input", 1), ("stream", 1)):
            pd.say(f"klangbild-{name}", value)
        sines.play()
        pd.wait(lambda: sounds(served))
