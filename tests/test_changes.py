"""Other music begins: what is heard, how soon the picture follows, how that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import painters
import pytest
import soundfile
import torch
from painters import LABELS

from benchmarks import changes
from generators.base import HEAR_S, Look
from generators.images.adapter import NEW_S, AdapterSettings, Heard, ListenerAdapter
from generators.images.listener import Heard as Said
from generators.images.painter import OneStepPainter
from generators.images.painter_network import TRAITS
from generators.media import AudioWindow

RATE, WINDOW_S = 1000, 6.0
SETTINGS = AdapterSettings(means={label: (0.0,) * len(TRAITS) for label in LABELS}, pull={})
CALM, STORMY = 0.1, 0.5


class Ear:
    """Obeys `Listener`: hears the first label in quiet samples and the second in loud ones."""

    rate, seconds, size, labels = RATE, WINDOW_S, 1, LABELS

    def embed(self, window: AudioWindow) -> Said:
        loud = float((np.abs(window.samples) > 0.3).mean())
        return Said(np.zeros(1, np.float32), dict(zip(LABELS, (1 - loud, loud, 0.0), strict=True)))


def adapter() -> ListenerAdapter:
    return ListenerAdapter(Ear(), LABELS, SETTINGS)


def hearings(samples: np.ndarray, start: float = WINDOW_S) -> Iterator[AudioWindow]:
    """What a server lets a painter hear of some sound, from `start` seconds on."""
    for time in np.arange(start, len(samples) / RATE + 1e-9, HEAR_S):
        stop = round(time * RATE)
        window = samples[max(0, stop - round(WINDOW_S * RATE)) : stop]
        yield AudioWindow(window.astype(np.float32), RATE, float(time))


def lasting(seconds: float, level: float) -> np.ndarray:
    return np.full(round(seconds * RATE), level)


def test_what_was_before_other_music_is_forgotten_and_the_window_grows_again() -> None:
    ears = adapter()
    sound = np.concatenate([lasting(8.2, CALM), lasting(10, STORMY)])
    found = {window.end - 8.2: ears.hear(window) for window in hearings(sound)}
    assert all(heard.held == 1 and heard.labels[0] > 0.99 for at, heard in found.items() if at < 0)
    first = min(at for at, heard in found.items() if heard.held < 1)
    assert NEW_S * 0.8 < first < NEW_S + HEAR_S
    assert found[first].held == pytest.approx(NEW_S / WINDOW_S)
    assert all(heard.labels[1] > 0.9 for at, heard in found.items() if at >= first)
    later = [heard.held for at, heard in found.items() if at >= first]
    assert all(b == pytest.approx(min(1, a + HEAR_S / WINDOW_S)) for a, b in pairwise(later))
    assert later[-1] == 1


@pytest.mark.parametrize("period", [0.7, 1.0, 3.0])
def test_music_that_goes_to_and_fro_stays_what_it_is(period: float) -> None:
    t = np.arange(40 * RATE) / RATE
    ears = adapter()
    sound = np.where((t / period) % 2 < 1.4, CALM, STORMY)
    assert all(ears.hear(window).held == 1 for window in hearings(sound))


def test_music_after_silence_is_new() -> None:
    ears = adapter()
    sound = np.concatenate([lasting(8, STORMY), lasting(4, 0.0), lasting(5, STORMY)])
    found = {window.end: ears.hear(window) for window in hearings(sound)}
    assert found[12.0].labels == pytest.approx(1 / 3), "silence"
    assert found[12.5].held == pytest.approx(NEW_S / WINDOW_S)
    assert found[14.0].labels[1] > 0.99, "no silence in it"


def test_windows_with_gaps_between_them_are_taken_whole() -> None:
    ears = adapter()
    for end, level in ((6.0, CALM), (12.0, STORMY), (18.0, CALM), (6.0, STORMY)):
        window = AudioWindow(lasting(WINDOW_S, level).astype(np.float32), RATE, end)
        assert ears.hear(window).held == 1


def painter() -> OneStepPainter:
    cpu = torch.device("cpu")
    return OneStepPainter("toy", painters.network(), LABELS, adapter(), cpu)


def test_the_picture_follows_other_music_soon_and_does_not_flicker() -> None:
    clips = [("calm", lasting(12, CALM)), ("stormy", lasting(11.8, STORMY))]
    found = next(changes.follow(painter(), clips))
    assert found.seen is not None and found.half is not None
    assert NEW_S - 0.5 < found.seen < NEW_S + HEAR_S
    assert found.half < 3, "where nothing is forgotten it takes more than 4"
    assert found.told and found.false == 0
    shown = painter()
    still = Look(travel=0.0)
    for window in hearings(lasting(30, CALM)):
        shown.hear(window)
        frames = [shown.paint(still, HEAR_S / 6, window.end).pixels for _ in range(6)]
    assert all(np.array_equal(frames[0], frame) for frame in frames), "constant music"


def test_the_less_was_heard_of_the_music_the_sooner_it_takes_over() -> None:
    def after(held: float) -> float:
        shown = painter()
        shown.wanted = Heard(np.array([0, 1, 0], np.float32), np.zeros(5, np.float32), held)
        shown.paint(Look(), 0.5, 0.0)
        return float(shown.now.labels[1])

    assert after(1 / 3) > 0.85 and after(1.0) < 0.5


def test_clips_are_played_beside_others() -> None:
    labels = ["a"] * 5 + ["b"] * 3 + ["c"] * 3
    found = changes.order(labels, np.random.default_rng(0))
    assert sorted(found) == list(range(11))
    assert all(labels[a] != labels[b] for a, b in pairwise(found))


def test_changes_are_measured_on_a_folder_of_sounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painters.preset(tmp_path / "presets")
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path / "presets"))
    table = ["file,label"]
    for number, label in enumerate(("calm", "odd", "calm", "nothing of ours")):
        tone = painters.sound(200.0 * (number + 1)).samples
        soundfile.write(tmp_path / f"{number}.wav", np.tile(tone, 5), 16_000)
        table.append(f"{number}.wav,{label}")
    (tmp_path / "metadata.csv").write_text("\n".join(table))
    figures = changes.measure(tmp_path, "toy", None, 0)
    assert (figures["changes"], figures["other_picture"]["of"]) == (2, 2)
    assert 0.1 < figures["minutes"] < 0.2
