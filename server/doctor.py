"""`klangbild doctor`: what a first-time user needs to know about this machine."""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import presets
from bridges import ableton_port, audio_port
from bridges.audio import AudioError
from presets import PresetError
from server import record
from server.settings import Settings
from server.worker import FAKE

_PROBE_S = 60.0
_ROOM = 2e9
"""Bytes: less than this is soon full of recordings."""
_NO_MIDI = {
    "Windows": "install loopMIDI, make two ports in it, and choose them in the DAW",
    "Darwin": "switch the IAC driver on in Audio MIDI Setup",
    "Linux": "load ALSA's sequencer (modprobe snd-seq) or start JACK",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `fail`: the main job (clips over OSC, files) cannot run on this machine."""

    name: str
    state: Literal["ok", "warn", "fail"]
    text: str


def examine(settings: Settings) -> Iterator[Check]:
    """Every check, one after another; some take seconds."""
    yield _python()
    yield _packages()
    yield _torch()
    yield from _presets(settings.preset)
    yield _port("OSC port", socket.SOCK_DGRAM, settings.host, settings.osc_port, "--osc-port")
    yield _port("HTTP port", socket.SOCK_STREAM, settings.host, settings.http_port, "--http-port")
    yield _midi()
    yield _ableton(settings)
    yield _audio()
    yield _recording()
    yield _kept(settings.folder)
    yield _folder("this folder", Path.cwd())
    yield _folder("temporary folder", Path(tempfile.gettempdir()))


def _python() -> Check:
    version = platform.python_version()
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        return Check("Python", "ok", f"{version} ({sys.executable})")
    text = f"{version}: use 3.11 or 3.12, for which python-rtmidi has ready-made packages"
    return Check("Python", "warn", text)


def _torch() -> Check:
    """In a process of its own: a broken installation may end it."""
    worked, said = _probe(
        "import torch; mps = torch.backends.mps.is_available();"
        "built = torch.version.cuda or torch.version.hip;"
        "name = torch.cuda.get_device_name() if torch.cuda.is_available() else 'mps' if mps else"
        " f'cpu, {torch.get_num_threads()} threads';"
        "print(torch.__version__, 'on', name, '' if built or mps else '(a build for CPUs)')"
    )
    if not worked:
        text = f"{said}: install it again (pip install --force-reinstall torch)"
        return Check("torch", "fail", text)
    gpu = _gpu()
    if not gpu or " on cpu" not in said:
        return Check("torch", "ok", said)
    build = "take a CUDA build, as https://pytorch.org/get-started/locally says"
    hint = build if "build for CPUs" in said else "update its driver"
    return Check("torch", "warn", f"{said}; {gpu} is not used: {hint}")


def _gpu() -> str:
    """Name of an NVIDIA GPU that the driver knows, or nothing."""
    if (tool := shutil.which("nvidia-smi")) is None:
        return ""
    worked, said = _run([tool, "--query-gpu=name", "--format=csv,noheader"])
    return said.partition("\n")[0] if worked else ""


def _packages() -> Check:
    """What was installed with Klangbild, as its own description lists it."""
    versions: dict[str, str] = {}
    missing: list[str] = []
    for name in _required():
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        text = f"{', '.join(missing)} missing: pip install {' '.join(missing)}"
        return Check("packages", "fail", text)
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return Check("packages", "ok", listed or "Klangbild is run without being installed")


def _required() -> list[str]:
    try:
        lines = metadata.requires("klangbild") or []
    except metadata.PackageNotFoundError:
        return []
    return [re.split(r"[^\w.-]", line)[0] for line in lines if "extra ==" not in line]


def _presets(wanted: str) -> Iterator[Check]:
    found = presets.scan()
    for name in found:
        try:
            preset = presets.read(name)
            presets.verify(preset)
        except PresetError as error:
            yield Check(f"preset {name}", "fail" if name == wanted else "warn", str(error))
        else:
            text = f"{preset.kind}, {preset.size / 1e6:.1f} MB, verified"
            yield Check(f"preset {name}", "ok", text)
    if wanted not in (*found, FAKE):
        text = "not found: install Klangbild again; until then --preset repeat works without one"
        yield Check(f"preset {wanted}", "fail", text)


def _port(name: str, kind: socket.SocketKind, host: str, port: int, flag: str) -> Check:
    with socket.socket(socket.AF_INET, kind) as trial:
        if kind == socket.SOCK_STREAM and os.name == "posix":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            text = f"{port} is taken ({error.strerror}): is Klangbild running? If not, use {flag}"
            return Check(name, "warn", text)
    return Check(name, "ok", f"{port} is free")


def _midi() -> Check:
    system = platform.system()
    worked, said = _probe(
        "from bridges.midi_port import RtMidi; midi = RtMidi();"
        "print(*(', '.join(midi.ports(way)) for way in ('in', 'out')), sep='\\n')"
    )
    hint = _NO_MIDI.get(system, "install a MIDI driver")
    if not worked:
        why = said.rpartition("Error: ")[2]
        text = f"no driver ({why}): goes on without MIDI ports, OSC and files work; {hint}"
        return Check("MIDI", "warn", text)
    ins, _, outs = said.partition("\n")
    if not ins:
        return Check("MIDI", "warn", f"no inputs: OSC and files work without; {hint}")
    listed = f"in: {ins}; out: {outs or 'none'} (klangbild serve --midi-in, --midi-out)"
    if system != "Windows":
        listed += "; klangbild serve --live makes two more for a DAW"
    elif "loopmidi" not in said.lower():
        listed += f"; for a DAW on this machine {hint}"
    return Check("MIDI", "ok", listed)


def _ableton(settings: Settings) -> Check:
    live = (settings.ableton_host, settings.ableton_port, settings.ableton_reply_port)
    answers, said = ableton_port.probe(*live)
    if answers:
        return Check("AbletonOSC", "ok", f"Live {said} answers: klangbild serve --ableton")
    return Check("AbletonOSC", "warn", f"{said} (needed for klangbild serve --ableton alone)")


def _audio() -> Check:
    try:
        found = audio_port.list_devices()
    except AudioError as error:
        return Check("audio", "warn", f"{error}; until then files, WebSocket and OSC can be heard")
    if not found:
        text = "no inputs: files, WebSocket and OSC can be heard (Linux: ALSA or a running JACK)"
        return Check("audio", "warn", text)
    inputs = [
        f"{d.number} {d.name} ({d.driver}, {d.channels} ch, {d.rate} Hz{', default' * d.default})"
        for d in found
    ]
    return Check("audio", "ok", "; ".join(inputs))


def _recording() -> Check:
    try:
        found = record.find_encoder()
    except record.RecordError as error:
        return Check("recording", "warn", str(error))
    if found is record.AvEncoder:
        return Check("recording", "ok", "by PyAV, and films by klangbild paint")
    text = "by ffmpeg; for films by klangbild paint: pip install av"
    return Check("recording", "ok", text)


def _kept(folder: Path) -> Check:
    """Where looks, cues and recordings go; it is made when there is something to keep."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        text = f"{folder} cannot be written: name another folder in KLANGBILD_FOLDER"
        return Check("kept", "warn", text)
    free = shutil.disk_usage(there).free
    text = f"looks, cues, sessions and recordings in {folder}, {free / 1e9:.1f} GB free"
    if free < _ROOM:
        text += ": recordings need more, make room or name another folder in KLANGBILD_FOLDER"
    return Check("kept", "warn" if free < _ROOM else "ok", text)


def _folder(name: str, path: Path) -> Check:
    if os.access(path, os.W_OK):
        return Check(name, "ok", f"{path} can be written")
    return Check(name, "warn", f"{path} cannot be written: name results in another folder")


def _probe(code: str) -> tuple[bool, str]:
    """Run Python code apart: (whether it worked, its output or the last line of its complaint)."""
    return _run([sys.executable, "-c", code])


def _run(words: list[str]) -> tuple[bool, str]:
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            words, capture_output=True, text=True, timeout=_PROBE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, f"{type(error).__name__} after {_PROBE_S:g} s"
    if done.returncode == 0:
        return True, done.stdout.strip()
    complaint = done.stderr.strip().splitlines() or [f"it crashed with code {done.returncode}"]
    return False, complaint[-1]
