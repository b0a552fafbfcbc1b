"""A word of a prompt that is not read but heard: put in before the text encoder (AudioToken)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

TEMPLATE = "an art image of <*>"
"""LINKS, section 4.1."""
WORD = "<*>"


class PromptError(ValueError):
    """The prompt cannot hold the word, or it does not fit the text encoder."""


class HeardPrompt:
    """A prompt template with one `WORD`, for a CLIP `tokenizer` and text `encoder` of transformers,
    which gets the word's embedding instead of reading it. Raises `PromptError`."""

    def __init__(self, tokenizer: Any, encoder: nn.Module, template: str = TEMPLATE) -> None:
        if template.count(WORD) != 1:
            raise PromptError(f"the prompt {template!r} needs {WORD} exactly once")
        before, after = (tokenizer(part.strip()).input_ids for part in template.split(WORD))
        self._place, self._encoder = len(before) - 1, encoder
        unread = tokenizer.pad_token_id  # whatever it is: its embedding gives way
        ids = [*before[:-1], unread, *after[1:]]
        longest = tokenizer.model_max_length
        if len(ids) > longest:
            raise PromptError(f"the prompt {template!r} has {len(ids)} tokens: at most {longest}")
        self._ids = torch.tensor([ids + [tokenizer.pad_token_id] * (longest - len(ids))])

    def __call__(self, words: Tensor) -> Tensor:
        """`words` [batch, 1, width] -> the encoder's states [batch, tokens, width]; gradients go
        through. Raises `PromptError` for another width."""
        table: Any = self._encoder.get_input_embeddings()  # type: ignore[operator]
        if words.shape[-1] != table.weight.shape[-1]:
            raise PromptError(
                f"the adapter gives words of {words.shape[-1]}, the text encoder takes "
                f"{table.weight.shape[-1]}"
            )

        def put_in(_: nn.Module, __: Any, read: Tensor) -> Tensor:
            heard = words.to(read.dtype)
            return torch.cat((read[:, : self._place], heard, read[:, self._place + 1 :]), dim=1)

        handle = table.register_forward_hook(put_in)
        try:
            ids = self._ids.to(words.device).expand(len(words), -1)
            states: Tensor = self._encoder(input_ids=ids).last_hidden_state
        finally:
            handle.remove()
        return states
