"""A language model chooses among the candidates of a case; what it says is checked before it counts.

It may drop a suggestion or bring up a candidate that ranked lower, nothing else: every code must be a candidate that was shown, every
quote must stand in the note. Where it fails, is slow, or says nothing that holds, the reading stays as it was.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from bot.case.model import Assertion, Candidate, CaseReading, Evidence, Group, Mention, Reason, SectionKind, SourceRow, Suggestion
from bot.case.sections import kind_at
from bot.pipeline.model import Model, Piece
from knowledge import icd10cm
from knowledge.model import System
from prompts import Prompt

SHOWN = 20
"""Candidates that a model sees: further down its false choices outweigh what it finds."""
MAX_SECONDS = 20.0
_MOST_CHARACTERS = 12_000
_NOT_CHOSEN = "The language model saw no support for it in the note; the words it was found by are quoted."
_BROUGHT_UP = 0.4

_log = logging.getLogger(__name__)


class Choice(BaseModel):
    """One candidate that the note supports."""

    model_config = ConfigDict(extra="ignore")

    code: str = Field(max_length=12, description="the code of a candidate, as written")
    quote: str = Field(max_length=300, description="words of the note that support it, copied")


class Choices(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="ignore")

    choices: list[Choice] = Field(max_length=40)


def form_of(codes: Sequence[str]) -> type[Choices]:
    """`Choices` in which a code can only be one of these: providers that hold a model to the form hold it to the candidates, too."""
    one_of: Any = Literal[tuple(codes)]
    one = create_model("Candidate", __base__=Choice, code=(one_of, Field(description="the code of a candidate")))
    return create_model("Choices", __base__=Choices, choices=(list[one], Field(max_length=40)))  # type: ignore[valid-type]


def shown(reading: CaseReading) -> tuple[Candidate, ...]:
    """The candidates that a model chooses from: those ranked first, without what the rules leave out or ask about."""
    decided = {s.code for s in reading.suggestions if s.group in (Group.LEFT_OUT, Group.QUERY)}
    return tuple(c for c in reading.candidates if c.code not in decided)[:SHOWN]


def applied(reading: CaseReading, said: Choices) -> CaseReading | None:
    """The reading with what of the choices holds; None if nothing does."""
    candidates = {icd10cm.key(c.code): c for c in shown(reading)}
    quotes: dict[str, Evidence] = {}
    for choice in said.choices:
        candidate, quote = candidates.get(icd10cm.key(choice.code)), _found(choice.quote, reading.text)
        if candidate is not None and quote is not None:
            quotes.setdefault(candidate.code, quote)
    if not quotes:
        return None
    kept = [_judged(s, quotes) for s in reading.suggestions]
    known = {s.code for s in kept}
    added = [_brought_up(c, quotes[c.code], reading) for c in candidates.values() if c.code in quotes and c.code not in known]
    return replace(reading, suggestions=_with_first((*kept, *added)))


def _found(quote: str, text: str) -> Evidence | None:
    """Where the quote stands in the note, letter for letter."""
    wanted = quote.strip()
    start = text.find(wanted) if any(c.isalnum() for c in wanted) else -1
    return Evidence(start, start + len(wanted), wanted) if start >= 0 else None


def _judged(suggestion: Suggestion, quotes: dict[str, Evidence]) -> Suggestion:
    if suggestion.group in (Group.LEFT_OUT, Group.QUERY) or suggestion.code in quotes:
        return suggestion
    return replace(suggestion, group=Group.LEFT_OUT, reason=Reason.NOT_CHOSEN, rule=_NOT_CHOSEN, hints=())


def _brought_up(candidate: Candidate, quote: Evidence, reading: CaseReading) -> Suggestion:
    number = next((n for n, s in enumerate(reading.sentences) if s.start <= quote.start < s.end), 0)
    kind = kind_at(reading.sections, reading.sentences[number]) if reading.sentences else SectionKind.OTHER
    mention = Mention(quote, number, kind, Assertion.AFFIRMED)
    return Suggestion(
        System.ICD10CM, candidate.code, candidate.title, reading.edition, SourceRow("icd10cm_tabular", reading.edition, candidate.title),
        (mention,), Group.ADDITIONAL, _BROUGHT_UP, candidate.score, candidate.tier,
    )  # fmt: skip


def _with_first(suggestions: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Where the first-listed candidate was not chosen, the best that is left takes its place."""
    if any(s.group is Group.FIRST_LISTED for s in suggestions):
        return tuple(suggestions)
    first = max((s for s in suggestions if s.group is Group.ADDITIONAL), key=lambda s: (not s.code.startswith("R"), s.score), default=None)
    return tuple(replace(s, group=Group.FIRST_LISTED) if s is first else s for s in suggestions)


@dataclass(frozen=True, slots=True)
class Chooser:
    """A model and the prompt that asks it."""

    model: Model
    prompt: Prompt

    async def choose(self, reading: CaseReading, seconds: float = MAX_SECONDS) -> tuple[CaseReading, Piece]:
        """The reading as the model leaves it, and the tokens it took. The note that it sees is de-identified."""
        candidates = shown(reading)
        if not candidates:
            return reading, Piece()
        lines = "\n".join(f"{c.code} {c.title} — {c.evidence[0].quote[:80]}" for c in candidates if c.evidence)
        prompt = self.prompt.fill(candidates=lines, note=reading.text[:_MOST_CHARACTERS], setting=reading.setting.value)
        started, said, piece = monotonic(), None, Piece()
        try:
            async with asyncio.timeout(seconds):
                said, piece = await self.model.fill(prompt, form_of([c.code for c in candidates]))
        except Exception as error:  # noqa: BLE001 - providers raise their own zoo; the reading stands without them
            _log.warning("choosing_failed", extra={"error": type(error).__name__})
        found = applied(reading, said) if isinstance(said, Choices) else None
        _log.info("case_chosen", extra={"used": found is not None, "seconds": round(monotonic() - started, 2)})
        return found or reading, piece
