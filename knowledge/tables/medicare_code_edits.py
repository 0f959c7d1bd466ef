"""Ages and sexes that a diagnosis or inpatient procedure is limited to, as Medicare's code editor had them, and look-ups.

The editor is inpatient software; its lists are used here as what they say: a diagnosis outside its ages is impossible
or a slip of the pen. CMS took the sex edit out of service on 1 October 2024 and lists no codes for it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.editions import in_force
from knowledge.model import Edition
from knowledge.tables.files import Rows

SOURCE = "medicare_code_edits"
SEX_EDIT_ENDED = date(2024, 10, 1)
SCHEMA = """
CREATE TABLE age (code TEXT NOT NULL, category TEXT NOT NULL, lowest INTEGER NOT NULL, highest INTEGER NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (code, category)) WITHOUT ROWID;
CREATE TABLE sex (code TEXT NOT NULL, procedure INTEGER NOT NULL, sex TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (code, procedure, sex)) WITHOUT ROWID;
"""
"""Codes are keys: upper case, no dot. `procedure` is 1 for ICD-10-PCS; `sex` is F or M, the only one the code is for."""


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """A category (`newborn`, `pediatric`, `maternity`, `adult`) and its ages in whole years, both inside."""

    category: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What the editor knew of one code. `sex` is F or M, the only sex the code is for, blank for both."""

    code: str
    ages: tuple[AgeLimit, ...]
    sex: str
    sex_edit_ended: bool
    """The sex edit is out of service on the date asked about: the limit is a hint, not an edit."""
    edition: Edition
    stale: bool
    """The edition is only the newest loaded before the date."""

    def age_conflicts(self, age: int) -> tuple[AgeLimit, ...]:
        """The limits that a patient of this age in whole years is outside of."""
        return tuple(limit for limit in self.ages if not limit.lowest <= age <= limit.highest)

    def sex_conflicts(self, sex: str) -> bool:
        """Whether the code is for the other sex only; any letter but F and M never conflicts."""
        return bool(self.sex) and sex.upper() in ("F", "M") and sex.upper() != self.sex


def diagnosis_limits(files: Sequence[Rows], code: str, on: date) -> Limits | None:
    """The limits of an ICD-10-CM code on a date; none of them if the lists do not name it. None: no edition is loaded for the date."""
    return _limits(files, code, on, procedure=False)


def procedure_limits(files: Sequence[Rows], code: str, on: date) -> Limits | None:
    """The same for an ICD-10-PCS code, which can only have a sex."""
    return _limits(files, code, on, procedure=True)


def _limits(files: Sequence[Rows], code: str, on: date, *, procedure: bool) -> Limits | None:
    edition, stale = in_force((f.edition for f in files), on)
    file = next((f for f in files if f.edition == edition), None)
    if edition is None or file is None:
        return None
    key = code.replace(".", "").strip().upper()
    ages = () if procedure else file.all("SELECT category, lowest, highest FROM age WHERE code = ? ORDER BY lowest", key)
    sexes = {sex for (sex,) in _sex_file(files, file, on).all("SELECT sex FROM sex WHERE code = ? AND procedure = ?", key, int(procedure))}
    return Limits(key, tuple(AgeLimit(*age) for age in ages), sexes.pop() if len(sexes) == 1 else "", on >= SEX_EDIT_ENDED, edition, stale)


def _sex_file(files: Sequence[Rows], file: Rows, on: date) -> Rows:
    """The file with the sexes: the edition's own, or, since the edit ended, the last that listed them."""
    if on < SEX_EDIT_ENDED:
        return file
    listing = [f for f in files if f.edition.begins < SEX_EDIT_ENDED and f.one("SELECT 1 FROM sex LIMIT 1")]
    last, _ = in_force((f.edition for f in listing), on)
    return next((f for f in listing if f.edition == last), file)
