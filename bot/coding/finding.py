"""What the rules of the field say about a claim, a line or a code: findings, each standing on published rows.

A finding is the one form in which the engine speaks. `/check` shows all of them, `/ncci`, `/fee` and the like
show those of one subject, a spreadsheet gets them as columns, an appeal as an evidence block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.turns import Table
from knowledge.model import Edition


class Subject(StrEnum):
    """What a finding is about; each is a verdict of its own, never mixed into one "OK"."""

    VALIDITY = "validity"
    PTP = "ptp"
    MUE = "mue"
    ADDON = "addon"
    MODIFIERS = "modifiers"
    DIAGNOSES = "dx"
    COVERAGE = "coverage"
    FEES = "fees"
    CROSSWALK = "crosswalk"
    DENIAL = "denial"
    CALCULATION = "calculation"


class Level(StrEnum):
    """How a finding bears on the claim, the gravest first."""

    DENIED = "denied"
    """It will not be paid or is not valid as it stands."""
    ATTENTION = "attention"
    """It depends on something that the claim does not show: the record, a modifier, a second look."""
    UNKNOWN = "unknown"
    """The table that would decide it is not loaded or does not reach the date."""
    INFORMATION = "information"
    """Worth knowing; nothing to mend."""
    PASSED = "passed"
    """Looked at in the table named, nothing against it. Never a promise of payment."""


GRAVEST = tuple(Level)
"""In the order in which a person should read them."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a finding stands on: a row of a loaded edition, or a published rule.

    `edition` is the loaded edition the row was read from; `row` that row in a few words, as it is published. For
    a rule of prose `edition` is None and `rule` names the public document and place ("NCCI Policy Manual, chapter 1 E").
    `stale` says that the edition is only the newest loaded one before the date of service.
    """

    edition: Edition | None = None
    row: str = ""
    rule: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict. `verdict` is one line of plain text and says all by itself what was found.

    `codes` are the codes it is about, `lines` the claim lines (from 1);
    `denies` those of them that are denied, where it is not all (of a PTP pair column 2 alone). `facts` are label and value, shown beside
    the verdict; `tables` hold arithmetic and lists. `rule` says why in one or two sentences, `mend` what could be
    done about it (never a modifier where none is allowed), `caveat` what it does not say. `data` is the same for
    machines: JSON values only.
    """

    subject: Subject
    level: Level
    verdict: str
    codes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    rule: str = ""
    mend: str = ""
    caveat: str = ""
    grounds: tuple[Ground, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    denies: tuple[int, ...] = ()


def gravest(findings: tuple[Finding, ...]) -> Level:
    """The level of the finding that weighs most; `PASSED` of none."""
    return min((f.level for f in findings), key=GRAVEST.index, default=Level.PASSED)
