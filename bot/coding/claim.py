"""A claim as it is checked: lines, diagnoses and what is known around them. Plain data, no patient in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_LINES = 200
MAX_DIAGNOSES = 25
MEDICARE = "medicare"


class Setting(StrEnum):
    """Which NCCI and MUE tables apply."""

    PRACTITIONER = "practitioner"
    """Physicians, other practitioners and ambulatory surgical centres."""
    HOSPITAL = "hospital"
    """Hospital outpatient departments."""
    SUPPLIER = "supplier"
    """DMEPOS suppliers (MUE only)."""


class Sex(StrEnum):
    """For sex edits, where a table is loaded."""

    FEMALE = "F"
    MALE = "M"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line: a CPT or HCPCS code, its modifiers in the order given, units and the diagnoses it points to.

    `number` counts from 1 in the order of the claim. `units` are as written, None where none were given (then 1
    is meant). `pointers` are positions in `Claim.diagnoses`, from 0; empty = all of them.
    """

    number: int
    code: str
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    pointers: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Units, 1 where none were given."""
        return 1 if self.units is None else self.units

    @property
    def text(self) -> str:
        """The line as it is written on a claim: `20610-RT x2`."""
        units = f" x{self.units}" if self.units not in (None, 1) else ""
        return "-".join((self.code, *self.modifiers)) + units


@dataclass(frozen=True, slots=True)
class Claim:
    """What is checked. `on` is the date of service (`on_given` False: today is taken, and said so).

    `discharge` is the date of discharge of an inpatient stay: it chooses the ICD-10 edition. `pos` is the place of
    service code, `state` two letters, `zip5` a ZIP code, `payer` in lower case. `minutes` are timed minutes for
    therapy or anesthesia. `problems` say what of the text could not be read; the rest is checked all the same.
    """

    on: date
    on_given: bool = False
    lines: tuple[ClaimLine, ...] = ()
    diagnoses: tuple[str, ...] = ()
    discharge: date | None = None
    setting: Setting = Setting.PRACTITIONER
    setting_given: bool = False
    pos: str = ""
    state: str = ""
    zip5: str = ""
    locality: str = ""
    """Carrier and locality as `01112-05`, where someone knows them."""
    payer: str = MEDICARE
    payer_given: bool = False
    sex: Sex | None = None
    age: int | None = None
    minutes: int | None = None
    inpatient: bool = False
    denied: tuple[str, ...] = ()
    """Denial codes of the remittance, `CO-97`."""
    problems: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    """Modifiers that are asked about without the line they stand on: of a pair it is the line on which they would bypass the edit."""

    @property
    def diagnoses_on(self) -> date:
        """The date that chooses the ICD-10 edition: discharge for an inpatient stay, else the date of service."""
        return self.discharge or self.on

    @property
    def codes(self) -> tuple[str, ...]:
        """The procedure codes, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.code for line in self.lines))

    @property
    def medicare(self) -> bool:
        """Whether the rules of Medicare are asked for."""
        return self.payer == MEDICARE


def payer_name(payer: str) -> str:
    """A payer as it is written in an answer: `humana` → Humana, `bcbs` → BCBS."""
    return " ".join(word.upper() if len(word) <= 4 else word.capitalize() for word in payer.split())
