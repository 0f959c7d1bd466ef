"""Numbers that name a person: SSN, MBI, and everything that a cue word announces (MRN, account, claim, …).

In: tokens of a folded text. Out: findings in folded positions. A cue word is looked up by hash, and its
pattern is then tried at that one place only, so the time is linear in the text. A number without a cue is a
finding only if its own structure says so (SSN with separators, MBI, a card number that adds up); billing
codes have no such structure, and behind a weak cue ("claim", "visit", "policy") a code-shaped value is not one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.findings import Finding, PhiKind
from bot.privacy.tokens import Tokens

_ID = r"(?P<v>\d{3}(?: \d{3}){1,3}(?![\w-])|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){2,29})(?![A-Za-z0-9])"
_MARK = (
    r"(?P<mark>\s{0,2}(?:(?:control|record|identification|claim)\s)?(?:(?:numbers?|num|nbr|nr|no|id|identifier)\b\.?|#)"
    r"(?:\s{0,2}#)?(?:\s{0,2}(?:(?:is|was)\b|[:=-]))?|\s{0,2}[:=])?\s{0,4}(?:(?:is|was)\s)?"
)
_CODE = re.compile(r"(?:\d{5}|\d{4}[A-Z]|[A-Z]\d{4,5}|[A-Z]\d[0-9A-Z]{1,5})(?:-[0-9A-Z]{2}){0,8}\Z|\d{5}-\d{5}\Z|\d{4}T\d{4}[A-Z]+\Z", re.I)
_DATE_LIKE = re.compile(r"(?:19|20)\d{2}-?[01]\d-?[0-3]\d\Z|(?:19|20)\d{2}\Z")
_SLUG = re.compile(r"[a-z]{2,}-|-[a-z]{2,}")
_RULES_BEFORE = re.compile(r"(?:medical|payment|coverage|reimbursement|clinical|uhc|payer|cms|drug)\s{1,2}\Z", re.I)
_UNMARKED_DIGITS = 7
_COLONS = frozenset((":", "="))
_GUARDED = frozenset({PhiKind.CLAIM_NUMBER, PhiKind.ENCOUNTER_NUMBER, PhiKind.PLAN_ID})


@dataclass(frozen=True, slots=True)
class _Cue:
    """A pattern that starts at a cue word. `floor`: fewest digits of the value; `strong`: the cue alone is proof."""

    kind: PhiKind
    pattern: re.Pattern[str]
    floor: int
    strong: bool


def _cue(kind: PhiKind, words: str, floor: int, *, strong: bool = False, value: str = _ID, mark: str = _MARK) -> _Cue:
    return _Cue(kind, re.compile(f"(?:{words}){mark}{value}", re.I), floor, strong)


_POSSESSIVE = r"(?:'s)?"
_MRN = _cue(PhiKind.MRN, r"mrns?|mr(?=\s?(?:#|no\b|number))", 4, strong=True)
_RECORD = _cue(PhiKind.MRN, r"med(?:ical)?\.?\s(?:rec|record)s?\b\.?|chart", 4)
_PLACE = _cue(PhiKind.MRN, r"hospital|unit", 4)
"""`hospital no. 45385` numbers a record; `hospital: 45385` says where a service was done."""
_PATIENT = _cue(PhiKind.MRN, rf"(?:patient|pt){_POSSESSIVE}", 4)
_ACCOUNT = _cue(PhiKind.ACCOUNT, r"acc(?:oun)?ts?\b\.?|routing", 5)
_HAR = _cue(PhiKind.ACCOUNT, r"har", 6, strong=True)
_CLAIM = _cue(PhiKind.CLAIM_NUMBER, r"claims?", 6)
_ICN = _cue(PhiKind.CLAIM_NUMBER, r"[idtc]cn", 8, strong=True)
_MEMBER = _cue(
    PhiKind.PLAN_ID,
    rf"(?:member|subscriber|insured|insurance|ins|enrollee|recipient|beneficiary|medicaid|medicare|policy|group|grp"
    rf"|cert(?:ificate)?|aetna|cigna|bcbs|anthem|humana|uhc|kaiser|tricare){_POSSESSIVE}"
    r"(?:\s(?:policy|card|plan))?",
    5,
)
_ID_ALONE = _cue(PhiKind.PLAN_ID, r"id", 6)
_HICN = _cue(PhiKind.PLAN_ID, r"hicn?", 8, strong=True)
_ENCOUNTER = _cue(
    PhiKind.ENCOUNTER_NUMBER,
    r"encounter|visit|accession|specimen|requisition|order|(?:pre-?)?auth(?:orization)?\b\.?|pre-?cert|referral|case|ticket"
    r"|ref(?:erence)?\b\.?|confirmation|prescription|rx|invoice|check|tracking|remittance|eft",
    5,
)
_CSN = _cue(PhiKind.ENCOUNTER_NUMBER, r"csn|fin", 6, strong=True)
_PLATE = _cue(
    PhiKind.VEHICLE,
    r"licen[sc]e\splate|plate(?=\s?(?:#|:|number|no\b))",
    2,
    strong=True,
    value=r"(?P<v>(?-i:[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,6}))(?![\w-])",
)
_LICENSE = _cue(PhiKind.LICENSE, r"(?:driver'?s?'?\s)?lic(?:en[sc]e)?\b\.?|dl", 5)
_DEA = _cue(PhiKind.LICENSE, r"dea", 7, strong=True, value=r"(?P<v>[A-Z]{2}\d{7})\b")
_VIN = _cue(PhiKind.VEHICLE, r"vin", 4, strong=True, value=r"(?P<v>[A-HJ-NPR-Z0-9]{17})\b")
_SERIAL = _cue(PhiKind.DEVICE, r"serial|s/n|sn|udi|imei", 4)
_SERIAL_SN = _cue(PhiKind.DEVICE, r"s/n|imei", 4, strong=True)
_SSN = _cue(
    PhiKind.SSN,
    r"ssn|ss|soc(?:ial)?\b\.?(?:\s?sec(?:urity)?\b\.?)?",
    4,
    strong=True,
    mark=r"[\s.#:=-]{0,4}(?:(?:number|num|no|is|was)\b[\s.:#=]{0,3}){0,2}",
    value=r"(?P<v>(?:\d{3}|[x*]{3})[- .]?(?:\d{2}|[x*]{2})[- .]?\d{4})(?!\d)",
)
_SSN_WORDS = r"(?:ssn|ss#?|social(?:\ssecurity)?(?:\s(?:number|no|#))?)"
_SSN_TAIL = _cue(
    PhiKind.SSN,
    rf"{_SSN_WORDS}[\s:(,-]{{1,3}}(?:last\s(?:four|4)|ending)|last\s(?:four|4)",
    4,
    strong=True,
    mark=rf"(?:\sdigits?)?(?:\s(?:of|in))?(?:\s(?:his|her|the|my|their|patient's))?(?:\s{_SSN_WORDS})?[\s:=)-]{{1,4}}(?:(?:is|are)\s)?",
    value=r"(?P<v>\d{4})(?![\w-])",
)

_BY_WORD: dict[str, tuple[_Cue, ...]] = {
    **dict.fromkeys(("mrn", "mrns", "mr"), (_MRN,)),
    **dict.fromkeys(("medical", "med", "chart"), (_RECORD,)),
    **dict.fromkeys(("hospital", "unit"), (_PLACE,)),
    **dict.fromkeys(("patient", "pt"), (_PATIENT,)),
    **dict.fromkeys(("account", "accounts", "acct", "accts", "routing"), (_ACCOUNT,)),
    **dict.fromkeys(("claim", "claims"), (_CLAIM,)),
    **dict.fromkeys(("icn", "dcn", "tcn", "ccn"), (_ICN,)),
    **dict.fromkeys(
        ("member", "subscriber", "insured", "insurance", "ins", "enrollee", "recipient", "beneficiary", "medicaid", "medicare", "policy",
         "group", "grp", "cert", "certificate", "aetna", "cigna", "bcbs", "anthem", "humana", "uhc", "kaiser", "tricare"),
        (_MEMBER,),
    ),
    **dict.fromkeys(
        ("encounter", "visit", "accession", "specimen", "requisition", "order", "auth", "authorization", "preauth", "pre-auth",
         "preauthorization", "pre-authorization", "precert", "pre-cert", "referral", "case", "ticket", "ref", "reference", "confirmation",
         "prescription", "rx", "invoice", "check", "tracking", "remittance", "eft"),
        (_ENCOUNTER,),
    ),
    **dict.fromkeys(("csn", "fin"), (_CSN,)),
    **dict.fromkeys(("license", "licence"), (_PLATE, _LICENSE)),
    **dict.fromkeys(("driver", "drivers", "dl", "lic"), (_LICENSE,)),
    **dict.fromkeys(("serial", "sn", "udi"), (_SERIAL,)),
    **dict.fromkeys(("s", "imei"), (_SERIAL_SN,)),
    **dict.fromkeys(("ssn", "ss", "soc", "social"), (_SSN, _SSN_TAIL)),
    "har": (_HAR,), "hicn": (_HICN,), "hic": (_HICN,), "id": (_ID_ALONE,), "plate": (_PLATE,), "dea": (_DEA,), "vin": (_VIN,),
    "last": (_SSN_TAIL,),
}  # fmt: skip

_SSN_BARE = re.compile(r"(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\w|-\w)")
_A = "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]"
_AN = "[0-9AC-HJKMNP-RT-Yac-hjkmnp-rt-y]"
_MBI = re.compile(rf"[1-9]{_A}{_AN}\d[- ]?{_A}{_AN}\d[- ]?{_A}{{2}}\d{{2}}(?![\w]|-\w)")
_CARD = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?![\w-])")
_UDI = re.compile(r"01\)\d{14}(?:\((?:10|11|17|21)\)[A-Za-z0-9-]{1,20}){0,4}")
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])")
_CARD_GROUP = 4
_BY_DIGITS = {1: (PhiKind.MBI, _MBI), 2: (PhiKind.DEVICE, _MAC), 3: (PhiKind.SSN, _SSN_BARE), _CARD_GROUP: (PhiKind.ACCOUNT, _CARD)}


def find_identifiers(tokens: Tokens) -> Iterator[Finding]:
    """Every number that names a person, in any order, possibly overlapping."""
    text = tokens.text
    for start, word in zip(tokens.starts, tokens.lowers, strict=True):
        if "0" <= word[0] <= "9" and len(word) <= _CARD_GROUP:
            yield from _structured(text, start, len(word))
        for cue in _BY_WORD.get(word, ()):
            match = cue.pattern.match(text, start)
            if match and _accepted(cue, match):
                yield Finding(cue.kind, *match.span("v"))


def _accepted(cue: _Cue, match: re.Match[str]) -> bool:
    """Whether the value behind a cue is an identifier rather than a code, a date or a count."""
    value: str = match["v"]
    digits = sum(char.isdecimal() for char in value)
    if digits < cue.floor:
        return False
    if cue.strong:
        return True
    marked = match["mark"] is not None
    if _DATE_LIKE.match(value) or (cue is _ID_ALONE and _SLUG.search(value)):
        return False
    named = marked and match["mark"].strip() not in _COLONS
    if (cue.kind in _GUARDED or not marked or (cue is _PLACE and not named)) and _CODE.match(value):
        return False
    if not marked:
        return digits >= _UNMARKED_DIGITS
    return not (cue is _MEMBER and _RULES_BEFORE.search(match.string, max(0, match.start() - 20), match.start()))


def _structured(text: str, start: int, digits: int) -> Iterator[Finding]:
    """What the digits at `start` are by their structure alone."""
    before = text[start - 1 : start]
    if before == "(" and (match := _UDI.match(text, start)):
        yield Finding(PhiKind.DEVICE, start - 1, match.end())
    if before.isalnum() or (before and before in "_-."):
        return
    kind_pattern = _BY_DIGITS.get(digits)
    if kind_pattern and (match := kind_pattern[1].match(text, start)) and (digits != _CARD_GROUP or _adds_up(match.group())):
        yield Finding(kind_pattern[0], *match.span())


def _adds_up(number: str) -> bool:
    """The Luhn check of payment cards."""
    digits = [int(char) for char in reversed(number) if char.isdecimal()]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0
