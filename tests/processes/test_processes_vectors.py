"""Copies of the vectors on a real Chroma server: the same answers as from disk, and from disk where the server cannot give them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import chromadb
import numpy as np
import pytest
from processes_fleet import Chroma, chroma_server

from knowledge.chroma_server import COMPLETE, ServedCollection, copy_all
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError
from knowledge.passages import COMPARED, Passages
from knowledge.snapshot import Snapshots

OWN = "collection-of-somebody-else"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def snapshots(small_home: Path, tmp_path: Path) -> Snapshots:
    shutil.copytree(small_home / "knowledge", tmp_path / "knowledge")
    return Snapshots(tmp_path / "knowledge")


def folder_of(snapshots: Snapshots, of: str = "icd10cm") -> Path:
    part = next(p for p in snapshots.current().parts_of("passages") if p.of == of)
    return snapshots.artefacts.path(part.artefact)


@pytest.mark.parametrize("compared", [COMPARED, 0])
def test_a_copy_gives_the_same_neighbours_texts_and_vectors(chroma: Chroma, snapshots: Snapshots, compared: int) -> None:
    for collection in (client := chromadb.HttpClient("127.0.0.1", chroma.port)).list_collections():
        client.delete_collection(collection.name)
    assert copy_all(chroma.url, snapshots, snapshots.current()) == len(snapshots.current().parts_of("passages"))
    assert copy_all(chroma.url, snapshots, snapshots.current()) == 0
    vector = embedder_named("wordllama").embed(["type 2 diabetes with kidney disease"])
    served, local = (Passages(folder_of(snapshots), server, compared) for server in (chroma.url, ""))
    assert served.embedder == local.embedder
    at_server, on_disk = served.nearest(vector, 20), local.nearest(vector, 20)
    assert list(at_server) == list(on_disk)
    assert [v[0] for v in at_server.values()] == pytest.approx([v[0] for v in on_disk.values()], abs=1e-5)
    assert served.texts("E11.9") == local.texts("E11.9") != ()
    ids = [identity for identity, _ in local.all_texts(100)][:5]
    assert np.allclose(served.vectors(ids), local.vectors(ids), atol=1e-6)
    served.close()
    local.close()


@pytest.mark.parametrize("words", ["type 2 diabetes with kidney disease", "chest pain", "kidney"])
def test_comparing_every_text_finds_what_chroma_finds(snapshots: Snapshots, words: str) -> None:
    vector = embedder_named("wordllama").embed([words])
    compared, searched = Passages(folder_of(snapshots)), Passages(folder_of(snapshots), compared=0)
    for limit in (1, 20):  # of texts that are equally near either may come first
        distances = [[distance for _, distance in of._nearest_texts(vector, limit)] for of in (compared, searched)]
        assert distances[0] == pytest.approx(distances[1], abs=1e-5)
    found, expected = (of.nearest(vector, 100_000) for of in (compared, searched))
    assert {owner: count for owner, (_, count) in found.items()} == {owner: count for owner, (_, count) in expected.items()}
    assert [found[owner][0] for owner in expected] == pytest.approx([likeness for likeness, _ in expected.values()], abs=1e-5)
    compared.close()
    searched.close()


def test_a_copy_that_was_broken_off_is_not_used_and_is_made_anew(chroma: Chroma, snapshots: Snapshots) -> None:
    name = folder_of(snapshots).name
    client = chromadb.HttpClient("127.0.0.1", chroma.port)
    if name in {c.name for c in client.list_collections()}:
        client.delete_collection(name)
    client.create_collection(name, metadata={"embedder": "wordllama", COMPLETE: False}, embedding_function=None)
    passages = Passages(folder_of(snapshots), chroma.url)
    assert passages.texts("E11.9")  # from disk
    passages.close()
    copy_all(chroma.url, snapshots, snapshots.current())
    assert client.get_collection(name, embedding_function=None).count() > 0


def test_only_what_was_copied_from_here_is_ever_removed(chroma: Chroma, snapshots: Snapshots) -> None:
    client = chromadb.HttpClient("127.0.0.1", chroma.port)
    client.get_or_create_collection(OWN, embedding_function=None)
    copy_all(chroma.url, snapshots, snapshots.current())
    gone = folder_of(snapshots, "cpt")
    shutil.rmtree(gone)
    part = next(p for p in snapshots.current().parts if p.artefact == gone.name)
    kept = tuple(p for p in snapshots.current().parts if p != part)
    copy_all(chroma.url, snapshots, snapshots.write(kept, complete=True))
    names = {c.name for c in client.list_collections()}
    assert gone.name not in names
    assert {OWN, folder_of(snapshots).name} <= names


def test_a_server_that_comes_back_is_asked_again_after_a_while(chroma: Chroma, snapshots: Snapshots) -> None:
    copy_all(chroma.url, snapshots, snapshots.current())
    now = 0.0
    folder = folder_of(snapshots)
    opened: list[str] = []
    local = chromadb.PersistentClient(str(folder)).get_collection("terms", embedding_function=None)

    def from_disk() -> object:
        opened.append("disk")
        return local

    collection = ServedCollection(chroma.url, folder.name, from_disk, clock=lambda: now)
    count = collection.count()
    assert opened == []
    chroma.stop()
    assert collection.count() == count
    assert opened == ["disk"]
    chroma.start()
    assert collection.count() == count  # still from disk
    assert collection._served is None
    now = 31.0
    assert collection.count() == count
    assert collection._served is not None


def test_a_server_that_is_away_or_no_address_is_said(snapshots: Snapshots) -> None:
    for url in ("http://127.0.0.1:9", "chroma:8000", "nonsense"):
        with pytest.raises(KnowledgeError):
            copy_all(url, snapshots, snapshots.current())
