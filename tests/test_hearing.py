"""What is listened to, with time as an argument and no processes."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from bridges import commands as c
from bridges.audio import RATE
from bridges.audio_port import Ended, News
from bridges.audio_sources import DeviceSource, FileSource, Heard, Opened
from bridges.ws import SoundBlock
from server.effects import CloseSource, ListDevices, Log, OpenSource, Send
from server.hearing import BACK_OFF_S, DEAD_S, OPEN_S, SILENT_S
from server.session import Session


class Talk:
    """A session of which only the sound matters, and what it said since the last question."""

    def __init__(self) -> None:
        self.session = Session("repeat")
        self.hearing = self.session.hearing
        self.effects: list[object] = []
        self.now = 100.0

    def say(self, message: object, client: str = "osc me") -> list[object]:
        self.effects = list(self.session.handle(message, client, self.now))  # type: ignore[arg-type]
        return self.effects

    def hear(self, *news: News) -> list[object]:
        key = self.hearing._key
        self.effects = [e for n in news for e in self.hearing.hear(key, n, self.now)]
        return self.effects

    def wait(self, seconds: float) -> list[object]:
        self.now += seconds
        self.effects = list(self.session.tick(self.now))
        return self.effects

    def run(self, kind: str = "device", rate: int = RATE, channels: int = 2) -> None:
        self.say(c.AudioSource(kind, "mic"))
        self.hear(Opened("Microphone", rate, channels))

    @property
    def states(self) -> list[str]:
        return [e.event.state for e in self.sent if isinstance(e.event, c.AudioSourceIs)]

    @property
    def fails(self) -> list[tuple[str, str]]:
        return [(e.event.code, e.event.text) for e in self.sent if isinstance(e.event, c.Fail)]

    @property
    def sent(self) -> list[Send]:
        return [e for e in self.effects if isinstance(e, Send)]

    @property
    def opened(self) -> list[object]:
        return [e.source for e in self.effects if isinstance(e, OpenSource)]


def tone(frames: int = 480, channels: int = 2) -> Heard:
    return Heard(np.full((frames, channels), 0.25, np.float32))


def block(number: int, *values: float) -> c.AudioBlock:
    return c.AudioBlock(number, struct.pack(f"<{len(values)}f", *values))


def heard(talk: Talk, count: int) -> list[float]:
    return talk.hearing.sound.window(count / RATE, RATE).samples.tolist()


# --- devices and files


def test_a_device_is_opened_and_heard() -> None:
    talk = Talk()
    talk.say(c.AudioSource("device", "mic", 0, (2,)))
    assert talk.opened == [DeviceSource("mic", (2,))]
    assert talk.states == []
    talk.hear(Opened("Microphone (ALSA)", 44_100, 1))
    assert talk.sent[0].event == c.AudioSourceIs(
        "device", "Microphone (ALSA)", "running", 44_100, 1
    )
    talk.hear(Heard(np.full((4410, 1), 0.5, np.float32)))
    assert talk.hearing.sound.time == pytest.approx(0.1, abs=0.01)
    rows = talk.hearing.status()
    assert rows["sound"] == "device Microphone (ALSA): running"
    assert rows["sound rate"] == "44100 Hz, 1 channels"
    assert rows["sound level"].startswith("peak -6.0 dBFS")
    assert talk.hearing.health()["peak_db"] == -6.0
    talk.say(c.AudioSource("off"))
    assert talk.hearing.health()["peak_db"] == -120.0


def test_a_file_may_be_looped_and_ends_by_itself() -> None:
    talk = Talk()
    talk.say(c.AudioSource("file", "a.wav", 1))
    assert talk.opened == [FileSource("a.wav", (), True)]
    talk.hear(Opened("a.wav", RATE, 1), tone(channels=1), Ended())
    assert (talk.states, talk.fails) == (["running", "off"], [])
    assert talk.hearing.status()["sound"] == "off"
    assert talk.wait(1000) == []


def test_a_file_that_cannot_be_read_is_not_tried_again() -> None:
    talk = Talk()
    talk.say(c.AudioSource("file", "a.txt"))
    talk.hear(Ended("a.txt cannot be read"))
    assert talk.fails == [("no_audio", "a.txt cannot be read")]
    assert [(e.text, e.error) for e in talk.effects if isinstance(e, Log)] == [
        ("sound: off (a.txt cannot be read)", True)
    ]
    assert talk.hearing.status()["sound"] == "off a.txt cannot be read"
    assert talk.wait(1000) == []
    talk.say(c.AudioSource("file"))
    assert talk.fails[0][0] == "bad_args"


def test_a_device_that_is_not_there_is_tried_again_with_growing_pauses_and_said_once() -> None:
    talk = Talk()
    talk.say(c.AudioSource("device", "mic"))
    talk.hear(Ended("no input called 'mic'", again=True))
    assert (talk.states, talk.fails[0][0]) == (["lost"], "no_audio")
    for pause in (*BACK_OFF_S, BACK_OFF_S[-1]):
        assert talk.wait(pause - 0.01) == []
        talk.wait(0.01)
        assert talk.opened == [DeviceSource("mic")]
        assert talk.hear(Ended("no input called 'mic'", again=True)) == []
    talk.wait(10)
    talk.hear(Opened("Microphone", RATE, 2))
    assert talk.states == ["running"]


def test_a_driver_that_hangs_while_it_opens_is_killed() -> None:
    talk = Talk()
    talk.say(c.AudioSource("device"))
    assert talk.wait(OPEN_S - 0.1) == []
    talk.wait(0.1)
    assert CloseSource(by_force=True) in talk.effects
    assert talk.states == ["lost"]


def test_a_driver_that_hands_over_nothing_is_said_killed_and_started_again() -> None:
    talk = Talk()
    talk.run()
    for _ in range(30):
        assert talk.wait(DEAD_S / 2) == []
        assert talk.hear(tone()) == []
    talk.wait(DEAD_S)
    assert CloseSource(by_force=True) in talk.effects
    assert "its driver seems dead" in talk.fails[0][1]
    assert any(e.error for e in talk.effects if isinstance(e, Log))
    talk.wait(BACK_OFF_S[0])
    assert talk.opened == [DeviceSource("mic")]
    before = talk.hearing.sound.time
    talk.hear(Opened("Microphone", RATE, 2), tone())
    assert talk.states == ["running"]
    assert talk.hearing.sound.time == pytest.approx(before + 0.01)


def test_what_ran_steadily_is_tried_again_soon_and_what_did_not_later() -> None:
    talk = Talk()
    talk.run()
    for pause in BACK_OFF_S[:2]:
        talk.hear(Ended("it has ended", again=True))
        assert talk.session.next_deadline == talk.now + pause
        talk.wait(pause)
        talk.hear(Opened("Microphone", RATE, 2))
    for _ in range(11):
        talk.hear(tone())
        talk.wait(1.0)
    talk.hear(Ended("it has ended", again=True))
    assert talk.session.next_deadline == talk.now + BACK_OFF_S[0]


def test_news_of_a_source_that_was_left_are_not_heard() -> None:
    talk = Talk()
    talk.run()
    old = talk.hearing._key
    talk.say(c.AudioSource("device", "other"))
    for news in (tone(), Ended("gone", again=True), Opened("Microphone", RATE, 2)):
        assert talk.hearing.hear(old, news, talk.now) == []
    assert talk.hearing.sound.time == 0
    assert talk.hearing.state == "opening"


def test_off_closes_what_is_open() -> None:
    talk = Talk()
    talk.run()
    talk.say(c.AudioSource("off"))
    assert (talk.effects[0], talk.states) == (CloseSource(), ["off"])
    assert talk.session.next_deadline is None


def test_a_driver_that_gives_only_zeros_is_called_silent_until_it_does_not() -> None:
    talk = Talk()
    talk.run()
    zeros = Heard(np.zeros((RATE // 2, 2), np.float32))
    turns = [talk.hear(zeros) and talk.states for _ in range(round(4 * SILENT_S))]
    assert [t for t in turns if t] == [["silent"]]
    assert talk.hearing.status()["sound silent"] == "only zeros for 10 s"
    talk.hear(tone())
    assert talk.states == ["running"]
    assert "sound silent" not in talk.hearing.status()


def test_nan_is_counted_and_said_once_a_second() -> None:
    talk = Talk()
    talk.run()
    said = 0
    for _ in range(350):  # 3.5 s
        talk.now += 0.01
        talk.hear(Heard(np.full((480, 2), np.nan, np.float32)))
        said += sum("NaN" in e.text for e in talk.effects if isinstance(e, Log))
    assert said == 4
    assert talk.hearing.status()["sound samples not finite"] == str(350 * 960)


def test_frames_that_the_device_lost_are_counted_and_silent() -> None:
    talk = Talk()
    talk.run()
    talk.hear(tone(), Heard(np.full((480, 2), 0.25, np.float32), lost=960, overruns=3))
    assert talk.hearing.sound.time == pytest.approx(0.04)
    rows = talk.hearing.status()
    assert (rows["sound frames lost"], rows["sound overruns of the device"]) == ("960", "3")


def test_gain_and_devices_are_answered() -> None:
    talk = Talk()
    talk.say(c.AudioGain(-6))
    assert talk.sent[0].event == c.AudioGainIs(-6)
    talk.run()
    talk.hear(tone(), tone())
    assert heard(talk, 1) == [pytest.approx(0.125, abs=1e-3)]
    assert talk.say(c.AudioDevices("d")) == [ListDevices("osc me", "d")]


# --- clients that send blocks


def test_a_client_that_begins_is_listened_to() -> None:
    talk = Talk()
    talk.say(c.AudioBegin(RATE, 2))
    assert talk.sent[0].event == c.AudioSourceIs("osc", "me", "running", RATE, 2)
    assert talk.say(block(0, 0.5, 0.25, -0.5, -0.25)) == []
    assert heard(talk, 2) == [0.375, -0.375]


def test_sixteen_bit_blocks_and_chosen_channels() -> None:
    talk = Talk()
    talk.say(c.AudioSource("osc", channels=(2,)))
    assert talk.states == ["waiting"]
    talk.say(c.AudioBegin(RATE, 2, "i16"))
    talk.say(c.AudioBlock(0, struct.pack("<4h", 1, 16384, 1, -16384)))
    assert heard(talk, 2) == [0.5, -0.5]


def test_missing_packets_are_silence_and_late_ones_are_left_out() -> None:
    talk = Talk()
    talk.say(c.AudioBegin(RATE))
    for number in (0, 1, 4, 2, 4, 5):
        talk.say(block(number, *[0.1 * (number + 1)] * 3))
        assert talk.effects == []
    expected = [0.1] * 3 + [0.2] * 3 + [0] * 6 + [0.5] * 3 + [0.6] * 3
    assert heard(talk, 18) == pytest.approx(expected)
    rows = talk.hearing.status()
    assert (rows["sound blocks missing"], rows["sound blocks late"]) == ("2", "2")
    assert rows["sound frames lost"] == "6"


def test_plain_numbers_are_heard_as_blocks_are_whatever_the_format_of_those() -> None:
    talk = Talk()
    talk.say(c.AudioBegin(RATE, 2, "i16"))
    assert talk.say(c.AudioSamples(0, (0.5, 0.25, -0.5, -0.25))) == []
    assert talk.say(c.AudioSamples(2, (1.0, 1.0, 0.0, 0.0))) == []
    assert heard(talk, 6) == [0.375, -0.375, 0, 0, 1, 0]
    assert talk.hearing.status()["sound blocks missing"] == "1"
    talk.say(c.AudioSamples(3, (0.5,)))
    assert talk.fails[0][1].startswith("/audio/samples: 1 samples are no whole frames")


@pytest.mark.parametrize("data", [b"\0", b"\0\0\0\0", bytes(9)])
def test_odd_blocks_are_refused_once_a_second(data: bytes) -> None:
    talk = Talk()
    talk.say(c.AudioBegin(RATE, 2))
    said = 0
    for number in range(20):
        talk.now += 0.1
        talk.say(c.AudioBlock(number, data))
        said += [code for code, _ in talk.fails] == ["no_audio"]
    assert said == 2
    assert talk.hearing.status()["sound blocks refused"] == "20"
    assert talk.say(c.AudioBlock(20, b"")) == []
    assert talk.say(block(21, 0.5, 0.5)) == []
    assert heard(talk, 1) == [0.5]


def test_blocks_of_a_client_that_did_not_begin_are_refused() -> None:
    talk = Talk()
    talk.say(block(0, 0.5))
    assert "/audio/begin" in talk.fails[0][1]
    talk.say(c.AudioBegin(RATE), "osc other")
    talk.now += 5
    talk.say(block(0, 0.5))
    assert "osc me is not listened to" in talk.fails[0][1]
    assert talk.hearing.sound.time == 0


def test_the_newest_client_that_begins_is_listened_to() -> None:
    talk = Talk()
    for client in ("osc one", "osc two"):
        talk.say(c.AudioBegin(RATE), client)
        assert talk.say(block(0, 0.5), client) == []
    talk.say(block(1, 0.5), "osc one")
    assert talk.fails


def test_a_running_device_is_not_pushed_aside() -> None:
    talk = Talk()
    talk.run()
    talk.say(c.AudioBegin(RATE))
    assert talk.fails == [
        ("in_use", "device Microphone is listened to: say /audio/source osc before")
    ]
    talk.say(c.AudioSource("osc"))
    assert talk.effects[0] == CloseSource()
    talk.say(c.AudioBegin(RATE))
    assert talk.states == ["running"]


def test_a_client_that_pauses_or_leaves_is_waited_for() -> None:
    talk = Talk()
    talk.say(c.AudioBegin(RATE))
    talk.say(block(0, 0.5))
    talk.wait(DEAD_S)
    assert talk.states == ["waiting"]
    assert talk.wait(100) == []
    talk.say(block(1, 0.5))
    assert talk.states == ["running"]
    talk.effects = list(talk.session.close("osc me"))
    assert talk.hearing.state == "waiting"
    assert talk.sent == [], "it is gone"
    talk.say(c.AudioBegin(44_100), "ws 1")
    assert talk.hearing.status()["sound"] == "ws 1: running"


def test_hello_begins_afresh() -> None:
    talk = Talk()
    talk.say(c.AudioBegin(RATE))
    talk.say(c.Hello(0, "me"))
    assert talk.hearing.state == "waiting"
    talk.say(block(0, 0.5))
    assert talk.fails


def test_a_websocket_s_blocks_may_say_their_form_themselves() -> None:
    talk = Talk()
    data = struct.pack("<4f", 0.5, 0.5, 0.25, 0.25)
    talk.say(SoundBlock(data), "ws 1")
    assert talk.fails[0][0] == "no_audio"
    talk.say(SoundBlock(data, RATE, 2), "ws 1")
    assert (talk.states, heard(talk, 2)) == (["running"], [0.5, 0.25])
    talk.now += 2
    assert talk.say(SoundBlock(data), "ws 1") == []
    talk.say(SoundBlock(data, RATE, 1), "ws 1")
    assert talk.sent[0].event == c.AudioSourceIs("ws", "1", "running", RATE, 1)
    assert heard(talk, 8) == [0.5, 0.25, 0.5, 0.25, 0.5, 0.5, 0.25, 0.25]
    talk.say(SoundBlock(data, RATE, 2), "ws 2")
    assert heard(talk, 8)[4:] == [0.5, 0.5, 0.25, 0.25], "another one has to say /audio/begin"


def test_a_form_that_changes_all_the_time_does_not_flood_the_log() -> None:
    talk = Talk()
    effects = 0
    for number in range(100):
        rate = 44_100 if number % 2 else 96_000
        effects += len(talk.say(SoundBlock(bytes(4 * 441), rate), "ws 1"))
    assert effects <= 4
    assert talk.hearing.sound.time == pytest.approx(50 * (0.01 + 441 / 96_000), abs=0.01)


def test_every_state_fits_one_packet() -> None:
    from bridges.osc import MAX_PACKET, encode

    talk = Talk()
    talk.say(c.AudioSource("file", "ä" * 300))
    talk.hear(Ended("ö" * 5000, again=True))
    for sent in talk.sent:
        (packet,) = encode(sent.event)
        assert len(packet) <= MAX_PACKET
