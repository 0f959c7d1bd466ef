"""NCCI pair edits in an answer: rows from the snapshot, verdicts from `bot.coding.ncci`, words for a person."""

from __future__ import annotations

from datetime import date

from bot.actions import Action
from bot.coding import ncci
from bot.coding.ncci import PairState, PairVerdict
from bot.pipeline.citing import Sources
from bot.turns import Button, Field, Reply, Table
from knowledge.base import OpenSnapshot
from knowledge.model import Lookup, System
from knowledge.tables import ncci_ptp

TABLE_NAME = {ncci_ptp.PRACTITIONER: "practitioner", ncci_ptp.HOSPITAL: "hospital outpatient"}
MAX_ROWS = 30
_NO_PROMISE = "An absent edit is not a promise of payment: medical necessity, MUE and payer rules are separate."


def verdicts(lookups: tuple[Lookup, ...], snapshot: OpenSnapshot, on: date, table: str = ncci_ptp.PRACTITIONER) -> tuple[PairVerdict, ...]:
    """Every pair of the procedure codes; empty when no edit table is loaded or fewer than two were asked.

    Codes count whether or not they were found: the edits of a date may reach further back than the code files.
    """
    files = snapshot.catalog.files(table)
    procedures = [x for x in lookups if x.system in (System.CPT, System.HCPCS)]
    if not files or len(procedures) < 2:
        return ()
    edition, missing = ncci_ptp.edition(files), ncci_ptp.missing_parts(files)
    days = {x.asked: fact.value for x in procedures if x.code and (fact := x.code.fact("global_days")) is not None}
    pairs = ncci.pairs([x.asked for x in procedures])
    return tuple(ncci.decide(a, b, on, table, ncci_ptp.pair(files, a, b, on), edition, missing, days) for a, b in pairs)


def reply(found: tuple[PairVerdict, ...], sources: Sources) -> Reply:
    """The verdicts as an answer: one pair in a line with its row, several as a table with the edits first."""
    ordered = sorted(found, key=lambda v: not v.in_force)
    for verdict in ordered:
        if verdict.edition is not None:
            sources.edition(verdict.edition)
    first = ordered[0]
    buttons = tuple(Button(c, Action("code", c)) for c in dict.fromkeys((first.first, first.second)))
    buttons += (Button("What do indicators 0, 1 and 9 mean?", Action("ask", "What do NCCI modifier indicators 0, 1 and 9 mean?")),)
    codes = tuple(dict.fromkeys(code for v in found for code in (v.first, v.second)))
    if len(found) == 1:
        return Reply(
            verdict=line(first),
            fields=tuple(_fields(first, sources)),
            rule=_rule(first),
            caveat=_caveat(first),
            citations=sources.citations,
            buttons=buttons,
            codes=codes,
            topic="ncci",
            copy_line=_copy(first),
        )
    edits = sum(v.in_force for v in found)
    rows = tuple(
        (f"{v.first} + {v.second}", _short(v), v.paid, v.denied, str(v.row.indicator) if v.row else "") for v in ordered[:MAX_ROWS]
    )
    left = f" {len(found) - MAX_ROWS} pairs are not shown." if len(found) > MAX_ROWS else ""
    return Reply(
        verdict=f"{edits} of {len(found)} pairs have an NCCI edit in force on {first.on.isoformat()} ({TABLE_NAME[first.table]} table).",
        tables=(Table(("Pair", "Edit", "Paid", "Denied", "Indicator"), rows),),
        rule=_rule(first) if edits else "",
        caveat=_caveat(first) + left,
        citations=sources.citations,
        buttons=buttons[:5],
        codes=codes,
        topic="ncci",
    )


def line(verdict: PairVerdict) -> str:
    """One pair in one sentence."""
    head = f"{verdict.first} + {verdict.second} on {verdict.on.isoformat()}, Medicare {TABLE_NAME[verdict.table]}"
    name = verdict.edition.name if verdict.edition else ""
    if verdict.in_force:
        end = (
            "no modifier bypasses it" if verdict.state is PairState.NO_BYPASS else "a modifier may bypass it when the record supports that"
        )
        return f"{head}: edit in force. Column 1 {verdict.paid} is paid, column 2 {verdict.denied} is denied; {end}."
    return {
        PairState.NOT_IN_FORCE: f"{head}: no edit in force on that date; the pair has rows for other dates ({name}).",
        PairState.NO_ROW: f"{head}: no edit in the table ({name}).",
        PairState.BEGIN_UNKNOWN: f"{head}: an edit is listed, but its begin date is not in the file, so nothing is certain for that date ({name}).",
        PairState.BEFORE_EDITION: f"{head}: no row, but the loaded table begins later ({name}), so nothing can be said for that date.",
        PairState.NOT_LOADED: f"{head}: the part of the table that would hold this pair is not loaded, so nothing can be decided.",
    }[verdict.state]


def _short(verdict: PairVerdict) -> str:
    if verdict.in_force:
        return "in force, no bypass" if verdict.state is PairState.NO_BYPASS else "in force, bypass possible"
    return {PairState.NO_ROW: "none in the table", PairState.NOT_IN_FORCE: "not in force that day"}.get(verdict.state, "cannot be decided")


def _fields(verdict: PairVerdict, sources: Sources) -> list[Field]:
    row = verdict.row
    if row is None:
        return [Field("Table", verdict.edition.name, sources.edition(verdict.edition))] if verdict.edition else []
    cited = sources.edition(row.edition)
    begins = row.begins.isoformat() if row.begins else "before 1996" if row.prior_1996 else "not in the file"
    fields = [
        Field("Row", f"column 1 {row.column1}, column 2 {row.column2}", cited),
        Field("In effect", f"{begins} to {row.ends.isoformat() if row.ends else 'open'}", cited),
        Field(
            "Indicator", {0: "0: no modifier bypasses it", 1: "1: a modifier may bypass it", 9: "9: never in force"}[row.indicator], cited
        ),
    ]
    if row.rationale:
        fields.append(Field("Reason", row.rationale, cited))
    if verdict.modifiers:
        fields.append(Field("Bypass", f"{', '.join(verdict.modifiers)} on {verdict.modifier_on}, only if {verdict.condition}", cited))
    return fields


def _rule(verdict: PairVerdict) -> str:
    if verdict.state is PairState.NO_BYPASS:
        return "With indicator 0 the two are never both paid for the same patient, practitioner and date. (NCCI Policy Manual, chapter 1)"
    if verdict.state is PairState.BYPASS_POSSIBLE:
        return "The condition comes first, the modifier second; a different diagnosis alone is no reason. (NCCI Policy Manual, chapter 1, section E)"
    return ""


def _caveat(verdict: PairVerdict) -> str:
    edition = verdict.edition
    if edition is None or edition.covers(verdict.on) or verdict.on < edition.begins:
        return _NO_PROMISE
    return f"The newest loaded table that answers here is {edition.name}; later quarters may differ. {_NO_PROMISE}"


def _copy(verdict: PairVerdict) -> str:
    return f"{verdict.paid}; {verdict.denied}" if verdict.in_force else ""
