"""`coderly search`, one query or a batch."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from adapters.commands.session import ensure_knowledge, settings_with_logs
from bot.app import today
from bot.settings import Settings
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from knowledge.errors import SourceError
from knowledge.model import SYSTEM_LABEL, System


def system_of(name: str) -> tuple[System, ...]:
    """`icd10cm` → that system; empty → all. Raises `ValueError`."""
    if not name:
        return ()
    try:
        return (System(name.lower().replace("-", "")),)
    except ValueError as error:
        raise ValueError(f"{name!r} is no code system; one of {', '.join(System)}") from error


def search_one(text: str, systems: tuple[System, ...], limit: int, *, as_json: bool) -> int:
    """Print the codes, best first; status 1 if there are none."""
    settings = settings_with_logs()
    ensure_knowledge(settings)
    with _open(settings).use() as snapshot:
        hits = snapshot.find(text, systems, limit, today())
    if as_json:
        print(json.dumps({"query": text, "codes": [h.code for h in hits], "titles": [h.title for h in hits]}, ensure_ascii=False))
    else:
        for hit in hits:
            print(f"{hit.code:9} {SYSTEM_LABEL[hit.system]:15} {hit.title}{'' if hit.reportable else '  (not reportable as it stands)'}")
    if not hits:
        print("Nothing was found; try other words.", file=sys.stderr)
    return 0 if hits else 1


def search_batch(file: Path, systems: tuple[System, ...], limit: int) -> int:
    """One JSON line a query, in the order of the file."""
    settings = settings_with_logs()
    ensure_knowledge(settings)
    with _open(settings).use() as snapshot:
        for query in queries(file):
            codes = [h.code for h in snapshot.find(query, systems, limit, today())]
            print(json.dumps({"query": query, "codes": codes}, ensure_ascii=False))
    return 0


def queries(file: Path) -> Iterator[str]:
    """Queries of a TSV with a `query` column or of JSON lines with `query`. Raises `SourceError` with the line."""
    with file.open(encoding="utf-8", errors="replace", newline="") as handle:
        head = handle.readline()
        handle.seek(0)
        if head.lstrip().startswith("{"):
            for number, line in enumerate(handle, start=1):
                if line.strip():
                    try:
                        yield str(json.loads(line)["query"])
                    except (ValueError, KeyError, TypeError) as error:
                        raise SourceError(file, "not a JSON object with a query", "Mend the line and run again.", number) from error
            return
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        if "query" not in (rows.fieldnames or ()):
            raise SourceError(file, "the first line names no column query", "Give a TSV with a query column, or JSON lines.", 1)
        for row in rows:
            yield row["query"] or ""


def _open(settings: Settings) -> KnowledgeBase:
    return KnowledgeBase(settings.knowledge_dir, lambda: embedder_named(settings.embeddings))
