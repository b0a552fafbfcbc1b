"""The OSC codec: exact round trips, python-osc as the second opinion, and any bytes at all."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import anything
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder, build_msg
from pythonosc.osc_packet import OscPacket

from bridges import commands as c
from bridges import osc
from bridges.commands import COMMANDS, EVENTS, Cancel, ClipParam, Fail, ParamRow, Ping, row_for


def merged(messages: list[object]) -> object:
    """The one message that was shared out over packets."""
    row = row_for(messages[0])
    values = [getattr(messages[0], f.name) for f in row.fields]
    if row.many is None:
        assert len(messages) == 1
        return row.kind(*values)
    return row.kind(*values, tuple(i for m in messages for i in getattr(m, row.many_name)))


@settings(max_examples=150, deadline=None)
@given(anything("in") | anything("out"))
def test_every_message_comes_back_from_small_packets(message: object) -> None:
    rows = COMMANDS if COMMANDS.get(row_for(message).address) is row_for(message) else EVENTS
    packets = osc.encode(message)
    assert all(len(p) <= osc.MAX_PACKET and len(p) % 4 == 0 for p in packets)
    assert merged([m for p in packets for m in osc.decode(p, rows)]) == message


@settings(max_examples=60, deadline=None)
@given(anything("out"))
def test_python_osc_reads_what_is_sent(message: object) -> None:
    row = row_for(message)
    head, groups = row.to_values(message)
    expected = [value for _, value in head] + [value for group in groups for _, value in group]
    found = []
    for packet in osc.encode(message):
        (timed,) = OscPacket(packet).messages
        assert timed.message.address == row.address
        params = timed.message.params
        found += params if not found else params[len(head) :]
    assert found == expected


def test_the_types_of_other_hosts_are_taken() -> None:
    builder = OscMessageBuilder("/clip/note")
    for value, kind in [(1, "h"), ("bass", "s"), (36.0, "d"), (False, "F"), (True, "T"), (80, "i")]:
        builder.add_arg(value, kind)
    (note,) = osc.decode(builder.build().dgram)
    assert (note.id, note.notes[0].pitch, note.notes[0].duration) == (1, 36, 1.0)


@pytest.mark.parametrize("when", [0, time.time() + 3600], ids=["any", "in an hour"])
def test_bundles_are_opened_at_once_whatever_their_date(when: float) -> None:
    inner = OscBundleBuilder(when)
    inner.add_content(build_msg("/ping", [2]))
    outer = OscBundleBuilder(when)
    for content in (build_msg("/ping", [1]), inner.build(), build_msg("/cancel", ["a"])):
        outer.add_content(content)
    assert osc.decode(outer.build().dgram) == [Ping(1), Ping(2), Cancel("a")]


def test_what_is_wrong_in_a_bundle_leaves_the_rest_alone() -> None:
    bundle = OscBundleBuilder(0)
    for content in (build_msg("/ping", [1]), build_msg("/nonsense"), build_msg("/ping", [2])):
        bundle.add_content(content)
    first, wrong, last = osc.decode(bundle.build().dgram)
    assert (first, last) == (Ping(1), Ping(2))
    assert wrong.code == "unknown_address"
    assert "/clip/infill" in wrong.text


def nested(depth: int) -> bytes:
    packet = b"/ping\0\0\0,\0\0\0"
    for _ in range(depth):
        packet = b"#bundle\0" + bytes(8) + struct.pack(">i", len(packet)) + packet
    return packet


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"hello",
        b"/",
        b"/ping",
        b"/ping\0\0\0i\0\0\0",
        b"/ping\0\0\0,i\0\0",
        b"/ping\0\0\0,i\0\0\0\0",
        b"/\xff\xfe\0",
        b"/cancel\0,s\0\0\xff\xff\0\0",
        b"/ping\0\0\0,b\0\0\xff\xff\xff\xff",
        b"#bundle\0",
        b"#bundle\0" + bytes(8) + b"\0\0",
        b"#bundle\0" + bytes(8) + struct.pack(">i", -4) + b"/abc",
        b"#bundle\0" + bytes(8) + struct.pack(">i", 2**31 - 4),
        nested(9),
        nested(3000),
        b"/*\0\0,\0\0\0",
        b"/ping\0\0\0,[i]\0\0\0\0\0\0\0\1",
    ],
)
def test_broken_packets_become_one_clear_fail(packet: bytes) -> None:
    (found,) = osc.decode(packet)
    assert isinstance(found, Fail)
    assert found.text
    assert len(osc.encode(found)) == 1


def test_answers_that_come_back_are_not_answered() -> None:
    assert osc.decode(osc.encode(Fail("a", "failed", "no"))[0]) == []


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(COMMANDS)), st.integers(0, 200))
def test_no_bytes_can_break_it(noise: bytes, address: str, cut: int) -> None:
    good = osc.encode(Cancel("abc"))[0]
    head = address.encode() + b"\0" * (4 - len(address) % 4)
    for packet in (noise, head + b",", head + noise, good[:cut] + noise, b"#bundle\0" + noise):
        for message in osc.decode(packet):
            osc.encode(message)


def test_the_largest_packets_do_not_hold_up_the_loop() -> None:
    row = b"".join((b"bass\0\0\0\0", struct.pack(">iffi", 36, 1.0, 1.0, 80)))
    tags = b",s" + b"siffi" * 2000
    packet = b"/clip/note\0\0" + tags + b"\0" * (4 - len(tags) % 4) + b"a\0\0\0" + row * 2000
    start = time.process_time()
    (note,) = osc.decode(packet)
    assert len(note.notes) == 2000
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize("seed", [2**24 + 1, 2**31 - 1])
def test_a_seed_that_a_float_cannot_hold_comes_through(seed: int) -> None:
    rows = (ParamRow("seed", seed), ParamRow("temperature", 0.5), ParamRow("key", "F# dorian"))
    message = ClipParam("a", rows)
    (read,) = osc.decode(osc.encode(message)[0])
    assert read == message


@pytest.mark.parametrize(
    ("address", "tags", "values", "message"),
    [
        (b"/art/tune/zoom\0\0", b",f\0\0", struct.pack(">f", 0.5), c.ArtTune("zoom", 0.5)),
        (b"/art/look/calm\0\0", b",\0\0\0", b"", c.ArtLook("calm")),
        (b"/art/look/store\0", b",s\0\0", b"mine\0\0\0\0", c.ArtLookStore("mine")),
        (b"/art/cue/recall/drop\0\0\0\0", b",i\0\0", b"\0\0\0\x08", c.ArtCueRecall("drop", 8.0)),
    ],
)
def test_a_name_may_stand_in_the_address(
    address: bytes, tags: bytes, values: bytes, message: object
) -> None:
    assert osc.decode(address + tags + values) == [message]


@pytest.mark.parametrize(
    "address", [b"/art/tune/nonsense\0\0", b"/art/seed/x\0", b"/art/tune/\0\0"]
)
def test_a_name_that_is_none_is_refused(address: bytes) -> None:
    (failure,) = osc.decode(address + b",i\0\0\0\0\0\1")
    assert isinstance(failure, c.Fail)
    assert failure.code in ("bad_args", "unknown_address")
