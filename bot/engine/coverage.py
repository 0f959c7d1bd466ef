"""Medical necessity of the services of a claim under Medicare: documents, lists of diagnoses, contractors.

A verdict is Medicare's, and for another payer its first fact says so. The team's own note on a payer is prose that may
belong to one workspace alone: whoever shows these findings knows the workspace and sets the note before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.coding.claim import MAX_LINES, Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.medical_necessity import decide, is_equipment
from bot.engine import coverage_rows, coverage_words
from knowledge import contractors, icd10cm
from knowledge.catalog import Catalog
from knowledge.tables import coverage, coverage_export, locality
from knowledge.tables.dated import edition_for

_EXAMPLES = 12
_SOURCES = (coverage.PAIRS, coverage_export.ARTICLES, coverage_export.LCDS)


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """A finding for each service with its diagnoses; for diagnoses alone the services they support; for a state its contractors."""
    area = contractors.of_state(claim.state or locality.state_of(catalog.files(locality.ZIP_LOCALITIES), claim.zip5, claim.on))
    services = _services(claim)
    if services and not any(catalog.files(source) for source in _SOURCES):
        return (coverage_words.not_loaded(claim.codes),)
    if services:
        return (*_unplaced(claim, catalog), *(_service(claim, catalog, lines, diagnoses, area) for lines, diagnoses in services))
    found = tuple(_reverse(code, catalog) for code in dict.fromkeys(claim.diagnoses))
    return found or ((coverage_words.contractors(area),) if area else ())


def _unplaced(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """A ZIP code that the loaded file does not have, where no state is given: the contractor is not known."""
    edition, stale = edition_for(catalog.files(locality.ZIP_LOCALITIES), claim.on)
    if claim.state or not claim.zip5 or edition is None or locality.state_of(catalog.files(locality.ZIP_LOCALITIES), claim.zip5, claim.on):
        return ()
    text = f"ZIP {claim.zip5} is not in the ZIP code file {edition.name}, so the contractor is not known."
    grounds = (Ground(edition, claim.zip5, stale=stale),)
    return (Finding(Subject.COVERAGE, Level.ATTENTION, text, mend="Check the ZIP code, or give the state.", grounds=grounds),)


def _services(claim: Claim) -> list[tuple[tuple[ClaimLine, ...], tuple[str, ...]]]:
    """The lines that ask the same: one code with the same diagnoses."""
    groups: dict[tuple[str, tuple[str, ...]], list[ClaimLine]] = {}
    for line in claim.lines[:MAX_LINES]:
        pointed = [claim.diagnoses[at] for at in line.pointers if 0 <= at < len(claim.diagnoses)] if line.pointers else claim.diagnoses
        diagnoses = tuple(dict.fromkeys(map(icd10cm.dotted, pointed)))
        groups.setdefault((line.code, diagnoses), []).append(line)
    return [(tuple(lines), diagnoses) for (_, diagnoses), lines in groups.items()]


def _service(
    claim: Claim,
    catalog: Catalog,
    lines: Sequence[ClaimLine],
    diagnoses: tuple[str, ...],
    area: contractors.StateContractors | None,
) -> Finding:
    service = lines[0].code
    equipment = claim.setting is Setting.SUPPLIER or is_equipment(service)
    contractor = (area.dme if equipment else area.ab) if area else None
    rows = coverage_rows.read(catalog, service, diagnoses, claim.on, area.state if area else "", contractor.name if contractor else "")
    verdict = decide(
        service,
        diagnoses,
        rows.listed if rows.here or not rows.documents else (),  # an LCD of another contractor says nothing here
        loaded=rows.loaded,
        named=bool(rows.here),
        has_lists=rows.size > 0,
        derived=rows.derived,
    )
    numbers = tuple(line.number for line in lines)
    return coverage_words.service(verdict, rows, diagnoses, claim, numbers, contractor, area)


def _reverse(diagnosis: str, catalog: Catalog) -> Finding:
    """For a diagnosis without services: the services whose covered lists name it."""
    code = icd10cm.dotted(diagnosis)
    files = catalog.files(coverage.PAIRS)
    if not files:
        return coverage_words.not_loaded((code,))
    services = coverage.services_for(files, code)
    verdict = (
        f"{code} is on the covered list of {len(services)} services in the extract, e.g. {', '.join(services[:_EXAMPLES])}."
        if services
        else f"{code} is on no covered list of the extract; that does not say that nothing is covered with it."
    )
    return Finding(
        Subject.COVERAGE,
        Level.INFORMATION,
        verdict,
        codes=(code,),
        caveat=coverage_words.UNION,
        grounds=(Ground(files[0].edition, f"services that list {code}"),),
        data={"kind": "services_for", "code": code, "services": list(services), "rule_of": "medicare"},
    )
