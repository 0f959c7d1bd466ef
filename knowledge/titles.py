"""What a code found by words, or by its beginning, is called: title, whether it may be reported, and the edition that says so.

Every system has its own list: the tabular list for ICD-10-CM, the order file and the tables for ICD-10-PCS, the HCPCS
file, and for CPT our own plain words, else the bare number of the fee schedule. A code that does not exist on the date has no title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge import icd10cm
from knowledge.model import Edition, System
from knowledge.tables import code_order, hcpcs, icd10pcs, physician_fee_schedule
from knowledge.tables.dated import Force, answering
from knowledge.tables.files import Rows

Files = Callable[[str, date], Sequence[Rows]]
"""The files of a source in the order in which they answer for a date."""

NO_WORDS = "no description is loaded; CPT descriptors come only from a licensed copy"
_PCS_LISTS = ("icd10pcs_order", "icd10pcs_codes")
PCS_SOURCES = (*_PCS_LISTS, icd10pcs.TABLES)
"""Where a code of ICD-10-PCS may stand."""
_PCS_LENGTH = 7
_PCS_CATEGORY = 3
_GONE = (Force.ENDED, Force.NOT_YET)


@dataclass(frozen=True, slots=True)
class Titled:
    """A code with its title. `reportable` is False for headings and for codes that need more characters."""

    system: System
    code: str
    title: str
    reportable: bool
    edition: Edition


def titled(files: Files, system: System, code: str, on: date) -> Titled | None:
    """The title of one code on a date of service, or None where no list that answers for the date has it."""
    if system is System.ICD10CM:
        return _icd10cm(files, code, on)
    if system is System.ICD10PCS:
        return _icd10pcs(files, code, on)
    plain = _starter(files, system, code, on)
    if system is System.HCPCS:
        return _hcpcs(files, plain, code, on)
    return plain or _fee(files, code, on)


def beginning(files: Files, prefix: str, on: date) -> Iterator[Titled]:
    """Codes of every system that begin with these characters, each system in code order, without those made by 7th characters.

    A code that stands in several lists comes once, from the first.
    """
    plain = icd10cm.key(prefix)
    seen: set[tuple[System, str]] = set()
    for found in (_icd10cm_below(files, plain, on), _starter_below(files, plain, on), _hcpcs_below(files, plain, on),
                  _fee_below(files, plain, on), icd10pcs_below(files, plain, on)):  # fmt: skip
        for item in found:
            if (item.system, item.code) not in seen:
                seen.add((item.system, item.code))
                yield item


def _icd10cm(files: Files, code: str, on: date) -> Titled | None:
    for file in files("icd10cm_tabular", on)[:1]:
        row = file.one("SELECT title, reportable FROM code WHERE key = ?", icd10cm.key(code))
        if row:
            return Titled(System.ICD10CM, code, row[0], bool(row[1]), file.edition)
    return None


def _icd10cm_below(files: Files, plain: str, on: date) -> Iterator[Titled]:
    for file in files("icd10cm_tabular", on)[:1] if plain[:1].isalpha() else ():
        rows = file.all(
            "SELECT code, title, reportable FROM code WHERE key >= ? AND key < ? AND base IS NULL ORDER BY key", plain, plain + "~"
        )
        yield from (Titled(System.ICD10CM, code, title, bool(reportable), file.edition) for code, title, reportable in rows)


def _starter(files: Files, system: System, code: str, on: date) -> Titled | None:
    for file in files("starter", on):
        row = file.one("SELECT plain FROM code WHERE system = ? AND code = ?", system.value, code)
        if row:
            return Titled(system, code, row[0], True, file.edition)
    return None


def _starter_below(files: Files, plain: str, on: date) -> Iterator[Titled]:
    for file in files("starter", on):
        rows = file.all("SELECT system, code, plain FROM code WHERE code >= ? AND code < ? ORDER BY code", plain, plain + "~")
        yield from (Titled(System(system), code, title, True, file.edition) for system, code, title in rows)


def _hcpcs(files: Files, plain: Titled | None, code: str, on: date) -> Titled | None:
    """By the rows of the newest file, which carry their own dates; our plain words where there are any."""
    loaded = files(hcpcs.SOURCE, on)
    row = hcpcs.look_up(loaded, code)
    if row is None:
        return plain
    if row.force(on) in _GONE:
        return None
    edition = next(f.edition for f in loaded if f.edition.name == row.edition)
    return plain or Titled(System.HCPCS, code, row.long or row.short, True, edition)


def _hcpcs_below(files: Files, plain: str, on: date) -> Iterator[Titled]:
    loaded = files(hcpcs.SOURCE, on)
    for file in loaded if plain[:1].isalpha() else ():
        rows = file.all("SELECT code FROM code WHERE modifier = 0 AND code >= ? AND code < ? ORDER BY code", plain, plain + "~")
        for (code,) in rows:
            found = _hcpcs(files, None, code, on)
            if found is not None:
                yield found


def _fee(files: Files, code: str, on: date) -> Titled | None:
    row = physician_fee_schedule.fee(files(physician_fee_schedule.SOURCE, on), code, on)
    return Titled(System.CPT, code, NO_WORDS, True, row.edition) if row else None


def _fee_below(files: Files, plain: str, on: date) -> Iterator[Titled]:
    for file, _ in answering(files(physician_fee_schedule.SOURCE, on), on) if plain[:1].isdecimal() else ():
        rows = file.all("SELECT DISTINCT code FROM fee WHERE code >= ? AND code < ? ORDER BY code", plain, plain + "~")
        yield from (Titled(System.CPT, code, NO_WORDS, True, file.edition) for (code,) in rows)


def _icd10pcs(files: Files, code: str, on: date) -> Titled | None:
    """A whole code by its row of the order or codes file; a table or the beginning of a code by the words of its characters."""
    for source in _PCS_LISTS if len(code) == _PCS_LENGTH else ():
        loaded = files(source, on)
        row = code_order.listed(loaded, code)
        if row is not None:
            return Titled(System.ICD10PCS, code, row.long, row.billable, next(f.edition for f in loaded if f.edition.name == row.edition))
    loaded = files(icd10pcs.TABLES, on)
    table = icd10pcs.table(loaded, code)
    if table is None:
        return None
    labels = _pcs_labels(loaded, code)
    if labels is None:
        return None
    head = f"{table.operation} of {labels[0]}" if labels else table.operation
    title = ", ".join((head, table.system, *labels[1:]))
    return Titled(
        System.ICD10PCS, code, title, len(code) == _PCS_LENGTH, next(f.edition for f in loaded if f.edition.name == table.edition)
    )


def _pcs_labels(loaded: Sequence[Rows], code: str) -> list[str] | None:
    """What characters 4 and on mean, or None if no row of the table allows them."""
    if len(code) == _PCS_LENGTH:
        return [value.label for value in icd10pcs.spelled(loaded, code)] or None
    labels = []
    for length in range(_PCS_CATEGORY, len(code)):
        label = next((v.label for v in icd10pcs.choices(loaded, code[:length]) if v.character == code[length]), None)
        if label is None:
            return None
        labels.append(label)
    return labels


def icd10pcs_below(files: Files, plain: str, on: date) -> Iterator[Titled]:
    """The tables that begin so, or what may follow in the one table named."""
    loaded = files(icd10pcs.TABLES, on)
    if len(plain) < _PCS_CATEGORY:
        for file in loaded[:1]:
            found = [code for (code,) in file.all("SELECT code FROM tab WHERE code >= ? AND code < ? ORDER BY code", plain, plain + "~")]
            yield from filter(None, (_icd10pcs(files, code, on) for code in found))
        return
    if len(plain) < _PCS_LENGTH:
        followers = [plain + value.character for value in icd10pcs.choices(loaded, plain)]
        yield from filter(None, (_icd10pcs(files, code, on) for code in followers))
