"""The general equivalence maps in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coding.equivalence import GUIDE, PROCEDURE_TO_9, PROCEDURE_TO_10, TO_9, TO_10, Equivalence, MapState, dotted_icd9
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.turns import Table
from knowledge import icd10cm
from knowledge.model import Edition
from knowledge.tables.crosswalks import Gem

_EXAMPLES = 12
_MAX_ROWS = 40
_TO = {TO_10: "ICD-10-CM", TO_9: "ICD-9-CM", PROCEDURE_TO_10: "ICD-10-PCS", PROCEDURE_TO_9: "ICD-9-CM procedures"}
_DATA_ONLY = "The GEMs end with FY2018 and translate data; a claim is coded from the record, and codes newer than FY2018 are not in them."


def mapped(found: Equivalence, edition: Edition, title: str, titles: Mapping[str, str]) -> Finding:
    """One code in the general equivalence maps; a combination as a table of its scenarios and choice lists."""
    to = _TO[found.direction]
    targets = [_target(line, found.direction) for line in found.lines if not line.unmapped]
    named = ", ".join(targets[:_EXAMPLES]) + (f" and {len(targets) - _EXAMPLES} more" if len(targets) > _EXAMPLES else "")
    verdict = {
        MapState.EXACT: f"{found.source} maps to {named} in {to} exactly.",
        MapState.APPROXIMATE: f"{found.source} maps to {named} in {to}, approximately: the two do not say quite the same.",
        MapState.CHOICE: f"{found.source} maps to one of {len(targets)} codes in {to}: {named}. The record picks one.",
        MapState.COMBINATION: f"{found.source} maps to a combination in {to}: {_ways(found)}.",
        MapState.NO_MAP: f"{found.source} has no map to {to}: the GEMs mark it so.",
        MapState.ABSENT: f"{found.source} is not in the GEMs to {to}.",
    }[found.state]
    rows = tuple(
        (
            _target(line, found.direction),
            titles.get(line.target, ""),
            "yes" if line.approximate else "no",
            str(line.scenario or ""),
            str(line.choice or ""),
        )
        for line in found.lines[:_MAX_ROWS]
        if not line.unmapped
    )
    return Finding(
        Subject.CROSSWALK,
        Level.INFORMATION,
        verdict,
        codes=(found.source,),
        facts=(("Title", title),) if title else (),
        tables=(Table((to, "Title", "Approximate", "Scenario", "Choice list"), rows),) if len(rows) > 1 else (),
        rule=f"{_RULE[found.state]} ({GUIDE})",
        caveat=_DATA_ONLY,
        grounds=(Ground(edition, found.source),),
        data={
            "kind": "gem",
            "direction": found.direction,
            "state": found.state.value,
            "source": found.source,
            "targets": targets,
            "scenarios": [{"scenario": n, "lists": [{"list": c, "codes": list(t)} for c, t in lists]} for n, lists in found.scenarios],
        },
    )


_RULE = {
    MapState.EXACT: "Without the approximate flag the two codes say the same.",
    MapState.APPROXIMATE: "The approximate flag says that one code is wider or narrower than the other.",
    MapState.CHOICE: "Each line is a code by itself; which one fits depends on what the record says.",
    MapState.COMBINATION: "All codes of one scenario are needed together, one from each of its choice lists.",
    MapState.NO_MAP: "The no-map flag says that the other system has no code for it.",
    MapState.ABSENT: "A code without a line was not valid in the year of the maps, or needs more characters.",
}


def _ways(found: Equivalence) -> str:
    ways = []
    for _, lists in found.scenarios:
        ways.append(
            " with ".join(
                " or ".join(_dotted(t, found.direction) for t in targets[:4]) + (" …" if len(targets) > 4 else "") for _, targets in lists
            )
        )
    return "; or ".join(ways[:4]) + (f"; and {len(ways) - 4} more ways" if len(ways) > 4 else "")


def _target(line: Gem, direction: str) -> str:
    return _dotted(line.target, direction)


def _dotted(code: str, direction: str) -> str:
    if direction == TO_10:
        return icd10cm.dotted(code)
    return code if direction == PROCEDURE_TO_10 else dotted_icd9(code, procedure=direction == PROCEDURE_TO_9)
