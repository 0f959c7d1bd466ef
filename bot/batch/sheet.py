"""A spreadsheet of claims in, the same with verdicts out: csv or xlsx, one row a line, other columns untouched.

Rows with the same value in a `claim` column, one after another, are one claim; without that column each row is one.
Nothing of a sheet is kept, logged or shown to a model; columns that are not asked for are copied as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.batch.claims import claim_of, line_as_read
from bot.coding.claim import Claim
from bot.coding.finding import Finding, Level, gravest
from bot.pipeline.evidence_block import ground_line
from bot.pipeline.findings import LABEL, MARK
from knowledge.errors import SourceError
from knowledge.sources.cms_sheet import Row, Sheet, folded

MAX_ROWS = 20_000
NOT_READ = "not read"
ADDED = ("Coderly result", "Coderly findings", "What could mend it", "Standing on")
_COLUMNS = {
    "claim": r"claim(?: ?(?:id|no|number|#))?|encounter(?: id)?|case(?: id)?",
    "lines": r"lines?|codes?|cpt(?:/hcpcs)?(?: code)?|hcpcs(?: code)?|procedure(?: code)?|service(?: code)?",
    "units": r"units?|qty|quantity",
    "dx": r"(?:dx|diag(?:nosis)?|icd(?:-?10)?(?:-?cm)?)(?: codes?)?|diagnoses",
    "dos": r"dos|(?:date of )?service(?: date)?|date(?: of service)?|from(?: date)?",
    "pos": r"pos|place of service",
    "discharge": r"discharged?(?: date)?|date of discharge|through(?: date)?|thru(?: date)?",
    "locality": r"locality",
    "state": r"state",
    "zip": r"zip(?: ?code)?",
    "payer": r"payer|payor|insurance",
    "setting": r"setting|table",
    "sex": r"sex|gender",
    "age": r"age",
    "pointers": r"(?:dx )?pointers?|ptr",
}
_MODIFIER = re.compile(r"(?:modifiers?|mods?)(?: ?\d)?")
_MORE_DX = re.compile(r"(?:dx|diag(?:nosis)?|icd(?:-?10)?)(?: code)? ?\d{1,2}")
_COMPACT_DATE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
Examine = Callable[[Claim], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of a sheet: claims and rows checked, claims by result, and rows that could not be read (line: why)."""

    claims: int
    rows: int
    results: dict[Level, int]
    unread: tuple[str, ...]


def annotate(source: Path, target: Path, examine: Examine, today: date) -> SheetReport:
    """Read `source` (.csv or .xlsx), check every claim, write `target` of the same kind with four more columns.

    Raises `SourceError` if the sheet cannot be read, has no column with codes, or is too long.
    """
    rows = list(Sheet(source).rows())
    header, columns = _header(source, rows)
    body = [(line, cells) for line, cells in rows if line > header and any(cell.strip() for cell in cells)]
    if len(body) > MAX_ROWS:
        raise SourceError(source, f"it has {len(body):,} rows", f"Split it: {MAX_ROWS:,} rows are read at once.")
    added: dict[int, tuple[str, str, str, str]] = {}
    results: dict[Level, int] = {}
    unread: list[str] = []
    claims = 0
    for group in _claims(body, columns):
        try:
            claim = claim_of(_raw(group, columns), today)
        except ValueError as error:
            added |= {line: (NOT_READ, str(error), "", "") for line, _ in group}
            unread.append(f"row {group[0][0]}: {error}")
            continue
        claims += 1
        findings = examine(claim)
        level = gravest(findings)
        results[level] = results.get(level, 0) + 1
        made = [line_as_read(_line(row, columns), today) for row in group]
        added |= _annotations(group, made, claim, findings)
    _write(source, target, header, added)
    return SheetReport(claims, len(body), results, tuple(unread))


def _header(source: Path, rows: list[Row]) -> tuple[int, dict[str, list[int]]]:
    """The line of the header and field → positions (several for modifiers and diagnoses)."""
    for line, cells in rows[:20]:
        found: dict[str, list[int]] = {}
        for at, name in enumerate(map(folded, cells)):
            field = next((f for f, pattern in _COLUMNS.items() if re.fullmatch(pattern, name)), "")
            field = field or ("modifiers" if _MODIFIER.fullmatch(name) else "dx" if _MORE_DX.fullmatch(name) else "")
            if field:
                found.setdefault(field, []).append(at)
        if "lines" in found or ("dx" in found and len(found) > 1):
            return line, found
    raise SourceError(source, "no column with codes was found", "Name the columns, e.g.: claim, code, modifiers, units, dx, dos, pos, state, payer.")


def _claims(body: list[Row], columns: dict[str, list[int]]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in body:
        if group and ("claim" not in columns or _cell(row, columns, "claim") not in (_cell(group[0], columns, "claim"), "")):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _cell(row: Row, columns: dict[str, list[int]], field: str) -> str:
    cells = row[1]
    return next((cells[at].strip() for at in columns.get(field, ()) if at < len(cells) and cells[at].strip()), "")


def _all(row: Row, columns: dict[str, list[int]], field: str) -> list[str]:
    cells = row[1]
    values = (cells[at].strip() for at in columns.get(field, ()) if at < len(cells))
    return [part for value in values for part in re.split(r"[\s,;/|-]+", value) if part]


def _raw(group: list[Row], columns: dict[str, list[int]]) -> dict[str, object]:
    """The rows of a claim as one mapping: lines and diagnoses together, parameters from the first row that has them."""
    raw: dict[str, object] = {"lines": [_line(row, columns) for row in group]}
    raw["dx"] = list(dict.fromkeys(code for row in group for code in _all(row, columns, "dx")))
    for name in ("dos", "discharge", "pos", "state", "zip", "locality", "payer", "setting", "sex", "age"):
        value = next((v for v in (_cell(row, columns, name) for row in group) if v), "")
        raw[name] = _COMPACT_DATE.sub(r"\1-\2-\3", value) if name in ("dos", "discharge") else value
    return raw


def _line(row: Row, columns: dict[str, list[int]]) -> dict[str, object]:
    return {
        "code": _cell(row, columns, "lines"),
        "modifiers": _all(row, columns, "modifiers"),
        "units": _cell(row, columns, "units"),
        "pointers": _all(row, columns, "pointers"),
    }


def _annotations(
    group: list[Row], made: list[Claim], claim: Claim, findings: tuple[Finding, ...]
) -> dict[int, tuple[str, str, str, str]]:
    """Row → its four cells. The first row of a claim also carries what is about the claim as a whole.

    `made` is what each row was read as: one that could not be read makes no line, one with two codes makes two.
    """
    added = {}
    of_rows = {problem for row in made for problem in row.problems}
    before = 0
    for at, ((line, _), row) in enumerate(zip(group, made, strict=True)):
        numbers = set(range(before + 1, before + 1 + len(row.lines)))
        before += len(row.lines)
        own = [f for f in findings if numbers & set(f.lines) or (at == 0 and not f.lines)]
        serious = [f for f in own if f.level is not Level.PASSED]
        problems = [*row.problems, *(p for p in claim.problems if at == 0 and p not in of_rows)]
        said = [f"{LABEL[f.subject]}: {f.verdict}" for f in serious or own] + problems
        mend = dict.fromkeys(f.mend for f in serious if f.mend)
        grounds = dict.fromkeys(ground_line(g) for f in serious or own for g in f.grounds if g.edition is not None)
        level = gravest(tuple(own))
        if problems and level not in (Level.DENIED, Level.ATTENTION):
            level = Level.ATTENTION
        result = MARK[level] if own or problems else "see the first row of the claim"
        if not numbers and row.problems:
            result = NOT_READ
        added[line] = (result, "\n".join(said), "\n".join(mend), "\n".join(grounds))
    return added


def _write(source: Path, target: Path, header: int, added: dict[int, tuple[str, str, str, str]]) -> None:
    if source.suffix.lower() == ".xlsx":
        _write_workbook(source, target, header, added)
    else:
        _write_csv(source, target, header, added)


def _write_csv(source: Path, target: Path, header: int, added: dict[int, tuple[str, str, str, str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        width = max((len(cells) for _, cells in Sheet(source).rows()), default=0)
        for line, cells in Sheet(source).rows():
            more = ADDED if line == header else added.get(line, ())
            writer.writerow([*cells, *[""] * (width - len(cells)), *more])


def _write_workbook(source: Path, target: Path, header: int, added: dict[int, tuple[str, str, str, str]]) -> None:
    """The workbook as it was, four columns wider; its formulas, formats and other sheets stay."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    first = sheet.max_column + 1
    for row, values in {header: ADDED, **added}.items():
        for offset, value in enumerate(values):
            cell = sheet.cell(row, first + offset)
            cell.value, cell.data_type = value, "s"  # text, also where it begins like a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == header:
                cell.font = Font(bold=True)
    for offset, width in enumerate((14, 70, 50, 60)):
        sheet.column_dimensions[get_column_letter(first + offset)].width = width
    book.save(target)
