"""Medical necessity in words: what is said of a verdict of `bot.coding.medical_necessity`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.coding.claim import Claim
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.medical_necessity import RULE, Necessity, NecessityState
from bot.engine.coverage_rows import Named, ServiceCoverage
from knowledge.contractors import Contractor, StateContractors

UNION = "The extract joins the lists of all articles and all their groups: good to find the document, too wide for a payment decision."
NOT_THE_SAME = "No LCD does not mean not covered: the contractor then decides by the record whether the service was necessary."
_LOAD = "Load the exports of the Medicare coverage database (current_article.zip, current_lcd.zip, ncd.zip): coderly kb build."
_ABN = (
    "Look in the record for a diagnosis that is on the list. If none applies, a signed ABN before the service (modifier GA) lets the"
    " patient be billed."
)
_MAX_TEXT = 500
_MAX_DOCUMENTS = 6
_LEVEL = {
    NecessityState.SUPPORTED: (Level.PASSED, Level.PASSED),
    NecessityState.NOT_COVERED: (Level.DENIED, Level.ATTENTION),
    NecessityState.NOT_LISTED: (Level.DENIED, Level.ATTENTION),
    NecessityState.NO_DIAGNOSIS: (Level.INFORMATION, Level.INFORMATION),
    NecessityState.NO_LIST: (Level.INFORMATION, Level.INFORMATION),
    NecessityState.NO_DOCUMENT: (Level.INFORMATION, Level.UNKNOWN),
    NecessityState.NOT_LOADED: (Level.UNKNOWN, Level.UNKNOWN),
}
"""From the exports, and from the extract."""


def service(
    verdict: Necessity,
    rows: ServiceCoverage,
    diagnoses: Sequence[str],
    claim: Claim,
    lines: tuple[int, ...],
    contractor: Contractor | None,
    area: StateContractors | None,
) -> Finding:
    """The finding on one service with its diagnoses."""
    level = _level(verdict, rows, contractor)
    caveats = [UNION] if rows.derived and rows.documents else []
    if verdict.state in (NecessityState.NO_DOCUMENT, NecessityState.NO_LIST, NecessityState.NOT_LOADED):
        caveats.append(NOT_THE_SAME)
    if rows.documents and contractor is None:
        caveats.append("Local rules differ by contractor: give the state.")
    edition = (Ground(rows.edition, f"{verdict.service}, {len(rows.documents)} documents"),) if rows.edition else ()
    return Finding(
        Subject.COVERAGE,
        level,
        _sentence(verdict, rows, diagnoses, contractor),
        codes=(verdict.service, *diagnoses),
        lines=lines,
        facts=(*_payer(claim), *_area(contractor, area), *_documents(rows), *_asked_for(verdict, rows)),
        rule=f"A service is necessary where the contractor's LCD says so; its article lists the diagnoses by group. ({RULE})",
        mend=_LOAD if level is Level.UNKNOWN else _ABN if level is Level.DENIED else "",
        caveat=" ".join(caveats),
        grounds=(*edition, Ground(rule=RULE)),
        data={
            "kind": verdict.state.value,
            "service": verdict.service,
            "rule_of": "medicare",
            "payer": claim.payer,
            "supported_by": [x.diagnosis for x in verdict.supporting],
            "against": [x.diagnosis for x in verdict.against],
            "documents": [{"id": x.label, "title": x.title, "contractor": x.contractors, "here": x.here} for x in rows.documents],
            "covered_count": rows.size,
            "covered_examples": list(rows.examples),
            "union": rows.derived,
            "contractor": contractor.label if contractor else "",
        },
    )


def contractors(area: StateContractors) -> Finding:
    """Who processes the claims of a state, when nothing else was asked."""
    return Finding(
        Subject.COVERAGE,
        Level.INFORMATION,
        f"In {area.state} the A/B MAC is {area.ab.label} and the DME MAC {area.dme.label}.",
        facts=_area(area.ab, area),
        grounds=(_source(area),),
        data={"kind": "contractors", "state": area.state, "ab": area.ab.label, "dme": area.dme.label, "part_b": list(area.part_b)},
    )


def not_loaded(codes: tuple[str, ...]) -> Finding:
    """No coverage table is there."""
    return Finding(
        Subject.COVERAGE,
        Level.UNKNOWN,
        f"Medical necessity of {', '.join(codes[:12])} is open: no coverage table is loaded.",
        codes=codes,
        mend=_LOAD,
        caveat=NOT_THE_SAME,
        data={"kind": NecessityState.NOT_LOADED.value},
    )


def _level(verdict: Necessity, rows: ServiceCoverage, contractor: Contractor | None) -> Level:
    level = _LEVEL[verdict.state][rows.derived]
    if rows.derived or verdict.state is not NecessityState.SUPPORTED:
        return level
    listing = {x.label for x in rows.here if x.list_size}
    if contractor is None and listing - {x.document for x in verdict.supporting}:
        return Level.ATTENTION  # one contractor's list has the diagnosis, another's has not
    return level


def _sentence(verdict: Necessity, rows: ServiceCoverage, diagnoses: Sequence[str], contractor: Contractor | None) -> str:
    code, asked = verdict.service, ", ".join(diagnoses)
    edition = rows.edition.name if rows.edition else ""
    whose = f" of {contractor.label}" if contractor else ""
    match verdict.state:
        case NecessityState.SUPPORTED if rows.derived:
            names = ", ".join(dict.fromkeys(x.diagnosis for x in verdict.supporting))
            return f"{names} {_is(verdict.supporting)} among the {rows.size} diagnoses listed as covered for {code} ({edition}){_elsewhere(rows, contractor)}."
        case NecessityState.SUPPORTED:
            first = verdict.supporting[0]
            silent = {x.label for x in rows.here if x.list_size} - {x.document for x in verdict.supporting}
            more = f"; {', '.join(sorted(silent))} does not list it" if silent and contractor is None else ""
            return f"{first.diagnosis} supports {code}: it is on covered list {first.group} of {first.document}{_of(rows, first.document)}{more}."
        case NecessityState.NOT_COVERED:
            names = ", ".join(dict.fromkeys(x.diagnosis for x in verdict.against))
            return f"{names} {_is(verdict.against)} on the list of diagnoses that do not support {code} ({verdict.against[0].document})."
        case NecessityState.NOT_LISTED:
            where = f"the {rows.size} diagnoses listed as covered for {code}"
            return (
                f"{asked} {'is' if len(diagnoses) == 1 else 'are'} not among {where} ({_labels(rows.here)}){_elsewhere(rows, contractor)}."
            )
        case NecessityState.NO_DIAGNOSIS:
            return f"{rows.size} diagnoses are listed as covered for {code} ({_labels(rows.here)}), e.g. {', '.join(rows.examples)}."
        case NecessityState.NO_LIST:
            return f"{_labels(rows.here)} names {code} without a list of diagnoses."
        case NecessityState.NO_DOCUMENT:
            what = "services in the extract" if rows.derived else "documents loaded"
            others = f" Other contractors have {_labels(rows.documents)}." if rows.documents else ""
            return f"No LCD or article{whose} names {code} among the {what} ({edition}).{others}"
        case _:
            return f"Whether {code} is covered{f' with {asked}' if asked else ''} is open: no coverage table is loaded."


def _is(listed: Sequence[object]) -> str:
    return "is" if len(listed) == 1 else "are"


def _elsewhere(rows: ServiceCoverage, contractor: Contractor | None) -> str:
    """For the extract: whether an LCD of the state's own contractor is among them."""
    if not rows.derived or contractor is None or not any(x.here is False for x in rows.documents):
        return ""
    own = [x.label for x in rows.documents if x.here]
    return f"; of {contractor.name}: {', '.join(own)}"


def _of(rows: ServiceCoverage, label: str) -> str:
    named = next((x.contractors for x in rows.documents if x.label == label and x.contractors), "")
    return f" ({named})" if named else ""


def _labels(documents: Sequence[Named]) -> str:
    names = list(dict.fromkeys(x.label for x in documents))
    more = f" and {len(names) - _MAX_DOCUMENTS} more" if len(names) > _MAX_DOCUMENTS else ""
    return ", ".join(names[:_MAX_DOCUMENTS]) + more


def _payer(claim: Claim) -> tuple[tuple[str, str], ...]:
    """For a payer other than Medicare: whose rule this is."""
    if claim.medicare:
        return ()
    medicaid = " Medicaid has NCCI tables and coverage rules of its own." if "medicaid" in claim.payer else ""
    return (("Rule", f"Medicare rule; {claim.payer} decides by its own policy.{medicaid}"),)


def _area(contractor: Contractor | None, area: StateContractors | None) -> tuple[tuple[str, str], ...]:
    if contractor is None or area is None:
        return ()
    equipment = contractor is area.dme
    facts = [
        ("DME MAC" if equipment else "A/B MAC", f"{contractor.label}, {area.state} ({area.source}, checked {area.checked.isoformat()})")
    ]
    if not equipment:
        split = f"; {area.split}" if area.split else ""
        facts.append(("Part B contractor number", f"{', '.join(area.part_b)}{split}"))
    return tuple(facts)


def _source(area: StateContractors) -> Ground:
    return Ground(rule=f"{area.source}, checked {area.checked.isoformat()}")


def _documents(rows: ServiceCoverage) -> tuple[tuple[str, str], ...]:
    """The documents, those of the state's contractor first."""
    ordered = sorted(rows.documents, key=lambda x: x.here is False)
    facts = []
    for document in ordered[:_MAX_DOCUMENTS]:
        kind = "LCD" if document.label.startswith(("L", "DL")) else "Article"
        parts = [document.title, document.contractors, f"from {document.begins.isoformat()}" if document.begins else ""]
        facts.append((f"{kind} {document.label}", ", ".join(part for part in parts if part) or "title not loaded"))
    return tuple(facts)


def _asked_for(verdict: Necessity, rows: ServiceCoverage) -> tuple[tuple[str, str], ...]:
    """What else the documents ask for: the words of the groups, the record, national determinations."""
    facts = [(f"List {x.group} of {x.document} counts for", _cut(x.paragraph)) for x in verdict.supporting if x.paragraph][:2]
    for document in rows.here:
        facts += [(f"{document.label}, group {group}", _cut(text)) for group, text in document.paragraphs[:2]]
        facts += [(f"{document.label} asks for", _cut(document.requirements))] if document.requirements else []
        facts += [(f"NCD {ncd.section}", f"{ncd.title} ({ncd.level})") for ncd in document.national]
    return tuple(dict.fromkeys(facts))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT].rsplit(" ", 1)[0] + " …"
