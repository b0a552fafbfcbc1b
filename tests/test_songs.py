"""What a MIDI file gives to train on: stretches in 4/4, pairings of tracks, cuts at silences."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import mido
import numpy as np
import pytest

from generators.midi_file import read_midi
from generators.midi_metre import stretches
from generators.notes.tokens import TRIO, encode
from generators.score import ScoreError
from generators.smf import parse
from training.prepare.songs import Rules, Song, read

MIDI = Path(__file__).parent / "data/midi"
Q = 96
"""Ticks a quarter note."""

MELODY, BASS, DRUMS = 0, 33, None
TUNE = (60, 62, 64, 67, 65, 64, 62, 59)


def track(
    program: int | None, bars: Iterable[int], tune: Iterable[int] = TUNE, name: str = ""
) -> mido.MidiTrack:
    """A track that plays eighth notes of `tune` in `bars`; program None: drums."""
    tune = tuple(tune)
    channel = 9 if program is None else (program + 1) % 9
    found = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    if program is not None:
        found.append(mido.Message("program_change", program=program, channel=channel))
    events = [
        (bar * 4 * Q + place * Q // 2 + length, kind, tune[(bar * 3 + place) % len(tune)])
        for bar in bars
        for place in range(8)
        for kind, length in (("note_on", 0), ("note_off", Q // 2))
    ]
    now = 0
    for tick, kind, pitch in sorted(events):
        found.append(mido.Message(kind, note=pitch, channel=channel, time=tick - now))
        now = tick
    return found


def low(tune: Iterable[int] = TUNE) -> list[int]:
    """The tune two octaves down and backwards."""
    return [pitch - 24 for pitch in reversed([*tune])]


def kit(bars: Iterable[int]) -> mido.MidiTrack:
    return track(DRUMS, bars, (36, 42, 38, 42))


def midi(*tracks: mido.MidiTrack, metres: Iterable[tuple[int, int, int]] = ()) -> bytes:
    """A file; `metres` are (tick, numerator, denominator)."""
    conductor, now = mido.MidiTrack(), 0
    for tick, upper, lower in metres:
        conductor.append(
            mido.MetaMessage("time_signature", numerator=upper, denominator=lower, time=tick - now)
        )
        now = tick
    file = mido.MidiFile(ticks_per_beat=Q)
    file.tracks.extend([conductor, *tracks])
    data = io.BytesIO()
    file.save(file=data)
    return data.getvalue()


def bars_of(song: Song) -> list[int]:
    return [len(grid) // 16 for grid in song.pieces.values()]


def known(grid: np.ndarray) -> list[str]:
    """The roles that are known somewhere in a piece."""
    return [r for r, c, m in zip(TRIO.roles, grid.T, TRIO.masks, strict=True) if (c < m).any()]


@pytest.mark.parametrize("path", sorted((MIDI / "lakh").glob("*.mid")), ids=lambda p: p.stem)
def test_a_plain_trio_is_what_the_reader_hears(path: Path) -> None:
    song = read(path.read_bytes(), Rules(rest=64))
    (grid,) = song.pieces.values()
    expected = encode(read_midi(path).clip).grid
    shift = next(s for s in range(0, len(expected), 16) if expected[s : s + 16].any())
    np.testing.assert_array_equal(grid, expected[shift : shift + len(grid)])
    assert not expected[shift + len(grid) :, 2].any()
    assert [line.role for line in song.lines] == ["melody", "bass", "drums"]


def test_every_pairing_of_different_tracks_is_a_piece() -> None:
    other = [pitch + 5 * n % 7 for n, pitch in enumerate(TUNE)]
    song = read(
        midi(
            track(0, range(16)),
            track(24, range(16), other),
            track(33, range(16), low()),
            track(36, range(16), low(other)),
            kit(range(16)),
        ),
        Rules(pairings=3),
    )
    assert len(song.pieces) == 3 and bars_of(song) == [16] * 3
    first, *more = song.pieces.values()
    assert all((grid[:, 2] == first[:, 2]).all() for grid in more)
    assert len({grid[:, :2].tobytes() for grid in song.pieces.values()}) == 3
    assert len(song.lines) == 5


def test_doubled_empty_and_accompanying_tracks_are_left_out() -> None:
    song = read(
        midi(
            track(0, range(32)),
            track(1, range(32), [pitch + 12 for pitch in TUNE]),
            track(2, range(7), (70, 71)),
            track(4, range(32), (40, 43, 47)),
            track(33, range(32), low()),
        ),
        Rules(),
    )
    assert len(song.pieces) == 1
    assert song.tracks == {
        "like another track": 1,
        "play in less than 8 bars": 1,
        "accompany": 1,
    }


def test_a_named_melody_needs_no_company() -> None:
    song = read(
        midi(track(24, range(16), name="Melody"), track(0, range(32), (72, 74, 77))), Rules()
    )
    assert list(song.pieces) == ["bars 1-16, tracks 1"]


def test_the_drums_of_all_tracks_are_one_kit() -> None:
    kick, snare = track(DRUMS, range(16), (36,)), track(DRUMS, range(16), (38,))
    (grid,) = read(midi(kick, snare), Rules()).pieces.values()
    assert set(grid[:, 2].tolist()) == {0, 3}


def test_missing_roles_are_unknown_unless_trios_are_asked_for() -> None:
    data = midi(track(0, range(16)), kit(range(16)))
    (grid,) = read(data, Rules()).pieces.values()
    assert known(grid) == ["melody", "drums"]
    with pytest.raises(ScoreError, match="without melody, bass, drums"):
        read(data, Rules(full=True))


def test_long_rests_are_unknown_and_long_silences_cut() -> None:
    tune, pause = [*range(20), *range(40, 60), *range(80, 100)], [*range(20), *range(26, 60)]
    data = midi(track(0, tune), track(33, [*range(60), *range(80, 100)], low()))
    first, second = read(data, Rules()).pieces.values()
    assert (len(first) // 16, len(second) // 16) == (60, 20)
    melody = (first[:, 0] < TRIO.masks[0]).reshape(-1, 16)
    assert melody.all(axis=1).tolist() == [True] * 20 + [False] * 20 + [True] * 20
    (short_rest,) = read(midi(track(0, pause)), Rules()).pieces.values()
    assert (short_rest[:, 0] < TRIO.masks[0]).all()
    assert [
        len(g) // 16
        for g in read(data, Rules(full=True, tracks=("melody", "bass"))).pieces.values()
    ] == [20, 20, 20]


def test_a_held_note_is_not_a_rest() -> None:
    held = track(0, range(16))
    held.append(mido.Message("note_on", note=60, channel=1, time=0))
    held.append(mido.Message("note_off", note=60, channel=1, time=6 * 4 * Q))
    (grid,) = read(midi(held, kit(range(40))), Rules(rest=7)).pieces.values()
    assert (grid[:, 0] < TRIO.masks[0]).sum() == 22 * 16


def test_lengths_hold() -> None:
    data = midi(track(0, range(100)))
    assert bars_of(read(data, Rules(shortest=10, longest=30))) == [25] * 4
    assert bars_of(read(data, Rules(shortest=100, longest=200))) == [100]
    with pytest.raises(ScoreError, match="less than 101 bars"):
        read(data, Rules(shortest=101, longest=202))


def test_what_is_in_another_metre_is_cut_out_to_the_bar() -> None:
    bar = 4 * Q
    metres = [(0, 1, 4), (Q, 4, 4), (Q + 20 * bar, 3, 4), (Q + 20 * bar + 3 * Q, 4, 4)]
    data = midi(track(0, range(60)), metres=metres)
    song = read(data, Rules())
    assert bars_of(song) == [20, 39]
    assert song.bars["not in 4/4"] == 1
    whole = encode(read_midi(data, any_metre=True).clip).grid
    first, second = song.pieces.values()
    np.testing.assert_array_equal(first[:, 0], whole[4:324, 0])
    start = 4 + 320 + 12
    np.testing.assert_array_equal(second[:600, 0], whole[start : start + 600, 0])
    assert bars_of(read(data, Rules(any_metre=True))) == [60]


def test_a_file_without_four_four_says_so() -> None:
    data = midi(track(0, range(40)), metres=[(0, 3, 4)])
    with pytest.raises(ScoreError, match="not in 4/4"):
        read(data, Rules())


def test_notes_just_before_the_bar_line_belong_to_it() -> None:
    early = track(0, range(16))
    early[2].time = 3 * Q - 5  # where the first note begins
    (grid,) = read(midi(early, metres=[(0, 3, 4), (3 * Q, 4, 4)]), Rules()).pieces.values()
    (plain,) = read(midi(track(0, range(16))), Rules()).pieces.values()
    np.testing.assert_array_equal(grid, plain)


@pytest.mark.parametrize("wrong", [{"shortest": 0}, {"rest": 0}, {"longest": 31}, {"tracks": ()}])
def test_contradicting_rules_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ScoreError):
        Rules(**wrong)  # type: ignore[arg-type]


def test_a_role_may_have_several_voices() -> None:
    chords = mido.MidiTrack([mido.Message("program_change", program=0)])
    for _ in range(40):
        chords.extend(mido.Message("note_on", note=pitch, time=0) for pitch in (60, 64, 67))
        chords.append(mido.Message("note_off", note=60, time=2 * Q))
        chords.extend(mido.Message("note_off", note=pitch, time=0) for pitch in (64, 67))
    rules = Rules(tracks=("melody", "melody", "bass"))
    (grid,) = read(midi(chords, track(33, range(20), low())), rules).pieces.values()
    assert grid[0].tolist()[:2] == [67 - 21 + 2, 64 - 21 + 2] and grid.shape == (320, 3)


def test_stretches_join_bars_that_agree() -> None:
    bar = 4 * Q
    again = midi(track(0, range(8)), metres=[(0, 4, 4), (2 * bar, 2, 2), (4 * bar + Q, 4, 4)])
    ends = [end for _, end in stretches(parse(again))]
    assert stretches(parse(again))[:2] == [(0, 4 * bar + Q), (4 * bar + Q, ends[-1])]
