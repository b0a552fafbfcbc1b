"""Stable Diffusion and HiFi-GAN in toy size, with random weights, from diffusers' own classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTokenizer,
    SpeechT5HifiGan,
    SpeechT5HifiGanConfig,
)

WIDTH = 8


def unet(seed: int, channels: int = 4) -> UNet2DConditionModel:
    torch.manual_seed(seed)
    return UNet2DConditionModel(
        sample_size=8,
        in_channels=channels,
        out_channels=channels,
        block_out_channels=(8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=4,
        cross_attention_dim=WIDTH,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    ).eval()


def autoencoder() -> AutoencoderKL:
    torch.manual_seed(9)
    return AutoencoderKL(
        block_out_channels=(4, 4, 4, 4),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=2,
        latent_channels=4,
    ).eval()


def scheduler(**more: Any) -> DDIMScheduler:
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
        **more,
    )


def pipeline(folder: Path, seed: int = 1, **more: Any) -> StableDiffusionPipeline:
    """Complete, with a tokenizer of letters, whose files are written to `folder`."""
    letters = [*"abcdefghijklmnopqrstuvwxyz"]
    words = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{one}</w>" for one in letters)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = CLIPTokenizer.from_pretrained(folder, model_max_length=16)
    torch.manual_seed(5)
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(words),
            hidden_size=WIDTH,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            max_position_embeddings=16,
            bos_token_id=0,
            eos_token_id=1,
            pad_token_id=1,
        )
    ).eval()
    made = StableDiffusionPipeline(
        vae=autoencoder(),
        text_encoder=text,
        tokenizer=tokenizer,
        unet=unet(seed),
        scheduler=scheduler(**more),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    made.set_progress_bar_config(disable=True)
    return made


def vocoder(folder: Path, **more: Any) -> Path:
    """A HiFi-GAN for 256 bands at 16 kHz, 160 samples a column, unless `more` says otherwise."""
    torch.manual_seed(2)
    given = {
        "model_in_dim": 256,
        "upsample_initial_channel": 16,
        "upsample_rates": [8, 5, 4],
        "upsample_kernel_sizes": [16, 11, 8],
        "resblock_kernel_sizes": [3],
        "resblock_dilation_sizes": [[1, 3, 5]],
        **more,
    }
    SpeechT5HifiGan(SpeechT5HifiGanConfig(**given)).save_pretrained(folder)
    return folder
