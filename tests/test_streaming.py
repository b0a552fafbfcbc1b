"""Frames in a stream are the frames that diffusers makes one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import diffusers
import pytest
import torch
from torch import Tensor, nn

from generators.images.streaming import Ladder, Similar, Stream, StreamError

STEPS = 4


class Network(nn.Module):
    """Says something that depends on all that it is given, row by row."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.mix, self.read = nn.Conv2d(3, 3, 3, padding=1), nn.Linear(5, 3)
        self.rows: list[int] = []

    @torch.no_grad()
    def forward(self, noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        self.rows.append(len(noisy))
        told = self.read(conditions.mean(dim=1)) + times[:, None] / 1000
        return (self.mix(noisy) + told[:, :, None, None]).tanh()


def scheduler(kind: str, **more: Any) -> Any:
    made = getattr(diffusers, f"{kind}Scheduler")
    return made(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, **more)


def frames(count: int) -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(3, 8, 8), torch.randn(2, 5)) for _ in range(count)]


def one_after_another(
    plan: Any, network: Network, frame: tuple[Tensor, Tensor], scale: float, empty: Tensor
) -> Tensor:
    noise, condition = frame
    plan.set_timesteps(STEPS)
    x = noise[None]
    for t in plan.timesteps:
        said = network(x, t[None], condition[None])
        if scale != 1.0:
            free = network(x, t[None], empty[None])
            said = free + scale * (said - free)
        x = plan.step(said, t, x).prev_sample
    return x[0]


KINDS: dict[str, Callable[[], Any]] = {
    "ddim": lambda: scheduler("DDIM", clip_sample=False),
    "ddim to one, clipped": lambda: scheduler("DDIM", clip_sample=True, set_alpha_to_one=True),
    "ddim of v": lambda: scheduler("DDIM", prediction_type="v_prediction", clip_sample=False),
    "ddim of pictures": lambda: scheduler("DDIM", prediction_type="sample", clip_sample=False),
    "lcm": lambda: scheduler("LCM"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_a_stream_paints_what_diffusers_paints_one_by_one(
    kind: str, scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, network, empty = KINDS[kind](), Network(), torch.zeros(2, 5)
    guided = {"guidance": "full", "scale": scale, "empty": empty} if scale != 1 else {}
    stream = Stream(network, Ladder.of(plan, STEPS), **guided)  # type: ignore[arg-type]
    asked = frames(STEPS + 3)
    painted = [stream.step(*frame) for frame in asked]
    late = STEPS - 1
    for n, (noise, condition) in enumerate(asked[: len(asked) - late]):
        module = "diffusers.schedulers.scheduling_lcm.randn_tensor"
        monkeypatch.setattr(module, lambda *_, kept=noise, **__: kept[None])
        wanted = one_after_another(plan, network, (noise, condition), scale, empty)
        assert torch.allclose(painted[n + late], wanted, atol=1e-4)
    assert torch.allclose(painted[0], painted[late], atol=1e-5), "the first one, until it is due"


def test_the_first_frame_comes_down_alone_then_each_call_is_one_level_of_every_frame() -> None:
    ladder, empty = Ladder.of(KINDS["ddim"](), STEPS), torch.zeros(2, 5)
    alone = [1] * (STEPS - 1)
    for guidance, first, rows in (
        ("none", alone, STEPS),
        ("once", [2, *alone[1:]], STEPS + 1),
        ("full", [2] * (STEPS - 1), 2 * STEPS),
    ):
        network = Network()
        stream = Stream(network, ladder, guidance=guidance, scale=2.0, empty=empty)  # type: ignore[arg-type]
        for frame in frames(3):
            stream.step(*frame)
        assert network.rows == [*first, rows, rows, rows]


def test_one_unguided_call_a_frame_is_exact_where_the_network_is_sure_of_the_picture() -> None:
    """Residual guidance takes the picture that is seen at the first level for that of all."""

    def sure(noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        table = KINDS["ddim"]().alphas_cumprod[times.long()].reshape(-1, 1, 1, 1)
        picture = conditions.mean(dim=(1, 2)).reshape(-1, 1, 1, 1)
        return (noisy - table.sqrt() * picture) / (1 - table).sqrt()

    painted = []
    for guidance in ("once", "full"):
        ladder = Ladder.of(KINDS["ddim"](), STEPS)
        empty = torch.full((2, 5), -0.3)
        stream = Stream(sure, ladder, guidance=guidance, scale=2.0, empty=empty)  # type: ignore[arg-type]
        painted.append([stream.step(*frame) for frame in frames(STEPS + 2)])
    for once, full in zip(*painted, strict=True):
        assert torch.allclose(once, full, atol=1e-3)


@pytest.mark.parametrize("strength", [0.5, 0.99])
def test_a_frame_may_begin_at_a_picture(strength: float) -> None:
    """As diffusers' image-to-image has it."""
    plan, network = KINDS["ddim"](), Network()
    (noise, condition), (picture, _) = frames(2)
    stream = Stream(network, Ladder.of(plan, STEPS, strength))
    painted = [stream.step(noise, condition, picture) for _ in range(STEPS)]
    plan.set_timesteps(STEPS)
    left = plan.timesteps[STEPS - int(strength * STEPS) :]
    rows = plan.add_noise(picture[None], noise[None], left[:1])
    for time in left:
        said = network(rows, time[None], condition[None])
        rows = plan.step(said, time, rows).prev_sample
    assert all(torch.allclose(each, rows[0], atol=1e-4) for each in painted)


def test_the_likelier_a_frame_is_the_last_one_the_likelier_it_is_left_out() -> None:
    torch.manual_seed(0)
    one, other = torch.randn(100), torch.randn(100)
    still = Similar(0.9, most=10)
    skipped = [still.skips(one) for _ in range(23)]
    assert skipped == ([False] + [True] * 10) * 2 + [False], "at most ten in a row"
    moving = Similar(0.9)
    assert not any(moving.skips(each) for each in (one, other, one, other))
    half = one + 0.33 * other  # likeness about 0.95
    seeds = [Similar(0.9, seed=seed) for seed in range(200)]
    share = sum(each.skips(half) for each in seeds if not each.skips(one)) / len(seeds)
    assert 0.3 < share < 0.7


def test_a_still_input_gives_a_still_picture_and_a_flush_forgets() -> None:
    stream = Stream(Network(), Ladder.of(KINDS["lcm"](), STEPS))
    one, other = frames(2)
    still = [stream.step(*one) for _ in range(6)]
    assert all(torch.allclose(still[0], each, atol=1e-5) for each in still)
    assert torch.allclose(stream.step(*other), still[0], atol=1e-5), "others are under way"
    stream.flush()
    assert not torch.allclose(stream.step(*other), still[0], atol=1e-2)


def test_what_cannot_be_streamed_is_said() -> None:
    with pytest.raises(StreamError, match="use DDIM or LCM"):
        Ladder.of(scheduler("DDPM"), STEPS)
    with pytest.raises(StreamError, match="thresholding"):
        Ladder.of(scheduler("DDIM", thresholding=True), STEPS)
    with pytest.raises(StreamError, match="condition of nothing"):
        Stream(Network(), Ladder.of(KINDS["ddim"](), STEPS), guidance="full", scale=2.0)
