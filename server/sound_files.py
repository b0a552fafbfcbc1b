"""Sound to the bytes of a file, for DAWs."""

from __future__ import annotations

import io

import numpy as np

from generators.media import Samples

SUBTYPES = {".wav": ("WAV", "PCM_24"), ".flac": ("FLAC", "PCM_24")}


def encoded(samples: Samples, rate: int, suffix: str = ".wav") -> bytes:
    """Sound [frames, channels] as a file in 24 bits, made quieter where it would be clipped.
    `suffix` is one of `SUBTYPES`."""
    import soundfile  # noqa: PLC0415 - slow to import

    peak = float(np.abs(samples).max(initial=0.0))
    kind, subtype = SUBTYPES[suffix.lower()]
    buffer = io.BytesIO()
    soundfile.write(buffer, samples / max(1.0, peak), rate, format=kind, subtype=subtype)
    return buffer.getvalue()
