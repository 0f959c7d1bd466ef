"""Catalogs with tabular lists: the real FY2026 that comes with the installation, and a small FY2025 of our own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_tabular
from sources_reading import read

from knowledge.catalog import Catalog
from knowledge.sources.icd10cm_tabular import Icd10cmTabular, packaged_tabular

PELVIS = "<diag><name>R10</name><desc>Belly pain</desc><diag><name>R10.2</name><desc>Pain of the pelvis</desc></diag></diag>"


def packaged_list() -> Path:
    path = packaged_tabular()
    if path is None:
        pytest.skip("simple-icd-10-cm is not installed")
    return path


def small_2025(folder: Path) -> Path:
    """FY2025 in our own words: R10.2 is still complete, and there is no E11.A."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "small-october.xml"
    file.write_text(small_tabular.xml(2025).replace("<diag><name>R07</name>", f"{PELVIS}<diag><name>R07</name>"), encoding="utf-8")
    return file


def catalog_of(root: Path, *files: Path) -> Catalog:
    folders = []
    for number, path in enumerate(files):
        folder = root / f"tabular-{number}"
        read(Icd10cmTabular(), path, folder)[0].close()
        folders.append(folder)
    return Catalog(folders)


class Printed:
    """The XML of a list, asked without any code of the product."""

    def __init__(self, path: Path) -> None:
        self.root = ET.parse(path).getroot()
        self.above: dict[str, tuple[ET.Element, ...]] = {}
        for chapter in self.root.findall("chapter"):
            for section in chapter.findall("section"):
                for diag in section.findall("diag"):
                    self._walk(diag, (chapter, section))

    def _walk(self, diag: ET.Element, above: tuple[ET.Element, ...]) -> None:
        self.above[diag.findtext("name", "")] = (*above, diag)
        for below in diag.findall("diag"):
            self._walk(below, (*above, diag))

    def notes(self, code: str, kind: str) -> Iterator[str]:
        """The texts of a kind of note at a code and all above it."""
        for element in self.above[code]:
            for notes in element.findall(kind):
                yield from (" ".join("".join(note.itertext()).split()) for note in notes.findall("note"))

    def complete(self, code: str) -> bool:
        """Whether a code stands in the list, has nothing below it and takes no 7th character."""
        line = self.above.get(code)
        return line is not None and not line[-1].findall("diag") and not any(e.find("sevenChrDef") is not None for e in line)

    def seventh(self, code: str) -> list[str]:
        """The 7th characters of the nearest definition."""
        for element in reversed(self.above[code]):
            definition = element.find("sevenChrDef")
            if definition is not None:
                return [extension.get("char", "") for extension in definition.findall("extension")]
        return []
