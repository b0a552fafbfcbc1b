"""The stand-in for Live does as AbletonOSC does, seen by another OSC library."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from benchmarks.ableton_live import Clip, Live, a_set
from bridges.ableton import LiveNote

TICK_S = 0.05


class Program:
    """A client with the port that the script answers to."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(2.0)
        self.port: int = self.socket.getsockname()[1]

    def say(self, live: Live, *messages: tuple[Any, ...], at: float = 0.0) -> None:
        """One packet: a bundle, if there are many."""
        built = []
        for address, *values in messages:
            builder = OscMessageBuilder(address)
            for value in values:
                builder.add_arg(value)
            built.append(builder.build())
        bundle = OscBundleBuilder(at)  # type: ignore[arg-type]
        for message in built:
            bundle.add_content(message)
        packet = built[0].dgram if len(built) == 1 else bundle.build().dgram
        self.socket.sendto(packet, ("127.0.0.1", live.port))

    def hear(self) -> tuple[Any, ...]:
        message = OscMessage(self.socket.recv(65536))
        return (message.address, *message.params)

    def silence(self) -> bool:
        """Whether nothing comes within some ticks."""
        self.socket.settimeout(5 * TICK_S)
        try:
            self.hear()
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(2.0)
        return False


@pytest.fixture
def program() -> Iterator[Program]:
    made = Program()
    with made.socket:
        yield made


@pytest.fixture
def live(program: Program) -> Iterator[Live]:
    with Live(a_set(), program.port, TICK_S) as made:
        assert program.hear() == ("/live/startup",)
        yield made


def test_it_answers_getters_to_the_fixed_port_on_its_tick_and_setters_never(
    live: Live, program: Program
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        sender = Program.__new__(Program)
        sender.socket = other
        start = time.monotonic()
        sender.say(live, ("/live/song/set/tempo", 99.0), ("/live/song/get/tempo",))
    assert program.hear() == ("/live/song/get/tempo", 99.0)
    assert time.monotonic() - start < 4 * TICK_S
    assert program.silence()


def test_time_tags_count_for_nothing(live: Live, program: Program) -> None:
    later = time.time() + 3600
    program.say(live, ("/live/song/get/num_tracks",), ("/live/song/get/num_scenes",), at=later)
    assert [program.hear(), program.hear()] == [
        ("/live/song/get/num_tracks", 4), ("/live/song/get/num_scenes", 4),
    ]  # fmt: skip


def test_an_error_has_no_id_and_costs_the_rest_of_the_packet(live: Live, program: Program) -> None:
    program.say(
        live,
        ("/live/clip_slot/create_clip", 0, 0, 4.0),
        ("/live/clip/set/name", 0, 0, "mine now"),
        ("/live/clip/get/name", 0, 0),
    )
    assert program.hear() == (
        "/live/error", "Error handling OSC message: This slot already has a clip",
    )  # fmt: skip
    assert program.silence()
    assert live.set.clip(0, 0).name == "Verse"  # type: ignore[union-attr]
    program.say(live, ("/live/no/such", 1), ("/live/song/get/tempo",))
    assert program.hear() == ("/live/error", "Unknown OSC address: /live/no/such")
    assert program.hear()[0] == "/live/song/get/tempo", "what is unknown costs nothing else"


def test_notes_come_by_pitch_and_then_by_time_and_empty_slots_as_none(
    live: Live, program: Program
) -> None:
    notes = [
        LiveNote(2, 60, 1, 80),
        LiveNote(0, 72, 1, 80),
        LiveNote(0, 60, 1, 80),
        LiveNote(1, 127, 1, 9),
    ]
    live.change(lambda opened: opened.tracks[1].slots.__setitem__(2, Clip(4.0, notes=notes)))
    program.say(live, ("/live/clip/get/notes", 1, 2, 0, 128, -8192.0, 16384.0))
    _, _, _, *flat = program.hear()
    assert [flat[i : i + 2] for i in range(0, 20, 5)] == [[60, 0], [60, 2], [72, 0], [127, 1]]
    program.say(live, ("/live/clip/get/notes", 1, 2))
    assert len(program.hear()) == 3 + 3 * 5, "the usual range of pitches leaves out 127"
    program.say(live, ("/live/track/get/clips/length", 1))
    assert program.hear() == ("/live/track/get/clips/length", 1, None, None, 4.0, None)


def test_what_is_too_large_for_a_packet_cannot_be_sent(live: Live, program: Program) -> None:
    notes = [LiveNote(i / 64, i % 128, 0.01, 80) for i in range(600)]
    live.change(lambda opened: opened.tracks[1].slots.__setitem__(2, Clip(16.0, notes=notes)))
    program.say(live, ("/live/clip/get/notes", 1, 2, 0, 128, 0.0, 16.0))
    assert "Message too long" in program.hear()[1]


def test_listeners_tell_whoever_sent_last_and_are_gone_after_a_restart(
    live: Live, program: Program
) -> None:
    program.say(live, ("/live/song/start_listen/tempo",))
    assert program.hear() == ("/live/song/get/tempo", 123.0)
    live.change(lambda opened: setattr(opened, "tempo", 90.0))
    assert program.hear() == ("/live/song/get/tempo", 90.0)
    live.start_script()
    assert program.hear() == ("/live/startup",)
    live.change(lambda opened: setattr(opened, "tempo", 91.0))
    assert program.silence()


def test_live_keeps_one_note_of_a_pitch_at_a_time() -> None:
    clip = Clip(8.0)
    for note in (LiveNote(0, 60, 4, 80), LiveNote(2, 60, 1, 90), LiveNote(2, 60, 2, 70)):
        clip.add(note)
    assert sorted(clip.notes) == [LiveNote(0, 60, 2, 80), LiveNote(2, 60, 2, 70)]
