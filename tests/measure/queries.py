"""The query sets that search is measured on, and the files that are loaded for it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from tests.measure.bases import HOME, data, linked

SEARCHED = HOME / "searched.tsv"
"""The queries of both dev sets, whose index entries are held out."""
_FILES = (
    "icd10cm/fy2026/icd10c*-tabular-*.xml",
    "icd10cm/fy2025/icd-10-cm-*-2025*.xml",
    "hcpcs/HCPC2025_OCT_ANWEB.xlsx",
    "icd10pcs/icd10pcs_*.xml",
    "icd10pcs/icd10pcs_order_*.zip",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the codes of which any is right, and where it comes from: the main term of the index, or the kind of source."""

    words: str
    codes: frozenset[str]
    main_term: str = ""
    kind: str = ""


def icd10cm_queries() -> list[Asked]:
    """1,500 entries of the alphabetic index; empty if they are not there."""
    return [Asked(r["query"], frozenset({r["code"]}), r["index_path"].split(" > ")[0]) for r in _rows("icd10cm_index_dev.tsv")]


def hcpcs_queries() -> list[Asked]:
    """1,144 entries of the HCPCS index and its table of drugs; `kind` is index, drug or brand."""
    return [Asked(r["query"], frozenset(r["codes"].split(",")), kind=r["source"]) for r in _rows("hcpcs_index_dev.tsv")]


def sources() -> Path:
    """The folder with what is searched: tabular list, index and tables, HCPCS, ICD-10-PCS. Also writes `SEARCHED`."""
    folder = linked("sources", _FILES)
    write_holdout(SEARCHED, [*icd10cm_queries(), *hcpcs_queries()])
    return folder


def write_holdout(file: Path, queries: list[Asked]) -> Path:
    """A TSV with a column `query`, as `coderly kb build --holdout` reads it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["query", *(q.words for q in queries), ""]), encoding="utf-8")
    return file


def _rows(name: str) -> list[dict[str, str]]:
    file = data("eval", name)
    if file is None:
        return []
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
