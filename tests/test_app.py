"""The whole server over real UDP: tasks, bad input, death of the worker, start and stop."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import fakes_for_workers
import psutil
import pytest
from serving import HOLES, SHIPPED, Serving, song

from bridges import commands as c
from bridges import osc
from bridges.client import Client, NoAnswerError, RequestError
from generators.score import ROLES, Clip, Hole, Note

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with Serving() as running:
        yield running


@pytest.fixture(scope="module")
def fragile() -> Iterator[Serving]:
    with Serving("fragile", fakes_for_workers.load) as running:
        yield running


@pytest.fixture
def client(served: Serving) -> Iterator[Client]:
    with served.client() as made:
        yield made


@pytest.fixture
def odd(fragile: Serving) -> Iterator[Client]:
    with fragile.client() as made:
        yield made


def test_a_hole_is_filled_inside_its_bounds(client: Client) -> None:
    answer = client.infill(song(), HOLES, {"seed": 3})
    assert answer.complete
    for note in answer.variations.get(0, []):
        assert any(h.track == note.track and h.start <= note.start < h.end for h in HOLES)


def test_the_same_seed_gives_the_same_notes(client: Client) -> None:
    first, again = (client.infill(song(), HOLES, {"seed": 3}) for _ in range(2))
    assert first.variations == again.variations


@pytest.mark.parametrize(
    "task",
    [
        c.Accompany("", ("drums",)),
        c.Continue("", 1),
        c.LeadIn("", 1),
        c.Vary("", 0.2),
        c.Generate("", 2),
    ],
    ids=c.task_name,
)
def test_every_task_is_answered(client: Client, task: c.Task) -> None:
    name = client.new_id()
    client.send_clip(name, song())
    values = [getattr(task, f) for f in task.__slots__][1:]
    assert client.ask(type(task)(name, *values)).complete


def test_a_bridge_leads_from_one_clip_to_another(client: Client) -> None:
    client.send_clip("from", song(2))
    client.send_clip("to", song(2))
    answer = client.ask(c.Bridge("from", "to", 1))
    assert answer.complete
    assert all(8 <= note.start < 12 for note in answer.variations.get(0, []))


def test_variations_are_told_apart(client: Client) -> None:
    answer = client.infill(song(), HOLES, {"variations": 3})
    assert answer.complete
    assert set(answer.variations) <= {0, 1, 2}


def test_a_clip_of_ten_thousand_notes_gets_an_answer(client: Client) -> None:
    melody = tuple(Note(i / 40, 40 + i % 40, 0.1) for i in range(10_000))
    clip = Clip(256, {"melody": melody, "bass": ()})
    try:
        assert client.infill(clip, [Hole("bass", 100, 104)]).complete
    except RequestError as error:
        assert error.code in ("failed", "too_large")
    assert client.ping(1) < 5


def test_known_presets_are_listed(client: Client) -> None:
    client.send(c.PresetList("p"))
    found, plays = {}, {}
    for event in client.events():
        if isinstance(event, c.PresetInfo):
            found[event.name] = event.state
            plays[event.name] = event.plays
        if isinstance(event, c.Done):
            assert event.count == len(found)
            break
    assert found[SHIPPED] == "ready"
    assert plays["repeat"] == ROLES


def test_an_unknown_preset_is_refused_and_the_old_one_serves(client: Client) -> None:
    client.send(c.PresetLoad("p", "nonsense"))
    for event in client.events(30):
        if isinstance(event, c.Fail):
            assert (event.id, event.code) == ("p", "no_preset")
            break
    assert client.infill(song(), HOLES).complete


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0",
        b"no osc at all",
        b"/clip/infill",
        b"/nothing\0\0\0\0,\0\0\0",
        b"/clip/*\0,\0\0\0",
        b"/cancel\0,s\0\0\xff\xff\xff\0",
        b"/clip/begin\0,ss\0a\0\0\0long\0\0\0\0",
        b"#bundle\0" + bytes(8) + b"\xff\xff\xff\xfc/abc",
    ],
)
def test_broken_packets_get_one_fail_and_the_server_goes_on(client: Client, packet: bytes) -> None:
    client.send_bytes(packet)
    (event,) = [next(client.events())]
    assert isinstance(event, c.Fail)
    with pytest.raises(NoAnswerError):
        next(client.events(0.05))
    client.ping()


def test_noise_does_not_stop_it(client: Client) -> None:
    draw = random.Random(1)
    good = osc.encode(c.ClipBegin("a", 16, 120, ("bass",)))[0]
    for _ in range(500):
        noise = draw.randbytes(draw.randrange(0, 300))
        cut = draw.randrange(len(good))
        client.send_bytes(draw.choice([noise, good[:cut] + noise, b"#bundle\0" + noise]))
    client.close()
    other = Client(port=client._server[1])
    with other:
        assert other.hello().version == c.VERSION
        assert int(other.status()["OSC messages that were wrong"]) > 100
        assert other.infill(song(), HOLES).complete


def test_a_packet_of_any_legal_size_is_taken(client: Client) -> None:
    client.send(c.ClipBegin("big", 1024, 120, ("bass",)))
    rows = tuple(c.NoteRow("bass", 36, float(i % 1000), 1, 80) for i in range(2200))
    head, groups = c.row_for(c.ClipNote("big", rows)).to_values(c.ClipNote("big", rows))
    tags = "," + "".join(t for t, _ in head) + "siffi" * len(groups)
    body = b"".join(osc._write(t, v) for g in groups for t, v in g)
    packet = osc._string("/clip/note") + osc._string(tags) + osc._string("big") + body
    assert len(packet) > 60_000
    client.send_bytes(packet)
    client.send(c.Accompany("big", ("drums",)), c.Cancel("big"))
    for event in client.events():
        if isinstance(event, c.Done | c.Fail):
            assert getattr(event, "code", "cancelled") in ("cancelled", "failed")
            break


def test_the_deadline_is_kept(odd: Client) -> None:
    answer = odd.infill(song(tempo=90), HOLES, {"deadline_ms": 400})  # 2 s of work
    assert answer.complete
    assert answer.count > 0
    assert 0.35 < answer.seconds < 0.8


def test_a_deadline_before_the_first_draft_is_late(odd: Client) -> None:
    with pytest.raises(RequestError) as error:
        odd.infill(song(tempo=88), HOLES, {"deadline_ms": 100})
    assert error.value.code == "late"


def test_cancel_and_panic_end_work_at_once(odd: Client) -> None:
    for stop, code in ((c.Cancel("x"), "cancelled"), (c.Panic(), "cancelled")):
        odd.send_clip("x", song(tempo=90), HOLES)
        odd.send(c.Infill("x"))
        next(odd.events())
        start = time.monotonic()
        odd.send(stop)
        fail = next(e for e in odd.events() if isinstance(e, c.Fail))
        assert (fail.id, fail.code) == ("x", code)
        assert time.monotonic() - start < 0.3
    assert next(e for e in odd.events() if isinstance(e, c.PanicDone)).count == 1
    assert odd.infill(song(), HOLES).complete


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_worker_fails_its_request_and_the_next_works(
    fragile: Serving, odd: Client
) -> None:
    odd.send_clip("x", song(tempo=90), HOLES)
    odd.send(c.Infill("x"))
    next(odd.events())
    pid = fragile.app.engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    fail = next(e for e in odd.events() if isinstance(e, c.Fail))
    assert (fail.id, fail.code) == ("x", "worker_died")
    start = time.monotonic()
    assert odd.infill(song(), HOLES).complete
    assert time.monotonic() - start < 10


def test_a_fault_of_the_model_is_told_on_one_line(odd: Client) -> None:
    with pytest.raises(RequestError, match="this cannot be done at all") as error:
        odd.infill(song(tempo=77), HOLES)
    assert error.value.code == "failed"


def test_ping_is_answered_at_once_while_notes_are_made(fragile: Serving) -> None:
    with fragile.client() as busy, fragile.client() as other:
        busy.send_clip("x", song(tempo=91), HOLES)  # all cores are busy for 2 s
        busy.send(c.Infill("x"))
        times = []
        for n in range(200):
            times.append(other.ping(n))
            time.sleep(0.005)
        assert other.status()["at work on"].startswith("infill x")
        busy.send(c.Cancel("x"))
    times.sort()
    print(f"ping: median {1000 * times[100]:.2f} ms, p99 {1000 * times[198]:.2f} ms")
    assert times[int(len(times) * 0.99)] < 0.020


def foreign(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (liblo-tools)")
    return found


@pytest.mark.real
def test_liblo_s_tools_are_answered(served: Serving) -> None:
    oscsend, oscdump = foreign("oscsend"), foreign("oscdump")
    with served.client(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        reply = probe.getsockname()[1]
    dump = subprocess.Popen([oscdump, "-L", str(reply)], stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(dump.stdout or ()))
    reader.start()

    def say(line: str, answer: str) -> None:
        to = ["127.0.0.1", str(served.app.osc_port)]
        subprocess.run([oscsend, *to, *line.split()], check=True)
        end = time.monotonic() + 20
        while answer and not any(answer in heard for heard in lines):
            assert time.monotonic() < end, (answer, lines)
            time.sleep(0.02)

    try:
        time.sleep(0.5)  # until oscdump listens
        say(f"/hello i {reply}", "/hello isss")
        say("/clip/begin sffss a 8 120 melody bass", "")
        say("/clip/note ssiffi a melody 60 0 1 80", "")
        say("/clip/hole ssff a bass 4 8", "")
        say("/clip/infill s a", '/done sii "a"')
        say("/clip/note sTF a", '/fail sss "a" "bad_args"')
    finally:
        dump.terminate()
        dump.wait(10)
        reader.join(10)
        assert dump.stdout is not None
        dump.stdout.close()


START = """
import sys
from server.app import run
from server.settings import Settings, StartError
try:
    run(Settings(preset={preset!r}, osc_port={osc}, http_port={http}))
except StartError as error:
    sys.exit(f"klangbild: {{error}}")
finally:
    print("torch" in sys.modules, flush=True)
"""


def start(
    preset: str = "repeat", osc_port: int = 0, http: int = 0, encoding: str = "utf-8"
) -> subprocess.Popen[str]:
    code = START.format(preset=preset, osc=osc_port, http=http)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=pipe,
        stderr=pipe,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )


def started(process: subprocess.Popen[str]) -> str:
    """What the server has said by the time that its model is loaded."""
    assert process.stdout is not None
    said = ""
    while "ready:" not in said:
        line = process.stdout.readline()
        assert line, process.communicate()
        said += line
    return said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_and_stops_cleanly_and_never_imports_torch(number: signal.Signals) -> None:
    process = start(SHIPPED)
    said = started(process)
    os.killpg(process.pid, number)  # as Ctrl-C does: the worker gets it too
    rest, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert errors == ""
    assert rest.splitlines()[-1] == "False"
    assert "klangbild try" in said


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_the_worker_does_not_outlive_a_killed_server() -> None:
    process = start()
    started(process)
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.kill()
    process.communicate(timeout=10)
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


@pytest.mark.parametrize("kind", ["OSC", "HTTP"])
def test_a_port_in_use_is_said_in_one_line(served: Serving, kind: str) -> None:
    ports = {"OSC": {"osc_port": served.app.osc_port}, "HTTP": {"http": served.app.http_port}}
    _, errors = (process := start(**ports[kind])).communicate(timeout=20)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert f"{kind} port" in errors
    assert "in use" in errors


def test_an_unknown_preset_is_said_in_one_line_at_the_start() -> None:
    _, errors = (process := start("nonsense")).communicate(timeout=20)
    assert process.returncode == 1
    assert "no preset called 'nonsense'" in errors
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("fault", ["ascii", "closed"])
def test_a_terminal_that_cannot_show_a_line_does_not_stop_it(fault: str) -> None:
    process = start(encoding="ascii" if fault == "ascii" else "utf-8")
    port = int(started(process).partition("127.0.0.1:")[2].split()[0])
    assert process.stdout is not None
    if fault == "closed":
        process.stdout.close()  # as `klangbild serve | head` does
    with Client(port=port) as client:
        for _ in range(3):
            client.hello("Grüße 🎹")
        assert client.infill(song(), HOLES).complete
    process.terminate()
    assert process.wait(10) == 0
    assert process.stderr is not None
    assert process.stderr.read() == "" or fault == "closed"
    process.stderr.close()
    process.stdout.close()


def test_whatever_a_preset_says_of_itself_fits_one_packet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    (tmp_path / "wordy").mkdir()
    about = "\\n" + "🎹" * 500
    (tmp_path / "wordy" / "preset.toml").write_text(
        f'kind = "notes"\nabout = "{about}"\nlicence = "MIT"\n[network]\n[files]\n', "utf-8"
    )
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    client.send(c.PresetList("list"))
    for event in client.events():  # a packet that is no message would be heard as a Fail
        assert isinstance(event, c.PresetInfo | c.Done)
        assert len(osc.encode(event)[0]) <= osc.MAX_PACKET
        if isinstance(event, c.Done):
            break
