"""The labelled sets of the PHI gate and how a detector is scored on them.

A case is a line with its identifiers marked in place: `pt {{name|John Smith}}, 99213`. The sets were written
before the detector. A fixed hash of a case's id puts it into the half that was tuned on or the half that was
only scored. A span is recalled if every letter and digit of it is covered; a finding is right if it covers no
letter or digit outside of a span.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.privacy import Finding, PhiKind, find

_DATA = Path(__file__).parent / "data"
_MARK = re.compile(r"\{\{(\w+)\|(.*?)\}\}", re.S)


@dataclass(frozen=True, slots=True)
class Case:
    """One text with the identifiers in it."""

    id: str
    text: str
    spans: tuple[Finding, ...]

    @property
    def tuned(self) -> bool:
        """Whether the case is in the half that was looked into."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over a set: spans, spans recalled, spans recalled as their kind, findings, right findings."""

    spans: int
    recalled: int
    kind_right: int
    findings: int
    right: int

    @property
    def recall(self) -> float:
        return self.recalled / self.spans if self.spans else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.findings if self.findings else 1.0

    def line(self, name: str) -> str:
        """One line of a report."""
        return (
            f"{name:<28} recall {self.recall:6.1%} ({self.recalled}/{self.spans}), as its kind {self.kind_right}, "
            f"precision {self.precision:6.1%} ({self.right}/{self.findings})"
        )


def parse(case_id: str, marked: str) -> Case:
    """A case from its marked line."""
    parts: list[str] = []
    spans: list[Finding] = []
    end = length = 0
    for match in _MARK.finditer(marked):
        before = marked[end : match.start()]
        start = length + len(before)
        length = start + len(match[2])
        spans.append(Finding(PhiKind(match[1]), start, length))
        parts += (before, match[2])
        end = match.end()
    return Case(case_id, "".join(parts) + marked[end:], tuple(spans))


def load(name: str) -> tuple[Case, ...]:
    """The cases of `data/<name>.jsonl`."""
    rows = map(json.loads, (_DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return tuple(parse(row["id"], row["marked"]) for row in rows)


def _solid(text: str, spans: Iterable[Finding]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end) if text[at].isalnum()}


def misses(case: Case, found: Iterable[Finding]) -> list[Finding]:
    """Labelled spans that are not fully covered."""
    covered = _solid(case.text, found)
    return [span for span in case.spans if not _solid(case.text, [span]) <= covered]


def spills(case: Case, found: Iterable[Finding]) -> list[Finding]:
    """Findings that cover something unlabelled."""
    labelled = _solid(case.text, case.spans)
    return [finding for finding in found if not _solid(case.text, [finding]) <= labelled]


def score(cases: Iterable[Case], detector: Callable[[str], tuple[Finding, ...]] = find) -> Score:
    """Run the detector over the cases and count."""
    spans = recalled = kind_right = findings = right = 0
    for case in cases:
        found = detector(case.text)
        missed = misses(case, found)
        spans += len(case.spans)
        recalled += len(case.spans) - len(missed)
        kind_right += sum(
            span not in missed and any(f.kind is span.kind and f.start < span.end and span.start < f.end for f in found)
            for span in case.spans
        )
        findings += len(found)
        right += len(found) - len(spills(case, found))
    return Score(spans, recalled, kind_right, findings, right)


def report() -> str:
    """The scores of all sets, per half."""
    labelled, names = (*load("positives"), *load("lookalikes")), load("free_names")
    lines = []
    for title, cases in (("labelled", labelled), ("free-standing names", names)):
        lines += [
            score([c for c in cases if c.tuned]).line(f"{title}, tuned half"),
            score([c for c in cases if not c.tuned]).line(f"{title}, other half"),
            score(cases).line(f"{title}, all"),
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())
