"""Metrics of pictures against what is known of them."""

from __future__ import annotations

import numpy as np
import pytest

from training.images import metrics


def cloud(n: int, shift: float = 0.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(shift, 1.0, (n, 16))


def test_kid_is_zero_for_one_source_and_grows_with_the_distance() -> None:
    same = metrics.kid(cloud(400), cloud(400, seed=1))
    near, far = (metrics.kid(cloud(400), cloud(400, shift, 1)) for shift in (0.5, 1.0))
    assert abs(same.value) < 0.02 and same.low < 0 < same.high
    assert same.value < near.value < far.value


def test_precision_falls_for_strangers_and_recall_for_copies_of_one() -> None:
    real = cloud(300)
    assert min(metrics.precision_recall(cloud(300, seed=1), real)) > 0.8
    assert metrics.precision_recall(cloud(300, 4.0, 1), real)[0] < 0.05
    one = real[:1] + 0.01 * cloud(300, seed=2)
    precision, recall = metrics.precision_recall(one, real)
    assert precision > 0.95 and recall < 0.05


def test_a_copy_is_its_own_nearest() -> None:
    real = cloud(50)
    chosen, distance = metrics.nearest(real[[7, 3]], real)
    assert chosen.tolist() == [7, 3] and distance == pytest.approx([0, 0], abs=1e-6)


def test_labels_that_can_be_told_are_told() -> None:
    labels = np.arange(400) % 4
    points = cloud(400) + 3 * np.eye(16)[labels]
    judge = metrics.LabelJudge.of(points[:200], labels[:200])
    assert judge.right(points[200:], labels[200:]).value > 0.9
    assert judge.right(cloud(200, seed=5), labels[200:]).value < 0.5


def test_still_frames_do_not_flicker() -> None:
    frame = np.random.default_rng(0).integers(0, 255, (1, 8, 8, 3), dtype=np.uint8)
    assert metrics.flicker(np.repeat(frame, 3, axis=0)) == 0
    assert metrics.flicker(np.concatenate([frame, frame // 2, frame])) > 10


def percent(m: float) -> float:
    """AIS as LINKS has it in section 4.1.3, of a mean margin."""
    return (1 - np.arccos(m) * 2 / np.pi + 1) / 2 * 100


def test_likeness_is_what_it_is_by_hand() -> None:
    music = np.array([[1.0, 0.0], [0.0, 2.0], [-3.0, 0.0]])
    pictures = np.array([[5.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    # cosines: 1 0 -1; .6 .8 -.6; 0 1 0
    found = metrics.likeness(pictures, music, np.array([0, 1, 2]))
    margins = [1 - (0 - 1) / 2, 0.8 - (0.6 - 0.6) / 2, 0 - (0 + 1) / 2]
    assert found.margin.value == pytest.approx(np.mean(margins)) == pytest.approx(0.6)
    assert found.percent.value == pytest.approx(percent(0.6)) == pytest.approx(70.4833, abs=1e-3)
    assert found.margin.low <= 0.6 <= found.margin.high
    assert found.percent.low == pytest.approx(percent(found.margin.low))
    swapped = metrics.likeness(pictures[[0, 0, 1]], music, np.array([0, 0, 1]))
    assert swapped.margin.value == pytest.approx((1.5 + 1.5 + 0.8) / 3), "two of one music"


def test_likeness_of_pictures_of_one_label_is_what_it_is_by_hand() -> None:
    pictures = np.array([[1.0, 0.0], [3.0, 4.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 7.0]])
    # cosines of 0: .6 0 -1 0; of 1: .6 .8 -.6 .8; of 2: 0 .8 0 1; of 3: -1 -.6 0 0
    found = metrics.label_likeness(pictures, np.array([4, 4, 7, 7, 9]))
    first = [0.6 - (0.6 + 0 - 1 + 0) / 4, 0.6 - (0.6 + 0.8 - 0.6 + 0.8) / 4]
    second = [0 - (0 + 0.8 + 0 + 1) / 4, 0 - (-1 - 0.6 + 0 + 0) / 4]
    assert found[4].margin.value == pytest.approx(np.mean(first))
    assert found[7].margin.value == pytest.approx(np.mean(second))
    assert found[4].percent.value == pytest.approx(percent(np.mean(first)))
    assert np.isnan(found[9].margin.value) and np.isnan(found[9].percent.value)
    assert np.isnan(found[9].p), "one picture is like no other of its label"


def test_chance_is_fifty_and_what_belongs_together_is_more() -> None:
    rng = np.random.default_rng(3)
    labels = np.arange(60) % 4
    strangers = metrics.likeness(cloud(60), cloud(60, seed=1), np.arange(60))
    assert strangers.percent.low < 50 < strangers.percent.high and strangers.p > 0.05
    towards = cloud(60) + 0.7 * cloud(60, seed=1)
    related = metrics.likeness(towards, cloud(60, seed=1), np.arange(60))
    assert related.percent.low > 55 and related.p < 0.01
    # all alike, in a corner of the space: the cosine is .99, and says nothing
    corner = metrics.likeness(50 + cloud(60), 50 + cloud(60, seed=1), rng.permutation(60))
    assert corner.percent.value == pytest.approx(50, abs=0.1)
    for of_label in metrics.label_likeness(cloud(60), labels).values():
        assert of_label.p > 0.01 and abs(of_label.percent.value - 50) < 6
    gathered = cloud(60) + 3 * np.eye(16)[labels]
    assert all(each.p < 0.01 for each in metrics.label_likeness(gathered, labels).values())
