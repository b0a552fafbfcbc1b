"""What was played lately."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generators.score import Note
from server.memory import Memory


def played(*notes: tuple[int, float, float], track: str = "melody") -> Memory:
    """Pitch, and beats of the beginning and of the end."""
    memory = Memory()
    for pitch, start, end in sorted(notes, key=lambda n: n[1]):
        memory.begin(track, pitch, 80, start)
        memory.end(track, pitch, end)
    return memory


def test_notes_are_told_from_a_beat_on_and_counted_from_it() -> None:
    memory = played((60, 3, 4), (62, 5, 5.5))
    memory.begin("bass", 40, 70, 6)
    memory.end("bass", 40, 7)
    assert memory.notes(4, 9) == {"melody": [Note(1, 62, 0.5)], "bass": [Note(2, 40, 1, 70)]}


def test_what_is_held_lasts_until_now() -> None:
    memory = Memory()
    memory.begin("melody", 60, 80, 2)
    assert memory.notes(0, 5) == {"melody": [Note(2, 60, 3)]}
    assert memory.notes(0, 2) == {"melody": [Note(2, 60, 1 / 16)]}, "at least for a moment"
    assert memory.held(5)
    memory.end("melody", 60, 4)
    assert memory.notes(0, 5) == {"melody": [Note(2, 60, 2)]}
    assert not memory.held(5)


def test_a_note_that_lost_its_end_is_held_for_four_bars_only() -> None:
    memory = Memory()
    memory.begin("melody", 60, 80, 2)
    assert memory.held(17.9)
    assert not memory.held(18)
    assert memory.notes(0, 99) == {"melody": [Note(2, 60, 16)]}


def test_a_pitch_that_is_struck_again_ends_the_one_before() -> None:
    memory = Memory()
    memory.begin("melody", 60, 80, 0)
    memory.begin("melody", 60, 90, 1)
    memory.begin("bass", 60, 90, 2)
    memory.end("melody", 60, 3)
    memory.end("melody", 60, 4)
    assert memory.notes(0, 9)["melody"] == [Note(0, 60, 1), Note(1, 60, 2, 90)]
    assert memory.held(9), "the other track's"


def test_the_newest_beginning_or_end_is_known() -> None:
    memory = Memory()
    assert memory.last() is None
    memory.begin("melody", 60, 80, 0)
    memory.end("melody", 60, 1)
    memory.begin("bass", 60, 80, 0.5)
    assert memory.last() == 1
    memory.begin("bass", 61, 80, 5)
    assert memory.last() == 5


def test_what_ended_before_a_beat_is_forgotten_also_behind_a_note_without_an_end() -> None:
    memory = Memory()
    memory.begin("melody", 50, 80, 0)
    for pitch, start, end in ((60, 1, 2), (61, 3, 9), (62, 5, 6), (63, 30, 31)):
        memory.begin("melody", pitch, 80, start)
        memory.end("melody", pitch, end)
    memory.forget(7)
    assert [n.pitch for n in memory.notes(0, 8)["melody"]] == [50, 61, 63]
    memory.forget(20)
    assert [n.pitch for n in memory.notes(0, 40)["melody"]] == [63]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("begin"), st.integers(60, 62), st.integers(0, 8)),
            st.tuples(st.just("end"), st.integers(60, 62), st.integers(0, 8)),
            st.tuples(st.just("add"), st.integers(60, 62), st.integers(0, 8)),
            st.tuples(st.just("erase"), st.integers(0, 40), st.integers(0, 8)),
        ),
        max_size=30,
    ),
    st.integers(0, 40),
)
def test_memory_is_what_a_list_of_notes_would_be(
    deeds: list[tuple[str, int, int]], base: int
) -> None:
    memory, now = Memory(), 0
    notes: list[list[float]] = []  # pitch, start, end or -1
    for name, number, ahead in deeds:
        if name == "erase":
            memory.erase("melody", number, number + ahead)
            notes = [n for n in notes if not number <= n[1] < number + ahead]
            continue
        now += ahead
        if name == "add":
            memory.add("melody", Note(ahead, number, 2), now)
            notes.append([number, now + ahead, now + ahead + 2])
            continue
        held = [n for n in notes if n[0] == number and n[2] < 0]
        for note in held:
            note[2] = max(now, note[1] + 1 / 16)
        if name == "begin":
            memory.begin("melody", number, 80, now)
            notes.append([number, now, -1])
        else:
            memory.end("melody", number, now)
    expected = [
        Note(
            start - base,
            int(pitch),
            min(16, (max(now, start + 1 / 16) if end < 0 else end) - start),
        )
        for pitch, start, end in notes
        if start >= base
    ]
    assert memory.notes(base, now).get("melody", []) == expected
