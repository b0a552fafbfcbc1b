"""The way through the latent space."""

from __future__ import annotations

import numpy as np
import pytest

from generators.images.journey import Journey


def test_any_moment_is_a_standard_normal_draw() -> None:
    points = np.stack([Journey(3, 64).at(place) for place in np.linspace(0, 2000, 400)])
    assert abs(points.mean()) < 0.05 and points.std() == pytest.approx(1.0, abs=0.05)


def test_it_is_smooth_and_goes_somewhere() -> None:
    way = Journey(0, 128)
    near = np.linalg.norm(way.at(10.01) - way.at(10.0)) / np.linalg.norm(way.at(10.0))
    far = np.corrcoef(way.at(10.0), way.at(40.0))[0, 1]
    assert near < 0.02 and abs(far) < 0.35


def test_the_seed_names_the_way() -> None:
    assert (Journey(1, 16).at(5.0) == Journey(1, 16).at(5.0)).all()
    assert not np.allclose(Journey(1, 16).at(5.0), Journey(2, 16).at(5.0))
