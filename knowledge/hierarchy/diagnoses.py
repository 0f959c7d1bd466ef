"""Down the tabular list: chapters, blocks, categories, codes."""

from __future__ import annotations

from datetime import date

from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.hierarchy.model import Level, Node, top
from knowledge.model import SYSTEM_LABEL, System


def chapters(catalog: Catalog, on: date) -> Level | None:
    """The chapters."""
    file, _ = catalog.tabular(on)
    if file is None:
        return None
    rows = file.all("SELECT id, title FROM section WHERE id LIKE 'chapter %'")
    rows.sort(key=lambda row: int(row[0].split()[1]))
    nodes = tuple(Node(title, identity, identity.capitalize()) for identity, title in rows)
    return Level("icd10cm", SYSTEM_LABEL[System.ICD10CM], nodes, top(), file.edition)


def blocks(catalog: Catalog, number: str, on: date) -> Level | None:
    """The blocks of a chapter."""
    file, _ = catalog.tabular(on)
    title = file.one("SELECT title FROM section WHERE id = ?", f"chapter {number}") if file is not None else None
    if file is None or title is None:
        return None
    rows = file.all("SELECT block, min(seq) FROM code WHERE parent IS NULL AND chapter = ? GROUP BY block ORDER BY 2", number)
    nodes = [
        Node(file.one("SELECT title FROM section WHERE id = ?", block)[0], block.removeprefix("block "), block.removeprefix("block "))
        for block, _ in rows
    ]
    nodes = [node if "-" in node.place else Node(node.title, f"{node.place}-{node.place}", node.label) for node in nodes]
    return Level(f"chapter {number}", f"Chapter {number}: {title[0]}", tuple(nodes), top(System.ICD10CM), file.edition)


def categories(catalog: Catalog, bounds: str, on: date) -> Level | None:
    """The categories of a block, named by its bounds: `E08-E13`, `B20-B20`."""
    first, _, last = bounds.partition("-")
    identity = f"block {first}" if first == last else f"block {bounds}"
    file, _ = catalog.tabular(on)
    row = file.one("SELECT title, chapter FROM section WHERE id = ?", identity) if file is not None else None
    if file is None or row is None:
        return None
    title, chapter = row
    rows = file.all("SELECT code, title, reportable FROM code WHERE parent IS NULL AND block = ? ORDER BY seq", identity)
    if not rows:  # a block of blocks: its parts are
        rows = file.all(
            "SELECT code, title, reportable FROM code WHERE parent IS NULL AND chapter = ? AND key >= ? AND key <= ? ORDER BY seq", chapter, first, last
        )
    above = (*top(System.ICD10CM), Node("", f"chapter {chapter}", f"Chapter {chapter}"))
    return Level(bounds, title, tuple(_code_node(*row) for row in rows), above, file.edition)


def below(catalog: Catalog, code: str, on: date) -> Level | None:
    """The codes below a code; a code that has none stands alone."""
    file, _ = catalog.tabular(on)
    row = file.one("SELECT title, block, chapter FROM code WHERE key = ?", icd10cm.key(code)) if file is not None else None
    if file is None or row is None:
        return None
    title, block, chapter = row
    rows = file.all("SELECT code, title, reportable FROM code WHERE parent = ? ORDER BY seq", code)
    rows = rows or [(code, title, 1)]
    above = [*top(System.ICD10CM), Node("", f"chapter {chapter}", f"Chapter {chapter}")]
    bounds = block.removeprefix("block ")
    above.append(Node("", bounds if "-" in bounds else f"{bounds}-{bounds}", bounds))
    ancestors: list[Node] = []
    parent = file.one("SELECT parent FROM code WHERE key = ?", icd10cm.key(code))[0]
    while parent:
        ancestors.insert(0, Node("", parent, parent))
        parent = file.one("SELECT parent FROM code WHERE key = ?", icd10cm.key(parent))[0]
    with_below = {r[0] for r in file.all("SELECT DISTINCT parent FROM code WHERE parent IN (SELECT code FROM code WHERE parent = ?)", code)}
    nodes = tuple(Node(t, c if c in with_below else "", c, c, bool(reportable)) for c, t, reportable in rows)
    return Level(code, f"{code} {title}", nodes, (*above, *ancestors), file.edition, code)


def _code_node(code: str, title: str, reportable: int) -> Node:
    return Node(title, "" if reportable else code, code, code, bool(reportable))
