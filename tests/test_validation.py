"""Validation: the same windows for everybody, regions of one shape, and an ELBO that is exact."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
import tiny
import torch
from torch import Tensor

from generators.notes.tokens import Layout
from training.data import Pieces
from training.notes.validation import SHAPES, Validation, measured

VALIDATION = Validation(tiny.pieces(), count=12, bars=8)


@pytest.mark.parametrize("shape", SHAPES)
def test_masks_lie_in_regions_of_the_shape_and_grow_evenly(shape: str) -> None:
    shares = []
    for number in range(VALIDATION.count):
        grid, where, mask = VALIDATION.window(shape, number)
        again = VALIDATION.window(shape, number)
        assert all((x == y).all() for x, y in zip((grid, where, mask), again, strict=True))
        assert grid.shape == (128, 3) and not (mask & ~where).any() and mask.any()
        if shape == "everything":
            assert where.all()
        if shape == "tracks":
            assert (where.all(axis=0) | ~where.any(axis=0)).all()
        shares.append(mask.sum() / where.sum())
    if shape in ("everything", "tracks"):
        middle = (np.arange(VALIDATION.count) + 0.5) / VALIDATION.count
        assert np.abs(np.sort(shares) - middle).max() < 0.5 / VALIDATION.count + 1 / 128


def test_every_piece_is_heard_equally_often() -> None:
    found = [VALIDATION.window("everything", n)[0].tobytes() for n in range(12)]
    starts = {p: [VALIDATION.pieces[p].tobytes().find(f) for f in found] for p in range(6)}
    assert [sum(at >= 0 for at in starts[p]) for p in range(6)] == [2] * 6


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_processes_share_the_windows(parts: int) -> None:
    found = [batch for part in range(parts) for batch in VALIDATION.batches("bars", 2, part, parts)]
    assert sum(len(grid) for grid, _, _ in found) == VALIDATION.count
    assert max(len(grid) for grid, _, _ in found) == 2
    grid, _, mask = VALIDATION.window("bars", parts)
    assert any((g == torch.from_numpy(grid)).all() for batch in found for g in batch[0])
    assert any((m == torch.from_numpy(mask)).all() for batch in found for m in batch[2])


LAYOUT = Layout(("melody",))
P = torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
"""Made-up chances of an event after "60 is in sight": they depend on what the network sees."""


def network(grid: Tensor, asked: Tensor | None) -> list[Tensor]:
    """Says event e at a position by how many others are in sight."""
    assert asked is not None
    seen = (grid[:, :, 0] < LAYOUT.masks[0]).sum(1, keepdim=True).expand(-1, grid.shape[1])
    logits = torch.full((*grid.shape[:2], 90), -30.0)
    logits[:, :, :3] = P[(seen % 2)].log()
    return [logits[asked[:, :, 0]]]


def test_the_elbo_is_the_mean_over_all_orders_of_unveiling() -> None:
    events = [0, 2, 1, 2]
    grid = torch.tensor(events)[None, :, None]
    everywhere = torch.ones_like(grid, dtype=torch.bool)
    orders = []
    for order in permutations(range(4)):
        bits = [-math.log2(P[n % 2, events[place]]) for n, place in enumerate(order)]
        orders.append(sum(bits) / 4)
    total = 0.0
    for masked in range(1, 5):  # every k, and within it every subset
        subsets = {frozenset(order[:masked]) for order in permutations(range(4))}
        for subset in subsets:
            mask = torch.zeros_like(everywhere)
            mask[0, list(subset)] = True
            elbo = measured(network, LAYOUT, grid, everywhere, mask)[1]
            total += float(elbo) / len(subsets) / 4
    assert total == pytest.approx(np.mean(orders), rel=1e-5)


def test_the_loss_is_the_thesis_s_weight_of_the_same_sum() -> None:
    grid = torch.tensor([0, 2, 1, 2])[None, :, None]
    everywhere, mask = torch.ones_like(grid).bool(), torch.zeros_like(grid).bool()
    mask[0, 1] = True
    value, elbo = measured(network, LAYOUT, grid, everywhere, mask).tolist()
    bits = -math.log2(P[1, 2])
    assert elbo == pytest.approx(bits, rel=1e-5)
    assert value == pytest.approx((1 - 1 / 4) * bits / 4, rel=1e-5)


def test_pieces_that_are_shorter_than_a_window_are_unknown_at_their_end() -> None:
    short = replace(VALIDATION, pieces=Pieces.of(["short"], [tiny.pieces()[0][:48]]))
    grid, where, _ = short.window("everything", 0)
    assert (grid[48:] == short.layout.masks).all() and not where[48:].any() and where[:48].all()
