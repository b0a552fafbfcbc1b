"""The Pure Data patches as files: their cords, objects and messages are right."""

from __future__ import annotations

import itertools
import re

from pd_files import FILES, canvases, clip_lines, messages

from bridges import commands as c
from bridges.table import Arg, Row

_VANILLA = """
    * *~ +~ + / < adc~ append array b bang~ block~ bng bp~ change clip~ clone dac~ delay expr expr~
    f filledpolygon hsl inlet inlet~ line~ list loadbang makenote metro mod moses mtof nbx netsend
    noise~ notein osc~ oscformat oscparse outlet outlet~ pack pd pdcontrol pipe pointer print r
    route rpole~ s samplerate~ sel sig~ spigot stripnote struct symbol t table tabsend~ text tgl
    timer unpack until vline~"""
VANILLA = set(_VANILLA.split())


def test_there_is_a_patch_for_every_group_of_addresses() -> None:
    names = {path.stem for path in FILES}
    groups = {"help", "clip", "live", "art", "audio"}
    assert {"klangbild", *(f"klangbild-{group}" for group in groups)} <= names


def test_every_cord_has_two_ends() -> None:
    cords = 0
    for path, canvas in canvases():
        for source, _, target, _ in canvas.cords:
            ends = (canvas.boxes[source], canvas.boxes[target])
            assert all(box.kind != "text" for box in ends), (path.name, canvas.name, ends)
            cords += 1
    assert cords > 300


def test_only_what_pure_data_itself_has_is_used() -> None:
    ours = {path.stem for path in FILES}
    for path, canvas in canvases():
        for box in canvas.boxes:
            if box.kind == "obj":
                assert box.words[0] in VANILLA | ours, (path.name, box)
            if box.words[:1] == ("clone",):
                assert box.words[1] in ours, (path.name, box)


def test_boxes_lie_apart_and_inside_their_windows() -> None:
    for path, canvas in canvases():
        for box in canvas.boxes:
            assert box.x + box.width <= canvas.width, (path.name, canvas.name, box)
            assert box.y + box.height <= canvas.height, (path.name, canvas.name, box)
        for one, other in itertools.combinations(canvas.boxes, 2):
            assert not one.overlaps(other), (path.name, canvas.name, one, other)


def likely(arg: Arg) -> object:
    """A value that an argument takes, where a patch puts in its own."""
    if arg.choices:
        return arg.choices[0]
    return (arg.low or 0) if arg.type in ("i", "f", "value") else "a"


def plain(row: Row, words: list[str]) -> list[object]:
    """The values of a message; `$1` and so on are likely ones."""
    args = [field.arg for field in (*row.fields, *row.item_fields)]
    return [
        likely(args[i]) if word.startswith("\\$") else float(word) if _number(word) else word
        for i, word in enumerate(words)
    ]


def _number(word: str) -> bool:
    return re.fullmatch(r"-?[\d.]+", word) is not None


def test_every_message_is_one_of_the_protocol() -> None:
    heads = {address.split("/")[1] for address in c.COMMANDS}
    sent = set()
    for path, canvas in canvases():
        for message in messages(canvas):
            head, *words = message
            address = "/" + head.removeprefix("/")
            if address.split("/")[1] not in heads:
                assert "/" not in head, (path.name, message)
                continue
            row = c.COMMANDS[address]
            row.from_values(plain(row, words))
            sent.add(address)
        for box in canvas.boxes:
            if box.words[:1] == ("oscformat",) and "audio" in box.words:
                address = "/" + "/".join(box.words[box.words.index("audio") :])
                assert address in c.COMMANDS
                sent.add(address)
            if box.words[:2] == ("list", "prepend") and "/" in "".join(box.words[2:3]):
                assert f"/{box.words[2]}" in c.COMMANDS, (path.name, box)
                sent.add(f"/{box.words[2]}")
    assert len(sent) > 40, sent


def test_the_clip_in_the_patch_is_notes() -> None:
    assert len(clip_lines()) > 10
    for line in clip_lines():
        c.COMMANDS["/clip/note"].from_values(["pd", *plain(c.COMMANDS["/ping"], line)])
