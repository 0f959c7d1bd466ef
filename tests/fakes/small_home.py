"""A small knowledge base: our own little tabular list in place of the packaged one, and the packaged starter pack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import small_tabular

from knowledge.build import Build
from knowledge.discover import HEAD_BYTES
from knowledge.order import Order
from knowledge.sources.icd10cm_tabular import Icd10cmTabular, packaged_tabular


def drop_sources(folder: Path, chapters: Iterable[small_tabular.Chapter] = small_tabular.CHAPTERS) -> None:
    """Write the files an operator would drop.

    One carries the edition of the packaged list and so takes its place (a dropped file wins), which keeps the
    build to a second or two. The other is this fiscal year's, so that today has an edition whenever this runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chapters = tuple(chapters)
    (folder / "this-october.xml").write_text(small_tabular.xml(this_year(), chapters), encoding="utf-8")
    packaged = packaged_tabular()
    if packaged is not None:
        edition = Icd10cmTabular().recognise(packaged, packaged.read_bytes()[:HEAD_BYTES])
        assert edition is not None
        assert edition.ends is not None
        update = "april" if "April" in edition.name else "october"
        (folder / f"packaged-{update}.xml").write_text(small_tabular.xml(edition.ends.year, chapters), encoding="utf-8")


def this_year() -> int:
    """The fiscal year of today."""
    today = date.today()  # noqa: DTZ011 - the person's own day is meant
    return today.year + (today.month >= 10)


def build(home: Path) -> Path:
    """Build it in `home`: in this process, which is as good as the usual child and saves starting one."""
    drop_sources(home / "sources")
    Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama"), lambda event: None).run()
    return home


def reload(home: Path, before: str = "Chest pain, unspecified", after: str = "Chest ache, unspecified") -> None:
    """The publisher's next reading of this fiscal year's list, built: one title is another."""
    for file in (home / "sources").glob("this-*.xml"):
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
    Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama"), lambda event: None).run()
