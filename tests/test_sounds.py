"""Training a listener: prepared sounds, changed ones, runs that resume, figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import tomlkit
import torch
from processes import check_stop
from rich.console import Console
from safetensors.torch import load_file
from sound import CLIPS
from typer.testing import CliRunner

from generators.images.listener import Heard, load
from generators.media import AudioWindow, Samples
from generators.score import ScoreError
from server.cli import app
from training.data import MANIFEST
from training.runs import FILE
from training.sounds import export, scores, train
from training.sounds.augment import AugmentConfig, altered, equaliser, impulse, noise, resampled
from training.sounds.batches import Steps
from training.sounds.config import ListenerConfig, parse, read_config
from training.sounds.data import Sounds
from training.sounds.prepare import prepare
from training.sounds.trainer import masked

QUIET = Console(quiet=True)
RATE = 8_000
LABELS = ("high", "low")
CONFIG: dict[str, Any] = {
    "run": "run",
    "data": "sounds",
    "steps": 4,
    "warmup": 1,
    "batch": 4,
    "seconds": [0.5, 1.0],
    "precision": "no",
    "save_every": 2,
    "valid_every": 2,
    "log_every": 1,
    "sizes": {
        "rate": RATE, "n_fft": 256, "hop": 128, "mels": 16, "widths": [4, 6], "embedding": 8,
    },
}  # fmt: skip


def tone(label: str, number: int, seconds: float = 2.0, rate: int = RATE) -> Samples:
    hz = (1_500 if label == "high" else 200) + 20 * number
    return (0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def table(folder: Path, rows: list[dict[str, str]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    (folder / "metadata.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with prepared sounds: 4 tones of each label to train on, 2 to validate."""
    folder = tmp_path_factory.mktemp("work")
    raw = folder / "raw"
    raw.mkdir()
    rows = []
    for label in LABELS:
        for number in range(6):
            name = f"{label}{number}.wav"
            soundfile.write(raw / name, tone(label, number), RATE)
            split = "valid" if number > 3 else "train"
            kind = "recorded" if number % 2 else "rendered"
            rows.append({
                "file": name, "label": label, "split": split, "piece": name,
                "rendered_or_recorded": kind,
            })  # fmt: skip
    prepare(table(raw, rows), folder / "sounds", RATE)
    return folder


def workplace(work: Path, **changes: Any) -> Path:
    path = work / f"{changes.get('run', 'run')}.toml"
    path.write_text(tomlkit.dumps({**CONFIG, **changes}))
    return path


def config(**changes: Any) -> ListenerConfig:
    return parse("test", {**CONFIG, **changes})


def test_real_clips_are_prepared(tmp_path: Path) -> None:
    report = prepare(CLIPS, tmp_path, 16_000)
    assert dict(report) == {"train": 3}
    sounds = Sounds.load(tmp_path, "train")
    assert sounds.labels == ("fantasy_metal", "rococo", "romanticism") and sounds.rate == 16_000
    assert [entry.recorded for entry in sounds.entries].count(True) == 1
    for index in range(3):
        clip = sounds.clip(index)
        assert len(clip) == pytest.approx(12 * 16_000, abs=2)
        assert 0.05 < np.sqrt(np.square(clip).mean()) < 0.2
    np.testing.assert_array_equal(sounds.window(1, 500, 100), sounds.clip(1)[500:600])
    beyond = sounds.window(0, sounds.entries[0].frames - 10, 30)
    assert not beyond[10:].any() and beyond[:10].any()


def test_broken_clips_are_left_out_and_counted(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    stereo = np.stack((tone("low", 0, rate=44_100), np.zeros(2 * 44_100, np.float32)), axis=1)
    soundfile.write(raw / "stereo.flac", stereo, 44_100)
    soundfile.write(raw / "short.wav", tone("low", 0, 0.5), RATE)
    soundfile.write(raw / "silent.wav", np.zeros(2 * RATE, np.float32), RATE)
    bad = tone("low", 0)
    bad[7] = np.nan
    soundfile.write(raw / "nan.wav", bad, RATE, subtype="FLOAT")
    (raw / "text.wav").write_text("no sound")
    (raw / "empty.ogg").write_bytes(b"")
    names = ("stereo.flac", "short.wav", "silent.wav", "nan.wav", "text.wav", "empty.ogg", "no.wav")
    rows = [{"file": name, "label": "low", "split": "train", "piece": name} for name in names]
    rows.append({"file": "stereo.flac", "label": "low", "split": "valid", "piece": "stereo.flac"})
    rows.append({"file": "stereo.flac", "label": "low", "split": "later", "piece": "other"})
    report = prepare(table(raw, rows), tmp_path / "out", RATE)
    assert report == {
        "train": 1,
        "dropped: shorter than 1 s": 1,
        "dropped: silent": 1,
        "dropped: not all of it numbers": 1,
        "dropped: no sound file": 2,
        "dropped: not there": 1,
        "dropped: its piece is in train as well": 1,
        "dropped: split 'later' is none of train, valid, test": 1,
    }
    clip = Sounds.load(tmp_path / "out", "train").clip(0)
    np.testing.assert_allclose(clip[800:-800], tone("low", 0)[800:-800] / 2, atol=0.01)


def test_without_a_split_pieces_stay_together(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    soundfile.write(raw / "a.wav", tone("low", 0), RATE)
    rows = [{"file": "a.wav", "label": "low", "piece": f"p{i % 40}"} for i in range(80)]
    report = prepare(table(raw, rows), tmp_path / "out", RATE, valid=0.3)
    assert report["train"] + report["valid"] == 80 and 10 <= report["valid"] <= 40
    homes = [
        {entry.piece for entry in Sounds.load(tmp_path / "out", split).entries}
        for split in ("train", "valid")
    ]
    assert not homes[0] & homes[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        ("name,label\na,b\n", "no column file"),
        ("file,label\nnothing.wav,b\n", "no usable clip"),
    ],
)
def test_what_is_no_collection_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    if text:
        (tmp_path / "metadata.csv").write_text(text)
    with pytest.raises(ScoreError, match=message):
        prepare(tmp_path, tmp_path / "out")


def test_what_is_not_prepared_is_refused(work: Path, tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="prepare sounds"):
        Sounds.load(tmp_path, "train")
    with pytest.raises(ScoreError, match="no test clips"):
        Sounds.load(work / "sounds", "test")
    copy = shutil.copytree(work / "sounds", tmp_path / "copy")
    (copy / "train.i16").write_bytes(b"12345678")
    with pytest.raises(ScoreError, match="shorter than"):
        Sounds.load(copy, "train")


PLAIN = AugmentConfig(semitones=0, stretch=0, equalise=0, room=0, noise=0, cut=0, driven=0, mask=0)


def correlation(one: Samples, other: Samples) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def test_changes_do_what_they_say() -> None:
    samples = np.random.default_rng(0).standard_normal(RATE).astype(np.float32)
    draw = np.random.default_rng
    assert correlation(altered(samples, RATE, PLAIN, draw(0)), samples) > 0.9999
    for name, value in (("equalise", 12.0), ("room", 1.0), ("noise", 1.0), ("driven", 1.0)):
        changed = altered(samples, RATE, PLAIN.model_copy(update={name: value}), draw(1))
        assert changed.shape == samples.shape and changed.dtype == np.float32
        assert 0.3 < correlation(changed, samples) < 0.99999, name
    cut = np.array([equaliser(500, RATE, PLAIN.model_copy(update={"cut": 1.0}), draw(i))
                    for i in range(20)])  # fmt: skip
    assert (cut[:, -1] < 0.5).mean() > 0.5 and (cut[:, 200] > 0.1).any() and cut.max() <= 1.0
    full = AugmentConfig()
    one, same, other = (altered(samples, RATE, full, draw(i)) for i in (3, 3, 4))
    np.testing.assert_array_equal(one, same)
    assert correlation(one, other) < 0.999


def test_a_tape_that_runs_faster_sounds_higher() -> None:
    found = resampled(tone("low", 0), 2.0, RATE)
    assert int(np.abs(np.fft.rfft(found)).argmax()) == pytest.approx(400, abs=2)
    assert len(resampled(tone("low", 0), 2.0, 3 * RATE)) == 3 * RATE


def test_rooms_die_away_and_noise_has_a_colour() -> None:
    for seed in range(5):
        room = impulse(RATE, np.random.default_rng(seed))
        assert room[0] == 1.0 and np.isfinite(room).all()
        half = len(room) // 2
        assert np.linalg.norm(room[half:]) < 0.1 * np.linalg.norm(room[1:half])
        powers = np.abs(noise(1_000, np.random.default_rng(seed)))
        assert powers[1:100].mean() > 0.8 * powers[-100:].mean()


def test_batches_repeat_and_are_shared(work: Path) -> None:
    sounds = Sounds.load(work / "sounds", "train")
    whole = Steps(config(mix=1.0), sounds)
    again = whole[5]
    torch.testing.assert_close(whole[5].samples, again.samples, rtol=0, atol=0)
    parts = [Steps(config(mix=1.0), sounds, number, 2)[5] for number in (0, 1)]
    for number, part in enumerate(parts):
        torch.testing.assert_close(part.samples, again.samples[number::2], rtol=0, atol=0)
        torch.testing.assert_close(part.targets, again.targets[number::2], rtol=0, atol=0)
    torch.testing.assert_close(again.targets.sum(dim=1), torch.ones(4))
    assert {whole[step].samples.shape[1] for step in range(12)} == {RATE // 2, RATE}


def test_labels_follow_what_is_mixed(work: Path) -> None:
    sounds = Sounds.load(work / "sounds", "train")
    plain = Steps(config(mix=0.0, augment=PLAIN.model_dump(), batch=16), sounds)[0]
    assert set(plain.targets.unique().tolist()) == {0.0, 1.0}
    assert 0 < float(plain.targets[:, 0].mean()) < 1
    for samples, target in zip(plain.samples, plain.targets, strict=True):
        top = int(torch.fft.rfft(samples).abs().argmax()) * RATE / len(samples)
        assert (top > 1_000) == bool(target[sounds.labels.index("high")])


def test_stripes_and_stretching(work: Path) -> None:
    torch.manual_seed(0)
    mel = torch.rand(3, 16, 40)
    settings = config(augment={"stretch": 0.0, "mask": 0.4})
    out = masked(mel, settings)
    assert out.shape == mel.shape
    silent = out == -1.0
    assert bool(silent.any()) and bool((out == mel)[~silent].all())
    assert bool(silent.all(dim=1).any() or silent.all(dim=2).any())
    shapes = {masked(mel, config(augment={"stretch": 0.5, "mask": 0.0})).shape for _ in range(9)}
    assert len(shapes) > 3 and {shape[1] for shape in shapes} == {16}
    torch.testing.assert_close(masked(mel, config(augment=PLAIN.model_dump())), mel)


def log(run: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]


def test_a_run_resumes_to_the_same_state(work: Path) -> None:
    whole = train.listener(workplace(work, run="whole"), QUIET)
    parts = train.listener(workplace(work, run="parts", steps=2), QUIET)
    assert [row["step"] for row in log(parts)] == [1, 2]
    train.listener(workplace(work, run="parts"), QUIET)
    first, second = (load_file(run / FILE) for run in (whole, parts))
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        torch.testing.assert_close(tensor, second[name], rtol=0, atol=0, msg=name)
    assert [row["step"] for row in log(parts)] == [1, 2, 3, 4]
    assert "valid_accuracy" in log(whole)[1] and "valid_accuracy" not in log(whole)[0]


def test_ctrl_c_stops_all_processes(work: Path) -> None:
    rare = dict.fromkeys(("save_every", "valid_every"), 10**6)
    path = workplace(work, run="both", steps=10**6, **rare)
    check_stop("listener", path, work / "both")


def test_it_learns_what_is_easy(work: Path, tmp_path: Path) -> None:
    path = workplace(work, run="easy", steps=60, rate=1e-2, mix=0.2, batch=8, ema=0.9,
                     valid_every=60, save_every=60)  # fmt: skip
    run = train.listener(path, QUIET)
    assert log(run)[-1]["valid_accuracy"] == 1.0
    card = work / "card.toml"
    card.write_text('licence = "CC0"\n[[data]]\nname = "tones"\nlicence = "CC0"\n')
    out = export.listener(path, card, tmp_path / "out")
    runner = CliRunner()
    args = ["evaluate", "listener", str(out), "--data", str(work / "sounds"), "--device", "cpu"]
    said = runner.invoke(app, [*args, "--json", str(tmp_path / "scores.json")])
    assert said.exit_code == 0, said.output
    found = json.loads((tmp_path / "scores.json").read_text())
    assert found["all"]["accuracy"] == 1.0 and found["all"]["clips"] == 4
    assert found["recorded"]["clips"] == found["rendered"]["clips"] == 2
    assert load(out, torch.device("cpu")).labels == LABELS
    missing = runner.invoke(app, [*args, "--split", "test"])
    assert missing.exit_code == 1 and "no test clips" in missing.output


def test_another_config_does_not_go_on(work: Path) -> None:
    train.listener(workplace(work, run="other", steps=2), QUIET)
    with pytest.raises(ScoreError, match=r"rate: 0\.002 -> 0\.1"):
        train.listener(workplace(work, run="other", rate=0.1), QUIET)
    with pytest.raises(ScoreError, match="train listener"):
        export.listener(work, work / "card.toml", work / "nowhere")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"speed": 3}, "speed"),
        ({"sizes": {"widht": 3}}, "widht"),
        ({"sizes": {"mels": 2}}, "cannot be halved"),
        ({"seconds": [100.0]}, "seconds"),
        ({"augment": {"room": 2.0}}, "room"),
    ],
)
def test_wrong_configs_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScoreError, match=message):
        config(**changes)


def test_sounds_that_do_not_fit_the_config_are_refused(work: Path, tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="8000 Hz"):
        sizes = {**CONFIG["sizes"], "rate": 16_000}
        train.listener(workplace(work, run="rate", sizes=sizes), QUIET)
    copy = shutil.copytree(work / "sounds", tmp_path / "sounds")
    facts = json.loads((copy / MANIFEST).read_text())
    facts["splits"]["train"] = [e for e in facts["splits"]["train"] if e["label"] == "low"]
    (copy / MANIFEST).write_text(json.dumps(facts))
    with pytest.raises(ScoreError, match="no training clip of high"):
        train.listener(workplace(tmp_path), QUIET)
    (tmp_path / "bad.toml").write_text("= 3")
    with pytest.raises(ScoreError, match="no TOML"):
        read_config(tmp_path / "bad.toml")


@dataclass
class Oracle:
    """Knows high from low; says `wrong` of clips whose loudest frequency is in it."""

    labels: tuple[str, ...] = LABELS
    wrong: tuple[int, ...] = ()
    rate: int = RATE
    seconds: float = 1.0
    size: int = 2

    def embed(self, window: AudioWindow) -> Heard:
        spectrum = np.abs(np.fft.rfft(window.samples))
        hz = round(int(spectrum.argmax()) * self.rate / len(window.samples))
        high = (hz > 1_000) != (hz in self.wrong)
        shares: Mapping[str, float] = {"high": 0.9 if high else 0.1, "low": 0.1 if high else 0.9}
        return Heard(np.array([high, not high], np.float32), shares)


def test_figures_of_a_listener_that_is_known(work: Path) -> None:
    sounds = Sounds.load(work / "sounds", "valid")
    best = scores.figures(scores.measured(Oracle(), sounds))
    assert best["accuracy"] == best["macro_f1"] == best["retrieval"]["nearest"] == 1.0
    assert best["retrieval"]["precision"] == 1.0 and best["bits"] == pytest.approx(0.152, abs=1e-3)
    assert best["retrieval"]["chance"] == pytest.approx(1 / 3)
    once = scores.measured(Oracle(wrong=(300,)), sounds)  # the second of the low ones
    said = scores.figures(once)
    assert said["accuracy"] == said["one_window"] == 0.75 and said["top3"] == 1.0
    assert scores.confusion(once).tolist() == [[2, 0], [1, 1]]
    assert said["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert said["retrieval"]["nearest"] == 0.5
    with pytest.raises(ScoreError, match="does not know low"):
        scores.measured(Oracle(labels=("high",)), sounds)
    with pytest.raises(ScoreError, match="8000 Hz"):
        scores.measured(Oracle(rate=16_000), sounds)
    alone = once.of(np.array([True, False, False, False]))
    assert np.isnan(scores.retrieval(alone)["nearest"])


def test_clips_of_one_piece_are_not_retrieved(work: Path) -> None:
    sounds = Sounds.load(work / "sounds", "valid")
    entries = tuple(replace(entry, piece=entry.label) for entry in sounds.entries)
    together = scores.measured(Oracle(), replace(sounds, entries=entries))
    assert np.isnan(scores.retrieval(together)["nearest"])


def test_windows_cover_a_clip(work: Path) -> None:
    sounds = Sounds.load(work / "sounds", "valid")
    found = scores.windows(sounds, 0, 0.8)
    assert [round(w.end, 3) for w in found] == [0.8, 1.4, 2.0]
    assert {len(w.samples) for w in found} == {round(0.8 * RATE)}
    assert len(scores.windows(sounds, 0, 5.0)) == 1
