"""The devices' JavaScript: in Node against a song of Live that we made up, and a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridges.audio import SEQUENCE
from bridges.commands import COMMANDS, VERSION
from generators.score import ROLES
from server.worker import FAKE
from tests.serving import Serving

pytestmark = pytest.mark.real
HERE = Path(__file__).parent / "max"
SCRIPTS = Path(__file__).parent.parent / "max_patches" / "javascript"
NODE = shutil.which("node")
OLDEST = 18


def _major() -> int:
    said = subprocess.run([NODE or "", "--version"], capture_output=True, text=True, check=False)
    return int(said.stdout.strip().lstrip("v").split(".")[0] or 0)


needs_node = pytest.mark.skipif(
    NODE is None or _major() < OLDEST, reason=f"Node.js {OLDEST} is not installed (apt: nodejs)"
)


def node(*arguments: str, sent: Path) -> subprocess.CompletedProcess[str]:
    assert NODE is not None
    return subprocess.run(
        [NODE, *arguments], cwd=HERE, capture_output=True, text=True, timeout=120, check=False,
        env={"KLANGBILD_SENT": str(sent), "PATH": str(Path(NODE).parent)},
    )  # fmt: skip


def check_sent(sent: Path) -> set[str]:
    """Every message that was sent is one of the table's; the addresses."""
    messages = [json.loads(line) for line in sent.read_text().splitlines()]
    for address, *values in messages:
        COMMANDS[address].from_values(values)
    return {address for address, *_ in messages}


@needs_node
def test_the_scripts_do_what_they_say_and_speak_the_protocol(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    names = sorted(path.name for path in HERE.glob("*.test.js"))
    ran = node("--test", "--test-reporter=tap", *names, sent=sent)
    assert ran.returncode == 0, ran.stdout[-6000:]
    passed = re.search(r"^# pass (\d+)$", ran.stdout, re.M)
    assert passed and int(passed[1]) > 50, ran.stdout[-500:]
    said = check_sent(sent)
    written = "".join(path.read_text() for path in SCRIPTS.glob("*.js"))
    sending = re.sub(r'address === "[^"]+"', "", written)
    literal = {a for a in re.findall(r'"(/[a-z/]+)"', sending) if a in COMMANDS}
    assert literal <= said, f"no test sends {literal - said}"


def test_what_the_scripts_know_by_heart_is_as_in_the_table() -> None:
    def known(name: str, value: object) -> None:
        written = "".join(path.read_text() for path in sorted(SCRIPTS.glob("*.js")))
        assert f"const {name} = {json.dumps(value)};" in written

    known("VERSION", VERSION)
    known("ROLES", [*ROLES])
    known("NUMBERS", SEQUENCE)
    tempo = COMMANDS["/transport/beat"].fields[1].arg
    known("SLOWEST", tempo.low)
    known("FASTEST", tempo.high)


@pytest.fixture
def serving() -> Iterator[Serving]:
    with Serving(preset=FAKE) as made:
        made.client().close()
        yield made


def play(serving: Serving, device: str, actions: object, sent: Path) -> Any:
    ran = node("peer.js", device, str(serving.app.osc_port), json.dumps(actions), sent=sent)
    assert ran.returncode == 0, ran.stderr
    check_sent(sent)
    return json.loads(ran.stdout)


@needs_node
def test_a_clip_goes_in_and_the_answer_stands_in_the_next_free_slot(
    serving: Serving, tmp_path: Path
) -> None:
    infill = {"task": "infill", "from": 3, "bars": 1, "melody": 1, "seed": 7}
    accompany = {"task": "accompany", "melody": 0, "drums": 1}
    many = {"task": "continue", "drums": 0, "bars": 2, "variations": 3, "read": "clip"}
    made = play(serving, "Fill", [infill, accompany, many], tmp_path / "sent")
    assert made["said"][0] == "Scene 3, seed 7"
    assert made["said"][1].startswith("Scene 2, seed ")
    assert made["said"][2].startswith("Scene 4, 5, 6, seed ")
    melody, bass, drums, _ = made["held"]
    before, filled = melody[1], melody[2]
    bar = [[pitch, start + 4, duration, velocity] for pitch, start, duration, velocity in before
           if 4 <= start < 8]  # fmt: skip
    rest = [note for note in before if not 8 <= note[1] < 12]
    assert sorted(filled) == sorted(rest + bar), "this preset repeats the bar before"
    assert drums[1] and bass[2] is None
    assert [len(melody[row]) for row in (3, 4, 5)] == [24] * 3


@needs_node
def test_it_plays_along_in_the_time_of_live(serving: Serving, tmp_path: Path) -> None:
    actions = {"wanted": 8, "tempo": 240, "bars": 1, "track": "bass", "role": "accompany"}
    made = play(serving, "Live", actions, tmp_path / "sent")
    assert len(made["notes"]) >= 8, made
    off = [abs(beat - round(beat * 4) / 4) for _, beat in made["notes"]]
    assert max(off) < 0.01, "beats of 250 ms"


@needs_node
def test_the_sound_and_the_panel_reach_the_painter(serving: Serving, tmp_path: Path) -> None:
    made = play(serving, "Eye", {}, tmp_path / "sent")
    assert made["status"] == "Sound: running"
    hearing = serving.ask(lambda: serving.app.session.hearing)
    assert serving.ask(lambda: hearing.sound.time) == pytest.approx(0.5, abs=0.03)
    assert serving.ask(lambda: hearing.sound.meter.peak_db) == pytest.approx(-6, abs=0.5)
    assert serving.ask(lambda: hearing.counts["blocks missing"]) == 0
    values = serving.ask(lambda: serving.app.session.art.values)
    assert (values.travel, values.palette) == (2.5, 0.25)
