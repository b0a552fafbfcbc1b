"""`python -m benchmarks.display`: how many pictures arrive, and how soon a sound is seen.

Starts the real server. Frames are counted at WebSockets, first alone, then while clips are
answered, then with twenty displays at once. For the latency a click goes to the server as sound,
and a display in a headless Chromium (WebGL by SwiftShader, on the processor) reads its own pixels
after each picture: neither the sound card's block before nor the screen's refresh after is in it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import json
import os
import platform
import random
import shutil
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from benchmarks.__main__ import HTTP, Figures, generating, quantile, server, the_piece
from bridges import commands as c
from bridges import frames, ws

DISPLAYS = 20
RATE, BLOCK = 48_000, 480
"""Hz of the sound that is sent, and samples of a block."""
WAIT_S, SETTLE_S = 60.0, 3.0
SEEN_S = 0.4
"""A click that changed no pixel in this time counts as not seen."""
RISE = 0.04
"""By this share the picture has to become lighter to have changed."""
Values = NDArray[np.float64]
URL = f"ws://127.0.0.1:{HTTP}/ws"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)  # fmt: skip
WATCH = """async () => {
  const { display } = await import("/display.js");
  const { gl, canvas } = display.painting;
  const [side, pixels] = [32, new Uint8Array(32 * 32 * 4)];
  window.seen = [];
  const look = () => {
    requestAnimationFrame(look);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const [x, y] = [canvas.width / 2 - side / 2, canvas.height / 2 - side / 2];
    gl.readPixels(x, y, side, side, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    window.seen.push([Date.now(), performance.now(), pixels.reduce((sum, each) => sum + each, 0)]);
  };
  requestAnimationFrame(look);
}"""
"""Notes the light in the middle of each picture. `Date.now` is the clock that the clicks have, in
whole milliseconds; `performance.now` says how much more."""


@dataclass
class Seen:
    """What one display received."""

    frames: int = 0
    size: int = 0
    missed: int = 0
    """Gaps in the frames' numbers."""


async def watch(seconds: float) -> Seen:
    """Frames and features as fast as they come, for so long."""
    seen, last = Seen(), 0
    async with connect_async(URL, max_size=None) as line:
        await line.send(ws.encode_text(c.ArtWatch(60, 60, 0)))
        while not isinstance(await asyncio.wait_for(line.recv(), WAIT_S), bytes):
            pass
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            message = await asyncio.wait_for(line.recv(), WAIT_S)
            seen.size += len(message)
            if isinstance(message, bytes):
                number = frames.decode(message).number
                seen.frames += 1
                seen.missed += max(0, number - last - 1) if last else 0
                last = number
    return seen


def displays(count: int, seconds: float) -> Figures:
    """Frames and bytes a second of `count` displays at once, and what was dropped."""

    async def all_of_them() -> list[Seen]:
        return await asyncio.gather(*(watch(seconds) for _ in range(count)))

    before = dropped()
    seen = asyncio.run(all_of_them())
    return {
        "frames_per_s": [s.frames / seconds for s in seen],
        "bytes_per_s": statistics.mean(s.size / seconds for s in seen),
        "missed": sum(s.missed for s in seen),
        "dropped_by_the_server": dropped() - before,
    }


def dropped() -> int:
    """The server's count of frames that gave way to newer ones."""
    line = http.client.HTTPConnection("127.0.0.1", HTTP, timeout=WAIT_S)
    line.request("GET", "/health")
    status = json.loads(line.getresponse().read())["status"]
    line.close()
    return int(status.get("display frames dropped", 0))


def until_painted(painter: str) -> str:
    """Wait for the painter; its state. Raises RuntimeError where it cannot be loaded."""
    with connect(URL) as line:
        line.send(ws.encode_text(c.ArtWatch(0, 0, 1)))
        while True:
            event = ws.decode_text(str(line.recv(WAIT_S)), c.EVENTS)
            if isinstance(event, c.ArtState) and event.state == "dead":
                raise RuntimeError(f"no painter {painter}: {event.text}")
            if isinstance(event, c.ArtState) and event.state == "ready":
                return event.painter


def plain_look() -> None:
    """Nothing moves but the light, with attacks."""
    with connect(URL) as line:
        tunes = {"pulse": 1.0, "warp": 0.0, "vignette": 0.0, "grain": 0.0}
        settings: list[c.Command] = [c.ArtLook("plain"), c.ArtTravel(0.0)]
        settings += [c.ArtTune(name, value) for name, value in tunes.items()]
        for command in (*settings, c.Ping(0)):
            line.send(ws.encode_text(command))
        while not isinstance(ws.decode_text(str(line.recv(WAIT_S)), c.EVENTS), c.Pong):
            pass


def play(clicks: int, played: list[float], heard: list[tuple[float, float]]) -> None:
    """Send faint noise in real time with `clicks` clicks in it, 0.5 to 0.9 s apart. `played`: when
    the block was sent whose first sample is the click's (seconds of the system's clock); `heard`:
    when features came back, and the onset in them."""
    rng, chance = np.random.default_rng(0), random.Random(0)
    t = np.arange(3 * BLOCK) / RATE
    click = (0.5 * np.sin(2 * np.pi * 1000 * t) * np.exp(-t / 0.006)).astype(np.float32)
    rest = np.zeros(0, np.float32)
    due, now = SETTLE_S, 0.0
    with connect(URL) as line:
        line.send(ws.encode_text(c.AudioBegin(RATE, 1)))
        line.send(ws.encode_text(c.ArtWatch(0, 100, 0)))
        ears = threading.Thread(target=hear, args=(line, heard))
        ears.start()
        start = time.perf_counter()
        while len(played) < clicks or now < due + SEEN_S - 0.5:
            time.sleep(max(0.0, start + now - time.perf_counter()))
            if now >= due and len(played) < clicks:
                rest, due = click, now + chance.uniform(0.5, 0.9)
                played.append(time.time())
            block = rng.normal(0, 1e-4, BLOCK).astype(np.float32)
            block[: len(rest[:BLOCK])] += rest[:BLOCK]
            rest = rest[BLOCK:]
            line.send(ws.encode_binary(ws.Binary(ws.SOUND, {}, block.tobytes())))
            now += BLOCK / RATE
    ears.join()


def hear(line: ClientConnection, heard: list[tuple[float, float]]) -> None:
    """Note the onsets until the line is closed."""
    with contextlib.suppress(ConnectionClosed):
        for message in line:
            event = ws.decode_text(str(message), c.EVENTS)
            if isinstance(event, c.ArtFeatures):
                heard.append((time.time(), event.onset))


def delays(played: list[float], at: Values, value: Values, share: float) -> list[float]:
    """Milliseconds from each click to the first `value` that is higher than before by `share` of
    it, and by 0.05; of those clicks after which there is one. `at`: when each value was, in ms."""
    found = []
    for start in (1000 * each for each in played):
        before = value[(at > start - 100) & (at <= start)]
        after = (at > start) & (at < start + 1000 * SEEN_S)
        if len(before):
            rise = max(0.05, share * float(np.median(before)))
            higher = np.flatnonzero(after & (value > np.median(before) + rise))
            found += [float(at[higher[0]] - start)] if len(higher) else []
    return found


def latency(clicks: int, width: int) -> Figures:
    """From the click's block to the changed pixel in a real browser, `width` pixels wide."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        return {"skipped": "no chromium"}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the rest works without

    plain_look()
    played: list[float] = []
    heard: list[tuple[float, float]] = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": width, "height": width * 9 // 16})
        page.goto(f"http://127.0.0.1:{HTTP}/display")
        page.wait_for_timeout(1000 * SETTLE_S)
        page.evaluate(WATCH)
        sound = threading.Thread(target=play, args=(clicks, played, heard))
        sound.start()
        while sound.is_alive():
            page.wait_for_timeout(200)
        seen: Any = page.evaluate("window.seen")
        browser.close()
    whole, fine, light = np.array(seen).T
    drawn = fine + float(np.max(whole - fine))  # Date.now is cut to whole milliseconds
    found = delays(played, drawn, light, RISE)
    times, onsets = np.array(heard).T
    return {
        "clicks": len(played),
        "page_width": width,
        "features": quantiles(delays(played, 1000 * times, onsets, 0.0)),
        "pixel": quantiles(found),
        "page_fps": 1000 / float(np.mean(np.diff(fine))),
        "longest_picture_ms": float(np.max(np.diff(fine))),
    }


def quantiles(found: list[float]) -> Figures:
    """Of milliseconds."""
    if not found:
        return {"seen": 0}
    return {"seen": len(found)} | {f"p{q}_ms": quantile(found, q / 100) for q in (50, 95)}


def measure(
    painter: str, preset: str, fps: float, seconds: float, clicks: int, width: int
) -> Figures:
    """All figures."""
    options = ("--painter", painter, "--fps", f"{fps:g}", "--log-level", "error")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KLANGBILD_FOLDER"] = folder
        with server(preset, *options):
            until_painted(painter)
            figures: Figures = {
                "painter": painter,
                "fps_asked_for": fps,
                "machine": f"{psutil.cpu_count()} cores, {platform.machine()}",
                "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
                "alone": displays(1, seconds),
            }
            with generating(the_piece()):
                figures["while_clips_are_answered"] = displays(1, seconds)
            figures["many"] = displays(DISPLAYS, seconds)
            figures["latency"] = latency(clicks, width)
    return figures


def show(figures: Figures, console: Console) -> None:
    """A table for people."""
    load = figures["load_before"]
    title = f"painter {figures['painter']} at {figures['fps_asked_for']:g} fps on "
    title += figures["machine"] + ("" if load is None else f", load {load:.1f} before the start")
    table = Table("", "frames a second, each", "kB/s, each", "missed", "dropped", title=title)
    for name, key in (
        ("one display", "alone"),
        ("one, while clips are answered", "while_clips_are_answered"),
        (f"{DISPLAYS} displays", "many"),
    ):
        row = figures[key]
        low, high = min(row["frames_per_s"]), max(row["frames_per_s"])
        each = f"{low:.1f}" if low == high else f"{low:.1f} to {high:.1f}"
        numbers = str(row["missed"]), str(row["dropped_by_the_server"])
        table.add_row(name, each, f"{row['bytes_per_s'] / 1000:.0f}", *numbers)
    console.print(table)
    found = figures["latency"]
    if "skipped" in found:
        console.print(f"no latency: {found['skipped']}")
        return
    for what, key in (("features at a WebSocket", "features"), ("changed pixel", "pixel")):
        row = found[key]
        times = [f"p{q} {row[f'p{q}_ms']:.0f} ms" for q in (50, 95) if f"p{q}_ms" in row]
        console.print(
            f"sound to {what}: {', '.join([*times, ''])}{row['seen']} of {found['clicks']} clicks"
        )
    console.print(
        f"page {found['page_fps']:.0f} fps ({found['page_width']} pixels wide, SwiftShader), "
        f"longest picture {found['longest_picture_ms']:.0f} ms"
    )


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.display", description=__doc__)
    parser.add_argument("--painter", default="meter")
    parser.add_argument("--preset", default="trio", help="of the clips")
    parser.add_argument("--fps", type=float, default=30.0, help="frames asked for")
    parser.add_argument("--seconds", type=float, default=10.0, help="that frames are counted")
    parser.add_argument("--clicks", type=int, default=60, help="for the latency")
    parser.add_argument("--width", type=int, default=640, help="of the page, which is 16:9")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    how = given.fps, given.seconds, given.clicks, given.width
    figures = measure(given.painter, given.preset, *how)
    show(figures, Console())
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
