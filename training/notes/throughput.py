"""How fast training goes: tokens and arithmetic a second, and the device's limit."""

from __future__ import annotations

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

PEAK_TFLOPS = {
    "H200": 989.0,
    "H100 PCIe": 756.0,
    "H100": 989.0,
    "A100": 312.0,
    "L40S": 362.0,
    "L4": 121.0,
    "A10": 125.0,
    "RTX 5090": 210.0,
    "RTX 4090": 165.0,
    "RTX 3090": 71.0,
}
"""Dense bf16 matrix arithmetic as the makers state it, by a part of the device's name; the first
that fits counts."""


class Meter:
    """Counts what is trained on; tells the speed over all processes.

    A token is one event of one track. Arithmetic is counted, not estimated: a product of
    matrices [a, b] and [b, c] is 2abc floating-point operations, convolutions and attention
    likewise, the rest is neglected. The forward pass counts once, the backward pass twice;
    logits count at every position, though training asks for some only.
    """

    def __init__(self, network: nn.Module, processes: int, stated_tflops: float | None) -> None:
        self._network = network
        peak = peak_flops(next(network.parameters()).device, stated_tflops)
        self._peak = peak * processes if peak else None
        self._flops: dict[torch.Size, float] = {}
        self._steps, self._tokens, self._work = 0, 0, 0.0

    def add(self, windows: int, shape: torch.Size) -> None:
        """A step on so many windows of `shape` (grid steps, tracks)."""
        if shape not in self._flops:
            self._flops[shape] = training_flops(self._network, shape)
        self._steps += 1
        self._tokens += windows * shape.numel()
        self._work += windows * self._flops[shape]

    def read(self, seconds: float) -> tuple[int, dict[str, float]]:
        """Steps since the last reading, and the speed if they took `seconds`."""
        steps, speed = self._steps, {"steps_per_s": self._steps / seconds}
        speed |= {"tokens_per_s": self._tokens / seconds, "tflops": self._work / seconds / 1e12}
        if self._peak:
            speed["share_of_peak"] = self._work / seconds / self._peak
        self._steps, self._tokens, self._work = 0, 0, 0.0
        return steps, speed


def training_flops(network: nn.Module, shape: torch.Size) -> float:
    """Floating-point operations to train on one window of `shape` (grid steps, tracks)."""
    device = next(network.parameters()).device
    grid = torch.zeros(1, *shape, dtype=torch.int64, device=device)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(grid)
    return 3.0 * float(counter.get_total_flops())


def peak_flops(device: torch.device, stated_tflops: float | None) -> float | None:
    """Floating-point operations a second of one device: as `stated`, or of the table."""
    if stated_tflops:
        return stated_tflops * 1e12
    if device.type != "cuda":
        return None
    name = torch.cuda.get_device_name(device)
    return next((peak * 1e12 for part, peak in PEAK_TFLOPS.items() if part in name), None)
