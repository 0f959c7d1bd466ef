"""What stands around the lines of a claim: place, state, payer, setting, sex, age, minutes, each with how people write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.coding import states
from bot.coding.claim import Claim, Setting, Sex

MAX_AGE = 130


def _pos(match: re.Match[str], claim: Claim) -> Claim | str:
    return replace(claim, pos=match["pos"].zfill(2))


def _state(match: re.Match[str], claim: Claim) -> Claim | str:
    found = states.abbreviation(match["state"])
    return replace(claim, state=found) if found else f"“{match['state'].strip()}” is no state; write its two letters."


def _zip(match: re.Match[str], claim: Claim) -> Claim | str:
    return replace(claim, zip5=match["zip"])


def _locality(match: re.Match[str], claim: Claim) -> Claim | str:
    return replace(claim, locality=f"{match['carrier']}-{match['locality']}")


def _payer(match: re.Match[str], claim: Claim) -> Claim | str:
    name = " ".join(match["payer"].split()).strip(" .").lower()
    return replace(claim, payer=name, payer_given=True) if name else "No payer stands after the word payer."


def _setting(match: re.Match[str], claim: Claim) -> Claim | str:
    word = match[0].lower()
    setting = (
        Setting.SUPPLIER
        if re.search(r"dme|supplier", word)
        else Setting.HOSPITAL
        if re.search(r"hospital|opps|hopd", word)
        else Setting.PRACTITIONER
    )
    return replace(claim, setting=setting, setting_given=True)


def _sex(match: re.Match[str], claim: Claim) -> Claim | str:
    return replace(claim, sex=Sex.FEMALE if match["sex"][0].lower() in "fw" else Sex.MALE)


def _age(match: re.Match[str], claim: Claim) -> Claim | str:
    age = int(match["age"] or match["years"])
    return replace(claim, age=age) if age <= MAX_AGE else f"{age} is no age."


def _minutes(match: re.Match[str], claim: Claim) -> Claim | str:
    return replace(claim, minutes=int(match["minutes"]))


def _inpatient(match: re.Match[str], claim: Claim) -> Claim | str:
    return replace(claim, inpatient=True)


PARAMETERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Claim], Claim | str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), use)
    for pattern, use in (
        (r"\b(?:pos|place of service)\s*[:=]?\s*(?P<pos>\d{1,2})\b", _pos),
        (r"\bzip(?:\s?code)?\s*[:=]?\s*(?P<zip>\d{5})(?:-\d{4})?\b", _zip),
        (r"\blocality\s*[:=]?\s*(?P<carrier>\d{5})\s*[-/ ]?\s*(?P<locality>\d{2})\b", _locality),
        (
            r"\bstate\s*(?:of\b)?\s*[:=]?\s*(?P<state>[A-Za-z]+(?:[ ](?:hampshire|jersey|mexico|york|carolina|dakota|island|virginia|rico))?)",
            _state,
        ),
        (rf"\b(?:in|for|of)\s+(?P<state>{states.NAMES})\b", _state),
        (rf"\b(?:in|for)\s+(?P<state>(?-i:{states.LETTERS}))\b(?!-)", _state),
        (rf"(?<![\w-])(?P<state>{states.NAMES})(?![\w-])", _state),
        (r"\b(?:payer|payor|insurance)\s*[:=]?\s*(?P<payer>[^;,\n\d][^;,\n]{0,40})", _payer),
        (r"(?<!non-)\b(?P<payer>medicare(?: advantage)?|medicaid|tricare)\b", _payer),
        (
            r"\b(?:setting|table)\s*[:=]?\s*(?:outpatient\s+)?(?:hospital(?:\s+outpatient)?|practitioner|physician|office|asc|dme|supplier)\b",
            _setting,
        ),
        (
            r"\b(?:outpatient hospital|hospital outpatient|hopd|opps|practitioner|physician|dme supplier|hospital|facility claim)\b"
            r"(?!\s+(?:visit|care))",
            _setting,
        ),
        (r"\b(?:sex|gender)\s*[:=]?\s*(?P<sex>f(?:emale)?|m(?:ale)?|woman|man)\b", _sex),
        (r"\b(?P<sex>female|male)\b", _sex),
        (r"\bage\s*[:=]?\s*(?P<age>\d{1,3})\b|\b(?P<years>\d{1,3})[\s-]?(?:y/?o|years?[\s-]old|yrs?[\s-]old)\b", _age),
        (r"\b(?P<minutes>\d{1,4})\s?min(?:utes?|s)?\b\.?", _minutes),
        (r"\binpatient\b", _inpatient),
    )
)
"""How each parameter is written, and what a match does to the claim: the claim with it, or what is wrong. In the order of reading."""
