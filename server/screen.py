"""What people read in the terminal: the start screen and the log."""

from __future__ import annotations

import io
import logging
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import segno
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from server import remote
from server.settings import Settings

_STYLES = {logging.WARNING: "yellow", logging.ERROR: "bold red", logging.DEBUG: "dim"}


def welcome(settings: Settings, osc_port: int, http_port: int, token: str = "") -> RenderableType:
    """What the server listens on, and what to try first; with a token, where others find it."""
    host = settings.host
    url_host = f"[{host}]" if ":" in host else host
    rows = Table.grid(padding=(0, 2))
    rows.add_row("OSC", f"{url_host}:{osc_port} (UDP)")
    rows.add_row("WebSocket", f"ws://{url_host}:{http_port}/ws")
    rows.add_row("Display", f"http://{url_host}:{http_port}/display")
    rows.add_row("Studio", f"http://{url_host}:{http_port}/")
    rows.add_row("Preset", f"{settings.preset}, loading ...")
    if settings.audio:
        rows.add_row("Sound", Text(settings.audio))
    for port in settings.ports:
        rows.add_row(f"MIDI {port}", Text(port.name))
    if settings.ableton:
        at = f"{settings.ableton_host}:{settings.ableton_port}"
        rows.add_row("Ableton", f"{at}, answers to {settings.ableton_reply_port} (AbletonOSC)")
    rows.add_row("", "")
    rows.add_row("Try", Text(f"{program()} try{_host(host)}{_port(osc_port)}"))
    rows.add_row("or", f"oscdump 9101 &  oscsend {host} {osc_port} /hello i 9101")
    rows.add_row("", f"oscsend {host} {osc_port} /clip/generate si first 4")
    rows.add_row("Stop", "Ctrl-C")
    panel = Panel(rows, title="Klangbild", title_align="left", expand=False)
    return Group(panel, *_others(http_port, token)) if token else panel


def _others(http_port: int, token: str) -> Iterator[RenderableType]:
    """What to open on a phone, as text and to be photographed."""
    url = f"http://{remote.address()}:{http_port}/?token={token}"
    yield Text(f"On phones and other machines of this network: {url}", no_wrap=True)
    drawn = io.StringIO()
    segno.make(url, micro=False).terminal(drawn, border=2, compact=True)
    yield Text(drawn.getvalue())


def program() -> str:
    """How this program is called from a shell here: with its path when it is not on the PATH."""
    called = Path(sys.argv[0])
    if shutil.which("klangbild") or called.stem != "klangbild":
        return "klangbild"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


def _host(host: str) -> str:
    return f" --host {host}" if ":" in host else ""


def _port(osc_port: int) -> str:
    return "" if osc_port == 9100 else f" --osc-port {osc_port}"


class LineHandler(logging.Handler):
    """One line a record: the time and the text."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record, or not: a terminal that is gone must not stop the music."""
        stamp = time.strftime("%H:%M:%S", time.localtime(record.created))
        line = Text(f"{stamp}  {record.getMessage()}", style=_STYLES.get(record.levelno, ""))
        with suppress(OSError, ValueError, SystemExit):  # rich exits where a pipe is closed
            self._console.print(line, soft_wrap=True)
