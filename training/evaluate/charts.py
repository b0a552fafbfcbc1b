"""Small charts as SVG."""

from __future__ import annotations

from training.evaluate.histograms import Histogram

WIDTH, HEIGHT = 216, 72


def bars(real: Histogram, ours: Histogram) -> str:
    """Two histograms [bins] of any total in one chart: shares, ours in front of the real ones."""
    shares = [h / max(1.0, float(h.sum())) for h in (real, ours)]
    highest = max(1e-9, *(float(share.max()) for share in shares))
    slot = WIDTH / len(real)
    drawn = []
    for share, colour, left, width in (
        (shares[0], "#c9c9c9", 0.05, 0.9),
        (shares[1], "#2563a5", 0.3, 0.4),
    ):
        for place, value in enumerate(share):
            height = HEIGHT * float(value) / highest
            drawn.append(
                f"<rect x='{(place + left) * slot:.1f}' y='{HEIGHT - height:.1f}' "
                f"width='{width * slot:.1f}' height='{height:.1f}' fill='{colour}'/>"
            )
    return f"<svg width='{WIDTH}' height='{HEIGHT}' role='img'>{''.join(drawn)}</svg>"
