"""A check as JSON values, for scripts: the shape that `coderly check --json` promises. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.coding.claim import Claim
from bot.coding.finding import Finding, Ground, Subject
from bot.pipeline.citing import SOURCES
from bot.pipeline.findings import summary

_LISTS = {
    Subject.PTP: "ptp",
    Subject.MUE: "mue",
    Subject.ADDON: "addon",
    Subject.MODIFIERS: "modifiers",
    Subject.DIAGNOSES: "dx",
    Subject.COVERAGE: "coverage",
    Subject.FEES: "fees",
}


def check_record(findings: Sequence[Finding], claim: Claim) -> dict[str, Any]:
    """`{"verdict", "lines", "ptp", "mue", "addon", "modifiers", "dx", "coverage", "assumed", "problems", "sources"}`.

    A line has its code, modifiers, units and `status` as the validity findings say; an entry of the other lists is
    the finding's own data with its level, verdict, lines and codes.
    """
    validity = [f for f in findings if f.subject is Subject.VALIDITY]
    record: dict[str, Any] = {
        "verdict": summary(findings, claim) if findings else "Nothing could be checked.",
        "on": claim.on.isoformat(),
        "on_given": claim.on_given,
        "setting": claim.setting.value,
        "payer": claim.payer,
        "lines": [
            {
                "line": line.number,
                "code": line.code,
                "modifiers": list(line.modifiers),
                "units": line.count,
                **_status(validity, line.number, line.code),
            }
            for line in claim.lines
        ],
    }
    for subject, name in _LISTS.items():
        record[name] = [_entry(f) for f in findings if f.subject is subject]
    record["dx"] = [{"code": code, **_status(validity, 0, code)} for code in claim.diagnoses] + record["dx"]
    record["problems"] = list(claim.problems)
    record["sources"] = list({_key(source): source for source in map(_source, _grounds(findings))}.values())
    return record


def _status(validity: Sequence[Finding], line: int, code: str) -> dict[str, Any]:
    found = next((f for f in validity if code in f.codes and (not line or not f.lines or line in f.lines)), None)
    if found is None:
        return {"status": "unknown"}
    return {"status": str(found.data.get("status", found.level.value)), "says": found.verdict}


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        **dict(finding.data),
        "level": finding.level.value,
        "verdict": finding.verdict,
        "lines": list(finding.lines),
        "codes": list(finding.codes),
    }


def _grounds(findings: Sequence[Finding]) -> list[Ground]:
    return [ground for finding in findings for ground in finding.grounds]


def _source(ground: Ground) -> dict[str, Any]:
    if ground.edition is None:
        return {"source": ground.rule}
    edition = ground.edition
    return {
        "source": SOURCES.get(edition.source, edition.source),
        "edition": edition.name,
        "begins": edition.begins.isoformat(),
        "ends": edition.ends.isoformat() if edition.ends else None,
        "file": edition.file,
    }


def _key(source: Mapping[str, Any]) -> tuple[str, str]:
    return str(source["source"]), str(source.get("edition", ""))
