"""The report of an evaluation: one HTML page with everything in it, MIDI files of its examples
beside it."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from generators.base import FillRequest, NoteGenerator
from generators.midi_file import clip_to_midi
from generators.score import BEATS_PER_BAR, Clip, Hole
from training.evaluate import study
from training.evaluate.batched import fill_all
from training.evaluate.charts import bars
from training.evaluate.figures import Figure, FigureTable
from training.evaluate.pieces import Piece, seed_of
from training.evaluate.self_similarity import construct
from training.evaluate.study import Study
from training.evaluate.tables import Stacks
from training.pictures import Picture, piano_roll, stacked

PAGE = "index.html"
INTERVALS = "The interval beside a figure holds it in 95 of 100 draws of as many pieces."
LEGEND = (
    "Above: the real piece, shaded where it was opened. Below: the answer. The links lead to the "
    "MIDI files."
)
PIECES = 3
"""Pieces that the examples are made of."""


@dataclass(frozen=True)
class Example:
    """Two clips to see and to hear: before and after. `holes` are shaded."""

    title: str
    file: str
    before: Clip
    after: Clip
    holes: tuple[Hole, ...] = ()


def melody_hole(piece: Piece) -> study.Holes:
    """16 bars of the melody, where the thesis's figures 5.9 and 5.11 have theirs."""
    first, last = (piece.bars - 16) // 2, (piece.bars + 16) // 2
    return _stretch(piece.layout.played[:1], first, last)


def outpainting(piece: Piece) -> study.Holes:
    """The melody goes on after 73 of 128 parts, everything else is new: figure 5.13."""
    last = round(piece.bars * 73 / 128)
    rest = _stretch(piece.layout.played[:1], last, piece.bars)
    return (*rest, *_stretch(piece.layout.played[1:], 0, piece.bars))


def _stretch(roles: Sequence[str], first: int, last: int) -> study.Holes:
    return tuple(
        Hole(role, float(first * BEATS_PER_BAR), float(last * BEATS_PER_BAR)) for role in roles
    )


SHOWN = {
    "Melody infilling (figures 5.9, 5.11)": melody_hole,
    "Infilling of all tracks (figures 5.10, 5.12)": study.infill,
    "Accompaniment (figures 5.12, 5.14)": study.accompany,
    "Outpainting (figure 5.13)": outpainting,
    "A new piece": study.generate,
}
"""Every kind of example by the figures of the thesis that it stands for."""


def write(
    folder: Path,
    generator: NoteGenerator,
    pieces: Sequence[Piece],
    studies: Sequence[Study],
    stacks: Stacks,
    tables: Mapping[str, FigureTable],
) -> None:
    """Fill `folder` with the page and its MIDI files."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = examples(generator, pieces[:PIECES], studies)
    for example in shown:
        for which, clip in (("before", example.before), ("after", example.after)):
            (folder / f"{example.file}-{which}.mid").write_bytes(clip_to_midi(clip))
    parts = [
        f"<h1>{html.escape(generator.name)}</h1>",
        f"<p>{len(pieces)} pieces that it was not trained on. {INTERVALS}</p>",
        *(table_part(table) for table in tables.values()),
        *_histograms(stacks, generator.name),
        f"<h2>To see and to hear</h2><p>{LEGEND}</p>",
        *(_example(example) for example in shown),
    ]
    (folder / PAGE).write_text(page(generator.name, "\n".join(parts)), encoding="utf-8")


def examples(
    generator: NoteGenerator, pieces: Sequence[Piece], studies: Sequence[Study]
) -> list[Example]:
    """SHOWN for each piece, and a piece of algorithm 7."""
    made: list[Example] = []
    for number, (title, holes_of) in enumerate(SHOWN.items(), 1):
        asked = [(piece, holes) for piece in pieces if (holes := holes_of(piece))]
        requests = [FillRequest(piece.name, piece.clip, holes) for piece, holes in asked]
        for (piece, holes), filling in zip(asked, fill_all(generator, requests), strict=True):
            after = piece.clip.replacing(holes, filling)
            name = f"{number}-{Path(piece.name).stem}"
            made.append(Example(f"{title}: {piece.name}", name, piece.clip, after, holes))
    track = study.ALL_TRACKS if len(pieces[0].layout.played) > 1 else pieces[0].layout.played[0]
    areas = [own for one in studies if (own := one.areas.get("real", {}).get(("generate", track)))]
    if len(areas) > 1:
        piece = pieces[0]
        notes = construct(np.array(areas), piece.bars, seed_of(piece.name))
        sham = Clip(piece.clip.length, {"melody": notes})
        made.append(Example("Algorithm 7 (figure 5.15)", "algorithm-7", piece.clip, sham))
    return made


def table_part(table: FigureTable) -> str:
    """A table with its title and how to read it."""
    head = "".join(f"<th>{html.escape(column)}</th>" for column in table.columns)
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th>"
        + "".join(_cell(row.get(column), table, column) for column in table.columns)
        + "</tr>"
        for name, row in table.rows.items()
    )
    return (
        f"<h2>{html.escape(table.title)}</h2><p>{html.escape(table.about)}</p>"
        f"<div class='wide'><table><tr><th></th>{head}</tr>{rows}</table></div>"
    )


def _cell(figure: Figure | None, table: FigureTable, column: str) -> str:
    if figure is None:
        return "<td>-</td>"
    value, _, interval = figure.text(table.digits).partition(" ")
    main = " class='main'" if column == table.main else ""
    return f"<td{main}>{value} <small>{interval}</small></td>"


def _histograms(stacks: Stacks, preset: str) -> list[str]:
    parts = ["<h2>Histograms</h2><p>Grey: the real pieces. Coloured: the preset.</p>"]
    for task in dict.fromkeys(task for task, _, _ in stacks):
        charts = "".join(
            f"<figure>{bars(players['real'].sum(axis=0), players[preset].sum(axis=0))}"
            f"<figcaption>{html.escape(f'{name}, {track}')}</figcaption></figure>"
            for (own, name, track), players in stacks.items()
            if own == task
        )
        parts.append(f"<h3>{html.escape(task)}</h3><div class='charts'>{charts}</div>")
    return parts if len(parts) > 1 else []


def _example(example: Example) -> str:
    picture = stacked(
        piano_roll(example.before, example.holes), piano_roll(example.after, example.holes)
    )
    links = " ".join(
        f"<a href='{html.escape(example.file)}-{which}.mid'>{which}</a>"
        for which in ("before", "after")
    )
    return (
        f"<h3>{html.escape(example.title)}</h3><p>{links}</p>"
        f"<div class='wide'><img alt='{html.escape(example.title)}' src='{_png(picture)}'></div>"
    )


def _png(picture: Picture) -> str:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
       color: #222; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #e4e4e4; }
th:first-child { text-align: left; font-weight: normal; }
td.main { background: #f2f7fc; }
small { color: #999; }
.wide { overflow-x: auto; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; } figcaption { font-size: 12px; color: #666; }
"""


def page(title: str, body: str) -> str:
    """The whole page."""
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><body>{body}</body></html>\n"
    )
