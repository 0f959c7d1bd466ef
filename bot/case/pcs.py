"""A service → a code of ICD-10-PCS through its index and tables: root operation, body part, approach, device, qualifier.

Each character is taken where the words of the note name it, or where the table leaves one choice or "none"; where it does neither,
what is known so far is a question to the provider. Rules: ICD-10-PCS guidelines A9 (all characters from one row), B3.8 (excision and
resection), B5.2 (approach).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.dictionary.words import Forms
from knowledge.tables import icd10pcs
from knowledge.tables.files import Rows

INDEX = "icd10pcs_index"
RULE = "ICD-10-PCS Guidelines, sections A9, B3.8 and B5.2"
_WHOLE, _TABLE = 7, 3
_APPROACH = 5
_NONE = "Z"
_PART = re.compile(r"\b(?:partial|wedge|segmental|biops\w+|lesion|portion|sub-?total)\b", re.IGNORECASE)
_TAKEN = re.compile(r"\bbiops|\bremov|\bexcis|\bpolypectomy", re.IGNORECASE)
TAKEN_WITH_IT = "What was taken out is coded by its body part as excision or drainage, not as inspection (guideline B3.11a)."
_INSPECTION = "J"
_EXCISION, _RESECTION = "B", "T"
_APPROACHES = (
    ("4", re.compile(r"laparoscop|arthroscop|thoracoscop|robot|percutaneous endoscop", re.IGNORECASE)),
    ("8", re.compile(r"colonoscop|cystoscop|bronchoscop|gastroscop|transurethral|endoscop|hysteroscop", re.IGNORECASE)),
    ("3", re.compile(r"percutaneous|needle|catheter", re.IGNORECASE)),
    ("0", re.compile(r"\bopen\b|laparotomy|thoracotomy|craniotomy|incision", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A code, whole or its beginning, and what may come next where the note does not say it."""

    code: str
    row: str
    edition: str
    next: tuple[icd10pcs.Value, ...] = ()


def found(name: str, said: str, index: Sequence[Rows], tables: Sequence[Rows], forms: Forms) -> Found | None:
    """The code for a service by its name and the words around it; None where the index does not have the name."""
    entries = [entry for entry in icd10pcs.look_up(index, name) if entry.code and entry.path.split(" > ")[0].lower() == name.lower()]
    if not entries:
        return None
    wanted = _EXCISION if _PART.search(said) else _RESECTION
    entry = max(entries, key=lambda e: (e.code[2:3] == wanted, len(e.code), _shared(e.path, said, forms)))
    code, choices = entry.code, tuple[icd10pcs.Value, ...]()
    while _TABLE <= len(code) < _WHOLE:
        choices = icd10pcs.choices(tables, code)
        character = _chosen(len(code) + 1, choices, said, forms)
        if not character:
            break
        code += character
    return Found(code, entry.path, entry.edition, choices if len(code) < _WHOLE else ())


def is_more_than_inspection(code: str, said: str) -> bool:
    """Whether something was taken out where the code says that it was only looked at (guideline B3.11a)."""
    return code[2:3] == _INSPECTION and _TAKEN.search(said) is not None


def _chosen(position: int, choices: Sequence[icd10pcs.Value], said: str, forms: Forms) -> str:
    there = {value.character for value in choices}
    if len(there) == 1:
        return next(iter(there))
    if position == _APPROACH:
        return next((character for character, pattern in _APPROACHES if character in there and pattern.search(said)), "")
    named = [value for value in choices if _named(value.label, said, forms)]
    if named:
        return max(named, key=lambda value: len(value.label)).character
    return _NONE if _NONE in there and position > _APPROACH else ""


def _named(label: str, said: str, forms: Forms) -> bool:
    """Whether all words of a label stand in what is said."""
    words = forms.stems(label)
    return bool(words) and set(words) <= set(forms.stems(said))


def _shared(path: str, said: str, forms: Forms) -> int:
    return len(set(forms.stems(path)) & set(forms.stems(said)))
