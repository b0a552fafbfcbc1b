"""Networks of others that hear: from checkpoints in the published layouts to what adapters take."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import checkpoints
import numpy as np
import pytest
import tomlkit
import torch
from checkpoints import FILES, sound
from safetensors.torch import save_file
from transformers import ClapFeatureExtractor, ClapModel
from transformers.audio_utils import mel_filter_bank, spectrogram, window_function
from transformers.models.wavlm.modeling_wavlm import WavLMAttention
from typer.testing import CliRunner

from generators.images import mappers
from generators.images.listener import TABLE, Listener, ListenerError, load
from generators.images.listeners import audioclip, beats, imagebind, kaldi, openl3
from generators.media import AudioWindow
from server.cli import app

CPU = torch.device("cpu")
KINDS = list(FILES)
OPTIONS = {
    "beats": {"seconds": 3.0},
    "openl3": {"seconds": 1.5, "hop": 0.5},
    "audioclip": {"seconds": 0.8},
    "imagebind": {"seconds": 7.0},
    "clap": {},
}
"""What the tests hear: little, for the sake of time."""


def folder(path: Path, kind: str, /, **changes: object) -> Path:
    """A folder with a `listener.toml` and, if it is not there yet, the kind's checkpoint."""
    if not (path / FILES[kind]).exists():
        checkpoints.write(kind, path)
    table = {"kind": kind, "weights": FILES[kind], **OPTIONS[kind], **changes}
    (path / TABLE).write_text(tomlkit.dumps(table))
    return path


@pytest.fixture(scope="module")
def heard_by(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Listener]:
    made = {kind: folder(tmp_path_factory.mktemp(kind), kind) for kind in KINDS}
    return {kind: load(path, CPU) for kind, path in made.items()}


def window(listener: Listener, seconds: float | None = None, gain: float = 1.0) -> AudioWindow:
    samples = sound(listener.rate, listener.seconds)[: round((seconds or 60) * listener.rate)]
    return AudioWindow(gain * samples, listener.rate, 60.0)


@pytest.mark.parametrize(
    ("kind", "rate", "size", "times", "width"),
    [
        ("beats", 16_000, 32, 8 * ((3 * 100 - 2) // 16), 3 * 32),
        ("openl3", 48_000, 512, 2, 512),
        ("audioclip", 44_100, 20, 2, 20),
        ("imagebind", 16_000, 24, 3, 24),
        ("clap", 48_000, 12, 32, 64),
    ],
)
def test_each_hears_at_its_own_rate_and_tells_it_in_its_own_shape(
    heard_by: dict[str, Listener], kind: str, rate: int, size: int, times: int, width: int
) -> None:
    listener = heard_by[kind]
    assert (listener.rate, listener.size, listener.width) == (rate, size, width)
    assert listener.seconds == OPTIONS[kind].get("seconds", 10.0) and listener.labels == ()
    heard, over_time = listener.embed(window(listener)), listener.over_time(window(listener))
    assert heard.embedding.shape == (size,) and heard.embedding.dtype == np.float32
    assert over_time.shape == (times, width) and over_time.dtype == np.float32
    assert np.isfinite(heard.embedding).all() and np.isfinite(over_time).all() and not heard.labels
    with pytest.raises(ValueError, match=f"8000 Hz, the listener wants {rate} Hz"):
        listener.embed(AudioWindow(np.ones(8_000, np.float32), 8_000, 1.0))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_dropped_or_learned_while_listening(
    heard_by: dict[str, Listener], kind: str
) -> None:
    listener = heard_by[kind]
    modules = list(listener.network.modules())
    assert len(modules) > 5 and not any(module.training for module in modules)
    assert not any(weights.requires_grad for weights in listener.network.parameters())
    again = [listener.embed(window(listener)).embedding for _ in range(2)]
    np.testing.assert_array_equal(*again)


@pytest.mark.parametrize("kind", KINDS)
def test_silence_and_little_are_heard_in_the_same_shape(
    heard_by: dict[str, Listener], kind: str
) -> None:
    listener = heard_by[kind]
    silence = window(listener, gain=0.0)
    assert not listener.embed(silence).embedding.any()
    little = window(listener, 0.4)
    whole = np.zeros(round(listener.seconds * listener.rate), np.float32)
    whole[-len(little.samples) :] = little.samples
    over_time, nothing = listener.over_time(little), listener.over_time(silence)
    np.testing.assert_array_equal(
        over_time, listener.over_time(AudioWindow(whole, listener.rate, 60.0))
    )
    assert over_time.shape == nothing.shape and np.isfinite(nothing).all()


@pytest.mark.parametrize("kind", KINDS)
def test_every_adapter_takes_what_each_hears(heard_by: dict[str, Listener], kind: str) -> None:
    listener = heard_by[kind]
    heard = torch.from_numpy(listener.over_time(window(listener)))[None]
    adapters = [
        mappers.TokenEmbedder(listener.width, 8),
        mappers.LoraMapper(listener.width, 16, 8),
        mappers.Projection(listener.width, 8),
    ]
    for adapter in adapters:
        assert adapter.eval()(heard).shape == (1, 1, 8)


KNOWN = {
    "beats": [0.8701, -1.0193, -0.6458, -0.3686, -0.2799, -0.3038],
    "openl3": [3.8326, 2.0782, 1.9011, 2.1358, 0.8368, 1.2115],
    "audioclip": [-0.02644, -0.02802, 0.08942, 0.067, -0.04612, -0.00236],
    "imagebind": [-2.1362, 2.8477, 5.4037, 1.9673, -1.6747, -7.215],
}
"""The first numbers of embeddings of the same sound with the same weights, from the public code of
BEATs, OpenL3 (torchopenl3) and ImageBind; of AudioCLIP from its formulas in double precision."""


@pytest.mark.parametrize("kind", KNOWN)
def test_the_embedding_is_that_of_the_public_code(heard_by: dict[str, Listener], kind: str) -> None:
    listener = heard_by[kind]
    embedding = listener.embed(window(listener)).embedding
    np.testing.assert_allclose(embedding[: len(KNOWN[kind])], KNOWN[kind], atol=3e-4)


def test_beats_takes_its_layers_4_8_and_12_side_by_side(heard_by: dict[str, Listener]) -> None:
    listener = heard_by["beats"]
    over_time = listener.over_time(window(listener))
    known = [0.0874, 2.0193, 0.7401, 0.9367, 1.0865, -0.8585]
    np.testing.assert_allclose(over_time[5, [0, 1, 32, 33, 64, 65]], known, atol=3e-4)
    embedding = listener.embed(window(listener)).embedding
    np.testing.assert_allclose(over_time[:, -32:].mean(0), embedding, atol=1e-5)


def test_openl3_hears_each_second_by_itself(heard_by: dict[str, Listener]) -> None:
    listener = heard_by["openl3"]
    over_time = listener.over_time(window(listener))
    np.testing.assert_allclose(
        over_time[1, :6], [3.9345, 2.025, 1.9121, 2.1349, 0.8638, 1.2617], atol=3e-4
    )
    np.testing.assert_allclose(
        over_time.mean(0), listener.embed(window(listener)).embedding, atol=1e-5
    )


def test_audioclips_embedding_is_the_direction_of_the_mean_of_its_times(
    heard_by: dict[str, Listener],
) -> None:
    listener = heard_by["audioclip"]
    mean = listener.over_time(window(listener)).mean(0)
    embedding = listener.embed(window(listener)).embedding
    np.testing.assert_allclose(mean / np.linalg.norm(mean), embedding, atol=1e-6)
    picture = listener.network.picture(torch.from_numpy(window(listener).samples)[None])
    known = [-21.1427, -59.9261, -50.6557]
    np.testing.assert_allclose(picture[0, :, 10, 20], known, atol=1e-2)


def test_imagebind_hears_three_clips(heard_by: dict[str, Listener]) -> None:
    listener = heard_by["imagebind"]
    over_time = listener.over_time(window(listener))
    np.testing.assert_allclose(np.linalg.norm(over_time, axis=1), 20.0, rtol=1e-5)
    samples = window(listener).samples
    for clip, first in enumerate((0, 40_000, 80_000)):
        alone = np.tile(samples[first : first + 32_000], 4)[: len(samples)]
        again = listener.over_time(AudioWindow(alone, 16_000, 60.0))
        np.testing.assert_allclose(again[0], over_time[clip], atol=1e-4)


def test_claps_embedding_is_that_of_transformers(
    heard_by: dict[str, Listener], tmp_path: Path
) -> None:
    listener = heard_by["clap"]
    assert (listener.rate, listener.seconds) == (48_000, 10.0)
    path = checkpoints.write("clap", tmp_path)
    model, extractor = ClapModel.from_pretrained(path), ClapFeatureExtractor.from_pretrained(path)
    heard = extractor(window(listener).samples, sampling_rate=48_000, return_tensors="pt")
    with torch.inference_mode():
        theirs = model.eval().get_audio_features(**heard).pooler_output[0]
        pooled = model.audio_model(**heard).pooler_output[0]
    embedding = listener.embed(window(listener)).embedding
    np.testing.assert_allclose(embedding, theirs, atol=1e-6)
    np.testing.assert_allclose(listener.over_time(window(listener)).mean(0), pooled, atol=1e-5)


@pytest.mark.parametrize("shape", ["povey", "hanning"])
def test_mel_spectra_are_kaldis(shape: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 128 bands are too many for the lowest: some are empty
        filters = mel_filter_bank(
            257, 128, 20, 8_000, 16_000, mel_scale="kaldi", triangularize_in_mel_space=True
        )
    name = "hann" if shape == "hanning" else shape
    samples = sound(16_000, 1.03)
    theirs = spectrogram(
        samples * 2.0**15, window_function(400, name, periodic=False), 400, 160, fft_length=512,
        power=2.0, center=False, preemphasis=0.97, mel_filters=filters, log_mel="log",
        mel_floor=float(np.finfo(np.float32).eps), remove_dc_offset=True,
    ).T  # fmt: skip
    own = kaldi.KaldiMel(shape)(torch.from_numpy(samples)[None] * 2**15)[0].numpy()
    assert own.shape == theirs.shape == (101, 128)
    np.testing.assert_allclose(own, theirs, atol=1e-3)
    quiet = kaldi.KaldiMel(shape)(torch.zeros(1, 400))
    assert quiet.unique().tolist() == pytest.approx([np.log(np.finfo(np.float32).eps)])


def test_normalisation_is_the_published_one() -> None:
    assert (beats.MEAN, beats.DEVIATION, beats.FULL_SCALE) == (15.41663, 6.55582, 32_768)
    assert (imagebind.MEAN, imagebind.DEVIATION, imagebind.COLUMNS) == (-4.268, 9.138, 204)
    assert (openl3.RATE, openl3.HOP, openl3.N_FFT) == (48_000, 242, 2048)
    assert (audioclip.RATE, audioclip.HOP) == (44_100, 561)


def test_beats_attends_as_wavlm_does() -> None:
    torch.manual_seed(0)
    width, heads, buckets, distance, n = 32, 4, 320, 800, 150
    theirs = WavLMAttention(width, heads, 0.0, buckets, distance).eval()
    own = beats.Attention(width, heads)
    for name in ("k_proj", "v_proj", "out_proj"):
        own.get_submodule(name).load_state_dict(theirs.get_submodule(name).state_dict())
    for linear in (own.q_proj, theirs.q_proj):  # WavLM's gates see what is yet to be projected
        torch.nn.init.eye_(linear.weight)
        torch.nn.init.zeros_(linear.bias)
    own.grep_linear.load_state_dict(theirs.gru_rel_pos_linear.state_dict())
    own.grep_a.data = theirs.gru_rel_pos_const.data = torch.rand(1, heads, 1, 1)
    places = torch.arange(n)
    own_buckets = beats.bucket(places - places[:, None], buckets, distance)
    bias = theirs.rel_attn_embed(own_buckets).permute(2, 0, 1)
    torch.testing.assert_close(bias, theirs.compute_bias(n, n), rtol=0, atol=0)
    far = torch.arange(-3_000, 3_000)
    assert torch.equal(beats.bucket(far, buckets, distance), theirs._relative_positions_bucket(far))
    x = torch.randn(2, n, width)
    torch.testing.assert_close(own(x, bias), theirs(x)[0], rtol=1e-4, atol=1e-5)


def test_full_networks_have_the_published_sizes() -> None:
    with torch.device("meta"):
        networks = [
            beats.Beats(beats.Encoder()), openl3.OpenL3(), audioclip.AudioClip(),
            imagebind.ImageBind(),
        ]  # fmt: skip
    counts = [sum(weights.numel() for weights in network.parameters()) for network in networks]
    lengths, statistics = 128, 2 * (1 + 2 * (64 + 128 + 256) + 512)
    assert counts[0] + lengths == 90_311_792, "BEATs, with the lengths of its position filters"
    assert counts[1] + statistics == 4_689_860, "OpenL3, as Keras counts"
    resnext_50 = 25_028_904 - 1_001 * 1_000 * 2 - 47_000  # less its 1,000 classes of 2,048
    trunk = [
        weights.numel()
        for name, weights in networks[2].named_parameters()
        if name.startswith(("conv1", "bn1", "layer"))
    ]
    assert sum(trunk) == resnext_50, "AudioCLIP, less attention, wavelets and head"
    assert counts[3] == 86_235_648, "ImageBind's audio: ViT-B, 86 million"
    assert networks[0].width == 2304 and [network.size for network in networks[1:3]] == [512, 1024]
    assert (networks[3].size, networks[3].width, networks[2].width) == (1024, 1024, 1024)


@pytest.mark.parametrize("kind", ["beats", "openl3", "audioclip", "imagebind"])
def test_safetensors_in_half_precision_will_do(
    heard_by: dict[str, Listener], tmp_path: Path, kind: str
) -> None:
    held = torch.load(checkpoints.write(kind, tmp_path), weights_only=True)
    tensors = held["model"] if kind == "beats" else held
    save_file(
        {name: value.half().clone().contiguous() for name, value in tensors.items()},
        tmp_path / "half.safetensors",
    )
    listener = load(folder(tmp_path, kind, weights=str(tmp_path / "half.safetensors")), CPU)
    assert {weights.dtype for weights in listener.network.parameters()} == {torch.float32}
    one, two = (each.embed(window(each)).embedding for each in (listener, heard_by[kind]))
    assert one @ two > 0.999 * np.linalg.norm(one) * np.linalg.norm(two)


def test_files_of_old_versions_of_torch_will_do(
    heard_by: dict[str, Listener], tmp_path: Path
) -> None:
    path = folder(tmp_path, "audioclip")
    torch.save(
        {"state_dict": checkpoints.audioclip()}, path / FILES["audioclip"],
        _use_new_zipfile_serialization=False,
    )  # fmt: skip
    one, two = (each.embed(window(each)) for each in (load(path, CPU), heard_by["audioclip"]))
    np.testing.assert_array_equal(one.embedding, two.embedding)


@pytest.mark.parametrize("kind", KINDS)
def test_weights_that_are_not_there_or_no_weights_are_refused(tmp_path: Path, kind: str) -> None:
    path = folder(tmp_path, kind)
    with pytest.raises(ListenerError, match="nowhere"):
        load(folder(path, kind, weights="nowhere/at/all.pt"), CPU)
    (tmp_path / "nonsense.pt").write_bytes(b"nonsense" * 99)
    with pytest.raises(ListenerError, match=r"nonsense\.pt"):
        load(folder(path, kind, weights="nonsense.pt"), CPU)
    (tmp_path / "nonsense.safetensors").write_bytes(b"nonsense" * 99)
    with pytest.raises(ListenerError, match=r"nonsense\.safetensors"):
        load(folder(path, kind, weights="nonsense.safetensors"), CPU)


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    path = folder(tmp_path, "beats", weights="nowhere.pt")
    told = CliRunner().invoke(app, ["evaluate", "listener", str(path), "--data", str(tmp_path)])
    assert told.exit_code == 1
    assert "there is no file" in told.output and "Traceback" not in told.output


@pytest.mark.parametrize("kind", ["beats", "openl3", "audioclip", "imagebind"])
def test_weights_of_another_network_are_refused(tmp_path: Path, kind: str) -> None:
    other = checkpoints.write("openl3" if kind == "beats" else "beats", tmp_path)
    with pytest.raises(ListenerError, match=f"{other.name} has no "):
        load(folder(tmp_path, kind, weights=other.name), CPU)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("beats", "encoder.layers.7.fc2.bias"),
        ("openl3", "conv2d_4.weight"),
        ("audioclip", "audio.att3.bn.running_var"),
        ("imagebind", "modality_heads.audio.0.bias"),
    ],
)
def test_a_missing_or_misshapen_tensor_is_named(tmp_path: Path, kind: str, name: str) -> None:
    path = checkpoints.write(kind, tmp_path)
    held = torch.load(path, weights_only=True)
    tensors = held["model"] if kind == "beats" else held
    tensors[name] = tensors[name][:-1].clone()
    torch.save(held, path)
    tail = ".".join(name.split(".")[-2:])
    with pytest.raises(ListenerError, match=f"{tail} is .*, it should be"):
        load(folder(tmp_path, kind), CPU)
    del tensors[name]
    torch.save(held, path)
    with pytest.raises(ListenerError, match=f"has no .*{tail}"):
        load(folder(tmp_path, kind), CPU)


class Intruder:
    """What runs when a pickle is opened without care."""

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (Path("intruded"),)


def test_a_pickle_that_holds_more_than_weights_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = folder(tmp_path, "beats")
    torch.save({"model": checkpoints.beats()["model"], "more": Intruder()}, path / "sly.pt")
    with pytest.raises(ListenerError, match=r"sly\.pt holds more than weights.*save_file"):
        load(folder(path, "beats", weights="sly.pt"), CPU)
    assert not (tmp_path / "intruded").exists()


def test_clap_of_another_network_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, "clap")
    held = path / FILES["clap"] / "model.safetensors"
    save_file({"text_model.embeddings": torch.zeros(3)}, held, {"format": "pt"})
    with pytest.raises(ListenerError, match="has no audio_"):
        load(path, CPU)


def test_without_transformers_clap_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder(tmp_path, "clap")
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ListenerError, match=r"pip install .*diffusion"):
        load(path, CPU)


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("beats", {"kind": "bets"}, "'bets' is unknown; use own, exported, beats"),
        ("beats", {"weights": 3}, "`weights` must name the file of beats"),
        ("beats", {"hop": 0.1}, "beats takes weights, seconds; not hop"),
        ("beats", {"seconds": "long"}, "seconds must be a number above 0, not 'long'"),
        ("beats", {"seconds": 0}, "seconds must be a number above 0, not 0"),
        ("beats", {"seconds": 0.1}, "use at least 0.2 s"),
        ("openl3", {"seconds": 0.5}, "`seconds` of at least 1"),
        ("imagebind", {"seconds": 1.5}, "clips of 2.0 s"),
        ("clap", {"seconds": 5.0}, "clap takes weights; not seconds"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    tmp_path: Path, kind: str, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ListenerError, match=message):
        load(folder(tmp_path, kind, **changes), CPU)


def test_a_checkpoint_with_another_kind_of_layers_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, "beats")
    held = checkpoints.beats()
    held["cfg"] = {**checkpoints.BEATS_CONFIG, "layer_norm_first": True}
    torch.save(held, path / FILES["beats"])
    with pytest.raises(ListenerError, match="normalises before"):
        load(path, CPU)
