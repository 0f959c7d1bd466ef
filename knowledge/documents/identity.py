"""What is said of a whole document: title, source, edition, the dates it holds for, payer, workspace.

Front matter wins, then what the known publications say of themselves, then the file's name. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any

import yaml

from knowledge.documents.blocks import Block
from knowledge.documents.unreadable import Unreadable

_FENCE = "---"
_MAX_FRONT_MATTER = 8_000
KEYS = frozenset(
    "title source publisher edition topic payer workspace valid_from valid_to expires checked codes modifiers keywords".split()
)
"""What front matter may say; other keys are ignored."""
_MONTH_DATE = r"([A-Z][a-z]+ \d{1,2}, \d{4})"
_SPAN = re.compile(rf"\(?{_MONTH_DATE}\s*[-\u2013]\s*{_MONTH_DATE}\)?")
_FISCAL_YEAR = re.compile(r"\bFY\s?(\d{4}|\d{2})\b")
_NAME_DATE = re.compile(r"(?<!\d)(20\d\d)[-_.](\d\d)(?:[-_.](\d\d))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Identity:
    """What every passage of a document carries."""

    title: str
    source: str
    edition: str
    begins: date | None
    ends: date | None = None
    publisher: str = ""
    payer: str = "any"
    workspace: str = ""
    topic: str = "documents"
    checked: date | None = None
    codes: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def front_matter(text: str) -> Mapping[str, Any] | None:
    """The front matter at the beginning of a text; None without one. Raises `Unreadable` for a damaged one."""
    text = text.removeprefix("\ufeff")
    if not text.startswith(_FENCE):
        return None
    parts = text.split(f"\n{_FENCE}", 1)
    if len(parts) < 2:
        return None
    head = parts[0].removeprefix(_FENCE)
    if len(head) > _MAX_FRONT_MATTER or "&" in head:  # aliases can unfold to gigabytes
        raise Unreadable("its front matter is longer than one is, or uses YAML anchors; write plain key: value lines")
    try:
        raw = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable("its front matter is no YAML; write plain key: value lines between two lines of ---") from error
    if not isinstance(raw, dict) or not KEYS & {str(key).lower() for key in raw}:
        return None
    return {str(key).lower(): value for key, value in raw.items() if str(key).lower() in KEYS}


def without_front_matter(text: str) -> str:
    """The text below the front matter."""
    text = text.removeprefix("\ufeff")
    if front_matter(text) is None:
        return text
    return text.split(f"\n{_FENCE}", 1)[1].partition("\n")[2]


def known_publication(first_lines: Iterable[str]) -> Identity | None:
    """The identity of a publication that says on its first pages what it is; None for any other document."""
    text = " ".join(" ".join(line.split()) for line in first_lines)[:20_000]
    begin = text[:600].lower()
    if "icd-10-cm official guidelines for coding and reporting" in begin:
        return _guidelines(text)
    if "icd-10-pcs official guidelines for coding and reporting" in begin:
        return _guidelines(text, "ICD-10-PCS")
    if "ncci" in begin and "policy manual" in begin:
        return _policy_manual(text)
    return None


def _guidelines(text: str, system: str = "ICD-10-CM") -> Identity | None:
    span = _SPAN.search(text)
    year = _FISCAL_YEAR.search(text)
    ends = _written(span[2]) if span else None
    begins = _written(span[1]) if span else None
    if begins is None and year is not None:
        number = int(year[1]) % 100 + 2000
        begins, ends = date(number - 1, 10, 1), date(number, 9, 30)
    if begins is None:
        return None
    number = ends.year if ends else begins.year + 1
    title = f"{system} Official Guidelines"
    release = "" if begins.month == 10 else f" ({begins:%B} {begins.day} {begins.year})"
    return Identity(title, f"{title} for Coding and Reporting", f"FY{number}{release}", begins, ends, "CMS and NCHS", topic="guidelines")


def _policy_manual(text: str) -> Identity | None:
    found = re.search(rf"{_MONTH_DATE}|Revision Date[^:]*:\s*(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})", text)
    year = re.search(r"\b(20\d\d)\b", text)
    begins = None
    if found and found[1]:
        begins = _written(found[1])
    elif found:
        begins = _date(f"{found[4]}-{int(found[2]):02}-{int(found[3]):02}")
    if begins is None and year:
        begins = date(int(year[1]), 1, 1)
    if begins is None:
        return None
    programme = "Medicaid" if "medicaid ncci" in text[:600].lower() else "Medicare"
    title = "NCCI Policy Manual" if programme == "Medicare" else "Medicaid NCCI Policy Manual"
    source = f"CMS, {programme} NCCI Coding Policy Manual"
    ends = date(begins.year, 12, 31)
    return Identity(title, source, str(begins.year), begins, ends, "CMS", payer=programme.lower(), topic="ncci")


def described(given: Mapping[str, Any], known: Identity | None, path: PurePath, blocks: Iterable[Block], dropped: date) -> Identity:
    """The identity of a document: front matter over what it says itself over its name. Raises `Unreadable` for a wrong date.

    `dropped` is the day of the file, which is when somebody last looked at what it says.
    """
    heading = next((block.text for block in blocks if block.level == 1), "")
    name = path.stem
    title = _text(given, "title") or (known.title if known else heading[:120] or re.sub(r"[-_]+", " ", name).strip())
    begins = _day(given, "valid_from") or (known.begins if known else None) or _named_date(name)
    ends = _day(given, "valid_to") or _day(given, "expires") or (known.ends if known else None)
    edition = _text(given, "edition") or (known.edition if known else "")
    return Identity(
        title=title,
        source=_text(given, "source") or (known.source if known else title),
        edition=edition or (begins.isoformat() if begins else "undated"),
        begins=begins,
        ends=ends,
        publisher=_text(given, "publisher") or (known.publisher if known else ""),
        payer=_text(given, "payer").lower() or (known.payer if known else "any"),
        workspace=_text(given, "workspace"),
        topic=_text(given, "topic").lower() or (known.topic if known else "documents"),
        checked=_day(given, "checked") or dropped,
        codes=tuple(code.upper() for code in _list(given, "codes")),
        modifiers=tuple(modifier.upper() for modifier in _list(given, "modifiers")),
        keywords=_list(given, "keywords"),
    )


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    return " ".join(str(value).split())[:200] if value is not None and not isinstance(value, list | dict) else ""


def _list(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key)
    items = value if isinstance(value, list) else str(value).split(",") if value is not None else ()
    return tuple(str(item).strip()[:80] for item in items if str(item).strip())[:60]


def _day(given: Mapping[str, Any], key: str) -> date | None:
    value = given.get(key)
    if value is None or str(value).strip() == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    found = value if isinstance(value, date) else _date(str(value)) or _written(str(value))
    if found is None:
        raise Unreadable(f"its front matter says {key}: {str(value)[:40]}, which is no date; write it as 2026-01-31")
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _written(text: str) -> date | None:
    """`October 1, 2024` → a date."""
    try:
        return datetime.strptime(text.strip(), "%B %d, %Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _named_date(name: str) -> date | None:
    """`humana-modifier-25-2026-03.md`, `… 2026-03-15` → the day from which it holds."""
    found = _NAME_DATE.search(name)
    return _date(f"{found[1]}-{found[2]}-{found[3] or '01'}") if found else None
