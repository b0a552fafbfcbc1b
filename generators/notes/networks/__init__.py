"""Unmasking networks: a partly masked grid in, logits of every event out (thesis 4.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from generators.notes.networks.base import Sizes, UnmaskingNetwork
from generators.notes.networks.conv_transformer import ConvTransformer, ConvTransformerSizes
from generators.notes.networks.hierarchical import HierarchicalSizes, HierarchicalTransformer
from generators.notes.networks.transformer import Transformer
from generators.notes.networks.u_transformer import USizes, UTransformer
from generators.notes.tokens import TRIO, Layout

__all__ = [
    "NETWORKS",
    "ConvTransformer",
    "ConvTransformerSizes",
    "HierarchicalSizes",
    "HierarchicalTransformer",
    "Sizes",
    "Transformer",
    "USizes",
    "UTransformer",
    "UnmaskingNetwork",
    "build",
    "sizes_of",
]

NETWORKS: dict[str, tuple[Callable[[Any], UnmaskingNetwork], type[Sizes]]] = {
    "transformer": (Transformer, Sizes),
    "conv-transformer": (ConvTransformer, ConvTransformerSizes),
    "hierarchical-transformer": (HierarchicalTransformer, HierarchicalSizes),
    "u-transformer": (UTransformer, USizes),
}


def build(kind: str, sizes: dict[str, Any], layout: Layout = TRIO) -> UnmaskingNetwork:
    """The network that a preset or a config names, for grids of `layout`. Raises `ValueError`."""
    made = sizes_of(kind, sizes, layout)
    return NETWORKS[kind][0](made)


def sizes_of(kind: str, sizes: dict[str, Any], layout: Layout) -> Sizes:
    """The sizes in a preset or a config, checked; `events` follow from the layout.

    Raises `ValueError` on unknown names and on `events` that are not the layout's.
    """
    if kind not in NETWORKS:
        raise ValueError(f"unknown network {kind!r}: use {', '.join(NETWORKS)}")
    try:
        made = NETWORKS[kind][1](**{"events": layout.events, **sizes})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        text = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"network sizes: {where + ': ' if where else ''}{text}") from error
    if made.events != layout.events:
        raise ValueError(
            f"events {made.events} do not belong to the tracks {', '.join(layout.roles)}: "
            "leave them out"
        )
    return made
