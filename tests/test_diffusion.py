"""The forward process and the losses, against the formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from generators.notes.diffusion import (
    RegionMix,
    T,
    corrupt,
    cross_entropies,
    diffuse,
    loss,
    loss_weight,
    region,
)
from generators.notes.networks import ConvTransformer, ConvTransformerSizes
from generators.notes.tokens import TRIO, Layout, onsets

SIZES = ConvTransformerSizes(
    embedding=8, width=16, layers=1, heads=2, positions=16, dropout=0.0, position="rotary"
)


def only(shape: str) -> RegionMix:
    return RegionMix(**{name: float(name == shape) for name in RegionMix().shares()})


def piece(steps: int = 256, seed: int = 0) -> np.ndarray:
    draw = np.random.default_rng(seed)
    grid = draw.integers(2, 60, size=(steps, 3))
    grid[draw.random((steps, 3)) < 0.6] = 0
    return grid


def uniform(like: torch.Tensor) -> torch.Tensor:
    return torch.rand(like.shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("t", [1, 256, 512, 1024])
def test_each_position_is_masked_with_probability_t_over_T(t: int) -> None:
    everywhere = torch.ones(4, 2000, 3, dtype=torch.bool)
    mask = diffuse(everywhere, torch.full((4,), t), uniform(everywhere))
    assert float(mask.float().mean()) == pytest.approx(t / T, abs=0.015)


def test_masking_stays_inside_the_region() -> None:
    where = torch.zeros(1, 64, 3, dtype=torch.bool)
    where[:, :8, 1] = True
    mask = diffuse(where, torch.tensor([T]), uniform(where))
    assert (mask == where).all()


def test_corrupt_absorbs_each_track_into_its_own_mask() -> None:
    grid = torch.zeros(1, 4, 3, dtype=torch.int64)
    mask = torch.zeros(1, 4, 3, dtype=torch.bool)
    mask[0, 2] = True
    assert corrupt(grid, mask)[0, 2].tolist() == list(TRIO.masks)
    assert not corrupt(grid, mask)[0, [0, 1, 3]].any()


def test_tracks_are_spared_as_the_thesis_meant_and_its_code_does_not() -> None:
    draw = np.random.default_rng(0)
    masks = [region(piece(), only("tracks"), draw) for _ in range(600)]
    whole = [tuple(m.all(axis=0)) for m in masks]
    assert all(tuple(m.any(axis=0)) == w for m, w in zip(masks, whole, strict=True))
    counts = [sum(1 for w in whole if sum(w) == n) for n in (1, 2, 3)]
    assert min(counts) > 150, "one, two and all three tracks, equally often"


def test_voices_of_a_role_diffuse_together_and_apart() -> None:
    draw, layout = np.random.default_rng(0), Layout(("melody", "melody", "bass"))
    masks = [region(piece(), only("tracks"), draw, layout) for _ in range(600)]
    whole = [tuple(m.all(axis=0).tolist()) for m in masks]
    assert whole.count((True, True, False)) > 80, "the whole role"
    assert whole.count((True, False, False)) > 10, "one voice to the other"
    assert whole.count((False, False, True)) > 80


def test_bars_are_spans_on_bar_lines() -> None:
    draw = np.random.default_rng(0)
    for _ in range(100):
        mask = region(piece(), only("bars"), draw)
        rows = np.flatnonzero(mask.any(axis=1))
        assert rows[0] % 16 == 0 and (rows[-1] + 1) % 16 == 0
        assert len(rows) == rows[-1] + 1 - rows[0]


def test_ends_reach_the_start_or_the_end() -> None:
    draw = np.random.default_rng(0)
    for _ in range(100):
        rows = np.flatnonzero(region(piece(), only("ends"), draw).any(axis=1))
        assert rows[0] == 0 or rows[-1] == 255


def test_notes_are_masked_whole() -> None:
    draw, grid = np.random.default_rng(0), piece()
    starts = onsets(grid)
    for _ in range(50):
        mask = region(grid, only("notes"), draw)
        for track in np.flatnonzero(mask.any(axis=0)):
            inside = mask[:, track]
            changes = np.flatnonzero(inside[1:] != inside[:-1]) + 1
            assert starts[changes, track].all(), "a mask begins and ends where a note begins"


def test_unknown_tracks_never_diffuse() -> None:
    draw, grid = np.random.default_rng(0), piece()
    grid[:, 1], grid[:, 2] = TRIO.masks[1], TRIO.masks[2]
    for _ in range(100):
        mask = region(grid, RegionMix(), draw)
        assert mask[:, 0].any() and not mask[:, 1:].any()


def test_shares_must_add_up() -> None:
    with pytest.raises(ValueError, match="add up"):
        RegionMix(everything=0.9)


def test_loss_is_the_formula() -> None:
    torch.manual_seed(0)
    network = ConvTransformer(SIZES).eval()
    grid = torch.from_numpy(np.stack([piece(64, 1), piece(64, 2)]))
    t = torch.tensor([300, 900])
    everywhere = torch.ones_like(grid, dtype=torch.bool)
    mask = diffuse(everywhere, t, uniform(everywhere))
    with torch.no_grad():
        logits = network(corrupt(grid, mask))
    thesis, elbo = [], []
    for p in range(2):
        total = 0.0
        for track in range(3):
            for step in range(64):
                if mask[p, step, track]:
                    row = torch.log_softmax(logits[track][p, step], 0)
                    total -= float(row[grid[p, step, track]])
        bits = total / math.log(2) / (64 * 3)
        thesis.append((1 - int(t[p]) / T) * bits)
        elbo.append(T / int(t[p]) * bits)
    with torch.no_grad():
        sums = cross_entropies(network, grid, mask).masked
    assert float(loss(sums, everywhere, t)) == pytest.approx(np.mean(thesis), rel=1e-4)
    assert float(loss(sums, everywhere, t, "elbo")) == pytest.approx(np.mean(elbo), rel=1e-4)


def test_elbo_is_unbiased_for_a_network_that_knows_nothing() -> None:
    # Every event equally likely: the ELBO must be the log of the number of events, at any t.
    sums = torch.zeros(4000, 3)
    where = torch.ones(4000, 20, 3, dtype=torch.bool)
    t = torch.randint(1, T + 1, (4000,), generator=torch.Generator().manual_seed(0))
    mask = diffuse(where, t, uniform(where))
    sums = mask.sum(1).float() * math.log(8)
    assert float(loss(sums, where, t, "elbo")) == pytest.approx(3.0, abs=0.15)


def test_weights_of_the_thesis() -> None:
    assert loss_weight(torch.tensor([0, 512, 1024]), "thesis").tolist() == [1.0, 0.5, 0.0]
    assert loss_weight(torch.tensor([512, 1024]), "elbo").tolist() == [2.0, 1.0]
