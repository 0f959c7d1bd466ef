"""What the loaded tables say about the diagnoses of a claim: rows of the tabular list and of the HCC mappings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.coding import status
from bot.coding.diagnosis import DiagnosisState, DiagnosisVerdict, judge
from bot.coding.status import CodeState
from bot.engine import listings
from knowledge import icd10cm
from knowledge.catalog import Catalog, EditionFile
from knowledge.model import Code, Edition, Lookup, System
from knowledge.tables import crosswalks

TABULAR = "icd10cm_tabular"
HCC = "hcc_mappings"
_MAX_SHOWN = 20
"""Characters of something that is no code at all."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A code in another loaded edition than the one that answers the date."""

    edition: Edition
    reportable: bool


@dataclass(frozen=True, slots=True)
class RiskCategories:
    """The risk categories of a diagnosis. `stale`: of another payment year than the date of service asks for."""

    categories: tuple[crosswalks.Hcc, ...]
    edition: Edition
    stale: bool


class DiagnosisRows:
    """Look-ups for one date. Nothing is kept but what the claim at hand asks twice."""

    def __init__(self, catalog: Catalog, on: date) -> None:
        self.catalog = catalog
        self.on = on
        file, self.stale = catalog.tabular(on)
        self.edition = file.edition if file else None
        self._file = file
        self.without_notes = False
        """Whether only a bare list of codes answers: it has no notes and no 7th characters."""
        if file is None:
            listing, self.stale = catalog.code_list(on)
            self.without_notes = listing is not None
            self.edition = listing.edition if listing is not None else None

    def look(self, code: str) -> Lookup:
        """One code in the edition of the date."""
        return self.catalog.code(System.ICD10CM, code, self.on)

    def verdicts(self, codes: tuple[str, ...]) -> tuple[DiagnosisVerdict, ...]:
        """A verdict for each, in order; a code that stands twice is read once."""
        seen = {code: judge(self.look(code), self.look) for code in dict.fromkeys(codes)}
        seen |= {code: replace(v, asked=code[:_MAX_SHOWN]) for code, v in seen.items() if v.state is DiagnosisState.NOT_A_CODE}
        return tuple(seen[code] for code in codes)

    def gone_between(self, code: str) -> Edition | None:
        """A later loaded edition that no longer has a code which only an older one answered for: nothing is certain between them."""
        if not self.stale:
            return None
        standing = status.decide(code, self.on, listings.of_diagnosis(self.catalog, code, self.on))
        return standing.gone_by if standing.state is not CodeState.ACTIVE else None

    def title(self, code: str) -> str:
        """The title in the edition of the date."""
        return self.catalog.title(System.ICD10CM, code, self.on)[0]

    def elsewhere(self, code: str) -> tuple[Elsewhere, ...]:
        """Other loaded editions that have the code, the newest first."""
        found = []
        for file in self.catalog.files(TABULAR):
            if self.edition is None or (file.edition.begins, file.edition.name) != (self.edition.begins, self.edition.name):
                row = file.one("SELECT reportable FROM code WHERE key = ?", icd10cm.key(code))
                if row is not None:
                    found.append(Elsewhere(file.edition, bool(row[0])))
        return tuple(found)

    def around(self, code: Code) -> tuple[tuple[str, str], ...]:
        """Codes with their titles below the parent and the parent's parent: where a code for both sides stands."""
        if self._file is None or code.parent is None:
            return ()
        rows = self._file.all(
            "SELECT code, title FROM code WHERE reportable = 1 AND (parent = ? OR parent = (SELECT parent FROM code WHERE key = ?))",
            code.parent,
            icd10cm.key(code.parent),
        )
        return tuple((found, title) for found, title in rows)

    def risk(self, code: str) -> RiskCategories | None:
        """The HCCs of a diagnosis for the payment year after the date; None where no mapping is loaded. Empty: in no category."""
        files = self.catalog.files(HCC)
        wanted = self.on.year + 1
        file = next((f for f in files if f.edition.begins.year == wanted), files[0] if files else None)
        if file is None:
            return None
        return RiskCategories(crosswalks.risk_categories((file,), code), file.edition, file.edition.begins.year != wanted)


def edition_of(files: tuple[EditionFile, ...], name: str) -> Edition | None:
    """The edition with that name among the files of one source."""
    return next((file.edition for file in files if file.edition.name == name), None)
