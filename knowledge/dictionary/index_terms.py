"""Terms from the alphabetic index: each path with a code, what its cross-references lead to, and the growths that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from knowledge.dictionary.index_tree import Line, Tree
from knowledge.dictionary.terms import CAUSE, INDEX, SEE, UNSAID, Term, is_unspecified, leaves_out, phrases
from knowledge.dictionary.words import Forms, singular, spelled, tokens
from knowledge.sources.icd10cm_index_words import without_modifiers

SOURCE = "icd10cm_index"
CAUSES = "icd10cm_external_cause_index"
_PLACE = "Place of occurrence"
_KIND_OF_PLACE = re.compile(r"(?:residence|institutional|house, single family)\b")
"""Levels above a place that nobody says."""
_NO_CAUSE = ("X58", "X59", "Y93", "Y99")
"""Causes that are not known, and what the patient did: no words of a note say them by themselves."""
_DEPTH = 2
"""Levels below the target of a reference that come along under the words that refer."""
_CONDITION = "condition"
_ENCOUNTERS = re.compile(r"(?:Examination|Tests?|Admission|Encounter|Observation|Checking|Follow-up|Maintenance|Supervision|Aftercare|Age)\b")
"""Main terms of reasons for an encounter: the same words in a note tell what was done, not why the patient came."""
_CUT_OFF = re.compile(r"\band$", re.IGNORECASE)
"""A title whose end a copy of the index has lost: `acute and (on)` stands for an acute and chronic failure."""
_BY_DEFAULT = re.compile(r"^(Fracture), traumatic\b")
"""A fracture is traumatic if the note says no more (the index has pathological ones apart)."""
_STATUS = re.compile(r"Status\b")
_NEOPLASM = re.compile(r"^Neoplasm\b", re.IGNORECASE)
_COLUMNS = (("secondary", "secondary"), ("in situ", "in situ"), ("benign", "benign"), ("uncertain", "uncertain"),
            ("unspecified behavior", "neoplasm"), ("malignant", "malignant"))  # fmt: skip
_COMMA_PAIR = 4
"""Letters that the two words of a title such as `abdomen, abdominal` share, and the most that they differ by."""


def terms(tree: Tree) -> Iterator[Term]:
    """Every term that the index gives. References into the table of neoplasms are left to `growths` and the table."""
    for line in tree:
        titles = _worded(line)
        if titles is None:
            continue
        if line.code:
            yield from _terms(titles, line, line.path, INDEX)
            if len(titles) > 1 and _unsaid(titles):
                yield from _terms(titles[1:], line, line.path, UNSAID)
        reference = line.see or ("" if line.code or titles[0].startswith("History") else line.see_also)
        if reference and reference != _CONDITION and not _NEOPLASM.match(reference):
            target = tree.referred(reference)
            if target is not None and target is not line:
                yield from _referred(titles, line, target, _DEPTH if line.below else 0)


def causes(tree: Tree) -> Iterator[Term]:
    """Every term of the external cause index; of a place the place alone is said."""
    for line in tree:
        titles = line.titles
        if is_unspecified(titles[-1]) and len(titles) > 1:
            titles = titles[:-1]
        if line.code and not line.code.startswith(_NO_CAUSE) and not any(leaves_out(title) for title in titles):
            said = tuple(t for t in titles[1:] if not _KIND_OF_PLACE.match(t)) if titles[0].startswith(_PLACE) else titles
            for phrase in phrases(said) if said else ():
                yield Term(phrase, line.code, CAUSES, line.path, CAUSE)


def _unsaid(titles: tuple[str, ...]) -> bool:
    """Whether notes leave the main term out: the name of an organism says the infection, that of an operation the status after it."""
    return bool(_STATUS.match(titles[0])) or (titles[0].startswith("Infection") and len(titles) == 2 and titles[1][:1].isupper())


def _terms(titles: tuple[str, ...], line: Line, row: str, weight: float) -> Iterator[Term]:
    for phrase in phrases(titles):
        yield Term(phrase, line.code, SOURCE, row, weight, line.second)


def _referred(titles: tuple[str, ...], line: Line, target: Line, depth: int = 0) -> Iterator[Term]:
    """The target's code and those of the lines below it, under the words that refer there."""
    if target.code:
        yield from _terms(titles, target, f"{line.path} — see {target.path}", SEE)
    if depth < _DEPTH:
        for child in target.below:
            if not leaves_out(child.title) and not is_unspecified(child.title):
                yield from _referred((*titles, child.title), line, child, depth + 1)


def _worded(line: Line) -> tuple[str, ...] | None:
    """The titles whose words must be said, or None if the line stands for what is left over."""
    titles = line.titles
    if is_unspecified(titles[-1]) and len(titles) > 1:
        titles = titles[:-1]
    if any(leaves_out(title) or _CUT_OFF.search(without_modifiers(title)) for title in titles) or _ENCOUNTERS.match(titles[0]):
        return None
    titles = (_BY_DEFAULT.sub(r"\1", titles[0]), *titles[1:])
    if titles[:2] and titles[0].startswith("History") and len(titles) > 1 and titles[1].startswith("personal"):
        titles = (titles[0], *titles[2:])
    return titles


def growth_terms(tree: Tree, table: Tree, cells: Mapping[tuple[int, str], str]) -> Iterator[Term]:
    """Growths that the index sends to one site of the table of neoplasms: `Meningioma — see Neoplasm, meninges, benign`."""
    for line in tree:
        reference = line.see or ("" if line.code else line.see_also)
        titles = _worded(line) if _NEOPLASM.match(reference) else None
        if titles is None or "by site" in reference:
            continue
        column = _column(reference)
        site = ", ".join(part for part in reference.split(", ")[1:] if not _column(part))
        target = table.referred(f"Neoplasm, {site}") if site and column else None
        code = cells.get((target.identity, column), "") if target is not None else ""
        if code:
            for phrase in phrases(titles):
                yield Term(phrase, code, SOURCE, f"{line.path} — see {reference}", SEE)


def _column(reference: str) -> str:
    return next((column for said, column in _COLUMNS if said in reference.lower()), "")


def growths(tree: Tree, forms: Forms) -> dict[str, str]:
    """Names of growths of one word → the column of the table of neoplasms that the index sends them to."""
    found: dict[str, str] = {}
    for line in tree:
        reference = line.see or line.see_also
        if line.parent is None and _NEOPLASM.match(reference):
            words = [word for word, _, _ in tokens(line.title.partition("(")[0])]
            column = _column(reference)
            if column and len(words) == 1:
                found.setdefault(forms.of(words[0])[1][1:], column)
    return found


def pairs(tree: Tree) -> Iterator[tuple[str, str]]:
    """Words that the index prints as forms of one another: `abdomen, abdominal`."""
    for line in tree:
        parts = [part.strip() for part in line.title.partition("(")[0].split(",")]
        for first, second in pairwise(parts):
            if first.isalpha() and second.isalpha() and _forms_of_one(first.lower(), second.lower()):
                yield first, second


def _forms_of_one(first: str, second: str) -> bool:
    shared = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    if shared < _COMMA_PAIR or max(len(first), len(second)) - shared > _COMMA_PAIR:
        return False
    if first.endswith("oid") or second.endswith("oid"):
        return False  # `fibroid, fibrous`: a growth and a tissue
    inflamed = [word.endswith(("itis", "itides")) for word in (first, second)]
    return inflamed[0] == inflamed[1] or any(word.endswith("itic") for word in (first, second))


def anatomy(tree: Tree) -> set[str]:
    """Words that the index calls no condition (`Thumb — see condition`), singular."""
    found = set()
    for line in tree:
        if line.parent is None and not line.code and _CONDITION in (line.see, line.see_also):
            for word, _, _ in tokens(line.title.partition("(")[0]):
                found.add(singular(spelled(word)))
    return found
