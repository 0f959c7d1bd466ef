"""What a deleted code became, as far as the loaded files say: HCPCS cross references, conversion table, addenda, our own primer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.coding import grammar
from bot.coding.finding import Ground
from bot.engine.editions import listed
from knowledge.catalog import Catalog
from knowledge.model import Passage
from knowledge.tables import code_order, crosswalks, hcpcs

CONVERSION = "icd10cm_conversion"
_ORDER = ("icd10cm_order", "icd10cm_codes")
_ADDENDA = "icd10cm_addenda"
_CLAUSE_END = re.compile(r"(?<=[.;])\s+")
_DELETION = ("deleted", "ended", "replaced")


@dataclass(frozen=True, slots=True)
class Successors:
    """Codes where the data names them, else a text; both empty where the files do not tell."""

    codes: tuple[str, ...] = ()
    text: str = ""
    grounds: tuple[Ground, ...] = ()


def of_procedure(catalog: Catalog, code: str) -> Successors:
    """For a CPT or HCPCS code: the cross reference of its HCPCS row, else what the primer says of its deletion."""
    row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), code)
    if row is not None and row.crossref:
        edition = next(f.edition for f in catalog.files(hcpcs.SOURCE) if f.edition.name == row.edition)
        refers = f"{code} refers to {listed(row.crossref)}"
        return Successors(
            row.crossref, f"The HCPCS file refers to {listed(row.crossref)}; check its description.", (Ground(edition, refers),)
        )
    told = [p for p in catalog.prose.all() if not p.document and _tells_of_deletion(p) and _names(p.text, code)]
    if not told:
        return Successors()
    passage = min(told, key=lambda p: len(p.codes))
    return Successors((), _on_one_code(passage.text, code), (Ground(rule=f"{passage.source}, {passage.edition}"),))


def of_diagnosis(catalog: Catalog, code: str) -> Successors:
    """For an ICD-10-CM code: the conversion table, else the codes below it or those its addenda added beside it."""
    became = tuple(dict.fromkeys(new for new, _ in crosswalks.became(catalog.files(CONVERSION), code)))
    if became:
        edition = catalog.files(CONVERSION)[0].edition
        return Successors(became, f"The conversion table gives {listed(became)}.", (Ground(edition, f"{code} became {listed(became)}"),))
    files = [f for source in (*_ORDER, _ADDENDA) for f in catalog.files(source)]
    hints = tuple(x.code for x in code_order.successors([f for f in files if f.edition.source != "icd10cm_codes"], code))
    return Successors(hints, f"Look at {listed(hints)}." if hints else "")


def below(catalog: Catalog, code: str, on: date) -> tuple[str, ...]:
    """The billable codes that begin with an ICD-10-CM code in the order or codes file of a date."""
    for source in _ORDER:
        found = code_order.below(catalog.in_force(source, on)[0], code)
        if found:
            return tuple(x.code for x in found)
    return ()


def _tells_of_deletion(passage: Passage) -> bool:
    return any(word in passage.title.lower() for word in _DELETION)


def _names(text: str, code: str) -> bool:
    """Whether a text names a code, by itself or within a range such as 99217-99220."""
    return code in text or any(r.first <= code <= r.last and len(r.first) == len(code) for r in grammar.ranges(text))


def _on_one_code(text: str, code: str) -> str:
    """The clause of a text that names a code, and the one after it where it does not yet say what is used instead."""
    clauses = _CLAUSE_END.split(text)
    first = next(n for n, clause in enumerate(clauses) if _names(clause, code))
    said = clauses[first : first + (1 if "use " in clauses[first] else 2)]
    words = ". ".join(clause.strip(" .;") for clause in said)
    return f"{words[:1].upper()}{words[1:]}."
