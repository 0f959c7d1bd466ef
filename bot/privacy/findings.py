"""What the PHI gate can find: the kind of an identifier and where it stands. Never the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PhiKind(StrEnum):
    """Kinds of identifiers, after the 18 safe-harbor classes. The values are stable: they name metrics."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    DEATH_DATE = "death_date"
    AGE_OVER_89 = "age_over_89"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    SSN = "ssn"
    MBI = "mbi"
    MRN = "mrn"
    PLAN_ID = "plan_id"
    ACCOUNT = "account"
    CLAIM_NUMBER = "claim_number"
    ENCOUNTER_NUMBER = "encounter_number"
    LICENSE = "license"
    VEHICLE = "vehicle"
    DEVICE = "device"
    URL = "url"
    IP = "ip"

    @property
    def words(self) -> str:
        """The kind as a person reads it, with its article: `a date of birth`."""
        return _WORDS[self]

    @property
    def label(self) -> str:
        """The short word that stands in redacted text: `dob`."""
        return _LABELS.get(self, self.value)


_WORDS: dict[PhiKind, str] = {
    PhiKind.NAME: "a person's name",
    PhiKind.BIRTH_DATE: "a date of birth",
    PhiKind.DEATH_DATE: "a date of death",
    PhiKind.AGE_OVER_89: "an age over 89",
    PhiKind.PHONE: "a phone or fax number",
    PhiKind.EMAIL: "an e-mail address",
    PhiKind.ADDRESS: "a street or postal address",
    PhiKind.SSN: "a Social Security number",
    PhiKind.MBI: "a Medicare beneficiary identifier",
    PhiKind.MRN: "a medical record number",
    PhiKind.PLAN_ID: "a member or policy number",
    PhiKind.ACCOUNT: "an account number",
    PhiKind.CLAIM_NUMBER: "a claim number",
    PhiKind.ENCOUNTER_NUMBER: "an encounter, order or reference number",
    PhiKind.LICENSE: "a license number",
    PhiKind.VEHICLE: "a vehicle identifier",
    PhiKind.DEVICE: "a device identifier",
    PhiKind.URL: "a link to a person's record",
    PhiKind.IP: "an IP address",
}

_LABELS: dict[PhiKind, str] = {
    PhiKind.BIRTH_DATE: "dob",
    PhiKind.DEATH_DATE: "death",
    PhiKind.AGE_OVER_89: "age",
    PhiKind.ADDRESS: "addr",
    PhiKind.PLAN_ID: "plan",
    PhiKind.ACCOUNT: "acct",
    PhiKind.CLAIM_NUMBER: "claim",
    PhiKind.ENCOUNTER_NUMBER: "visit",
    PhiKind.LICENSE: "lic",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One identifier at `text[start:end]`, counted in code points of the text that was searched."""

    kind: PhiKind
    start: int
    end: int
