"""Fills many requests at once: each is sampled in a thread of its own, with its own seed, and the
network answers all that wait in one call. An answer does not depend on what it was filled with,
but for the rounding of larger batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Condition
from typing import TypeVar

import torch
from torch import Tensor

from generators.base import Filling, FillRequest, NoteGenerator
from generators.notes.generator import Schmubert
from generators.notes.sampler import Predict

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Question:
    grid: Tensor
    asked: Tensor
    answer: Future[list[Tensor]] = field(default_factory=Future)


class Together:
    """Gathers the calls of many samplers into calls of one network."""

    def __init__(self, predict: Predict) -> None:
        self._predict = predict
        self._change = Condition()
        self._running = 0
        self._waiting: list[_Question] = []

    def run(self, works: Sequence[Callable[[Predict], Result]]) -> list[Result]:
        """What every one of `works`, given a `predict` to call, returns."""
        self._running = len(works)
        with ThreadPoolExecutor(max(1, len(works))) as pool:
            results = [pool.submit(self._work, work) for work in works]
            while questions := self._all_waiting():
                self._answer(questions)
        return [result.result() for result in results]

    def _work(self, work: Callable[[Predict], Result]) -> Result:
        try:
            return work(self._ask)
        finally:
            with self._change:
                self._running -= 1
                self._change.notify()

    def _ask(self, grid: Tensor, asked: Tensor) -> list[Tensor]:
        question = _Question(grid, asked)
        with self._change:
            self._waiting.append(question)
            self._change.notify()
        return question.answer.result()

    def _all_waiting(self) -> list[_Question]:
        """The questions of all that still run, once each has one; none when all are done."""
        with self._change:
            self._change.wait_for(lambda: len(self._waiting) == self._running)
            questions, self._waiting = self._waiting, []
        return questions

    def _answer(self, questions: Sequence[_Question]) -> None:
        for steps in {question.grid.shape[1] for question in questions}:
            same = [question for question in questions if question.grid.shape[1] == steps]
            try:
                found = self._predict(
                    torch.cat([question.grid for question in same]),
                    torch.cat([question.asked for question in same]),
                )
            except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
                for question in same:
                    question.answer.set_exception(error)
                continue
            counts = [question.asked.sum(dim=(0, 1)).tolist() for question in same]
            parts = [
                torch.split(logits, [count[column] for count in counts])
                for column, logits in enumerate(found)
            ]
            for number, question in enumerate(same):
                question.answer.set_result([part[number] for part in parts])


class _Sharing(Schmubert):
    """The same generator with another way to its network."""

    def __init__(self, model: Schmubert, predict: Predict) -> None:
        vars(self).update(vars(model))
        self._shared = predict

    def predict(self, grid: Tensor, asked: Tensor) -> list[Tensor]:
        return self._shared(grid, asked)


def fill_all(generator: NoteGenerator, requests: Sequence[FillRequest]) -> list[Filling]:
    """The last draft's first variation of every request."""
    if not isinstance(generator, Schmubert):
        return [_last(generator, request) for request in requests]
    works = [partial(_fill_sharing, generator, request) for request in requests]
    return Together(generator.predict).run(works)


def _fill_sharing(model: Schmubert, request: FillRequest, predict: Predict) -> Filling:
    return _last(_Sharing(model, predict), request)


def _last(generator: NoteGenerator, request: FillRequest) -> Filling:
    *_, draft = generator.fill(request)
    return draft.variations[0]
