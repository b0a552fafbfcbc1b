"""Small checkpoints of other people's networks, named and laid out as the published ones are, with
weights that follow from the names; and a sound to hear."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import scipy.signal
import torch
from sound import librosa
from torch import Tensor

from generators.media import Samples

Shapes = dict[str, tuple[int, ...]]
BEATS_CONFIG = {
    "input_patch_size": 16, "embed_dim": 24, "conv_bias": False, "encoder_layers": 12,
    "encoder_embed_dim": 32, "encoder_ffn_embed_dim": 48, "encoder_attention_heads": 4,
    "activation_fn": "gelu", "layer_norm_first": False, "deep_norm": True, "dropout": 0.1,
    "attention_dropout": 0.1, "conv_pos": 128, "conv_pos_groups": 16, "num_buckets": 320,
    "relative_position_embedding": True, "max_distance": 800, "gru_rel_pos": True,
    "finetuned_model": True, "predictor_class": 5,
}  # fmt: skip


def sound(rate: int, seconds: float) -> Samples:
    """A rising tone, struck twice a second, and noise."""
    times = np.arange(round(rate * seconds)) / rate
    rising = 0.3 * np.sin(2 * np.pi * 220 * times * (1 + 0.1 * times))
    struck = 0.1 * np.sin(2 * np.pi * 1760 * times) * np.exp(-3 * (times % 0.5))
    noise = np.random.default_rng(1).standard_normal(len(times))
    return (rising + struck + 0.02 * noise).astype(np.float32)


def filled(shapes: Shapes) -> dict[str, Tensor]:
    """The same weights for the same names, of a scale that keeps signals at their size."""
    tensors = {}
    for name, shape in shapes.items():
        values = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape)
        if name.endswith(("running_var", "weight_g", "grep_a")):
            values = 1 + 0.2 * np.abs(values)
        elif len(shape) > 1:
            values = values / np.sqrt(np.prod(shape[1:]))
        else:
            values = 0.1 * values + name.endswith("weight")
        tensors[name] = torch.from_numpy(np.asarray(values, np.float32))
    return tensors


def affine(name: str, out: int, *rest: int) -> Shapes:
    """Of a layer with a weight and a bias."""
    return {f"{name}.weight": (out, *rest), f"{name}.bias": (out,)}


def batch_norm(name: str, width: int) -> Shapes:
    means = {f"{name}.running_{what}": (width,) for what in ("mean", "var")}
    return affine(name, width) | means | {f"{name}.num_batches_tracked": ()}


def beats() -> dict[str, object]:
    """As BEATs_iter3_plus_AS2M_finetuned_on_AS2M_cpt2.pt of microsoft/unilm."""
    patch, width, hidden, heads = 24, 32, 48, 4
    shapes: Shapes = {"patch_embedding.weight": (patch, 1, 16, 16)}
    shapes |= affine("layer_norm", patch) | affine("post_extract_proj", width, patch)
    shapes |= affine("encoder.layer_norm", width) | affine("predictor", 5, width)
    shapes["encoder.pos_conv.0.bias"] = (width,)
    shapes["encoder.pos_conv.0.weight_g"] = (1, 1, 128)
    shapes["encoder.pos_conv.0.weight_v"] = (width, width // 16, 128)
    for number in range(12):
        layer = f"encoder.layers.{number}"
        attention = f"{layer}.self_attn"
        shapes[f"{attention}.grep_a"] = (1, heads, 1, 1)
        shapes[f"{attention}.relative_attention_bias.weight"] = (320, heads)
        shapes |= affine(f"{attention}.grep_linear", 8, width // heads)
        for name in ("k_proj", "v_proj", "q_proj", "out_proj"):
            shapes |= affine(f"{attention}.{name}", width, width)
        shapes |= affine(f"{layer}.fc1", hidden, width) | affine(f"{layer}.fc2", width, hidden)
        for name in ("self_attn_layer_norm", "final_layer_norm"):
            shapes |= affine(f"{layer}.{name}", width)
    tensors, table = filled(shapes), "self_attn.relative_attention_bias.weight"
    for number in range(1, 12):
        tensors[f"encoder.layers.{number}.{table}"] = tensors[f"encoder.layers.0.{table}"]
    return {"cfg": BEATS_CONFIG, "model": tensors, "label_dict": {0: "/m/09x0r"}}


def openl3() -> dict[str, Tensor]:
    """As torchopenl3_mel256_music_512.pth.tar of torchopenl3-models, in full size, less the sines
    of its Fourier transform. Its filters are librosa's in the scale of HTK."""
    channels = (1, 64, 64, 128, 128, 256, 256, 512, 512)
    shapes: Shapes = {}
    for number in range(1, 9):
        before, after = channels[number - 1 : number + 1]
        name = "audio_embedding_layer" if number == 8 else f"conv2d_{number}"
        shapes |= batch_norm(f"batch_normalization_{number}", before)
        shapes |= affine(name, after, before, 3, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the lowest bands are empty, and were when it was trained
        filters = librosa.filters.mel(sr=48_000, n_fft=2048, n_mels=256, htk=True, norm=1)
    return {"speclayer.mel_basis": torch.from_numpy(filters), **filled(shapes)}


def audioclip() -> dict[str, Tensor]:
    """As AudioCLIP-Full-Training.pt of AndreyGuzhov/AudioCLIP, narrower and shallower."""
    stem, bins, window, size = 16, 129, 200, 20
    shapes: Shapes = {"conv1.weight": (stem, 3, 7, 7), **batch_norm("bn1", stem)}
    before = stem
    for stage, (count, kernel) in enumerate(
        zip((1, 2, 1, 1), ((3, 1), (1, 5), (3, 1), (1, 5)), strict=True), 1
    ):
        planes = stem * 2 ** (stage - 1)
        shapes |= attention2d(f"att{stage}", before, 4 * planes, kernel)
        for number in range(count):
            shapes |= bottleneck(f"layer{stage}.{number}", before, planes)
            before = 4 * planes
    shapes |= attention2d("att5", before, before, (3, 5)) | affine("fc", size, before)
    tensors = filled({f"audio.{name}": shape for name, shape in shapes.items()})
    rng = np.random.default_rng(5)
    wavelets = {
        "m": rng.uniform(0, 2, bins),
        "fb": rng.uniform(0.5, 1.5, bins),
        "fc": np.arange(bins) + rng.uniform(-0.2, 0.2, bins),
        "bias": np.zeros(0),
    }
    for name, values in wavelets.items():
        tensors[f"audio.fbsp.{name}"] = torch.from_numpy(values.astype(np.float32))
    shape = scipy.signal.get_window("blackmanharris", window, fftbins=True)
    tensors["audio.window"] = torch.from_numpy(shape.astype(np.float32))
    return {"visual.conv1.weight": torch.ones(3), "logit_scale": torch.ones(()), **tensors}


def bottleneck(name: str, before: int, planes: int) -> Shapes:
    inner, after = 2 * planes, 4 * planes
    shapes: Shapes = {
        f"{name}.conv1.weight": (inner, before, 1, 1),
        f"{name}.conv2.weight": (inner, inner // 32, 3, 3),
        f"{name}.conv3.weight": (after, inner, 1, 1),
    }
    for number, width in ((1, inner), (2, inner), (3, after)):
        shapes |= batch_norm(f"{name}.bn{number}", width)
    if before != after:
        shapes[f"{name}.downsample.0.weight"] = (after, before, 1, 1)
        shapes |= batch_norm(f"{name}.downsample.1", after)
    return shapes


def attention2d(name: str, before: int, after: int, kernel: tuple[int, int]) -> Shapes:
    return (
        affine(f"{name}.conv_depth", before, 1, *kernel)
        | affine(f"{name}.conv_point", after, before, 1, 1)
        | batch_norm(f"{name}.bn", after)
    )


def imagebind() -> dict[str, Tensor]:
    """As imagebind_huge.pth of facebookresearch/ImageBind: the audio, and a bit of the others."""
    width, size = 64, 24
    front, trunk = "modality_preprocessors.audio", "modality_trunks.audio.blocks"
    shapes: Shapes = {
        f"{front}.cls_token": (1, 1, width),
        f"{front}.rgbt_stem.proj.weight": (width, 1, 16, 16),
        f"{front}.pos_embedding_helper.pos_embed": (1, 1 + 12 * 19, width),
        "modality_heads.audio.2.weight": (size, width),
        "modality_heads.vision.2.weight": (size, width),
    }
    shapes |= affine(f"{front}.rgbt_stem.norm_layer", width)
    shapes |= affine("modality_heads.audio.0", width)
    for number in range(3):
        block = f"{trunk}.{number}"
        shapes |= {
            f"{block}.attn.in_proj_weight": (3 * width, width),
            f"{block}.attn.in_proj_bias": (3 * width,),
            f"{block}.attn.bias_k": (1, 1, width),
            f"{block}.attn.bias_v": (1, 1, width),
        }
        shapes |= affine(f"{block}.attn.out_proj", width, width)
        shapes |= affine(f"{block}.norm_1", width) | affine(f"{block}.norm_2", width)
        shapes |= affine(f"{block}.mlp.fc1", 4 * width, width)
        shapes |= affine(f"{block}.mlp.fc2", width, 4 * width)
    scale = {"modality_postprocessors.audio.1.log_logit_scale": torch.tensor(20.0).log()}
    return filled(shapes) | scale


def clap(folder: Path) -> None:
    """A folder as transformers writes laion/clap-htsat-unfused, with both halves of the network."""
    from transformers import ClapAudioConfig, ClapConfig, ClapFeatureExtractor, ClapModel
    from transformers import ClapTextConfig as TextConfig

    audio = ClapAudioConfig(
        patch_embeds_hidden_size=8, depths=[1, 1, 1, 1], num_attention_heads=[1, 1, 2, 2],
        hidden_size=64, projection_dim=12,
    )  # fmt: skip
    text = TextConfig(
        vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=1,
        intermediate_size=8, projection_dim=12,
    )  # fmt: skip
    config = ClapConfig(text_config=text.to_dict(), audio_config=audio.to_dict(), projection_dim=12)
    torch.manual_seed(0)
    ClapModel(config).save_pretrained(folder)
    ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad").save_pretrained(folder)


FILES: Mapping[str, str] = {
    "beats": "BEATs_iter3_plus_AS2M.pt",
    "openl3": "torchopenl3_mel256_music_512.pth.tar",
    "audioclip": "AudioCLIP-Full-Training.pt",
    "imagebind": "imagebind_huge.pth",
    "clap": "clap-htsat-unfused",
}


def write(kind: str, folder: Path) -> Path:
    """A checkpoint of a kind, under the name that it is published with."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILES[kind]
    if kind == "clap":
        clap(path)
    else:
        made = {"beats": beats, "openl3": openl3, "audioclip": audioclip, "imagebind": imagebind}
        torch.save(made[kind](), path)
    return path
