"""What waits for a reader."""

from __future__ import annotations

import asyncio

from bridges.mailbox import Mailbox


def take(box: Mailbox[str], count: int) -> list[str]:
    async def main() -> list[str]:
        return [await box.take() for _ in range(count)]

    return asyncio.run(main())


def test_messages_keep_their_order_and_come_before_slots() -> None:
    box: Mailbox[str] = Mailbox(2)
    box.offer("frame", "f")
    assert box.put("a")
    assert box.put("b")
    assert not box.put("c"), "full"
    assert take(box, 3) == ["a", "b", "f"]


def test_in_a_slot_the_newest_wins_and_the_others_are_counted() -> None:
    box: Mailbox[str] = Mailbox()
    for number in range(1000):
        box.offer("frame", f"f{number}")
        box.offer("features", f"v{number}")
    assert len(box) == 2
    assert box.dropped == {"frame": 999, "features": 999}
    assert take(box, 2) == ["f999", "v999"]


def test_a_slot_that_is_always_full_does_not_starve_another() -> None:
    box: Mailbox[str] = Mailbox()

    async def main() -> set[str]:
        seen = set()
        box.offer("frame", "f")
        box.offer("features", "v")
        for _ in range(4):
            seen.add(message := await box.take())
            box.offer("features" if message == "v" else "frame", message)
        return seen

    assert asyncio.run(main()) == {"f", "v"}


def test_a_reader_that_waits_is_woken() -> None:
    async def main() -> str:
        box: Mailbox[str] = Mailbox()
        reading = asyncio.create_task(box.take())
        await asyncio.sleep(0)
        box.offer("frame", "f")
        return await asyncio.wait_for(reading, 5)

    assert asyncio.run(main()) == "f"
