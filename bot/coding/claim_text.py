"""A claim as people type it → `Claim`. Pure; what cannot be read is a problem beside the rest, never instead of it.

`99213-25, 20610-RT x1; dx M17.11; dos 2026-05-05; pos 11; state CA; payer medicare`: lines are parted by comma, semicolon
or line break, parameters may stand anywhere and in any order. Prose around codes is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from bot.coding import dates, grammar, modifiers, states
from bot.coding.claim import MAX_DIAGNOSES, MAX_LINES, Claim, ClaimLine
from bot.coding.claim_parameters import PARAMETERS
from bot.coding.denials import denials, remarks
from knowledge import icd10cm
from knowledge.model import System
from knowledge.text import without_long_blanks

MAX_UNITS = 99_999
MAX_AHEAD = 366
"""Days that a planned service may lie ahead before the year is doubted."""
_DISCHARGE = re.compile(r"\bdischarged?(?:\s+(?:on|date))?\s*[:=]?\s*$", re.IGNORECASE)
_ITEM = re.compile(r"[,;\n&+|]|\s+(?:and|with|plus)\s+", re.IGNORECASE)
_DX_PART = re.compile(
    r"^\s*(?:(?:dx|diag(?:nos[ei]s)?)\d{0,2}|icd(?:-?10)?(?:-?cm)?)\b\s*(?:codes?)?(?:\s*\d{1,2}(?![\w.]))?\s*[:=]?", re.IGNORECASE
)
_DX_WORD = re.compile(r"\b(?:(?:dx|diag(?:nos[ei]s)?)\d{0,2}|icd(?:-?10)?(?:-?cm)?)\b\s*(?:codes?)?\s*[:=]?", re.IGNORECASE)
_POINTER = re.compile(r"\b(?:ptr|pointers?)\s*[:=]?\s*(?P<list>[A-L]{1,4}\b|\d{1,2}(?:\s*/\s*\d{1,2}){0,3})", re.IGNORECASE)
_ICD9 = re.compile(r"(?<![\w.$])(?:\d{3}\.\d{1,2}|V\d{2}\.\d{1,2}|E\d{3}\.\d)(?![\w.%])|(?<=icd9 )\d{3}\b|(?<=icd-9 )\d{3}\b", re.IGNORECASE)
"""ICD-9-CM diagnoses: no code of today has their shape; a crosswalk says what became of them."""
_RUN = re.compile(r"[\w.-]+")
_BLANKS = re.compile(r"[^\S\n]+")
_UNITS = re.compile(r"\s*(?:(?:units?|qty|quantity)\s*[:=]?\s*|[x×*]\s?)(?P<n>-?\d{1,9})\b|\s*(?P<m>-?\d{1,9})\s?units?\b|\s+(?P<k>\d)(?=\s*$)", re.IGNORECASE)
"""A single digit at the end of a line counts, too: `45385 3`. A modifier has two characters."""
_SPACED_MODIFIER = re.compile(
    r"\s+(?P<modifier>\d\d|[A-Z][A-Z0-9])(?=[\s?)]|-\w|$)(?!\s*(?:(?:-|to)\s*\d{1,3}\s*)?(?:units?|min|hours?|days?|years?|y/?o|m?c?g|mgs?|grams?|kg|m?l|cc|iu|meq|mci)\b)"
)
"""`27447 RT` and `99213 25`, as claims print them; letters in upper case only, so that no English word is one."""

_LETTERS_ALONE = re.compile(r"[A-Z]{5}")
"""Five capitals between separators stand where a code should."""
_NO_MODIFIERS = (grammar.ENGLISH - {"AS", "AT"}) | {"OK"}
"""English words of two letters, which behind a code are no modifiers even in upper case."""
_TWO_LETTERS = re.compile(r"(?<![\w.-])[A-Z]{2}(?![\w-])")
_SPACED_BEFORE = re.compile(r"(?:\s+(?:\d\d|[A-Z][A-Z0-9]|[xX]\d{1,3}))+$")
"""Spaced modifiers and units between a code and what is looked at."""
_NEAR = 64
"""Characters before a state in which they are looked for: a line has no more of them, and a search from the beginning would be quadratic."""
_ENDS_ITEM = re.compile(r"\s*(?:[,;\n]|$)")


@dataclass(slots=True)
class _Reading:
    """What was read so far; `rest` is the text with what was understood blanked out."""

    rest: str
    claim: Claim
    problems: list[str] = field(default_factory=list)

    def take(self, pattern: re.Pattern[str], use: Callable[[re.Match[str]], Claim | str]) -> None:
        """The first match: `use` gives the claim with it or says what is wrong. Later matches of the same kind are said to be left out."""
        for number, match in enumerate(list(pattern.finditer(self.rest))):
            self.blank(match.start(), match.end())
            if number:
                self.problems.append(f"Only the first of several is used: “{match[0].strip()}” was left out.")
                continue
            made = use(match)
            if isinstance(made, str):
                self.problems.append(made)
            else:
                self.claim = made

    def blank(self, start: int, end: int) -> None:
        """Blank out a stretch; its place stays, so that positions hold."""
        self.rest = self.rest[:start] + " " * (end - start) + self.rest[end:]


def read_claim(text: str, today: date) -> Claim:
    """The claim in a text. `today` is the date of service where none is given. Never raises."""
    reading = _Reading(without_long_blanks(text), Claim(on=today))
    for denial in denials(reading.rest):
        reading.blank(denial.start, denial.end)
        reading.claim = replace(reading.claim, denied=(*reading.claim.denied, denial.label))
    for remark in remarks(reading.rest) if reading.claim.denied else ():
        reading.problems.append(f"{remark[0]} is a remark code, whose text is not held here: the remittance explains it.")
        reading.blank(remark.start(), remark.end())
    _dates(reading, today)
    for pattern, use in PARAMETERS:
        reading.take(pattern, lambda match, use=use: use(match, reading.claim))  # type: ignore[misc]
    if not reading.claim.state:
        _bare_state(reading)
    lines, diagnoses = _items(reading)
    if len(lines) > MAX_LINES:
        reading.problems.append(f"Only the first {MAX_LINES} lines are checked; {len(lines) - MAX_LINES} more were left out.")
    if len(diagnoses) > MAX_DIAGNOSES:
        reading.problems.append(
            f"Only the first {MAX_DIAGNOSES} diagnoses are checked; {len(diagnoses) - MAX_DIAGNOSES} more were left out."
        )
    pointed = tuple(_pointing(line, len(diagnoses), reading.problems) for line in lines[:MAX_LINES])
    return replace(reading.claim, lines=pointed, diagnoses=tuple(diagnoses[:MAX_DIAGNOSES]), problems=tuple(reading.problems))


def written(claim: Claim, *, with_date: bool = True) -> str:
    """The claim as text that `read_claim` reads again, without its problems. `with_date` False leaves the days out."""
    given = (
        " ".join(f"denied {label}" for label in claim.denied),
        ", ".join(line.text + _pointer_text(line) for line in claim.lines),
        f"dx {', '.join(claim.diagnoses)}" if claim.diagnoses else "",
        f"dos {claim.on.isoformat()}" if claim.on_given and with_date else "",
        f"discharge {claim.discharge.isoformat()}" if claim.discharge and with_date else "",
        f"setting {claim.setting.value}" if claim.setting_given else "",
        f"pos {claim.pos}" if claim.pos else "",
        f"state {claim.state}" if claim.state else "",
        f"zip {claim.zip5}" if claim.zip5 else "",
        f"locality {claim.locality}" if claim.locality else "",
        f"payer {claim.payer}" if claim.payer_given else "",
        f"sex {claim.sex.value}" if claim.sex else "",
        f"age {claim.age}" if claim.age is not None else "",
        f"{claim.minutes} minutes" if claim.minutes is not None else "",
        "inpatient" if claim.inpatient and not claim.discharge else "",
    )
    return "; ".join(part for part in given if part)


def _pointer_text(line: ClaimLine) -> str:
    return f" ptr {'/'.join(str(p + 1) for p in line.pointers)}" if line.pointers else ""


def _dates(reading: _Reading, today: date) -> None:
    """Date of service and of discharge. A date after the word discharge is that; any other is the date of service."""
    for mention in dates.all_dates(reading.rest):
        cue = _DISCHARGE.search(reading.rest, max(0, mention.start - 24), mention.start)
        if mention.value is None:
            reading.problems.append(f"{mention.problem}.")
        elif cue:
            reading.claim = replace(reading.claim, discharge=mention.value, inpatient=True)
        elif not reading.claim.on_given:
            reading.claim = replace(reading.claim, on=mention.value, on_given=True)
        elif mention.value != reading.claim.on:
            reading.problems.append(
                f"Only the first date of service is used; {mention.value.isoformat()} was left out. Check lines of another day apart."
            )
        if mention.value is not None and (mention.value - today).days > MAX_AHEAD:
            reading.problems.append(f"{mention.value.isoformat()} lies more than a year ahead: is the year right?")
        reading.blank(cue.start() if cue else mention.phrase, mention.end)


def _bare_state(reading: _Reading) -> None:
    """`45378 TX`, `dx M17.11 CA`, `20610, FL`: the letters of a state behind a code or between separators.

    Letters that are a modifier, too (GA, CO), are one behind a procedure code and a state elsewhere.
    """
    text = reading.rest
    ends = {m.end: System.ICD10CM in m.systems[:1] for m in grammar.mentions(text)}
    for match in _TWO_LETTERS.finditer(text):
        before = text[: match.start()].rstrip()
        alone = (not before or before[-1] in ",;\n") and _ENDS_ITEM.match(text, match.end()) is not None
        near = before[-_NEAR:]
        behind = ends.get(len(before) - len(near) + len(_SPACED_BEFORE.sub("", near).rstrip()))
        if not alone and behind is None:
            continue
        modifier = modifiers.known(match[0]) is not None
        if states.stands_for_state(match[0], alone=alone) and (alone or behind or not modifier):
            reading.claim = replace(reading.claim, state=match[0])
            reading.blank(match.start(), match.end())
            return


def _items(reading: _Reading) -> tuple[list[ClaimLine], list[str]]:
    """Lines and diagnoses. A part that begins with `dx` holds diagnoses only, until the next semicolon or line break."""
    lines: list[ClaimLine] = []
    diagnoses: list[str] = []
    for part in re.split(r"[;\n]", _BLANKS.sub(" ", reading.rest)):  # long blanks, also what was blanked out, would cost their square
        head = _DX_PART.match(part)
        for item in _ITEM.split(part[head.end() :] if head else part):
            _item(item, bool(head), lines, diagnoses, reading.problems)
    return lines, diagnoses


def _item(item: str, only_diagnoses: bool, lines: list[ClaimLine], diagnoses: list[str], problems: list[str]) -> None:
    """One stretch between separators: codes side by side are each a line."""
    pointers: tuple[int, ...] = ()
    pointer = _POINTER.search(item)
    if pointer:
        pointers = _positions(pointer["list"])
        item = item[: pointer.start()] + item[pointer.end() :]
    for old in _ICD9.finditer(item):
        if not any(m.start <= old.start() < m.end for m in grammar.mentions(item)):
            diagnoses.append(old[0].upper())
            item = item[: old.start()] + " " * (old.end() - old.start()) + item[old.end() :]
    marked = _DX_WORD.search(item)
    rest, end = [], 0
    for mention in grammar.mentions(item):
        before = item[end : mention.start]
        rest.append(before)
        as_diagnosis = only_diagnoses or (marked is not None and marked.end() <= mention.start)
        end = mention.end
        if System.ICD10CM in mention.systems and (as_diagnosis or mention.systems[0] is System.ICD10CM):
            written = item[mention.start : mention.end]
            if mention.certain or as_diagnosis or written.isupper():
                diagnoses.append(icd10cm.dotted(mention.code))
            continue
        if mention.systems[0] is System.ICD10PCS:
            problems.append(f"{mention.code} is an ICD-10-PCS code; a claim check reads CPT, HCPCS and ICD-10-CM codes.")
            continue
        modifiers, units = list(mention.modifiers), mention.units
        end = _spaced_modifiers(item, end, modifiers)
        counted = _UNITS.match(item, end)
        if counted:
            units, end = int(counted["n"] or counted["m"] or counted["k"]), _spaced_modifiers(item, counted.end(), modifiers)
        if units is not None and not 0 <= units <= MAX_UNITS:
            problems.append(f"{units} units of {mention.code} cannot be meant; 1 is checked.")
            units = None
        lines.append(ClaimLine(len(lines) + 1, mention.code, tuple(modifiers), units, pointers))
    rest.append(item[end:])
    _unread(" ".join(rest), problems)


def _spaced_modifiers(item: str, at: int, modifiers: list[str]) -> int:
    """Add the modifiers that stand apart at a place to those of the line → the place behind them."""
    while (spaced := _SPACED_MODIFIER.match(item, at)) and spaced["modifier"] not in _NO_MODIFIERS:
        modifiers.append(spaced["modifier"])
        at = spaced.end()
    return at


def _unread(text: str, problems: list[str]) -> None:
    """What looks like a code and is none is said; plain words around codes are passed over."""
    if _LETTERS_ALONE.fullmatch(text.strip()):
        problems.append(f"“{text.strip()}” was not read: it has the shape of no CPT, HCPCS or ICD-10-CM code.")
    for token in _code_like(text):
        if not re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)|(?:dx|diag(?:nos[ei]s)?)\d{1,2}|icd-?(?:9|10)(?:-?(?:cm|pcs))?", token.lower()):
            problems.append(f"“{token[:20]}” was not read: it has the shape of no CPT, HCPCS or ICD-10-CM code.")
    for leftover in re.findall(r"(?<![\w])-\s?(\w{1,5})\b", text):
        problems.append(f"“-{leftover}” was not read as a modifier: a modifier has two characters.")


def _code_like(text: str) -> Iterator[str]:
    """Words of three characters and more with a digit in them."""
    for run in _RUN.finditer(text):
        begins = next((at for at, letter in enumerate(run[0]) if letter.isascii() and letter.isalnum()), len(run[0]))
        token = run[0][begins:]
        if len(token) > 2 and any(letter.isdecimal() for letter in token):
            yield token


def _positions(text: str) -> tuple[int, ...]:
    if text[0].isalpha():
        return tuple(ord(letter) - ord("A") for letter in text.upper())
    return tuple(int(number) - 1 for number in re.findall(r"\d+", text))


def _pointing(line: ClaimLine, diagnoses: int, problems: list[str]) -> ClaimLine:
    kept = tuple(p for p in line.pointers if 0 <= p < diagnoses)
    if len(kept) < len(line.pointers):
        problems.append(f"Line {line.number} points to a diagnosis that is not on the claim.")
    return replace(line, pointers=kept)
