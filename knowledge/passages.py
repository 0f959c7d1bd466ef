"""Dense search: one Chroma directory a code system, vectors made outside Chroma.

Decided by measurement (docs/bench.md): no embedding function in Chroma (its own pads every text to 256
tokens), one collection a system instead of `where` filters (a filter costs 75 times a query), the text kept as
metadata instead of a document (Chroma's full-text index doubles the time of a build and is not used here), ids
`code#n` so that a code's texts are fetched by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.chroma_server import ServedCollection
from knowledge.embeddings import Embedder
from knowledge.sources.base import Progress

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

    from knowledge.embeddings import Vectors

VERSION = 4
_COLLECTION = "terms"
_BATCH = 5_000
"""Chroma takes at most 5,461 a call."""
_LARGE, _SEARCHED, _SEARCHED_OF_FEW = 50_000, 400, 200
"""Neighbours that a query looks through (`ef_search`) in a large collection and in others: what is found is then as in an exact
search to a tenth of a point; a query costs in proportion."""

COMPARED = 2_000_000
"""Numbers (texts × dimensions) up to which a query is compared with every text: 8 MB. A query of Chroma costs one to two milliseconds
before it begins to search, and three on a server; comparing all takes a tenth of that, and finds the nearest for certain."""

MAX_TERMS = 12
"""Texts of one code that are fetched by id; more inclusion terms than that do not fit a card."""


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def configured(count: int) -> CreateCollectionConfiguration:
    """How a collection of so many texts is indexed.

    The vector index is written to disk when `sync_threshold` rows have come in: exactly once, with the last of them. Below the threshold
    it would only be in Chroma's log, and every opening would build it anew (13 s).
    """
    return {
        "hnsw": {
            "space": "cosine",
            "ef_search": _SEARCHED if count > _LARGE else _SEARCHED_OF_FEW,
            "sync_threshold": max(2, count),
            "batch_size": max(2, min(_BATCH, count)),
        }
    }


@contextmanager
def opened(folder: Path) -> Iterator[Collection]:
    """The collection of a folder, as Chroma has it."""
    client = _client(folder)
    try:
        yield client.get_collection(_COLLECTION, embedding_function=None)
    finally:
        _close(client)


def write(folder: Path, texts: Sequence[tuple[str, str]], embedder: Embedder, progress: Progress) -> int:
    """Embed and store `(id, text)` in an empty folder; ids are unique. Gives their number."""
    client = _client(folder)
    collection = client.create_collection(
        _COLLECTION,
        metadata={"embedder": embedder.name},
        embedding_function=None,
        configuration=configured(len(texts)),
    )
    done = 0
    for batch in _batches(texts, _BATCH):
        vectors = embedder.embed([text for _, text in batch])
        collection.add(ids=[i for i, _ in batch], embeddings=vectors, metadatas=[{"text": text} for _, text in batch])
        done += len(batch)
        progress("passages", done / len(texts))
    if texts:  # the first query brings the log into the vector index; let the build pay for that
        collection.query(query_embeddings=embedder.embed([texts[0][1]]), n_results=1)
    _close(client)
    return done


def _close(client: ClientAPI) -> None:
    close = getattr(client, "close", None)
    if close is not None:
        close()


def _batches(items: Iterable[tuple[str, str]], size: int) -> Iterable[list[tuple[str, str]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class Passages:
    """A collection opened for reading. Calls block (a few milliseconds): make them off the event loop.

    `server` is the address of a Chroma server that is asked first for the copy of this folder, `compared` see `COMPARED`.
    """

    def __init__(self, folder: Path, server: str = "", compared: int = COMPARED) -> None:
        self._client: ClientAPI | None = None

        def local() -> Collection:
            self._client = _client(folder)
            return self._client.get_collection(_COLLECTION, embedding_function=None)

        self._collection: Any = ServedCollection(server, folder.name, local) if server else local()
        self._count = self._collection.count()
        self.embedder = str((self._collection.metadata or {}).get("embedder", ""))
        """Name of the embedder whose vectors these are; no other's can be compared with them."""
        self._compared = self._few(compared)

    def nearest(self, vector: Vectors, limit: int) -> dict[str, tuple[float, int]]:
        """Owner (code or passage id) → (cosine of its nearest text, how many of its texts are among the `limit` nearest)."""
        if not self._count:
            return {}
        best: dict[str, tuple[float, int]] = {}
        for text_id, distance in self._nearest_texts(vector, min(limit, self._count)):
            owner = text_id.rpartition("#")[0]
            likeness, count = best.get(owner, (1.0 - distance, 0))
            best[owner] = (likeness, count + 1)
        return best

    def _nearest_texts(self, vector: Vectors, limit: int) -> Iterator[tuple[str, float]]:
        """Ids and cosine distances, the nearest first."""
        if self._compared is not None:
            import numpy as np

            ids, vectors = self._compared
            # not `@`: the threads of BLAS wait for work in a loop, which costs more processor time than the product
            distances = 1.0 - np.einsum("ij,j->i", vectors, vector[0] / (np.linalg.norm(vector[0]) or 1.0))
            nearest = np.argpartition(distances, limit - 1)[:limit]
            nearest = nearest[np.argsort(distances[nearest], kind="stable")]
            return zip([ids[place] for place in nearest], distances[nearest].tolist(), strict=True)
        found: Any = self._collection.query(query_embeddings=vector, n_results=limit, include=["distances"])
        return zip(found["ids"][0], found["distances"][0], strict=True)

    def _few(self, most: int) -> tuple[list[str], Vectors] | None:
        """Ids and vectors (texts × dimensions, each of length 1) of a small collection; None of a large one."""
        import numpy as np

        first: Any = self._collection.get(limit=1, include=["embeddings"])["embeddings"] if self._count else []
        if not len(first) or self._count * len(first[0]) > most:
            return None
        found: Any = self._collection.get(include=["embeddings"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(lengths > 0.0, lengths, 1.0)
        return list(found["ids"]), vectors

    def texts(self, owner: str) -> tuple[str, ...]:
        """The stored texts of one code, by id, in their order."""
        found: Any = self._collection.get(ids=[f"{owner}#{n}" for n in range(MAX_TERMS)], include=["metadatas"])
        pairs = zip(found["ids"], found["metadatas"], strict=True)
        return tuple(str(meta["text"]) for _, meta in sorted(pairs, key=lambda pair: int(pair[0].rpartition("#")[2])))

    def all_texts(self, batch: int) -> Iterator[tuple[str, str]]:
        """Every id with its text."""
        for start in range(0, self._count, batch):
            found: Any = self._collection.get(limit=batch, offset=start, include=["metadatas"])
            yield from ((identity, str(meta["text"])) for identity, meta in zip(found["ids"], found["metadatas"], strict=True))

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of these ids, in this order; an id may be asked for twice."""
        import numpy as np

        found: Any = self._collection.get(ids=list(dict.fromkeys(ids)), include=["embeddings"])
        rows = {identity: row for row, identity in enumerate(found["ids"])}
        return np.asarray(found["embeddings"], dtype=np.float32)[[rows[identity] for identity in ids]]

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            _close(self._client)
