"""SCHmUBERT as a generator: any clip and any holes, with a tiny untrained network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import lively

from generators import tasks
from generators.base import Draft, FillRequest, Sampling
from generators.notes.generator import SamplerDefaults, Schmubert, in_bf16, plan_windows
from generators.notes.networks import NETWORKS, ConvTransformer, ConvTransformerSizes
from generators.notes.tokens import TRIO, Layout
from generators.score import Clip, Hole, Note, ScoreError

SIZES = ConvTransformerSizes(
    embedding=8, width=16, layers=1, heads=2, positions=32, dropout=0.0, position="rotary"
)


def tiny(**defaults: object) -> Schmubert:
    torch.manual_seed(0)
    wanted = SamplerDefaults(**{"steps": 4, "window_bars": 8, **defaults})
    return Schmubert("tiny", ConvTransformer(SIZES), wanted, torch.device("cpu"))


GENERATOR = tiny()


def song(bars: int = 8) -> Clip:
    draw = np.random.default_rng(1)
    return Clip(
        bars * 4.0,
        {
            "melody": tuple(
                Note(b + draw.uniform(0, 0.1), 60 + b % 7, 0.8, 90) for b in range(bars * 4)
            ),
            "bass": tuple(Note(float(b), 36 + b % 5, 1.0, 70) for b in range(bars * 4)),
            "drums": tuple(Note(b / 2, 42, 0.2, 50) for b in range(bars * 8)),
        },
    )


def last(clip: Clip, holes: tuple[Hole, ...], **how: object) -> Draft:
    request = FillRequest("r", clip, holes, Sampling(**how))
    return [*GENERATOR.fill(request)][-1]


@st.composite
def holes_in(draw: st.DrawFn) -> tuple[Hole, ...]:
    starts = st.floats(0, 31.9, allow_nan=False)
    found = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(starts)
        length = draw(st.floats(0.01, 12))
        found.append(Hole(draw(st.sampled_from(TRIO.roles)), start, min(32.0, start + length)))
    return tuple(found)


@settings(max_examples=60, deadline=None)
@given(holes_in(), st.integers(0, 5))
def test_every_new_note_lies_in_its_hole(holes: tuple[Hole, ...], seed: int) -> None:
    clip = song()
    draft = last(clip, holes, seed=seed)
    assert draft.progress == pytest.approx(1.0)
    (filling,) = draft.variations
    assert set(filling) == {hole.track for hole in holes}
    for role, notes in filling.items():
        own = [hole for hole in holes if hole.track == role]
        for note in notes:
            assert any(hole.covers(note) for hole in own)
            assert note.end <= max(hole.end for hole in own) + 1e-9
    filled = clip.replacing(holes, filling)
    for role in TRIO.roles:
        own = [hole for hole in holes if hole.track == role]
        kept = [n for n in clip.tracks[role] if not any(hole.covers(n) for hole in own)]
        assert set(kept) <= set(filled.tracks[role]), "known notes come back untouched"


def test_a_seed_repeats_and_another_differs() -> None:
    holes = tuple(Hole(role, 8, 16) for role in TRIO.roles)
    assert last(song(), holes, seed=3).variations == last(song(), holes, seed=3).variations
    assert last(song(), holes, seed=3).variations != last(song(), holes, seed=4).variations


def test_variations_differ_from_each_other() -> None:
    draft = last(song(), (Hole("melody", 8, 16),), variations=3)
    assert len({tuple(v["melody"]) for v in draft.variations}) == 3


def test_one_draft_for_each_network_call_and_progress_rises() -> None:
    request = FillRequest("r", song(), (Hole("melody", 8, 16),), Sampling(steps=4))
    drafts = [*GENERATOR.fill(request)]
    assert [d.progress for d in drafts] == pytest.approx([0.25, 0.5, 0.75, 1.0])


def test_unknown_tracks_stay_unknown() -> None:
    clip = Clip(32.0, {"melody": song().tracks["melody"]})
    assert set(last(clip, (Hole("melody", 8, 16),)).variations[0]) == {"melody"}


def test_velocity_is_borrowed_from_the_track() -> None:
    draft = last(song(), (Hole("melody", 8, 16), Hole("drums", 8, 16)))
    assert {n.velocity for n in draft.variations[0]["melody"]} == {90}
    assert {n.velocity for n in draft.variations[0]["drums"]} == {50}


@pytest.mark.parametrize(
    "task",
    [
        tasks.generate(20, TRIO.roles),
        tasks.continuation(song(), 12),
        tasks.lead_in(song(), 3),
        tasks.bridge(song(), song(3), 2),
        tasks.accompany(Clip(80.0, {"melody": song(20).tracks["melody"]}), (), TRIO.roles),
        tasks.vary(song(), 0.5),
    ],
    ids=["generate", "continue", "lead in", "bridge", "accompany", "vary"],
)
def test_every_task_is_a_hole_and_gets_notes(task: tasks.Task) -> None:
    clip, holes = task
    filling = last(clip, holes).variations[0]
    assert set(filling) == {hole.track for hole in holes}
    assert all(filling.values())
    for hole in holes:
        assert hole.end <= clip.length


def test_long_holes_are_filled_to_the_end() -> None:
    clip, holes = tasks.generate(40, TRIO.roles)
    bars = {int(n.start // 4) for n in last(clip, holes).variations[0]["drums"]}
    assert len(bars) > 30 and max(bars) >= 38


def test_a_clip_of_ten_thousand_notes() -> None:
    notes = tuple(Note(i % 256 / 4, 30 + i % 70, 0.1) for i in range(10_000))
    assert last(Clip(64.0, {"melody": notes}), (Hole("melody", 8, 9),)).progress == 1.0


def test_no_holes_is_an_error() -> None:
    with pytest.raises(ScoreError, match="nothing to fill"):
        last(song(), ())


def test_the_thesis_sampler_can_be_the_presets_own() -> None:
    request = FillRequest("r", song(), (Hole("melody", 8, 16),), Sampling(steps=8))
    drafts = [*tiny(kind="thesis").fill(request)]
    assert drafts[-1].progress == 1.0 and len(drafts) <= 8


@given(st.integers(1, 40), st.lists(st.integers(0, 639), min_size=1, max_size=5), st.integers(1, 8))
def test_windows_cover_every_hole_once(bars: int, steps: list[int], window_bars: int) -> None:
    mask = np.zeros((bars * 16, 3), dtype=np.bool_)
    for step in steps:
        mask[step % (bars * 16) : step % (bars * 16) + 20, step % 3] = True
    window = window_bars * 16
    filled = np.zeros(len(mask), dtype=np.int64)
    for heard, part in plan_windows(mask, window):
        assert heard.start % 16 == 0 and heard.stop - heard.start <= max(window, 16)
        assert heard.start <= part.start < part.stop <= heard.stop
        filled[part] += 1
    assert (filled[mask.any(axis=1)] == 1).all()


@pytest.mark.parametrize("bars", [4, 16, 24, 28, 32, 48])
def test_a_hole_of_any_length_hears_the_music_around_it(bars: int) -> None:
    mask = np.zeros((64 * 16, 3), dtype=np.bool_)
    mask[8 * 16 : (8 + bars) * 16] = True
    for heard, part in plan_windows(mask, 32 * 16):
        assert (heard.stop - heard.start) - (part.stop - part.start) >= 8 * 16
    everything = np.ones((32 * 16, 3), dtype=np.bool_)
    assert plan_windows(everything, 32 * 16) == [(slice(0, 512), slice(0, 512))], "all at once"


def test_a_hole_in_chords_gets_chords_and_leaves_the_others_alone() -> None:
    layout = Layout(("melody", "chords", "chords", "chords", "bass"))
    torch.manual_seed(0)
    sizes = ConvTransformerSizes(**{**SIZES.table(), "events": layout.events})
    network = ConvTransformer(sizes)
    generator = Schmubert("keys", network, SamplerDefaults(steps=4), torch.device("cpu"), layout)
    chords = tuple(Note(b, p, 2, 70) for b in range(0, 32, 2) for p in (55, 59, 62))
    clip = Clip(32.0, {**song().tracks, "chords": chords})
    hole = Hole("chords", 8, 16)
    (filling,) = [*generator.fill(FillRequest("r", clip, (hole,)))][-1].variations
    assert set(filling) == {"chords"}
    starts = [n.start for n in filling["chords"]]
    assert len(starts) > len(set(starts)), "several notes at a time"
    for one in filling["chords"]:
        assert hole.covers(one) and one.velocity == 70
        same = [n for n in filling["chords"] if n.pitch == one.pitch and n != one]
        assert not any(n.start <= one.start < n.end for n in same), "no key is struck twice"
    kept = set(chords) - {n for n in chords if hole.covers(n)}
    assert kept <= set(clip.replacing((hole,), filling).tracks["chords"])
    with pytest.raises(ScoreError, match="does not play drums"):
        next(iter(generator.fill(FillRequest("r", clip, (Hole("drums", 0, 4),)))))


@pytest.mark.parametrize("kind", NETWORKS)
def test_weights_held_in_bf16_give_the_logits_of_autocast(kind: str) -> None:
    network, grid = lively(kind), torch.randint(0, 90, (2, 64, 3))
    asked = torch.rand(grid.shape) < 0.2
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for one, two in zip(network(grid, asked), in_bf16(network)(grid, asked), strict=True):
            assert torch.equal(one, two)
    assert all(p.dtype == torch.float32 for p in network.parameters()), "a copy"
