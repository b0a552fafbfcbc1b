"""Bits per hidden event: exact, honest about what is hidden, the same tokens for every window."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from generators.notes.diffusion import corrupt
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.networks import ConvTransformer, ConvTransformerSizes
from generators.notes.tokens import TRIO, Layout, Mask
from training.evaluate.baselines import guesses
from training.evaluate.likelihood import RATIOS, Case, Heard, bound_names, cases, measure
from training.evaluate.pieces import Piece, load

LAKH = Path(__file__).parent / "data/midi/lakh"
PIECES = load(LAKH, limit=2)


def tiny() -> Schmubert:
    torch.manual_seed(0)
    sizes = ConvTransformerSizes(
        embedding=8, width=16, layers=1, heads=2, dropout=0.0, position="rotary"
    )
    return Schmubert("tiny", ConvTransformer(sizes), SamplerDefaults(), torch.device("cpu"))


def test_even_odds_cost_what_they_must() -> None:
    even = guesses([piece.grid for piece in PIECES])["noise"].predict
    for case, bits in measure(even, cases(PIECES, 512), 2, TRIO).items():
        sums = bits.sum(axis=0)
        expected = sums[:, 1] * np.log2(TRIO.events)
        np.testing.assert_allclose(sums[:, 0], expected, rtol=1e-9, err_msg=case)


def test_all_at_once_is_the_sum_of_the_logarithms() -> None:
    model = tiny()
    found = measure(model.predict, cases(PIECES, 1024), 2, TRIO)["uniform 100%"]
    for number, piece in enumerate(PIECES):
        grid = torch.from_numpy(piece.grid)[None]
        with torch.inference_mode():
            logits = model.network(corrupt(grid, torch.ones_like(grid, dtype=torch.bool)))
        for column in range(3):
            shares = torch.log_softmax(logits[column][0].double(), dim=-1)
            bits = -shares.gather(1, grid[0, :, [column]]).sum() / math.log(2)
            assert found[number, column, 0] == pytest.approx(float(bits), rel=1e-2)
            assert found[number, column, 1] == len(piece.grid)


def test_the_bound_is_the_mean_over_random_orders() -> None:
    """With as many draws as positions every level comes once: the estimate is the bound itself."""
    piece = PIECES[0]
    positions = 24

    def mark(mask: Mask, _: np.random.Generator) -> None:
        mask[320 : 320 + positions // 3] = True

    levels = []
    for case in Heard(piece, 0, 256, draws=positions).bound("hole", mark):
        hidden = int(case.hidden.sum())
        levels.append(hidden)
        assert case.weight == pytest.approx(1.0 / hidden)
        assert (case.asked == case.hidden).all()
    assert sorted(levels) == [*range(1, positions + 1)]


def test_bits_of_the_bound_add_up_by_their_weights() -> None:
    model = tiny()

    def mark(mask: Mask, _: np.random.Generator) -> None:
        mask[320:328] = True

    own = [*Heard(PIECES[0], 0, 256, draws=6).bound("hole", mark)]
    found = measure(model.predict, own, 1, TRIO)["hole"][0]
    bits = np.zeros(2)
    for case in own:
        grid = torch.from_numpy(case.grid)[None]
        hidden = torch.from_numpy(case.hidden)[None]
        with torch.inference_mode():
            logits = model.network(corrupt(grid, hidden))
        for column in range(3):
            steps = np.flatnonzero(case.asked[:, column])
            shares = torch.log_softmax(logits[column][0, steps].double(), dim=-1)
            events = torch.from_numpy(case.grid[steps, column])[:, None]
            nats = -float(shares.gather(1, events).sum())
            bits += case.weight * np.array([nats / math.log(2), len(steps)])
    assert found.sum(axis=0) == pytest.approx(bits, rel=1e-2)
    assert bits[1] == pytest.approx(24.0)


def test_what_is_hidden_is_hidden_and_nothing_else() -> None:
    def spy(grid: Tensor, asked: Tensor) -> list[Tensor]:
        masks = torch.tensor(TRIO.masks)
        assert bool((grid[asked] == masks.expand_as(grid)[asked]).all())
        counts = asked.sum(dim=(0, 1)).tolist()
        return [torch.zeros(n, events) for n, events in zip(counts, TRIO.events, strict=True)]

    measure(spy, cases(PIECES, 256), len(PIECES), TRIO)
    for case in cases(PIECES, 256):
        assert (case.asked <= case.hidden).all()
        assert len(case.grid) == 256


def test_every_window_is_asked_for_the_same_events() -> None:
    told = guesses([piece.grid for piece in PIECES])["frequencies"]
    short, long = (measure(told.predict, cases(PIECES, n), 2, TRIO) for n in (256, 1024))
    assert short.keys() == long.keys()
    for case in short:
        np.testing.assert_allclose(
            short[case][..., 1].sum(), long[case][..., 1].sum(), rtol=1e-9, err_msg=case
        )
    for share in RATIOS:
        exact = round(share * 1024) * 3 * len(PIECES)
        assert short[f"uniform {share:.0%}"][..., 1].sum() == exact


def test_it_is_the_same_every_time_and_in_every_batch() -> None:
    model = tiny()
    one = measure(model.predict, cases(PIECES, 256), 2, TRIO)
    two = measure(model.predict, cases(PIECES, 256), 2, TRIO)
    alone = measure(model.predict, cases(PIECES[1:], 256), 1, TRIO, positions=256)
    for case, bits in one.items():
        np.testing.assert_array_equal(bits, two[case])
        np.testing.assert_allclose(bits[1], alone[case][0], rtol=1e-2)


def test_whoever_knows_more_needs_fewer_bits() -> None:
    told = guesses([piece.grid for piece in PIECES])
    bits = {
        name: measure(guess.predict, cases(PIECES, 512), 2, TRIO)["everything"]
        for name, guess in told.items()
    }
    order = [bits[name].sum(axis=(0, 1))[0] for name in ("noise", "silence", "frequencies", "copy")]
    assert order == sorted(order, reverse=True)


def test_holes_are_where_they_say() -> None:
    found: dict[str, list[Case]] = {}
    for case in Heard(PIECES[0], 0, 1024).cases():
        found.setdefault(case.name, []).append(case)
    assert found["4 bars of bass, at once"][0].hidden.sum(axis=0).tolist() == [0, 64, 0]
    assert found["16 bars, at once"][0].hidden.sum() == 3 * 256
    last = found["the last 8 bars, at once"][0].hidden
    assert last[-128:].all() and not last[:-128].any()
    assert not found["drums, given the others"][0].hidden[:, :2].any()
    assert found["single 16ths"][0].hidden.sum() == 16
    assert set(bound_names(TRIO)) <= set(found)


def test_one_track_has_no_others_to_be_given() -> None:
    layout = Layout(("melody",))
    piece = Piece.of("alone", PIECES[0].grid[:, :1], layout=layout)
    names = {case.name for case in cases([piece], 256)}
    assert "everything" in names and not any("given" in name for name in names)
