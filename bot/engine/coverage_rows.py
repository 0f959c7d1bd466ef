"""What the loaded coverage tables say about one service: the documents that name it and the lists that go with it.

The exports of the coverage database are asked first; where they are not loaded, or do not name the service, the extract
of pairs answers, whose lists are unions over all groups of all articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.coding.medical_necessity import Listed
from knowledge.catalog import Catalog
from knowledge.model import Edition
from knowledge.tables import coverage, coverage_export
from knowledge.tables.dated import Force
from knowledge.tables.files import Rows

_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Named:
    """A document that names a service. `here`: whether it is of a contractor of the state asked for, None if that is not known.

    `paragraphs` are what its groups say about the service, `requirements` what it asks for in the record, `national`
    the national determinations it refers to.
    """

    label: str
    title: str
    contractors: str
    begins: date | None
    here: bool | None
    edition: Edition
    list_size: int = 0
    paragraphs: tuple[tuple[int, str], ...] = ()
    requirements: str = ""
    national: tuple[coverage_export.Ncd, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceCoverage:
    """Everything about one service. `examples` are some of the covered diagnoses, `size` how many there are."""

    documents: tuple[Named, ...]
    listed: tuple[Listed, ...]
    size: int
    examples: tuple[str, ...]
    loaded: bool
    derived: bool
    edition: Edition | None

    @property
    def here(self) -> tuple[Named, ...]:
        """The documents that may hold in the state asked for."""
        return tuple(x for x in self.documents if x.here is not False)


def read(catalog: Catalog, service: str, diagnoses: Sequence[str], on: date, state: str, contractor: str) -> ServiceCoverage:
    """The coverage of a service on a date. `state` may be blank; `contractor` is the name of its contractor."""
    articles, lcds = catalog.files(coverage_export.ARTICLES), catalog.files(coverage_export.LCDS)
    if articles or lcds:
        found = _exported(catalog, (*articles, *lcds), service, diagnoses, on, state)
        if found.documents or not catalog.files(coverage.PAIRS):
            return found
    return _extracted(catalog, service, diagnoses, on, contractor)


def _exported(catalog: Catalog, files: Sequence[Rows], service: str, diagnoses: Sequence[str], on: date, state: str) -> ServiceCoverage:
    documents: list[Named] = []
    listed: list[Listed] = []
    examples: list[str] = []
    size = 0
    for file in files:
        one = (file,)
        for document in coverage_export.documents_for(one, service):
            if document.force(on) is not Force.IN_FORCE:
                continue
            states = coverage_export.states_of(one, document)
            here = state in states if state and states else None
            documents.append(
                Named(
                    document.display_id,
                    document.title,
                    ", ".join(coverage_export.contractors_of(one, document)),
                    document.begins,
                    here,
                    file.edition,
                    coverage_export.list_size(one, document),
                    coverage_export.service_paragraphs(one, document, service),
                    document.requirements,
                    _national(catalog, one, document, on),
                )
            )
            if here is not False:
                size = max(size, documents[-1].list_size)
                examples += coverage_export.covered_diagnoses(one, document, _EXAMPLES)
        for diagnosis in diagnoses:
            for group in coverage_export.support(one, service, diagnosis):
                if (
                    any(x.label == group.document.display_id and x.here is not False for x in documents)
                    and group.document.force(on) is Force.IN_FORCE
                ):
                    listed.append(Listed(diagnosis, group.covered, group.document.display_id, group.group, group.paragraph))
    edition = documents[0].edition if documents else files[0].edition
    return ServiceCoverage(tuple(documents), tuple(listed), size, tuple(dict.fromkeys(examples))[:_EXAMPLES], True, False, edition)


def _national(catalog: Catalog, files: Sequence[Rows], document: coverage_export.Document, on: date) -> tuple[coverage_export.Ncd, ...]:
    known = catalog.files(coverage_export.NCDS)
    found = (coverage_export.ncd_by_id(known, identity) for identity in coverage_export.national_of(files, document))
    return tuple(ncd for ncd in found if ncd is not None and ncd.force(on) is Force.IN_FORCE)


def _extracted(catalog: Catalog, service: str, diagnoses: Sequence[str], on: date, contractor: str) -> ServiceCoverage:
    pairs = catalog.files(coverage.PAIRS)
    if not pairs:
        return ServiceCoverage((), (), 0, (), loaded=False, derived=True, edition=None)
    policies = coverage.policies(pairs, service)
    documents = tuple(_listed_document(catalog, lcd, on, contractor, pairs[0].edition) for lcd in policies)
    supports = (coverage.support(pairs, service, diagnosis) for diagnosis in diagnoses)
    listed = tuple(Listed(x.diagnosis, x.covered, ", ".join(x.lcds)) for x in supports if x is not None and x.covered is not None)
    covered = coverage.diagnoses(pairs, service)
    return ServiceCoverage(documents, listed, len(covered), covered[:_EXAMPLES], loaded=True, derived=True, edition=pairs[0].edition)


def _listed_document(catalog: Catalog, display_id: str, on: date, contractor: str, fallback: Edition) -> Named:
    """An LCD of the extract, with title and contractor from the list of documents where that is loaded."""
    rows = coverage.document(catalog.files(coverage.DOCUMENTS), display_id)
    row = next((r for r in rows if r.force(on) is Force.IN_FORCE), rows[0] if rows else None)
    if row is None:
        return Named(display_id, "", "", None, None, fallback)
    here = contractor.split(" (")[0].lower() in row.contractor.lower() if contractor else None
    return Named(display_id, row.title, row.contractor, row.begins, here, row.edition)
