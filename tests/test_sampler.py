"""Samplers against brute force: a tiny joint distribution whose conditionals are known exactly."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
import torch
from torch import Tensor

from generators.notes.sampler import Drawing, Predict, few_steps, pick, thesis
from generators.notes.tokens import TRIO

EVENTS, PLACES = 3, 3
JOINT = np.random.default_rng(7).dirichlet(np.full(EVENTS**PLACES, 0.4)).reshape((EVENTS,) * PLACES)
"""Probability of every melody of three 16ths over three events; far from independent."""


def exact(grid: Tensor, asked: Tensor) -> list[Tensor]:
    """What a perfect network says: each asked position's conditional, all others summed out."""
    rows = []
    for piece, step in asked[:, :, 0].nonzero().tolist():
        known = [int(e) for e in grid[piece, :PLACES, 0]]
        picked = JOINT[tuple(slice(None) if e == TRIO.masks[0] else slice(e, e + 1) for e in known)]
        others = tuple(axis for axis in range(PLACES) if axis != step)
        rows.append(np.log(picked.sum(axis=others)))
    melody = torch.tensor(np.array(rows).reshape(-1, EVENTS))
    return [melody, torch.zeros(0, 90), torch.zeros(0, 512)]


def masked(pieces: int) -> tuple[Tensor, Tensor]:
    mask = torch.zeros(pieces, 4, 3, dtype=torch.bool)
    mask[:, :PLACES, 0] = True
    return torch.full((pieces, 4, 3), 1), mask


def drawing(seed: int = 0, **how: float) -> Drawing:
    return Drawing(torch.Generator().manual_seed(seed), **how)


def picked(logits: Tensor, how: Drawing, first: int = 0) -> Tensor:
    share = torch.softmax(logits.double(), dim=-1)
    return pick(share, share[:, first:].sum(dim=-1), first, how)


def shares(grid: Tensor) -> np.ndarray:
    counts = Counter(tuple(row) for row in grid[:, :PLACES, 0].tolist())
    cells = itertools.product(range(EVENTS), repeat=PLACES)
    return np.array([counts[cell] for cell in cells]) / len(grid)


def distance(grid: Tensor) -> float:
    """Total variation between what was drawn and the joint."""
    return float(np.abs(shares(grid) - JOINT.reshape(-1)).sum() / 2)


PIECES = 4000
NOISE = 0.035
"""Total variation that 4,000 honest draws from 27 cells stay below."""


def test_few_steps_with_one_position_a_call_draws_from_the_joint() -> None:
    *_, last = few_steps(exact, *masked(PIECES), PLACES, drawing())
    assert distance(last.grid) < NOISE


def test_thesis_sampler_with_many_steps_draws_from_the_joint() -> None:
    grid, mask = masked(300)
    mask[:, 3, 0] = False
    drawn = []
    for seed in range(8):  # a batch unveils its pieces at different times
        *_, last = thesis(exact, grid, mask, PLACES, drawing(seed))
        drawn.append(last.grid)
    independent = np.abs(_independent() - JOINT.reshape(-1)).sum() / 2
    assert distance(torch.cat(drawn)) < 0.5 * independent


def test_all_at_once_loses_the_joint() -> None:
    *_, last = few_steps(exact, *masked(PIECES), 1, drawing())
    assert distance(last.grid) > 3 * NOISE, "the measure must be able to fail"


def test_redrawing_keeps_the_joint() -> None:
    grid, mask = masked(PIECES)
    *_, last = few_steps(exact, grid, mask, PLACES, drawing(), redraw=0.34)
    plain = [*few_steps(exact, grid, mask, 2, drawing())][-1]
    assert distance(last.grid) < distance(plain.grid) + NOISE


def _independent() -> np.ndarray:
    sides = [JOINT.sum(axis=tuple(a for a in range(PLACES) if a != i)) for i in range(PLACES)]
    return np.einsum("a,b,c->abc", *sides).reshape(-1)


@pytest.mark.parametrize("sampler", [thesis, few_steps])
@pytest.mark.parametrize("steps", [1, 2, 50])
def test_known_events_stay_and_nothing_stays_masked(sampler, steps: int) -> None:
    grid, mask = masked(5)
    states = [*sampler(exact, grid, mask, steps, drawing())]
    assert (states[-1].grid[~mask] == grid[~mask]).all()
    assert (states[-1].grid[mask] < EVENTS).all()
    assert states[-1].progress == pytest.approx(1.0)
    for state in states:
        assert (state.guess[mask] < EVENTS).all(), "every guess is complete"
        undecided = state.grid == TRIO.masks[0]
        assert (state.guess == state.grid)[~undecided].all()


@pytest.mark.parametrize("sampler", [thesis, few_steps])
def test_a_seed_repeats_and_another_differs(sampler) -> None:
    def draw(seed: int) -> Tensor:
        return [*sampler(exact, *masked(50), 3, drawing(seed))][-1].grid

    assert (draw(1) == draw(1)).all()
    assert (draw(1) != draw(2)).any()


def test_at_most_the_asked_number_of_network_calls() -> None:
    calls = 0

    def counting(grid: Tensor, asked: Tensor) -> list[Tensor]:
        nonlocal calls
        calls += 1
        return exact(grid, asked)

    network: Predict = counting
    _ = [*few_steps(network, *masked(4), 2, drawing())]
    assert calls == 2
    _ = [*thesis(network, *masked(1), 1000, drawing())]
    assert calls <= 2 + PLACES, "calls that unveil nothing are skipped"


def test_events_follow_the_logits() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]]).repeat(20_000, 1)
    found = np.bincount(picked(logits, drawing()), minlength=3) / 20_000
    assert found == pytest.approx(torch.softmax(logits[0], 0).numpy(), abs=0.012)


def test_temperature_leaves_alone_whether_a_note_begins() -> None:
    logits = torch.tensor([[1.5, 0.0, 1.0, 0.5]]).repeat(20_000, 1)
    plain = torch.softmax(logits[0], 0)
    for how in ({"temperature": 0.1}, {"top_p": 0.3}, {"temperature": 4.0}):
        found = np.bincount(picked(logits, drawing(**how), 2), minlength=4) / 20_000
        assert found[:2] == pytest.approx(plain[:2].numpy(), abs=0.012)
    assert found[2] == pytest.approx(found[3], abs=0.05), "hot: all notes nearly alike"


def test_temperature_and_nucleus_sharpen() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]]).repeat(5000, 1)
    cold = np.bincount(picked(logits, drawing(temperature=0.1)), minlength=3)
    assert cold[2] == 5000 or cold[2] > 4990
    nucleus = np.bincount(picked(logits, drawing(top_p=0.9)), minlength=3)
    assert nucleus[0] == 0 and nucleus[1] > 0
    only = np.bincount(picked(logits, drawing(top_p=0.01)), minlength=3)
    assert only.tolist() == [0, 0, 5000]
