"""Embedding only what is new: the vectors of texts that the passage index before held are taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.embeddings import Embedder
from knowledge.passages import Passages

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

_BATCH = 5_000


class KnownVectors:
    """An embedder that asks another one only for texts which an older passage index of the same embedder lacks."""

    def __init__(self, embedder: Embedder, older: Passages) -> None:
        self.name = embedder.name
        self.costly = embedder.costly
        self.embedded = 0
        """Texts that had to be embedded."""
        self._embedder = embedder
        self._older = older
        self._ids = {_key(text): identity for identity, text in older.all_texts(_BATCH)} if older.embedder == embedder.name else {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        import numpy as np

        ids = [self._ids.get(_key(text)) for text in texts]
        new = [position for position, identity in enumerate(ids) if identity is None]
        known = [position for position, identity in enumerate(ids) if identity is not None]
        self.embedded += len(new)
        fresh = self._embedder.embed([texts[position] for position in new]) if new else None
        stored = self._older.vectors([identity for identity in ids if identity is not None]) if known else None
        width = next(vectors.shape[1] for vectors in (fresh, stored) if vectors is not None)
        vectors = np.zeros((len(texts), width), dtype=np.float32)
        if fresh is not None:
            vectors[new] = fresh
        if stored is not None:
            vectors[known] = stored
        return vectors


def with_known(embedder: Embedder, older: Path | None) -> tuple[Embedder, Any]:
    """The embedder, sparing what an older index holds if embedding costs more than looking up; and what to close afterwards."""
    if older is None or not embedder.costly or not older.is_dir():
        return embedder, None
    try:
        passages = Passages(older)
    except Exception:  # noqa: BLE001 - Chroma raises its own zoo; without the older index all is embedded
        return embedder, None
    return KnownVectors(embedder, passages), passages


def _key(text: str) -> bytes:
    """Sixteen bytes instead of the text: two hundred thousand of them are kept."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
