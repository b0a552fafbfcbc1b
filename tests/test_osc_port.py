"""The UDP port without a network: who is who, how much is taken, and how answers are paced."""

from __future__ import annotations

import asyncio

from bridges import osc
from bridges.commands import Done, Fail, Hello, HelloBack, NoteRow, Notes, Ping, Pong
from bridges.osc_port import BURST_BYTES, OscPort


class Wire:
    """A datagram transport that remembers."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, tuple[str, int]]] = []

    def sendto(self, data: bytes, addr: tuple[str, int]) -> None:
        self.sent.append((data, addr))

    def close(self) -> None:
        self.closed = True


class Desk:
    """A port, what it heard, and its clock."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, str]] = []
        self.now = 0.0
        self.port = OscPort(lambda m, client: self.heard.append((m, client)), lambda: self.now)
        self.wire = self.port._transport = Wire()

    def say(self, message: object, port: int, host: str = "127.0.0.1") -> str:
        """The client that the message is taken to be from."""
        for packet in osc.encode(message):
            self.port.datagram_received(packet, (host, port))
        return self.heard[-1][1]

    def answer(self, client: str, event: object) -> tuple[str, int]:
        """Where an answer goes."""
        self.port.send(client, event)
        return self.wire.sent[-1][1]


def test_answers_go_to_the_port_that_hello_named() -> None:
    desk = Desk()
    client = desk.say(Hello(5000), 4000)
    assert desk.answer(client, Pong(1)) == ("127.0.0.1", 5000)
    assert desk.say(Ping(), 4000) == client


def test_without_hello_they_go_back_where_it_came_from() -> None:
    desk = Desk()
    assert desk.answer(desk.say(Ping(), 4000), Pong(1)) == ("127.0.0.1", 4000)


def test_two_programs_of_one_host_are_two_clients() -> None:
    desk = Desk()
    one, two = desk.say(Hello(5000), 4000), desk.say(Hello(5001), 4001)
    assert one != two
    assert (desk.say(Ping(), 4000), desk.say(Ping(), 4001)) == (one, two)


def test_a_tool_with_a_new_port_each_time_is_the_host_s_last_client() -> None:
    desk = Desk()
    client = desk.say(Hello(5000), 4000)
    assert desk.say(Ping(), 4007) == client
    assert desk.say(Ping(), 4007, "127.0.0.2") != client


def test_hello_without_a_port_claims_nobody_else() -> None:
    desk = Desk()
    client = desk.say(Hello(0), 4000)
    assert desk.answer(client, Pong(1)) == ("127.0.0.1", 4000)
    assert desk.say(Ping(), 4001) != client


def test_a_source_that_sends_too_much_is_held_back_and_counted() -> None:
    desk = Desk()
    packet = osc.encode(Ping())[0]
    for _ in range(30_000):
        desk.port.datagram_received(packet, ("127.0.0.1", 4000))
    refused = desk.port.counts["OSC packets refused (too many)"]
    assert refused > 0
    assert len(desk.heard) == 30_000 - refused
    assert len(desk.heard) * 200 <= BURST_BYTES
    before = len(desk.heard)
    desk.say(Ping(), 4000, "127.0.0.9")  # another host is not held back
    desk.now += 10
    desk.say(Ping(), 4000)
    assert len(desk.heard) == before + 2


def test_wrong_packets_are_heard_as_fails_and_counted() -> None:
    desk = Desk()
    desk.port.datagram_received(b"\xff", ("127.0.0.1", 4000))
    assert isinstance(desk.heard[0][0], Fail)
    assert desk.port.counts["OSC messages that were wrong"] == 1


def test_long_answers_are_paced_and_pings_overtake_them() -> None:
    async def main() -> None:
        desk = Desk()
        client = desk.say(Ping(), 4000)
        desk.port.send(client, Notes("a", 0, (NoteRow("bass", 36, 0, 1, 80),) * 1000))
        desk.port.send(client, Done("a", 1000))
        assert len(desk.wire.sent) < 10
        desk.port.send(client, Pong(1))
        assert osc.decode(desk.wire.sent[-1][0], {"/pong": _row(Pong)}) == [Pong(1)]
        count = 0
        while count != len(desk.wire.sent):
            count = len(desk.wire.sent)
            await asyncio.sleep(0.02)
        assert osc.decode(desk.wire.sent[-1][0], {"/done": _row(Done)}) == [Done("a", 1000)]

    asyncio.run(main())


def test_a_long_answer_does_not_hold_up_another_client() -> None:
    async def main() -> None:
        desk = Desk()
        one, two = desk.say(Hello(5000), 4000), desk.say(Hello(5001), 4001)
        desk.port.send(one, Notes("a", 0, (NoteRow("bass", 36, 0, 1, 80),) * 20_000))
        desk.port.send(two, Done("b", 0))
        for _ in range(100):
            await asyncio.sleep(0.005)
            if ("127.0.0.1", 5001) in [addr for _, addr in desk.wire.sent]:
                break
        assert [addr[1] for _, addr in desk.wire.sent].index(5001) < 20
        desk.port.close()

    asyncio.run(main())


def test_what_waits_is_sent_before_the_port_closes() -> None:
    async def main() -> None:
        desk = Desk()
        client = desk.say(Ping(), 4000)
        for n in range(20):
            desk.port.send(client, Done("a", n))
        desk.port.close()
        assert len(desk.wire.sent) == 20

    asyncio.run(main())


def test_answers_to_clients_that_are_unknown_go_nowhere() -> None:
    desk = Desk()
    desk.port.send("osc nobody", HelloBack(1, "", "", "ready"))
    assert desk.wire.sent == []


def _row(kind: type) -> object:
    from bridges.commands import EVENTS

    return next(row for row in EVENTS.values() if row.kind is kind)


def test_the_server_s_own_port_is_no_reply_port() -> None:
    desk = Desk()
    desk.port.port = 9100
    client = desk.say(Hello(9100), 4000)
    message, _ = desk.heard[-1]
    assert isinstance(message, Fail)
    assert (message.code, "own port" in message.text) == ("bad_args", True)
    assert desk.answer(client, Pong(1)) == ("127.0.0.1", 4000)
