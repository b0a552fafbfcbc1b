"""From what judges and features say of a painter's pictures to tables of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from generators.images.painter_network import TRAITS
from generators.media import Pixels
from training.evaluate.figures import Figure, FigureTable, ratio
from training.images.data import Pictures
from training.images.metrics import (
    NET,
    PLAIN,
    LabelJudge,
    Matrix,
    chance,
    kid,
    label_likeness,
    likeness,
    margin,
    precision_recall,
)
from training.images.traits import measured

Seen = dict[str, Matrix]
"""What each kind of feature says of some pictures [n, features]."""
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Music:
    """Frames painted of held-out clips: `pixels` [frames, size, size, 3]; each frame's `label` and
    `piece` as numbers; what the painter took each clip for, `right` or not; the shares of labels
    that were `heard` for each frame [frames, labels]; how each frame correlates with the
    spectrogram of its music and with those of others, `sounded` [frames, 2], if that is known."""

    pixels: Pixels
    labels: Labels
    pieces: Labels
    right: NDArray[np.bool_]
    heard: Matrix
    sounded: Matrix | None = None

    def by_piece(self, rows: Matrix) -> Matrix:
        """Means over the frames of each piece, in the order of their numbers."""
        return np.stack([rows[self.pieces == piece].mean(0) for piece in np.unique(self.pieces)])


def nearness(seen: Mapping[str, Seen], valid: Seen, name: str) -> FigureTable:
    """Distances of each set of pictures from the validation pictures."""
    rows = {
        f"KID-{eye}": {who: kid(own[eye], valid[eye]) for who, own in seen.items()}
        for eye in (NET, PLAIN)
    }
    shares = {who: precision_recall(own[NET], valid[NET]) for who, own in seen.items()}
    for number, row in enumerate(("precision", "recall")):
        rows[row] = {who: Figure(pair[number]) for who, pair in shares.items()}
    return FigureTable(
        "Nearness to paintings that it has not seen",
        f"KID: 0 is alike, less is better; kernel (x'y/d + 1)^3, 100 subsets. {NET} is also what "
        f"the critic sees by, so that it flatters the painter; {PLAIN} (histogram in Oklab, power "
        "by octave) is no network's. Neither compares with published figures. Precision: the "
        "share of its pictures that lie among the paintings; recall: of the paintings among its "
        "own. 'real' are training paintings (of other artists, where the data say so), 'blurred' "
        "the same by 1/32 of the width.",
        rows,
        name,
        digits=4,
    )


def adherence(
    judges: Mapping[str, LabelJudge],
    ours: tuple[Seen, Labels],
    real: tuple[Seen, Labels],
    name: str,
) -> FigureTable:
    """Whether pictures show the labels that were asked for, and paintings theirs."""
    rows = {}
    seen, labels = ours
    for eye, judge in judges.items():
        blind = chance(judge.says(seen[eye]), labels)
        own = judge.right(seen[eye], labels)
        rows[f"adherence-own, {eye}"] = {
            name: own,
            "chance": Figure(blind),
            "real": judge.right(real[0][eye], real[1]),
            "times chance": Figure(own.value / blind),
        }
    return FigureTable(
        "Labels that were asked for",
        "Share of pictures whose label a judge finds that has learned from training paintings. "
        "'chance' is what it would find if labels and pictures were shuffled, 'real' what it finds "
        "in the validation paintings: the ceiling.",
        rows,
        name,
    )


def obedience(pictures: Pixels, asked: NDArray[np.float32], name: str) -> FigureTable:
    """Whether pictures have the traits that were asked for."""
    found = np.stack([measured(one) for one in pictures])
    return FigureTable(
        "Traits that were asked for",
        "Rank correlation of what was asked with what is measured in the picture: 1 is best.",
        {
            trait: {name: Figure(float(spearmanr(asked[:, i], found[:, i]).statistic))}
            for i, trait in enumerate(TRAITS)
        },
        name,
    )


def of_music(
    judges: Mapping[str, LabelJudge], seen: Seen, music: Music, kinds: int, name: str
) -> FigureTable:
    """Whether frames of held-out music show its label, and show it rather than frames of others."""
    pieces, place = np.unique(music.pieces, return_inverse=True)
    labels = np.array([music.labels[place == i][0] for i in range(len(pieces))])
    rows: dict[str, dict[str, Figure]] = {
        "clips whose label was heard": {
            name: Figure(float(music.right.mean())),
            "chance": Figure(1 / kinds),
        }
    }
    for eye, judge in judges.items():
        said = judge.says(seen[eye])
        hits = (said == music.labels).astype(float)
        own = ratio(np.bincount(place, hits).astype(float), np.bincount(place).astype(float))
        blind = chance(said, music.labels)
        rows[f"adherence-own, {eye}"] = {
            name: own,
            "chance": Figure(blind),
            "times chance": Figure(own.value / blind),
        }
        logs = judge.logs(seen[eye], kinds)
        means = np.stack([logs[place == i].mean(0) for i in range(len(pieces))])
        value, p = margin(means, labels)
        rows[f"margin-own, {eye}, in bits"] = {
            name: value,
            "chance": Figure(0.0),
            "p-value": Figure(p),
        }
    if music.sounded is not None:
        theirs, others = music.by_piece(music.sounded).T
        row = {name: ratio(theirs, np.ones(len(theirs))), "chance": Figure(float(others.mean()))}
        rows["correlation with the spectrogram of what is heard"] = row
    return FigureTable(
        f"Frames of held-out music: {len(music.labels)} of {len(pieces)} pieces",
        "adherence-own as above; the ceiling is the share of clips whose label was heard. "
        "margin-own: how much likelier the judge finds the music's label in the frames of a piece "
        "than in those of pieces with other labels; the p-value comes from permuting labels among "
        "pieces. The correlation is that of lightness, and its chance that with other pieces: "
        "pictures that sound should have it. Intervals are over pieces.",
        rows,
        name,
        digits=4,
    )


def alike(
    judges: Mapping[str, LabelJudge],
    seen: Seen,
    music: Music,
    real: tuple[Seen, Pictures],
    name: str,
) -> FigureTable:
    """AIS, IIS and GIILS of LINKS (section 4.1.3) by embeddings of our own."""
    seen_real, pictures = real
    kinds = len(pictures.kinds)
    labels = music.by_piece(music.labels.astype(float)).astype(int)
    heard, pieces = music.by_piece(music.heard), np.arange(len(labels))
    found = {
        f"AIS-own, {eye}": likeness(
            music.by_piece(np.exp(judge.logs(seen[eye], kinds))), heard, pieces
        )
        for eye, judge in judges.items()
    }
    rng = np.random.default_rng(0)
    drawn = [np.flatnonzero(pictures.labels == label) for label in labels]
    paired = np.array([len(each) > 0 for each in drawn])
    own = np.array([rng.choice(each) for each in drawn if len(each)], np.int64)
    frames = {eye: music.by_piece(own_rows) for eye, own_rows in seen.items()}
    for eye, rows in frames.items():
        found[f"IIS-{eye}"] = likeness(rows[paired], seen_real[eye], own)
    for label, one in label_likeness(frames[NET], labels).items():
        found[f"GIILS-{NET}, {pictures.kinds[label]}"] = one
    return FigureTable(
        "Likeness of what belongs together, as LINKS measures it",
        "In %: 50 (1 + 2/pi asin m), where m is the cosine of what belongs together less that of "
        "what does not: chance is 50, and the p-value comes from permuting what belongs together. "
        "Means over the frames of a piece. AIS-own: shares of labels that a judge sees in them, "
        "and those that were heard in the music; IIS: they and a validation painting of the "
        "music's label; GIILS: they and those of other music of the label. The networks are other "
        "ones than LINKS has, so that the figures do not compare.",
        {
            row: {
                name: one.percent,
                "chance": Figure(50.0),
                "m": one.margin,
                "p-value": Figure(one.p),
            }
            for row, one in found.items()
        },
        name,
        digits=4,
    )


def memory(distances: Mapping[str, Matrix], name: str) -> FigureTable:
    """Whether its pictures are nearer to training paintings than new paintings are."""
    near = {share: float(np.percentile(distances["real"], share)) for share in (5, 1)}
    rows = {
        "median distance": {who: Figure(float(np.median(each))) for who, each in distances.items()},
        "least distance": {who: Figure(float(each.min())) for who, each in distances.items()},
    }
    for share, limit in near.items():
        rows[f"share nearer than {share} % of the real ones"] = {
            who: ratio((each < limit).astype(float), np.ones(len(each)))
            for who, each in distances.items()
        }
    return FigureTable(
        "Nearest training painting",
        f"Distance in {NET}. 'real' are validation paintings: where the painter copies, its "
        "shares are greater than theirs.",
        rows,
        name,
    )
