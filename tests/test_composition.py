"""Two models on one latent, against diffusers' own pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiny_diffusion
import torch
from diffusers import StableDiffusionImg2ImgPipeline, StableDiffusionPipeline
from torch import Tensor

from generators.images import composition
from generators.images.composition import Voice, compose, shares, start, together

STEPS = 7


@pytest.fixture(scope="module")
def pipe(tmp_path_factory: pytest.TempPathFactory) -> StableDiffusionPipeline:
    return tiny_diffusion.pipeline(tmp_path_factory.mktemp("words"))


def embeddings(seed: int) -> Tensor:
    torch.manual_seed(seed)
    return torch.randn(1, 16, tiny_diffusion.WIDTH)


def voice(seed: int, guidance: float = 7.5, begins: float = 1.0) -> Voice:
    return Voice(tiny_diffusion.unet(seed), embeddings(seed), embeddings(90), guidance, begins)


def noise(seed: int = 0) -> Tensor:
    return torch.randn(1, 4, 4, 8, generator=torch.Generator().manual_seed(seed))


def steps_of(pipeline: Any, **given: Any) -> list[Tensor]:
    """The latents after each step of one of diffusers' pipelines."""
    found: list[Tensor] = []

    def keep(_: Any, __: int, ___: Any, values: dict[str, Tensor]) -> dict[str, Tensor]:
        found.append(values["latents"].clone())
        return values

    pipeline(callback_on_step_end=keep, output_type="latent", **given)
    return found


def composed(sound: Voice, image: Voice, first: Tensor, **more: Any) -> list[Tensor]:
    scheduler = tiny_diffusion.scheduler()
    latents, times = start(scheduler, STEPS, first, **more)
    return list(compose(sound, image, scheduler, latents, times))


def same(ours: list[Tensor], theirs: list[Tensor]) -> None:
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-5)


def test_without_the_sound_it_is_the_plain_pipeline_step_by_step(
    pipe: StableDiffusionPipeline,
) -> None:
    image = Voice(pipe.unet, embeddings(3), embeddings(90), 7.5)
    silent = voice(2, begins=0.0)
    theirs = steps_of(
        pipe,
        prompt_embeds=embeddings(3),
        negative_prompt_embeds=embeddings(90),
        guidance_scale=7.5,
        num_inference_steps=STEPS,
        latents=noise(),
        height=32,
        width=64,
    )
    same(composed(silent, image, noise()), theirs)


def test_two_equal_voices_are_one(pipe: StableDiffusionPipeline) -> None:
    same(composed(voice(2), voice(2), noise()), composed(voice(7, begins=0), voice(2), noise()))


def test_a_guided_start_is_that_of_image_to_image(pipe: StableDiffusionPipeline) -> None:
    torch.manual_seed(4)
    picture = torch.rand(1, 3, 32, 64)
    z0 = composition.encode(pipe.vae, picture)
    one = StableDiffusionImg2ImgPipeline(**pipe.components, requires_safety_checker=False)
    one.set_progress_bar_config(disable=True)
    theirs = steps_of(
        one,
        image=z0,  # latents are taken as they are
        prompt_embeds=embeddings(3),
        negative_prompt_embeds=embeddings(90),
        guidance_scale=5.0,
        num_inference_steps=STEPS,
        strength=0.8,
        generator=torch.Generator().manual_seed(0),
    )
    assert len(theirs) == 5, "floor(0.8 * 7)"
    image = Voice(pipe.unet, embeddings(3), embeddings(90), 5.0)
    ours = composed(voice(2, begins=0.0), image, noise(0), imprint=z0, strength=0.8)
    same(ours, theirs)


def test_the_mean_of_two_guided_predictions() -> None:
    sound, image, latents = voice(1, 4.0), voice(2, 9.0), noise()
    time = torch.tensor(500)
    with torch.no_grad():
        made = together(sound, image, latents, time, 1000)
        parts = []
        for each in (sound, image):
            without, asked = (
                each.unet(latents, time, encoder_hidden_states=e).sample
                for e in (each.nothing, each.prompt)
            )
            parts.append(without + each.guidance * (asked - without))
    torch.testing.assert_close(made, (parts[0] + parts[1]) / 2, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("sound", "image", "time", "expected"),
    [
        (1.0, 1.0, 999, (0.5, 0.5)),
        (0.8, 1.0, 801, (0.0, 1.0)),
        (0.8, 1.0, 800, (0.5, 0.5)),
        (1.0, 0.3, 999, (1.0, 0.0)),
        (0.0, 1.0, 1, (0.0, 1.0)),
        (0.0, 0.0, 500, (0.5, 0.5)),
        (0.5, 0.7, 900, (0.5, 0.5)),
    ],
)
def test_shares(sound: float, image: float, time: float, expected: tuple[float, float]) -> None:
    assert shares(sound, image, time, 1000) == expected


def test_who_has_no_say_is_not_asked() -> None:
    def broken(*_: object, **__: object) -> None:
        raise AssertionError("asked")

    silent = Voice(broken, embeddings(1), embeddings(2), 5.0, 0.5)
    together(silent, voice(2), noise(), torch.tensor(501), 1000)
    together(voice(2), silent, noise(), torch.tensor(501), 1000)


def test_the_start_from_an_imprint() -> None:
    scheduler = tiny_diffusion.scheduler()
    z0, eps = noise(1), noise(2)
    latents, times = start(scheduler, 100, eps, z0, 0.8)
    assert len(times) == 80
    bar = scheduler.alphas_cumprod[times[0]]
    torch.testing.assert_close(latents, bar.sqrt() * z0 + (1 - bar).sqrt() * eps)
    kept, none = start(scheduler, 100, eps, z0, 0.009)
    assert not len(none)
    assert kept is z0
    whole, all_times = start(scheduler, 100, eps)
    assert whole.equal(eps)
    assert len(all_times) == 100
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="0 to 1"):
            start(scheduler, 100, eps, z0, wrong)


def test_latents_come_back_as_the_picture_that_diffusers_decodes(
    pipe: StableDiffusionPipeline, tmp_path: Path
) -> None:
    made = composition.decode(pipe.vae, noise())
    theirs = pipe.vae.decode(noise() / pipe.vae.config.scaling_factor).sample
    assert made.shape == (1, 3, 32, 64)
    torch.testing.assert_close(
        made, pipe.image_processor.postprocess(theirs, "pt"), rtol=1e-5, atol=1e-5
    )
