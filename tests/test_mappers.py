"""The documents' adapters: shapes, sizes, what learns, what they do with time."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from generators.images.mappers import (
    LoraMapper,
    PrincipalComponents,
    Projection,
    TokenEmbedder,
    repeated,
)
from generators.images.pooling import AttentionPooling, SimilarityPooling
from training.images.alignment import word_penalty

SMALL = {
    "token": lambda: TokenEmbedder(12, 8),
    "lora": lambda: LoraMapper(12, 16, 8, rank=2),
    "projection": lambda: Projection(12, 8),
}


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_the_embedder_for_beats_has_the_size_of_the_public_one() -> None:
    assert sum(p.numel() for p in TokenEmbedder().parameters()) == 8_853_507


@pytest.mark.parametrize("kind", SMALL)
def test_each_gives_one_token_and_is_still_when_it_does_not_learn(kind: str) -> None:
    torch.manual_seed(1)
    mapper = SMALL[kind]()
    features = numbers(3, 5, 12)
    mapper.train()
    assert not torch.equal(mapper(features), mapper(features)), "dropout, in training"
    mapper.eval()
    assert torch.equal(mapper(features), mapper(features)), "a token that jitters is a flicker"
    assert mapper(features).shape == (3, 1, 8)


@pytest.mark.parametrize("kind", SMALL)
def test_what_learns_gets_a_gradient_and_what_is_frozen_does_not(kind: str) -> None:
    torch.manual_seed(1)
    mapper = SMALL[kind]().train()
    if kind == "lora":  # B begins at 0, so that A has no gradient yet
        for layer in (mapper.first, mapper.last):
            nn.init.normal_(layer.up.weight)
    mapper(numbers(3, 5, 12)).square().sum().backward()
    frozen = {n for n, p in mapper.named_parameters() if p.grad is None}
    wanted = {f"{layer}.base.{what}" for layer in ("first", "last") for what in ("weight", "bias")}
    assert frozen == (wanted if kind == "lora" else set())


def test_a_fresh_lora_layer_is_its_frozen_one() -> None:
    layer = LoraMapper(12, 16, 8).first
    x = numbers(4, 12)
    assert torch.equal(layer(x), layer.base(x))
    nn.init.normal_(layer.up.weight)
    whole = layer.base.weight + layer.alpha * layer.up.weight @ layer.down.weight
    assert torch.allclose(layer(x), F.linear(x, whole, layer.base.bias), atol=1e-5)


def test_both_poolings_weigh_times_and_do_not_care_for_their_order() -> None:
    torch.manual_seed(2)
    features = numbers(2, 7, 6)
    for pooling in (AttentionPooling(6, 6), SimilarityPooling(6).eval()):
        pooled = pooling(features)
        assert pooled.shape == (2, 6)
        assert torch.allclose(pooled, pooling(features[:, torch.randperm(7)]), atol=1e-6)
        assert not torch.allclose(pooled, features.mean(dim=1), atol=1e-3)
        one = features[:, :1]
        assert torch.allclose(pooling(one), one[:, 0], atol=1e-6)


def test_the_pooling_by_likeness_is_the_formula() -> None:
    torch.manual_seed(3)
    pooling = SimilarityPooling(6).eval()
    with torch.no_grad():
        pooling.balance.copy_(torch.tensor([0.7, 1.9]))
    (e,) = numbers(1, 5, 6)
    with torch.no_grad():
        u = [pooling.score(pooling.hidden(e_t).relu()) for e_t in e]
        p = [
            sum(F.cosine_similarity(pooling.query(t), pooling.key(s), dim=0) for s in e) / 5
            for t in e
        ]
        alpha = torch.stack([0.7 * a + 1.9 * b for a, b in zip(u, p, strict=True)]).softmax(dim=0)
        assert torch.allclose(pooling(e[None])[0], (alpha * e).sum(dim=0), atol=1e-6)


def test_equal_tokens_say_no_more_than_one() -> None:
    """So the copies that CoverGen makes of its token are a switch for compatibility."""
    attention = nn.MultiheadAttention(8, 2, batch_first=True).eval()
    token, pixels = numbers(1, 1, 8), numbers(1, 9, 8, seed=1)
    copies = repeated(token)
    assert copies.shape == (1, 77, 8)
    one, many = (attention(pixels, keys, keys)[0] for keys in (token, copies))
    assert torch.allclose(one, many, atol=1e-5)


def test_principal_components_are_those_of_scikit_learn() -> None:
    from sklearn.decomposition import PCA

    embeddings = numbers(50, 12) * torch.arange(1, 13)
    mapper = PrincipalComponents(12, 4)
    mapper.fit(embeddings)
    found = mapper(embeddings[:, None])[:, 0]
    wanted = torch.from_numpy(PCA(4).fit_transform(embeddings.numpy()))
    assert torch.allclose(found.abs(), wanted.abs().float(), atol=1e-3), "but for signs"
    assert not list(mapper.parameters()), "nothing to train"
    with pytest.raises(ValueError, match="4 directions need"):
        mapper.fit(embeddings[:3])


def test_the_penalty_is_that_of_the_document() -> None:
    words, labels = numbers(3, 1, 8), numbers(3, 8, seed=1)
    cos = sum(F.cosine_similarity(w[0], t, dim=0) for w, t in zip(words, labels, strict=True)) / 3
    wanted = 0.01 * words.abs().mean() + 0.01 * (1 - cos) ** 2
    assert torch.allclose(word_penalty(words, labels), wanted)
    squares = word_penalty(words, l1=0.0, l2=0.5)
    assert torch.allclose(squares, 0.5 * (words**2).mean())
    assert torch.allclose(word_penalty(words, words[:, 0], l1=0.0), torch.zeros(()), atol=1e-10)
