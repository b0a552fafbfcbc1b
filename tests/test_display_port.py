"""Frames and features over real sockets: displays, readers that do not read, streams, files."""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import fakes_for_workers
import psutil
import pytest
from PIL import Image
from serving import Serving
from sounds import Beat
from websockets.asyncio.client import connect as connect_async
from websockets.sync.client import ClientConnection, connect

from bridges import commands as c
from bridges import frames, mjpeg, ws
from bridges.frames import Picture
from server import record
from server.paint_engine import PaintEngine
from server.record import FfmpegEncoder

WAIT_S = 60.0


def serving(painter: str = "moody", **more: object) -> Serving:
    return Serving(
        "repeat", painters=fakes_for_workers.load_painter, sound=Beat(), painter=painter, **more
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(folder=tmp_path_factory.mktemp("folder"), fps=30.0) as running:
        until_ready(running)
        yield running


def url(served: Serving) -> str:
    return f"ws://127.0.0.1:{served.app.http_port}/ws"


def say(line: ClientConnection, *messages: c.Command) -> None:
    for message in messages:
        line.send(ws.encode_text(message))


def hear(line: ClientConnection) -> object:
    message = line.recv(WAIT_S)
    if isinstance(message, bytes):
        return frames.decode(message)
    return ws.decode_text(message, c.EVENTS)


def until(line: ClientConnection, kind: type) -> object:
    while not isinstance(heard := hear(line), kind):
        pass
    return heard


def until_ready(served: Serving) -> None:
    with connect(url(served)) as line:
        say(line, c.ArtWatch(0, 0, 1))
        while (state := until(line, c.ArtState)).state != "ready":  # type: ignore[attr-defined]
            assert state.state == "loading"  # type: ignore[attr-defined]


def get(served: Serving, path: str) -> tuple[int, str, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", served.app.http_port, timeout=WAIT_S)
    line.request("GET", path)
    answer = line.getresponse()
    found = answer.status, answer.getheader("Content-Type", ""), answer.read()
    line.close()
    return found


def status(served: Serving) -> dict[str, str]:
    return dict(json.loads(get(served, "/health")[2])["status"])


def test_a_display_gets_frames_and_features(served: Serving) -> None:
    with connect(url(served)) as line:
        say(line, c.ArtWatch())
        first, second = until(line, Picture), until(line, Picture)
        assert isinstance(first, Picture)
        assert isinstance(second, Picture)
        assert second.number > first.number
        assert Image.open(io.BytesIO(second.data)).size == (second.width, second.height)
        heard = until(line, c.ArtFeatures)
        assert isinstance(heard, c.ArtFeatures)
        assert (heard.tempo, heard.level, len(heard.chroma)) == (120.0, 0.6, 12)
        assert abs(heard.time - second.time) < 30, "one clock"


def test_what_one_sets_the_others_hear(served: Serving) -> None:
    with connect(url(served)) as one, connect(url(served)) as other, served.client() as osc:
        say(other, c.ArtWatch(0, 0, 1))
        until(other, c.ArtCues)
        say(one, c.ArtPalette(0.375))
        assert until(other, c.ArtPalette) == c.ArtPalette(0.375)
        osc.send(c.ArtTravel(2.0))
        assert until(other, c.ArtTravel) == c.ArtTravel(2.0)
        osc.send(c.ArtWatch(0, 0, 1))
        say(one, c.ArtSeed(12))
        assert any(event == c.ArtSeed(12) for event in osc.events())


def test_twenty_displays_and_one_that_never_reads(served: Serving) -> None:
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", served.app.http_port))

    async def watch(seconds: float) -> int:
        async with connect_async(url(served), max_size=None) as line:
            await line.send(ws.encode_text(c.ArtWatch(60, 60, 0)))
            end, count = time.monotonic() + seconds, 0
            while time.monotonic() < end:
                count += isinstance(await asyncio.wait_for(line.recv(), WAIT_S), bytes)
            return count

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(watch(4.0) for _ in range(20)))

    with connect(url(served), sock=narrow, max_queue=1) as deaf:
        say(deaf, c.ArtWatch(60, 100, 0))
        before = psutil.Process().memory_info().rss
        counts = asyncio.run(all_of_them())
        assert min(counts) > 0
        assert min(counts) >= 0.7 * max(counts), counts
        assert psutil.Process().memory_info().rss - before < 60e6
        with served.client() as other:
            assert other.ping() < 2
    print(f"20 displays: {min(counts) / 4:.1f} to {max(counts) / 4:.1f} frames a second each")


def test_a_reader_that_is_too_slow_loses_frames_and_keeps_the_newest(served: Serving) -> None:
    box = served.app.ws
    with connect(url(served)) as line:
        say(line, c.ArtWatch(60, 0, 0))
        until(line, Picture)
        client = next(reversed(box._viewers))
        for number in range(5):  # faster than any loop can send
            box._queues[client].offer("frame", str(number))
        assert box._queues[client].dropped["frame"] >= 3
        assert "display frames dropped" in status(served)


def test_the_newest_frame_is_a_file(served: Serving) -> None:
    code, kind, body = get(served, "/frame.jpg")
    assert (code, kind) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(body)).size == (32, 32)


def parts(reader: io.BufferedReader, count: int) -> list[bytes]:
    """The bodies of the first parts of a multipart stream."""
    found = []
    while len(found) < count:
        assert reader.readline().startswith(b"--klangbild")
        headers = {}
        while (line := reader.readline().strip()) != b"":
            name, _, value = line.partition(b": ")
            headers[name.lower()] = value
        found.append(reader.read(int(headers[b"content-length"])))
        assert reader.readline() == b"\r\n"
    return found


def stream(served: Serving, head: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", served.app.http_port), WAIT_S)
    host = f"127.0.0.1:{served.app.http_port}".encode()
    line.sendall(b"GET /stream.mjpg HTTP/1.1\r\nHost: " + host + b"\r\n" + head + b"\r\n")
    return line


def test_a_stream_of_jpegs_has_a_slot_for_each_client(served: Serving) -> None:
    with stream(served) as line, stream(served), line.makefile("rb") as reader:
        assert reader.readline() == b"HTTP/1.1 200 OK\r\n"
        head = b""
        while (next_line := reader.readline()) != b"\r\n":
            head += next_line
        assert b"multipart/x-mixed-replace; boundary=klangbild" in head
        bodies = parts(reader, 10)
        assert all(Image.open(io.BytesIO(body)).size == (32, 32) for body in bodies)
        assert len(set(bodies)) > 5
    end = time.monotonic() + WAIT_S
    while served.app.ws.streams.watching and time.monotonic() < end:
        time.sleep(0.05)
    assert served.app.ws.streams.watching == 0, "who left is forgotten"


@pytest.mark.parametrize(
    "head", [b"Origin: http://evil.example\r\n", b"Host: evil.example\r\n"], ids=["page", "name"]
)
def test_a_stream_is_not_for_strangers(served: Serving, head: bytes) -> None:
    with stream(served, head) as line:
        assert line.recv(100).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("start", [b"GET /stream.mjpgx HTTP/1.1\r\n\r\n", b"GET /str", b"\0"])
def test_half_and_strange_beginnings_do_no_harm(served: Serving, start: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.app.http_port), WAIT_S) as line:
        line.sendall(start)
    assert get(served, "/health")[0] == 200


def test_a_request_in_small_pieces_is_understood(served: Serving) -> None:
    with socket.create_connection(("127.0.0.1", served.app.http_port), WAIT_S) as line:
        host = f"127.0.0.1:{served.app.http_port}"
        for byte in f"GET {mjpeg.PATH}?x=1 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode():
            line.sendall(bytes([byte]))
        assert line.recv(100).startswith(b"HTTP/1.1 200")


def test_frames_asked_for_before_there_is_a_painter_say_so() -> None:
    with serving("slow") as served:
        for path in ("/frame.jpg", "/stream.mjpg"):
            code, _, body = get(served, path)
            assert code == 503
            assert b"loading" in body
        until_ready(served)
        assert get(served, "/frame.jpg")[0] == 200


def test_without_a_painter_everything_else_works() -> None:
    with serving("nothing") as served, connect(url(served)) as line:
        say(line, c.ArtWatch())
        while (state := until(line, c.ArtState)).state != "dead":  # type: ignore[attr-defined]
            pass
        assert "no painter called 'nothing'" in state.text  # type: ignore[attr-defined]
        code, _, body = get(served, "/frame.jpg")
        assert (code, b"no painter called" in body) == (503, True)
        with served.client() as other:
            assert other.ping() < 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_displays_go_on_when_the_painter_dies(served: Serving) -> None:
    with connect(url(served)) as line:
        say(line, c.ArtWatch(30, 0, 1))
        until(line, Picture)
        pid = served.app.gallery.engine.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while (state := until(line, c.ArtState)).state != "loading":  # type: ignore[attr-defined]
            pass
        assert "ended" in state.text  # type: ignore[attr-defined]
        until(line, Picture)


def test_cues_and_looks_are_there_after_a_restart(tmp_path: Path) -> None:
    with serving(folder=tmp_path) as served, connect(url(served)) as line:
        say(line, c.ArtWatch(0, 0, 1), c.ArtTune("spin", 0.5), c.ArtLookStore("mine"))
        say(line, c.ArtCueStore("drop"))
        while until(line, c.ArtCues) != c.ArtCues(("drop",)):
            pass
        end = time.monotonic() + WAIT_S
        while not (tmp_path / "cues.json").exists() and time.monotonic() < end:
            time.sleep(0.05)
    with serving(folder=tmp_path) as served, connect(url(served)) as line:
        assert json.loads(get(served, "/looks.json")[2])["looks"]["mine"]["spin"] == 0.5
        say(line, c.ArtWatch(0, 0, 1), c.ArtCueRecall("drop"))
        while until(line, c.ArtLook) != c.ArtLook("mine"):
            pass


def test_a_recording_goes_into_the_folder(served: Serving) -> None:
    pytest.importorskip("av", reason="PyAV is not installed")
    with connect(url(served)) as line:
        say(line, c.ArtRecord("start"))
        time.sleep(1.5)
        say(line, c.ArtRecord("stop"))
        done = until(line, c.ArtRecorded)
        assert isinstance(done, c.ArtRecorded)
        assert done.frames > 0
        assert Path(done.path).parent == served.app.settings.folder / "recordings"
        assert Path(done.path).read_bytes()[4:8] == b"ftyp"


def test_a_recording_that_was_just_stopped_is_completed_before_the_server_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    end = PaintEngine.close

    class Slow(FfmpegEncoder):
        def __init__(self, path: Path) -> None:
            """Nothing is written."""

        def add(self, picture: Picture, ms: int) -> None:
            """Nothing is written."""

        def close(self) -> None:
            time.sleep(1.0)
            order.append("recorded")

    async def close(engine: PaintEngine) -> None:
        order.append("ended")
        await end(engine)

    monkeypatch.setattr(record, "find_encoder", lambda: Slow)
    monkeypatch.setattr(PaintEngine, "close", close)
    with serving(folder=tmp_path) as served, connect(url(served)) as line:
        say(line, c.ArtRecord("start"), c.ArtRecord("stop"), c.ArtCueStore("last"), c.Ping(1))
        until(line, c.Pong)
    assert order == ["recorded", "ended"]
    assert "last" in json.loads((tmp_path / "cues.json").read_text())


def test_what_cannot_be_written_is_said_to_all_who_watch(tmp_path: Path) -> None:
    (tmp_path / "recordings").touch()
    (tmp_path / "cues.draft").mkdir()
    with serving(folder=tmp_path) as served, connect(url(served)) as line:
        say(line, c.ArtWatch(0, 0, 1), c.ArtCueStore("drop"))
        fail = until(line, c.Fail)
        assert isinstance(fail, c.Fail) and "cues.json cannot be kept" in fail.text
        with connect(url(served)) as other:
            say(other, c.ArtRecord("start"))
            fail = until(other, c.Fail)
            assert isinstance(fail, c.Fail) and "recordings: File exists" in fail.text
        said = [until(line, c.ArtRecord) for _ in range(2)]
        assert said[-1] == c.ArtRecord("stop"), "nobody believes that it records"


@pytest.mark.real
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_reads_the_stream(served: Serving, tmp_path: Path) -> None:
    out = tmp_path / "%d.png"
    source = f"http://127.0.0.1:{served.app.http_port}/stream.mjpg"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-f", "mpjpeg", "-i", source]
    subprocess.run([*command, "-frames:v", "8", str(out)], check=True, timeout=WAIT_S)
    assert len(list(tmp_path.iterdir())) == 8
    with Image.open(tmp_path / "8.png") as last:
        assert last.size == (32, 32)


def test_before_the_painter_is_ready_pictures_are_refused_with_the_reason() -> None:
    with serving("slow") as running, connect(url(running)) as line:
        code, _, text = get(running, "/frame.jpg")
        assert (code, text) == (503, b"no picture yet: painter loading\n")
        code, _, text = get(running, "/stream.mjpg")
        assert code == 503 and b"loading" in text
        say(line, c.ArtWatch(30, 0, 1))
        assert until(line, c.ArtState) == c.ArtState("", "loading", "", ())
        assert isinstance(until(line, Picture), Picture), "and then they come"
        assert get(running, "/frame.jpg")[0] == 200


def test_a_painter_is_changed_while_it_paints(served: Serving) -> None:
    with connect(url(served)) as line, served.client() as osc:
        say(line, c.ArtWatch(30, 0, 1))
        until(line, Picture)
        osc.send(c.ArtPaintersAsk())
        names = next(event for event in osc.events() if isinstance(event, c.ArtPainters)).names
        assert "meter" in names
        osc.send(c.ArtPainter("nothing"))
        failed = next(event for event in osc.events() if isinstance(event, c.Fail))
        assert failed.code == "no_preset" and "no painter called" in failed.text
        until(line, Picture)
        say(line, c.ArtPainter("slow"))
        assert until(line, c.ArtState).painter == "slow"  # type: ignore[attr-defined]
        until(line, Picture)
        say(line, c.ArtPainter("moody"))
        assert until(line, c.ArtState).painter == "moody"  # type: ignore[attr-defined]
