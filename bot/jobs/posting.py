"""A posting as the board keeps it, whatever it came from. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Employment(StrEnum):
    """How somebody is employed; the names are schema.org's, in lower case."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    CONTRACT = "contractor"
    TEMPORARY = "temporary"
    PER_DIEM = "per_diem"
    INTERN = "intern"

    @property
    def words(self) -> str:
        """As people write it."""
        return {"contractor": "contract", "per_diem": "per diem", "intern": "internship"}.get(self.value, self.value.replace("_", "-"))


class Workplace(StrEnum):
    """Where the work is done."""

    REMOTE = "remote"
    HYBRID = "hybrid"
    ONSITE = "on site"
    UNSAID = ""


class PayUnit(StrEnum):
    """What a rate of pay is for; the names are schema.org's, in lower case."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


PER_YEAR = {PayUnit.HOUR: 2080, PayUnit.DAY: 260, PayUnit.WEEK: 52, PayUnit.MONTH: 12, PayUnit.YEAR: 1}
"""Units of full-time work in a year: 52 weeks of five days of eight hours."""


@dataclass(frozen=True, slots=True)
class Pay:
    """A range of pay as stated: amounts in `currency` for each `unit`."""

    low: float
    high: float
    unit: PayUnit
    currency: str = "USD"

    @property
    def yearly(self) -> tuple[int, int]:
        """The range for a year of full-time work."""
        times = PER_YEAR[self.unit]
        return round(self.low * times), round(self.high * times)

    @property
    def words(self) -> str:
        """`$28–34 an hour`, `$62,000 a year`, `CAD 31.50 an hour`."""
        sign = "$" if self.currency == "USD" else f"{self.currency} "
        amounts = _amount(self.low) if self.low == self.high else f"{_amount(self.low)}–{_amount(self.high)}"
        return f"{sign}{amounts} {'an' if self.unit is PayUnit.HOUR else 'a'} {self.unit.value}"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


@dataclass(frozen=True, slots=True)
class Place:
    """A city and a state by its two letters; either may be empty. Places outside the United States have their country."""

    city: str = ""
    state: str = ""
    country: str = "US"

    @property
    def words(self) -> str:
        """`Columbus, OH`."""
        return ", ".join(part for part in (self.city, self.state, "" if self.country == "US" else self.country) if part)


@dataclass(frozen=True, slots=True)
class Posting:
    """One opening. `description` is plain text in lines; `expires` is the moment after which it is never shown, None if the source says none.

    `requisition` is the employer's own number. `url` is where one applies: http or https.
    """

    title: str
    employer: str
    description: str
    url: str
    places: tuple[Place, ...] = ()
    workplace: Workplace = Workplace.UNSAID
    employment: tuple[Employment, ...] = ()
    pay: Pay | None = None
    credentials: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    posted: date | None = None
    expires: datetime | None = None
    requisition: str = ""

    @property
    def where(self) -> str:
        """`Remote`, `Columbus, OH (hybrid)`, `Remote (TX, OH)`."""
        named = "; ".join(words for place in self.places[:3] if (words := place.words))
        if len(self.places) > 3:
            named += f" and {len(self.places) - 3} more"
        if self.workplace is Workplace.REMOTE:
            return f"Remote ({named})" if named else "Remote"
        return f"{named} ({self.workplace.value})" if named and self.workplace is Workplace.HYBRID else named or self.workplace.value


class JobState(StrEnum):
    """What became of a posting."""

    PROPOSED = "proposed"
    OPEN = "open"
    HIDDEN = "hidden"
    """Reported by several people: an admin decides."""
    REJECTED = "rejected"
    CLOSED = "closed"


UNDECIDED = (JobState.PROPOSED, JobState.HIDDEN)
"""What an admin has to decide on."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A posting on the board. `feed` is empty for one that a person posted; `listed` is when it became open.

    `replaces`: it is an edit of that posting, which stands as it is until an admin approves.
    """

    id: int
    posting: Posting
    state: JobState
    feed: str
    person_id: int | None
    listed: datetime
    expires: datetime
    reports: int = 0
    replaces: int | None = None
    reason: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether it may be shown to everybody."""
        return self.state is JobState.OPEN and self.expires > now
