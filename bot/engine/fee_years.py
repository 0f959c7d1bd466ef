"""What a line was paid in each year whose physician fee schedule is loaded, at the same place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.coding.claim import Claim
from bot.coding.money import dollars
from bot.engine.fee_places import FeePlaces
from bot.engine.fee_pricing import Priced, price_claim
from bot.engine.fee_words import setting_name
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.model import Edition
from knowledge.tables import physician_fee_schedule as table
from knowledge.tables.physician_fee_schedule import FeeRow

PlacesOf = Callable[[Claim, dict[str, tuple[FeeRow, ...]]], FeePlaces]
"""The places that a claim names, with the indices that hold on its date."""


def over_years(priced: Priced, at: int, catalog: Catalog, places_of: PlacesOf) -> Table | None:
    """The amounts of line `at` by year, the oldest first; None for fewer than two years, and where several places are asked about.

    Of a year its last edition counts, or the one in force on the claim's own date. Each year is priced as a claim of that year: its relative
    values, its conversion factor and its indices.
    """
    if len(priced.places.places) != 1:
        return None
    claim, files = priced.claim, catalog.files(table.SOURCE)
    line = next(one for one in claim.lines if one.number == priced.fees[0][0].lines[at].line.number)
    days: dict[int, date] = {}
    for edition in (file.edition for file in files):
        last = min(edition.ends or date(edition.begins.year, 12, 31), date(edition.begins.year, 12, 31))
        days[edition.begins.year] = max(last, days.get(edition.begins.year, last))
    rows = []
    for year, day in sorted(days.items()):
        on = claim.on if claim.on.year == year else day
        alone = replace(claim, on=on, lines=(line,))
        own = table.fees(files, line.code, on)
        if not own or own[0].edition.begins.year != year:
            continue
        places = places_of(alone, {line.code: own})
        here = next((place for place in places.places if place.name == priced.places.places[0].name), None)
        if here is None:
            continue
        (fees,) = price_claim(alone, catalog, replace(places, places=(here,)), ((line, own),)).fees
        amounts = [one.lines[0].payment for one in fees]
        if all(amount is not None for amount in amounts):
            rows.append((_name(own[0].edition), *(dollars(amount) for amount in amounts if amount is not None)))
    if len(rows) < 2:
        return None
    header = ("Year", *(setting_name(facility=one.facility) for one in priced.fees[0]))
    return Table(header, tuple(rows), f"{priced.fees[0][0].lines[at].line.text} by year, {priced.places.places[0].name}", picture=True)


def _name(edition: Edition) -> str:
    """`2024 (January)`: the year, and which of its editions counts."""
    year = str(edition.begins.year)
    rest = edition.name.removeprefix(year).split(",")[0].strip()
    return f"{year} ({rest})" if rest and rest != edition.name else year
