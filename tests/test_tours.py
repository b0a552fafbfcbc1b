"""The tours: what they say to type is there."""

from __future__ import annotations

import re
import shlex
import time
import urllib.error
import urllib.request
from pathlib import Path

import typer.main
from pd_files import FOLDER as PATCHES
from pd_files import read
from serving import Serving

from bridges import commands as c
from server.cli import app

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "tours.md").read_text()


def typed() -> list[str]:
    """Whatever is set as code."""
    lines = [line.strip() for line in TEXT.splitlines() if re.match(r"^ {4,}\S", line)]
    return [*lines, *re.findall(r"`([^`\n]+)`", TEXT)]


def test_every_command_can_be_typed() -> None:
    program, found = typer.main.get_command(app), 0
    for code in typed():
        if code.startswith("klangbild "):
            name, *words = shlex.split(code.removeprefix("klangbild "))
            if name in program.commands:
                program.commands[name].make_context(name, words)
                found += 1
    assert found >= 8


def test_every_address_is_one_of_the_protocol() -> None:
    calls = re.findall(r"sendOSC\('([^']+)', \[(.*)\]\)", TEXT)
    assert len(calls) >= 4
    for address, args in calls:
        words = [v.strip() for v in args.split(",")]
        values = [v.strip("'") if v.startswith("'") else float(v) for v in words]
        c.COMMANDS[address].from_values(values)
    for code in typed():
        if re.fullmatch(r"/?(art|clip|live|transport|audio)/[a-z]+( .*)?", code):
            address, *_ = code.split()
            assert "/" + address.removeprefix("/") in c.COMMANDS, code


def test_every_file_and_box_is_there() -> None:
    for name in re.findall(r"`(?:max_patches/\w+/)?([\w~-]+\.(?:pd|scd))`", TEXT):
        assert list((ROOT / "max_patches").rglob(name)), name
    boxes = {
        word
        for path in PATCHES.glob("*.pd")
        for x in read(path)
        for b in x.boxes
        for word in b.words
    }
    said = {
        "sound",
        "player",
        "run",
        "connected",
        "stream",
        "tone",
        "travel",
        "zoom",
        "palette",
        "input",
    }
    assert said <= boxes
    assert all(f"`{word}`" in TEXT for word in said)


def test_every_page_answers() -> None:
    pages = set(re.findall(r"http://127\.0\.0\.1:9180(/[^\s>`)]*)", TEXT))
    assert {"/display?alpha=1", "/stream.mjpg", "/art"} <= pages
    with Serving("repeat") as served, served.client():
        for page in pages:
            url = f"http://127.0.0.1:{served.app.http_port}{page}"
            assert first_byte(url), page


def first_byte(url: str) -> bytes:
    """Of a page; frames answer 503 until the painter is there."""
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return bytes(answer.read(1))
        except urllib.error.HTTPError as error:
            if error.code != 503 or time.monotonic() > end:
                raise
        time.sleep(0.05)
