"""The PHI gate: what a person typed goes in, what the rest of the program may see comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.privacy.detect import find
from bot.privacy.findings import Finding, PhiKind
from bot.settings import PhiPolicy

_MASK = "█"
_PASSES = 8


class GateAction(StrEnum):
    """What the gate did; counted in metrics."""

    PASS = "pass"  # noqa: S105
    REDACTED = "redacted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Gated:
    """What may go on: `text` (empty if refused), what was found in the original, and a line for the person.

    `findings` are spans of the original text, which is not kept here. `teaching` never quotes it.
    """

    text: str
    findings: tuple[Finding, ...]
    action: GateAction
    teaching: str

    @property
    def kinds(self) -> dict[PhiKind, int]:
        """How often each kind was found; all that metrics and logs may know."""
        return dict(Counter(finding.kind for finding in self.findings))


def gate(text: str, policy: PhiPolicy) -> Gated:
    """Apply `policy` to `text`. Redaction keeps every other character at its place."""
    findings = find(text)
    if not findings or policy is PhiPolicy.ALLOW:
        return Gated(text, findings, GateAction.PASS, "")
    named = _listed(finding.kind for finding in findings)
    if policy is PhiPolicy.REFUSE:
        return Gated(
            "", findings, GateAction.REFUSED,
            f"Not read: the message seems to hold {named}. "
            "Please delete it, take that out, and ask again with codes and dates of service only.",
        )  # fmt: skip
    redacted, findings = _redact_all(text, findings)
    return Gated(
        redacted, findings, GateAction.REDACTED,
        f"Taken out before reading: {_listed(finding.kind for finding in findings)}. "
        "Please delete or edit the message, and leave such details out: codes and dates of service are enough.",
    )  # fmt: skip


def redact(text: str, findings: Iterable[Finding]) -> str:
    """`text` with each finding replaced by as many code points: `[name███]`, or only blocks where that does not fit."""
    parts: list[str] = []
    end = 0
    for finding in findings:
        parts += (text[end : finding.start], _stand_in(finding))
        end = finding.end
    return "".join((*parts, text[end:]))


def _redact_all(text: str, findings: tuple[Finding, ...]) -> tuple[str, tuple[Finding, ...]]:
    """Redact until nothing more is found: what one identifier hid by touching it is then seen too."""
    every = findings
    text = redact(text, findings)
    for _ in range(_PASSES):
        findings = find(text)
        if not findings:
            break
        every += findings
        text = redact(text, findings)
    return text, tuple(sorted(every, key=lambda finding: (finding.start, finding.end)))


def _stand_in(finding: Finding) -> str:
    length = finding.end - finding.start
    label = finding.kind.label
    if len(label) + 2 > length:
        return _MASK * length
    return f"[{label}{_MASK * (length - len(label) - 2)}]"


def _listed(kinds: Iterable[PhiKind]) -> str:
    """`a person's name, a date of birth and a phone or fax number`."""
    words = [kind.words for kind in dict.fromkeys(kinds)]
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
