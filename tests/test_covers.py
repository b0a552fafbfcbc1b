"""Preparing pieces and their covers: what is dropped and why, splits, what near covers are."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image, ImageEnhance
from typer.testing import CliRunner

from generators.media import Pixels
from generators.score import ScoreError
from server.cli import app
from training.covers.likeness import NEAR, hashed, near
from training.covers.prepare import covers
from training.covers.reading import Rules
from training.covers.sorting import dealt
from training.images.data import Pictures
from training.sounds.data import Sounds

RATE = 16_000
RULES = Rules(size=32, smallest=40, seconds=1.5, shortest=1.0)


def art(number: int, side: int = 96) -> Pixels:
    """Blobs that are another picture for every number."""
    rng = np.random.default_rng(number)
    coarse = rng.integers(0, 256, (6, 6, 3), np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC))


def tune(number: int, seconds: float = 3.0) -> np.ndarray:
    """Quiet, with a loud second that begins at 1.5 s."""
    t = np.arange(round(seconds * RATE)) / RATE
    loud = np.where((t >= 1.5) & (t < 2.5), 0.6, 0.02)
    return loud * np.sin(2 * np.pi * (220 + 20 * number) * t)


def save(folder: Path, rows: list[dict[str, str]], name: str = "table.csv") -> Path:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / name).open("w", newline="") as file:
        table = csv.DictWriter(file, keys)
        table.writeheader()
        table.writerows(rows)
    return folder / name


def piece(folder: Path, number: int, **known: str) -> dict[str, str]:
    """The row of a piece, whose files are written."""
    soundfile.write(folder / f"{number}.wav", tune(number), RATE)
    Image.fromarray(art(number)).save(folder / f"{number}.png")
    return {"audio": f"{number}.wav", "cover": f"{number}.png", **known}


def loaded(out: Path, split: str) -> tuple[Pictures, Sounds]:
    return Pictures.load(out / "pictures", split, 32), Sounds.load(out / "sounds", split)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty good pieces, two of which share an artist with another, and all that can be wrong."""
    folder = tmp_path_factory.mktemp("covers")
    rows = [piece(folder, n, artist="Ana" if n in (3, 7, 11) else f"a{n}") for n in range(20)]
    good = rows[0]

    def also(**changes: str) -> None:
        rows.append({**good, "artist": "", "id": f"x{len(rows)}", **changes})

    (folder / "broken.png").write_bytes(b"no picture")
    (folder / "broken.wav").write_bytes(b"no sound")
    Image.fromarray(art(50, 30)).save(folder / "tiny.png")
    Image.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(folder / "plain.png")
    soundfile.write(folder / "short.wav", tune(50, 1.2)[: RATE * 9 // 10], RATE)
    soundfile.write(folder / "hush.wav", np.zeros(3 * RATE), RATE)
    for cover in ("broken.png", "tiny.png", "plain.png", "none.png", ""):
        also(cover=cover)
    for audio in ("broken.wav", "short.wav", "hush.wav", "none.wav", ""):
        also(audio=audio)
    again = Image.fromarray(art(5)).resize((70, 70))
    ImageEnhance.Brightness(again).enhance(1.1).save(folder / "again.jpg", quality=60)
    also(cover="again.jpg", audio="30.wav")
    also(cover="31.png", audio="copy.wav")
    for number in (30, 31):
        piece(folder, number)
    (folder / "copy.wav").write_bytes((folder / "6.wav").read_bytes())
    also(id="0.wav", cover="32.png", audio="32.wav")
    piece(folder, 32)
    save(folder, rows)
    args = ["prepare", "covers", str(folder / "table.csv"), str(folder / "out"), "--size", "32"]
    more = ["--smallest", "40", "--seconds", "1.5", "--shortest", "1", "--workers", "1"]
    said = CliRunner().invoke(app, [*args, *more])
    assert said.exit_code == 0, said.output
    (folder / "said.txt").write_text(said.output)
    return folder


def test_every_row_is_accounted_for(work: Path) -> None:
    found = covers(work / "table.csv", work / "out", RULES, workers=1)
    assert sum(found.values()) == 33
    assert {why: count for why, count in found.items() if why.startswith("dropped")} == {
        "dropped: cover unreadable": 1,
        "dropped: cover smaller than 40 pixels": 1,
        "dropped: cover of one colour": 1,
        "dropped: cover not there": 1,
        "dropped: no cover named": 1,
        "dropped: sound no sound file": 1,
        "dropped: sound shorter than 1 s": 1,
        "dropped: sound silent": 1,
        "dropped: sound not there": 1,
        "dropped: no sound named": 1,
        "dropped: cover that of another row": 1,
        "dropped: sound that of another row": 1,
        "dropped: id that of another row": 1,
    }
    assert [found[split] for split in ("train", "valid", "test")] == [16, 2, 2]
    for why, count in found.items():
        said = (work / "said.txt").read_text()
        assert re.search(rf"{count} +│ {re.escape(why)}", said), why


def test_pictures_and_sounds_belong_together_pair_by_pair(work: Path) -> None:
    homes = {}
    for split in ("train", "valid", "test"):
        pictures, sounds = loaded(work / "out", split)
        assert list(pictures.names) == [entry.file for entry in sounds.entries]
        assert pictures.kinds == sounds.labels == ("cover",)
        for number, name in enumerate(pictures.names):
            homes[name] = split
            own = int(name.removesuffix(".wav"))
            real = np.asarray(Image.fromarray(art(own)).resize((32, 32))).astype(float)
            assert np.abs(real - pictures.pixels[number]).mean() < 12
            samples = sounds.clip(number)
            pitch = np.abs(np.fft.rfft(samples)).argmax() * RATE / len(samples)
            assert pitch == pytest.approx(220 + 20 * own, abs=2)
    assert len(homes) == 20
    assert len({homes[f"{number}.wav"] for number in (3, 7, 11)}) == 1, "one artist, one split"


def test_the_loud_second_is_in_the_stretch_that_is_kept(work: Path) -> None:
    _, sounds = loaded(work / "out", "train")
    for number, entry in enumerate(sounds.entries):
        assert entry.frames == 1.5 * RATE
        assert (np.abs(sounds.clip(number)) > 0.3).sum() > 0.35 * RATE


def test_a_second_run_reads_no_file_again(work: Path, tmp_path: Path) -> None:
    rows = [piece(tmp_path, number) for number in range(4)]
    table, out = save(tmp_path, rows), tmp_path / "out"
    covers(table, out, RULES, workers=1)

    def state() -> dict[str, tuple[bytes, int]]:
        files = [file for file in out.rglob("*") if file.is_file()]
        return {
            str(file): (file.read_bytes(), "cache" in file.parts and file.stat().st_mtime_ns)
            for file in files
        }

    before = state()
    covers(table, out, RULES, workers=1)
    assert state() == before, "the same folders, from the cache"
    rows.append(piece(tmp_path, 4))
    Image.fromarray(art(77)).save(tmp_path / "0.png")
    covers(save(tmp_path, rows), out, RULES, workers=1)
    new = {name for name in state() if name not in before and "cache" in name}
    assert len(new) == 3, "a new cover, and the two files of a new row"
    cut = next(file for file in (out / "cache").iterdir())
    whole = cut.read_bytes()
    cut.write_bytes(whole[:10])
    covers(table, out, RULES, workers=1)
    assert cut.read_bytes() == whole, "what was cut off is made again"


def test_near_covers_are_in_one_split_where_all_are_kept(work: Path, tmp_path: Path) -> None:
    rows = [piece(tmp_path, number) for number in range(12)]
    for number in range(20, 26):  # the cover of 0, a little changed, six times
        rows.append(piece(tmp_path, number))
        changed = Image.fromarray(art(0)).rotate(0).resize((60 + number, 60 + number))
        changed.save(tmp_path / f"{number}.png")
    found = covers(save(tmp_path, rows), tmp_path / "all", RULES, repeats=True, workers=1)
    assert sum(found.values()) == found["train"] + found["valid"] + found["test"] == 18
    same = {f"{number}.wav" for number in (0, *range(20, 26))}
    inside = [len(same & set(loaded(tmp_path / "all", s)[0].names)) for s in ("train", "valid")]
    assert sorted(inside) == [0, 7]
    found = covers(save(tmp_path, rows), tmp_path / "one", RULES, workers=1)
    assert found["dropped: cover that of another row"] == 6


def test_what_changes_little_is_near_and_another_picture_is_not() -> None:
    hashes = [hashed(art(number)) for number in range(40)]
    apart = [(a ^ b).bit_count() for a, b in combinations(hashes, 2)]
    assert min(apart) > NEAR and 26 < np.mean(apart) < 38
    for number in range(40):
        picture = Image.fromarray(art(number))
        for other in (
            picture.resize((50, 50)),
            ImageEnhance.Brightness(picture).enhance(0.9),
            ImageEnhance.Color(picture).enhance(0.5),
        ):
            assert (hashed(np.asarray(other)) ^ hashes[number]).bit_count() <= NEAR
        turned = np.asarray(picture.transpose(Image.Transpose.ROTATE_180))
        assert (hashed(turned) ^ hashes[number]).bit_count() > NEAR


def test_near_pairs_are_found_across_all_rows() -> None:
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 2**63, 1300, np.uint64)
    hashes[1200] = hashes[3] ^ np.uint64(0b10101)
    hashes[700] = hashes[699]
    hashes[10] = hashes[900] ^ np.uint64(2**NEAR * 2 - 1)  # one bit too many
    assert set(near(hashes)) == {(3, 1200), (699, 700)}


def test_groups_are_dealt_near_the_shares_and_always_alike() -> None:
    groups = [number // 3 * 3 for number in range(300)]
    names = {group: f"n{group}" for group in groups}
    shares = {"train": 0.8, "valid": 0.1, "test": 0.1}
    found = dealt(names, groups, shares)
    counts = [sum(found[group] == split for group in groups) for split in shares]
    assert counts == [240, 30, 30]
    assert found == dealt(names, groups, shares)
    assert len({found[group] for group in range(0, 300, 3)}) == 3


def test_tables_that_say_too_little_are_named(tmp_path: Path) -> None:
    for header, why in (("audio,image", "no column cover"), ("a,b", "column audio and none cover")):
        (tmp_path / "t.csv").write_text(f"{header}\n1,2\n")
        with pytest.raises(ScoreError, match=why):
            covers(tmp_path / "t.csv", tmp_path / "out", workers=1)
    with pytest.raises(ScoreError, match="cannot be read"):
        covers(tmp_path / "none.csv", tmp_path / "out", workers=1)
    (tmp_path / "t.csv").write_text("audio,cover\n1.wav,2.png\n,\n")
    with pytest.raises(ScoreError, match=r"no usable pair in .*: 1 dropped: cover not there"):
        covers(tmp_path / "t.csv", tmp_path / "out", workers=1)
    with pytest.raises(ScoreError, match="more than everything"):
        covers(tmp_path / "t.csv", tmp_path / "out", valid=0.6, test=0.6)
