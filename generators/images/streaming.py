"""Diffusion frame by frame: several frames at different noise levels in one call of the network.

StreamDiffusion (Kodaira et al. 2023, arXiv 2312.12491), section 3: stream batch (3.1) and residual
classifier-free guidance with one unguided call a frame (3.2). Every frame keeps its own condition
and its own noise, so that a still input gives a still picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

Denoiser = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(noisy [rows, ...], times [rows], conditions [rows, tokens, width]) -> what the network says."""
Guidance = Literal["none", "once", "full"]
"""Calls without a condition: none; one for each frame, at its first level; at every level."""


class StreamError(ValueError):
    """The scheduler cannot be used frame by frame."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The noise levels that a frame goes down, [levels] each: `times`; `alphas`, cumulated, and
    `next_alphas` after the step; `skip` and `out` of a consistency model, else 0 and 1.

    `renews`: between levels the frame's first noise is mixed in again (consistency models), else
    the noise that was found in it (DDIM). `clip`: what a finished picture is cut to, or 0.
    """

    times: Tensor
    alphas: Tensor
    next_alphas: Tensor
    skip: Tensor
    out: Tensor
    renews: bool
    clip: float
    prediction: str

    @classmethod
    def of(cls, scheduler: Any, steps: int, strength: float = 1.0) -> Ladder:
        """Of a DDIM or LCM scheduler of diffusers; of `steps` levels the last floor(strength *
        steps), at least one. Raises `StreamError` for another scheduler."""
        kind = type(scheduler).__name__
        if kind not in ("DDIMScheduler", "LCMScheduler"):
            raise StreamError(f"a {kind} cannot paint frame by frame: use DDIM or LCM")
        scheduler.set_timesteps(steps)
        times = torch.as_tensor(scheduler.timesteps).long().cpu()
        table, config = scheduler.alphas_cumprod.cpu(), scheduler.config
        if config.get("thresholding"):
            raise StreamError("thresholding is not for painting frame by frame")
        renews = kind == "LCMScheduler"
        if renews:
            following = torch.cat((times[1:], times[-1:]))
            pairs = [scheduler.get_scalings_for_boundary_condition_discrete(int(t)) for t in times]
        else:
            following = times - config.num_train_timesteps // steps
            pairs = [(0.0, 1.0)] * len(times)
        last = torch.as_tensor(scheduler.final_alpha_cumprod)
        next_alphas = torch.where(following >= 0, table[following.clamp(min=0)], last)
        skip, out = torch.tensor(pairs).T
        clip = config.clip_sample_range if config.clip_sample else 0.0
        left = slice(len(times) - max(1, int(strength * len(times))), None)
        return cls(
            times[left], table[times][left], next_alphas[left], skip[left], out[left],
            renews, clip, config.prediction_type,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.times)


class Stream:
    """Frames under way, the newest first. `empty` is the condition [tokens, width] of nothing, for
    guidance. A frame is finished as many calls after it began as there are levels, less one."""

    def __init__(
        self,
        denoise: Denoiser,
        ladder: Ladder,
        *,
        guidance: Guidance = "none",
        scale: float = 1.0,
        empty: Tensor | None = None,
    ) -> None:
        if guidance != "none" and empty is None:
            raise StreamError("guidance needs the condition of nothing")
        self._denoise, self._ladder, self._empty = denoise, ladder, empty
        self._guidance, self.scale = guidance, scale
        self._noisy = self._noise = self._conditions = self._anchors = torch.empty(0)

    def flush(self) -> None:
        """Forget the frames under way: after a cut."""
        self._noisy = torch.empty(0)

    @torch.inference_mode()
    def step(self, noise: Tensor, condition: Tensor, picture: Tensor | None = None) -> Tensor:
        """Begin a frame of `noise` [channels, height, width] and `condition` [tokens, width], or of
        a `picture` with so much of the noise as the first level has; all others go one level down.
        The frame that is finished by it, [channels, height, width]; at the start all levels are
        filled with the first frame, so that there is one from then on."""
        begun = noise
        if picture is not None:
            alpha = self._ladder.alphas[0]
            begun = alpha.sqrt() * picture + (1 - alpha).sqrt() * noise
        if not len(self._noisy):
            self._fill(begun, noise, condition)
        else:
            self._noisy = _pushed(begun, self._noisy)
            self._noise = _pushed(noise, self._noise)
            self._conditions = _pushed(condition, self._conditions)
            self._anchors = _pushed(torch.zeros_like(noise), self._anchors)
        self._noisy, clean, self._anchors = self._lower(
            self._noisy, self._noise, self._conditions, self._anchors
        )
        return clean[-1] if self._ladder.renews else self._noisy[-1]

    def _fill(self, begun: Tensor, noise: Tensor, condition: Tensor) -> None:
        """The first frame at every level, on its way down."""
        levels = len(self._ladder)
        row, asked, anchor = begun[None], condition[None], torch.zeros_like(noise)[None]
        rows, anchors = [row], [anchor]
        for level in range(levels - 1):
            row, _, anchor = self._lower(row, noise[None], asked, anchor, level)
            rows.append(row)
            anchors.append(anchor)
        self._noisy, self._anchors = torch.cat(rows), torch.cat(anchors)
        self._noise = noise.expand(levels, *noise.shape).clone()
        self._conditions = condition.expand(levels, *condition.shape).clone()

    def _lower(
        self, rows: Tensor, noise: Tensor, conditions: Tensor, anchors: Tensor, first: int = 0
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One call for rows at the levels from `first` on: the next level's noisy pictures, the
        clean ones that are seen, and the anchors."""
        ladder, levels = self._ladder, slice(first, first + len(rows))
        alpha, following, skip, out = (
            _column(each[levels], rows)
            for each in (ladder.alphas, ladder.next_alphas, ladder.skip, ladder.out)
        )
        times = ladder.times[levels].to(rows.device)
        found, clean, anchors = self._guided(rows, times, conditions, anchors, alpha, first)
        if ladder.clip:
            clean = clean.clamp(-ladder.clip, ladder.clip)
        clean = out * clean + skip * rows
        again = noise if ladder.renews else found
        return following.sqrt() * clean + (1 - following).sqrt() * again, clean, anchors

    def _guided(
        self,
        rows: Tensor,
        times: Tensor,
        conditions: Tensor,
        anchors: Tensor,
        alpha: Tensor,
        first: int,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The noise that is found in every row, what is left without it, and the anchors."""
        unasked = {"none": 0, "once": int(first == 0), "full": len(rows)}[self._guidance]
        if unasked:
            assert self._empty is not None  # noqa: S101 - seen to at birth
            free_of = self._empty.expand(unasked, *self._empty.shape)
            said = self._denoise(
                torch.cat((rows, rows[:unasked])),
                torch.cat((times, times[:unasked])),
                torch.cat((conditions, free_of)),
            )
        else:
            said = self._denoise(rows, times, conditions)
        asked = self._split(said[: len(rows)], rows, alpha)
        if self._guidance == "none":
            return *asked, anchors
        if unasked:
            free = self._split(said[len(rows) :], rows[:unasked], alpha[:unasked])
        if self._guidance == "once":  # arXiv 2312.12491, equation 8
            if unasked:
                anchors = torch.cat((free[1], anchors[1:]))
            free = (rows - alpha.sqrt() * anchors) / (1 - alpha).sqrt(), anchors
        noise, clean = (f + self.scale * (a - f) for a, f in zip(asked, free, strict=True))
        return noise, clean, anchors

    def _split(self, said: Tensor, noisy: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor]:
        """What the network says as noise and clean picture."""
        match self._ladder.prediction:
            case "epsilon":
                return said, (noisy - (1 - alpha).sqrt() * said) / alpha.sqrt()
            case "v_prediction":
                noise = alpha.sqrt() * said + (1 - alpha).sqrt() * noisy
                return noise, alpha.sqrt() * noisy - (1 - alpha).sqrt() * said
            case _:
                return (noisy - alpha.sqrt() * said) / (1 - alpha).sqrt(), said


class Similar:
    """The stochastic similarity filter (section 3.4): a frame that is as like the last one painted
    as `threshold` or more is left out with a probability of (likeness - threshold) / (1 -
    threshold), but never more than `most` in a row. Chance is always the same."""

    def __init__(self, threshold: float, most: int = 10, seed: int = 0) -> None:
        self._threshold, self._most = threshold, most
        self._generator = torch.Generator().manual_seed(seed)
        self._last, self._row = torch.empty(0), 0

    def skips(self, *inputs: Tensor) -> bool:
        """Whether a frame of these inputs may be left out."""
        now = torch.cat([each.flatten().float() for each in inputs])
        likeness = 0.0
        if self._last.shape == now.shape:
            likeness = float(torch.nn.functional.cosine_similarity(self._last, now, dim=0))
        share = (likeness - self._threshold) / (1 - self._threshold)
        if self._row < self._most and float(torch.rand(1, generator=self._generator)) < share:
            self._row += 1
            return True
        self._last, self._row = now, 0
        return False


def _pushed(new: Tensor, rows: Tensor) -> Tensor:
    """`new` before all rows but the last."""
    return torch.cat((new[None], rows[:-1]))


def _column(values: Tensor, rows: Tensor) -> Tensor:
    return values.to(rows).reshape(-1, *[1] * (rows.dim() - 1))
