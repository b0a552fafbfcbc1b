"""From what was counted, piece by piece, to tables of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import Layout
from generators.score import BEATS_PER_BAR
from training.evaluate.baselines import BASELINES
from training.evaluate.copies import Symbols, line, longest_matches
from training.evaluate.figures import Figure, FigureTable, ratio
from training.evaluate.histograms import BINS, distance, floor
from training.evaluate.likelihood import Bits, bound_names
from training.evaluate.pieces import Piece, seed_of
from training.evaluate.self_similarity import Overlaps, compare, construct, overlap_areas
from training.evaluate.study import ALL_TRACKS, COUNTED, TASKS, Study

CONSTRUCTED = 100
"""Pieces that algorithm 7 makes at most."""


def likelihood(bits: Mapping[str, Mapping[str, Bits]], layout: Layout, preset: str) -> FigureTable:
    """`bits` by who predicts and by case. The preset's tracks stand in columns of their own."""
    rows: dict[str, dict[str, Figure]] = {}
    for case, own in bits[preset].items():
        rows[case] = {name: _bits_per_event(found[case]) for name, found in bits.items()}
        for role in layout.played if len(layout.played) > 1 else ():
            rows[case][f"{role} alone"] = _bits_per_event(own[:, layout.columns(role)])
    mean = {name: _mean_bound(found, layout) for name, found in bits.items()}
    return FigureTable(
        "Bits per hidden event",
        "Fewer is better; what real pieces have in a hole, as likely as the network says. "
        "'uniform' and 'at once' hide all of it at a time; the plain names are the exact bound "
        "(ELBO) when the hole is filled event by event in random order. Presets are ranked by the "
        "mean of the bounds. Noise: every event alike. Silence: nothing happens. Frequencies and "
        "copy (of the bars before) know from these very pieces how often they are right.",
        {"mean of the bounds": mean, **rows},
        preset,
    )


def _bits_per_event(bits: Bits) -> Figure:
    sums = bits.sum(axis=1)
    return ratio(sums[:, 0], sums[:, 1])


def _mean_bound(found: Mapping[str, Bits], layout: Layout) -> Figure:
    """Every hole weighs the same, however long it is."""
    shares = []
    for name in bound_names(layout):
        sums = found[name].sum(axis=1)
        shares.append(sums / sums[:, 1].sum())
    total = np.sum(shares, axis=0) / len(shares)
    return ratio(total[:, 0], total[:, 1])


def counted(studies: Sequence[Study], task: str, preset: str) -> FigureTable:
    """The measures of one task, every player in a column."""
    players = (*BASELINES, preset)
    rows = {
        measure: {
            player: ratio(*np.array([s.counts[task][player][measure] for s in studies]).T)
            for player in players
        }
        for measure in COUNTED[task]
    }
    title = {"infill": "4-bar holes in all tracks", "accompany": "Accompaniment of the melody"}
    return FigureTable(title[task], "Best is what the real notes get, not the most.", rows, preset)


Stacks = dict[tuple[str, str, str], dict[str, NDArray[np.float64]]]
"""(task, histogram, track) -> player -> counts [pieces, bins]."""


def histogram_stacks(studies: Sequence[Study]) -> Stacks:
    """Every histogram, the pieces stacked; tasks, then kinds of histogram, in their order."""
    stacks: Stacks = {}
    for task in TASKS:
        known = [one.histograms[task] for one in studies if task in one.histograms]
        keys = known[0]["real"] if known else {}
        for name, track in sorted(keys, key=lambda key: [*BINS].index(key[0])):
            stacks[task, name, track] = {
                player: np.stack([one[player][name, track] for one in known]) for player in known[0]
            }
    return stacks


def distances(stacks: Stacks, preset: str) -> FigureTable:
    """Every histogram's distance from the real one."""
    rows = {
        f"{task}: {name}, {track}": {
            player: floor(own) if player == "real" else distance(own, players["real"])
            for player, own in players.items()
        }
        for (task, name, track), players in stacks.items()
    }
    return FigureTable(
        "Distance of histograms from the real ones",
        "Jensen-Shannon divergence in bits: 0 is equal, 1 has nothing in common. 'real' is one "
        "half of the real pieces against the other: less than that cannot be told from real.",
        rows,
        preset,
    )


SETTINGS = {
    "generate": "unconditional",
    "middle": "infilling of the middle half",
    "gap": "the gap alone",
}


def self_similarity(
    studies: Sequence[Study], reference: Mapping[str, Overlaps] | None, preset: str
) -> dict[str, FigureTable]:
    """One table per setting. `reference`: overlaps of whole training pieces by track; without
    them the real pieces themselves stand in. The gap is always compared with the gaps of other
    pieces than those that were filled."""
    tables = {}
    for setting, title in SETTINGS.items():
        rows: dict[str, dict[str, Figure]] = {}
        for track in _tracks(studies, setting):
            sets = {player: _stack(studies, player, setting, track) for player in studies[0].areas}
            if setting == "gap":
                real = sets["real"][1::2]
                sets = {player: own[::2] for player, own in sets.items()}
            else:
                real = reference[track] if reference else sets["real"]
            if setting == "generate":
                sets |= {"algorithm 7": _constructed(real, track)}
            rows |= _compared(track, sets, real)
        if rows:
            tables[setting] = _similarity_table(title, rows, preset)
    return tables


def alike(made: Sequence[Piece], real: Sequence[Piece], name: str) -> FigureTable:
    """Self-similarity of pieces that are called `name`; beside them one half of the real pieces
    against the other, and algorithm 7."""
    ours, theirs = overlaps(made), overlaps(real)
    rows: dict[str, dict[str, Figure]] = {}
    for track, areas in theirs.items():
        halves = _compared(track, {"half of the real": areas[::2]}, areas[1::2])
        sets = {"algorithm 7": _constructed(areas, track), name: ours[track]}
        whole = _compared(track, sets, areas)
        rows |= {measure: {**halves[measure], **whole[measure]} for measure in whole}
    return _similarity_table(f"{len(made)} pieces against {len(real)}", rows, name)


def _compared(
    track: str, sets: Mapping[str, Overlaps], real: Overlaps
) -> dict[str, dict[str, Figure]]:
    rows: dict[str, dict[str, Figure]] = {}
    for player, own in sets.items():
        for measure, figure in compare(own, real).items():
            rows.setdefault(f"{track}, {measure}", {})[player] = figure
    return rows


def _similarity_table(
    title: str, rows: Mapping[str, Mapping[str, Figure]], main: str
) -> FigureTable:
    return FigureTable(
        f"Framewise self-similarity, {title}",
        "Consistency and Variance as in thesis 4.7: 1 is best. Random notes placed by algorithm 7 "
        "show how little a high score says.",
        rows,
        main,
    )


def _tracks(studies: Sequence[Study], setting: str) -> list[str]:
    return [track for own, track in studies[0].areas.get("real", {}) if own == setting]


def _stack(studies: Sequence[Study], player: str, setting: str, track: str) -> Overlaps:
    return np.array([study.areas[player][setting, track] for study in studies])


def _constructed(real: Overlaps, track: str) -> Overlaps:
    bars = 64
    pieces = (construct(real, bars, seed_of(track, i)) for i in range(min(len(real), CONSTRUCTED)))
    return np.array([overlap_areas(piece, 0.0, bars * BEATS_PER_BAR) for piece in pieces])


def overlaps(pieces: Sequence[Piece]) -> dict[str, Overlaps]:
    """Of whole real pieces, by track."""
    found: dict[str, list[tuple[float, float]]] = {}
    for piece in pieces:
        roles = piece.layout.played
        for track in (ALL_TRACKS, *roles) if len(roles) > 1 else roles:
            own = roles if track == ALL_TRACKS else (track,)
            notes = [note for role in own for note in piece.clip.tracks[role]]
            areas = overlap_areas(notes, 0.0, piece.clip.length)
            found.setdefault(track, []).append(areas)
    return {track: np.array(areas) for track, areas in found.items()}


def copies(
    studies: Sequence[Study],
    pieces: Sequence[Piece],
    train: Mapping[str, Sequence[Symbols]],
    preset: str,
) -> FigureTable:
    """Longest matches with the training data, by task and track, beside the real notes'."""
    rows: dict[str, dict[str, Figure]] = {}
    for task in [task for task in TASKS if task in studies[0].answers]:
        for role in dict.fromkeys(hole.track for hole in TASKS[task](pieces[0])):
            every = _lines(studies, pieces, task, role, preset)
            matches = longest_matches(train[role], [one for own in every.values() for one in own])
            found = dict(zip(every, np.split(matches.notes, len(every)), strict=True))
            for name, figures in _spread(found).items():
                rows[f"{task}, {role}: {name}"] = figures
    return FigureTable(
        "Longest stretch of notes that an answer shares with a training piece",
        "In notes, whatever the key. The real pieces, which the preset has not heard, say how "
        "much sharing is usual: 5 % of answers may share more than 95 % of the real pieces do.",
        rows,
        preset,
    )


def _lines(
    studies: Sequence[Study], pieces: Sequence[Piece], task: str, role: str, preset: str
) -> dict[str, list[Symbols]]:
    lines: dict[str, list[Symbols]] = {"real": [], "noise": [], preset: []}
    for study, piece in zip(studies, pieces, strict=True):
        holes, seed = TASKS[task](piece), seed_of(piece.name, task)
        for player in ("real", "noise"):
            filling = BASELINES[player](piece.clip, holes, seed)
            lines[player].append(line(filling.get(role, ()), piece.clip.length, role))
        own = study.answers[task].get(role, ())
        lines[preset].append(line(own, piece.clip.length, role))
    return lines


def _spread(found: Mapping[str, NDArray[np.int64]]) -> dict[str, dict[str, Figure]]:
    usual = np.percentile(found["real"], 95)
    return {
        "median": {name: Figure(float(np.median(own))) for name, own in found.items()},
        "longest": {name: Figure(float(own.max())) for name, own in found.items()},
        f"share above the real pieces' 95 % ({usual:.0f} notes)": {
            name: ratio((own > usual).astype(float), np.ones(len(own)))
            for name, own in found.items()
        },
    }
