"""Music or words -> pictures by diffusion: an adapter, a prompt and a painter, whatever they are.

All systems of the documents have this one shape. The parts are our own small ones, or those of a
Stable Diffusion that the user has (`generators.images.stable`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

import torch
from torch import Tensor, nn

from generators.images.denoiser import Denoiser, DenoiserSizes, PromptEncoder
from generators.images.mappers import mapper_of
from generators.images.painter import pixels_of
from generators.media import Pixels

Kind = Literal["labels", "audiotoken", "covergen", "audioclip"]
STEPS, SCALE = 24, 3.0
"""Of DDIM, and of guidance (Kyle, chapter 4: 3 is best)."""


class MisfitError(ValueError):
    """Parts that do not fit together; the text says which."""


class Prompt(Protocol):
    """Words, read or heard -> states [batch, tokens, width]."""

    tokens: int

    def __call__(self, words: Tensor) -> Tensor:
        """A heard word [batch, 1, width]."""
        ...

    def read(self, labels: Tensor) -> Tensor:
        """Labels [batch] as numbers."""
        ...

    def empty(self, count: int) -> Tensor:
        """Nothing in particular, so many times."""
        ...


class Painter(Protocol):
    """A network that finds the noise, and the space it works in: `shape` [channels, height, width]
    of its latents, `zoom` pixels for each of their places, `width` of its conditions, `scheduler`
    of diffusers."""

    shape: tuple[int, int, int]
    zoom: int
    width: int
    scheduler: Any

    def __call__(self, noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        """What it says, shaped as `noisy`."""
        ...

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures [batch, 3, height, width] in -1 to 1 -> latents."""
        ...

    def decode(self, latents: Tensor) -> Tensor:
        """Latents -> pictures."""
        ...


class System(nn.Module):
    """`painter`; `prompt`, for words, where it has one; `mapper`, for music, where it hears.

    Kinds: words alone (`labels`), a heard word before the text encoder (`audiotoken`), a mapping
    past the words (`covergen`), and one into the time embedding as well (`audioclip`).
    """

    painter: Any
    prompt: Any
    mapper: Any

    def __init__(
        self, kind: Kind, painter: nn.Module, prompt: nn.Module | None, mapper: nn.Module | None
    ) -> None:
        super().__init__()
        self.kind = kind
        self.painter = painter
        if prompt is not None:
            self.prompt = prompt
        if mapper is not None:
            self.mapper = mapper

    @classmethod
    def own(cls, kind: Kind, sizes: DenoiserSizes, heard: int, mapper: Mapping[str, Any]) -> System:
        """Of our own parts; `heard` is the width of what the listener hears, `mapper` the adapter's
        sizes."""
        prompt, hears = None, kind != "labels"
        if kind != "audioclip":
            prompt = PromptEncoder(sizes.labels, sizes.width, sizes.heads)
        made = mapper_of(kind, heard, sizes.width, mapper) if hears else None
        return cls(kind, Denoiser(sizes), prompt, made)

    @property
    def on_base(self) -> bool:
        """Whether the painter may stay as it is while the adapter learns."""
        return self.kind in ("audiotoken", "covergen")

    def learning(self, everything: bool) -> dict[str, nn.Module]:
        """The parts that are trained."""
        if self.on_base and not everything:
            return {"mapper": self.mapper}
        return dict(self.named_children())

    def heard(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """What was heard [batch, times, width] -> conditions [batch, tokens, width], and what the
        adapter made of it [batch, 1, width]."""
        word = self.mapper(features)
        if self.kind == "audiotoken":
            return self.prompt(word), word
        return word.expand(-1, self.tokens, -1), word

    def read(self, shares: Tensor) -> Tensor:
        """Labels in words, weighted [batch, labels] -> conditions [batch, tokens, width]. Raises
        `MisfitError` where there are no words."""
        if self.kind == "audioclip":
            raise MisfitError("this painter knows no words")
        states = self.prompt.read(torch.arange(shares.shape[1], device=shares.device))
        return torch.einsum("bl,ltw->btw", shares, states)

    def nothing(self, count: int) -> Tensor:
        """The conditions [count, tokens, width] of nothing in particular."""
        if self.kind == "audioclip":
            return torch.zeros(count, self.tokens, self.painter.width, device=self.device)
        states: Tensor = self.prompt.empty(count)
        return states

    @property
    def tokens(self) -> int:
        """Of a condition."""
        return int(PromptEncoder.tokens if self.kind == "audioclip" else self.prompt.tokens)

    @property
    def device(self) -> torch.device:
        """Where it is."""
        return next(self.parameters()).device


@torch.inference_mode()
def painted(
    system: System, noise: Tensor, conditions: Tensor, steps: int = STEPS, scale: float = SCALE
) -> Pixels:
    """What a system makes of `noise` [n, channels, height, width] and `conditions` [n, tokens,
    width], with guidance: pictures [n, height, width, 3]."""
    painter: Painter = system.painter
    plan, nothing = painter.scheduler, system.nothing(len(noise))
    plan.set_timesteps(steps)
    for time_ in plan.timesteps:
        times = time_.to(noise.device).expand(len(noise))
        asked, free = (painter(noise, times, each).float() for each in (conditions, nothing))
        noise = plan.step(free + scale * (asked - free), time_, noise).prev_sample
    return pixels_of(painter.decode(noise))
