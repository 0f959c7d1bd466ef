"""A build with an embedder that costs time or money embeds only texts that the index before did not hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import passages
from knowledge.embeddings import Embedder
from knowledge.known_vectors import with_known
from knowledge.passages import Passages

OLD = [("A1#0", "chest pain"), ("A1#1", "pain in the chest"), ("B2#0", "broken toe"), ("C3#0", "cough")]
NEW = [("A1#0", "pain in the chest"), ("B2#0", "broken toe"), ("B2#1", "fracture of a toe"), ("D4#0", "broken toe")]
"""Texts stay, move to another id, come twice, and one is new."""


class Paid:
    """Embeds with another embedder and keeps what it was asked for."""

    costly = True

    def __init__(self, real: Embedder, name: str = "") -> None:
        self.name = name or real.name
        self.asked: list[str] = []
        self._real = real

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += texts
        return self._real.embed(texts)


def write(folder: Path, texts: list[tuple[str, str]], embedder: Embedder) -> Path:
    folder.mkdir()
    passages.write(folder, texts, embedder, lambda what, part: None)
    return folder


def vectors(folder: Path, texts: list[tuple[str, str]]) -> Any:
    opened = Passages(folder)
    try:
        return opened.vectors([identity for identity, _ in texts])
    finally:
        opened.close()


@pytest.fixture
def older(tmp_path: Path, wordllama: Embedder) -> Path:
    return write(tmp_path / "older", OLD, wordllama)


def test_only_new_texts_are_embedded_and_every_vector_is_right(tmp_path: Path, older: Path, wordllama: Embedder) -> None:
    paid = Paid(wordllama)
    embedder, opened = with_known(paid, older)
    newer = write(tmp_path / "newer", NEW, embedder)
    opened.close()
    assert paid.asked == ["fracture of a toe"]
    assert vectors(newer, NEW) == pytest.approx(wordllama.embed([text for _, text in NEW]), abs=1e-6)
    found = Passages(newer)
    assert list(found.nearest(wordllama.embed(["toe fracture"]), 1)) == ["B2"]
    found.close()


def test_vectors_of_another_embedder_are_not_used(tmp_path: Path, older: Path, wordllama: Embedder) -> None:
    paid = Paid(wordllama, "another")
    embedder, opened = with_known(paid, older)
    write(tmp_path / "newer", NEW, embedder)
    opened.close()
    assert sorted(set(paid.asked)) == sorted({text for _, text in NEW})


def test_where_embedding_is_cheap_nothing_is_looked_up(older: Path, wordllama: Embedder) -> None:
    assert with_known(wordllama, older) == (wordllama, None)


@pytest.mark.parametrize("damage", ["gone", "empty"])
def test_without_a_usable_older_index_all_is_embedded(tmp_path: Path, wordllama: Embedder, damage: str) -> None:
    folder = tmp_path / "nothing"
    if damage == "empty":
        folder.mkdir()
    paid = Paid(wordllama)
    embedder, opened = with_known(paid, folder)
    assert (embedder, opened) == (paid, None)
    assert np.array_equal(embedder.embed(["cough"]), wordllama.embed(["cough"]))
