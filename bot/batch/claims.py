"""One claim as separate values (a JSON object, the rows of a sheet) → `Claim`, through the one reader of claim texts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim

_WHOLE = re.compile(r"^\s*(\d+)\.0+\s*$")
"""A whole number as spreadsheets write it out: `2.0`, `1.00`."""
PARAMETERS = ("dos", "pos", "state", "zip", "locality", "payer", "setting", "sex", "age", "discharge")


def claim_of(raw: Mapping[str, Any], today: date) -> Claim:
    """`{"lines": …, "dx": …, "dos": …, "pos": …, "state": …, "setting": …, "payer": …}` → a claim.

    `lines` is a text or a list of texts or of `{"code", "modifiers", "units", "pointers"}`; `dx` a text or a list. What
    cannot be read is in `Claim.problems`. Raises `ValueError` if there is neither a line nor a diagnosis in it.
    """
    lines = [_line(item) for item in _list(raw.get("lines"))]
    diagnoses = ", ".join(str(item) for item in _list(raw.get("dx")) if str(item).strip())
    parts = [", ".join(line for line in lines if line), f"dx {diagnoses}" if diagnoses else ""]
    parts += [f"{name} {_one_line(raw[name])}" for name in PARAMETERS if raw.get(name) not in (None, "")]
    claim = read_claim("; ".join(part for part in parts if part), today)
    if not claim.lines and not claim.diagnoses:
        written = next((line for line in lines if line), "")
        why = claim.problems[0] if claim.problems else f"“{written[:20]}” has the shape of no code" if written else ""
        raise ValueError("there is no line and no diagnosis in it" + (f" ({why})" if why else ""))
    return claim


def line_as_read(item: Any, today: date) -> Claim:
    """What one entry of `lines` is read as by itself: how many lines it makes, and what of it could not be read."""
    return read_claim(_line(item), today)


def _line(item: Any) -> str:
    if not isinstance(item, Mapping):
        return _one_line(item)
    modifiers = item.get("modifiers") or ()
    text = "-".join([str(item.get("code", "")).strip(), *(str(m).strip() for m in _list(modifiers) if str(m).strip())])
    units, pointers = item.get("units"), item.get("pointers")
    text += f" x{_one_line(units)}" if units not in (None, "") else ""
    pointed = [str(p).strip() for p in _list(pointers)] if pointers else []
    joint = "" if all(p.isalpha() for p in pointed) else "/"
    return text + (f" ptr {joint.join(pointed)}" if pointed else "")


def _list(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _one_line(value: Any) -> str:
    """A value as text that stays within its part: a semicolon would begin another."""
    text = _WHOLE.sub(r"\1", str(value))
    return " ".join(text.split()).replace(";", ",")
