"""MIDI bytes as controllers, and what a controller can move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges import commands as c
from bridges.looks import TUNES
from bridges.midi import SOURCE, Moved, moved
from bridges.table import PeerError
from bridges.targets import target


@pytest.mark.parametrize(
    ("message", "source", "position"),
    [
        ((0xB0, 74, 127), "cc 1 74", 1.0),
        ((0xBF, 0, 0), "cc 16 0", 0.0),
        ((0x90, 36, 127), "note 1 36", 1.0),
        ((0x90, 36, 0), "note 1 36", 0.0),
        ((0x89, 36, 64), "note 10 36", 0.0),
        ((0xC2, 5), "program 3 5", 1.0),
        ((0xE0, 0, 0), "bend 1", 0.0),
        ((0xE0, 127, 127), "bend 1", 1.0),
        ((0xE0, 1, 0), "bend 1", 1 / 16_383),
    ],
)
def test_a_message_is_a_controller_and_where_it_is(
    message: tuple[int, ...], source: str, position: float
) -> None:
    assert moved(message) == Moved(source, position)
    assert SOURCE.fullmatch(source)


@pytest.mark.parametrize(
    "message",
    [(), (0xB0,), (0xB0, 1), (0xB0, 123, 0), (0xF8,), (0xF0, 1, 0xF7), (0xD0, 5), (0xA0, 1, 2),
     (0xB0, 1, 200), (0x90, 1, 2, 3)],
)  # fmt: skip
def test_what_is_no_controller_moves_nothing(message: tuple[int, ...]) -> None:
    assert moved(message) is None


@given(st.lists(st.integers(0, 255), max_size=5))
def test_any_bytes_are_safe(message: list[int]) -> None:
    found = moved(message)
    assert found is None or (SOURCE.fullmatch(found.source) and 0 <= found.position <= 1)


def test_numbers_are_spread_over_their_range() -> None:
    travel, zoom = target("/art/travel"), target("/art/tune/zoom")
    assert [travel.value(share) for share in (0, 0.5, 1)] == [0, 4, 8]
    assert travel.message(travel.value(0.25)) == c.ArtTravel(2.0)
    assert (zoom.value(0), zoom.value(1)) == (TUNES["zoom"].low, TUNES["zoom"].high)
    assert zoom.message(0.5) == c.ArtTune("zoom", 0.5)
    assert target("/art/label/old town").message(1.0) == c.ArtLabel("old town", 1.0)
    seed = target("/art/seed")
    assert isinstance(seed.value(0.3), int)
    assert seed.share(seed.value(0.3)) == pytest.approx(0.3)


def test_switches_and_what_is_called_are_told_from_numbers() -> None:
    assert target("/art/freeze").switch and target("/art/blackout").switch
    assert not target("/art/palette").switch
    for address, message in (
        ("/art/cue/recall/drop", c.ArtCueRecall("drop")),
        ("/art/look/tunnel", c.ArtLook("tunnel")),
        ("/panic", c.Panic()),
    ):
        assert target(address).arg is None
        assert target(address).message() == message


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/art/nothing", "use /art/travel"),
        ("/clip/infill", "use /art/travel"),
        ("/art/watch", "use /art/travel"),
        ("/hello", "use /art/travel"),
        ("/art/tune", "as /art/tune/NAME"),
        ("/art/tune/nonsense", "nonsense"),
        ("/art/look", "as /art/look/NAME"),
        ("/art/record", "/art/record needs action"),
        ("", "use /art/travel"),
    ],
)
def test_what_no_controller_can_move_is_refused(address: str, part: str) -> None:
    with pytest.raises(PeerError) as error:
        target(address)
    assert error.value.code == "bad_args"
    assert part in error.value.text
