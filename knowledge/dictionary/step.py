"""The dictionary part of a build: made from the newest complete edition of each of its sources."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from knowledge import catalog_files
from knowledge.artefacts import Artefacts, digest_of, file_digest
from knowledge.catalog import FILE
from knowledge.dictionary import compiling, index_terms, table_terms
from knowledge.indexes import newest
from knowledge.model import System
from knowledge.snapshot import Part
from knowledge.told import Told

KIND = "dictionary"
_SOURCES = (index_terms.SOURCE, index_terms.CAUSES, table_terms.NEOPLASMS, table_terms.TABULAR)


def parts(artefacts: Artefacts, told: Told, catalogs: tuple[Part, ...]) -> tuple[Part, ...]:
    """The dictionary of ICD-10-CM, made if it is not there yet; none without a tabular list. Raises `KnowledgeError`."""
    chosen = _chosen(artefacts, catalogs)
    if table_terms.TABULAR not in chosen:
        return ()
    name = f"{KIND}-{System.ICD10CM}-{digest_of(str(compiling.VERSION), _lists(), *(p.artefact for p in chosen.values()))}"
    files = {source: artefacts.path(part.artefact) / FILE for source, part in chosen.items()}
    told.progress("dictionary of index words", 0.0)
    artefacts.make(name, partial(compiling.write, sources=files, editions={source: part.edition for source, part in chosen.items()}))
    told.progress("dictionary of index words", 1.0)
    return (Part(KIND, System.ICD10CM, name),)


def _chosen(artefacts: Artefacts, catalogs: tuple[Part, ...]) -> dict[str, Part]:
    """Of each source the newest complete edition: an excerpt answers for its own lines only."""
    wanted = {part: catalog_files.read(artefacts.path(part.artefact)) for part in catalogs if part.of in _SOURCES}
    whole = {part: written for part, written in wanted.items() if not written.edition.partial}
    return {part.of: part for part in newest(whole)}


def _lists() -> str:
    return "".join(file_digest(Path(__file__).with_name(name)) for name in ("words.toml", "alone.toml"))
