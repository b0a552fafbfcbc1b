"""The tree that OSCQuery clients read: as the proposal has it, and true to the table."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import fakes_for_workers
import pytest
from serving import Serving
from sounds import Beat

from bridges import commands as c
from bridges import oscquery
from bridges.looks import TUNES
from bridges.oscquery import State, answer, tree
from server.app import PAGES

STATE = State(
    (c.ArtLook("calm"), c.ArtTune("zoom", 0.25), c.ArtLabel("sea", 0.5), c.ArtTravel(2.0)),
    {"/art/look": ("calm", "wild"), "/art/label": ("sea", "old town"), "/art/cue/recall": ()},
)


def ask(path: str, query: str = "") -> oscquery.Reply:
    return answer(path, query, STATE, "127.0.0.1", 9100)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("CONTENTS", {}).values():
        yield from nodes(child)


def test_every_command_is_in_the_tree_where_its_address_says() -> None:
    found = {node["FULL_PATH"]: node for node in nodes(tree(STATE))}
    assert set(c.COMMANDS) <= set(found)
    for path, node in found.items():
        assert ask(path).body == node
        assert len(node.get("RANGE", [])) == len(node.get("TYPE", "")), path
        assert len(node.get("VALUE", node.get("TYPE", ""))) == len(node.get("TYPE", "")), path
        assert set(node.get("TYPE", "")) <= set("ifsb")
        assert ("CONTENTS" in node) or ("TYPE" in node)
    json.dumps(found, allow_nan=False)


def test_a_parameter_has_type_range_value_and_help() -> None:
    assert ask("/art/travel").body == {
        "FULL_PATH": "/art/travel",
        "TYPE": "f",
        "ACCESS": 3,
        "VALUE": [2.0],
        "RANGE": [{"MIN": 0, "MAX": 8}],
        "DESCRIPTION": "How fast the journey is. value: speed; 1 is usual, 0 stands still.",
    }


def test_named_numbers_are_nodes_with_their_own_ranges() -> None:
    zoom = ask("/art/tune/zoom").body
    assert (zoom["TYPE"], zoom["VALUE"], zoom["ACCESS"]) == ("f", [0.25], 3)
    assert zoom["RANGE"] == [{"MIN": TUNES["zoom"].low, "MAX": TUNES["zoom"].high}]
    assert set(ask("/art/tune").body["CONTENTS"]) == set(TUNES)
    assert ask("/art/label/sea").body["VALUE"] == [0.5]
    assert list(ask("/art/label").body["CONTENTS"]) == ["sea"], "no address has a space"


def test_choices_are_those_of_the_moment() -> None:
    assert ask("/art/look").body["RANGE"] == [{"VALS": ["calm", "wild"]}]
    assert ask("/art/look").body["VALUE"] == ["calm"]
    assert ask("/art/record").body["RANGE"] == [{"VALS": ["start", "stop"]}]


@pytest.mark.parametrize(
    ("path", "query", "status", "body"),
    [
        ("/art/travel", "VALUE", 200, {"VALUE": [2.0]}),
        ("/art/travel", "TYPE", 200, {"TYPE": "f"}),
        ("/art/tune/zoom", "FULL_PATH", 200, {"FULL_PATH": "/art/tune/zoom"}),
        ("/art/cue/store", "VALUE", 204, None),
        ("/clip", "TYPE", 204, None),
        ("/art/travel", "COLOUR", 400, None),
        ("/art/nothing", "", 404, None),
        ("/art/travel/further", "VALUE", 404, None),
    ],
)
def test_attributes_are_answered_with_the_proposals_codes(
    path: str, query: str, status: int, body: object
) -> None:
    assert ask(path, query) == oscquery.Reply(status, body)


def test_the_host_says_where_to_send_osc() -> None:
    host = ask("/", "HOST_INFO").body
    assert (host["OSC_IP"], host["OSC_PORT"], host["OSC_TRANSPORT"]) == ("127.0.0.1", 9100, "UDP")
    assert host["EXTENSIONS"]["VALUE"] is True
    assert host["EXTENSIONS"]["LISTEN"] is False


def test_no_page_hides_an_address() -> None:
    pages = {*PAGES, "/looks.json", "/health", "/frame.jpg", "/stream.mjpg", "/ws"}
    assert not pages & {node["FULL_PATH"] for node in nodes(tree(STATE))} - {"/"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("folder")
    painters = fakes_for_workers.load_painter
    with Serving("repeat", painters=painters, sound=Beat(), painter="moody", folder=folder) as it:
        yield it


def get(served: Serving, path: str, **headers: str) -> tuple[int, str, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", served.app.http_port, timeout=30)
    line.request("GET", path, headers=headers)
    reply = line.getresponse()
    found = reply.status, reply.headers["Content-Type"], reply.read()
    line.close()
    return found


@pytest.mark.parametrize("accept", [{}, {"Accept": "*/*"}, {"Accept": "application/json"}])
def test_programs_get_the_tree_and_browsers_the_page(
    served: Serving, accept: dict[str, str]
) -> None:
    status, kind, body = get(served, "/", **accept)
    assert (status, kind) == (200, "application/json")
    assert json.loads(body)["FULL_PATH"] == "/"
    status, kind, body = get(served, "/", Accept="text/html,application/xml;q=0.9,*/*;q=0.8")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    info = json.loads(get(served, "/?HOST_INFO", Accept="text/html")[2])
    assert info["OSC_PORT"] == served.app.osc_port
    assert get(served, "/display?alpha=1", **accept)[1].startswith("text/html")
    assert get(served, "/panic?VALUE", **accept)[0] == 204


def test_strangers_are_turned_away(served: Serving) -> None:
    assert get(served, "/?HOST_INFO", Host="evil.example")[0] == 403


def test_what_the_tree_says_can_be_sent(served: Serving) -> None:
    """As a client does it: read a node, send a number of its range, read it back."""
    with served.client() as client:
        for path, value in (("/art/tune/spin", 0.5), ("/art/brightness", -0.5), ("/audio/gain", 3)):
            row, lead = c.find(path) or pytest.fail(path)
            client.send(row.from_values([*lead, value]))
            client.ping()
            assert json.loads(get(served, f"{path}?VALUE")[2]) == {"VALUE": [value]}
