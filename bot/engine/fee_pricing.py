"""A claim priced at every place and in every setting it is asked about: rows read, `bot.coding.claim_fees` applied."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.claim_fees import Cap, ClaimFees, claim_fees
from bot.coding.places_of_service import is_facility
from bot.engine.fee_places import FeePlace, FeePlaces
from knowledge.catalog import Catalog
from knowledge.tables import other_fees
from knowledge.tables import physician_fee_schedule as table
from knowledge.tables.physician_fee_schedule import FeeRow

Lines = tuple[tuple[ClaimLine, tuple[FeeRow, ...]], ...]
"""Lines of a claim, each with every row of its code."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A claim priced everywhere it is asked about: for each place one `ClaimFees` for each setting.

    `qualifying` are the same fees with the factor of qualifying participants, at the first place; empty where that file is not loaded.
    """

    claim: Claim
    places: FeePlaces
    fees: tuple[tuple[ClaimFees, ...], ...]
    qualifying: tuple[ClaimFees, ...]
    factors: dict[str, Decimal]

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """The position of every line in each `ClaimFees`."""
        return tuple(range(len(self.fees[0][0].lines)))


def settings_of(claim: Claim) -> tuple[bool, ...]:
    """Which settings are shown: that of the place of service, the facility for a hospital, else both (non-facility first)."""
    facility = is_facility(claim.pos)
    if facility is not None:
        return (facility,)
    return (True,) if claim.setting is Setting.HOSPITAL or claim.inpatient else (False, True)


def price_claim(claim: Claim, catalog: Catalog, places: FeePlaces, lines: Lines) -> Priced:
    """Price lines that have rows, at least one."""
    files = catalog.files(table.SOURCE)
    wanted = {row.endoscopic_base for _, rows in lines for row in rows if row.endoscopic_base}
    bases = {base: row for base in wanted if (row := table.fee(files, base, claim.on)) is not None}
    settings = settings_of(claim)
    factors = _qualifying_factors(claim, catalog, lines)

    def fees(place: FeePlace, facility: bool, factors: dict[str, Decimal] | None = None) -> ClaimFees:
        cap = None if factors else _cap(claim, catalog, place)
        return claim_fees(lines, place.indices, facility=facility, stated=len(settings) == 1, bases=bases, cap=cap, factors=factors)

    everywhere = tuple(tuple(fees(place, facility) for facility in settings) for place in places.places)
    qualifying = tuple(fees(places.places[0], facility, factors) for facility in settings) if factors else ()
    return Priced(claim, places, everywhere, qualifying, factors)


def _qualifying_factors(claim: Claim, catalog: Catalog, lines: Lines) -> dict[str, Decimal]:
    """The factor of qualifying participants by code, where the file of the same quarter is loaded."""
    files = catalog.files(table.QPP)
    found = {}
    for code, rows in {line.code: rows for line, rows in lines}.items():
        row = table.fee(files, code, claim.on) if files else None
        if row is not None and row.edition.begins == rows[0].edition.begins:
            found[code] = row.conversion_factor
    return found


def _cap(claim: Claim, catalog: Catalog, place: FeePlace) -> Cap | None:
    """The published caps of a locality; None where there is no table or no locality: then the row's own OPPS columns decide."""
    files = catalog.files(other_fees.OPPS_CAP)
    if place.national or not files:
        return None

    def cap(code: str, facility: bool) -> Decimal | None:
        row = other_fees.opps_cap(files, code, "TC", place.contractor, place.locality, claim.on)
        return None if row is None or row.stale else row.facility if facility else row.nonfacility

    return cap
