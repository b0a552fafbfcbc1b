"""From MIDI files to an expression network in a preset: prepare, train, resume, measure, export."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import tomlkit
import torch
from rich.console import Console

import presets
from generators import checkpoint
from generators.base import FillRequest, Sampling
from generators.midi_file import clip_to_midi
from generators.notes.expression import ASPECTS, in_order, rows
from generators.notes.expression_network import PARTS, Notes
from generators.score import Clip, Hole, Note, ScoreError
from training import export
from training.expression import data as expression_data
from training.expression import scores as expression_scores
from training.expression import train as expression
from training.expression.batches import Sampler, Source, feel, hidden_region, replay
from training.expression.data import Performances
from training.expression.scores import Place

QUIET = Console(quiet=True)
CONFIG = """
run = "{name}"
steps = {steps}
warmup = 2
windows = 4
bars = [2, 4]
save_every = 3
{more}
[sizes]
width = 8
layers = 1
heads = 2

[[train]]
notes = "drums.npz"
share = 0.5
timed = true
valid = '[45]\\.mid'

[[train]]
notes = "flat.npz"
share = 0.5
"""


def beat(bars: int, seed: int, late: float = 0.0, human: bool = True) -> Clip:
    """A drum beat, the same in every bar, of a drummer or a machine."""
    draw = np.random.default_rng(seed)
    accents = draw.integers(30, 120, size=16) if human else np.full(16, 80)
    steady = draw.uniform(-0.05, 0.05, size=16) if human else np.zeros(16)
    notes = tuple(
        Note(
            4.0 * bar + step / 4 + late + steady[step], 38 + 4 * (step % 2), 0.1, int(accents[step])
        )
        for bar in range(bars)
        for step in range(1, 16)
    )
    return Clip(bars * 4.0, {"drums": notes, "melody": (Note(late, 60, 1.0, 80),)})


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    for name, human in (("drums", True), ("flat", False)):
        (folder / name).mkdir()
        for seed in range(6):
            midi = clip_to_midi(beat(14, seed, human=human))
            (folder / name / f"{seed}.mid").write_bytes(midi)
        report = expression_data.prepare(folder / name, folder / f"{name}.npz", workers=1)
        assert report == {"kept": 6}
    return folder


def config(work: Path, steps: int, name: str, more: str = "") -> Path:
    path = work / f"{name}.toml"
    path.write_text(CONFIG.format(name=name, steps=steps, more=more))
    return path


def test_what_was_played_is_read(work: Path) -> None:
    pieces = Performances.load(work / "drums.npz")
    assert [*pieces.names] == [f"{seed}.mid" for seed in range(6)]
    expected = rows(in_order(beat(14, 3).tracks))
    for name in ("step", "part", "pitch", "velocity"):
        assert (pieces[3][name] == expected[name]).all()
    np.testing.assert_allclose(pieces[3]["offset"], expected["offset"], atol=0.01)
    assert pieces.tempos[3] == pytest.approx(120.0)


def test_timing_can_be_measured_against_beats_that_are_written_down(tmp_path: Path) -> None:
    clip = beat(8, 1, late=0.6)  # the music comes 0.6 beats after the file's bar lines
    for name, beats_in_bar in (("a", 4), ("b", 3)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "song.mid").write_bytes(clip_to_midi(clip))
        beats = [f"{0.5 * (n + 0.6)} 0 {int(n % beats_in_bar == 2)}" for n in range(34)]
        (tmp_path / name / "beats.txt").write_text("\n".join(beats))
    report = expression_data.prepare(tmp_path, tmp_path / "out.npz", "beats.txt", workers=1)
    assert report == {"kept": 1, "unreadable: the beats are not in 4/4": 1}
    found = Performances.load(tmp_path / "out.npz")[0]
    heard = {  # from the first downbeat on, which is beat 2
        role: [note for note in notes if note.start >= 2.0]
        for role, notes in beat(8, 1).tracks.items()
    }
    expected = rows(in_order(heard))
    assert (found["step"] + 8 == expected["step"]).all()
    np.testing.assert_allclose(found["offset"], expected["offset"], atol=0.01)


def test_prepare_says_what_it_dropped(tmp_path: Path) -> None:
    (tmp_path / "broken.mid").write_bytes(b"MThd nonsense")
    (tmp_path / "short.mid").write_bytes(clip_to_midi(Clip(4.0, {"melody": (Note(0, 60, 1),)})))
    with pytest.raises(ScoreError, match="no usable piece"):
        expression_data.prepare(tmp_path, tmp_path / "out.npz", workers=1)
    assert not (tmp_path / "out.npz").exists()
    with pytest.raises(ScoreError, match="no MIDI files"):
        expression_data.prepare(tmp_path / "nowhere", tmp_path / "out.npz")
    (tmp_path / "bad.npz").write_bytes(b"PK nonsense")
    with pytest.raises(ScoreError, match="prepare expression"):
        Performances.load(tmp_path / "bad.npz")


def test_batches_repeat_and_hide_what_they_ask_for(work: Path) -> None:
    pieces = Performances.load(work / "drums.npz")
    source = Source(pieces, 1.0, timed=True, valid="[45]")
    assert [*source.held_out] == [False] * 4 + [True] * 2
    sampler = Sampler([source], windows=5, bars=[2, 3], seed=0)
    one, same = sampler.batch(7), sampler.batch(7)
    assert sum(len(part.hidden) for part in one) == 5
    for part, again in zip(one, same, strict=True):
        assert (part.hidden == again.hidden).all() and part.hidden.any()
        hidden = torch.from_numpy(part.hidden)
        assert bool((part.heard.velocity[hidden] == 32).all())
        assert bool((part.heard.velocity == part.truth.velocity)[~hidden].all())
        assert bool(part.heard.there[hidden].all())


def drums(bars: int = 4) -> Notes:
    return rows(in_order(beat(bars, 0).tracks))


def test_all_shapes_of_holes_come_up() -> None:
    notes = drums()
    draw = np.random.default_rng(0)
    regions = [hidden_region(notes, draw) for _ in range(200)]
    assert any(region.all() for region in regions) and not all(region.all() for region in regions)
    assert any(notes["part"][region].max() == 0 for region in regions if region.any())
    assert {int(np.ptp(notes["step"][r]) // 16) for r in regions if r.any()} == {0, 1, 2, 3}


def test_without_an_example_the_dynamics_are_centred() -> None:
    notes = drums()
    free = replay(notes, np.ones(len(notes), dtype=bool), True, np.random.default_rng(0))
    part = free["part"] == PARTS.index("drums")
    assert np.median(free["velocity"][part]) == 80
    assert abs(free["offset"].mean()) < 1e-6 < free["offset"].std() < notes["offset"].std()


def test_replaying_keeps_the_notes_and_sometimes_flattens_them() -> None:
    notes = drums()
    region = notes["step"] < 16
    spreads = []
    for seed in range(60):
        again = replay(notes, region, True, np.random.default_rng(seed))
        assert (again[["step", "pitch"]] == notes[["step", "pitch"]]).all()
        spreads.append(float(again["velocity"][again["part"] == 3].std()))
        assert (np.abs(again["offset"]) < 0.5).all()
    assert min(spreads) == 0.0 and 0.3 < np.median(spreads) / notes["velocity"].std() < 1.2


def test_an_invented_feel_is_shared_by_the_tracks() -> None:
    clip = Clip(
        16.0, {r: tuple(Note(s / 4, 40, 0.2) for s in range(64)) for r in ("melody", "bass")}
    )
    notes = rows(in_order(clip.tracks))
    agree = []
    for seed in range(40):
        offset = feel(notes, False, np.random.default_rng(seed))
        melody, bass = (offset[notes["part"] == part] for part in (0, 1))
        agree.append(np.corrcoef(melody, bass)[0, 1])
    assert np.mean(agree) > 0.3


def test_training_learns_and_resumes_to_the_same_state(work: Path) -> None:
    whole = expression.train(config(work, 6, "whole"), QUIET)
    expression.train(config(work, 3, "parts"), QUIET)
    parts = expression.train(config(work, 6, "parts"), QUIET)
    log = [json.loads(line) for line in (whole / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in log] == [3, 6]
    assert log[1]["velocity"] < log[0]["velocity"]
    first, second = (expression.load(folder) for folder in (whole, parts))
    for name, tensor in first["network"].items():
        torch.testing.assert_close(tensor, second["network"][name])


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("speed = 3", "speed"),
        ("rate = -1", "rate"),
        ("steps = 3", "no TOML"),
    ],
)
def test_wrong_configs_are_refused(work: Path, more: str, message: str) -> None:
    with pytest.raises(ScoreError, match=message):
        expression.read_config(config(work, 1, "wrong", more))


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("width = 8", "widht = 8", "widht"),
        ("width = 8", "width = 9", "heads"),
        ("'[45]\\.mid'", "'[45'", "regular expression"),
    ],
)
def test_wrong_sizes_and_patterns_are_refused(
    work: Path, right: str, wrong: str, message: str
) -> None:
    path = config(work, 1, "wrong")
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong))
    with pytest.raises(ScoreError, match=message):
        expression.read_config(path)


def test_simple_players_do_what_their_names_say() -> None:
    notes = rows(in_order(beat(12, 0).tracks))
    bars = notes["step"] // 16
    place = Place(notes, (bars >= 4) & (bars < 8), 120.0)
    velocity, offset = ASPECTS
    for player in (expression_scores.previous_bar, expression_scores.same_step):
        np.testing.assert_allclose(player(place, velocity), place.truth(velocity))
        np.testing.assert_allclose(player(place, offset), place.truth(offset), atol=1e-6)
    assert len(np.unique(expression_scores.median_of_track(place, velocity))) == 1
    means = expression_scores.step_means([place])
    np.testing.assert_allclose(means(place, velocity), place.truth(velocity))
    copying = expression_scores.score_player(
        expression_scores.previous_bar, [place], [place], velocity
    )
    flat = expression_scores.score_player(
        expression_scores.median_of_track, [place], [place], velocity
    )
    assert copying.bits < 0.1 and copying.error == 0 and copying.spread == pytest.approx(1)
    assert flat.bits > 2 and flat.error > 10 and flat.spread == 0


def test_the_last_bar_before_the_hole_is_copied_rather_than_one_after() -> None:
    notes = np.concatenate([rows([("bass", Note(4.0 * b, 40, 1.0, 50 + b))]) for b in range(12)])
    bars = notes["step"] // 16
    place = Place(notes, (bars >= 4) & (bars < 8), 120.0)
    assert {*expression_scores.previous_bar(place, ASPECTS[0])} == {53}
    from_start = Place(notes, bars < 4, 120.0)
    assert {*expression_scores.previous_bar(from_start, ASPECTS[0])} == {61}


def test_evaluation_puts_the_network_beside_simple_players(work: Path, tmp_path: Path) -> None:
    path = config(work, 3, "measured")
    expression.train(path, QUIET)
    out = tmp_path / "figures.json"
    found = expression_scores.of_run(path, console=QUIET, json_file=out)
    assert json.loads(out.read_text()) == found
    assert set(found) == {"drums"}, "what holds nothing out has no figures"
    assert len(found["drums"]["velocity"]) == 5 and found["drums"]["notes"] >= 120
    assert found["drums"]["velocity"]["same step, previous bar"]["error"] == 0
    learned = found["drums"]["velocity"]["learned"]
    assert 1 < learned["bits"] < 8 and learned["spread"] > 0.1


def test_a_run_goes_into_a_preset_and_stays_there(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    folder = _small_preset(tmp_path / "small")
    path = config(work, 3, "exported")
    card = work / "card.toml"
    card.write_text('licence = "CC-BY 4.0"\n')
    with pytest.raises(ScoreError, match="train expression"):
        export.expression(path, card, folder)
    expression.train(path, QUIET)
    with pytest.raises(presets.PresetError):
        export.expression(path, card, tmp_path / "nowhere")
    figures = work / "figures.json"
    expression_scores.of_run(path, console=QUIET, json_file=figures)
    export.expression(path, card, folder, figures)
    preset = presets.read("small")
    presets.verify(preset)
    assert preset.expression is not None and preset.expression.licence == "CC-BY 4.0"
    assert preset.expression.scores["drums"]["velocity"]["bits"] > 0
    generator = checkpoint.load(folder, "cpu")
    assert generator.expression is not None
    filled = _drums_of(generator, Sampling(seed=1))
    assert len({n.velocity for n in filled}) > 3
    flat = _drums_of(generator, Sampling(seed=1, humanise=0.0))
    assert len({n.velocity for n in flat}) == 1
    assert [n.pitch for n in flat] == [n.pitch for n in filled], "the same notes"


def _drums_of(generator: checkpoint.Schmubert, sampling: Sampling) -> tuple[Note, ...]:
    request = FillRequest("x", beat(6, 0), (Hole("drums", 8.0, 16.0),), sampling)
    drafts = [*generator.fill(request)]
    return tuple(
        sorted(drafts[-1].variations[0]["drums"], key=lambda n: (round(n.start * 4), n.pitch))
    )


def _small_preset(folder: Path) -> Path:
    """A preset with random weights and no expression network."""
    from safetensors.torch import save_file

    from generators.notes.networks import build
    from generators.notes.tokens import TRIO

    sizes = {"embedding": 8, "width": 16, "layers": 1, "heads": 2, "position": "rotary"}
    torch.manual_seed(0)
    folder.mkdir()
    weights = folder / "weights.safetensors"
    save_file(build("conv-transformer", sizes, TRIO).state_dict(), weights)
    table = {
        "kind": "notes",
        "about": "tiny",
        "licence": "MIT",
        "network": {"kind": "conv-transformer", **sizes},
        "sampler": {"steps": 3},
        "files": {weights.name: hashlib.sha256(weights.read_bytes()).hexdigest()},
    }
    (folder / "preset.toml").write_text(tomlkit.dumps(table))
    return folder


def test_a_preset_that_lacks_its_expression_weights_is_refused(tmp_path: Path) -> None:
    folder = _small_preset(tmp_path / "small")
    assert checkpoint.load(folder, "cpu").expression is None
    toml = folder / "preset.toml"
    toml.write_text(
        toml.read_text() + '[expression]\nlicence = "x"\n[expression.sizes]\nwidth = 8\n'
    )
    with pytest.raises(checkpoint.CheckpointError, match="cannot be read"):
        checkpoint.load(folder, "cpu")
