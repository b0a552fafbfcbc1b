"""The whole server over real WebSockets and HTTP: JSON, MIDI files, strangers, slow readers."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator

import fakes_for_workers
import pytest
from serving import HOLES, Serving, song
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bridges import commands as c
from bridges import ws, ws_port
from bridges.client import Client
from generators import midi_file


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with Serving() as running:
        running.client().close()
        yield running


def url(served: Serving) -> str:
    return f"ws://127.0.0.1:{served.app.http_port}/ws"


@pytest.fixture
def line(served: Serving) -> Iterator[ClientConnection]:
    with connect(url(served), max_size=None) as made:
        yield made


def say(line: ClientConnection, *messages: c.Command) -> None:
    for message in messages:
        line.send(ws.encode_text(message))


def hear(line: ClientConnection, seconds: float = 30.0) -> object:
    message = line.recv(seconds)
    if isinstance(message, bytes):
        return ws.decode_binary(message)
    return ws.decode_text(message, c.EVENTS)


def until(line: ClientConnection, *kinds: type) -> list[object]:
    """All that is heard up to the first event of these kinds."""
    heard = []
    while not heard or not isinstance(heard[-1], kinds):
        heard.append(hear(line))
    return heard


def notes(count: int = 8) -> tuple[c.NoteRow, ...]:
    return tuple(c.NoteRow("melody", 60 + i, float(i), 1, 80) for i in range(count))


def test_a_json_client_gets_its_notes(line: ClientConnection) -> None:
    say(
        line,
        c.Hello(name="test"),
        c.ClipBegin(1, 16, 120, ("melody", "bass")),
        c.ClipNote(1, notes()),
        c.ClipHole(1, (c.HoleRow("*", 8, 12),)),
        c.Infill(1),
    )
    heard = until(line, c.Done)
    assert isinstance(heard[0], c.HelloBack)
    found = [n for e in heard if isinstance(e, c.Notes) for n in e.notes]
    assert isinstance(heard[-1], c.Done)
    assert (heard[-1].id, heard[-1].count) == (1, len(found))
    assert all(8 <= n.start < 12 for n in found)


def test_a_midi_file_comes_back_with_the_answer_in_it(line: ClientConnection) -> None:
    data = midi_file.clip_to_midi(song())
    line.send(ws.encode_binary(ws.Binary(ws.MIDI, {"id": "m"}, data)))
    params = (c.ParamRow("variations", 2),)
    rows = tuple(c.HoleRow(h.track, h.start, h.end) for h in HOLES)
    say(line, c.ClipHole("m", rows), c.ClipParam("m", params), c.Infill("m"))
    heard = until(line, c.Done)
    assert heard[0] == c.ClipRead("m", 16.0, 120.0, song().note_count, ("melody", "bass"))
    files = [e for e in heard if isinstance(e, ws.Binary)]
    assert [dict(f.header) for f in files] == [{"id": "m", "variation": n} for n in (0, 1)]
    before = song().replacing(HOLES)
    for file in files:
        after = midi_file.read_midi(file.data).clip.replacing(HOLES)
        assert after.tracks == before.tracks
    answered = [e for e in heard if isinstance(e, c.Notes) and e.variation == 0]
    inside = sum(len(e.notes) for e in answered)
    assert midi_file.read_midi(files[0].data).clip.note_count == before.note_count + inside


def test_a_midi_file_can_be_led_into_and_continued(line: ClientConnection) -> None:
    data = midi_file.clip_to_midi(song(2))
    for name, task in (("l", c.LeadIn("l", 1)), ("c", c.Continue("c", 1))):
        line.send(ws.encode_binary(ws.Binary(ws.MIDI, {"id": name}, data)))
        say(line, task)
        (file,) = [e for e in until(line, c.Done) if isinstance(e, ws.Binary)]
        starts = [n.start for n in midi_file.read_midi(file.data).clip.tracks["melody"]]
        shift = 4.0 if name == "l" else 0.0
        assert {n.start + shift for n in song(2).tracks["melody"]} <= set(starts)


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[1]",
        '{"address": "/nothing"}',
        '{"address": "/clip/infill", "args": {"id": {}}}',
        b"",
        b"KB",
        b"KBX\1\0\2{}",
        b"KBM\1\0\2{}not a MIDI file",
        b"KBM\1\0\2{}MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\xff\xff\xff\xff",
        "x" * (ws.MAX_TEXT + 1),
    ],
)
def test_bad_messages_get_one_fail_and_the_line_stays_open(
    line: ClientConnection, message: str | bytes
) -> None:
    line.send(message)
    say(line, c.Ping(3))
    heard = {type(hear(line)) for _ in range(2)}
    assert heard == {c.Fail, c.Pong}


def test_messages_beyond_the_limit_close_the_line_and_nothing_else(
    served: Serving, line: ClientConnection
) -> None:
    with connect(url(served)) as other, pytest.raises(ConnectionClosed):
        other.send(b"KBM\1" + bytes(ws.MAX_MESSAGE))
        other.recv(5)
    say(line, c.Ping(3))
    assert hear(line) == c.Pong(3)
    cut_off = "WebSocket clients cut off (message too large)"
    until = time.monotonic() + 10
    while not served.app.ws.counts[cut_off] and time.monotonic() < until:
        time.sleep(0.01)  # counted after the line is closed
    assert served.app.ws.counts[cut_off] == 1


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}],
)
def test_foreign_pages_are_turned_away(served: Serving, headers: dict[str, str]) -> None:
    reply = get(served, "/ws", {"Connection": "Upgrade", "Upgrade": "websocket", **headers})
    assert reply.status == 403
    assert get(served, "/health", headers).status == 403


def test_our_own_page_is_welcome(served: Serving) -> None:
    origin = f"http://127.0.0.1:{served.app.http_port}"
    with connect(url(served), origin=origin) as line:  # type: ignore[arg-type]
        say(line, c.Ping(1))
        assert hear(line) == c.Pong(1)


def test_there_is_one_path_for_web_sockets(served: Serving) -> None:
    with pytest.raises(InvalidStatus), connect(url(served) + "x"):
        pass


def get(
    served: Serving, path: str, headers: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", served.app.http_port, timeout=10)
    line.request("GET", path, headers=headers or {})
    reply = line.getresponse()
    reply.body = reply.read()  # type: ignore[attr-defined]
    line.close()
    return reply


def test_the_bundled_pieces_are_listed_and_served(served: Serving) -> None:
    names = json.loads(get(served, "/examples.json").body)
    assert "trio" in names
    for name in names:
        reply = get(served, f"/examples/{name}.mid")
        assert reply.headers["Content-Type"] == "audio/midi"
        assert midi_file.read_midi(reply.body).clip.note_count


def test_a_sender_chooses_who_plays_what_in_a_file(line: ClientConnection) -> None:
    data = midi_file.clip_to_midi(song())
    for tracks, found in (({}, ["melody", "bass"]), ({"melody": 2, "bass": 0}, ["", "melody"])):
        line.send(ws.encode_binary(ws.Binary("M", {"id": "m", "tracks": tracks, "hold": 0}, data)))
        assert isinstance(hear(line), c.ClipRead)
        told = hear(line)
        assert isinstance(told, c.ClipParts)
        assert [part.role for part in told.parts] == found
    say(line, c.Infill("m"))
    refused = hear(line)
    assert isinstance(refused, c.Fail)
    assert refused.code == "unknown_id", "it was read, not held"


def test_a_file_in_another_metre_is_taken_when_asked(line: ClientConnection) -> None:
    data = midi_file.clip_to_midi(song()).replace(b"\xff\x58\x04\x04", b"\xff\x58\x04\x03")
    line.send(ws.encode_binary(ws.Binary("M", {"id": "m"}, data)))
    refused = hear(line)
    assert isinstance(refused, c.Fail)
    assert "bar 1 is in 3/4" in refused.text
    assert "any_metre" in refused.text
    line.send(ws.encode_binary(ws.Binary("M", {"id": "m", "any_metre": 1}, data)))
    read = hear(line)
    assert isinstance(read, c.ClipRead)
    assert read.length == song().length


@pytest.mark.parametrize(
    "header",
    [
        {"tracks": {"tuba": 1}},
        {"tracks": [1]},
        {"tracks": {"melody": -1}},
        {"tracks": {"melody": 9}},
        {"hold": 2},
        {"any_metre": "yes"},
    ],
)
def test_a_wrong_choice_of_tracks_is_refused(
    line: ClientConnection, header: dict[str, object]
) -> None:
    data = midi_file.clip_to_midi(song())
    line.send(ws.encode_binary(ws.Binary("M", {"id": "m", **header}, data)))
    refused = hear(line)
    assert isinstance(refused, c.Fail)
    assert refused.id == "m"


def test_the_studio_page_and_health_are_plain_http(served: Serving) -> None:
    page = get(served, "/", {"Accept": "text/html,*/*;q=0.8"})
    assert (page.status, b"Klangbild" in page.body) == (200, True)
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert get(served, "/studio.js").headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert get(served, "/studio.css").headers["Content-Type"] == "text/css; charset=utf-8"
    health = json.loads(get(served, "/health").body)
    assert (health["state"], health["osc"]) == ("ready", f"127.0.0.1:{served.app.osc_port}")
    for path in ("/nothing", "/../settings.py", "/studio.html", "/examples/none.mid"):
        assert get(served, path).status == 404


def test_broken_http_does_not_stop_it(served: Serving, line: ClientConnection) -> None:
    raw = http.client.HTTPConnection("127.0.0.1", served.app.http_port, timeout=10)
    raw.connect()
    raw.sock.sendall(b"\0\xff nonsense\r\n\r\n")
    raw.sock.recv(1000)
    raw.close()
    say(line, c.Ping(3))
    assert hear(line) == c.Pong(3)


def test_a_client_that_leaves_is_forgotten() -> None:
    with Serving("fragile", fakes_for_workers.load) as served, served.client() as other:
        with connect(url(served)) as line:
            say(line, c.ClipBegin(1, 16, 90, ("melody",)), c.ClipNote(1, notes()))
            say(line, c.ClipHole(1, (c.HoleRow("*", 8, 12),)), c.Infill(1))
            until(line, c.Progress)
            assert other.status()["at work on"].startswith("infill 1 for ws")
        time.sleep(0.1)
        status = other.status()
        assert (status["at work on"], status["clips held"]) == ("nothing", "0")


def test_a_reader_that_is_too_slow_is_cut_off(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ws_port, "MAX_WAITING", 100)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", served.app.http_port))

    def cut_off(other: Client) -> bool:
        return any("cut off" in name for name in other.status())

    with served.client() as other, connect(url(served), sock=narrow, max_queue=1) as line:
        with pytest.raises(ConnectionClosed):
            for _ in range(20_000):  # each answer is some hundred bytes, and never read
                say(line, c.Hello())
        assert cut_off(other)
        assert other.ping() < 1
