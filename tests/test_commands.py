"""The table: what a row takes, what it refuses, and the reference that is made from it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from bridges import reference
from bridges.commands import COMMANDS, FAIL_CODES, PARAMS, TABLE, ClipBegin, ClipNote, NoteRow, fail
from bridges.table import MAX_TEXT, PeerError


def test_the_printed_reference_is_current() -> None:
    page = Path(__file__).parent.parent / "docs" / "protocol.md"
    assert page.read_text() == reference.render(), "python -m bridges.reference > docs/protocol.md"


def test_every_argument_of_every_row_is_explained() -> None:
    for row in TABLE:
        assert row.help, row.address
        for field in (*row.fields, *row.item_fields):
            assert field.arg.help, (row.address, field.name)


def test_optional_arguments_come_last_and_addresses_are_unique() -> None:
    for row in TABLE:
        required = [f.required for f in row.fields]
        assert required == sorted(required, reverse=True), row.address
    assert len({(r.address, r.direction) for r in TABLE}) == len(TABLE)


def test_a_begin_may_leave_its_tempo_out() -> None:
    assert COMMANDS["/clip/begin"].from_values(["a", 16]) == ClipBegin("a", 16.0, 120.0, ())


def test_numbers_that_hosts_send_in_another_type_are_taken() -> None:
    row = COMMANDS["/clip/note"]
    note = row.from_values([7.0, "bass", 36.0, 0, 1, 99.0])
    assert note == ClipNote(7, (NoteRow("bass", 36, 0.0, 1.0, 99),))


@pytest.mark.parametrize(
    ("address", "values", "part"),
    [
        ("/clip/begin", [], "use id length"),
        ("/clip/begin", ["a", "long"], "length has to be a number"),
        ("/clip/begin", ["a", float("nan")], "length has to be a number"),
        ("/clip/begin", ["a", -1], "out of range: use 0.25 to 4096"),
        ("/clip/begin", ["a", 16, 120, "flute"], "use melody, chords, bass, drums"),
        ("/clip/note", ["a"], "use id (track pitch start duration velocity)+"),
        ("/clip/note", ["a", "bass", 36, 0, 1, 80, "bass"], "not complete"),
        ("/clip/note", ["a", "bass", 128, 0, 1, 80], "pitch 128 is out of range: use 0 to 127"),
        ("/clip/note", ["a", "bass", 36.5, 0, 1, 80], "whole number"),
        ("/clip/note", ["a", "bass", 36, 0, 0, 80], "duration 0 is out of range"),
        ("/clip/infill", ["a", 1], "2 arguments: use id"),
        ("/cancel", ["a\0b"], "printable"),
        ("/cancel", ["a" * 65], "64 bytes"),
        ("/cancel", [2**40], "out of range"),
        ("/ping", [10**300], "whole number"),
    ],
)
def test_wrong_arguments_are_refused_with_what_to_send(
    address: str, values: list[object], part: str
) -> None:
    with pytest.raises(PeerError) as error:
        COMMANDS[address].from_values(values)
    assert error.value.code == "bad_args"
    assert part in error.value.text
    assert error.value.text.startswith(address)


def test_a_refusal_names_the_request_where_it_can() -> None:
    with pytest.raises(PeerError) as error:
        COMMANDS["/clip/begin"].from_values(["mine", "long"])
    assert error.value.request == "mine"


def test_named_arguments_are_checked_too() -> None:
    row = COMMANDS["/clip/hole"]
    for names, part in [
        ({"id": "a"}, "holes has to be a list of 1 or more"),
        ({"id": "a", "holes": [1]}, "hold objects"),
        ({"id": "a", "holes": [{"track": "*", "start": 0}]}, "no end"),
        ({"id": "a", "holes": [], "hole": 1}, "unknown hole"),
    ]:
        with pytest.raises(PeerError, match=part):
            row.from_names(names)


def test_fail_texts_fit_a_line_and_a_packet() -> None:
    made = fail("a", "failed", "two\nlines " + "ä" * 2000)
    assert "\n" not in made.text
    assert len(made.text.encode()) <= MAX_TEXT
    assert set(FAIL_CODES) >= {made.code}


@pytest.mark.parametrize(("name", "bound"), [("top_p", 0.01), ("temperature", 0.05)])
def test_bounds_may_be_sent_as_32_bit_floats(name: str, bound: float) -> None:
    (sent,) = struct.unpack(">f", struct.pack(">f", bound))
    assert PARAMS[name].read(name, sent) >= bound
    row = COMMANDS["/clip/note"]
    (short,) = struct.unpack(">f", struct.pack(">f", 1e-4))
    assert row.from_values(["a", "bass", 36, 0, short, 80]).notes[0].duration == 1e-4


def test_a_number_out_of_range_is_told_the_range_in_full() -> None:
    with pytest.raises(PeerError, match="2147483648 is out of range: use 0 to 2147483647"):
        PARAMS["seed"].read("seed", 2**31)
    with pytest.raises(PeerError, match="use -2147483648 to 2147483647"):
        COMMANDS["/clip/param"].from_values(["a", "seed", 1e12])
