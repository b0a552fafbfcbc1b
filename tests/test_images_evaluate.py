"""Measuring a painter: its figures tell a good one from a bad one; the page; the command."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
import tomlkit
import torch
from PIL import Image
from rich.console import Console
from safetensors.torch import save_file
from typer.testing import CliRunner

from generators.images.adapter import Heard
from generators.images.listener import ListenerNetwork, ListenerSizes
from generators.images.painter import OneStepPainter
from generators.images.painter_network import TRAITS, PainterNetwork, PainterSizes
from generators.media import AudioWindow, Pixels
from generators.score import ScoreError
from server.cli import app
from training.images import evaluate, metrics, tables
from training.images.data import Picture, write
from training.images.report import WALK, video
from training.images.traits import measured
from training.sounds.data import FULL, Entry, write_manifest

KINDS = ("lines", "noise", "plain")
SIZE, RATE = 32, 8_000
CPU = torch.device("cpu")


def pixels(kind: str, number: int) -> Pixels:
    """Stripes, noise or one colour."""
    rng = np.random.default_rng([number, KINDS.index(kind)])
    found = np.empty((SIZE, SIZE, 3), np.uint8)
    found[:] = rng.integers(40, 200, 3)
    if kind == "lines":
        found[:: int(rng.integers(3, 6))] = rng.integers(0, 255, 3)
    if kind == "noise":
        found[:] = rng.integers(0, 255, found.shape)
    return found


class Ear:
    """Hears the label in the level: 0.1, 0.2 or 0.3."""

    window_s, hear_hz = 1.0, RATE

    def hear(self, window: AudioWindow) -> Heard:
        number = round(float(window.samples.max()) * 10) - 1
        return Heard(np.eye(3, dtype=np.float32)[number], np.zeros(len(TRAITS), np.float32))


class Copyist(OneStepPainter):
    """Paints what was asked for: pictures as those of the data, by their first latent."""

    def pictures(self, latents: np.ndarray, labels: np.ndarray, traits: np.ndarray) -> np.ndarray:
        found = [
            pixels(KINDS[int(label.argmax())], int(abs(latent[0]) * 1e6))
            for latent, label in zip(latents, labels, strict=True)
        ]
        return np.stack(found)


def painter(kind: type[OneStepPainter] = Copyist) -> OneStepPainter:
    torch.manual_seed(0)
    sizes = PainterSizes(labels=3, latent=6, style=6, coarsest=4, channels=(6, 6, 6), last=4)
    return kind("toy", PainterNetwork(sizes), KINDS, Ear(), CPU)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    splits: dict[str, list[Picture]] = {"train": [], "valid": []}
    for split, numbers in (("train", range(40)), ("valid", range(40, 60))):
        for kind in KINDS:
            for number in numbers:
                own = pixels(kind, number)
                path = folder / "one.png"
                Image.fromarray(own).save(path)
                one = Picture(f"{kind}{number}", path.read_bytes(), kind, measured(own))
                splits[split].append(one)
    write(folder, splits, {})
    return folder


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three clips of each label, at its level."""
    folder = tmp_path_factory.mktemp("sounds")
    entries, samples = [], []
    for number in range(9):
        label = KINDS[number % 3]
        entries.append(Entry("", label, f"piece{number}", False, number * RATE, RATE))
        samples.append(np.full(RATE, (number % 3 + 1) * 0.1 * FULL, np.int16))
    np.concatenate(samples).tofile(folder / "valid.i16")
    write_manifest(folder, RATE, {"train": [], "valid": entries})
    return folder


@pytest.fixture(scope="module")
def found(data: Path, sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    report = tmp_path_factory.mktemp("report") / "page"
    plan = evaluate.Plan(data, sounds, json=report.parent / "figures.json", report=report)
    made = evaluate.images(painter(), plan, Console(quiet=True))
    assert json.loads((report.parent / "figures.json").read_text()) == made
    tomlkit.dumps(made)  # a preset's table can hold it
    return {**made, "report": report}


def value(found: dict, table: str, row: str, column: str = "toy") -> float:
    return found[table][row][column]["value"]


def test_a_painter_like_the_data_is_near_and_baselines_are_far(found: dict) -> None:
    for eye in (metrics.NET, metrics.PLAIN):
        ours, real, blurred, noise = (
            value(found, "nearness", f"KID-{eye}", who)
            for who in ("toy", "real", "blurred", "noise")
        )
        assert max(abs(ours), abs(real)) < 0.5 * blurred < noise
    assert value(found, "nearness", "precision", "noise") < value(found, "nearness", "precision")


def test_labels_that_were_asked_for_are_found(found: dict) -> None:
    for eye in (metrics.NET, metrics.PLAIN):
        row = found["labels"][f"adherence-own, {eye}"]
        assert row["toy"]["value"] > 0.9 and row["real"]["value"] > 0.9
        assert row["chance"]["value"] == pytest.approx(1 / 3, abs=0.03)


def test_music_is_painted_as_its_label(found: dict) -> None:
    music = found["music"]
    assert music["clips whose label was heard"]["toy"]["value"] == 1
    for eye in (metrics.NET, metrics.PLAIN):
        assert music[f"adherence-own, {eye}"]["toy"]["value"] > 0.9
        margin = music[f"margin-own, {eye}, in bits"]
        assert margin["toy"]["low"] > 1 and margin["p-value"]["value"] < 0.02


def test_frames_are_like_their_music_and_like_each_other(found: dict) -> None:
    likeness = found["likeness"]
    rows = [f"AIS-own, {metrics.NET}", f"IIS-{metrics.NET}"]
    rows += [f"GIILS-{metrics.NET}, {kind}" for kind in KINDS]
    for row in rows:
        percent, m = likeness[row]["toy"]["value"], likeness[row]["m"]["value"]
        assert percent == pytest.approx(50 * (1 + 2 / np.pi * np.arcsin(m))) and percent > 50
        assert likeness[row]["chance"]["value"] == 50
    assert likeness[f"AIS-own, {metrics.NET}"]["p-value"]["value"] < 0.02


def test_still_input_gives_still_frames_and_copies_are_seen(found: dict, data: Path) -> None:
    assert value(found, "movement", "at constant input") == 0
    assert value(found, "movement", "at usual travel") > 0
    assert value(found, "memory", "share nearer than 5 % of the real ones") < 0.2
    away = {"real": np.linspace(1, 2, 100), "thief": np.full(50, 0.1)}
    table = tables.memory(away, "thief")
    assert table.rows["share nearer than 5 % of the real ones"]["thief"].value == 1
    assert table.rows["share nearer than 1 % of the real ones"]["real"].value == 0.01


def test_the_page_shows_rows_and_a_walk(found: dict) -> None:
    text = (found["report"] / "index.html").read_text()
    for word in (*KINDS, *TRAITS, "Copies?", "trained on", "margin-own", "critic", WALK):
        assert word in text
    with av.open(str(found["report"] / WALK)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 3 * 24 and frames[0].width == SIZE


def test_a_painter_that_heeds_nothing_is_at_chance(data: Path) -> None:
    made = evaluate.images(
        painter(OneStepPainter), evaluate.Plan(data, limit=40), Console(quiet=True)
    )
    row = made["labels"][f"adherence-own, {metrics.NET}"]
    assert row["toy"]["value"] < 0.6 < row["real"]["value"]
    nearness = made["nearness"][f"KID-{metrics.NET}"]
    assert nearness["toy"]["value"] > 3 * abs(nearness["real"]["value"])
    assert "music" not in made and made["pictures"] == {"train": 40, "valid": 40, "size": 32}


def test_a_margin_of_shuffled_labels_is_nothing() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    logs = np.log(rng.dirichlet(np.ones(3), 60))
    figure, p = metrics.margin(logs, labels)
    assert figure.low < 0 < figure.high and p > 0.05
    figure, p = metrics.margin(logs + 2 * np.eye(3)[labels], labels)
    assert figure.value == pytest.approx(2 / np.log(2), abs=0.6) and p < 0.01
    assert np.isnan(metrics.margin(logs, 0 * labels)[1])


def test_chance_knows_how_often_each_label_is_said() -> None:
    said, labels = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 2])
    assert metrics.chance(said, labels) == pytest.approx((3 * 2 + 1 * 1) / 16)


def test_statistics_see_colour_and_sharpness() -> None:
    rng = np.random.default_rng(0)
    grey = rng.integers(0, 255, (6, 32, 32, 1), np.uint8).repeat(3, 3)
    red = grey * np.array([1, 0, 0], np.uint8)
    seen, reds, blurred = (metrics.statistics(each) for each in (grey, red, evaluate.blurred(grey)))
    octaves = slice(metrics.SHADES**3, None)
    assert np.isfinite(seen).all() and seen.shape == (6, metrics.SHADES**3 + 5)
    assert abs(seen[:, octaves] - reds[:, octaves]).max() < 2
    assert (seen[:, -1] - blurred[:, -1]).min() > 0.5
    assert abs(seen[:, : octaves.start] - reds[:, : octaves.start]).max() > 3


def test_video_is_of_the_frames(tmp_path: Path) -> None:
    frames = np.stack([np.full((16, 16, 3), level, np.uint8) for level in (20, 120, 220)])
    video(tmp_path / "a.mp4", frames, rate=12)
    with av.open(str(tmp_path / "a.mp4")) as container:
        read = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    np.testing.assert_allclose(np.stack(read), frames, atol=6)


def test_other_labels_rates_and_kinds_are_refused(data: Path, sounds: Path, tmp_path: Path) -> None:
    other = painter()
    other.labels = ("a", "b", "c")
    with pytest.raises(ScoreError, match="toy paints a, b, c"):
        evaluate.images(other, evaluate.Plan(data), Console(quiet=True))
    deaf = painter()
    deaf._adapter.hear_hz = 44_100
    with pytest.raises(ScoreError, match="8000 Hz, the painter wants 44100"):
        evaluate.images(deaf, evaluate.Plan(data, sounds), Console(quiet=True))
    said = CliRunner().invoke(app, ["evaluate", "images", "trio", "--data", str(data)])
    assert said.exit_code and "makes notes" in f"{said.output}{said.exception}"


def test_the_command_measures_a_preset_in_a_folder(data: Path, tmp_path: Path) -> None:
    import hashlib

    folder = tmp_path / "toy"
    folder.mkdir()
    sizes = {"latent": 6, "style": 6, "coarsest": 4, "channels": [6, 6, 6], "last": 4}
    network = PainterNetwork(PainterSizes(labels=3, **sizes))
    save_file(network.state_dict(), folder / "weights.safetensors")
    hears = ListenerSizes(mels=16, n_fft=256, hop=128, widths=(4, 6), embedding=8, rate=RATE)
    save_file(ListenerNetwork(hears, 3).state_dict(), folder / "listener.safetensors")
    table = {"kind": "own", "labels": KINDS, "seconds": 1.0, "network": hears.table()}
    (folder / "listener.toml").write_text(tomlkit.dumps(table))
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    preset = {
        "kind": "images", "about": "a toy", "licence": "none", "labels": KINDS, "files": files,
        "network": {"kind": "one-step", **sizes},
        "adapter": {"means": {kind: [0.0] * len(TRAITS) for kind in KINDS}},
    }  # fmt: skip
    (folder / "preset.toml").write_text(tomlkit.dumps(preset))
    args = ["evaluate", "images", str(folder), "--data", str(data), "--limit", "20"]
    said = CliRunner().invoke(app, [*args, "--device", "cpu", "--json", str(tmp_path / "out.json")])
    assert said.exit_code == 0, said.output
    assert "KID-efficientnet-lite0" in said.output
    assert json.loads((tmp_path / "out.json").read_text())["pictures"]["valid"] == 20


def test_pictures_that_are_their_spectrogram_are_told_from_others() -> None:
    rng = np.random.default_rng(0)
    spectra = rng.uniform(-1, 1, (4, 16, 16)).astype(np.float32)
    pieces = np.array([0, 0, 1, 2])
    theirs = np.repeat((127.5 * spectra + 127.5).round().astype(np.uint8)[..., None], 3, axis=3)
    found = evaluate.correlations(theirs, spectra, pieces)
    assert (found[:, 0] > 0.999).all() and (abs(found[:, 1]) < 0.3).all()
    found = evaluate.correlations(255 - theirs, spectra, pieces)
    assert (found[:, 0] < -0.999).all()
    still = np.full_like(theirs, 9)
    assert not evaluate.correlations(still, spectra, pieces).any(), "one colour is like nothing"
