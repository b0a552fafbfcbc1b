"""A heard word in a prompt, with a tiny text encoder of the real kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from generators.images.prompt import TEMPLATE, HeardPrompt, PromptError

transformers = pytest.importorskip("transformers")
WORDS = ("a", "an", "art", "image", "of", "music", "*")
LENGTH = 12


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("tokens")
    letters = sorted({letter for word in WORDS for letter in word})
    merges, vocabulary = [], [*letters, *(f"{letter}</w>" for letter in letters)]
    for word in WORDS:
        parts = [*word[:-1], word[-1] + "</w>"]
        while len(parts) > 1:
            if parts[:2] not in merges:
                merges.append(parts[:2])
            parts[:2] = ["".join(parts[:2])]
            vocabulary.append(parts[0])
    vocabulary = [*dict.fromkeys(vocabulary), "<|startoftext|>", "<|endoftext|>"]
    table = {token: number for number, token in enumerate(vocabulary)}
    (folder / "vocab.json").write_text(json.dumps(table))
    lines = ["#version: 0.2", *(" ".join(pair) for pair in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    return transformers.CLIPTokenizer(
        str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=LENGTH
    )


@pytest.fixture
def encoder(tokenizer: Any) -> torch.nn.Module:
    torch.manual_seed(0)
    config = transformers.CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=2, max_position_embeddings=LENGTH,
    )  # fmt: skip
    return transformers.CLIPTextModel(config).eval()


def read(tokenizer: Any, encoder: torch.nn.Module, prompt: str) -> Tensor:
    ids = tokenizer(prompt, padding="max_length", max_length=LENGTH, return_tensors="pt").input_ids
    return encoder(input_ids=ids).last_hidden_state


@pytest.mark.parametrize("template", [TEMPLATE, "<*> art", "an <*> image of music"])
def test_a_word_that_is_heard_as_it_is_written_changes_nothing(
    tokenizer: Any, encoder: torch.nn.Module, template: str
) -> None:
    number = tokenizer("music").input_ids[1]
    word = encoder.get_input_embeddings().weight[number][None, None]
    written = read(tokenizer, encoder, template.replace("<*>", "music"))
    assert torch.allclose(HeardPrompt(tokenizer, encoder, template)(word), written, atol=1e-6)
    assert not torch.allclose(HeardPrompt(tokenizer, encoder, template)(word + 1), written)


def test_words_of_a_batch_are_apart_and_learn(tokenizer: Any, encoder: torch.nn.Module) -> None:
    prompt = HeardPrompt(tokenizer, encoder)
    words = torch.randn(3, 1, 16, requires_grad=True)
    states = prompt(words)
    assert states.shape == (3, LENGTH, 16)
    assert torch.allclose(states[1:2], prompt(words[1:2]), atol=1e-6)
    states[1].sum().backward()
    assert words.grad is not None
    assert [bool(each.any()) for each in words.grad] == [False, True, False]
    before = read(tokenizer, encoder, "an art")
    assert torch.equal(read(tokenizer, encoder, "an art"), before), "the encoder is as it was"


def test_what_cannot_be_is_said(tokenizer: Any, encoder: torch.nn.Module) -> None:
    for template in ("an art image", "<*> and <*>"):
        with pytest.raises(PromptError, match="exactly once"):
            HeardPrompt(tokenizer, encoder, template)
    with pytest.raises(PromptError, match="at most 12"):
        HeardPrompt(tokenizer, encoder, "an art image of music " * 3 + "<*>")
    with pytest.raises(PromptError, match="words of 8, the text encoder takes 16"):
        HeardPrompt(tokenizer, encoder)(torch.zeros(1, 1, 8))
