"""The evidence block: what a check found, as plain text to copy into an appeal or to keep with a claim. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.coding.claim import Claim
from bot.coding.claim_text import written
from bot.coding.finding import Finding, Ground, Level
from bot.pipeline.citing import SOURCES
from bot.pipeline.findings import LABEL, NO_PROMISE, assumed, payer_words, summary

_WORD = {
    Level.DENIED: "DENIED",
    Level.ATTENTION: "TO LOOK AT",
    Level.UNKNOWN: "NOT DECIDED",
    Level.INFORMATION: "NOTE",
    Level.PASSED: "PASSED",
}


def evidence_block(findings: Sequence[Finding], claim: Claim, made: date) -> str:
    """The claim, then every finding with its rows, editions and rule, numbered. `made` is the day it was made."""
    taken = assumed(claim)
    head = [
        f"Claim check, made {made.isoformat()}",
        f"Claim: {written(claim)}",
        *([f"Assumed: {taken}"] if taken else []),
        f"Result: {payer_words(claim)}{summary(findings, claim)}",
    ]
    parts = ["\n".join(head)]
    for number, finding in enumerate(findings, start=1):
        lines = [f"{number}. {LABEL[finding.subject]}: {_WORD[finding.level]}. {finding.verdict}"]
        if finding.lines:
            lines.append(f"   Line: {', '.join(map(str, finding.lines))}")
        lines += [f"   {label}: {value}" for label, value in finding.facts]
        lines += [f"   Row: {ground_line(ground)}" for ground in finding.grounds if ground.edition is not None]
        rules = [finding.rule, *(f"({ground.rule})" for ground in finding.grounds if ground.rule and ground.rule not in finding.rule)]
        if any(rules):
            lines.append(f"   Rule: {' '.join(rule for rule in rules if rule)}")
        lines += [f"   {text}" for text in (finding.mend, finding.caveat) if text]
        parts.append("\n".join(lines))
    parts.append(NO_PROMISE)
    return "\n\n".join(parts)


def ground_line(ground: Ground) -> str:
    """A ground as one line: the row, the file it stands in, its edition and dates."""
    if ground.edition is None:
        return ground.rule
    edition = ground.edition
    ends = edition.ends.isoformat() if edition.ends else "open"
    source = SOURCES.get(edition.source, edition.source)
    stale = "; newest edition loaded, it began before the date of service and has ended" if ground.stale else ""
    row = f"{ground.row}; " if ground.row else ""
    return f"{row}{source}, {edition.name} ({edition.begins.isoformat()} to {ends}{stale})"
