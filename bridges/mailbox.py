"""What waits for one reader: messages in order, and slots of one, in which the newest wins."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Mailbox(Generic[_T]):
    """For one event loop and one reader. Nothing here ever waits but `take`.

    `most` messages wait in order. A slot keeps one message: what nobody took before the next
    came is counted in `dropped`, so that a reader that never reads costs one message a slot.
    """

    def __init__(self, most: int = 0) -> None:
        self.dropped: Counter[str] = Counter()
        self._most = most
        self._queue: deque[_T] = deque()
        self._slots: dict[str, _T] = {}
        self._more = asyncio.Event()

    def put(self, message: _T) -> bool:
        """Let `message` wait behind the others; False if there is no room for it."""
        if len(self._queue) >= self._most:
            return False
        self._queue.append(message)
        self._more.set()
        return True

    def offer(self, slot: str, message: _T) -> None:
        """Put `message` into a slot, in place of what is there."""
        if slot in self._slots:
            self.dropped[slot] += 1
        self._slots[slot] = message
        self._more.set()

    async def take(self) -> _T:
        """The next message: those in order first, then the slots by turns."""
        while not self._queue and not self._slots:
            self._more.clear()
            await self._more.wait()
        if self._queue:
            return self._queue.popleft()
        return self._slots.pop(next(iter(self._slots)))

    def __len__(self) -> int:
        return len(self._queue) + len(self._slots)
