"""Vectors on a Chroma server, for processes that share them: one copy in memory instead of one a process.

What a build wrote to disk stays the original. A collection of the server is a copy under the artefact's name, and counts only once it
is marked as complete; while there is none, or the server does not answer, the files on disk do.
"""

from __future__ import annotations

import fcntl
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from knowledge.errors import KnowledgeError
from knowledge.snapshot import Manifest, Snapshots, write_atomically

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

COMPLETE = "complete"
_AGAIN_SECONDS = 30.0
"""Before a server that did not answer, or lacked a collection, is asked again."""
_PATIENCE = 5.0
"""Seconds that a query may take; the files on disk answer after that."""
_COPY_PATIENCE = 120.0
_BATCH = 2_000
_COPIED = "chroma.json"

_log = logging.getLogger(__name__)


def connect(url: str, patience: float = _PATIENCE) -> ClientAPI:
    """A client of the server at `http(s)://host:port`. Raises `KnowledgeError` if it does not answer."""
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise KnowledgeError("CODERLY_CHROMA_URL is no address.", "Write e.g. http://chroma:8000, or leave it empty.")
    secure = parts.scheme == "https"
    try:
        client = chromadb.HttpClient(
            parts.hostname, parts.port or (443 if secure else 8000), ssl=secure, settings=Settings(anonymized_telemetry=False)
        )
    except Exception as error:  # the library raises its own zoo
        raise KnowledgeError("The Chroma server does not answer.", "Look at it and at CODERLY_CHROMA_URL.") from error
    session: Any = getattr(getattr(client, "_server", None), "_session", None)
    if session is not None:
        session.timeout = patience  # else a server that hangs would hold a thread for ever
    return client


class ServedCollection:
    """A collection of the server, and in its place the one on disk while the server cannot be asked. Looks like a collection of Chroma's."""

    def __init__(self, url: str, name: str, local: Callable[[], Any], clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._name = name
        self._open_local = local
        self._clock = clock
        self._lock = threading.Lock()
        self._served: Any = None
        self._local: Any = None
        self._ask_at = 0.0

    @property
    def metadata(self) -> Mapping[str, Any]:
        """See Chroma."""
        found: Mapping[str, Any] = self._asked(lambda collection: collection.metadata or {})
        return found

    def count(self) -> int:
        """See Chroma."""
        return int(self._asked(lambda collection: collection.count()))

    def query(self, **wanted: Any) -> Any:
        """See Chroma."""
        return self._asked(lambda collection: collection.query(**wanted))

    def get(self, **wanted: Any) -> Any:
        """See Chroma."""
        return self._asked(lambda collection: collection.get(**wanted))

    def _asked(self, ask: Callable[[Any], Any]) -> Any:
        if self._clock() >= self._ask_at:
            try:
                return ask(self._at_server())
            except Exception as error:  # noqa: BLE001 - the library raises its own zoo; the files on disk answer
                self._served = None
                self._ask_at = self._clock() + _AGAIN_SECONDS
                _log.warning("chroma_not_asked", extra={"collection": self._name, "error": type(error).__name__})
        with self._lock:
            if self._local is None:
                self._local = self._open_local()
        return ask(self._local)

    def _at_server(self) -> Any:
        if self._served is None:
            found = connect(self._url).get_collection(self._name, embedding_function=None)
            if not (found.metadata or {}).get(COMPLETE):
                raise KnowledgeError("The copy on the Chroma server is not complete.")
            self._served = found
        return self._served


def copy_all(url: str, snapshots: Snapshots, manifest: Manifest) -> int:
    """Bring every passage index of a snapshot to the server and forget there what no snapshot refers to. How many were copied.

    One process does it at a time, others wait and find it done. Raises `KnowledgeError`.
    """
    wanted = [part.artefact for part in manifest.parts_of("passages")]
    with _alone(snapshots.root):
        client = connect(url, _COPY_PATIENCE)
        try:
            copied = sum(_copy(client, snapshots.artefacts.path(name), name) for name in wanted)
            _forget(client, snapshots, wanted)
        except KnowledgeError:
            raise
        except Exception as error:  # the library raises its own zoo
            raise KnowledgeError("The vectors could not be copied to the Chroma server.", "Look at it; files on disk answer meanwhile.") from error
        return copied


def _copy(client: ClientAPI, folder: Path, name: str) -> bool:
    """Copy one index, unless it is there."""
    from chromadb.errors import NotFoundError

    from knowledge.passages import configured, opened

    try:
        there = client.get_collection(name, embedding_function=None)
        if (there.metadata or {}).get(COMPLETE):
            return False
        client.delete_collection(name)  # of a process that died over it
    except NotFoundError:
        pass
    with opened(folder) as local:
        count = local.count()
        made = client.create_collection(name, metadata={**(local.metadata or {}), COMPLETE: False}, embedding_function=None, configuration=configured(count))
        for start in range(0, count, _BATCH):
            rows: Any = local.get(limit=_BATCH, offset=start, include=["embeddings", "metadatas"])
            made.add(ids=rows["ids"], embeddings=rows["embeddings"], metadatas=rows["metadatas"])
        if count:  # the first query brings the log into the vector index; let the copying pay for that
            made.query(query_embeddings=[rows["embeddings"][0]], n_results=1)
        made.modify(metadata={**(local.metadata or {}), COMPLETE: True})
    return True


def _forget(client: ClientAPI, snapshots: Snapshots, wanted: Iterable[str]) -> None:
    """Remove what was copied from here and is referred to no more; collections of others on the server are left alone."""
    from chromadb.errors import NotFoundError

    file = snapshots.root / _COPIED
    try:
        before = set(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        before = set()
    kept = {*wanted, *(name for name in before if snapshots.artefacts.has(name))}
    for name in before - kept:
        try:
            client.delete_collection(name)
        except NotFoundError:
            continue
    write_atomically(file, json.dumps(sorted(kept)))


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "chroma.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
