"""New notes are played: velocities and timing, inside their holes, as the notes around them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notes.expression import (
    ASPECTS,
    ENOUGH,
    PASSES,
    REACH,
    SHORTEST,
    Expression,
    allowed,
    blocks,
    in_order,
    pick,
    placed,
    rows,
)
from generators.notes.expression_network import (
    NOTE,
    PARTS,
    ExpressionNetwork,
    ExpressionSizes,
    Heard,
    Notes,
    offset_bins,
)
from generators.notes.tokens import step_of
from generators.score import ROLES, Clip, Hole, Note

CPU = torch.device("cpu")


def network(seed: int = 0) -> ExpressionNetwork:
    torch.manual_seed(seed)
    return ExpressionNetwork(ExpressionSizes(width=16, layers=2, heads=2)).eval()


EXPRESSION = Expression(network(), CPU)


def played(bars: int = 8, seed: int = 0, human: bool = True) -> Clip:
    """Melody and drums, by a person or by a machine."""
    draw = np.random.default_rng(seed)

    def note(step: int, pitch: int) -> Note:
        late = draw.uniform(-0.06, 0.06) if human else 0.0
        velocity = int(draw.integers(40, 120)) if human else 90
        return Note(max(0.0, step / 4 + late), pitch, 0.2, velocity)

    return Clip(
        bars * 4.0,
        {
            "melody": tuple(note(step, 60 + step % 5) for step in range(0, bars * 16, 3)),
            "drums": tuple(note(step, 36 + 6 * (step % 2)) for step in range(bars * 16)),
        },
    )


def played_rows(clip: Clip) -> Notes:
    return rows(in_order(clip.tracks))


def answer(
    clip: Clip, hole: tuple[float, float] = (8.0, 16.0), humanise: float = 1.0, seed: int = 0
) -> dict[str, tuple[Note, ...]]:
    """Straight notes in a hole of both tracks, played."""
    holes = {role: [Hole(role, *hole)] for role in ("melody", "drums")}
    known = clip.replacing([hole for those in holes.values() for hole in those])
    steps = range(step_of(hole[0]), step_of(hole[1]))
    straight = {
        "melody": tuple(Note(step / 4, 70, 0.25, 90) for step in steps),
        "drums": tuple(Note(step / 4, 36, 0.25, 90) for step in steps),
    }
    (filling,) = EXPRESSION.play(known, [straight], holes, humanise, seed)
    return dict(filling)


def test_a_note_becomes_a_row_of_its_step_and_what_it_is_off() -> None:
    clip = Clip(8.0, {"bass": (Note(1.0 - 0.02, 36, 0.5, 70),), "melody": (Note(1.01, 60, 1, 99),)})
    first, second = played_rows(clip)
    assert (first["step"], PARTS[first["part"]], first["velocity"]) == (4, "melody", 99)
    assert (second["step"], PARTS[second["part"]]) == (4, "bass")
    assert first["offset"] == pytest.approx(0.04) and second["offset"] == pytest.approx(-0.08)
    assert second["length"] == pytest.approx(2.0)


def test_every_role_has_a_part_and_the_grid_is_the_middle_of_a_bin() -> None:
    assert set(PARTS) == set(ROLES)
    row = np.zeros(3, dtype=NOTE)
    row["offset"] = (0.0, -0.5, 0.4999)
    assert [*offset_bins(row)] == [12, 0, 24]
    for aspect in ASPECTS:
        every = np.arange(25)
        row = np.zeros(25, dtype=NOTE)
        row[aspect.name] = aspect.middle(every)
        assert (aspect.bins(row) == every).all()
        draw = np.random.default_rng(0)
        row[aspect.name] = aspect.values(every, row[:0], draw)
        assert (aspect.bins(row) == every).all(), "values lie in their bins"


def test_hidden_values_do_not_leak() -> None:
    notes = played_rows(played())
    hidden = np.arange(len(notes)) % 3 == 0
    other = notes.copy()
    other["velocity"][hidden] = 1
    other["offset"][hidden] = 0.3
    for one, same in zip(_say(notes, hidden), _say(other, hidden), strict=True):
        torch.testing.assert_close(one, same)
    other["velocity"][~hidden] = 1
    assert not torch.allclose(_say(notes, hidden)[0], _say(other, hidden)[0])


def test_probabilities_add_up_also_where_nothing_is_known() -> None:
    notes = played_rows(played(1))
    for hidden in (np.ones(len(notes), dtype=bool), np.arange(len(notes)) > 3):
        for logs in _say(notes, hidden):
            torch.testing.assert_close(
                logs.exp().sum(-1), torch.ones(1, len(notes)), atol=1e-4, rtol=0
            )


def test_later_bars_and_padding_change_nothing() -> None:
    notes = played_rows(played(2))
    hidden = np.arange(len(notes)) % 2 == 0
    later = notes.copy()
    later["step"] += 16 * 7
    alone = _say(notes, hidden)
    more = played_rows(played(4))
    both = network()(Heard.of([later, more], [hidden, np.ones(len(more), dtype=bool)], [120.0] * 2))
    for one, padded in zip(alone, both, strict=True):
        torch.testing.assert_close(one[0], padded[0, : len(notes)], atol=1e-4, rtol=1e-3)


def _say(notes: Notes, hidden: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.inference_mode():
        found: tuple[torch.Tensor, torch.Tensor] = network()(Heard.of([notes], [hidden], [120.0]))
    return found


def test_a_flat_context_on_the_grid_stays_so_whatever_the_network_says() -> None:
    filling = answer(played(human=False))
    for notes in filling.values():
        assert len(notes) == 32 and {note.velocity for note in notes} == {90}
        assert all(note.start * 4 == round(note.start * 4) for note in notes)
        assert {note.duration for note in notes} == {0.25}


def test_what_a_person_played_goes_on_within_its_range() -> None:
    clip = played()
    filling = answer(clip)
    for role, notes in filling.items():
        assert len({note.velocity for note in notes}) > 5
        assert len({note.start * 4 % 1 for note in notes}) > 5
        known = [n.velocity for n in clip.tracks[role] if not 8 <= n.start < 16]
        assert all(min(known) <= note.velocity <= max(known) for note in notes)


def test_a_new_track_keeps_to_the_timing_of_the_others() -> None:
    straight = played_rows(played(human=False))
    bass = PARTS.index("bass")
    assert allowed(straight, bass) == {"velocity": (90, 90), "offset": (0, 0)}
    human = played_rows(played())
    assert allowed(human, bass)["velocity"] == (1, 127)
    few = np.concatenate((human, _rows(bass, [(0, 60, 0.2)] * (ENOUGH - 1))))
    assert allowed(few, bass) != {"velocity": (60, 60), "offset": (0.2, 0.2)}
    enough = np.concatenate((human, _rows(bass, [(0, 60, 0.25)] * ENOUGH)))
    assert allowed(enough, bass) == {"velocity": (60, 60), "offset": (0.25, 0.25)}
    assert allowed(human[:0], bass) == {"velocity": (1, 127), "offset": (-REACH, REACH)}


def _rows(part: int, values: list[tuple[int, int, float]]) -> Notes:
    return np.array([(step, part, 40, 1, v, o) for step, v, o in values], dtype=NOTE)


def test_humanise_scales_and_seeds_repeat() -> None:
    clip = played()
    assert answer(clip, humanise=1.0) == answer(clip, humanise=1.0)
    assert answer(clip, seed=1) != answer(clip, seed=2)
    whole, half, none = (answer(clip, humanise=share)["drums"] for share in (1.0, 0.5, 0.0))
    assert {(n.velocity, n.start * 4 % 1) for n in none} == {(90, 0.0)}
    for one, less, straight in zip(whole[1:], half[1:], none[1:], strict=True):
        assert less.velocity - 90 == pytest.approx((one.velocity - 90) / 2, abs=0.51)
        assert less.start - straight.start == pytest.approx((one.start - straight.start) / 2)


def test_a_new_piece_is_played_too() -> None:
    notes = tuple(Note(step / 4, 36, 0.25, 80) for step in range(64))
    clip, holes = Clip(16.0, {"drums": ()}), {"drums": [Hole("drums", 0.0, 16.0)]}
    one, other = EXPRESSION.play(clip, [{"drums": notes}] * 2, holes, 1.0, 0)
    assert one != other, "variations are played each in its own way"
    found = one["drums"]
    assert len({n.velocity for n in found}) > 5 and found[0].start >= 0.0
    assert EXPRESSION.play(clip, [{"drums": ()}], holes, 1.0, 0) == ({"drums": ()},)


def test_few_network_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    forward = ExpressionNetwork.forward
    monkeypatch.setattr(
        ExpressionNetwork, "forward", lambda *a: (calls.append(a[1].kind.shape), forward(*a))[1]
    )
    answer(played(40), (64.0, 80.0))
    assert len(calls) == PASSES
    assert all(shape[1] <= 128 + 160 for shape in calls), "the nearest notes around are heard"


@given(
    st.lists(st.integers(0, 600), min_size=1, max_size=300),
    st.lists(st.integers(0, 600), max_size=5),
)
def test_blocks_hold_every_note_once(fresh: list[int], known: list[int]) -> None:
    steps = np.sort(np.array(fresh, dtype=np.int32))
    found = [*blocks(steps, np.array(known, dtype=np.int32))]
    assert sorted(i for block in found for i in block) == [*range(len(steps))]
    assert all(steps[b[-1]] - steps[b[0]] < 64 and len(b) <= 160 for b in found)


def test_what_lies_next_to_known_notes_is_played_first() -> None:
    lead_in = np.arange(0, 256, 4, dtype=np.int32)
    order = [int(lead_in[block[0]]) for block in blocks(lead_in, np.array([256], dtype=np.int32))]
    assert order == [192, 128, 64, 0]


def test_unlikely_bins_are_never_drawn() -> None:
    chances = np.tile([0.02, 0.58, 0.38, 0.02], (4000, 1))
    drawn = np.bincount(pick(chances, np.random.default_rng(0)), minlength=4) / 4000
    assert drawn == pytest.approx([0, 0.58 / 0.96, 0.38 / 0.96, 0], abs=0.03)


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[tuple[Note, float]], list[Note], Hole]:
    """A line with a hole: new notes on the grid with what they are moved by, kept notes around."""
    first = draw(st.integers(2, 40))
    last = first + draw(st.integers(1, 20))
    meant = draw(st.booleans())
    rough = 0.0 if meant else draw(st.floats(0, 0.2))
    hole = Hole("melody", first / 4 - rough, last / 4 - rough / 2, meant)
    steps = [step for step in range(first, last) if draw(st.booleans())]
    new = []
    for step, following in zip(steps, [*steps[1:], last], strict=False):
        end = min(draw(st.integers(step + 1, following)) / 4, hole.end)
        late = draw(st.floats(-REACH / 4, REACH / 4))
        new.append((Note(step / 4, draw(st.integers(60, 62)), end - step / 4), late))
    around = [s for s in range(0, 80, draw(st.integers(1, 5))) if not first <= s < last]
    kept = [Note(max(0.0, s / 4 + draw(st.floats(-0.12, 0.12))), 61, 0.1) for s in around]
    return new, [note for note in kept if not hole.covers(note)], hole


@settings(max_examples=100, deadline=None)
@given(lines())
def test_moved_notes_stay_in_their_hole_in_order_and_apart(
    line: tuple[list[tuple[Note, float]], list[Note], Hole],
) -> None:
    new, kept, hole = line
    found = placed(new, kept, [hole])
    assert [n.pitch for n in found] == [n.pitch for n, _ in new], "in order"
    for (note, late), moved in zip(new, found, strict=True):
        assert hole.start <= moved.start and hole.covers(moved)
        assert moved.duration > 0 and moved.end <= hole.end + 1e-9
        room = hole.start <= note.start + late <= hole.end - SHORTEST - 0.125
        assert not room or moved.start == pytest.approx(note.start + late)
    later = sorted([*found, *(n for n in kept if n.start >= hole.start)])
    for one, following in pairwise(later):
        if one in found:
            assert one.end <= following.start + 1e-9, "no note sounds into the next"


def test_legato_stays_legato() -> None:
    holes = [Hole("melody", 0.0, 2.0)]
    tied = [(Note(0.0, 60, 0.5), 0.02), (Note(0.5, 62, 0.5), 0.05), (Note(1.0, 60, 0.25), -0.05)]
    first, second, third = placed(tied, [Note(1.98, 64, 1.0)], holes)
    assert first.end == pytest.approx(second.start) and second.end == pytest.approx(third.start)
    assert third.duration == pytest.approx(0.25), "what is followed by silence keeps its length"
    (last,) = placed([(Note(1.5, 60, 0.5), 0.0)], [Note(1.98, 64, 1.0)], holes)
    assert last.end == pytest.approx(1.98), "up to a kept note that comes early"


def test_notes_on_the_grid_are_left_as_they_are() -> None:
    notes = tuple(
        Note(step / 4, 60 + step % 3, 0.25 + 0.25 * (step % 2), 70) for step in (0, 1, 4, 6)
    )
    holes = [Hole("melody", 0.0, 2.5)]
    assert placed([(note, 0.0) for note in notes], [], holes) == notes
    louder = tuple(replace(note, velocity=71) for note in notes)
    assert placed([(note, 0.0) for note in louder], [], holes) == louder
