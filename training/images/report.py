"""The page of an evaluation of a painter: its tables, contact sheets, the nearest training
paintings, a video of a walk."""

from __future__ import annotations

import base64
import html
import importlib.util
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generators.images.painter import OneStepPainter
from generators.images.painter_network import TRAITS
from generators.media import Pixels
from generators.score import ScoreError
from training.evaluate.figures import FigureTable
from training.evaluate.report import INTERVALS, PAGE, page, table_part
from training.images.data import Pictures
from training.images.painting import rows_of_labels, rows_of_traits, sheet, smaller, walk
from training.images.tables import Music

WALK, FRAME_RATE = "walk.mp4", 12
COUNT, SHOWN = 8, 128
"""Pictures in a row, and their height in pixels at most."""
PAIRS = 16
NEAREST = (
    "The pictures that are nearest to a training painting, and below each of them that painting."
)


@dataclass(frozen=True)
class Copies:
    """Painted pictures, the training ones, and which of those is nearest to each, how far."""

    painted: Pixels
    train: Pixels
    nearest: NDArray[np.int64]
    distances: NDArray[np.float64]


def write(
    folder: Path,
    painter: OneStepPainter,
    tables: Mapping[str, FigureTable],
    copies: Copies,
    valid: Pictures,
    music: tuple[Pixels, NDArray[np.int64]] | None = None,
) -> None:
    """Fill `folder` with the page and the video. `music`: frames of clips, and their labels."""
    labels, kinds = painter.labels, len(painter.labels)
    parts = [
        f"<h1>{html.escape(painter.name)}</h1>",
        f"<p>{len(valid)} paintings that it was not trained on. {INTERVALS}</p>",
        *map(table_part, tables.values()),
        "<h2>Labels that were asked for</h2><p>The same latents at every evaluation.</p>",
        *_rows(labels, rows_of_labels(painter.pictures, painter.latent, kinds)),
        "<h2>Validation paintings</h2>",
        *_rows(labels, _by_label(valid.pixels, valid.labels, kinds)),
        "<h2>Traits, from low to high</h2>",
        *_rows(TRAITS, rows_of_traits(painter.pictures, painter.latent, kinds)),
    ]
    if music:
        parts += ["<h2>Held-out music, by its label</h2>", *_rows(labels, _by_label(*music, kinds))]
    parts += [
        f"<h2>Copies?</h2><p>{NEAREST}</p>",
        *_rows(("painted", "trained on") * (PAIRS // COUNT), _pairs(copies)),
        "<h2>A walk</h2>",
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if importlib.util.find_spec("av") is not None:
            frames = walk(painter.pictures, painter.latent, kinds, FRAME_RATE)
            video(folder / WALK, frames)
            parts.append(f"<video controls loop src='{WALK}'></video>")
        else:
            parts.append("<p>The video needs PyAV: pip install av</p>")
        (folder / PAGE).write_text(page(painter.name, "\n".join(parts)), encoding="utf-8")
    except OSError as error:
        raise ScoreError(f"{folder} cannot be written: {error.strerror}") from error


def write_music(
    folder: Path,
    tables: Mapping[str, FigureTable],
    painted: Mapping[str, Music],
    valid: Pictures,
) -> None:
    """Fill `folder` with the page of several painters: what each paints of held-out music."""
    kinds = len(valid.kinds)
    parts = [
        "<h1>Ways from music to pictures</h1>",
        f"<p>{len(valid)} paintings that none was trained on. {INTERVALS}</p>",
        *map(table_part, tables.values()),
        "<h2>Paintings</h2>",
        *_rows(valid.kinds, _by_label(valid.pixels, valid.labels, kinds)),
    ]
    for name, music in painted.items():
        parts += [
            f"<h2>{html.escape(name)}: held-out music, by its label</h2>",
            *_rows(valid.kinds, _by_label(music.pixels, music.labels, kinds)),
        ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PAGE).write_text(page("Systems", "\n".join(parts)), encoding="utf-8")
    except OSError as error:
        raise ScoreError(f"{folder} cannot be written: {error.strerror}") from error


def _by_label(pictures: Pixels, labels: NDArray[np.int64], kinds: int) -> Iterator[Pixels]:
    """Of each label so many pictures as a row has, or as there are, evenly spread."""
    for kind in range(kinds):
        own = np.flatnonzero(labels == kind)
        yield pictures[own[np.linspace(0, len(own) - 1, min(COUNT, len(own))).astype(int)]]


def _pairs(copies: Copies) -> Iterator[Pixels]:
    order = copies.distances.argsort()[:PAIRS]
    for start in range(0, len(order), COUNT):
        chosen = order[start : start + COUNT]
        yield copies.painted[chosen]
        yield copies.train[copies.nearest[chosen]]


def _rows(names: tuple[str, ...], rows: Pixels | Iterator[Pixels]) -> Iterator[str]:
    for name, row in zip(names, rows, strict=False):
        if len(row):
            text = html.escape(name.replace("_", " "))
            image = f"<img alt='{text}' src='{_jpeg(sheet([smaller(row, SHOWN)]))}'>"
            yield f"<figure><figcaption>{text}</figcaption>{image}</figure>"


def _jpeg(picture: Pixels) -> str:
    """A picture as an address that holds it."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=90)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def video(path: Path, frames: Pixels, rate: int = FRAME_RATE) -> None:
    """Frames [n, h, w, 3], of even height and width, as H.264."""
    import av  # noqa: PLC0415 - optional

    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.height, stream.width, stream.pix_fmt = *frames.shape[1:3], "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "18"}
        for pixels in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
