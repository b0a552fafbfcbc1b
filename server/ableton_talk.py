"""A conversation with Live, step by step: what is asked, until when, what to do without an answer.

A flow is a generator that yields steps and gets what came of them; a `PeerError` is thrown into it
where nothing did. No I/O, no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bridges.ableton import ERROR, FENCE, Key, Say, Word
from bridges.table import PeerError
from generators.base import Filling
from server.effects import Effect, Speak, Unwant, Want

PATIENCE_S = 1.0
"""How long Live may take for an answer; its tick is 0.1 s, but it stands still at times."""
GRACE_S = 0.25
"""After an error the rest of a bundle is lost; what other packets bring comes within this."""

Groups = Sequence[Sequence[Say]]


class Replies:
    """What was answered: values without the ids, in the order in which they came."""

    def __init__(self) -> None:
        self._found: dict[Key, list[tuple[Word, ...]]] = {}
        self.error = ""
        """What Live complained of meanwhile."""

    def add(self, said: Say) -> None:
        """One answer."""
        if said.key is not None:
            self._found.setdefault(said.key, []).append(said.values[said.ids :])

    def take(self, other: Replies, questions: Sequence[Say]) -> None:
        """What another knows of these questions."""
        self.error = other.error or self.error
        for question in questions:
            if question.key is not None and other.all(question):
                self._found[question.key] = other.all(question)

    def all(self, question: Say) -> list[tuple[Word, ...]]:
        """Every answer to it."""
        return self._found.get(question.key or (), [])

    def get(self, question: Say) -> tuple[Word, ...] | None:
        """The newest answer to it, None without one."""
        found = self.all(question)
        return found[-1] if found else None

    def one(self, question: Say) -> Any:
        """The first value of the answer. Raises `PeerError` without one."""
        values = self.get(question)
        if not values:
            text = f"AbletonOSC does not answer {question.address}: install its newest version"
            raise PeerError("no_live", text)
        return values[0]


@dataclass(frozen=True, slots=True)
class Query:
    """Say `groups` (each in packets of its own) and wait for all answers, `tries` times. After that
    the answers to `needed` are enough; None: all are needed."""

    groups: Groups
    tries: int = 2
    needed: Sequence[Say] | None = None
    patience_s: float = PATIENCE_S

    @property
    def wanted(self) -> Counter[Key]:
        """How many answers of which kind."""
        return Counter(s.key for group in self.groups for s in group if s.key is not None)


Step = Query | Want | list[Effect]
"""A list of effects is carried out, and the flow goes on."""
Flow = Generator[Step, Any, Any]


@dataclass(slots=True)
class _Waiting:
    query: Query
    replies: Replies = field(default_factory=Replies)
    lacking: Counter[Key] = field(default_factory=Counter)
    tried: int = 1
    until: float = 0.0


def complaint(error: str) -> str:
    """What Live said, and what to do where the script is to blame."""
    old = "Unknown OSC address" in error or "pars" in error
    return f"Live says: {error}" + (" (install the newest AbletonOSC)" if old else "")


class Talk:
    """Drives one flow at a time; `ended(result, error)` makes the effects of its end. `silent` says
    what to do where nobody answers."""

    def __init__(
        self, ended: Callable[[Any, PeerError | None, float], list[Effect]], silent: str
    ) -> None:
        self._ended, self._silent = ended, silent
        self._flow: Flow | None = None
        self._waiting: _Waiting | None = None
        self.wish: int | None = None
        """The number of what the model was asked for."""
        self._astray = False
        """Answers may still come that nobody waits for any more."""

    @property
    def busy(self) -> bool:
        """Whether a flow is under way."""
        return self._flow is not None

    def begin(self, flow: Flow, now: float) -> list[Effect]:
        """Run a flow, in place of the one before."""
        self.stop()
        self._flow = begun = self._after_all(flow) if self._astray else flow
        return self._go(lambda: begun.send(None), now)

    def _after_all(self, flow: Flow) -> Flow:
        """The flow, when nothing comes any more of what was before it."""
        self._astray = False
        yield Query([[FENCE]], tries=3)
        return (yield from flow)

    def stop(self) -> None:
        """Forget it."""
        if self._flow is not None:
            self._flow.close()
        self._astray |= self._waiting is not None
        self._flow = self._waiting = self.wish = None

    @property
    def due(self) -> float | None:
        """When `tick` has to be called."""
        return self._waiting.until if self._waiting is not None else None

    def hear(self, said: Say, now: float) -> list[Effect]:
        """Live says something."""
        waiting = self._waiting
        if waiting is None:
            return []
        if said.address == ERROR:
            waiting.replies.error = str(said.values[0]) if said.values else "an error"
            waiting.until = min(waiting.until, now + GRACE_S)
            return []
        key = said.key
        if key is None or key not in waiting.query.wanted:
            return []
        waiting.replies.add(said)
        waiting.lacking -= Counter([key])
        return [] if waiting.lacking else self._got(waiting.replies, now)

    def made(self, variations: tuple[Filling, ...], now: float) -> list[Effect]:
        """The model's answer."""
        self.wish = None
        return self._got(variations, now)

    def fail(self, error: PeerError, now: float) -> list[Effect]:
        """What the flow waits for will not come, or is not wanted any more."""
        flow = self._flow
        if flow is None:
            return []
        effects: list[Effect] = [Unwant()] if self.wish is not None else []
        self._astray |= self._waiting is not None
        self._waiting = self.wish = None
        return [*effects, *self._go(lambda: flow.throw(error), now)]

    def tick(self, now: float) -> list[Effect]:
        """Ask again, or give up."""
        waiting = self._waiting
        if waiting is None or now < waiting.until:
            return []
        query, replies = waiting.query, waiting.replies
        self._astray = True
        if query.needed is not None and all(replies.all(say) for say in query.needed):
            return self._got(replies, now)
        if waiting.tried < query.tries:
            return self._say(_Waiting(query, tried=waiting.tried + 1), now)
        if replies.error:
            return self.fail(PeerError("refused", complaint(replies.error)), now)
        seconds = query.tries * query.patience_s
        text = f"no answer from Live in {seconds:g} s: {self._silent}"
        return self.fail(PeerError("no_live", text), now)

    def _got(self, result: object, now: float) -> list[Effect]:
        flow = self._flow
        self._waiting = None
        return [] if flow is None else self._go(lambda: flow.send(result), now)

    def _go(self, step: Callable[[], Step], now: float) -> list[Effect]:
        """Run the flow to its next step that waits, or to its end."""
        effects: list[Effect] = []
        flow = self._flow
        try:
            while isinstance(found := step(), list):
                effects += found
                step = lambda: flow.send(None)  # type: ignore[union-attr]  # noqa: E731
        except StopIteration as end:
            self._flow = None
            return [*effects, *self._ended(end.value, None, now)]
        except PeerError as error:
            self._flow = None
            return [*effects, *self._ended(None, error, now)]
        if isinstance(found, Want):
            self.wish = found.number
            return [*effects, found]
        return [*effects, *self._say(_Waiting(found), now)]

    def _say(self, waiting: _Waiting, now: float) -> list[Effect]:
        waiting.lacking = waiting.query.wanted
        waiting.until = now + waiting.query.patience_s
        self._waiting = waiting
        groups = tuple(tuple(group) for group in waiting.query.groups)
        return [Speak(groups)]
