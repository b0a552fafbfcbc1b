"""The slow path: a listener's spectra, its answers, its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tomlkit
import torch
from safetensors.torch import load_file, save_file
from sound import clip, librosa

from generators.images.listener import (
    TABLE,
    WEIGHTS,
    ListenerError,
    ListenerNetwork,
    ListenerSizes,
    LogMel,
    OwnListener,
    load,
)
from generators.media import AudioWindow, Samples

SMALL = ListenerSizes(mels=32, n_fft=512, hop=256, widths=(4, 6, 8), embedding=10)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def listener() -> OwnListener:
    torch.manual_seed(0)
    return OwnListener(ListenerNetwork(SMALL, 3), ("a", "b", "c"), 2.0, CPU)


def window(samples: Samples, rate: int = 16_000) -> AudioWindow:
    return AudioWindow(samples.astype(np.float32), rate, len(samples) / rate)


def music(seconds: float = 3.0) -> Samples:
    samples, rate = clip(1)
    resampled = librosa.resample(samples[rate:], orig_sr=rate, target_sr=16_000)
    return resampled[: int(seconds * 16_000)].astype(np.float32)


@pytest.mark.parametrize("sizes", [ListenerSizes(), SMALL], ids=["full", "small"])
def test_spectra_are_librosas(sizes: ListenerSizes) -> None:
    samples = music()
    powers = librosa.feature.melspectrogram(
        y=samples, sr=sizes.rate, n_fft=sizes.n_fft, hop_length=sizes.hop, n_mels=sizes.mels
    )
    theirs = librosa.power_to_db(powers, ref=np.max, amin=1e-16) / 40 + 1
    own = LogMel(sizes)(torch.from_numpy(samples)[None])[0].numpy()
    assert own.shape == theirs.shape
    np.testing.assert_allclose(own, theirs, atol=2e-3)


def test_the_full_network_is_small() -> None:
    network = ListenerNetwork(ListenerSizes(), 13)
    assert 1_000_000 < sum(p.numel() for p in network.parameters()) < 2_000_000


def test_it_says_shares_and_an_embedding(listener: OwnListener) -> None:
    heard = listener.embed(window(music()))
    assert heard.embedding.shape == (10,) == (listener.size,)
    assert heard.embedding.dtype == np.float32 and np.isfinite(heard.embedding).all()
    assert set(heard.labels) == {"a", "b", "c"}
    assert sum(heard.labels.values()) == pytest.approx(1.0, abs=1e-6)


def test_only_the_last_seconds_count(listener: OwnListener) -> None:
    samples = music()
    other = np.concatenate((samples[:16_000][::-1], samples[-32_000:]))
    one, two = (listener.embed(window(s)) for s in (samples, other))
    np.testing.assert_array_equal(one.embedding, two.embedding)


def test_gain_does_not_matter(listener: OwnListener) -> None:
    loud, soft = (listener.embed(window(music() * gain)) for gain in (1.0, 0.05))
    np.testing.assert_allclose(loud.embedding, soft.embedding, atol=1e-2)


@pytest.mark.parametrize("value", [0.0, np.nan, 1e-6])
def test_silence_is_like_nothing(listener: OwnListener, value: float) -> None:
    heard = listener.embed(window(np.full(32_000, value)))
    assert not heard.embedding.any() and set(heard.labels.values()) == {1 / 3}


@pytest.mark.parametrize("scale", [1e30, np.inf])
def test_no_sound_breaks_it(listener: OwnListener, scale: float) -> None:
    samples = music()
    samples[100:200] *= np.float32(scale)
    heard = listener.embed(window(samples))
    assert np.isfinite(heard.embedding).all() and np.isfinite([*heard.labels.values()]).all()


def test_a_short_window_will_do(listener: OwnListener) -> None:
    for frames in (1, 100, 5_000):
        assert np.isfinite(listener.embed(window(music()[:frames] + 0.1)).embedding).all()
    assert not listener.embed(window(np.zeros(0))).embedding.any()


def test_another_rate_is_refused(listener: OwnListener) -> None:
    with pytest.raises(ValueError, match="44100 Hz"):
        listener.embed(window(music(), 44_100))


def folder(path: Path, **changes: object) -> Path:
    torch.manual_seed(1)
    network = ListenerNetwork(SMALL, 3)
    path.mkdir()
    weights = network.state_dict().items()
    save_file({k: v.half() if v.is_floating_point() else v for k, v in weights}, path / WEIGHTS)
    table = {
        "kind": "own",
        "labels": ["a", "b", "c"],
        "seconds": 2.0,
        "network": SMALL.table(),
        **changes,
    }
    (path / TABLE).write_text(tomlkit.dumps(table))
    return path


def test_a_folder_is_loaded(tmp_path: Path) -> None:
    found = load(folder(tmp_path / "own"), CPU)
    assert (found.rate, found.seconds, found.size) == (16_000, 2.0, 10)
    weights = load_file(tmp_path / "own" / WEIGHTS)
    torch.testing.assert_close(found.network.say.weight, weights["say.weight"].float())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"labels": ["a", "b"]}, "does not fit"),
        ({"network": {"widht": 3}}, "does not fit"),
        ({"network": {"mels": 4}}, "cannot be halved"),
        ({"seconds": "long"}, "does not fit"),
    ],
)
def test_a_folder_that_does_not_fit_is_refused(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ListenerError, match=message):
        load(folder(tmp_path / "own", **changes), CPU)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListenerError, match="no listener"):
        load(tmp_path, CPU)
    broken = folder(tmp_path / "own")
    (broken / WEIGHTS).write_bytes(b"nonsense")
    with pytest.raises(ListenerError, match="no listener"):
        load(broken, CPU)


class Other(torch.nn.Module):
    """A network of others: two embeddings of the halves of what it hears, or one and logits."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.labels = labels
        self.weight = torch.nn.Parameter(torch.ones(3))

    def forward(self, samples: torch.Tensor) -> object:
        halves = samples.reshape(1, 2, -1).abs().mean(dim=2, keepdim=True) * self.weight
        if self.labels:
            return halves[:, 0], halves[:, 0, : self.labels] * 100.0
        return halves


def exported(path: Path, labels: tuple[str, ...], size: int = 3) -> Path:
    path.mkdir()
    example = (torch.zeros(1, 8_000),)
    torch.export.save(torch.export.export(Other(len(labels)), example), path / "model.pt2")
    table = {"kind": "exported", "file": "model.pt2", "rate": 8_000, "seconds": 1.0, "size": size}
    (path / TABLE).write_text(tomlkit.dumps({**table, "labels": list(labels)}))
    return path


def test_a_network_of_others_listens(tmp_path: Path) -> None:
    samples = np.repeat([0.0, 0.5, 0.25], 4_000)
    found = load(exported(tmp_path / "plain", ()), CPU)
    heard = found.embed(window(samples, 8_000))
    np.testing.assert_allclose(heard.embedding, [0.375] * 3, atol=1e-6)
    assert heard.labels == {} and found.rate == 8_000
    short = found.embed(window(samples[-4_000:], 8_000))
    np.testing.assert_allclose(short.embedding, [0.125] * 3, atol=1e-6)
    assert not found.embed(window(samples * 0, 8_000)).embedding.any()
    halves = found.over_time(window(samples, 8_000))
    assert halves.shape == (2, found.width) and halves.dtype == np.float32
    np.testing.assert_allclose(halves[:, 0], [0.5, 0.25], atol=1e-6)
    labelled = load(exported(tmp_path / "labelled", ("a", "b")), CPU)
    assert labelled.embed(window(samples, 8_000)).labels == {"a": 0.5, "b": 0.5}
    assert labelled.over_time(window(samples, 8_000)).shape == (1, 3), "one time will do"
    with pytest.raises(ListenerError, match=r"its listener\.toml says 4"):
        load(exported(tmp_path / "other", (), 4), CPU).embed(window(samples, 8_000))
    (tmp_path / "plain" / "model.pt2").write_bytes(b"nonsense")
    with pytest.raises(ListenerError, match="plain"):
        load(tmp_path / "plain", CPU)


def test_what_was_heard_over_time_is_what_the_embedding_pools(listener: OwnListener) -> None:
    over_time = listener.over_time(window(music(2.0)))
    assert over_time.shape[1] == listener.width and over_time.dtype == np.float32
    pooled = torch.from_numpy(np.concatenate((over_time.mean(0), over_time.max(0))))
    network = listener.network
    with torch.inference_mode():
        embedding = network.norm(network.embed(pooled)).numpy()
    np.testing.assert_allclose(embedding, listener.embed(window(music(2.0))).embedding, atol=1e-4)
    assert listener.over_time(window(music(0.3))).shape == over_time.shape
