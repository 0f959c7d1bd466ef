"""What a feed or a person says of an opening → a posting: one way for all of them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.coding.states import abbreviation
from bot.jobs import pay as pays
from bot.jobs import terms, untrusted
from bot.jobs.posting import Employment, Pay, Place, Posting, Workplace

_REMOTE = re.compile(r"\b(?:remote(?:ly)?|work[- ]from[- ]home|wfh|telecommut\w*|telework|virtual|anywhere)\b", re.IGNORECASE)
_HYBRID = re.compile(r"\bhybrid\b", re.IGNORECASE)
_NOT_REMOTE = re.compile(r"\b(?:not remote|no remote|non-remote|on[- ]?site|in[- ]office|in person)\b", re.IGNORECASE)
_COUNTRY = re.compile(r"\b(?:US|USA|U\.S\.(?:A\.)?|United States(?: of America)?)\b", re.IGNORECASE)
_ZIP = re.compile(r"\b\d{5}(?:-\d{4})?\b")
MOST_PLACES = 12


class NotAPosting(ValueError):
    """What was read cannot stand on the board; the message says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An opening in its source's own words. `locations` are texts or places; `pay` is a text or a range; `remote` is None where nothing is said."""

    title: str
    description: str = ""
    url: str = ""
    employer: str = ""
    locations: tuple[str | Place, ...] = ()
    workplace: str = ""
    employment: str = ""
    pay: str | Pay | None = None
    posted: date | None = None
    expires: datetime | None = None
    requisition: str = ""
    also: str = ""
    """More words to find credentials in: qualifications, categories."""


def posting(draft: Draft) -> tuple[Posting, str]:
    """The posting of a draft, and a remark on what of it was left out. Raises `NotAPosting`."""
    title = untrusted.one_line(draft.title, untrusted.MOST_TITLE)
    description = untrusted.described(draft.description)
    url = untrusted.web_address(draft.url)
    if not re.search(r"[^\W\d_]{2}", title):
        raise NotAPosting("it has no title")
    if not url:
        raise NotAPosting("it has no web address to apply at" if not draft.url else "its address to apply at is none that may be followed")
    places, said = _places(draft.locations)
    workplace = _workplace(draft.workplace, said, title)
    stated = pays.read(draft.pay) if isinstance(draft.pay, str) else draft.pay
    doubt = pays.doubt(stated) if stated else ""
    about = f"{title}\n{description}\n{untrusted.plain(draft.also)}"
    made = Posting(
        title=title,
        employer=untrusted.one_line(draft.employer, untrusted.MOST_EMPLOYER),
        description=description,
        url=url,
        places=places,
        workplace=workplace,
        employment=terms.employment(draft.employment),
        pay=None if doubt else stated,
        credentials=terms.credentials(about),
        specialties=terms.specialties(title, about),
        posted=draft.posted,
        expires=draft.expires,
        requisition=untrusted.one_line(draft.requisition, 40),
    )
    return made, f"pay left out: {doubt}" if doubt else ""


def _places(locations: tuple[str | Place, ...]) -> tuple[tuple[Place, ...], str]:
    """Places, each once, and all that was said of them in words."""
    found: list[Place] = []
    for location in locations:
        found += [_clean(location)] if isinstance(location, Place) else _read(location)
    texts = " ".join(one for one in locations if isinstance(one, str))
    return tuple(dict.fromkeys(place for place in found if place.words))[:MOST_PLACES], texts


def _clean(place: Place) -> Place:
    state = abbreviation(place.state) if place.country in ("US", "") else untrusted.one_line(place.state, 40)
    return Place(_city(untrusted.one_line(place.city, 60)), state, place.country or "US")


def _read(text: str) -> list[Place]:
    """`Columbus, OH; Dayton, Ohio`, `Remote - US (TX, OK)` → places."""
    found = []
    for part in re.split(r"[;|/\n]|\bor\b|\band\b(?=\s[A-Z])", untrusted.one_line(text, 400)):
        bare = _ZIP.sub("", _COUNTRY.sub("", _HYBRID.sub("", _NOT_REMOTE.sub("", _REMOTE.sub("", part)))))
        pieces = [piece.strip(" -–—.()[]:") for piece in bare.replace("(", ",").replace(")", ",").split(",")]
        pieces = [piece for piece in pieces if re.search(r"[A-Za-z]{2}", piece)]
        city = ""
        for piece in pieces:
            state = abbreviation(piece)
            if state:
                found.append(Place(_city(city), state))
                city = ""
            elif not city:
                inside = re.fullmatch(r"(.+?)\s+([A-Z]{2})", piece)
                if inside and abbreviation(inside[2]):
                    found.append(Place(_city(inside[1]), inside[2]))
                else:
                    city = piece
        if city and len(city) <= 40:
            found.append(Place(_city(city)))
    return found


def _city(text: str) -> str:
    shown = " ".join(text.split())
    return shown.title() if shown.isupper() or shown.islower() else shown


def _workplace(said: str, locations: str, title: str) -> Workplace:
    """What its own field says, else its places, else its title."""
    for text in (said, locations, title):
        if _HYBRID.search(text):
            return Workplace.HYBRID
        if _NOT_REMOTE.search(text):
            return Workplace.ONSITE
        if _REMOTE.search(text):
            return Workplace.REMOTE
    return Workplace.UNSAID


def employment_words(kinds: tuple[Employment, ...]) -> str:
    """`full-time, contract`."""
    return ", ".join(kind.words for kind in kinds)


def day(text: object) -> date | None:
    """An ISO or RFC 822 date, an ISO date-time, or milliseconds since 1970 → the day (UTC); None for anything else."""
    found = moment(text)
    return found.date() if found else None


def moment(text: object, *, end_of_day: bool = False) -> datetime | None:
    """The same as a moment; a date alone is its first moment, or with `end_of_day` its last, UTC."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _since_1970(text)
    said = str(text or "").strip()
    if not said:
        return None
    try:
        whole = datetime.fromisoformat(said)
    except ValueError:
        return _rfc822(said)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", said):
        return datetime.combine(whole.date(), time.max if end_of_day else time.min, UTC)
    return _utc(whole)


def _since_1970(milliseconds: float) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return None


def _rfc822(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return _utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _utc(value: datetime) -> datetime | None:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        return None
