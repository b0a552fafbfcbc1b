"""The WebSocket codec."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import anything

from bridges import ws
from bridges.commands import COMMANDS, EVENTS, Cancel, Fail, row_for
from bridges.table import PeerError


@settings(max_examples=100, deadline=None)
@given(anything("in") | anything("out"))
def test_every_message_comes_back(message: object) -> None:
    rows = COMMANDS if COMMANDS.get(row_for(message).address) is row_for(message) else EVENTS
    assert ws.decode_text(ws.encode_text(message), rows) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"address": 1}',
        '{"address": "/ping", "args": []}',
        '{"address": "/ping", "args": {}, "more": 1}',
        '{"address": "/ping", "args": {"n": NaN}}',
        '{"address": "/ping", "args": {"n": "\\ud800"}}',
        '{"address": "/ping", "args": {"n": ' + "9" * 5000 + "}}",
        "[" * 100_000,
        '{"address": "/nothing"}',
    ],
)
def test_broken_texts_become_one_clear_fail(text: str) -> None:
    found = ws.decode_text(text)
    assert isinstance(found, Fail)
    ws.encode_text(found)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(COMMANDS)),
    st.dictionaries(
        st.sampled_from(["id", "notes", "holes", "params", "tracks", "bars", "n", "name"]),
        json_values,
    ),
    st.binary(),
)
def test_nothing_can_break_it(address: str, args: dict[str, object], noise: bytes) -> None:
    ws.encode_text(ws.decode_text(json.dumps({"address": address, "args": args})))
    for data in (noise, b"KBM\1" + noise):
        try:
            ws.midi_request(ws.decode_binary(data))
        except PeerError:
            continue


def test_ids_of_any_type_are_refused_but_ints_and_strings() -> None:
    assert ws.decode_text('{"address": "/cancel", "args": {"id": 5}}') == Cancel(5)
    assert ws.decode_text('{"address": "/cancel", "args": {"id": [5]}}').code == "bad_args"


def test_binary_messages_come_back() -> None:
    binary = ws.Binary("M", {"id": "ä", "variation": 3}, b"MThd...")
    assert ws.decode_binary(ws.encode_binary(binary)) == binary
