"""`klangbild paint`: a sound file to a picture or a film."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bridges import looks
from generators.base import Look, Painter
from generators.score import ScoreError
from presets import PresetError
from server import offline, painting
from server.painting import Asked, Piece
from server.settings import Settings, default_painter

_LOOKS = Path(__file__).parent / "pages" / "looks.json"
SMALLEST, LARGEST = 64, 4096
DEFAULT_SIZE = {".png": "768", ".mp4": "1280x720"}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("paint")(paint)


def paint(
    source: Annotated[Path, typer.Argument(metavar="IN.wav", help="A sound file of any kind.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A picture .png or a film .mp4.")],
    *,
    painter: Annotated[
        str, typer.Option(help="An images preset, or meter; default: gallery if it is there.")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Another seed, others.")] = 0,
    label: Annotated[
        list[str] | None,
        typer.Option(help="Paint this kind of picture, whatever is heard; repeatable."),
    ] = None,
    look: Annotated[str, typer.Option(help="Film: a look, shipped or your own.")] = "calm",
    fps: Annotated[float, typer.Option(min=1, max=60, help="Film: frames a second.")] = 30.0,
    size: Annotated[
        str, typer.Option(help="Pixels: 768, or 1280x720; default: 768 a picture, 1280x720 a film.")
    ] = "",
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            help="Picture: the stretch that it shows (30). Film: no more than this of the piece.",
        ),
    ] = None,
    flash_limit: Annotated[
        bool, typer.Option(help="Film: no more than three flashes a second.")
    ] = True,
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Paint a piece of music: one picture of the stretch that stands for it, or a film of it all.

    The stretch is the one with the greatest mean loudness x spectral contrast. A film goes through
    the piece as the server's display would, with its sound.
    """
    kind = out.suffix.lower()
    if kind not in DEFAULT_SIZE:
        raise ScoreError(f"{out}: name a picture .png or a film .mp4")
    path = offline.targets(out, 1, force, [source])[0]
    pixels = _size(size or DEFAULT_SIZE[kind])
    tunes = _look(look)
    piece = Piece.open(source, seconds if kind == ".mp4" else None)
    with Console(stderr=True).status(Text(f"loading painter {painter or default_painter()} ...")):
        chosen = _open(painter or default_painter(), device)
    asked = Asked(_asked(chosen, label or [], seed), pixels, fps, tunes)
    if kind == ".png":
        painted = painting.picture(chosen, piece, asked, seconds or painting.STRETCH_S)
        offline.save(path, painting.png(painted.pixels))
        heard = sorted(painted.labels.items(), key=lambda item: -item[1])[:3]
        shares = "; heard " + ", ".join(f"{name} {share:.0%}" for name, share in heard)
        typer.echo(
            f"{path}: {_clock(painted.start)} to {_clock(painted.end)} of {_clock(piece.seconds)}, "
            f"where loudness x spectral contrast is greatest{shares if heard else ''}"
        )
        return
    with offline.progress("painting") as show:
        frames = painting.film(chosen, piece, asked, flash_limit, show)
        painting.write_film(path, frames, piece, asked)
    width, height = asked.size[::-1]
    typer.echo(f"{path}: {_clock(piece.seconds)}, {width} x {height}, {fps:g} frames a second")


def _open(name: str, device: str | None) -> Painter:
    from server import paint_worker  # noqa: PLC0415 - the other commands start faster without

    try:
        return paint_worker.load_painter(name, device)[0]
    except ValueError as error:
        raise PresetError(str(error)) from error


def _asked(painter: Painter, labels: list[str], seed: int) -> Look:
    for name in labels:
        if name not in painter.labels:
            known = ", ".join(painter.labels)
            raise ScoreError(f"--label {name!r}: {painter.name} paints {known}")
    return Look(dict.fromkeys(labels, 1.0), float(bool(labels)), seed)


def _look(name: str) -> dict[str, float]:
    found = looks.read_looks(_LOOKS.read_text("utf-8"), "looks.json")
    own = Settings().folder / "looks.json"
    try:
        if own.is_file():
            found |= looks.read_looks(own.read_text("utf-8"), str(own))
    except ValueError as error:
        raise ScoreError(str(error)) from error
    if name not in found:
        raise ScoreError(f"--look {name!r}: there are {', '.join(found)}")
    return found[name]


def _size(text: str) -> tuple[int, int]:
    """Height and width, even as the film's format wants."""
    found = re.fullmatch(r"(\d{1,5})(?:x(\d{1,5}))?", text)
    if found is None:
        raise ScoreError(f"--size {text!r}: write 768 or 1280x720")
    width, height = int(found[1]), int(found[2] or found[1])
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise ScoreError(f"--size {text}: each side has {SMALLEST} to {LARGEST} pixels")
    return height & ~1, width & ~1


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"
