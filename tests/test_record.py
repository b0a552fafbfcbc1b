"""Frames to a file, by both encoders."""

from __future__ import annotations

import importlib.util
import queue
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from bridges.frames import Picture
from server import record
from server.paint_worker import encode
from server.record import (
    AvEncoder,
    FfmpegEncoder,
    Recorded,
    Recorder,
    RecordError,
    RecordFailed,
)

ENCODERS = [
    pytest.param(
        AvEncoder,
        marks=pytest.mark.skipif(
            importlib.util.find_spec("av") is None, reason="PyAV is not installed"
        ),
    ),
    pytest.param(
        FfmpegEncoder,
        marks=[
            pytest.mark.real,
            pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed"),
        ],
    ),
]


def picture(number: int, side: int = 33) -> Picture:
    return encode(np.full((side, side, 3), 20 * number, np.uint8), number, float(number))


class Still:
    """An encoder that writes nothing."""

    def __init__(self, path: Path) -> None:
        """Nothing to do."""

    def add(self, picture: Picture, ms: int) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_film_holds_the_frames_at_their_times(
    tmp_path: Path, encoder: type[record.Encoder]
) -> None:
    av = pytest.importorskip("av", reason="PyAV is not installed: nothing reads the film back")
    told: queue.Queue[Recorded | RecordFailed] = queue.Queue()
    path = tmp_path / "deep" / "film.mp4"
    recorder = Recorder(path, told.put, encoder)
    for number in range(6):
        recorder.offer(picture(number))
        time.sleep(0.1)
    recorder.stop()
    news = told.get(timeout=60)
    assert isinstance(news, Recorded), news
    assert (news.path, news.frames, news.dropped) == (str(path), 6, 0)
    assert 0.4 < news.seconds < 30
    with av.open(str(path)) as film:
        frames = list(film.decode(video=0))
        assert len(frames) == 6
        assert (frames[0].width, frames[0].height) == (32, 32)
        assert frames[5].to_ndarray(format="gray").mean() > 85
        times = [frame.time for frame in frames]
        assert times == sorted(set(times))


def test_an_encoder_that_is_too_slow_costs_frames_not_memory(tmp_path: Path) -> None:
    go = threading.Event()

    class Slow:
        def __init__(self, path: Path) -> None:
            path.touch()

        def add(self, picture: Picture, ms: int) -> None:
            go.wait(30)

        def close(self) -> None:
            """Nothing to do."""

    told: queue.Queue[Recorded | RecordFailed] = queue.Queue()
    recorder = Recorder(tmp_path / "film.mp4", told.put, Slow)
    start = time.monotonic()
    one = picture(1)
    for _ in range(100):
        recorder.offer(one)
    assert time.monotonic() - start < 1
    recorder.stop()
    go.set()
    news = told.get(timeout=30)
    assert isinstance(news, Recorded)
    assert news.frames <= record.MAX_WAITING + 1
    assert news.frames + news.dropped == 100


def test_what_goes_wrong_is_told(tmp_path: Path) -> None:
    told: queue.Queue[Recorded | RecordFailed] = queue.Queue()

    def broken(path: Path) -> record.Encoder:
        raise OSError("the disk is full")

    Recorder(tmp_path / "film.mp4", told.put, broken)
    news = told.get(timeout=30)
    assert isinstance(news, RecordFailed)
    assert "disk is full" in news.text
    assert list(tmp_path.iterdir()) == []


FULL = """
import sys, numpy, pathlib, PIL
from server.paint_worker import encode
from server.record import AvEncoder
encoder = AvEncoder(pathlib.Path(sys.argv[1]))
noise = numpy.random.default_rng(0).integers(0, 255, (64, 256, 256, 3), numpy.uint8)
try:
    for ms, pixels in enumerate(noise):
        encoder.add(encode(pixels, ms, 0.0), ms)
except OSError as error:
    print(error.strerror)
encoder.close()
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.skipif(importlib.util.find_spec("av") is None, reason="PyAV is not installed")
def test_a_full_disk_ends_the_recording_not_the_server(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.symlink_to("/dev/full")
    command = [sys.executable, "-c", FULL, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "No space left on device\n"), done.stderr


def test_two_recordings_of_one_second_are_two_files(tmp_path: Path) -> None:
    told: queue.Queue[Recorded | RecordFailed] = queue.Queue()
    first, second = (Recorder(tmp_path / "film.mp4", told.put, Still) for _ in range(2))
    for recorder in (first, second):
        recorder.offer(picture(1))
        recorder.stop()
    paths = {news.path for news in (told.get(timeout=30), told.get(timeout=30))}  # type: ignore[union-attr]
    assert paths == {str(tmp_path / "film.mp4"), str(tmp_path / "film-2.mp4")}


@pytest.mark.skipif(importlib.util.find_spec("av") is None, reason="PyAV is not installed")
def test_an_empty_recording_is_no_file(tmp_path: Path) -> None:
    told: queue.Queue[Recorded | RecordFailed] = queue.Queue()
    Recorder(tmp_path / "film.mp4", told.put, AvEncoder).stop()
    assert isinstance(told.get(timeout=30), RecordFailed)
    assert list(tmp_path.iterdir()) == []


def test_without_an_encoder_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(record.shutil, "which", lambda _: None)
    with pytest.raises(RecordError, match="pip install av"):
        record.find_encoder()
