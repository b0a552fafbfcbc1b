"""`python -m benchmarks.streaming`: frames a second of painters that denoise, streamed or not.

Paints with the presets that are named (a Stable Diffusion's among them), else with a U-Net of
random weights at `--size`, in the shape of Stable Diffusion 1.5 (`--shape sd`) or of our own small
painter (`--shape own`): speed does not depend on the weights. `stream` takes one call of the
network a frame (StreamDiffusion, arXiv 2312.12491), `one by one` one for each step; both in turns.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

import presets
from benchmarks.__main__ import Figures, quantile
from generators.base import Look
from generators.checkpoint import choose_device
from generators.images.denoiser import Denoiser, DenoiserSizes
from generators.images.streaming import Ladder, Stream

WARM = 3
"""Frames that are not counted."""
SD = {"sample_size": 64, "cross_attention_dim": 768, "attention_head_dim": 8}
"""What differs from UNet2DConditionModel's defaults in Stable Diffusion 1.5."""


def stable(size: int, device: torch.device) -> tuple[Any, tuple[int, ...], tuple[int, int], Any]:
    """Network, shapes of latents and conditions, and scheduler of a Stable Diffusion 1.5."""
    from diffusers import DDIMScheduler, UNet2DConditionModel  # noqa: PLC0415 - an extra

    made: Any = UNet2DConditionModel
    kind = torch.float16 if device.type == "cuda" else torch.float32
    unet = made(**SD).to(device, kind).eval()

    def denoise(noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        said: Tensor = unet(noisy.to(kind), times, conditions.to(kind)).sample
        return said.float()

    plan: Any = DDIMScheduler
    scheduler = plan(
        beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, clip_sample=False,
        timestep_spacing="trailing",
    )  # fmt: skip
    return denoise, (4, size // 8, size // 8), (77, 768), scheduler


def own(size: int, device: torch.device) -> tuple[Any, tuple[int, ...], tuple[int, int], Any]:
    """The same of our own painter."""
    sizes = DenoiserSizes(labels=13, size=size, patch=4, widths=(128, 192), layers=1)
    network = Denoiser(sizes).to(device).eval()
    return network, network.shape, (3, sizes.width), network.scheduler


def network_frames(shape: str, size: int, steps: int, device: torch.device) -> dict[str, Any]:
    """A frame of either way of a network with random weights."""
    torch.manual_seed(0)
    denoise, latents, condition, plan = {"sd": stable, "own": own}[shape](size, device)
    noise = torch.randn(latents, device=device)
    asked = torch.randn(condition, device=device)
    stream = Stream(denoise, Ladder.of(plan, steps))

    def one_by_one() -> None:
        plan.set_timesteps(steps)
        rows = noise[None]
        with torch.inference_mode():
            for at in plan.timesteps:
                said = denoise(rows, at.to(device)[None], asked[None])
                rows = plan.step(said, at, rows).prev_sample

    return {"stream": lambda: stream.step(noise, asked), "one by one": one_by_one}


def preset_frames(name: str, device: str | None) -> dict[str, Any]:
    """A frame of a preset's painter: all of it, to the finished picture."""
    path = Path(name)
    found = presets.images_in(path) if path.is_dir() else presets.images(name)
    painter, _ = presets.open_painter(found, device)
    return {"stream": lambda: painter.paint(Look(), 1 / 20, 0.0)}


def measured(ways: dict[str, Callable[[], Any]], frames: int, device: torch.device) -> Figures:
    """Seconds a frame of each way, in turns."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(WARM + frames):
        for name, paint in ways.items():
            begin = time.perf_counter()
            paint()
            if device.type == "cuda":
                torch.cuda.synchronize()
            if number >= WARM:
                found[name].append(time.perf_counter() - begin)
    return {
        name: {
            "frames_per_s": 1 / statistics.median(each),
            "median_ms": 1000 * statistics.median(each),
            "p95_ms": 1000 * quantile(each, 0.95),
            "n": len(each),
        }
        for name, each in found.items()
    }


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streaming", description=__doc__)
    parser.add_argument("presets", nargs="*", help="presets that denoise, by name or folder")
    parser.add_argument("--shape", choices=("sd", "own"), default="own")
    parser.add_argument("--size", type=int, default=64, help="pixels")
    parser.add_argument("--steps", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--device")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    device = choose_device(given.device)
    found: Figures = {}
    for name in given.presets:
        found[name] = measured(preset_frames(name, given.device), given.frames, device)
    for steps in () if given.presets else given.steps:
        ways = network_frames(given.shape, given.size, steps, device)
        found[f"{given.shape} {given.size} px, {steps} steps"] = measured(
            ways, given.frames, device
        )
    table = Table(title=f"On {device.type}, {torch.get_num_threads()} threads")
    for column in ("", "way", "frames/s", "ms", "p95"):
        table.add_column(column, justify="left" if len(column) < 4 and column != "ms" else "right")
    for name, ways in found.items():
        for way, each in ways.items():
            row = (f"{each[key]:.1f}" for key in ("frames_per_s", "median_ms", "p95_ms"))
            table.add_row(name, way, *row)
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
