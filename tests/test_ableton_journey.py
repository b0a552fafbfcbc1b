"""From a clip in Live to its answer in the next slot, through the real server and real UDP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ableton_live import Clip, Live, Set, a_set, free_port
from bridges import commands as c
from bridges.client import Client

ROOT = Path(__file__).parent.parent
TICK_S = 0.01
"""Live's is ten times as long: the benchmark has that."""


class Stage:
    """The server, a Live that it talks to, and a client that watches."""

    def __init__(self, live: Live, client: Client, said: Callable[[], str]) -> None:
        self.live, self.client, self.said = live, client, said
        self.events: list[Any] = []

    def say(self, *messages: c.Command) -> None:
        self.client.send(*messages)

    def ask(self, message: c.Command, seconds: float = 15.0) -> Any:
        """The `/done` or `/fail` that ends it; what was told before is in `events`."""
        self.events = []
        self.say(message)
        return self.wait(lambda e: isinstance(e, c.Done | c.Fail), seconds)

    def wait(self, ends: Callable[[Any], bool], seconds: float = 15.0) -> Any:
        for event in self.client.events(seconds):
            self.events.append(event)
            if ends(event):
                return event
        raise AssertionError

    def ready(self) -> None:
        self.say(c.AbletonWatch())
        self.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "ready")
        self.wait(lambda e: isinstance(e, c.AbletonFound) and e.name == "drums" and e.number > 0)

    def told(self, kind: type) -> list[Any]:
        return [e for e in self.events if isinstance(e, kind)]

    def clip(self, track: int, row: int) -> Clip:
        found = self.live.set.clip(track, row)
        assert found is not None
        return found

    def status(self) -> dict[str, str]:
        self.say(c.Status())
        rows = {}
        while "device" not in rows or "Ableton" not in rows:
            report = self.wait(lambda e: isinstance(e, c.StatusReport))
            rows |= {row.name: row.value for row in report.lines}
        return rows


@contextmanager
def stage(opened: Set | None = None, *more: str, **live: Any) -> Iterator[Stage]:
    reply, osc, http = free_port(), free_port(), free_port()
    command = [sys.executable, "-m", "server", "serve", "--preset", "repeat", "--painter", "meter"]
    command += ["--osc-port", str(osc), "--http-port", str(http), "--ableton", *more]
    with Live(opened or a_set(), reply, **{"tick_s": TICK_S, **live}) as script:
        command += ["--ableton-port", str(script.port), "--ableton-reply-port", str(reply)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        try:
            said = []
            while "ready:" not in (line := process.stdout.readline()):
                assert line, "".join(said)
                said.append(line)
            with Client(port=osc) as client:
                client.hello("test")
                yield Stage(script, client, lambda: "".join(said))
        finally:
            process.terminate()
            said.append(process.communicate(timeout=20)[0])
    assert "Traceback" not in "".join(said), "".join(said)


@pytest.fixture
def scene() -> Iterator[Stage]:
    with stage() as made:
        made.ready()
        yield made


def test_one_press_plays_bass_and_drums_to_the_selected_melody(scene: Stage) -> None:
    done = scene.ask(c.AbletonMake("accompany", "go"))
    assert isinstance(done, c.Done), done
    assert (done.id, done.count) == ("go", 2)
    bass, drums = scene.clip(1, 0), scene.clip(2, 0)
    assert (bass.name, drums.name) == ("Verse bass 1", "Verse drums 1")
