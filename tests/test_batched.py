"""Many requests share the calls of one network and keep their own answers."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from generators.base import FillRequest, Sampling
from generators.fakes import Repeat
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.networks import ConvTransformer, ConvTransformerSizes
from generators.notes.tokens import TRIO
from generators.score import Clip, Hole, Note
from training.evaluate.batched import Together, fill_all

CLIP = Clip(128.0, {role: tuple(Note(float(b), 48, 1) for b in range(128)) for role in TRIO.roles})


class Counting(Schmubert):
    """Says the same wherever a piece stands in a batch, and counts its calls and their sizes."""

    def __init__(self) -> None:
        sizes = ConvTransformerSizes(embedding=8, width=16, layers=1, heads=2, position="rotary")
        defaults = SamplerDefaults(steps=5, window_bars=16)
        super().__init__("counting", ConvTransformer(sizes), defaults, torch.device("cpu"))
        self.sizes: list[int] = []

    def predict(self, grid: Tensor, asked: Tensor) -> list[Tensor]:
        self.sizes.append(len(grid))
        hidden = (grid == torch.tensor(TRIO.masks)).flatten(1).sum(1)
        found = []
        for column, events in enumerate(TRIO.events):
            piece, step = asked[:, :, column].nonzero(as_tuple=True)
            found.append(torch.sin(step[:, None] * torch.arange(events) + hidden[piece][:, None]))
        return found


def request(seed: int, bars: int = 4) -> FillRequest:
    holes = tuple(Hole(role, 8.0 * seed, 8.0 * seed + 4 * bars) for role in TRIO.roles)
    return FillRequest(str(seed), CLIP, holes, Sampling(seed=seed))


def test_answers_are_those_of_each_alone() -> None:
    requests = [request(seed) for seed in range(6)]
    model = Counting()
    alone = [[*model.fill(one)][-1].variations[0] for one in requests]
    assert fill_all(model, requests) == alone
    assert len({str(one) for one in alone}) == 6


def test_all_share_every_call() -> None:
    model = Counting()
    fill_all(model, [request(seed) for seed in range(6)])
    assert model.sizes == [6] * 5


def test_those_that_need_more_calls_go_on_alone() -> None:
    model = Counting()
    requests = [request(0), request(1, bars=20)]  # the second does not fit into one window
    answers = fill_all(model, requests)
    assert answers[1] == [*Counting().fill(requests[1])][-1].variations[0]
    assert model.sizes[0] == 2 and model.sizes[-1] == 1


def test_windows_of_other_lengths_are_called_apart() -> None:
    model = Counting()
    short = FillRequest("x", Clip(16.0, CLIP.tracks), (Hole("bass", 0, 8),), Sampling(seed=1))
    assert fill_all(model, [request(0), short])[1] == [*model.fill(short)][-1].variations[0]


def test_a_generator_without_a_network_is_asked_one_by_one() -> None:
    answers = fill_all(Repeat(), [request(2), request(3)])
    assert all(answer["drums"] for answer in answers)
    assert fill_all(Counting(), []) == []


def test_a_failure_reaches_the_caller_and_hangs_nobody() -> None:
    class Broken(Counting):
        def predict(self, grid: Tensor, asked: Tensor) -> list[Tensor]:
            if len(self.sizes) == 2:
                raise RuntimeError("out of memory")
            return super().predict(grid, asked)

    with pytest.raises(RuntimeError, match="out of memory"):
        fill_all(Broken(), [request(0), request(1)])


def test_work_that_asks_nothing_ends() -> None:
    def predict(grid: Tensor, asked: Tensor) -> list[Tensor]:
        raise AssertionError

    assert Together(predict).run([lambda _: 1, lambda _: 2]) == [1, 2]
