"""A condition of the family, or a cancer that is over → the code that the tabular list gives for its history.

The list says it in its notes: `Conditions classifiable to C15-C26` at Z80.0. Rules: ICD-10-CM Guidelines, section I.C.21.c.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.case.code_rows import CodeRows
from bot.case.model import Group, Reason, SourceRow, Suggestion
from bot.case.standing import HISTORY
from bot.coding.note_codes import ranges
from knowledge import icd10cm

_FAMILY, _OWN = ("Z80", "Z81", "Z82", "Z83", "Z84"), ("Z85",)
_CANCER = "C"
_TABULAR = "icd10cm_tabular"


def histories(suggestions: Sequence[Suggestion], rows: CodeRows) -> Iterator[Suggestion]:
    """A suggestion for each condition that is left out because it is the family's, or is a cancer of the past; those known already apart."""
    known = {s.code for s in suggestions}
    for suggestion in suggestions:
        where = _FAMILY if suggestion.reason is Reason.FAMILY else _OWN if _is_past_cancer(suggestion) else ()
        found = _classified(suggestion, where, rows) if where and suggestion.group is Group.LEFT_OUT else None
        if found is not None and found.code not in known:
            known.add(found.code)
            yield found


def _is_past_cancer(suggestion: Suggestion) -> bool:
    return suggestion.reason is Reason.HISTORY and suggestion.code.startswith(_CANCER)


def _classified(suggestion: Suggestion, where: tuple[str, ...], rows: CodeRows) -> Suggestion | None:
    key = icd10cm.key(suggestion.code)
    fitting = [
        (code, text) for code, text in rows.classifiable() if code.startswith(where) and any(named.holds(key, suggestion.title) for named in ranges(text))
    ]
    if not fitting:
        return None
    code, text = max(fitting, key=lambda item: (len(item[0]), item[0]))
    row = rows.brought(code)
    if row is None:
        return None
    source = SourceRow(_TABULAR, rows.edition, f"{code}: {text}")
    return replace(suggestion, code=row.code, title=row.title, source=source, group=Group.ADDITIONAL, reason=Reason.NONE, rule=HISTORY, because="", hints=())
