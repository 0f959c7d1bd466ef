"""The published lists read backwards: what is denied beside a code, what an add-on code goes with, which documents name a diagnosis.

Each list is one finding. `asked` tells from a person's words which list is meant; `findings` reads it for the codes of a claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.coding.claim import Claim, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.engine.editions import ground, listed, table_name, to_load, with_staleness
from bot.turns import Table
from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.tables import addon_codes, coverage, coverage_export, ncci_ptp
from knowledge.tables.dated import Force

MAX_ROWS = 40
"""Rows of a list that are shown; all of them are in `data`."""


class Reverse(StrEnum):
    """The lists. The values are what a button carries."""

    BUNDLED_INTO = "bundled_into"
    """What is denied beside the code (it stands in column 1)."""
    DENIED_BESIDE = "denied_beside"
    """What the code is denied beside (it stands in column 2)."""
    PRIMARIES = "primaries"
    ADDONS = "addons"
    DOCUMENTS = "documents"
    """Coverage documents, or where only the extract is loaded the policies of services, that name the diagnosis."""


_ASKS = (
    (Reverse.BUNDLED_INTO, re.compile(r"\bbundl\w*\s+(?:in)?to\b|\b(?:what|which)\b.{0,30}\bincluded (?:in|with)\b", re.IGNORECASE)),
    (
        Reverse.DENIED_BESIDE,
        re.compile(r"\bdenied (?:beside|with|by)\b|\b(?:what|which)\b.{0,20}\bbundles?\b.{0,12}\b(?:it|in column 2)\b", re.IGNORECASE),
    ),
    (Reverse.PRIMARIES, re.compile(r"\bprimar(?:y|ies)(?:\s+codes?)?\s+(?:of|for|to)\b|\badd-?on to what\b", re.IGNORECASE)),
    (Reverse.ADDONS, re.compile(r"\badd-?ons?(?:\s+codes?)?\s+(?:of|for|to|with)\b", re.IGNORECASE)),
    (
        Reverse.DOCUMENTS,
        re.compile(
            r"\b(?:lcds?|ncds?|articles?|polic(?:y|ies)|coverage documents?)\b.{0,24}\b(?:nam\w+|list\w*|mention\w*|with|for)\b",
            re.IGNORECASE,
        ),
    ),
)


def asked(text: str, claim: Claim) -> Reverse | None:
    """Which list a question wants, if it has the one code that the list is about: a service, for documents a diagnosis. Pure."""
    wanted = next((reverse for reverse, pattern in _ASKS if pattern.search(text)), None)
    if wanted is Reverse.DOCUMENTS:
        return wanted if claim.diagnoses and not claim.codes else None
    return wanted if len(claim.codes) == 1 else None


def findings(wanted: Reverse, claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """The list of each code of the claim. Never raises for a code that is unknown or a table that is not loaded."""
    if wanted is Reverse.DOCUMENTS:
        return tuple(_documents(icd10cm.dotted(code), claim, catalog) for code in claim.diagnoses)
    if wanted in (Reverse.PRIMARIES, Reverse.ADDONS):
        return tuple(_addon(wanted, code, claim, catalog) for code in claim.codes)
    return tuple(_edits(wanted, code, claim, catalog) for code in claim.codes)


def _edits(wanted: Reverse, code: str, claim: Claim, catalog: Catalog) -> Finding:
    source = ncci_ptp.HOSPITAL if claim.setting is Setting.HOSPITAL else ncci_ptp.PRACTITIONER
    files = catalog.files(source)
    edition = ncci_ptp.edition(files)
    if not files:
        return _not_loaded(Subject.PTP, source, code, claim)
    into = wanted is Reverse.BUNDLED_INTO
    rows = (ncci_ptp.bundled_into if into else ncci_ptp.column2_of)(files, code, claim.on)
    others = [row.column2 if into else row.column1 for row in rows]
    missing = ncci_ptp.missing_parts(files)
    gap = f" Parts {', '.join(missing)} of the table are not loaded, so the list is not complete." if missing else ""
    what = f"codes are denied as column 2 beside {code}" if into else f"codes in column 1 deny {code} beside them"
    table = Table(
        ("Code", "Indicator", "In force"),
        tuple(
            (o, str(r.indicator), "yes" if r.force(claim.on) is Force.IN_FORCE else "begin date not in the file")
            for o, r in zip(others, rows, strict=True)
        )[:MAX_ROWS],
        _caption(len(rows)),
    )
    found = Finding(
        Subject.PTP,
        Level.INFORMATION if rows else Level.UNKNOWN if missing or edition is None else Level.PASSED,
        f"{len(rows)} {what} on {claim.on.isoformat()} ({table_name(source)})."
        if rows
        else f"No row with {code} in column {1 if into else 2} is in force on {claim.on.isoformat()} ({table_name(source)}).",
        codes=(code,),
        tables=(table,) if rows else (),
        rule="Indicator 1 may be bypassed by a modifier when the record supports it, 0 never. (NCCI Policy Manual, chapter 1)"
        if rows
        else "",
        caveat=f"An absent edit is not a promise of payment.{gap}",
        grounds=tuple(ground(e, claim.on, f"rows of {code}") for e in dict.fromkeys(r.edition for r in rows))
        or ((ground(edition, claim.on),) if edition else ()),
        data={"kind": wanted.value, "code": code, "codes": others},
    )
    return with_staleness(found, claim.on)


def _addon(wanted: Reverse, code: str, claim: Claim, catalog: Catalog) -> Finding:
    files = catalog.files(addon_codes.SOURCE)
    if not files:
        return _not_loaded(Subject.ADDON, addon_codes.SOURCE, code, claim)
    of_addon = wanted is Reverse.PRIMARIES
    every = (addon_codes.primaries_of if of_addon else addon_codes.addons_of)(files, code)
    rows = [r for r in every if r.force(claim.on) in (Force.IN_FORCE, Force.BEGIN_UNKNOWN)]
    named_rows = [r for r in rows if not r.contractor_decides]
    others = list(dict.fromkeys(r.primary if of_addon else r.addon for r in named_rows))
    open_list = any(r.contractor_decides or r.type in (2, 3) for r in rows) and of_addon
    if others:
        verdict = (
            f"{code} is an add-on to {listed(others)}."
            if of_addon
            else f"Add-on codes that name {code} as their primary: {listed(others)}."
        )
    elif rows:
        verdict = f"{code} is an add-on code; which primaries go with it is for the contractor to decide."
    else:
        verdict = f"{code} is no add-on code in the table." if of_addon else f"No add-on code in the table names {code} as its primary."
    found = Finding(
        Subject.ADDON,
        Level.INFORMATION if rows else Level.PASSED,
        verdict,
        codes=(code,),
        tables=(Table(("Code",), tuple((o,) for o in others[:MAX_ROWS]), _caption(len(others))),) if len(others) > 1 else (),
        rule="An add-on code is paid only with one of its primaries by the same practitioner on the same day. (NCCI Policy Manual, chapter 1)"
        if rows
        else "",
        caveat="The contractor may accept more primaries than are listed." if open_list and others else "",
        grounds=tuple(ground(e, claim.on, f"rows of {code}") for e in dict.fromkeys(r.edition for r in rows))
        or (ground(files[0].edition, claim.on),),
        data={"kind": wanted.value, "code": code, "codes": others},
    )
    return with_staleness(found, claim.on)


def _documents(code: str, claim: Claim, catalog: Catalog) -> Finding:
    """From the exports where they are loaded; else from the extract the policies of the services whose lists name the diagnosis."""
    exports = [*catalog.files(coverage_export.ARTICLES), *catalog.files(coverage_export.LCDS)]
    if exports:
        documents = [d for d in coverage_export.documents_naming(exports, code) if d.force(claim.on) is Force.IN_FORCE]
        rows = [(d.display_id, d.title) for d in documents]
        grounds = tuple(ground(e, claim.on, f"lists that name {code}") for e in dict.fromkeys(d.edition for d in documents)) or _grounds(
            exports, claim
        )
        return _named_in(code, rows, grounds, f"{len(rows)} coverage documents name {code} on a list, covered or not", "")
    pairs = catalog.files(coverage.PAIRS)
    if not pairs:
        return _not_loaded(Subject.COVERAGE, coverage.PAIRS, code, claim)
    found: dict[str, list[str]] = {}
    for service in coverage.services_for(pairs, code):
        for lcd in coverage.policies(pairs, service):
            found.setdefault(lcd, []).append(service)
    rows = [(lcd, f"for {listed(services, 4)}") for lcd, services in sorted(found.items())]
    union = "The extract joins all lists of a policy: it finds the document, it does not decide payment."
    return _named_in(code, rows, _grounds(pairs, claim), f"{len(rows)} policies are about a service whose covered list names {code}", union)


def _named_in(code: str, rows: Sequence[tuple[str, str]], grounds: tuple[Ground, ...], how: str, caveat: str) -> Finding:
    first = listed([identity for identity, _ in rows], 6)
    return Finding(
        Subject.COVERAGE,
        Level.INFORMATION,
        f"{how}: {first}." if rows else f"No loaded coverage document names {code}; that does not say that nothing is covered with it.",
        codes=(code,),
        tables=(Table(("Document", "About"), tuple(rows[:MAX_ROWS]), _caption(len(rows))),) if rows else (),
        caveat=caveat,
        grounds=grounds,
        data={"kind": Reverse.DOCUMENTS.value, "code": code, "documents": [identity for identity, _ in rows]},
    )


def _grounds(files: Sequence[object], claim: Claim) -> tuple[Ground, ...]:
    edition = getattr(files[0], "edition", None)
    return (ground(edition, claim.on),) if edition is not None else ()


def _caption(count: int) -> str:
    return f"First {MAX_ROWS} of {count}" if count > MAX_ROWS else ""


def _not_loaded(subject: Subject, source: str, code: str, claim: Claim) -> Finding:
    return Finding(
        subject,
        Level.UNKNOWN,
        f"The {table_name(source)} is not loaded, so there is no list for {code}.",
        codes=(code,),
        mend=to_load(source, claim.on),
    )
