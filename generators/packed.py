"""Weights in 8 bits: a matrix is stored as integers and a step for each of its rows."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

STEP = ".step"
"""What the name of a matrix's steps ends in."""
_MOST = 127


def packed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices and kernels [rows, ...] as int8, their steps [rows] beside them; vectors as are."""
    found: dict[str, Tensor] = {}
    for name, value in weights.items():
        if value.ndim < 2 or not value.is_floating_point():
            found[name] = value.contiguous()
            continue
        rows = value.float().flatten(1)
        step = rows.abs().amax(1).clamp(min=1e-12) / _MOST
        levels = (rows / step[:, None]).round().to(torch.int8)
        found[name], found[name + STEP] = levels.view(value.shape), step
    return found


def unpacked(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What `packed` was given, in float32, each value within half a step."""
    found: dict[str, Tensor] = {}
    for name, value in tensors.items():
        step = tensors.get(name + STEP)
        if step is not None:
            found[name] = value.float() * step.view(-1, *[1] * (value.ndim - 1))
        elif not name.endswith(STEP):
            found[name] = value
    return found
