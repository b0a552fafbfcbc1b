"""The sound of the frame that a display shows, through the real server and without it."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from serving import Serving
from test_display_port import get, say, serving, until, until_ready, url
from websockets.sync.client import ClientConnection, connect

from bridges import commands as c
from bridges import ws
from generators.images import mel
from server import sounding
from server.sounding import Sounded, Sounder, SoundFailed, sound_of

SECONDS = 0.64


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(folder=tmp_path_factory.mktemp("folder"), fps=30.0) as running:
        until_ready(running)
        yield running


def answer(line: ClientConnection) -> tuple[list[ws.Binary], c.ArtSounded | c.Fail]:
    """The binary messages before the answer, and the answer."""
    found: list[ws.Binary] = []
    while True:
        message = line.recv(60)
        if isinstance(message, bytes):
            found.append(ws.decode_binary(message))
            continue
        told = ws.decode_text(message, c.EVENTS)
        if isinstance(told, c.ArtSounded | c.Fail):
            return found, told


def disc(light: int = 255) -> bytes:
    y, x = np.mgrid[:64, :64]
    pixels = ((x - 32) ** 2 + (y - 32) ** 2 < 20**2).astype(np.uint8) * light
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def levels(data: bytes | str) -> mel.Levels:
    samples, rate = soundfile.read(io.BytesIO(data) if isinstance(data, bytes) else data)
    assert rate == 16_000
    return mel.levels_of(samples)


def test_the_frame_that_is_shown_is_heard(served: Serving) -> None:
    with connect(url(served)) as line:
        say(line, c.ArtFreeze(1))
        shown = Image.open(io.BytesIO(get(served, "/frame.jpg")[2]))
        say(line, c.ArtSound(SECONDS, 1))
        (file,), told = answer(line)
        say(line, c.ArtFreeze(0))
    assert isinstance(told, c.ArtSounded), told
    path = Path(told.path)
    assert path.parent == served.app.settings.folder / "sounds"
    assert (told.seconds, told.rate) == (SECONDS, 16_000)
    assert soundfile.info(path).frames == 10_240
    assert (file.kind, file.data) == ("W", path.read_bytes())
    assert file.header == {"path": told.path, "seconds": SECONDS, "rate": 16_000}
    grey = mel.grey_of(shown, 64)
    assert mel.likeness(levels(file.data), grey) > 0.6
    assert [one.suffix for one in path.parent.iterdir()] == [".wav"]


def test_over_osc_comes_the_path(served: Serving) -> None:
    with served.client() as client:
        client.send(c.ArtSound(SECONDS))
        told = next(one for one in client.events(60) if isinstance(one, c.ArtSounded))
    assert soundfile.info(told.path).duration == SECONDS


def test_the_server_answers_while_sound_is_made(served: Serving) -> None:
    with connect(url(served)) as line, served.client() as other:
        say(line, c.ArtSound(20.0), c.ArtSound(SECONDS))
        first = answer(line)[1]
        assert isinstance(first, c.Fail)
        assert first.code == "busy"
        slowest = max(other.ping() for _ in range(20))
        pid = served.ask(lambda: served.app.gallery.sounder.pid)
        assert pid is not None, "it was being made all the time"
        os.kill(pid, signal.SIGTERM)
        second = answer(line)[1]
    assert slowest < 1.0
    assert isinstance(second, c.Fail)
    assert second.code == "failed"
    assert "/art/sound: the process that makes sound ended" in second.text


def test_a_black_frame_is_refused(served: Serving) -> None:
    with connect(url(served)) as line:
        say(line, c.ArtBlackout(1), c.ArtWatch(30, 0, 0))
        while np.asarray(Image.open(io.BytesIO(get(served, "/frame.jpg")[2]))).max() > 5:
            pass
        say(line, c.ArtWatch(0, 0, 0), c.ArtSound(SECONDS))
        told = answer(line)[1]
        say(line, c.ArtBlackout(0))
    assert isinstance(told, c.Fail)
    assert (told.code, "black" in told.text) == ("refused", True)


def test_without_a_painter_it_says_why() -> None:
    with serving("nothing") as running, connect(url(running)) as line:
        say(line, c.ArtWatch(0, 0, 1))
        while until(line, c.ArtState).state != "dead":  # type: ignore[attr-defined]
            pass
        say(line, c.ArtSound())
        told = answer(line)[1]
    assert isinstance(told, c.Fail)
    assert "no painter called 'nothing'" in told.text


def test_the_server_ends_while_sound_is_made(tmp_path: Path) -> None:
    with serving(folder=tmp_path, fps=30.0) as running, connect(url(running)) as line:
        until_ready(running)
        say(line, c.ArtSound(60.0))
        while running.ask(lambda: running.app.gallery.sounder.pid) is None:
            pass
        began = time.monotonic()
    assert time.monotonic() - began < 10
    assert not (tmp_path / "sounds").exists()


def test_a_picture_is_found_again_in_its_sound() -> None:
    data = sound_of(disc(), 1.28)
    grey = mel.grey_of(Image.open(io.BytesIO(disc())), 128)
    assert mel.likeness(levels(data), grey) > 0.8
    assert np.abs(soundfile.read(io.BytesIO(data))[0]).max() == pytest.approx(0.9, abs=1e-4)


class Quick(Sounder):
    """Its process is done at once."""

    async def _run(self, picture: bytes, seconds: float) -> bytes | SoundFailed:
        return b"RIFF"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    made = asyncio.run(Quick(tmp_path / "file").make(disc(), 0.1))
    assert isinstance(made, SoundFailed)
    assert "KLANGBILD_FOLDER" in made.text


def test_two_sounds_of_one_second_are_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sounding.time, "strftime", lambda _: "same.wav")
    sounder = Quick(tmp_path)

    async def both() -> list[Sounded | SoundFailed]:
        return [await sounder.make(disc(), 0.1) for _ in range(2)]

    paths = [Path(one.path).name for one in asyncio.run(both()) if isinstance(one, Sounded)]
    assert paths == ["same.wav", "same-2.wav"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["same-2.wav", "same.wav"]


def test_what_is_no_picture_is_said(tmp_path: Path) -> None:
    made = asyncio.run(Sounder(tmp_path).make(b"nothing", 0.1))
    assert isinstance(made, SoundFailed)
    assert made.code == "failed"
