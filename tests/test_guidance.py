"""Steering: the thesis's gradient step, exact quotas, masks; each against brute force."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from generators.base import Draft, FillRequest, Sampling
from generators.controls import Controls
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.guidance import (
    Guidance,
    Quota,
    Quotas,
    allowed,
    count_tables,
    draw_counted,
    draw_onsets,
    whole,
)
from generators.notes.networks import ConvTransformer, ConvTransformerSizes
from generators.notes.sampler import Drawing, Predict, few_steps, thesis
from generators.notes.tokens import TRIO, Layout, encode
from generators.score import Clip, Hole, Note, ScoreError
from training.evaluate import density

SAMPLERS = pytest.mark.parametrize("sampler", [thesis, few_steps])


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def to_fill(pieces: int, bars: int = 2, columns: Sequence[int] = (0,)) -> tuple[Tensor, Tensor]:
    mask = torch.zeros(pieces, 16 * bars, 3, dtype=torch.bool)
    mask[:, :, columns] = True
    return torch.zeros(pieces, 16 * bars, 3, dtype=torch.int64), mask


def network(chance: float) -> Predict:
    """Without ears: something begins at each position with this probability; which, at random."""

    def predict(_: Tensor, asked: Tensor) -> list[Tensor]:
        found = []
        for column, events in enumerate(TRIO.events):
            first = TRIO.onsets[column]
            onsets = torch.log_softmax(torch.randn(events - first, generator=rng(column)), 0)
            rest = torch.zeros(first).log_softmax(0)
            line = torch.cat((rest + np.log(1 - chance), onsets + np.log(chance)))
            found.append(line.float().repeat(int(asked[:, :, column].sum()), 1))
        return found

    return predict


def drawn(sampler, predict: Predict, grid: Tensor, mask: Tensor, **how: object) -> Tensor:
    return [*sampler(predict, grid, mask, 12, Drawing(rng(5), **how))][-1].grid


def begin(grid: Tensor, column: int = 0) -> Tensor:
    """Where something begins, bar by bar [bars, 16]."""
    return (grid[:, :, column] >= TRIO.onsets[column]).reshape(-1, 16)


# algorithm 6


def curved(grids: Sequence[Tensor]) -> Tensor:
    """A loss that nothing about is even, of melody and drums."""
    weight = torch.linspace(-1, 2, 90, dtype=torch.float64)
    return (grids[0] @ weight).sum(1).sin().sum() + (grids[2][..., 1:].sum(-1) ** 3).sum()


@pytest.mark.parametrize("step", ["additive", "multiplicative"])
@pytest.mark.parametrize("column", [0, 2])
def test_the_step_goes_down_the_slope_that_finite_differences_find(column: int, step) -> None:
    grid, todo = to_fill(2, 1)
    todo[:, 8:, 0] = False
    todo[0, 3, 2] = True
    shares = [
        torch.softmax(torch.randn(int(todo[:, :, c].sum()), n, generator=rng(c)).double(), -1)
        for c, n in enumerate(TRIO.events)
    ]
    slope = torch.zeros(TRIO.events[column], dtype=torch.float64)
    for event, sign in itertools.product(range(len(slope)), (1, -1)):
        bumped = [share.clone() for share in shares]
        bumped[column][0, event] += sign * 1e-5
        slope[event] += sign * float(curved(whole(bumped, grid, todo))) / 2e-5
    scale = 0.02 if step == "additive" else 2.0
    moved = Guidance((curved,), scale, step)(shares, grid, todo)
    old = shares[column][0]
    expected = (
        (old - scale * slope).clamp(0, 1) if step == "additive" else old * (-scale * slope).exp()
    )
    assert moved[column][0].numpy() == pytest.approx(expected / expected.sum(), abs=1e-7)
    assert (moved[column][0] - old).abs().max() > 1e-3
    assert (moved[1] == shares[1]).all(), "no guide looks at the bass"


def test_guides_add_up_and_a_step_too_far_leaves_a_distribution() -> None:
    grid, todo = to_fill(1)
    shares = [
        torch.softmax(torch.randn(int(todo[:, :, c].sum()), n, generator=rng()).double(), -1)
        for c, n in enumerate(TRIO.events)
    ]
    once, more = density.expected(0, 3), density.expected(0, 12)
    both = Guidance((once, more), 1e-4)(shares, grid, todo)[0]
    same = Guidance((lambda grids: once(grids) + more(grids),), 1e-4)(shares, grid, todo)[0]
    assert (both == same).all()
    far = Guidance((lambda grids: 1e9 * grids[0].sum(),), 1.0)(shares, grid, todo)[0]
    assert far.numpy() == pytest.approx(shares[0].numpy()), "all pushed alike, below nothing"


@SAMPLERS
def test_a_scale_of_zero_changes_nothing(sampler) -> None:
    grid, mask = to_fill(2, columns=(0, 1, 2))
    plain = drawn(sampler, network(0.3), grid, mask)
    guides = (density.expected(0, 8), density.expected(1, 2), curved)
    for step in ("additive", "multiplicative"):
        steered = drawn(sampler, network(0.3), grid, mask, guidance=Guidance(guides, 0.0, step))
        assert (steered == plain).all()
    assert (drawn(sampler, network(0.3), grid, mask, guidance=Guidance(guides, 1.0)) != plain).any()


@SAMPLERS
@pytest.mark.parametrize(("step", "scale"), [("additive", 0.01), ("multiplicative", 1.0)])
def test_guidance_pulls_a_toy_network_to_its_target(sampler, step, scale: float) -> None:
    grid, mask = to_fill(25)
    plain = begin(drawn(sampler, network(0.2), grid, mask)).sum(1).float()
    guidance = Guidance((density.expected(0, 8),), scale, step)
    notes = begin(drawn(sampler, network(0.2), grid, mask, guidance=guidance)).sum(1).float()
    assert ((plain - 8) ** 2).mean() > 15
    assert ((notes - 8) ** 2).mean() < 1
    assert (notes == 8).float().mean() > 0.4, "the thesis's share"


def test_a_multiplicative_step_keeps_the_notes_in_proportion() -> None:
    grid, todo = to_fill(1)
    logits = network(0.2)(grid, todo)
    shares = [torch.softmax(x.double(), -1) for x in logits]
    moved = Guidance((density.expected(0, 8),), 0.1, "multiplicative")(shares, grid, todo)[0]
    assert moved[0, 2:].sum() > 0.25
    ratio = moved[0, 2:] / shares[0][0, 2:]
    assert ratio.numpy() == pytest.approx(float(ratio[0]))


# the classifier


def test_the_classifier_learns_to_count_and_guides_soft_bars() -> None:
    classifier, right = density.train(120, 128)
    assert right > 0.9
    bars = torch.softmax(torch.randn(3, 32, 90, generator=rng()), -1).double().requires_grad_()
    density.classified(classifier, 0, 8)([bars]).backward()
    assert bars.grad is not None and bars.grad.abs().sum() > 0


def test_synthetic_bars_hold_the_notes_that_they_say() -> None:
    bars, notes = density.synthetic_bars(500, rng())
    assert (bars[:, :, 2:].sum((1, 2)) == notes).all() and (bars.sum(-1) == 1).all()
    assert set(notes.tolist()) == set(range(17))


# quotas

chances = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=7)


@settings(max_examples=40, deadline=None)
@given(chances)
def test_counts_of_events_are_as_likely_as_all_patterns_say(chance: list[float]) -> None:
    expected = np.zeros(len(chance) + 1)
    for pattern in itertools.product((0, 1), repeat=len(chance)):
        expected[sum(pattern)] += np.prod(
            [p if x else 1 - p for p, x in zip(chance, pattern, strict=True)]
        )
    found = count_tables(torch.tensor(chance, dtype=torch.float64))[0]
    assert found.numpy() == pytest.approx(expected, abs=1e-12)


def test_patterns_of_a_given_count_are_as_likely_as_enumeration_says() -> None:
    chance = torch.tensor([0.9, 0.05, 0.5, 0.3, 0.7], dtype=torch.float64)
    patterns = [p for p in itertools.product((0, 1), repeat=5) if sum(p) == 2]
    weight = np.array(
        [
            np.prod([q if x else 1 - q for q, x in zip(chance.tolist(), p, strict=True)])
            for p in patterns
        ]
    )
    many = chance.repeat(20_000, 1)
    counted = draw_counted(many, count_tables(many), torch.full((20_000,), 2), rng())
    rows = [tuple(row) for row in counted.int().tolist()]
    found = np.array([Counter(rows)[p] for p in patterns]) / len(rows)
    assert found == pytest.approx(weight / weight.sum(), abs=0.012)


def test_a_quota_draws_bars_as_likely_as_they_are_among_those_that_meet_it() -> None:
    chance = torch.rand(16, generator=rng(3), dtype=torch.float64) ** 2
    many = chance.repeat(6000, 1)
    quota = Quota(5, 0.6)
    found = draw_onsets(many[None], torch.ones(1, 6000, 16).bool(), [quota], rng())[0]
    plain = torch.rand(400_000, 16, generator=rng(1), dtype=torch.float64) < chance
    meets = (plain.sum(1) == 5) & (plain[:, ::4].sum(1) == 2)
    assert (found.sum(1) == 5).all() and (found[:, ::4].sum(1) == 2).all()
    assert found.double().mean(0).numpy() == pytest.approx(plain[meets].double().mean(0), abs=0.03)


def test_rhythm_alone_leaves_how_many_notes_as_likely_as_before() -> None:
    chance = torch.full((8000, 16), 0.15, dtype=torch.float64)
    everywhere = torch.ones(1, 8000, 16).bool()
    found = draw_onsets(chance[None], everywhere, [Quota(rhythm=0.5)], rng())[0]
    notes, off = found.sum(1), found.sum(1) - found[:, ::4].sum(1)
    assert ((off - 0.5 * notes).abs() <= 0.5).all()
    expected = count_tables(chance[0])[0][:10]
    shares = np.bincount(notes, minlength=10)[:10] / len(notes)
    assert shares == pytest.approx((expected / expected.sum()).numpy(), abs=0.02)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["note", "none", "open"]), min_size=16, max_size=16),
    st.floats(0, 16),
    st.one_of(st.none(), st.floats(0, 1)),
    st.integers(0, 99),
)
def test_no_bar_comes_nearer_to_its_quota(
    bar: list[str], notes: float, rhythm: float | None, seed: int
) -> None:
    chance = torch.tensor([{"note": 1.0, "none": 0.0, "open": 1e-9}[x] for x in bar]).double()
    todo = torch.tensor([x == "open" for x in bar])
    quota = Quota(notes, rhythm)
    found = draw_onsets(chance[None, None], todo[None, None], [quota], rng(seed))[0, 0]
    assert (found[~todo] == (chance[~todo] == 1)).all(), "what is known stays"
    on, off = int(found[::4].sum()), int(found.sum() - found[::4].sum())
    known = torch.tensor([x == "note" for x in bar])
    free_on, free_off = int(todo[::4].sum()), int(todo.sum() - todo[::4].sum())
    first_on, first_off = int(known[::4].sum()), int(known.sum() - known[::4].sum())
    could = quota.distance(
        torch.arange(first_on, first_on + free_on + 1)[:, None],
        torch.arange(first_off, first_off + free_off + 1),
    )
    assert float(quota.distance(torch.tensor(on), torch.tensor(off))) <= could.min() + 1e-6


def test_where_both_cannot_be_density_goes_before_rhythm() -> None:
    chance = torch.full((1, 50, 16), 0.3, dtype=torch.float64)
    found = draw_onsets(chance, torch.ones(1, 50, 16).bool(), [Quota(8, 0.0)], rng())[0]
    assert (found.sum(1) == 8).all() and found[:, ::4].all()


@SAMPLERS
@pytest.mark.parametrize("chance", [0.001, 0.3, 0.999])
def test_every_bar_meets_its_quota_however_unlikely(sampler, chance: float) -> None:
    grid, mask = to_fill(6, columns=(0, 1, 2))
    quotas = Quotas({"melody": Quota(8, 0.5), "drums": Quota(3)}, TRIO)
    found = drawn(sampler, network(chance), grid, mask, quotas=quotas)
    assert (begin(found).sum(1) == 8).all() and (begin(found)[:, ::4].sum(1) == 4).all()
    assert (begin(found, 2).sum(1) == 3).all()
    assert (begin(found, 1).float().mean() - chance).abs() < 0.1, "the bass is free"


def test_voices_share_their_quota() -> None:
    layout = Layout(("chords", "chords", "chords", "drums"))
    chance = (0.1, 1e-9, 0.4, 0.5)
    todo = torch.ones(200, 32, 4, dtype=torch.bool)
    todo[:, 16:, 2] = False
    grid = torch.tensor(layout.masks).repeat(200, 32, 1)
    grid[:, 16:, 2] = 0
    grid[:, 20, 2] = 50
    begins = [torch.full((int(todo[..., c].sum()),), p).double() for c, p in enumerate(chance)]
    found = Quotas({"chords": Quota(6)}, layout)(begins, grid, todo, rng())
    assert (found[3] == begins[3]).all(), "the drums are free"
    voices = [torch.zeros(200, 32).bool() for _ in range(3)]
    voices[2][:, 20] = True
    for voice in range(3):
        voices[voice][todo[:, :, voice]] = found[voice] == 1
    some = torch.stack(voices).any(0)
    assert (some.view(-1, 16).sum(1) == 6).all()
    free = some[:, :16]
    together = (voices[0][:, :16] & free).sum() / free.sum()
    assert float(together) == pytest.approx(0.1 / (1 - 0.9 * 0.6), abs=0.04)


# through the generator

SIZES = ConvTransformerSizes(
    embedding=8, width=16, layers=1, heads=2, positions=32, dropout=0.0, position="rotary"
)
SONG = Clip(
    32.0,
    {
        "melody": tuple(Note(float(b), 61 + b % 7, 0.8) for b in range(32)),
        "bass": tuple(Note(b / 2, 36 + b % 5, 0.5) for b in range(64)),
        "drums": tuple(Note(b / 2, 42, 0.2) for b in range(64)),
    },
)
BARS = tuple(Hole(role, 8, 16) for role in TRIO.played)


@pytest.fixture(scope="module", params=["few-steps", "thesis"])
def tiny(request: pytest.FixtureRequest) -> Schmubert:
    torch.manual_seed(0)
    defaults = SamplerDefaults(request.param, steps=6, window_bars=8)
    return Schmubert("tiny", ConvTransformer(SIZES), defaults, torch.device("cpu"))


def ask(tiny: Schmubert, values: dict[str, float | str], holes=BARS, **how: object) -> list[Draft]:
    sampling = Sampling(controls=Controls(values), **how)
    return [*tiny.fill(FillRequest("r", SONG, holes, sampling))]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 1000),
    st.sampled_from(["C", "Eb dorian", "F# blues"]),
    st.tuples(st.integers(21, 108), st.integers(21, 108)).filter(lambda p: abs(p[0] - p[1]) > 4),
    st.floats(0.05, 4),
    st.floats(0.01, 1),
)
def test_no_draft_ever_holds_a_forbidden_pitch(
    tiny: Schmubert, seed: int, key: str, ends: tuple[int, int], temperature: float, top_p: float
) -> None:
    values = {"key": key, "low": min(ends), "high": max(ends)}
    legal = Controls(values).pitches("melody")
    drafts = ask(tiny, values, seed=seed, temperature=temperature, top_p=top_p)
    for draft in drafts:
        for role in ("melody", "bass"):
            assert {n.pitch for n in draft.variations[0][role]} <= legal
    assert drafts[-1].variations[0]["melody"]


def test_forbidden_pitches_do_not_make_notes_rarer() -> None:
    grid, mask = to_fill(300)
    only = allowed(Controls({"low": 60, "high": 60}), TRIO)
    found = drawn(few_steps, network(0.3), grid, mask, allowed=only, temperature=0.5)
    assert (found[begin(found).view(found.shape[:2])][:, 0] == 60 - 21 + 2).all()
    assert float(begin(found).float().mean()) == pytest.approx(0.3, abs=0.02)


def test_density_counts_the_known_notes_of_a_bar(tiny: Schmubert) -> None:
    half = (Hole("melody", 10, 12), Hole("melody", 12, 13), Hole("melody", 13, 16))
    filling = ask(tiny, {"density": 9, "rhythm.melody": 0.6}, half)[-1].variations[0]
    after = SONG.replacing(half, filling)
    onsets = begin(torch.from_numpy(encode(after).grid)[None])
    assert onsets[2:4].sum(1).tolist() == [9, 9]
    assert (onsets[2:4, ::4].sum(1) <= 4).all()
    kept = [n for n in SONG.tracks["melody"] if not any(h.covers(n) for h in half)]
    assert set(kept) <= set(after.tracks["melody"])


def test_controls_leave_the_tracks_alone_that_they_are_not_for(tiny: Schmubert) -> None:
    drums = ask(tiny, {"density": 3, "density.bass": 5})[-1].variations[0]
    for role, expected in (("melody", 3), ("bass", 5)):
        bars = np.bincount([int(n.start // 4) for n in drums[role]], minlength=4)
        assert bars[2:].tolist() == [expected, expected]
    hits = {n.start for n in drums["drums"]}
    assert len(hits) not in (6, 10), "as the network likes"


def test_density_zero_is_silence_and_sixteen_is_full(tiny: Schmubert) -> None:
    filling = ask(tiny, {"density.melody": 0, "density.drums": 16}, variations=2)[-1].variations
    for one in filling:
        assert one["melody"] == ()
        assert len({n.start for n in one["drums"]}) == 32


def test_a_control_of_a_track_that_is_not_played_is_refused(tiny: Schmubert) -> None:
    with pytest.raises(ScoreError, match="does not play chords: it plays melody, bass, drums"):
        ask(tiny, {"density.chords": 4})


def test_a_seed_repeats_with_controls(tiny: Schmubert) -> None:
    values = {"density": 5, "key": "C", "rhythm": 0.4}
    assert ask(tiny, values, seed=3) == ask(tiny, values, seed=3)
    assert ask(tiny, values, seed=3)[-1] != ask(tiny, values, seed=4)[-1]
