"""The sources of an answer, each numbered once, and what they are called."""

from __future__ import annotations

from bot.turns import Citation
from knowledge.model import Edition, Passage

SOURCES = {
    "icd10cm_tabular": "NCHS/CMS, ICD-10-CM tabular list",
    "starter": "Coderly starter pack (plain words of our own)",
    "hcpcs": "CMS, HCPCS Level II file",
    "physician_fee_schedule": "CMS, Medicare physician fee schedule, relative value file",
    "ncci_ptp_practitioner": "CMS, NCCI procedure-to-procedure edits, practitioner",
    "ncci_ptp_hospital": "CMS, NCCI procedure-to-procedure edits, hospital outpatient",
    "mue_practitioner": "CMS, NCCI medically unlikely edits, practitioner",
}
EDITION_SOURCES = (
    ("RVU", "CMS, Medicare physician fee schedule, relative value file"),
    ("MUE", "CMS, NCCI medically unlikely edits"),
    ("HCPCS", "CMS, HCPCS Level II file"),
)


class Sources:
    """Numbers the sources of an answer, each once, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], Citation] = {}

    def cite(self, source: str, edition: str = "", effective: str = "", locator: str = "") -> int:
        """The number of a source; the first locator given stands."""
        key = (source, edition, effective)
        if key not in self._numbers:
            self._numbers[key] = Citation(len(self._numbers) + 1, source, edition, effective, locator)
        return self._numbers[key].number

    def edition(self, edition: Edition, locator: str = "") -> int:
        """The number of a loaded edition."""
        ends = edition.ends.isoformat() if edition.ends else "open"
        return self.cite(SOURCES.get(edition.source, edition.source), edition.name, f"{edition.begins.isoformat()} to {ends}", locator)

    def fact(self, edition: str) -> int:
        """The number of the edition that a starter fact was read from."""
        source = next((label for prefix, label in EDITION_SOURCES if edition.startswith(prefix)), "public file")
        return self.cite(source, edition)

    def passage(self, passage: Passage) -> int:
        """The number of a passage's source."""
        return self.cite(passage.source, passage.edition, f"checked {passage.checked.isoformat()}")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All sources, in order of their numbers."""
        return tuple(self._numbers.values())
