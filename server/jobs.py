"""A task of the session that waits, runs, or is being answered."""

from __future__ import annotations

from dataclasses import dataclass

from bridges import commands as c
from bridges.table import Id
from generators.base import Draft, FillRequest
from server.effects import Frame
from server.worker import Packed


@dataclass(slots=True, eq=False)
class Job:
    """`client` asked for `name` under `id`, at `since`."""

    client: str
    id: Id
    name: str
    request: FillRequest
    since: float
    deadline: float
    frame: Frame | None
    draft: Draft | Packed | None = None
    told_at: float = -1e9
    count: int = 0
    """Notes of the answer."""
    began: float = 0.0
    stops: int = 0
    """How often it gave way to a loop."""

    def left_s(self, now: float) -> float:
        """How long it will take to end, as far as it went; infinity before its first draft."""
        done = self.draft.progress if self.draft is not None else 0.0
        return (now - self.began) * (1 - done) / done if done else float("inf")

    def done(self, count: int) -> c.Done:
        """The event that ends it well."""
        return c.Done(self.id, count, self.request.sampling.seed)
