"""Small networks of every kind and a training step of theirs, also for spawned processes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from generators.notes.diffusion import cross_entropies, loss
from generators.notes.networks import NETWORKS, UnmaskingNetwork, build
from generators.notes.tokens import TRIO, Layout

SMALL: dict[str, dict[str, Any]] = {
    "transformer": {"positions": 128},
    "conv-transformer": {"positions": 32, "embedding": 8},
    "hierarchical-transformer": {"positions": 128, "lower_width": 8, "lower_layers": 1},
    "u-transformer": {"positions": 128, "levels": 2, "layers": 4},
}
"""Networks that hear 8 bars."""


def small(kind: str, layout: Layout = TRIO, **more: Any) -> UnmaskingNetwork:
    torch.manual_seed(0)
    sizes = {"width": 16, "layers": 2, "heads": 2, "dropout": 0.0, **SMALL[kind], **more}
    return build(kind, sizes, layout).eval()


def lively(kind: str, layout: Layout = TRIO, **more: Any) -> UnmaskingNetwork:
    """Small, with weights so large that everything heard is seen in the logits."""
    network = small(kind, layout, **more)
    for name, parameter in network.named_parameters():
        if (name.endswith("weight") and parameter.dim() == 2) or name.startswith("place"):
            nn.init.normal_(parameter, std=0.4)
    return network


def melody_and_trio() -> tuple[Tensor, Tensor, Tensor]:
    """grid, mask, t: the first piece is a melody alone, the second one a trio."""
    draw = torch.Generator().manual_seed(0)
    grid = torch.randint(0, 5, (2, 32, 3), generator=draw)
    mask = torch.rand(grid.shape, generator=draw) < 0.5
    grid[0, :, 1:], mask[0, :, 1:] = torch.tensor(TRIO.masks[1:]), False
    return grid, mask, torch.tensor([100, 900])


def gradients(network: nn.Module, grid: Tensor, mask: Tensor, t: Tensor) -> dict[str, Tensor]:
    """What one training step computes, by name of parameter."""
    found = cross_entropies(network, grid, mask, ~mask & (grid < torch.tensor(TRIO.masks)))
    (loss(found.masked, mask, t) + 0.0 * found.kept).backward()
    whole = network.module if isinstance(network, DistributedDataParallel) else network
    return {name: p.grad for name, p in whole.named_parameters()}


def of_two_processes(rank: int, meeting: str) -> dict[str, dict[str, Tensor]]:
    """What each network learns in process `rank` of two, which hears piece `rank`; they meet in
    the file `meeting`."""
    distributed.init_process_group(
        "gloo", f"file://{meeting}", rank=rank, world_size=2, timeout=timedelta(seconds=60)
    )
    piece = [x[rank : rank + 1] for x in melody_and_trio()]
    found = {kind: gradients(DistributedDataParallel(small(kind)), *piece) for kind in NETWORKS}
    distributed.destroy_process_group()
    return found


def second_of_two(_: int, meeting: str) -> None:
    """The other process."""
    of_two_processes(1, meeting)
