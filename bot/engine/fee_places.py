"""Where a claim is paid: locality, ZIP code or state -> the localities of the physician fee schedule with their indices.

Without a place the national amount (all indices 1) is taken, and the findings say so.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.coding.claim import Claim
from bot.coding.finding import Ground
from bot.coding.relative_values import NATIONAL, Indices
from knowledge.catalog import Catalog
from knowledge.tables import locality
from knowledge.tables.dated import edition_for
from knowledge.tables.locality import GpciRow

GPCI_FILE = "CMS GPCI{year} (addendum E, in the release of the relative values)"
ZIP_FILE = "CMS ZIP5 file (ZIP code to carrier locality)"


@dataclass(frozen=True, slots=True)
class FeePlace:
    """One place: its indices and the row they come from. The national one has no contractor."""

    name: str
    indices: Indices = NATIONAL
    contractor: str = ""
    locality: str = ""
    state: str = ""
    grounds: tuple[Ground, ...] = ()

    @property
    def national(self) -> bool:
        """Whether no locality is meant."""
        return not self.contractor


@dataclass(frozen=True, slots=True)
class FeePlaces:
    """The places of a claim, at least one, and what must be said about how they were found."""

    places: tuple[FeePlace, ...]
    notes: tuple[str, ...] = ()


def fee_places(claim: Claim, catalog: Catalog) -> FeePlaces:
    """The place of a claim: its locality, else its ZIP code, else its state, else the nation. Never raises for what was asked."""
    notes: list[str] = []
    files = catalog.files(locality.GPCI)
    asked = claim.locality or claim.zip5 or claim.state
    if not asked:
        return FeePlaces((FeePlace("national"),), ("national amount: name a ZIP code or a state for that of a place",))
    if edition_for(files, claim.on)[0] is None:
        notes.append(f"not loaded for {claim.on}: get {GPCI_FILE.format(year=claim.on.year)}; the national amount is shown for {asked}")
        return FeePlaces((FeePlace("national"),), tuple(notes))
    for find in (_by_locality, _by_zip, _by_state):
        places = find(claim, catalog, notes)
        if places:
            return FeePlaces(places, tuple(notes))
    return FeePlaces((FeePlace("national"),), (*notes, "the national amount is shown instead"))


def _by_locality(claim: Claim, catalog: Catalog, notes: list[str]) -> tuple[FeePlace, ...]:
    if not claim.locality:
        return ()
    contractor, _, number = claim.locality.partition("-")
    row = locality.gpci(catalog.files(locality.GPCI), contractor.strip().zfill(5), number.strip().zfill(2), claim.on)
    if row is None:
        notes.append(f"locality {claim.locality} is not in the table of indices (write it as 01182-18)")
        return ()
    return (_place(row),)


def _by_zip(claim: Claim, catalog: Catalog, notes: list[str]) -> tuple[FeePlace, ...]:
    if not claim.zip5:
        return ()
    files = catalog.files(locality.ZIP_LOCALITIES)
    edition = edition_for(files, claim.on)[0]
    if edition is None:
        notes.append(f"not loaded for {claim.on}: get {ZIP_FILE}; ZIP {claim.zip5} could not be placed")
        return ()
    rows = locality.zip_code(files, claim.zip5, claim.on)
    if not rows:
        notes.append(f"ZIP {claim.zip5} is not in the file of {edition.name}")
        return ()
    own = tuple(r for r in rows if r.state == claim.state) or rows
    if any(r.plus_four for r in own):
        notes.append(f"in ZIP {claim.zip5} the last four digits decide the locality; the usual one is shown")
    found: dict[tuple[str, str], FeePlace] = {}
    for row in own:
        index = locality.gpci(catalog.files(locality.GPCI), row.contractor, row.locality, claim.on)
        if index is None:
            notes.append(f"locality {row.contractor}-{row.locality} of ZIP {row.zip} is not in the table of indices")
            continue
        ground = Ground(row.edition, f"{row.zip} {row.state}: {row.contractor}-{row.locality}", stale=row.stale)
        found.setdefault((row.contractor, row.locality), _place(index, ground))
    if len(found) > 1:
        notes.append(f"ZIP {claim.zip5} lies in {len(found)} localities; all are shown")
    return tuple(found.values())


def _by_state(claim: Claim, catalog: Catalog, notes: list[str]) -> tuple[FeePlace, ...]:
    if not claim.state:
        return ()
    rows = locality.gpcis_of_state(catalog.files(locality.GPCI), claim.state, claim.on)
    if not rows:
        notes.append(f"{claim.state} has no locality in the table of indices")
    elif len(rows) > 1:
        notes.append(f"{claim.state} has {len(rows)} localities; a ZIP code tells which")
    return tuple(_place(row) for row in rows)


def _place(row: GpciRow, *grounds: Ground) -> FeePlace:
    values = Ground(
        row.edition, f"{row.contractor}-{row.locality} {row.name}: work {row.work}, PE {row.pe}, MP {row.mp}", stale=row.stale
    )
    name = f"{row.name}, {row.state} ({row.contractor}-{row.locality})"
    return FeePlace(name, Indices(row.work, row.pe, row.mp), row.contractor, row.locality, row.state, (*grounds, values))
