"""The team's own answers beside ours: which fits a question, whether what it speaks of has changed, and how it is shown. Pure but for
the look-ups of `prints`.

A team answer never changes a verdict, a fact or a source of an answer; it stands below, named as what it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.coding import grammar
from bot.coding.claim_text import read_claim
from bot.engine.engine import examine
from bot.pipeline.looked_up import resolve
from bot.pipeline.question import Question
from bot.pipeline.relevance import content_words, share_of_words
from bot.pipeline.subjects import CHECK
from bot.store import Standing, TeamAnswer
from bot.turns import Outcome, Reply
from knowledge.base import OpenSnapshot

MAX_SHOWN = 2
MAX_CHARACTERS = 1_500
ALIKE = 0.6
"""Share of the words of one question that the other holds, both ways, for them to be the same question about the same codes."""
ALIKE_WITHOUT_CODES = 0.75
_EDITS = "edits"


def prints(codes: Sequence[str], snapshot: OpenSnapshot, on: date) -> dict[str, str]:
    """Code → digest of what is known of it, and one of what the engine finds for all of them together."""
    found = {code: _digest(_state(code, snapshot, on)) for code in codes}
    if codes:
        findings = examine(read_claim(", ".join(codes), on), snapshot.catalog, CHECK)
        found[_EDITS] = _digest(sorted(f"{f.subject} {f.level} {f.codes}" for f in findings))
    return found


def _state(code: str, snapshot: OpenSnapshot, on: date) -> list[str]:
    mention = next(iter(grammar.mentions(code)), None)
    if mention is None:
        return []
    lookup = resolve(mention, snapshot, on)
    if lookup.code is None:
        return [lookup.state.value]
    facts = sorted(f"{fact.name}={fact.value}" for fact in lookup.code.facts)
    return [lookup.state.value, lookup.code.title, str(lookup.code.reportable), *facts]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def changed(answer: TeamAnswer, now: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of which something else is known than when the answer was last looked at."""
    found = [code for code in answer.codes if now.get(code) != answer.prints.get(code)]
    if not found and now.get(_EDITS) != answer.prints.get(_EDITS):
        found = list(answer.codes)
    return tuple(found)


def fitting(question: Question, codes: Sequence[str], answers: Iterable[TeamAnswer]) -> tuple[TeamAnswer, ...]:
    """The approved answers to the same question: about the same codes, in much the same words."""
    words = question.prose if question.mentions else question.words
    return tuple(a for a in answers if a.standing is Standing.APPROVED and _fits(words, set(codes), a))[:MAX_SHOWN]


def _fits(words: str, codes: set[str], answer: TeamAnswer) -> bool:
    theirs = " ".join(w for w in answer.question.split() if not grammar.mentions(w))
    both = min(share_of_words(words, theirs), share_of_words(theirs, words))
    if answer.codes:
        bare = not content_words(words) and not content_words(theirs)
        return codes == set(answer.codes) and (bare or both >= ALIKE)
    return not codes and both >= ALIKE_WITHOUT_CODES


def beside(reply: Reply, answers: Sequence[tuple[TeamAnswer, tuple[str, ...]]]) -> Reply:
    """The reply with the team's answers below its own. Each comes with the codes that changed since it was looked at."""
    if not answers or reply.outcome in (Outcome.REFUSED, Outcome.FAILED):
        return reply
    return replace(reply, body="\n\n".join(part for part in (reply.body, *(_shown(a, stale) for a, stale in answers)) if part))


def _shown(answer: TeamAnswer, stale: Sequence[str]) -> str:
    day = f" on {answer.decided.date().isoformat()}" if answer.decided else ""
    what = "note" if grammar.only_codes(answer.question) else "answer"
    head = f"Your team's {what} #{answer.id} (written by your team, approved{day}; not from a published source): {answer.answer}"
    if not stale:
        return head
    return f"{head}\nTo be looked at again: what is known of {', '.join(stale)} has changed since; an admin approves it anew or retires it (/team)."
