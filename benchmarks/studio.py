"""`python -m benchmarks.studio`: how soon the studio page is seen, how soon a click is heard, and
how heavy it is. `--pictures FOLDER` takes the README's pictures instead.

Starts the real server and a headless Chromium. A click counts from the event's time stamp to the
first sample that is not silent, as the browser says when it leaves for the sound card; without one
the browser counts as if there were one. `first` is the first click on a page that was just opened.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import HTTP, Figures, quantile, server
from benchmarks.display import CHROMIUM
from generators.midi_file import clip_to_midi, read_midi
from generators.score import Clip, Note
from server import examples

URL = f"http://127.0.0.1:{HTTP}/"
SOUND = Path(__file__).parent.parent / "tests/data/audio/clips"
STUDIO = "const { studio } = await import('/studio.js');"
ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-gpu",
)  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
DISPLAY = {"width": 640, "height": 360}
LOOK_MS = 6000
LIVE_ROUNDS = 2
"""So often eight bars are played to the server before the live view's picture is taken."""
LISTEN = f"""async () => {{
  {STUDIO}
  const {{ player }} = studio;
  window.heard = new Promise((resolve) => {{
    document.getElementById("play").addEventListener("click", (event) => {{
      const clicked = event.timeStamp;
      let tap = null;
      const look = () => {{
        const {{ context, synth }} = player;
        if (!tap) {{
          tap = new AnalyserNode(context, {{ fftSize: 8192 }});
          synth.volume.connect(tap);
        }}
        const samples = new Float32Array(tap.fftSize);
        tap.getFloatTimeDomainData(samples);
        const first = samples.findIndex((value) => Math.abs(value) > 1e-5);
        if (first < 0) return setTimeout(look, 2);
        const at = context.currentTime - (samples.length - first) / context.sampleRate;
        const {{ contextTime, performanceTime }} = context.getOutputTimestamp();
        return resolve(performanceTime + 1000 * (at - contextTime) - clicked);
      }};
      look();
    }}, {{ once: true }});
  }});
}}"""
"""`window.heard` becomes the milliseconds from the click on Play to the first sound."""
WEIGHT = """async () => {
  const paint = await new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      list.getEntriesByName("first-contentful-paint").forEach(resolve);
    });
    observer.observe({ type: "paint", buffered: true });
  });
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return {
    requests: all.length, bytes: all.reduce((sum, each) => sum + each.encodedBodySize, 0),
    fcp: paint.startTime, loaded: all[0].domContentLoadedEventEnd,
  };
}"""  # noqa: E501


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra

    with sync_playwright() as started:
        path = next(found for name in CHROMIUM if (found := shutil.which(name)))
        browser = started.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def opened(browser: Any, **more: Any) -> Any:
    """A studio page whose model is ready; the browser has nothing of it in its cache."""
    page = browser.new_page(**{"viewport": DESK, **more})
    page.goto(URL)
    page.locator("#state[data-state=ready]").wait_for()
    return page


def open_piece(page: Any) -> None:
    """The bundled piece."""
    page.select_option("#examples", "trio")
    page.locator("#title", has_text="trio.mid").wait_for()


def measure(browser: Any, repeats: int) -> Figures:
    """Milliseconds and bytes."""
    weights: list[Any] = []
    first: list[float] = []
    later: list[float] = []
    for _ in range(repeats):
        page = opened(browser)
        weights.append(page.evaluate(WEIGHT))
        page.set_input_files(
            "#file", {"name": "beats.mid", "mimeType": "audio/midi", "buffer": _beats()}
        )
        page.locator("#title", has_text="beats.mid").wait_for()
        for found in (first, later, later):
            page.evaluate(LISTEN)
            page.click("#play")
            found.append(page.evaluate("window.heard"))
            page.click("#play")
            page.click("#roll", position={"x": 0, "y": 60})  # back to the beginning
        page.close()
    return {
        "first_paint_ms": _spread([each["fcp"] for each in weights]),
        "usable_ms": _spread([each["loaded"] for each in weights]),
        "click_to_sound_first_ms": _spread(first),
        "click_to_sound_ms": _spread(later),
        "requests": weights[0]["requests"],
        "kB": weights[0]["bytes"] / 1000,
    }


def _beats() -> bytes:
    """A clip whose first note is at its very beginning."""
    notes = tuple(Note(float(beat), 60, 0.5) for beat in range(16))
    return clip_to_midi(Clip(16.0, {"melody": notes}))


def _spread(values: list[float]) -> Figures:
    return {"median": statistics.median(values), "p95": quantile(values, 0.95), "n": len(values)}


def take_pictures(browser: Any, folder: Path) -> None:
    """studio.png, live.png, phone.png and display.jpg."""
    folder.mkdir(parents=True, exist_ok=True)
    page = opened(browser)
    _answer(page)
    page.click("#play")
    page.wait_for_timeout(1200)
    page.screenshot(path=folder / "studio.png")
    page.click("#play")
    page.click("#tab-live")
    _play_along(page)
    page.screenshot(path=folder / "live.png")
    page.click("#live-stop")
    page.close()
    page = opened(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    _answer(page)
    page.evaluate("scrollTo(0, 90)")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / "phone.png")
    page.close()
    _display(browser, folder / "display.jpg")


def _display(browser: Any, path: Path) -> None:
    """Four looks of the display, each after some seconds of music."""
    page = browser.new_page(viewport=DISPLAY)
    page.goto(f"{URL}display")
    page.wait_for_timeout(LOOK_MS)
    whole = Image.new("RGB", (2 * DISPLAY["width"], 2 * DISPLAY["height"]))
    for number, key in enumerate("1234"):
        page.keyboard.press(key)
        page.wait_for_timeout(LOOK_MS)
        with Image.open(io.BytesIO(page.screenshot())) as shown:
            across, down = number % 2, number // 2
            whole.paste(shown, (across * DISPLAY["width"], down * DISPLAY["height"]))
    whole.save(path, quality=85)
    page.close()


def _answer(page: Any) -> None:
    """The open bars of the bundled piece, filled in four ways."""
    open_piece(page)
    hole = {"roles": ["melody", "bass", "drums"], "start": examples.GAP[0], "end": examples.GAP[1]}
    page.evaluate(
        f"async (detail) => {{ {STUDIO} "
        "studio.clip.roll.dispatchEvent(new CustomEvent('hole', { detail })); }",
        hole,
    )
    page.fill("[name=variations]", "4")
    page.fill("[name=seed]", "7")
    page.click("#send")
    page.locator("#versions button", has_text="4").wait_for()
    page.locator("#versions button", has_text="2").click()
    page.mouse.move(5, 5)


def _play_along(page: Any) -> None:
    """The bundled piece's melody, again and again, while the server accompanies."""
    clip = read_midi(examples.TRIO).clip
    notes = [note for note in clip.tracks["melody"] if note.start < 32]
    page.get_by_role("spinbutton", name="Tempo").fill("132")
    page.get_by_role("spinbutton", name="Tempo").press("Enter")
    page.evaluate(f"async () => {{ {STUDIO} window.studio = studio; }}")
    params = [{"name": "density", "value": 6}, {"name": "density.drums", "value": 10}]
    page.evaluate("(params) => studio.connection.say('/live/param', { params })", params)
    page.click("[data-role=accompany]")
    page.click("#live-play")
    beat = 60 / 132
    begin = time.monotonic()
    for again in range(LIVE_ROUNDS):
        for note in notes:
            at = begin + (again * 32 + note.start) * beat
            time.sleep(max(0.0, at - time.monotonic()))
            _key(page, note.pitch, note.velocity)
            time.sleep(max(0.0, at + note.duration * beat * 0.9 - time.monotonic()))
            _key(page, note.pitch, 0)
    page.mouse.move(5, 5)


def _key(page: Any, pitch: int, velocity: int) -> None:
    note = {"track": "melody", "pitch": pitch, "velocity": velocity}
    page.evaluate("(note) => studio.connection.say('/live/note', note)", note)


def main() -> None:
    """Measure, print, write JSON; or take pictures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studio", description=__doc__)
    parser.add_argument("--preset", default="trio")
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--pictures", type=Path, help="write pictures of the page to this folder")
    given = parser.parse_args()
    sound = ("--audio", str(min(SOUND.iterdir())), "--audio-loop") if given.pictures else ()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KLANGBILD_FOLDER"] = folder
        with server(given.preset, *sound), chromium() as browser:
            if given.pictures:
                take_pictures(browser, given.pictures)
                return
            figures = measure(browser, given.repeats)
    figures["machine"] = f"{psutil.cpu_count()} cores, {platform.machine()}"
    _show(figures, Console())
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


def _show(figures: Figures, console: Console) -> None:
    table = Table(title=f"studio page, Chromium, on {figures['machine']}")
    for heading in ("", "median", "p95"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, row in figures.items():
        if isinstance(row, dict):
            table.add_row(name, f"{row['median']:.0f} ms", f"{row['p95']:.0f} ms")
    console.print(table)
    console.print(f"{figures['requests']} requests, {figures['kB']:.0f} kB")


if __name__ == "__main__":
    main()
