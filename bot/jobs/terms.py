"""The field's own words in postings: credentials and specialties, and what tells one posting from another. Pure.

The order of each list is kept by the store as bits: new entries go to the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from bot.coding.states import LETTERS, NAMES, abbreviation
from bot.jobs.posting import Employment

CREDENTIALS = (
    "CPC", "COC", "CIC", "CRC", "CPMA", "CPB", "CDEO", "CCS", "CCS-P", "CCA", "RHIT", "RHIA", "CDIP", "CCDS", "CPPM", "CPCO",
    "CANPC", "CCC", "CEDC", "CEMC", "CGSC", "COBGC", "COSC", "CIRCC", "CHONC", "CRCR", "CHRI", "CPC-A",
)  # fmt: skip
"""Of AAPC, AHIMA, ACDIS and HFMA, as employers write them."""
_ALSO = {
    "CPC": r"certified professional coders?(?!\W{0,3}(?:apprentice|CPC-A))",
    "COC": r"certified outpatient cod(?:er|ing)\b(?=\W{0,3}\(?COC)",
    "CCS": r"certified coding specialists?(?!\W{0,3}physician)",
    "CCS-P": r"certified coding specialists?\W{0,3}physician(?:[- ]based)?",
    "RHIT": r"registered health information technicians?",
    "RHIA": r"registered health information administrators?",
    "CRC": r"certified risk adjustment coders?",
    "CPMA": r"certified professional medical auditors?",
    "CPB": r"certified professional billers?",
    "CCA": r"certified coding associates?",
    "CIC": r"certified inpatient coders?",
}

SPECIALTIES: tuple[tuple[str, str], ...] = (
    ("inpatient", r"\bin-?patient|\bIP\b|MS-?DRG|APR-?DRG|\bDRG\b"),
    ("outpatient", r"out-?patient|\bOP\b|ambulatory|same[- ]day surgery|\bASC\b"),
    ("professional fee", r"pro(?:fessional)?[- ]?fees?\b|physician[- ]based|physician coding"),
    ("risk adjustment", r"risk[- ]adjust\w*|\bHCC\b|\bRAF\b"),
    ("auditing", r"audit\w*"),
    ("documentation improvement", r"\bCDI\b|documentation (?:improvement|integrity)"),
    ("billing", r"bill(?:er|ing)\b|accounts receivable"),
    ("denials", r"denials?\b|appeals?\b"),
    ("education", r"educat(?:or|ion)\b(?! (?:or|and|reimbursement|requirements?|assistance))|\btrainer\b"),
    ("emergency", r"emergency (?:department|medicine|room)|\bED\b(?: coder| coding| facility)|\bER\b(?: coder| coding)"),
    ("surgery", r"surg(?:ery|ical)\b"),
    ("orthopedics", r"orthop(?:a?edics?|a?edic surgery)|\bortho\b"),
    ("cardiology", r"cardio(?:logy|vascular|thoracic)|cath lab"),
    ("radiology", r"radiology|interventional radiology|imaging"),
    ("anesthesia", r"ana?esthesi\w*|pain management"),
    ("oncology", r"oncology|ha?ematology|infusion"),
    ("obstetrics", r"\bOB(?:[/-]?GYN)?\b|obstetric\w*|gyna?ecolog\w*"),
    ("pediatrics", r"pa?ediatrics?|neonatal|\bNICU\b"),
    ("gastroenterology", r"gastroenterology|\bGI\b(?: coder| coding)|endoscopy"),
    ("neurology", r"neurolog\w*|neurosurg\w*|spine"),
    ("urology", r"urolog\w*|nephrolog\w*"),
    ("dermatology", r"dermatolog\w*"),
    ("ophthalmology", r"ophthalmolog\w*|optometr\w*"),
    ("behavioral health", r"behaviou?ral health|psychiatr\w*|mental health"),
    ("home health", r"home health|hospice|OASIS"),
    ("primary care", r"primary care|family medicine|internal medicine"),
    ("pathology", r"patholog\w*|laboratory coding"),
    ("evaluation and management", r"\bE/?M\b(?: cod| level| audit)|evaluation (?:and|&) management"),
    ("charge capture", r"charge capture|charge entry|revenue integrity|chargemaster|\bCDM\b"),
    ("rehabilitation", r"physical therapy|rehab(?:ilitation)?\b|skilled nursing|\bSNF\b"),
)
"""Names, and what they are called in postings."""

EMPLOYMENT: tuple[tuple[Employment, str], ...] = (
    (Employment.FULL_TIME, r"full[\s_-]?time|\bF/?T\b|\bFTE\b"),
    (Employment.PART_TIME, r"part[\s_-]?time|\bP/T\b|\bPT\b(?= coder)"),
    (Employment.CONTRACT, r"contract(?:or)?\b|\b1099\b|freelance"),
    (Employment.TEMPORARY, r"temp(?:orary)?\b|seasonal"),
    (Employment.PER_DIEM, r"per[\s_-]?diem|\bPRN\b|as[- ]needed|casual"),
    (Employment.INTERN, r"intern(?:ship)?\b|extern(?:ship)?\b|apprentice(?:ship)?\b"),
)
_LETTERS = re.compile(r"(?<![\w-])[A-Z]{3,5}(?:-[APH])?(?![\w]|-[A-Za-z]\b)")
_BEGINNING = 2_500
"""Characters of a text in which a subject is looked for: what comes later is about the employer."""
STATES = tuple(sorted({abbreviation(name.replace(r"\s+", " ")) for name in NAMES.split("|")}))
"""The states and territories by their two letters; of a store's bits, too: fifty states, the district and five territories."""


@cache
def _in_full() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<c{CREDENTIALS.index(name)}>{pattern})" for name, pattern in _ALSO.items()), re.IGNORECASE)


@cache
def _subjects() -> re.Pattern[str]:
    parts = "|".join(f"(?P<s{number}>{pattern})" for number, (_, pattern) in enumerate(SPECIALTIES))
    return re.compile(rf"\b(?:{parts})", re.IGNORECASE)  # only where a word begins: it is tried there alone


@cache
def _kinds() -> tuple[tuple[Employment, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in EMPLOYMENT)


def credentials(text: str) -> tuple[str, ...]:
    """The credentials that a text names, by their letters or in full, in the order of the list."""
    found = set(_LETTERS.findall(text))
    if "ertified" in text or "egistered" in text or "CERTIFIED" in text:
        found |= {CREDENTIALS[int(str(match.lastgroup)[1:])] for match in _in_full().finditer(text)}
    return tuple(name for name in CREDENTIALS if name in found)


def specialties(title: str, text: str = "") -> tuple[str, ...]:
    """What a posting is about: what its title says; only if that says nothing, what the beginning of its text says at least twice."""
    named = set(_named_in(title)) or {number for number, count in Counter(_named_in(text[:_BEGINNING])).items() if count > 1}
    return tuple(name for number, (name, _) in enumerate(SPECIALTIES) if number in named)


def _named_in(text: str) -> list[int]:
    return [int(str(match.lastgroup)[1:]) for match in _subjects().finditer(text)]


def employment(text: str) -> tuple[Employment, ...]:
    """The kinds of employment that a field or a question names."""
    return tuple(kind for kind, pattern in _kinds() if text and pattern.search(text))


@cache
def _state_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:(?P<letters>{LETTERS}|OR)|(?i:(?P<name>{NAMES})))\b")


def states(text: str) -> tuple[str, ...]:
    """The states that a text names: two capital letters, or the full name."""
    found = (match["letters"] or abbreviation(match["name"]) for match in _state_pattern().finditer(text))
    return tuple(dict.fromkeys(state for state in found if state))


def bits(names: Iterable[str], of: Sequence[str]) -> int:
    """Names → a number with a bit for each; unknown ones count for nothing."""
    return sum(1 << of.index(name) for name in set(names) if name in of)


def named(mask: int, of: Sequence[str]) -> tuple[str, ...]:
    """The names that a number has bits for."""
    return tuple(name for number, name in enumerate(of) if mask >> number & 1)


SPECIALTY_NAMES = tuple(name for name, _ in SPECIALTIES)
EMPLOYMENT_NAMES = tuple(kind.value for kind, _ in EMPLOYMENT)
