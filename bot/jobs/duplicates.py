"""Whether two postings are the same opening. Pure; measured by `python -m tests.measure.job_pairs`.

What excludes one another comes first: levels, settings, places, kinds of employment, pay that does not overlap, numbers of one form. What is left
is judged by title, employer and text together: the less one says, the more the others have to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.jobs import wording
from bot.jobs.posting import Pay, Place, Posting, Workplace

_LEVELS = frozenset("1 2 3 4 senior junior lead manager supervisor director trainee coordinator educator auditor analyst".split())
_SETTINGS = frozenset(
    "inpatient outpatient profee riskadjustment emergency surgery orthopedic cardiology radiology anesthesia oncology obstetrics pediatrics gastroenterology"
    " neurology urology dermatology ophthalmology evaluationmanagement denials biller coder charge".split()
)
_BY_NEED = frozenset(("per_diem", "temporary", "contractor"))
_ALIKE = 0.6
"""Share of common runs from which two texts are versions of one."""
_WITHIN = 0.75
"""Share of the shorter text that stands in the longer one, from which one is an extract of the other."""
_OTHER = 0.08
"""Share below which two texts were written for two purposes."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What of a posting is compared. `feed` and `external` say where it comes from; `sketch` is that of its text."""

    feed: str
    external: str
    employer: str
    title: str
    url: str
    places: tuple[Place, ...]
    workplace: Workplace
    employment: tuple[str, ...]
    pay: Pay | None
    requisition: str
    sketch: tuple[int, ...]
    opening: str = ""

    @classmethod
    def of(cls, posting: Posting, sketch: tuple[int, ...], feed: str = "", external: str = "", opening: str = "") -> Signature:
        """The signature of a posting with the sketch of its text; `opening`: its first words, if the text is not at hand."""
        return cls(
            feed,
            external,
            posting.employer,
            posting.title,
            posting.url,
            posting.places,
            posting.workplace,
            tuple(kind.value for kind in posting.employment),
            posting.pay,
            posting.requisition,
            sketch,
            opening or wording.beginning(posting.description[:400]),
        )


def same(one: Signature, other: Signature) -> bool:
    """Whether two postings are the same opening."""
    same_feed = bool(one.feed) and one.feed == other.feed
    if same_feed and one.external == other.external:
        return True
    if same_feed and not _said_alike(one, other):
        return False
    where = " ".join(place.words for place in (*one.places, *other.places))
    titles = wording.title_words(one.title, where), wording.title_words(other.title, where)
    alike = _title(*titles)
    employer = _employer(one.employer, other.employer)
    address = bool(page := wording.page(one.url)) and page == wording.page(other.url)
    if alike <= 0.5 or (employer is False and not address) or _exclude(one, other, titles):
        return False
    number = employer is True and bool(one.requisition) and one.requisition.lower() == other.requisition.lower()
    if _unlike(titles) and not (address or number):
        return False  # employers use one text for all their levels and settings
    text = wording.common(one.sketch, other.sketch)
    if same_feed:  # a feed knows its own openings; only what it says twice, word by word, is one
        return alike == 1.0 and text[0] >= 0.95
    if address or number:
        return True
    return _judged(one, other, alike, text, employer=employer is True)


def _judged(one: Signature, other: Signature, alike: float, text: tuple[float, float], *, employer: bool) -> bool:
    """By title and text, and the less the more strictly: `employer` says whether both name the same one, else one names none."""
    share, within = text
    one_text = share >= _ALIKE or within >= _WITHIN
    opening = bool(one.opening) and one.opening == other.opening
    if not employer:
        return alike >= 0.75 and (one_text or (opening and alike >= 0.9))
    if alike < 0.9:
        return alike >= 0.6 and one_text
    if not one.sketch or not other.sketch:
        return opening or _places(one, other) is True
    return one_text or opening or share >= _OTHER or within >= 3 * _OTHER


def _exclude(one: Signature, other: Signature, titles: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    """Whether something says that these are two openings."""
    a, b = map(frozenset, titles)
    if any(a & kind - b and b & kind - a for kind in (_LEVELS, _SETTINGS)) or wording.shifts(one.title) != wording.shifts(other.title):
        return True
    if one.employment and other.employment and not _kinds(one.employment) & _kinds(other.employment):
        return True
    return _places(one, other) is False or _apart(one.pay, other.pay) or _two_numbers(one.requisition, other.requisition)


def _kinds(employment: tuple[str, ...]) -> set[str]:
    """Kinds of employment; what one board calls per diem is temporary or a contract to one that knows no such word."""
    return {"by need" if kind in _BY_NEED else kind for kind in employment}


def _unlike(titles: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    """Whether one title names a level or a setting that the other does not."""
    return bool((set(titles[0]) ^ set(titles[1])) & (_LEVELS | _SETTINGS))


def _title(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two titles are, 0 to 1: the words that tell jobs apart weigh as they stand."""
    if one == other:
        return 1.0
    return (
        fuzz.token_set_ratio(" ".join(one), " ".join(other))
        / 100
        * min(1.0, 0.5 + min(len(one), len(other)) / max(len(one), len(other), 1) / 2)
    )


def _employer(one: str, other: str) -> bool | None:
    """Whether two names are one employer's; None where one is not named."""
    a, b = wording.employer_words(one), wording.employer_words(other)
    if not a or not b:
        return None
    if a == b or set(a) <= set(b) or set(b) <= set(a) or "".join(a) == "".join(b):
        return True
    initials = {"".join(word[0] for word in a), "".join(word[0] for word in b)}
    if ("".join(a) in initials and len(a) == 1) or ("".join(b) in initials and len(b) == 1):
        return True
    return fuzz.token_sort_ratio(" ".join(a), " ".join(b)) >= 88


def _places(one: Signature, other: Signature) -> bool | None:
    """Whether two postings are for one place; None where that cannot be told."""
    if Workplace.REMOTE in (one.workplace, other.workplace) and Workplace.ONSITE in (one.workplace, other.workplace):
        return False
    remote = one.workplace is Workplace.REMOTE, other.workplace is Workplace.REMOTE
    if not one.places or not other.places:
        if all(remote):
            return True
        named = (one if one.places else other) if one.places or other.places else None
        if any(remote) and named is not None and named.workplace is not Workplace.REMOTE and named.workplace is not Workplace.UNSAID:
            return False
        return None
    cities = {p.city.lower() for p in one.places if p.city}, {p.city.lower() for p in other.places if p.city}
    states = {p.state for p in one.places if p.state}, {p.state for p in other.places if p.state}
    if states[0] and states[1] and not states[0] & states[1]:
        return False
    if cities[0] and cities[1] and not _cities(*cities):
        return all(remote) or False
    if any(remote) and not all(remote) and (one.workplace or other.workplace) and Workplace.UNSAID not in (one.workplace, other.workplace):
        return None if Workplace.HYBRID not in (one.workplace, other.workplace) else False
    return True


def _cities(one: set[str], other: set[str]) -> bool:
    return any(fuzz.ratio(" ".join(wording.words(a)), " ".join(wording.words(b))) >= 85 for a in one for b in other)


def _apart(one: Pay | None, other: Pay | None) -> bool:
    """Whether two ranges of pay do not meet; hours and years are compared with a tenth of room, since boards round."""
    if one is None or other is None or one.currency != other.currency:
        return False
    (low_a, high_a), (low_b, high_b) = one.yearly, other.yearly
    room = 1.0 if one.unit is other.unit else 1.1
    return low_a > high_b * room or low_b > high_a * room


def _two_numbers(one: str, other: str) -> bool:
    """Whether two requisition numbers of one form differ: then the employer counts two openings."""
    if not one or not other or one.lower() == other.lower():
        return False
    form = re.sub(r"\d", "0", one.lower()), re.sub(r"\d", "0", other.lower())
    return form[0] == form[1] and bool(re.search(r"[a-z]", form[0])) and len(one) >= 4


def _said_alike(one: Signature, other: Signature) -> bool:
    return (
        one.places == other.places and one.pay == other.pay and one.employment == other.employment and one.requisition == other.requisition
    )
