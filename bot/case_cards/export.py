"""A case to take along: text, csv or json, with every quote whole and its place in the note. Pure."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from bot.actions import Action
from bot.case.model import CaseReading, Suggestion
from bot.case_cards import words
from bot.case_cards.held import HeldCase
from bot.turns import Button, Reply, Visibility

FORMS = ("text", "csv", "json")
_COLUMNS = ("group", "code", "title", "sure", "quotes", "places", "reason", "because", "rule", "row", "edition")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet takes for a formula: a note's words must not become one."""


def exported(reading: CaseReading, form: str) -> str:
    """The suggestions in a form. Raises `ValueError` for one that does not exist."""
    rows = [_record(s) for s in (*reading.suggestions, *reading.procedures)]
    if form == "json":
        content = {"setting": reading.setting.value, "edition": reading.edition, "suggestions": rows, "notices": [n.text for n in reading.notices]}
        return json.dumps(content, ensure_ascii=False, indent=1)
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(row[name]) for name in _COLUMNS} for row in rows)
        return out.getvalue().rstrip("\n")
    if form == "text":
        return "\n".join(_line(s) for s in (*reading.suggestions, *reading.procedures)) or "no code is suggested"
    raise ValueError(f"no such form: {form}")


def _record(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "group": suggestion.group.value,
        "code": suggestion.code,
        "title": suggestion.title,
        "sure": round(suggestion.confidence, 2),
        "quotes": [e.quote for e in suggestion.evidence],
        "places": [[e.start, e.end] for e in suggestion.evidence],
        "reason": suggestion.reason.value,
        "because": suggestion.because,
        "rule": suggestion.rule,
        "row": suggestion.source.row,
        "edition": suggestion.edition,
    }


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = " | ".join(f"{v[0]}-{v[1]}" if isinstance(v, list) else str(v) for v in value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(suggestion: Suggestion) -> str:
    why = words.because(suggestion)
    return f"{suggestion.group.value}\t{suggestion.code}\t{suggestion.title}\t{words.quoted(suggestion.evidence, 9)}{f' ({why})' if why else ''}"


def export_reply(reading: CaseReading, case: HeldCase, form: str) -> Reply:
    """The export, to copy."""
    text = exported(reading, form).replace("```", "'''")
    return Reply(
        title=f"Case as {form}",
        verdict=f"{len(reading.suggestions)} rows to copy; places count the characters of the note as it was sent.",
        body=f"```\n{text}\n```",
        buttons=(Button("Back to the case", Action("case", f"show {case.id}")),),
        visibility=Visibility.PRIVATE,
        topic="case",
        confidential=True,
    )
