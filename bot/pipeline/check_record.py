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

    A line has its code, modifiers, units and `status` as the validity findings say. The other lists hold the entries of each
    finding's data under the list's name (or the data itself, where it is one entry), with the finding's level, verdict,
    lines and codes where the entry has none of its own, and what the finding says.
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
                **_status(validity, "lines", line.code, line.number),
            }
            for line in claim.lines
        ],
    }
    for subject, name in _LISTS.items():
        record[name] = [entry for f in findings if f.subject is subject for entry in _entries(f, name)]
    record["dx"] = [entry for f in validity for entry in _entries(f, "dx") if "code" in entry] + record["dx"]
    record["problems"] = list(claim.problems)
    record["sources"] = list({_key(source): source for source in map(_source, _grounds(findings))}.values())
    return record


def _status(validity: Sequence[Finding], name: str, code: str, line: int = 0) -> dict[str, Any]:
    for found in validity:
        for entry in listed(found, name):
            if entry.get("code") == code and (not line or entry.get("number") == line):
                said = {key: value for key, value in entry.items() if key not in ("number", "code", "modifiers", "units")}
                return {**said, "says": found.verdict}
    return {"status": "unknown"}


def _entries(finding: Finding, name: str) -> list[dict[str, Any]]:
    shared = {"verdict": finding.verdict, "lines": list(finding.lines), "codes": list(finding.codes)}
    own = listed(finding, name) if name in finding.data else [finding.data]
    return [{**shared, **entry, "level": finding.level.value, "says": finding.verdict} for entry in own]


def listed(finding: Finding, name: str) -> list[Mapping[str, Any]]:
    """The entries that a finding holds for a list of the record."""
    held = finding.data.get(name)
    return [entry for entry in held if isinstance(entry, Mapping)] if isinstance(held, list) else []


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
