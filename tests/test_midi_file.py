"""Reading MIDI files, and writing them back with nothing but the holes changed."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from pathlib import Path

import mido
import pretty_midi
import pytest

from generators import smf, tasks
from generators.base import FillRequest
from generators.fakes import Repeat
from generators.midi_file import MidiDocument, MidiFileError, TrackChoice, clip_to_midi, read_midi
from generators.midi_parts import find_parts
from generators.score import ROLES, Clip, Hole, Note

FILES = sorted((Path(__file__).parent / "data" / "midi").rglob("*.mid"))
UNISONS = {"d_e3m8"}
"""Files that strike a key twice at once on one channel, which pretty_midi hears as one note."""
IDS = [path.stem for path in FILES]
Sounding = tuple[int, int, int, int, int, int]


def test_the_real_files_are_there() -> None:
    assert len(FILES) == 25


def bytes_of(*tracks: list[mido.Message | mido.MetaMessage], kind: int = 1, ppq: int = 96) -> bytes:
    file = mido.MidiFile(type=kind, ticks_per_beat=ppq)
    file.tracks.extend(mido.MidiTrack(track) for track in tracks)
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def play(
    *notes: tuple[float, int, float], channel: int = 0, program: int | None = None, name: str = ""
) -> list[mido.Message | mido.MetaMessage]:
    """A track of (start, pitch, duration) in beats of 96 ticks."""
    timed = []
    for start, pitch, duration in notes:
        timed.append((start, 1, "note_on", pitch))
        timed.append((start + duration, 0, "note_off", pitch))
    track: list[mido.Message | mido.MetaMessage] = []
    if name:
        track.append(mido.MetaMessage("track_name", name=name))
    if program is not None:
        track.append(mido.Message("program_change", channel=channel, program=program))
    now = 0
    for beat, _, kind, pitch in sorted(timed):
        tick = round(beat * 96)
        track.append(mido.Message(kind, channel=channel, note=pitch, time=tick - now))
        now = tick
    return track


def metre(upper: int, lower: int, time: int = 0) -> mido.MetaMessage:
    return mido.MetaMessage("time_signature", numerator=upper, denominator=lower, time=time)


def sounding(file: smf.SmfFile) -> Counter[Sounding]:
    """Every note of the file: track, channel, ticks, pitch, velocity."""
    return Counter(
        (p.track, p.channel, n.start, n.end, n.pitch, n.velocity)
        for p in find_parts(file)[0]
        for n in p.notes
    )


def others(file: smf.SmfFile) -> list[list[smf.Event]]:
    """Every event but notes, track by track."""
    return [[e for e in t.events if not 0x80 <= e.data[0] < 0xA0] for t in file.tracks]


# --- properties over real files


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_reading_and_writing_keeps_every_event(path: Path) -> None:
    document = read_midi(path, any_metre=True)
    again = document.with_filling((), {}).data
    assert smf.parse(again) == document.file
    ours, theirs = mido.MidiFile(file=io.BytesIO(again)), mido.MidiFile(path)
    assert [list(track) for track in ours.tracks] == [list(track) for track in theirs.tracks]


def some_holes(document: MidiDocument, draw: random.Random) -> list[Hole]:
    holes = []
    for role in document.clip.tracks:
        for _ in range(draw.randint(1, 3)):
            start = draw.randrange(int(document.clip.length * 4)) / 4
            end = start + draw.choice((0.25, 0.5, 1, 4, 16, 32))
            holes.append(Hole(role, start, min(end, document.clip.length)))
    return holes


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_what_is_outside_the_holes_is_untouched(path: Path, seed: int) -> None:
    document = read_midi(path, any_metre=True)
    clip, holes = tasks.infill(document.clip, some_holes(document, random.Random(seed)))
    filling = list(Repeat(steps=1).fill(FillRequest("x", clip, holes)))[-1].variations[0]

    done = document.with_filling(holes, filling)

    new = smf.parse(done.data)
    assert others(new) == others(document.file)
    in_holes = Counter(
        (p.track, p.channel, n.start, n.end, n.pitch, n.velocity)
        for role, p in document.roles.items()
        for n in p.notes
        if any(h.track == role and h.holds(n.start / document.file.division) for h in holes)
    )
    kept = sounding(document.file) - in_holes
    assert done.removed == in_holes.total()
    assert not kept - sounding(new)
    assert (sounding(new) - kept).total() == done.added
    assert done.added + done.dropped == sum(map(len, filling.values()))


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_new_notes_are_read_back_where_they_were_put(path: Path) -> None:
    document = read_midi(path, any_metre=True)
    role = next(iter(document.clip.tracks))
    end = document.clip.length
    line = tuple(Note(end + step / 4, 60 + step, 0.25, 64) for step in range(8))
    done = document.with_filling([Hole(role, end, end + 4)], {role: line})
    new = sounding(smf.parse(done.data)) - sounding(document.file)
    part, ppq = document.roles[role], document.file.division
    wanted = [(n.start * ppq, n.end * ppq, n.pitch, n.velocity) for n in line]
    assert sorted(n[2:] for n in new) == [tuple(map(round, note)) for note in wanted]
    assert {n[:2] for n in new} == {(part.track, part.channel)}
    assert done.dropped == done.shortened == done.removed == 0


def onsets(document: MidiDocument) -> list[tuple[int, int, float]]:
    """Pitch, velocity and start in seconds of every note that lasts, sorted."""
    return sorted(
        (n.pitch, n.velocity, document.seconds(n.start / document.file.division))
        for p in document.parts
        for n in p.notes
        if n.end > n.start
    )


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_seconds_agree_with_mido(path: Path) -> None:
    theirs: list[tuple[int, int, float]] = []
    now = 0.0
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity:
            theirs.append((message.note, message.velocity, now))
    document = read_midi(path, any_metre=True)
    found = [len(p.notes) - sum(n.end > n.start for n in p.notes) for p in document.parts]
    if any(found):
        pytest.skip("has notes of no length")
    close(onsets(document), sorted(theirs))


@pytest.mark.filterwarnings("ignore:Tempo, Key or Time")
@pytest.mark.parametrize("path", [p for p in FILES if p.stem not in UNISONS], ids=lambda p: p.stem)
def test_notes_agree_with_pretty_midi(path: Path) -> None:
    document = read_midi(path, any_metre=True)
    if any(e.meta == smf.TEMPO for track in document.file.tracks[1:] for e in track.events):
        pytest.skip("pretty_midi hears tempo changes on the first track only")
    theirs = pretty_midi.PrettyMIDI(str(path))
    close(
        onsets(document),
        sorted((n.pitch, n.velocity, float(n.start)) for i in theirs.instruments for n in i.notes),
    )


def close(ours: list[tuple[int, int, float]], theirs: list[tuple[int, int, float]]) -> None:
    assert [note[:2] for note in ours] == [note[:2] for note in theirs]
    assert [note[2] for note in ours] == pytest.approx([note[2] for note in theirs], abs=1e-6)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_cut_off_file_is_refused_with_a_sentence(path: Path) -> None:
    data = path.read_bytes()
    for size in (0, 3, 10, 14, 20, len(data) // 2, len(data) - 1):
        with pytest.raises(MidiFileError, match=r"\w+ \w+ \w+"):
            read_midi(data[:size])


@pytest.mark.parametrize("path", FILES[::4], ids=IDS[::4])
def test_a_damaged_file_is_read_or_refused_but_never_crashes(path: Path) -> None:
    draw = random.Random(path.name)
    data = path.read_bytes()
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(draw.randint(1, 20)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        try:
            document = read_midi(bytes(broken))
        except MidiFileError as error:
            assert "\n" not in str(error)
        else:
            assert smf.parse(document.with_filling((), {}).data).tracks == document.file.tracks


# --- what is read


def test_a_clip_counts_in_beats_and_keeps_tempo() -> None:
    head = [mido.MetaMessage("set_tempo", tempo=600_000), metre(4, 4)]
    document = read_midi(bytes_of(head, play((1.5, 60, 0.5), (5, 62, 1), program=0)))
    assert document.clip == Clip(
        8.0, {"melody": (Note(1.5, 60, 0.5, 64), Note(5.0, 62, 1.0, 64))}, 100.0
    )


def test_the_tempo_map_gives_seconds() -> None:
    head = [
        mido.MetaMessage("set_tempo", tempo=1_000_000),
        mido.MetaMessage("set_tempo", tempo=250_000, time=4 * 96),
    ]
    document = read_midi(bytes_of(head, play((0, 60, 8), program=0)))
    assert document.tempos == ((0.0, 60.0), (4.0, 240.0))
    assert [document.seconds(beat) for beat in (0, 2, 4, 8)] == [0, 2, 4, 5]


def test_empty_bars_at_the_end_count_when_the_file_has_them() -> None:
    track = [*play((0, 60, 1), program=0), mido.MetaMessage("end_of_track", time=96 * 15)]
    document = read_midi(bytes_of(track))
    assert (document.clip.length, document.sounding_beats) == (16.0, 4.0)
    assert document.trimmed.clip.length == 4.0


def test_a_note_that_hangs_over_a_little_opens_no_bar() -> None:
    assert read_midi(bytes_of(play((0, 60, 4.1), program=0))).clip.length == 4.0
    assert read_midi(bytes_of(play((0, 60, 4.2), program=0))).clip.length == 8.0


@pytest.mark.parametrize(("upper", "lower"), [(4, 4), (2, 2), (8, 8)])
def test_bars_of_four_quarter_notes_are_read(upper: int, lower: int) -> None:
    data = bytes_of([metre(upper, lower)], play((0, 60, 1), program=0))
    assert read_midi(data).clip.length == 4.0


@pytest.mark.parametrize(("upper", "lower"), [(3, 4), (2, 4), (6, 8), (5, 4), (7, 8)])
def test_other_metres_are_refused_with_bar_and_way_out(upper: int, lower: int) -> None:
    head = [metre(4, 4), metre(upper, lower, time=8 * 96)]
    data = bytes_of(head, play((0, 60, 1), (12, 60, 1), program=0))
    with pytest.raises(MidiFileError, match=f"bar 3 is in {upper}/{lower}.*--any-metre"):
        read_midi(data)
    assert read_midi(data, any_metre=True).clip.length == 16.0


def test_another_metre_after_the_last_note_does_not_matter() -> None:
    head = [metre(3, 4), metre(4, 4), metre(3, 4, time=8 * 96)]
    assert read_midi(bytes_of(head, play((0, 60, 1), program=0))).clip.note_count == 1


def test_a_bar_that_is_cut_short_is_refused() -> None:
    head = [metre(4, 4), metre(4, 4, time=6 * 96)]
    with pytest.raises(MidiFileError, match="bar 2 is cut short at beat 6"):
        read_midi(bytes_of(head, play((0, 60, 8), (7, 62, 1), program=0)))


def test_notes_without_an_end_last_to_the_end_of_the_track() -> None:
    track = [
        mido.Message("note_on", note=60, velocity=80),
        mido.Message("note_off", note=72, time=96),
        mido.MetaMessage("end_of_track", time=96 * 3),
    ]
    document = read_midi(bytes_of(track))
    assert document.clip.tracks["melody"] == (Note(0.0, 60, 4.0, 80),)
    assert document.faults == (1, 1)
    assert any("without an end" in line for line in document.report())


def test_ten_thousand_notes_are_quick() -> None:
    draw = random.Random(1)
    clip = Clip(
        4096.0,
        {
            role: tuple(
                Note(draw.randrange(16384) / 4, draw.randrange(30, 90), 0.25) for _ in range(3334)
            )
            for role in ROLES
        },
    )
    began = time.process_time()
    document = read_midi(clip_to_midi(clip))
    document.with_filling([Hole("bass", 1000, 1100)], {"bass": (Note(1000, 40, 4),)})
    assert time.process_time() - began < 2.0
    assert document.clip.note_count > 9900


# --- what is refused


def raw(kind: int = 1, count: int = 1, division: int = 96, body: bytes = b"\0\xff\x2f\0") -> bytes:
    numbers = b"".join(n.to_bytes(2, "big") for n in (kind, count, division))
    return b"MThd\0\0\0\6" + numbers + b"MTrk" + len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a MIDI file"),
        (b"RIFF" + bytes(40), "not a MIDI file"),
        (b"hello, I am a text that someone renamed", "not a MIDI file"),
        (raw(kind=2), "type 2"),
        (raw(kind=7), "type 7"),
        (raw(division=0xE728), "film frames"),
        (raw(division=0), "too coarse"),
        (raw(count=0), "no tracks"),
        (raw(count=3), "cut off: only 1 of its 3"),
        (raw(count=60_000), "60,000 tracks"),
        (raw(kind=0, count=2), "type 0 has one track"),
        (raw(), "no notes"),
        (raw(body=b"\0\x90\x40"), "track 1 of the file is damaged"),
        (raw(body=b"\0\x40\x40"), "damaged"),
        (raw(body=b"\0\x90\x40\x90\0\xff\x2f\0"), "damaged"),
        (raw(body=b"\xff\xff\xff\xff\xff\x90\x40\x40"), "damaged"),
        (raw(body=b"\0\xf0\xff\xff\xff\x7f\x01"), "damaged"),
        (raw(body=b"\0\xf8\0\x90\x40\x40"), "damaged"),
        (raw(body=b"\xff\xff\xff\x7f\x90\x40\x40"), "bars: at most 1,024"),
        (raw() + bytes(5_000_000), "5,000,026 bytes"),
        (raw(body=b"\0\x90\x40\x40" + b"\0\x40\x40" * 300_000), "more than 300,000 events"),
    ],
)
def test_unusable_files_are_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(MidiFileError, match=says) as caught:
        read_midi(data)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_path_that_is_not_there_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_midi(tmp_path / "none.mid")


# --- which track is what


def roles(*tracks: list[mido.Message | mido.MetaMessage], **choice: int) -> dict[str, int]:
    document = read_midi(bytes_of(*tracks), TrackChoice(**choice) if choice else None)
    return {role: part.number for role, part in document.roles.items()}


ONE = ((0, 60, 1),)
LOW = ((0, 40, 1),)


def test_programs_say_what_a_track_is() -> None:
    assert roles(
        play(*ONE, program=5), play(*LOW, channel=1, program=38), play(*LOW, channel=9)
    ) == {"melody": 1, "bass": 2, "drums": 3}


def test_names_come_before_programs() -> None:
    found = roles(
        play(*ONE, program=0, name="Piano"),
        play(*ONE, channel=1, program=81, name="Lead Synth"),
        play(*LOW, channel=2, program=50, name="Sub Bass"),
        play(*LOW, channel=3, name="Drum Rack"),
    )
    assert found == {"melody": 2, "bass": 3, "drums": 4}


@pytest.mark.parametrize(
    "name", ["Bassoon", "Percussive Organ", "Steel Drums", "Bass Lead", "Misled"]
)
def test_names_that_only_look_like_a_hint_are_none(name: str) -> None:
    assert roles(play(*ONE, program=48, name=name)) == {}


def test_the_track_that_plays_most_bars_is_chosen() -> None:
    few, many = ((0, 72, 1), (1, 72, 1), (2, 72, 1)), ((0, 60, 1), (4, 60, 1))
    assert roles(play(*few, program=0), play(*many, channel=1, program=0)) == {"melody": 2}


def test_a_tie_goes_to_the_higher_melody_and_the_busier_bass() -> None:
    assert roles(play((0, 60, 1), (1, 60, 1), program=0), play((0, 72, 1), program=1)) == {
        "melody": 2
    }
    assert roles(
        play((0, 40, 1), program=33), play((0, 30, 1), (1, 30, 1), channel=1, program=33)
    ) == {"bass": 2}


def test_without_program_and_name_the_register_decides() -> None:
    assert roles(play(*ONE), play(*LOW, channel=1)) == {"melody": 1, "bass": 2}


def test_pads_are_neither_and_a_flute_sings_if_nobody_else_does() -> None:
    assert roles(play(*ONE, program=89)) == {}
    flute = play((0, 80, 1), (4, 80, 1), channel=1, program=73)
    assert roles(flute) == {"melody": 1}
    assert roles(play(*ONE, program=0), flute) == {"melody": 1}


CHORD = ((0, 60, 4), (0, 64, 4), (0, 67, 4))


def test_chords_are_named_or_have_several_notes_at_a_time() -> None:
    line, chords = play((0, 72, 1), (4, 72, 1), program=0), play(*CHORD, channel=1, program=4)
    assert roles(line, chords) == {"melody": 1, "chords": 2}
    assert roles(line, play(*ONE, channel=1, program=4)) == {"melody": 1}, "a second line is none"
    assert roles(line, play(*ONE, channel=1, program=50, name="String Pad")) == {
        "melody": 1, "chords": 2,
    }  # fmt: skip
    assert roles(chords) == {"melody": 1}, "what plays alone is the melody"
    assert roles(line, chords, chords=0) == {"melody": 1}


def test_the_user_has_the_last_word() -> None:
    tracks = play(*ONE, program=0), play(*ONE, channel=1, program=89), play(*LOW, channel=9)
    assert roles(*tracks, melody=2) == {"melody": 2, "drums": 3}
    assert roles(*tracks, bass=1, drums=0) == {"bass": 1}
    with pytest.raises(MidiFileError, match=r"no track 9 for the melody; there are: 1 ''"):
        roles(*tracks, melody=9)
    with pytest.raises(MidiFileError, match="track 1 was chosen twice"):
        roles(*tracks, melody=1, bass=1)


def test_a_file_of_type_0_is_split_by_channel() -> None:
    merged = [
        mido.Message("program_change", channel=2, program=33),
        *play((0, 40, 1), channel=2),
        *play((0, 60, 1), channel=4),
        *play((0, 36, 1), channel=9),
    ]
    document = read_midi(bytes_of(merged, kind=0))
    assert {role: part.channel for role, part in document.roles.items()} == {
        "melody": 4, "bass": 2, "drums": 9,
    }  # fmt: skip


OUTDONE = "could be melody, another track fits better)"
NEITHER = "program 89 is neither a melody nor a bass)"


def test_the_report_says_what_was_chosen_and_why() -> None:
    data = bytes_of(
        play(*ONE, program=0, name="Keys"),
        play((0, 72, 1), channel=1, program=1),
        play(*ONE, channel=2, program=89, name="Sweep"),
    )
    assert read_midi(data).report() == [
        "melody: track 2 '' (channel 2), 1 notes in 1 bars (program 1)",
        "left out: track 1 'Keys' (channel 1), 1 notes in 1 bars (" + OUTDONE,
        "left out: track 3 'Sweep' (channel 3), 1 notes in 1 bars (" + NEITHER,
        "chords: the file has none",
        "bass: the file has none",
        "drums: the file has none",
    ]


# --- what is written


def filled(data: bytes, lead: float = 0.0, **filling: tuple[Note, ...]) -> list[tuple[int, bytes]]:
    """The events of the last track, without names."""
    holes = [Hole(role, 0.0, 8.0) for role in filling] if lead else []
    done = read_midi(data).with_filling(holes, filling, lead)
    return [(t, d) for t, d in smf.parse(done.data).tracks[-1].events if d[0] != smf.META]


def test_a_new_note_never_cuts_a_note_that_sounds() -> None:
    data = bytes_of(play((0, 60, 2), (4, 60, 1), program=0))
    document = read_midi(data)
    for start, end, expected in [
        (1.5, 3.5, (2.0, 3.5)),  # begins when the kept note ends
        (3.0, 4.5, (3.0, 4.0)),  # ends when the kept note begins
        (0.5, 2.2, None),  # more of it is taken than free
        (4.05, 7.0, None),  # the same stroke as a kept one
    ]:
        done = document.with_filling((), {"melody": (Note(start, 60, end - start),)})
        notes = read_midi(done.data).clip.tracks["melody"]
        assert (Note(0.0, 60, 2.0, 64) in notes) and (Note(4.0, 60, 1.0, 64) in notes)
        new = [(n.start, n.end) for n in notes if n.velocity == 80]
        assert new == ([expected] if expected else [])
        assert (done.shortened, done.dropped) == ((1, 0) if expected else (0, 1))


def test_a_stray_note_off_does_not_cut_a_new_note() -> None:
    stray = mido.Message("note_off", note=67, time=96)
    document = read_midi(bytes_of([*play((0, 60, 1), program=0), stray]))
    done = document.with_filling((), {"melody": (Note(1.0, 67, 2.0),)})
    assert Note(1.0, 67, 1.0) in read_midi(done.data).clip.tracks["melody"]


def test_other_tracks_of_the_same_channel_are_respected() -> None:
    data = bytes_of(play((0, 60, 1), program=0), play((1, 60, 1), name="Bridge"))
    done = read_midi(data, TrackChoice(melody=1, bass=0)).with_filling(
        (), {"melody": (Note(0.0, 64, 1.0), Note(2.0, 60, 0.5))}
    )
    assert done.dropped == 0
    later = [n for n in sounding(smf.parse(done.data)) if n[4] == 60 and n[0] == 0]
    assert sorted(n[2] for n in later) == [0, 2 * 96 + 1]


def test_a_role_that_the_file_lacks_gets_a_track() -> None:
    data = bytes_of(play(*ONE, program=0))
    document = read_midi(data)
    new = {"bass": (Note(0.0, 40, 1.0),), "drums": (Note(0.0, 36, 1.0),)}
    again = read_midi(document.with_filling((), new).data)
    assert again.clip.tracks == {**document.clip.tracks, **new}
    parts = [(p.name, p.channel, p.program) for p in again.parts[1:]]
    assert parts == [("Bass", 1, 33), ("Drums", 9, None)]


def test_a_file_of_type_0_gets_a_channel() -> None:
    document = read_midi(bytes_of(play(*ONE, program=0), kind=0))
    again = read_midi(document.with_filling((), {"bass": (Note(0.0, 40, 1.0),)}).data)
    assert (again.file.kind, len(again.file.tracks)) == (0, 1)
    assert (again.roles["bass"].channel, again.roles["bass"].program) == (1, 33)


def test_a_file_that_uses_all_channels_says_so() -> None:
    tracks = [play(*ONE, channel=channel, program=50) for channel in range(16)]
    document = read_midi(bytes_of(*tracks), TrackChoice(drums=1))
    with pytest.raises(MidiFileError, match="all 16 channels"):
        document.with_filling((), {"bass": (Note(0.0, 40, 1.0),)})


def test_a_lead_in_delays_everything_but_the_set_up() -> None:
    head = [
        mido.MetaMessage("set_tempo", tempo=600_000),
        metre(4, 4),
        mido.MetaMessage("marker", text="verse", time=96),
        mido.MetaMessage("set_tempo", tempo=500_000, time=96),
    ]
    track = [
        mido.Message("control_change", control=7, value=90, time=10),
        mido.Message("program_change", program=4),
        mido.Message("note_on", note=60, velocity=70, time=86),
        mido.Message("control_change", control=1, value=5, time=48),
        mido.Message("note_off", note=60, time=48),
    ]
    done = read_midi(bytes_of(head, track)).with_filling(
        [Hole("melody", 0, 8)], {"melody": (Note(0.0, 72, 1.0),)}, lead=8.0
    )
    first, second = smf.parse(done.data).tracks
    assert [(e.tick, e.meta) for e in first.events] == [(0, 0x51), (0, 0x58), (864, 6), (960, 0x51)]
    assert [(e.tick, e.data[0], e.data[1]) for e in second.events] == [
        (0, 0xB0, 7), (0, 0xC0, 4), (0, 0x90, 72), (96, 0x80, 72),
        (864, 0x90, 60), (912, 0xB0, 1), (960, 0x80, 60),
    ]  # fmt: skip


def test_a_continuation_moves_the_end() -> None:
    document = read_midi(bytes_of(play((0, 60, 4), program=0)))
    done = document.with_filling([Hole("melody", 4, 12)], {"melody": (Note(4.0, 62, 1.0),)})
    assert smf.parse(done.data).tracks[0].end == 12 * 96
    assert read_midi(done.data).clip.length == 12.0


def test_a_bridge_has_the_second_piece_on_the_tracks_of_the_first() -> None:
    first = read_midi(bytes_of(play((0, 60, 4), program=4, channel=3)))
    second = read_midi(
        bytes_of(play((0, 72, 1), channel=5, program=0), play((2, 36, 1), channel=9))
    )
    joined = first.followed_by(second, 2)
    assert joined.clip.length == 16.0
    assert joined.clip == tasks.bridge(first.clip, second.clip, 2)[0]
    assert joined.roles["melody"].channel == 3
    again = read_midi(joined.with_filling((), {}).data)
    assert again.clip == joined.clip


@pytest.mark.parametrize("path", FILES[::5], ids=IDS[::5])
def test_a_bridge_between_real_files_keeps_both(path: Path) -> None:
    first, second = read_midi(FILES[0], any_metre=True), read_midi(path, any_metre=True)
    joined = first.followed_by(second, 4)
    assert not sounding(first.file) - sounding(joined.file)
    role = next(r for r in first.clip.tracks if second.clip.tracks.get(r))
    count = len(first.clip.tracks[role]) + len(second.clip.tracks[role])
    # Where two voices of a polyphonic track strike one key at once, one of them is enough.
    assert 0.9 * count <= len(joined.clip.tracks[role]) <= count


def test_a_clip_becomes_a_file_that_others_can_read() -> None:
    clip = Clip(
        8.0,
        {
            "melody": (Note(0.0, 60, 1.5, 99), Note(4.25, 62, 0.25, 1)),
            "drums": (Note(1.0, 42, 0.1),),
        },
        90.0,
    )
    data = clip_to_midi(clip, {"melody": 73})
    theirs = mido.MidiFile(file=io.BytesIO(data))
    assert theirs.length == pytest.approx(8 * 60 / 90)
    assert [track.name for track in theirs.tracks] == ["", "Melody", "Drums"]
    again = read_midi(data)
    assert again.clip.length == 8.0
    assert again.clip.tempo == pytest.approx(90.0, abs=0.001)
    assert again.clip.tracks["melody"] == clip.tracks["melody"]
    assert again.roles["melody"].program == 73


def test_a_silent_clip_becomes_a_file() -> None:
    theirs = mido.MidiFile(file=io.BytesIO(clip_to_midi(Clip(4.0, {"bass": ()}))))
    assert [track.name for track in theirs.tracks] == ["", "Bass"]


def test_odd_bytes_survive() -> None:
    body = (
        b"\0\xff\x59\x02\x77\x05"  # a key signature that does not exist
        b"\0\xff\x03\x04\xff\xfe\x80\x81"  # a name in no encoding
        b"\0\xf0\x03\x7e\x7f\x09\x10\xf7\x02\x01\xf7"  # sysex in two packets
        b"\0\xff\x7f\x80\x03abc"  # a length that is longer than it need be
        b"\0\x90\x40\x40\x60\x40\0\0\xff\x2f\0"
    )
    data = raw(body=body) + b"XFIH\0\0\0\x02ab"
    document = read_midi(data)
    assert document.with_filling((), {}).data == data
