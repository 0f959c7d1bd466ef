"""One reader per published file. `readers()` lists them in the order in which files are offered to them."""

from __future__ import annotations

from knowledge.sources.base import Reader
from knowledge.sources.icd10cm_tabular import Icd10cmTabular
from knowledge.sources.starter import Starter


def readers() -> tuple[Reader, ...]:
    """Every reader the program has."""
    return (Icd10cmTabular(), Starter())


def reader_named(name: str) -> Reader:
    """The reader of that name. Raises `KeyError`."""
    return {reader.name: reader for reader in readers()}[name]
