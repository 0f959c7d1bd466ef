"""How a case is spoken of: quotes, confidence, reasons, settings. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.case.model import Evidence, Hint, Reason, Setting, Suggestion

MOST_QUOTE = 90
"""Characters of a quote on a card; an export has all of it."""
REASON = {
    Reason.NEGATED: "the note denies it",
    Reason.FAMILY: "a relative has it, not the patient",
    Reason.HISTORY: "it is past",
    Reason.SUSPECTED: "it is uncertain, and an outpatient's uncertain diagnosis is not coded",
    Reason.HYPOTHETICAL: "it is a risk, advice or plan, not a finding",
    Reason.INTEGRAL: "it belongs to {because}",
    Reason.LESS_SPECIFIC: "{because} says it with more detail",
    Reason.EXCLUDES1: "an Excludes1 note bars it beside {because}",
    Reason.COMBINED: "{because} says it together with another condition",
    Reason.INCOMPLETE: "the classification asks for something that the note does not say",
    Reason.NOT_CHOSEN: "the language model saw no support for it in the note",
    Reason.PLANNED: "it is planned or ordered, not done",
    Reason.VAGUE: "the note's words say too little for a code of their own",
}
_SAID_OTHERWISE = (Reason.NEGATED, Reason.FAMILY, Reason.HISTORY, Reason.SUSPECTED, Reason.HYPOTHETICAL)
"""Reasons that are words of the note: these words are shown."""
SETTING = {
    Setting.OUTPATIENT: "outpatient: uncertain diagnoses are not coded (guidelines IV.H)",
    Setting.INPATIENT: "inpatient: uncertain diagnoses at discharge are coded as if they existed (guidelines II.H)",
}
OTHER_SETTING = {Setting.OUTPATIENT: Setting.INPATIENT, Setting.INPATIENT: Setting.OUTPATIENT}


def because(suggestion: Suggestion) -> str:
    """Why a code is left out, or why the provider is asked."""
    said = REASON.get(suggestion.reason, "").format(because=suggestion.because or "another code")
    cue = next((m.cue.quote for m in suggestion.mentions if m.cue is not None), "") if suggestion.reason in _SAID_OTHERWISE else ""
    return f"{said} (“{_line(cue)}”)" if cue and said else said


def quoted(evidence: Iterable[Evidence], most: int = 2) -> str:
    """The words of the note, each once: `“knee pain”, “right knee”; and 2 more`."""
    quotes = list(dict.fromkeys(_line(e.quote) for e in evidence))
    shown = ", ".join(f"“{quote if len(quote) <= MOST_QUOTE else quote[: MOST_QUOTE - 1] + '…'}”" for quote in quotes[:most])
    return f"{shown}; and {len(quotes) - most} more" if len(quotes) > most else shown


def confident(suggestion: Suggestion) -> str:
    """`60 %`: how sure the reading is of itself; not a chance of payment."""
    return f"{round(100 * suggestion.confidence)} %"


def hinted(hint: Hint, most: int = 4) -> str:
    """A hint with its choices: `The side is not documented: M17.11 (…), M17.12 (…)`."""
    if not hint.choices or not any(choice.title for choice in hint.choices):
        return hint.text
    named = "; ".join(f"{c.code} {c.title}".strip() for c in hint.choices[:most])
    more = f"; and {len(hint.choices) - most} more" if len(hint.choices) > most else ""
    return f"{hint.text.rstrip('.')}: {named}{more}."


def _line(text: str) -> str:
    return " ".join(text.split())
