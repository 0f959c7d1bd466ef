"""What somebody looks for on the board: filters read from words, and the words they are told back in. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coding.states import NAMES
from bot.jobs import pay, terms
from bot.jobs.posting import Employment, Posting, Workplace

_REMOTE = re.compile(r"\b(?:remote(?:ly)?|work[- ]from[- ]home|wfh|telecommut\w*)\b", re.IGNORECASE)
_PAY = re.compile(
    r"(?:\b(?:over|above|at least|from|min(?:imum)?|pay(?:ing)?|more than|>=?)\s*)*(?:\$\s?\d[\d,]*(?:\.\d+)?\s?k?|\b\d{2,3}\s?k\b|\b\d{5,6}\b)\+?"
    r"(?:\s*(?:/|per|an?|by the)\s*-?(?:hour|hr|h|year|yr|month|week|day)\b)?(?:\s+(?:or more|and up|\+))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9][a-z0-9&'+-]*", re.IGNORECASE)
_EMPTY = frozenset(
    "a an and any are as at board by coding-jobs find for from i in is job jobs list looking me my near new of on open opening openings or pay paying please"
    " position positions posting postings post role roles search show some the there to want with work working state".split()
)
MOST_WORDS = 6
MOST_WANTED = 100 * pay.MOST
"""Dollars a year; nothing pays more than a hundredth of it, and a store's column holds it."""


@dataclass(frozen=True, slots=True)
class Query:
    """Within a filter any of its values will do; filters and words have to fit all together. `yearly`: dollars a year that the pay has to reach."""

    credentials: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    remote: bool = False
    employment: tuple[Employment, ...] = ()
    yearly: int = 0
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The query as it would be typed; reading it gives the same query."""
        parts = [
            "remote" if self.remote else "",
            *self.credentials,
            *self.specialties,
            *self.states,
            *(kind.words for kind in self.employment),
            f"${self.yearly}/year" if self.yearly else "",
            *self.words,
        ]
        return " ".join(part for part in parts if part)

    def fits(self, posting: Posting) -> bool:
        """Whether a posting is looked for: what the store's search does, for one."""
        states = {place.state for place in posting.places if place.state}
        remote = posting.workplace is Workplace.REMOTE
        said = searchable(posting)
        return (
            (not self.credentials or bool(set(self.credentials) & set(posting.credentials)))
            and (not self.specialties or bool(set(self.specialties) & set(posting.specialties)))
            and (not self.states or bool(set(self.states) & states) or (remote and not states))
            and (not self.remote or remote)
            and (not self.employment or bool(set(self.employment) & set(posting.employment)))
            and (not self.yearly or yearly(posting) >= self.yearly)
            and all(word in said for word in self.words)
        )


def read(text: str) -> Query:
    """`remote CPC inpatient TX full-time $30/h` → filters; what is none of them is looked for in title, employer and city."""
    rest, wanted = text[:400], 0
    if found := _PAY.search(rest):
        stated = pay.read(found[0].replace("+", ""))
        wanted = min(stated.yearly[0], MOST_WANTED) if stated else 0
        rest = rest.replace(found[0], " ")
    credentials = terms.credentials(_credentials_in_capitals(rest))
    states = terms.states(rest)
    specialties = terms.specialties(rest)
    employment = terms.employment(rest)
    remote = bool(_REMOTE.search(rest))
    return Query(credentials, specialties, states, remote, employment, wanted, _words(rest, credentials, states))


def searchable(posting: Posting) -> str:
    """What words are looked for in: title, employer, cities, subjects; in lower case."""
    cities = " ".join(place.city for place in posting.places)
    return " ".join(f"{posting.title} {posting.employer} {cities} {' '.join(posting.specialties)}".lower().split())[:500]


def yearly(posting: Posting) -> int:
    """The upper end of the pay in dollars a year; 0 where none is known."""
    return posting.pay.yearly[1] if posting.pay and posting.pay.currency == "USD" else 0


def _credentials_in_capitals(text: str) -> str:
    """`cpc` is as good as `CPC` where somebody asks for it."""
    known = {name.lower(): name for name in terms.CREDENTIALS}
    return re.sub(r"[A-Za-z-]+", lambda match: known.get(match[0].lower(), match[0]), text)


def _words(text: str, credentials: tuple[str, ...], states: tuple[str, ...]) -> tuple[str, ...]:
    rest = _REMOTE.sub(" ", text)
    for kinds in (terms.SPECIALTIES, terms.EMPLOYMENT):
        for _, pattern in kinds:
            rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
    rest = re.sub(rf"\b(?:{NAMES})\b", " ", rest, flags=re.IGNORECASE)
    gone = {name.lower() for name in credentials} | {state.lower() for state in states}
    words = (word.lower().rstrip("'") for word in _WORD.findall(rest))
    kept = (
        word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
        for word in words
        if word not in _EMPTY and word not in gone
    )
    return tuple(dict.fromkeys(word for word in kept if len(word) > 1))[:MOST_WORDS]
