"""The doctor finds what is wrong, and says what to do about it."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest
from test_presets import make
from typer.testing import CliRunner

from benchmarks.ableton_live import Live, a_set, free_port
from bridges.audio_sources import Device, DeviceError
from server import doctor
from server.cli import app
from server.settings import Settings

MICROPHONE = Device(3, "USB Audio", "ALSA", 8, 96_000, default=True)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine with one sound preset, and no need to import torch."""
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    monkeypatch.setattr(doctor, "_probe", lambda code: (True, "2.x on cpu"))
    monkeypatch.setattr(doctor.audio_port, "list_devices", lambda: [MICROPHONE])
    make(tmp_path)
    return Settings(preset="tiny", osc_port=0, http_port=0)


def found(settings: Settings) -> dict[str, doctor.Check]:
    return {check.name: check for check in doctor.examine(settings)}


def test_a_good_machine_has_no_failure(settings: Settings) -> None:
    checks = found(settings)
    assert not [check for check in checks.values() if check.state == "fail"]
    assert checks["preset tiny"].text.endswith("verified")
    assert checks["Python"].text.startswith(".".join(map(str, sys.version_info[:2])))


def test_a_missing_or_altered_preset_is_a_failure(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "weights.safetensors").write_bytes(b"?")
    assert found(settings)["preset tiny"].state == "fail"
    missing = found(Settings(preset="gone"))["preset gone"]
    assert (missing.state, "--preset repeat" in missing.text) == ("fail", True)
    assert "preset repeat" not in found(Settings(preset="repeat"))


@pytest.mark.parametrize(
    ("kind", "name", "flag"),
    [(socket.SOCK_DGRAM, "OSC port", "osc_port"), (socket.SOCK_STREAM, "HTTP port", "http_port")],
)
def test_a_taken_port_is_named(
    settings: Settings, kind: socket.SocketKind, name: str, flag: str
) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        check = found(settings.model_copy(update={flag: other.getsockname()[1]}))[name]
    assert check.state == "warn"
    assert f"--{flag.replace('_', '-')}" in check.text


@pytest.mark.parametrize(
    ("system", "hint"), [("Windows", "loopMIDI"), ("Darwin", "IAC"), ("Linux", "snd-seq")]
)
def test_without_midi_it_says_what_it_goes_without(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, system: str, hint: str
) -> None:
    monkeypatch.setattr(doctor.platform, "system", lambda: system)
    monkeypatch.setattr(doctor, "_probe", lambda code: (False, "no ALSA"))
    checks = found(settings)
    assert (checks["MIDI"].state, checks["torch"].state) == ("warn", "fail")
    assert hint in checks["MIDI"].text
    monkeypatch.setattr(doctor, "_probe", lambda code: (True, ""))
    assert hint in found(settings)["MIDI"].text


def test_midi_ports_are_listed_with_what_a_daw_needs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_probe", lambda code: (True, "Keys, Pads\nSynth"))
    for system, hint in (("Windows", "loopMIDI"), ("Darwin", "--live"), ("Linux", "--live")):
        monkeypatch.setattr(doctor.platform, "system", lambda system=system: system)
        check = found(settings)["MIDI"]
        assert check.state == "ok"
        assert check.text.startswith("in: Keys, Pads; out: Synth (")
        assert hint in check.text
    monkeypatch.setattr(doctor.platform, "system", lambda: "Windows")
    monkeypatch.setattr(doctor, "_probe", lambda code: (True, "loopMIDI A\nloopMIDI B"))
    assert "install loopMIDI" not in found(settings)["MIDI"].text


@pytest.mark.parametrize(
    ("torch", "state", "hint"),
    [
        ("2.13 on cpu, 8 threads (a build for CPUs)", "warn", "take a CUDA build"),
        ("2.13 on cpu, 8 threads", "warn", "update its driver"),
        ("2.13 on NVIDIA H100", "ok", ""),
    ],
)
def test_a_gpu_that_torch_does_not_use_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, torch: str, state: str, hint: str
) -> None:
    monkeypatch.setattr(doctor, "_probe", lambda code: (True, torch))
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(doctor, "_run", lambda words: (True, "NVIDIA H100\nNVIDIA H100"))
    check = found(settings)["torch"]
    assert check.state == state
    assert hint in check.text
    if state == "warn":
        assert "NVIDIA H100 is not used" in check.text
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert found(settings)["torch"].state == "ok"


def test_packages_are_listed_and_missing_ones_are_a_failure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = ["numpy>=2.0", "websockets>=14", 'av>=13; extra == "record"']
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: needed)
    check = found(settings)["packages"]
    assert check.state == "ok"
    assert re.fullmatch(r"numpy [\d.]+, websockets [\d.]+", check.text)
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: [*needed, "no-such-thing>=1"])
    check = found(settings)["packages"]
    assert (check.state, "pip install no-such-thing" in check.text) == ("fail", True)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = doctor.shutil.disk_usage(tmp_path)._replace(free=10**9)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)
    check = doctor._kept(tmp_path / "not" / "yet")
    assert check.state == "warn"
    assert "1.0 GB free: recordings need more" in check.text


def test_audio_inputs_are_listed_or_what_is_missing_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = found(settings)["audio"]
    assert (listed.state, listed.text) == ("ok", "3 USB Audio (ALSA, 8 ch, 96000 Hz, default)")

    def missing() -> list[Device]:
        raise DeviceError("PortAudio is missing: install it")

    monkeypatch.setattr(doctor.audio_port, "list_devices", missing)
    unheard = found(settings)["audio"]
    assert (unheard.state, "missing: install it; until then" in unheard.text) == ("warn", True)
    monkeypatch.setattr(doctor.audio_port, "list_devices", list)
    assert found(settings)["audio"].text.startswith("no inputs")


def test_a_probe_survives_what_crashes() -> None:
    assert doctor._probe("print('fine')") == (True, "fine")
    assert doctor._probe("import no_such_thing")[1].endswith("No module named 'no_such_thing'")
    assert doctor._probe("import os; os.abort()")[0] is False


def test_the_exit_code_says_whether_it_can_run(settings: Settings) -> None:
    good = CliRunner().invoke(app, ["doctor", "--preset", settings.preset])
    assert (good.exit_code, "Klangbild can run" in good.output) == (0, True)
    bad = CliRunner().invoke(app, ["doctor", "--preset", "gone"])
    assert (bad.exit_code, "cannot run yet" in bad.output) == (1, True)


def test_where_things_are_kept_and_what_records_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor._kept(tmp_path / "not" / "yet").state == "ok"
    (tmp_path / "file").touch()
    found = doctor._kept(tmp_path / "file" / "folder")
    assert found.state == "warn" and "KLANGBILD_FOLDER" in found.text
    monkeypatch.setattr(doctor.record.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(doctor.record.shutil, "which", lambda _: None)
    assert "pip install av" in doctor._recording().text


def test_it_says_whether_ableton_live_answers(settings: Settings) -> None:
    ports = {"ableton_port": free_port(), "ableton_reply_port": free_port()}
    nobody = found(settings.model_copy(update=ports))["AbletonOSC"]
    assert (nobody.state, "choose AbletonOSC as a control surface" in nobody.text) == ("warn", True)
    with Live(a_set(), ports["ableton_reply_port"], 0.01) as live:
        ports["ableton_port"] = live.port
        there = settings.model_copy(update=ports)
        assert found(there)["AbletonOSC"] == doctor.Check(
            "AbletonOSC", "ok", "Live 12.1 answers: klangbild serve --ableton"
        )
        live.busy = True
        assert "no answer from 127.0.0.1" in found(there)["AbletonOSC"].text
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", ports["ableton_reply_port"]))
            taken = found(there)["AbletonOSC"]
        assert (taken.state, "is taken by another program" in taken.text) == ("warn", True)
