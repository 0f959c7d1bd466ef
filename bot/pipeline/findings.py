"""Findings of the engine → an answer: one subject with its rows, or a whole check with a verdict for each. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.actions import Action
from bot.coding.claim import Claim, payer_name
from bot.coding.claim_text import written
from bot.coding.finding import GRAVEST, Finding, Level, Subject
from bot.coding.ncci import PairState
from bot.engine.editions import STALE_BEGINS, staleness
from bot.pipeline.citing import Sources
from bot.turns import Button, Field, Outcome, Reply, Table

LABEL = {
    Subject.VALIDITY: "Codes",
    Subject.PTP: "NCCI PTP",
    Subject.MUE: "MUE",
    Subject.ADDON: "Add-on codes",
    Subject.MODIFIERS: "Modifiers",
    Subject.DIAGNOSES: "Diagnoses",
    Subject.COVERAGE: "Medical necessity",
    Subject.FEES: "Payment",
    Subject.CROSSWALK: "Crosswalk",
    Subject.DENIAL: "Denial",
    Subject.CALCULATION: "Calculation",
}
MARK = {
    Level.DENIED: "✗ denied",
    Level.ATTENTION: "! look",
    Level.UNKNOWN: "? open",
    Level.INFORMATION: "i note",
    Level.PASSED: "✓ passed",
}
BESIDE = {
    Level.DENIED: "Denied",
    Level.ATTENTION: "Look at",
    Level.UNKNOWN: "Open",
    Level.INFORMATION: "Also",
    Level.PASSED: "Passed",
}
"""What a finding is called that stands beside a graver one."""
VERB = {
    Subject.PTP: "ncci",
    Subject.MODIFIERS: "modifier",
    Subject.DIAGNOSES: "dx",
    Subject.COVERAGE: "coverage",
    Subject.MUE: "mue",
    Subject.ADDON: "addon",
    Subject.FEES: "fee",
    Subject.CROSSWALK: "crosswalk",
    Subject.VALIDITY: "status",
}
"""The verb that shows all of one subject."""
NO_PROMISE = "Nothing found against a line is not a promise of payment: the record, the payer's own rules and eligibility decide, too."
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[A-Z0-9])")
MAX_ROWS = 40
MAX_FACTS = 14


def reply(findings: Sequence[Finding], claim: Claim, subjects: Sequence[Subject], sources: Sources) -> Reply:
    """The answer for the subjects asked about. `findings` is not empty."""
    serious = any(f.level in (Level.DENIED, Level.ATTENTION) for f in findings)
    checked = not {Subject.DENIAL, Subject.FEES} & set(subjects) and (len(subjects) > 2 or (serious and len(findings) > 3))
    return _check(findings, claim, subjects, sources) if checked else _one(findings, claim, sources)


def payer_words(claim: Claim) -> str:
    """What stands before a verdict when the payer is not Medicare."""
    if claim.medicare:
        return ""
    more = " Medicaid has NCCI tables of its own, which are not these." if "medicaid" in claim.payer else ""
    return f"Medicare rule ({payer_name(claim.payer)} may differ).{more} "


def assumed(claim: Claim, subjects: Sequence[Subject] = ()) -> str:
    """What was taken because nothing was said: date, table, payer. A sum takes nothing."""
    if tuple(subjects) == (Subject.CALCULATION,):
        return ""
    parts = [] if claim.on_given else [f"date of service today, {claim.on.isoformat()}"]
    tables = {Subject.PTP, Subject.MUE}
    parts += [] if claim.setting_given or (subjects and not tables & set(subjects)) else [f"{claim.setting.value} tables"]
    parts += [] if claim.payer_given else ["Medicare"]
    return ", ".join(parts)


def _one(findings: Sequence[Finding], claim: Claim, sources: Sources) -> Reply:
    """Few findings: the gravest in full (of a denial what it means), the others in a sentence each."""
    ordered = sorted(_to_the_point(findings), key=lambda f: (f.subject is not Subject.DENIAL, f.level is Level.UNKNOWN, GRAVEST.index(f.level)))
    first, others = ordered[0], folded(ordered[1:])
    cited = _numbers(first, sources)
    fields = [Field(label, value, cited[0] if cited else 0) for label, value in first.facts[:MAX_FACTS]]
    fields += [Field(BESIDE[f.level], f.verdict, next(iter(_numbers(f, sources)), 0)) for f in others[:MAX_ROWS]]
    taken = assumed(claim, tuple(f.subject for f in findings))
    fields += [Field("Assumed", taken)] if taken else []
    mend = [f.mend for f in ordered if f.mend and (f is first or f.level in (Level.DENIED, Level.ATTENTION))]
    return Reply(
        title=f"{LABEL[first.subject]}: {', '.join(first.codes[:6])}" if first.codes else LABEL[first.subject],
        verdict=f"{'' if first.subject is Subject.FEES else payer_words(claim)}{first.verdict if first.facts else _cited(first.verdict, cited)}",
        fields=tuple(fields),
        tables=tuple(t for f in ordered if f.subject is first.subject or f.level in (Level.DENIED, Level.ATTENTION) for t in f.tables),
        body="\n".join(mend),
        rule=_cited(first.rule, cited[1:]),
        caveat=_caveat(ordered, claim),
        citations=sources.citations,
        buttons=_buttons(ordered, claim),
        codes=_codes(claim) or first.codes,
        topic=first.subject.value,
        outcome=Outcome.NOT_FOUND if first.level is Level.UNKNOWN else Outcome.ANSWERED,
        copy_line=_copy(claim),
    )


def _to_the_point(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Without what the codes may take where an edit that no modifier bypasses decides: no modifier is named beside it."""
    pairs = [entry for f in findings if f.subject is Subject.PTP for entry in f.data.get("ptp", ()) if isinstance(entry, dict)]  # type: ignore[attr-defined]
    if not any(entry.get("state") == PairState.NO_BYPASS.value for entry in pairs):
        return findings
    return [f for f in findings if f.subject is not Subject.MODIFIERS or f.level in (Level.DENIED, Level.ATTENTION)]


def _caveat(findings: Sequence[Finding], claim: Claim) -> str:
    """Sentences of several caveats, each said once, and one for all editions that end before the date."""
    said = dict.fromkeys(sentence for f in findings for sentence in _SENTENCE_END.split(f.caveat) if sentence)
    old = [sentence for sentence in said if sentence.startswith(STALE_BEGINS.format(on=claim.on.isoformat()))]
    if len(old) < 2:
        return " ".join(said)
    return " ".join((_staleness(findings, claim).strip() or old[0], *(sentence for sentence in said if sentence not in old)))


def _check(findings: Sequence[Finding], claim: Claim, subjects: Sequence[Subject], sources: Sources) -> Reply:
    shown = folded(findings)
    rows = tuple(
        (MARK[f.level], LABEL[f.subject], ", ".join(map(str, f.lines)), f"{f.verdict}{''.join(f' [{n}]' for n in _numbers(f, sources))}")
        for f in shown[:MAX_ROWS]
    )
    mend = list(dict.fromkeys(f.mend for f in shown if f.mend and f.level in (Level.DENIED, Level.ATTENTION)))[:6]
    lacking = list(dict.fromkeys(f.mend for f in shown if f.mend and f.level is Level.UNKNOWN))[:4]
    left = f" {len(shown) - MAX_ROWS} more findings are in the evidence block." if len(shown) > MAX_ROWS else ""
    taken = assumed(claim, subjects)
    return Reply(
        title="Claim check" if len(subjects) > 2 else LABEL[shown[0].subject],
        verdict=f"{payer_words(claim)}{summary(findings, claim)}",
        fields=(Field("Assumed", taken),) if taken else (),
        tables=(Table(("", "Check", "Line", "Finding"), rows),),
        body="\n\n".join(p for p in (_points("What could mend it:", mend), _points("What would decide what is open:", lacking)) if p),
        rule=shown[0].rule if shown[0].level in (Level.DENIED, Level.ATTENTION) else "",
        caveat=f"{_staleness(shown, claim)}{NO_PROMISE}{left}",
        citations=sources.citations,
        buttons=_buttons(shown, claim),
        codes=_codes(claim),
        topic="check" if len(subjects) > 2 else shown[0].subject.value,
        copy_line=_copy(claim),
    )


def _staleness(findings: Sequence[Finding], claim: Claim) -> str:
    """What is to say of the editions that end before the date, of all findings at once."""
    old = staleness([g.edition for f in findings for g in f.grounds if g.edition is not None and g.stale], claim.on)
    return f"{old} " if old else ""


def _points(head: str, lines: Sequence[str]) -> str:
    return "\n".join((head, *(f"- {line}" for line in lines))) if lines else ""


def folded(findings: Sequence[Finding]) -> list[Finding]:
    """The same findings, with those that need nobody's action told once for all codes: what is clean is read at a glance.

    Of one subject and level, findings that say the same of one code each become one that names the codes; what passed
    otherwise is named behind the first.
    """
    kept: list[Finding] = []
    for (subject, level), same in _grouped(findings, lambda f: (f.subject, f.level)).items():
        if level in (Level.DENIED, Level.ATTENTION) or subject is Subject.DENIAL:
            kept += same
            continue
        alike = [_joined(group) for group in _grouped(same, _pattern).values()]
        kept += [_likewise(alike)] if level is Level.PASSED else alike
    return sorted(kept, key=lambda f: GRAVEST.index(f.level))


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> dict[Any, list[Finding]]:
    groups: dict[Any, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return groups


def _named(finding: Finding) -> str:
    """The one code of the finding that its verdict names; empty if it names none or several."""
    named = [code for code in finding.codes if code in finding.verdict]
    return named[0] if len(named) == 1 else ""


def _pattern(finding: Finding) -> str:
    """The verdict with its one code left open; of several codes the verdict itself."""
    code = _named(finding)
    return finding.verdict.replace(code, "\0") if code else finding.verdict


def _joined(group: Sequence[Finding]) -> Finding:
    codes = list(dict.fromkeys(filter(None, map(_named, group))))
    if len(group) == 1 or len(codes) < 2:
        return _together(group)
    several = f"{', '.join(codes[:-1])} and {codes[-1]}"
    pattern = _pattern(group[0]).replace("\0 is ", "\0 are ")
    return replace(_together(group), verdict=pattern.replace("\0", several, 1).replace("\0", "each"))


def _likewise(group: Sequence[Finding]) -> Finding:
    others = [code for f in group[1:] for code in f.codes if code not in group[0].codes]
    more = f" Likewise: {', '.join(dict.fromkeys(others))}." if others else ""
    return replace(_together(group), verdict=f"{group[0].verdict}{more}")


def _together(group: Sequence[Finding]) -> Finding:
    """The first finding for the lines, codes and grounds of all."""
    return replace(
        group[0],
        codes=tuple(dict.fromkeys(code for f in group for code in f.codes)),
        lines=tuple(sorted({n for f in group for n in f.lines})),
        grounds=tuple(dict.fromkeys(g for f in group for g in f.grounds)),
        caveat=" ".join(dict.fromkeys(f.caveat for f in group if f.caveat)),
    )


def summary(findings: Sequence[Finding], claim: Claim) -> str:
    """The verdict on a whole claim, in one line."""
    denied = [f for f in findings if f.level is Level.DENIED]
    attention = [f for f in findings if f.level is Level.ATTENTION]
    unknown = [f for f in folded(findings) if f.level is Level.UNKNOWN]
    what = _counted(len(claim.lines), "line") if claim.lines else _counted(len(claim.diagnoses), "diagnosis", "diagnoses")
    looks = len(attention) - (0 if denied else 1)  # without a denial the first of them is the verdict itself
    more = f"; {_counted(looks, 'more point' if not denied else 'point')} to look at" if looks > 0 else ""
    more += f"; {_counted(len(unknown), 'point')} open" if unknown else ""
    more += f"; not all of it was read ({claim.problems[0].rstrip('.')})" if claim.problems else ""
    if denied:
        lines = sorted({n for f in denied for n in (f.denies or f.lines)})
        where = f"{_counted(len(lines), 'line')} of {len(claim.lines)}" if lines else _counted(len(denied), "point")
        return f"Not clean as billed: {where} would be denied or returned. {denied[0].verdict.rstrip('.')}{more}."
    if attention:
        return f"Nothing is denied by the tables looked at for {what}, but: {attention[0].verdict.rstrip('.')}{more}."
    if all(f.level is Level.UNKNOWN for f in findings):
        return f"{what} could not be checked: {findings[0].verdict}"
    return f"Nothing stands against {what} in the tables looked at{more}."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _numbers(finding: Finding, sources: Sources) -> list[int]:
    return list(dict.fromkeys(number for ground in finding.grounds for number in sources.ground(ground)))


def _cited(rule: str, numbers: Sequence[int]) -> str:
    return rule + "".join(f" [{n}]" for n in numbers) if rule else ""


def _codes(claim: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*claim.codes, *claim.diagnoses)))


def _copy(claim: Claim) -> str:
    return "; ".join(line.text for line in claim.lines)


def _buttons(findings: Sequence[Finding], claim: Claim) -> tuple[Button, ...]:
    """What can be asked next: the subjects that need a look one by one, the whole check, the evidence, the payment."""
    text = written(claim, with_date=False)
    subjects = tuple(dict.fromkeys(f.subject for f in findings))
    buttons = []
    if len(subjects) > 1:
        grave = dict.fromkeys(f.subject for f in findings if f.level in (Level.DENIED, Level.ATTENTION))
        buttons += [Button(f"{LABEL[s]} in full", Action(VERB[s], text)) for s in grave if s in VERB][:2]
    elif claim.lines:
        buttons.append(Button("Check it all", Action("check", text), primary=True))
    if claim.lines or claim.diagnoses:
        buttons.append(Button("Evidence block", Action("evidence", text)))
    if claim.lines and Subject.FEES not in subjects:
        buttons.append(Button("What it pays", Action("fee", text)))
    if claim.lines and Subject.COVERAGE not in subjects:
        buttons.append(Button("Coverage", Action("coverage", text)))
    buttons += [Button(code, Action("code", code)) for code in claim.codes[:2]]
    return tuple(buttons[:5])
