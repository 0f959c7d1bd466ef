"""What a code became, or came from, as far as the loaded files say.

ICD-10-CM: the conversion table, else the editions compared with each other, else what the addenda add beside it. CPT: our own
table of deletions. HCPCS: the cross reference of its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bot.coding.finding import Ground
from bot.engine.editions import listed
from knowledge import icd10cm
from knowledge.catalog import Catalog, EditionFile
from knowledge.deletions import deletion_of
from knowledge.editions import order
from knowledge.model import Edition
from knowledge.tables import code_order, crosswalks, hcpcs

TABULAR = "icd10cm_tabular"
CONVERSION = "icd10cm_conversion"
_ORDER_FILES = ("icd10cm_order", "icd10cm_addenda")
_MOST = 30


@dataclass(frozen=True, slots=True)
class Successors:
    """The codes that took a code's place and how that is said; both empty where the files do not tell."""

    codes: tuple[str, ...] = ()
    text: str = ""
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """An ICD-10-CM code that one edition has as a complete code and the next one has not, or the other way round.

    `codes` are those it became (`came` False) or came from (`came` True). `derived` says that they were found by
    comparing editions: codes below it, else those added beside it.
    """

    code: str
    came: bool
    codes: tuple[str, ...]
    before: Edition | None
    after: Edition | None
    derived: bool


def of_procedure(catalog: Catalog, code: str) -> Successors:
    """For a CPT or HCPCS code: the cross reference of its HCPCS row, else our table of deletions."""
    row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), code)
    if row is not None and row.crossref:
        edition = next(f.edition for f in catalog.files(hcpcs.SOURCE) if f.edition.name == row.edition)
        refers = f"{code} refers to {listed(row.crossref)}"
        return Successors(
            row.crossref, f"The HCPCS file refers to {listed(row.crossref)}; check its description.", (Ground(edition, refers),)
        )
    deletion = deletion_of(code)
    if deletion is None:
        return Successors()
    checked = f"{deletion.source}, checked {deletion.checked.isoformat()}"
    return Successors(deletion.successors, deletion.when, (Ground(rule=checked),))


def of_diagnosis(catalog: Catalog, code: str) -> Successors:
    """For an ICD-10-CM code that ended: what it became, else the codes that its addenda added beside it."""
    became = next((change for change in changes(catalog, code) if not change.came and change.codes), None)
    if became is not None:
        how = f"Look at {listed(became.codes)}." if became.derived else f"The conversion table gives {listed(became.codes)}."
        stands = f"{became.code} became {listed(became.codes)}"
        return Successors(became.codes, how, (Ground(became.after, stands),) if became.after else ())
    files = [file for source in _ORDER_FILES for file in catalog.files(source)]
    hints = tuple(icd10cm.dotted(found.code) for found in code_order.successors(files, code))
    return Successors(hints, f"Look at {listed(hints)}." if hints else "")


def changes(catalog: Catalog, code: str) -> tuple[Change, ...]:
    """What an ICD-10-CM code became, and what it came from; empty where nothing changed in what is loaded."""
    found = []
    files = catalog.files(CONVERSION)
    for came, rows in ((False, crosswalks.became(files, code)), (True, crosswalks.came_from(files, code))):
        if rows:
            edition = next(f.edition for f in files)
            codes = tuple(dict.fromkeys(icd10cm.dotted(c) for c, _ in rows))
            found.append(Change(icd10cm.dotted(code), came, codes, None, edition, derived=False))
    said = {change.came for change in found}
    lists = sorted(catalog.files(TABULAR), key=lambda f: order(f.edition))
    for before, after in pairwise(lists):
        if before.edition.begins == after.edition.begins:
            continue
        change = _compared(icd10cm.key(code), before, after)
        if change is not None and change.came not in said:
            found.append(change)
    return tuple(found)


def _compared(key: str, before: EditionFile, after: EditionFile) -> Change | None:
    """The change of one code between two editions, None if it is complete in both or in neither."""
    was, is_now = _complete(before, key), _complete(after, key)
    if was == is_now:
        return None
    if was:
        codes = _below(after, key) or _added_beside(key, before, after)
        return Change(icd10cm.dotted(key), False, codes, before.edition, after.edition, derived=True)
    for length in range(len(key) - 1, icd10cm.CATEGORY_LENGTH - 1, -1):
        if _complete(before, key[:length]):
            return Change(icd10cm.dotted(key), True, (icd10cm.dotted(key[:length]),), before.edition, after.edition, derived=True)
    return Change(icd10cm.dotted(key), True, (), before.edition, after.edition, derived=True)


def _complete(file: EditionFile, key: str) -> bool:
    row = file.one("SELECT reportable FROM code WHERE key = ?", key)
    return row is not None and bool(row[0])


def _below(file: EditionFile, key: str) -> tuple[str, ...]:
    rows = file.all("SELECT code FROM code WHERE reportable = 1 AND key > ? AND key < ? ORDER BY key LIMIT ?", key, key + "~", _MOST)
    return tuple(code for (code,) in rows)


def _added_beside(key: str, before: EditionFile, after: EditionFile) -> tuple[str, ...]:
    """Codes of the next edition that the earlier one has not, in the smallest subcategory that holds any."""
    for length in range(len(key) - 1, icd10cm.CATEGORY_LENGTH - 1, -1):
        added = [code for code in _below(after, key[:length]) if not _complete(before, icd10cm.key(code))]
        if added:
            return tuple(added)
    return ()
