"""What `python -m max_patches` makes is committed, whole, and as Max and Live want it."""

from __future__ import annotations

import itertools
import json
import re
import shlex
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import m4l_builder
import pytest
from py2max import Patcher
from py2max.lint import ERROR, lint
from py2max.maxref import get_object_info, porttypes

import max_patches.help as help_patches
from bridges.commands import COMMANDS, EVENTS
from bridges.table import Value
from max_patches import devices
from max_patches.__main__ import HOME, files, write
from max_patches.eye import LOOKS
from max_patches.patcher import HEIGHT

Box = dict[str, Any]
SVG = "{http://www.w3.org/2000/svg}"
PATCHES = sorted(HOME.glob("*/*.maxpat"))
DEVICES = sorted(HOME.glob("devices/*.amxd"))
KINDS = {b"mmmm": "MidiEffect", b"aaaa": "AudioEffect"}
LONG_NAMES = {
    "Klangbild Eye": {
        "Travel", "Sensitivity", "Palette", "Brightness", "Abstraction", "Look", "Listen",
        "Freeze", "Blackout", "Cue", "Cue Fade", "Store Cue", "Recall Cue",
    },
    "Klangbild Fill": {
        "Task", "Clip Is", "Read", "Launch Answer", "First Bar", "Bars", "Variations", "Seed",
        "Density", "Temperature", "Amount", "Play Melody", "Play Chords", "Play Bass",
        "Play Drums", "Go", "Stop", "Undo",
    },
    "Klangbild Live": {
        "Track", "Listen", "Play", "Lead", "Role", "Loop Bars", "Amount", "Temperature", "Hold",
        "Panic",
    },
}  # fmt: skip
"""Live finds the values in a saved set by these: they never change, new ones may be added."""


def opened(path: Path) -> tuple[bytes, dict[str, Any]]:
    """Type code (empty: no device) and patcher of a file, read by the book of its format."""
    data = path.read_bytes()
    code = b""
    if path.suffix == ".amxd":
        name, size, code, meta, length, unfrozen, chunk, rest = struct.unpack(
            "<4sI4s4sI4s4sI", data[:32]
        )
        assert (name, size, meta, length, chunk) == (b"ampf", 4, b"meta", 4, b"ptch")
        assert unfrozen in (bytes(4), b"\1\0\0\0")
        data = data[32:]
        assert len(data) == rest
        assert data.endswith(b"}\n\0")
        data = data[:-1]
    patcher: dict[str, Any] = json.loads(data)["patcher"]
    return code, patcher


def boxes(path: Path) -> list[Box]:
    return [item["box"] for item in opened(path)[1]["boxes"]]


def shown(path: Path) -> list[Box]:
    return [box for box in boxes(path) if box.get("presentation")]


def values(words: str) -> list[Value]:
    """A message box's words as Max reads them."""
    return [_number(word) for word in shlex.split(words.replace(r"\$", "$"))]


def _number(word: str) -> Value:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


by_patch = pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.stem)
by_device = pytest.mark.parametrize("path", DEVICES, ids=lambda path: path.stem)


def test_what_is_committed_is_what_the_script_makes(tmp_path: Path) -> None:
    made = files()
    there = {str(p.relative_to(HOME).as_posix()) for p in HOME.glob("*/*") if p.suffix in
             (".maxpat", ".amxd", ".svg")}  # fmt: skip
    assert there == set(made), "python -m max_patches"
    stale = [name for name, content in made.items() if (HOME / name).read_bytes() != content]
    assert not stale, "python -m max_patches"
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "old.maxpat").touch()
    write(tmp_path)
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("*/*")} == set(made)


def test_the_drawing_shows_every_control_at_its_place() -> None:
    picture = ElementTree.parse(HOME / "devices" / "devices.svg").getroot()
    views = [*picture]
    assert len(views) == len(DEVICES)
    for view, device in zip(views, devices.build(), strict=True):
        words = {text.text for text in view.iter(f"{SVG}text")}
        places = {(rect.get("x"), rect.get("y")) for rect in view.iter(f"{SVG}rect")}
        assert device.name in words
        for box in shown(HOME / "devices" / f"{device.name}.maxpat"):
            kind = box["maxclass"]
            if kind == "live.text":
                assert box["text"] in words
            if kind == "live.dial":
                assert box["saved_attribute_attributes"]["valueof"]["parameter_shortname"] in words
            elif kind != "live.comment":
                x, y, *_ = box["presentation_rect"]
                assert (str(x), str(y)) in places


@by_device
def test_a_device_is_its_patch_in_the_container_that_live_opens(path: Path) -> None:
    code, patcher = opened(path)
    assert patcher == opened(path.with_suffix(".maxpat"))[1]
    assert patcher["project"]["amxdtype"] == int.from_bytes(code)
    read = m4l_builder.Device.from_amxd(str(path))
    assert type(read).__name__ == KINDS[code]
    assert read.width == patcher["devicewidth"]
    assert [item["box"] for item in read.boxes] == boxes(path)
    broken = [text for text in read.validate() if "Duplicate" in text or "unknown" in text]
    assert broken == []


@by_patch
def test_max_knows_every_object_and_every_wire_has_its_ends(path: Path) -> None:
    patch = Patcher.from_file(str(path))
    assert [str(f) for f in lint(patch) if f.severity == ERROR or "OFFCANVAS" not in f.code] == []
    for box in patch._boxes:
        name = (box.text or box.maxclass).split()[0] if box.maxclass == "newobj" else box.maxclass
        assert get_object_info(name) is not None, name
        inlets, outlets = porttypes.box_port_counts(box, name)
        if name == "v8":
            continue  # its script says how many
        assert inlets in (None, box.numinlets), box.text
        assert outlets in (None, box.numoutlets), box.text


@by_patch
def test_wires_end_at_ports_that_are_there(path: Path) -> None:
    ports = {box["id"]: (box["numinlets"], box["numoutlets"]) for box in boxes(path)}
    assert len(ports) == len(boxes(path))
    lines = [item["patchline"] for item in opened(path)[1]["lines"]]
    assert lines
    for line in lines:
        (source, outlet), (destination, inlet) = line["source"], line["destination"]
        assert 0 <= outlet < ports[source][1]
        assert 0 <= inlet < ports[destination][0]
    assert len({json.dumps(line, sort_keys=True) for line in lines}) == len(lines)


@by_device
def test_the_panel_fits_the_device_and_nothing_overlaps(path: Path) -> None:
    width = opened(path)[1]["devicewidth"]
    rects = {box["id"]: box["presentation_rect"] for box in shown(path)}
    assert len(rects) > 12
    for left, top, wide, high in rects.values():
        assert all(isinstance(side, int) for side in (left, top, wide, high))
        assert left >= 0 and top >= 0 and left + wide <= width and top + high <= HEIGHT
    for (one, a), (other, b) in itertools.combinations(rects.items(), 2):
        apart = (
            a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
        )
        assert apart, (one, a, other, b)
    left = min(rect[0] for rect in rects.values())
    assert left == width - max(rect[0] + rect[2] for rect in rects.values())


@by_device
def test_everything_on_the_panel_says_what_it_is(path: Path) -> None:
    for box in shown(path):
        assert len(box["annotation"]) > 10 and box["annotation"].endswith("."), box["annotation"]
        assert box["annotation_name"]
        assert not [key for key in box if key.endswith("color")], "themes give the colours"


@by_device
def test_parameters_have_the_names_that_saved_sets_know(path: Path) -> None:
    _, patcher = opened(path)
    found = {
        box["id"]: box["saved_attribute_attributes"]["valueof"]
        for box in shown(path)
        if box.get("parameter_enable")
    }
    names = [value["parameter_longname"] for value in found.values()]
    assert len(names) == len(set(names))
    assert set(names) >= LONG_NAMES[path.stem]
    listed = {key: value[0] for key, value in patcher["parameters"].items() if key in found}
    assert listed == {key: value["parameter_longname"] for key, value in found.items()}
    for value in found.values():
        most = value.get("parameter_mmax", 1)
        assert value["parameter_type"] != 1 or most <= 255, "Live has no larger whole numbers"
        assert len(value["parameter_shortname"]) <= 10


@by_device
def test_devices_are_quiet_and_keep_their_names_to_themselves(path: Path) -> None:
    texts = [box.get("text", "") for box in boxes(path)]
    assert not [text for text in texts if text.split()[:1] in (["print"], ["s"], ["r"], ["send"])]
    script = next(box["textfile"]["text"] for box in boxes(path) if "textfile" in box)
    assert not re.search(r"\b(post|cpost|error|console\.\w+)\(", script)
    for name in ("buffer~", "poke~"):
        assert all("---" in text for text in texts if text.startswith(name + " "))
    (hear,) = [text for text in texts if text.startswith("udpreceive")]
    assert "@defer 1" in hear and "@quiet 1" in hear
    (v8,) = [box for box in boxes(path) if "textfile" in box]
    assert v8["textfile"]["embed"] == 1, "no file has to lie beside the device"


@by_patch
def test_what_patches_send_is_in_the_table(path: Path) -> None:
    for box in boxes(path):
        words = box.get("text", "").removeprefix("prepend ").removeprefix("set ")
        if box["maxclass"] not in ("newobj", "message") or not words.startswith("/"):
            continue
        address, *given = values(words)
        if words == "/live/note":  # then comes the track
            given = ["bass"]
        more = [60, 90] if address == "/live/note" and box["maxclass"] == "newobj" else []
        COMMANDS[str(address)].from_values([*given, *more])


def test_every_address_has_its_place_in_a_help_patch() -> None:
    for group, (_, sent, heard) in help_patches.GROUPS.items():
        path = HOME / "help" / f"klangbild-{group}.maxpat"
        texts = [box.get("text", "") for box in boxes(path)]
        commands = [a for a in COMMANDS if a.startswith(sent)]
        events = [a for a in EVENTS if a.startswith(heard)]
        assert commands and events
        for address in commands:
            row = COMMANDS[address]
            assert texts.count(f"{address} {row.usage}".strip() + f"\n{row.help}") == 1
        routed = [text.split()[1] for text in texts if text.startswith("route ")]
        assert set(events) <= set(routed) and len(routed) == len(set(routed))
    prefixes = tuple(p for _, sent, _ in help_patches.GROUPS.values() for p in sent)
    assert {a for a in COMMANDS if not a.startswith(prefixes)} == {
        "/hello", "/ping", "/status", "/panic",
    }  # fmt: skip


def test_the_looks_in_the_menu_are_those_of_the_server() -> None:
    shipped = json.loads((HOME.parent / "server" / "pages" / "looks.json").read_text())
    assert tuple(shipped) == LOOKS
