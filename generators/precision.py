"""Which precision pays where."""

from __future__ import annotations

import torch


def fast_bf16(device: torch.device) -> bool:
    """Whether bfloat16 pays on this device: GPUs that have it, CPUs with matrix units."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    amx = getattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    return device.type == "cpu" and bool(amx())
