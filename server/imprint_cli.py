"""`klangbild imprint` and `klangbild compose`: pictures that are spectrograms, and their sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from PIL import Image
from rich.console import Console
from rich.text import Text

from bridges.audio import AudioError
from generators.images import imprint as prints
from generators.images import mel
from generators.images.mel import Levels
from generators.media import Samples
from generators.score import ScoreError
from server import offline
from server.offline import FileError
from server.painting import SILENCE, Piece, png
from server.settings import StartError
from server.sound_files import SUBTYPES, encoded

WIDEST = 8192
"""Pixels of a spectrogram's picture; longer ones are drawn smaller."""
UNIT_S = 0.64
"""A composed picture is as wide as a multiple of this."""
_MODELS = (
    "compose needs the weights of two Stable Diffusion models that share their latents: give "
    "--image-model and --sound-model a folder of yours in diffusers' format, or a name on the hub "
    "(as stable-diffusion-v1-5/stable-diffusion-v1-5 and auffusion/auffusion-full-no-adapter)"
)

OutSound = Annotated[Path, typer.Argument(metavar="OUT.wav", help="The sound: .wav or .flac.")]
OutPicture = Annotated[
    Path | None, typer.Option("--picture", metavar="OUT.png", help="Also write its spectrogram.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("imprint")(imprint)
    app.command("compose")(compose)


def imprint(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="A picture of any kind.")],
    source: Annotated[Path, typer.Argument(metavar="IN.wav", help="A sound file of any kind.")],
    out: OutSound,
    *,
    picture_out: OutPicture = None,
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="More picture, less music.")
    ] = prints.STRENGTH,
    start: Annotated[float, typer.Option(min=0, help="Where the picture begins, in s.")] = 0.0,
    seconds: Annotated[
        float | None, typer.Option(min=0.01, help="How long it is; default: to the end.")
    ] = None,
    force: Force = False,
) -> None:
    """Press a picture into a recording: its spectrogram shows the picture, the music stays.

    Nothing is downloaded. Rate, channels and length stay too.
    """
    path = _target(out, force, [picture, source], *SUBTYPES)
    drawn = picture_out and _target(picture_out, force, [picture, source], ".png")
    opened = open_picture(picture)
    samples, rate = read(source)
    stretch = (start, float("inf") if seconds is None else start + seconds)
    with offline.progress("pressing") as show:
        try:
            made, covered = prints.press(
                samples, rate, partial(mel.grey_of, opened), strength, stretch, show
            )
        except ValueError as error:
            raise ScoreError(f"{source}: {error}") from error
    before, after = (
        mel.levels_of(prints.mono_of(one, rate))[:, covered] for one in (samples, made)
    )
    grey = mel.grey_of(opened, after.shape[1])
    offline.save(path, encoded(made, rate, path.suffix))
    if drawn is not None:
        offline.save(drawn, _drawing(after))
    typer.echo(
        f"{path}: {after.shape[1] / mel.COLUMNS_PER_S:.2f} s with the picture; its spectrogram's "
        f"likeness to the picture {mel.likeness(after, grey):.2f} (before "
        f"{mel.likeness(before, grey):.2f}), to the music {mel.likeness(after, before):.2f}"
    )


def compose(
    out: OutSound,
    *,
    see: Annotated[str, typer.Option(help="What the picture shows, in words.")] = "",
    hear: Annotated[str, typer.Option(help="What it sounds like, in words.")] = "",
    avoid: Annotated[str, typer.Option(help="What neither shall be.")] = "",
    image_model: Annotated[
        str, typer.Option(metavar="FOLDER|NAME", help="Stable Diffusion for pictures.")
    ] = "",
    sound_model: Annotated[
        str, typer.Option(metavar="FOLDER|NAME", help="The same for spectrograms.")
    ] = "",
    vocoder: Annotated[
        str, typer.Option(metavar="FOLDER", help="HiFi-GAN; default: Griffin-Lim.")
    ] = "",
    begin_with: Annotated[
        Path | None, typer.Option("--from", metavar="PICTURE", help="Begin with this picture.")
    ] = None,
    over: Annotated[
        Path | None, typer.Option(metavar="IN.wav", help="Begin with this sound, or with both.")
    ] = None,
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="How far from what it begins with; 1: all.")
    ] = 0.8,
    guidance_see: Annotated[float, typer.Option(min=0, help="How strictly as --see.")] = 8.0,
    guidance_hear: Annotated[float, typer.Option(min=0, help="How strictly as --hear.")] = 8.0,
    see_from: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the steps, the last, with --see.")
    ] = 1.0,
    hear_from: Annotated[float, typer.Option(min=0, max=1, help="The same with --hear.")] = 1.0,
    steps: Annotated[int, typer.Option(min=1, max=1000, help="Steps of DDIM.")] = 100,
    seconds: Annotated[
        float, typer.Option(min=UNIT_S, max=60, help="Length, in units of 0.64 s.")
    ] = 10.24,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Another seed, others.")] = 0,
    picture_out: OutPicture = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    force: Force = False,
) -> None:
    """Paint a picture that is a spectrogram, and hear it: two diffusion models on one canvas.

    Say what to --see and what to --hear, or begin --from a picture. The picture goes to OUT.png.
    """
    if not image_model or not sound_model:
        raise StartError(_MODELS)
    if not hear or not (see or begin_with):
        raise ScoreError("say what to --hear, and what to --see or which picture to begin --from")
    sources = [path for path in (begin_with, over) if path is not None]
    path = _target(out, force, sources, *SUBTYPES)
    drawn = _target(picture_out or out.with_suffix(".png"), force, sources, ".png")
    columns = round(seconds / UNIT_S) * round(UNIT_S * mel.COLUMNS_PER_S)
    begun = _begun(begin_with, over, columns)
    with Console(stderr=True).status(Text("loading the models ...")):
        from generators.images.canvas import Canvas, Wanted, vocode  # noqa: PLC0415 - torch

    wanted = Wanted(
        see, hear, avoid, guidance_see, guidance_hear, see_from, hear_from, steps, strength, seed
    )
    with _said(device):
        with Console(stderr=True).status(Text("loading the models ...")):
            canvas = Canvas.load(image_model, sound_model, device)
        with offline.progress("composing") as show:
            made = canvas.compose(wanted, columns, begun, show)
        with Console(stderr=True).status(Text("making the sound ...")):
            samples = vocode(vocoder, made.levels, device) if vocoder else mel.sound_of(made.levels)
    offline.save(path, encoded(mel.audible(samples)[:, None], mel.RATE, path.suffix))
    offline.save(drawn, png(made.pixels))
    found = mel.likeness(mel.levels_of(samples), made.levels)
    typer.echo(
        f"{path}, {drawn}: {columns / mel.COLUMNS_PER_S:.2f} s; the sound's spectrogram has a "
        f"likeness of {found:.2f} to the picture"
    )


def open_picture(path: Path) -> Image.Image:
    """The picture in a file. Raises `FileError` where there is none."""
    with path.open("rb"):
        pass  # says what is wrong with the path as the system does
    try:
        image = Image.open(path)
        image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileError(f"{path} is no picture that can be read") from error
    return image


def read(path: Path) -> tuple[Samples, int]:
    """All of a sound file [frames, channels], and its rate. Raises `OSError` and `AudioError`."""
    piece = Piece.open(path)
    samples = np.concatenate(list(piece.blocks()))
    if np.sqrt(np.square(samples, dtype=np.float64).mean()) < SILENCE:
        raise AudioError(f"{path} is silent: there is nothing to press a picture into")
    return samples, piece.rate


def _begun(picture: Path | None, sound: Path | None, columns: int) -> Levels | None:
    """What a guided start begins with: a picture, a sound's spectrogram, or one in the other."""
    grey = None if picture is None else mel.grey_of(open_picture(picture), columns)
    if sound is None:
        return grey
    samples, rate = read(sound)
    mono = prints.mono_of(samples, rate)[: columns * mel.HOP]
    levels = mel.levels_of(np.pad(mono, (0, columns * mel.HOP - len(mono))))
    return levels if grey is None else prints.imprint(levels, grey)


def _target(path: Path, force: bool, sources: list[Path], *kinds: str) -> Path:
    """Where a result goes. Raises `FileError`."""
    if path.suffix.lower() not in kinds:
        raise FileError(f"{path}: name a file {' or '.join(kinds)}")
    return offline.targets(path, 1, force, sources)[0]


@contextmanager
def _said(device: str | None) -> Iterator[None]:
    """What is wrong with the models, for the user."""
    try:
        yield
    except ValueError as error:
        raise StartError(str(error)) from error
    except RuntimeError as error:
        what = str(error).partition("\n")[0]
        raise StartError(f"this cannot run on {device or 'this machine'}: {what}") from error


def _drawing(levels: Levels) -> bytes:
    image = Image.fromarray(mel.picture_of(levels))
    if image.width > WIDEST:
        image = image.resize((WIDEST, image.height), Image.Resampling.BOX)
    return png(np.asarray(image))
