"""`python -m tests.measure.documents`: how often the right place of a document is the first passage, or among the first three.

The questions (`document_questions.tsv`) and the team's note are ours; the guidelines and the policy manual are found through
`CODERLY_TEST_DATA`. What is measured is the whole way: understanding, retrieval, ranking beside the primer.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from datetime import date
from pathlib import Path

from bot.pipeline.gathering import gather
from bot.pipeline.understand import Asked, understand
from knowledge.base import KnowledgeBase, OpenSnapshot
from knowledge.embeddings import embedder_named
from knowledge.model import Passage
from tests.measure.bases import HOME, build, say

_SETS = ("document_questions.tsv", "document_questions_unseen.tsv")
"""Those on which the weights of the ranking were chosen, and those written afterwards."""
_FILES = {
    "guidelines": ("guidelines/FY25-ICD-10-CM-Guidelines-October-1-2024.pdf", "ICD-10-CM Official Guidelines", date(2025, 6, 1)),
    "manual": ("ncci/2026_ncci_medicare_policy_manual_all-chapters.descriptors-blanked.pdf", "NCCI Policy Manual", date(2026, 6, 1)),
}
_PRIMER_ON = date(2026, 6, 1)
_NOTE = """---
title: Humana notes
payer: Humana
valid_from: 2026-03-01
---
# Humana notes of the billing team
## Modifier 25
Humana wants the visit note sent with every claim that has modifier 25 on an office visit on the day of a minor procedure.
## Modifier 59
Humana accepts XS instead of 59 and prefers it.
"""


def main() -> None:
    """Print the table, and with `-v` every question that was missed."""
    data = os.environ.get("CODERLY_TEST_DATA", "")
    if not data:
        print("Documents: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    root = HOME / "knowledge-documents"
    if not (root / "CURRENT").exists():
        build(root, "wordllama", _sources(Path(data)))
    base = KnowledgeBase(root, lambda: embedder_named("wordllama"))
    with base.use() as snapshot:
        for name in _SETS:
            _table(name, snapshot)
        titles = [passage for passage in snapshot.catalog.prose.all() if not passage.document]
        answers = [gather(understand(Asked(text=f"What is the rule on {p.title.lower()}?", today=_PRIMER_ON)), snapshot).passages for p in titles]
    base.close()
    pushed = sum(bool(found) and bool(found[0].document) for found in answers)
    own = sum(bool(found) and found[0].id == passage.id for passage, found in zip(titles, answers, strict=True))
    print(f"\nprimer titles as questions: {len(titles)}, the passage itself first {own}, a piece of a document first {pushed}")


def _table(name: str, snapshot: OpenSnapshot) -> None:
    """Print how often the right place is first, and among the first three, for one set of questions."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    totals: dict[str, list[int]] = {}
    for row in rows:
        _, title, on = _FILES.get(row["document"], ("", row["document"], _PRIMER_ON))
        found = gather(understand(Asked(text=row["question"], today=on)), snapshot).passages
        ranks = [n for n, passage in enumerate(found) if _is(passage, title, row["place"])]
        count = totals.setdefault(row["document"], [0, 0, 0])
        count[0] += 1
        count[1] += ranks[:1] == [0]
        count[2] += bool(ranks)
        if "-v" in sys.argv and ranks[:1] != [0]:
            say(f"{row['question']}: wanted {row['place']}, got {[p.title[:60] for p in found]}")
    totals["all"] = [sum(column) for column in zip(*totals.values(), strict=True)]
    print(f"{name}\n{'document':20} {'n':>4} {'hit@1':>7} {'hit@3':>7}")
    for document, (number, first, three) in totals.items():
        print(f"{document:20} {number:4} {100 * first / number:7.1f} {100 * three / number:7.1f}")
    print()


def _is(passage: Passage, title: str, place: str) -> bool:
    return passage.document == title and (not place or passage.locator == place or passage.locator.startswith((place + ",", place + ")", place + ".")))


def _sources(data: Path) -> Path:
    folder = HOME / "document-sources"
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for file, _, _ in _FILES.values():
        shutil.copy(data / file, folder)
    (folder / "documents" / "humana.md").write_text(_NOTE, encoding="utf-8")
    return folder


if __name__ == "__main__":
    main()
