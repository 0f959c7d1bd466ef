"""Which of a mail's words are the question: subject, text, attachments. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.email.own_words import is_follow_up, plain_subject
from bot.coding import grammar

_CHOICE = re.compile(r"#?(\d{1,2})\s*[.)]?\s*(?:\[ref ([0-9a-f]{32})\])?\s*(?:\n|\Z)", re.IGNORECASE)


_ABOUT_A_NOTE = re.compile(r"\b(?:cod(?:e|es|ing)|note|case|attach(?:ed|ment)|chart|op(?:erative)? report)\b", re.IGNORECASE)
_SETTING = re.compile(r"\b(?:in|out)patient\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The number of a follow-up that an answer offered; `ref` names the answer where the mail's headers do not."""

    number: int
    ref: str = ""


def question(subject: str, said: str) -> str:
    """The text, the subject where there is none, both where the codes stand in the subject."""
    subject = plain_subject(subject) if not is_follow_up(subject) or not _says(said) else ""
    if not _says(said):
        return subject
    if subject and grammar.mentions(subject) and not grammar.mentions(said) and not said.startswith("/"):
        return f"{subject}\n{said}"
    return said


def with_files(said: str, files: str) -> tuple[str | None, str]:
    """The verb and the text of a question that came with files, which have this text: a note to be coded, or more to read.

    "Please code the attached note (inpatient)", or nothing at all, is a case; a question about codes stays one.
    """
    if not files.strip():
        return None, said
    if _says(said) and (
        said.startswith("/") or grammar.mentions(said) or not _ABOUT_A_NOTE.search(said) or said.lower().startswith("case")
    ):
        return None, f"{said}\n\n{files}"
    setting = _SETTING.search(said)
    return "case", f"{setting[0].lower()}: {files}" if setting else files


def choice(said: str) -> Choice | None:
    """The follow-up that a mail chooses by its number alone."""
    found = _CHOICE.match(said.strip())
    return Choice(int(found[1]), (found[2] or "").lower()) if found else None


def _says(text: str) -> bool:
    return any(c.isalnum() for c in text)
