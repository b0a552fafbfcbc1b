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
