"""The general equivalence maps between ICD-9-CM and ICD-10: map lines → what they say together. Pure.

Rules: CMS, GEMs user guide of FY2018, the last year of the maps. Flags: approximate (no exact equivalent), no map,
combination (several target codes are needed), scenario (each number is one way to code it), choice list (one code is
taken from each list of a scenario). Maps translate data; a claim is coded from the record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.tables.crosswalks import Gem

GUIDE = "CMS, GEMs user guide, FY2018"
TO_10, TO_9, PROCEDURE_TO_10, PROCEDURE_TO_9 = "9>10", "10>9", "9>pcs", "pcs>9"
_DIAGNOSIS_9 = re.compile(r"[0-9]{3}(?:\.?[0-9]{1,2})?|V[0-9]{2}(?:\.?[0-9]{1,2})?|E[0-9]{3}(?:\.?[0-9])?", re.IGNORECASE)
_PROCEDURE_9 = re.compile(r"[0-9]{2}\.[0-9]{2}")


class MapState(StrEnum):
    """What kind of map a code has."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    CHOICE = "choice"
    """Several single codes, of which the record picks one."""
    COMBINATION = "combination"
    """Several codes together say what the one did."""
    NO_MAP = "no_map"
    ABSENT = "absent"
    """The maps do not hold the code."""


@dataclass(frozen=True, slots=True)
class Equivalence:
    """All lines of one code in one direction. `scenarios` holds, for each way, its choice lists with the targets of each."""

    source: str
    direction: str
    state: MapState
    lines: tuple[Gem, ...] = ()
    scenarios: tuple[tuple[int, tuple[tuple[int, tuple[str, ...]], ...]], ...] = ()


def equivalence(source: str, direction: str, lines: Sequence[Gem]) -> Equivalence:
    """Map lines → what they say."""
    if not lines:
        return Equivalence(source, direction, MapState.ABSENT)
    mapped = [line for line in lines if not line.unmapped]
    if not mapped:
        return Equivalence(source, direction, MapState.NO_MAP, tuple(lines))
    if any(line.combination for line in mapped):
        scenarios: dict[int, dict[int, list[str]]] = {}
        for line in mapped:
            if line.combination:
                scenarios.setdefault(line.scenario, {}).setdefault(line.choice, []).append(line.target)
        ways = tuple((number, tuple((choice, tuple(targets)) for choice, targets in lists.items())) for number, lists in scenarios.items())
        return Equivalence(source, direction, MapState.COMBINATION, tuple(lines), ways)
    if len(mapped) > 1:
        return Equivalence(source, direction, MapState.CHOICE, tuple(lines))
    return Equivalence(source, direction, MapState.APPROXIMATE if mapped[0].approximate else MapState.EXACT, tuple(lines))


def looks_like_icd9(code: str) -> bool:
    """Whether a code has the shape of ICD-9-CM: `250.00`, `V58.67`, `E849.0`, or a procedure `47.01`. Five digits are CPT.

    Procedures of three digits (`47.0`) are headings in most cases and look like any number: they are not taken.
    """
    plain = code.strip()
    return _PROCEDURE_9.fullmatch(plain) is not None or (_DIAGNOSIS_9.fullmatch(plain) is not None and not re.fullmatch(r"[0-9]{5}", plain))


def is_icd9_procedure(code: str) -> bool:
    """`47.01`: two digits before the dot."""
    return _PROCEDURE_9.fullmatch(code.strip()) is not None


def dotted_icd9(code: str, *, procedure: bool = False) -> str:
    """`25000` → `250.00`, `E8490` → `E849.0`, for procedures `4701` → `47.01`."""
    plain = code.replace(".", "")
    place = 2 if procedure else 4 if plain.startswith("E") else 3
    return plain if len(plain) <= place else f"{plain[:place]}.{plain[place:]}"
