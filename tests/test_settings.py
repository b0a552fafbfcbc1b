"""What the server can be started with, and what it prints."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError
from rich.console import Console

from bridges.commands import PLAY_ROLES, SOURCES, LiveBars, LiveRole, TransportSource
from bridges.midi_port import VIRTUAL
from bridges.midi_rack import Wanted
from presets import PresetError
from server.screen import welcome
from server.settings import Settings
from server.worker import load_generator


@pytest.mark.parametrize(
    "wrong",
    [
        {"prest": "trio"},
        {"preset": "../trio"},
        {"osc_port": 70000},
        {"osc_port": "http"},
        {"host": "0.0.0.0"},
        {"log_level": "loud"},
        {"audio_channels": "left"},
        {"audio_channels": "0,1"},
        {"midi_in": ("keys=flute",)},
        {"midi_in": ("keys=melody,bass",)},
        {"midi_in": ("=melody",)},
        {"midi_out": ("",)},
        {"beat": "sun"},
        {"role": "drummer"},
        {"bars": 0},
        {"bars": 17},
    ],
)
def test_wrong_settings_are_refused_at_birth(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_channels_are_named_as_a_list() -> None:
    assert Settings(audio_channels="3,4").audio_channels == (3, 4)
    assert Settings(audio_channels="").audio_channels == ()


def test_only_this_machine_is_served_by_default() -> None:
    assert Settings().host == "127.0.0.1"


def test_midi_ports_are_named_with_their_tracks() -> None:
    asked = Settings(
        live=True,
        midi_control="nano",
        midi_in=("keys", "pedals = bass"),
        midi_out=("box=drums, bass",),
    )
    assert asked.ports == (
        Wanted("in", "nano", "control"),
        Wanted("in", VIRTUAL),
        Wanted("in", "keys"),
        Wanted("in", "pedals", "music", ("bass",)),
        Wanted("out", VIRTUAL),
        Wanted("out", "box", "music", ("drums", "bass")),
    )
    assert Settings().ports == ()


def test_what_is_set_otherwise_than_usual_is_said_at_the_start() -> None:
    assert Settings().commands == ()
    assert Settings(bars=8, role="duet", beat="midi").commands == (
        TransportSource("midi"), LiveBars(8), LiveRole("duet")
    )  # fmt: skip
    shown = {n: Settings.model_fields[n].annotation for n in ("beat", "role")}
    assert {n: get_args(t) for n, t in shown.items()} == {"beat": SOURCES, "role": PLAY_ROLES}


def test_the_start_screen_says_which_ports_it_looks_for() -> None:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(welcome(Settings(midi_in=("[keys]",), midi_out=("box",)), 9100, 9180))
    text = capture.get()
    assert "MIDI in" in text and "[keys]" in text and "MIDI out" in text


def test_the_start_screen_says_where_and_what_to_try() -> None:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(welcome(Settings(), 9100, 9180))
    text = capture.get()
    for part in ("127.0.0.1:9100", "ws://127.0.0.1:9180/ws", "trio", "klangbild try", "oscsend"):
        assert part in text


PRESET = """
kind = "{kind}"
about = "for a test"
licence = "MIT"
{more}
[network]
kind = "none"
[files]
"weights.safetensors" = "{digest}"
"""


@pytest.mark.parametrize(
    ("kind", "digest", "more", "why"),
    [
        ("notes", "0" * 64, "", "not the file that was published"),
        ("images", "0" * 64, "", "labels: Field required"),
        ("images", "0" * 64, "labels = ['a']\nadapter = {}", "makes images"),
    ],
)
def test_tampered_weights_and_other_kinds_are_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, digest: str, more: str, why: str
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "weights.safetensors").write_bytes(b"weights")
    (folder / "preset.toml").write_text(PRESET.format(kind=kind, digest=digest, more=more))
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    with pytest.raises(PresetError, match=why):
        load_generator("odd", None)


def test_threads_that_wait_are_told_to_sleep_before_torch_is_imported(tmp_path: Path) -> None:
    """In the worker and offline; a process of its own, as the setting is read only once."""
    code = (
        "import os, sys, types; from server import offline;"
        "fake = types.ModuleType('generators.checkpoint');"
        "fake.load = lambda path, device: os.environ['OMP_WAIT_POLICY'];"
        "sys.modules['generators.checkpoint'] = fake; assert 'torch' not in sys.modules;"
        "print(offline.open_generator('odd'))"
    )
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "weights.safetensors").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    (folder / "preset.toml").write_text(PRESET.format(kind="notes", digest=digest, more=""))
    env = {k: v for k, v in os.environ.items() if not k.startswith("OMP_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "KLANGBILD_PRESETS": str(tmp_path)},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "PASSIVE\n"
