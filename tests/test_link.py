"""Ableton Link: two peers on one machine, in a network of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALONE = (
    "ip link set lo up && ip link set lo multicast on && ip route add 224.0.0.0/4 dev lo && "
    'exec "$0" -c "$1"'
)
"""Link finds its peers by multicast: on the loopback of a fresh network nobody else answers."""


def in_own_network(program: str) -> str:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("unshare and ip are not installed: no network of our own for Link")
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not make a network of his own for Link")
    ran = subprocess.run(
        ["unshare", "-n", "bash", "-c", ALONE, sys.executable, textwrap.dedent(program)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_session_shares_tempo_start_and_beat() -> None:
    out = in_own_network("""
        import time
        import link
        from bridges.link import LinkSession

        def wait(until):
            end = time.monotonic() + 30
            while not until():
                assert time.monotonic() < end
                time.sleep(0.02)

        other = link.Link(97)
        other.enabled = other.startStopSyncEnabled = True
        ours = LinkSession(120)
        wait(lambda: ours.peers == 1)
        wait(lambda: abs(ours.read(16).tempo - 97) < 0.01 or abs(ours.read(16).tempo - 120) < 0.01)
        ours.set_tempo(133)
        wait(lambda: abs(other.captureSessionState().tempo() - 133) < 0.01)
        ours.play(0.0, 16)
        wait(lambda: other.captureSessionState().isPlaying())
        assert ours.read(16).playing

        def apart():
            theirs = other.captureSessionState().beatAtTime(other.clock().micros(), 16)
            off = (ours.read(16).beat - theirs) % 16
            return min(off, 16 - off) * 60 / 133

        wait(lambda: apart() < 0.005)
        ours.stop()
        wait(lambda: not other.captureSessionState().isPlaying())
        ours.close()
        wait(lambda: other.numPeers() == 0)
        print("together")
    """)
    assert "together" in out


def test_the_server_follows_the_session() -> None:
    out = in_own_network("""
        import asyncio, time
        import link
        from server.band_engine import Band
        from server.band_worker import Course, Follow
        from tests.midi_for_ports import Files
        from functools import partial
        from pathlib import Path
        import tempfile

        async def main():
            other = link.Link(90)
            other.enabled = other.startStopSyncEnabled = True
            courses = asyncio.Queue()
            band = Band(courses.put_nowait, partial(Files, Path(tempfile.mkdtemp())))
            band.send(Follow("link", 16.0))
            started = False
            end = time.monotonic() + 60
            while time.monotonic() < end:
                news = await asyncio.wait_for(courses.get(), 30)
                if not isinstance(news, Course) or news.source != "link":
                    continue
                state = other.captureSessionState()
                together = other.numPeers() and abs(news.line.tempo - state.tempo()) < 0.01
                if together and not started:  # whose tempo it is, Link decides
                    state.setIsPlayingAndRequestBeatAtTime(True, other.clock().micros(), 0, 16)
                    other.commitSessionState(state)
                    started = True
                if news.line.playing:
                    theirs = other.captureSessionState().beatAtTime(other.clock().micros(), 16)
                    line = news.line
                    off = (line.beat_at(asyncio.get_running_loop().time()) - theirs) % 16
                    assert min(off, 16 - off) < 0.1, off
                    print("follows")
                    break
            await band.close()

        asyncio.run(main())
    """)
    assert "follows" in out
