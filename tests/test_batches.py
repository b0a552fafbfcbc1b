"""Batches: the same for the same number, whole in parts, transposed exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tiny
import torch

from generators.notes.diffusion import RegionMix, T
from generators.notes.tokens import TRIO, Layout
from training.data import Pieces
from training.notes.batches import KEPT, Batch, Sampler, Steps, prefetched

SAMPLER = Sampler([tiny.pieces()], [1.0], [8, 16], 4096, 6, RegionMix(), seed=3)
FIELDS = ("grid", "diffusing", "mask", "kept", "t")


def equal(one: Batch, other: Batch) -> bool:
    return all(torch.equal(getattr(one, name), getattr(other, name)) for name in FIELDS)


def test_a_batch_depends_on_its_number_and_the_seed_alone() -> None:
    one = SAMPLER.batch(4)
    assert equal(one, SAMPLER.batch(4))
    assert not equal(one, SAMPLER.batch(5))
    assert not equal(one, replace(SAMPLER, seed=4).batch(4))


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_parts_of_a_batch_are_the_batch(parts: int) -> None:
    whole = SAMPLER.batch(7)
    for part in range(parts):
        found = SAMPLER.batch(7, part, parts)
        for name in FIELDS:
            assert torch.equal(getattr(found, name), getattr(whole, name)[part::parts])


def test_a_process_gets_its_parts_of_every_step() -> None:
    whole = SAMPLER.batch(2)
    steps = [Steps(SAMPLER, process, processes=2, accumulate=2)[2] for process in (0, 1)]
    rows = torch.cat([part.grid for parts in steps for part in parts])
    assert len(rows) == len(whole) == SAMPLER.size(2)
    counts = [sum(bool((row == other).all()) for other in rows) for row in whole.grid]
    assert all(counts), "every window has its process"
    assert torch.equal(steps[1][1].grid, whole.grid[3::4])


def test_batches_come_in_order_however_they_are_drawn() -> None:
    found = list(prefetched(Steps(SAMPLER, 0, 1, 1), 3, 6, workers=0, pin=False))
    assert len(found) == 3
    assert all(equal(parts[0], SAMPLER.batch(n)) for n, parts in enumerate(found, 3))


def test_windows_begin_on_bar_lines_and_move_melody_and_bass_alike() -> None:
    one = Pieces.of(["one"], [tiny.pieces()[0]])
    batch = replace(SAMPLER, sources=[one], bars=[16]).batch(0)
    piece, shifts = one[0], set()
    for window in batch.grid.numpy():
        found = []
        for start in range(0, len(piece) - len(window) + 1, 16):
            real = piece[start : start + len(window)]
            notes = real[:, :2] >= 2
            moved = (window[:, :2] - real[:, :2])[notes]
            if (window[:, 2] == real[:, 2]).all() and len({*moved.tolist()}) == 1:
                assert (window[:, :2] == real[:, :2])[~notes].all()
                found.append(int(moved[0]))
        assert found, "some window of the piece, moved by one interval"
        shifts.update(found)
    assert len(shifts) > 2 and max(map(abs, shifts)) <= 6


def test_what_a_piece_lacks_is_unknown_and_never_asked_for() -> None:
    short = Pieces.of(["short"], [tiny.pieces()[0][:32]])
    layout = Layout(("melody", "melody", "drums"))
    sampler = replace(SAMPLER, sources=[short], bars=[8], layout=layout)
    batch = sampler.batch(0)
    masks = torch.tensor(layout.masks)
    assert (batch.grid[:, 32:] == masks).all() and (batch.grid[:, :, 1] == masks[1]).all()
    assert (batch.grid[:, :32, [0, 2]] < masks[[0, 2]]).all()
    unknown = batch.grid == masks
    assert not (unknown & (batch.diffusing | batch.mask | batch.kept)).any()
    assert batch.diffusing.flatten(1).any(1).all()


def test_masks_and_kept_positions_have_their_probabilities() -> None:
    only = RegionMix(everything=1.0, tracks=0, bars=0, ends=0, notes=0)
    batch = replace(SAMPLER, positions=64 * 256, bars=[16], mix=only).batch(0)
    assert batch.diffusing.all() and not (batch.mask & batch.kept).any()
    share = batch.mask.float().mean((1, 2))
    torch.testing.assert_close(share, batch.t / T, atol=0.08, rtol=0)
    kept = batch.kept.sum() / (~batch.mask).sum()
    assert float(kept) == pytest.approx(KEPT, abs=0.01)


def test_sources_are_drawn_by_their_shares() -> None:
    high, low = (Pieces.of(["x"], [np.full((128, 3), n)]) for n in (50, 20))
    sampler = replace(
        SAMPLER, sources=[high, low], shares=[3, 1], bars=[8], positions=128 * 400, semitones=0
    )
    share = (sampler.batch(0).grid[:, 0, 0] == 50).float().mean()
    assert float(share) == pytest.approx(0.75, abs=0.07)
    assert TRIO.masks[0] > 50
