"""Names of people: behind a title or a cue, in the shape `Smith, John`, before an age, or free-standing.

In: tokens of a folded text. Out: findings in folded positions, marked if they name a provider. Titles, cues
("Patient:", "pt", "name is") and neighbours (", 54yo", "DOB") let unknown words pass as names; with nothing
of the kind a given name of our list must stand first. Eponyms (`Baker's cyst`), houses (`Mayo Clinic`) and
field words are kept apart by the lists of `lexicon_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.privacy.lexicon_names import FAMILY, GIVEN, WORDLIKE
from bot.privacy.lexicon_words import EPONYM_HEADS, EPONYMS, KNOWN_PAIRS, ORGANISATION, is_ordinary
from bot.privacy.tokens import Tokens

_MAX_PARTS = 4
_TITLES = frozenset("mr mrs ms miss mx dr doctor prof professor".split())
_PROVIDER_TITLES = frozenset("dr doctor prof professor".split())
_MODAL = frozenset("may will bill do so can long case good small short see ask mark says said wants".split())
_PATIENT_CUES = frozenset("patient pt pts client name names named insured guarantor subscriber beneficiary decedent claimant resident".split())
_PERSON_CUES = frozenset(
    "mother father wife husband son daughter spouse mom dad sister brother surgeon physician provider attending referring rendering attn re regarding "
    "contact member by cc from for with dear called saw nurse".split()
)
_NAME_FILL = frozenset("s name names is was named called first last full nm".split())
_NOT_A_PERSON = frozenset(
    "drug brand procedure facility generic trade code file plan payer test company group practice user domain product insurance hospital clinic "
    "device set template form the proper common chemical column field table list".split()
)
_CUE_GAP = re.compile(r"[\s:=,'.#-]{0,5}\Z")
_NAME_FOLLOWERS = frozenset("dob mrn yo birth born".split())
_AGE_UNITS = frozenset("yo y yr yrs year years year-old years-old yr-old".split())
_PREDICATES = frozenset(
    "had has is was came needs got presented presents fell saw wants asked says complains underwent tested broke went gets needed seen called".split()
)
_PARTICLES = frozenset("van von der den de del la dela da dos di bin ben al el st mac le ter".split())
_SAINTS = frozenset("san saint st santa santo los fort mount mt port lake".split())
_PLACES = frozenset("virginia georgia carolina dakota austin dallas houston jackson lincoln charlotte florence savannah madison jordan israel".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name at `start:end`; `provider` if a title of a clinician announced it."""

    start: int
    end: int
    provider: bool = False


class _Trust(IntEnum):
    """How much the surroundings speak for a name."""

    NONE = 0
    CUE = 1
    LABEL = 2


def find_names(tokens: Tokens) -> Iterator[Name]:
    """Every name of a person, in any order, possibly overlapping."""
    return _Reader(tokens).names()


class _Reader:
    """Reads names off the tokens of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._lowers = tokens.lowers
        self._count = len(tokens.lowers)

    def names(self) -> Iterator[Name]:
        for index, lower in enumerate(self._lowers):
            if lower in _TITLES:
                yield from self._titled(index)
            elif lower in _PATIENT_CUES or lower in _PERSON_CUES:
                yield from self._cued(index)
            if lower in _AGE_UNITS or lower in _NAME_FOLLOWERS:
                yield from self._before(index)
            if self._given(index):
                yield from self._free(index)
            if self._family(index):
                yield from self._family_first(index)

    # What a token is

    def _plain(self, index: int) -> str:
        return self._lowers[index].replace("'", "")

    def _in(self, index: int, names: frozenset[str]) -> bool:
        plain = self._plain(index)
        return plain in names or ("-" in plain and all(part in names or part in _PARTICLES for part in plain.split("-")))

    def _given(self, index: int) -> bool:
        return self._in(index, GIVEN)

    def _family(self, index: int) -> bool:
        return self._in(index, FAMILY)

    def _known(self, index: int) -> bool:
        return self._given(index) or self._family(index)

    def _wordlike(self, index: int) -> bool:
        return self._lowers[index] in WORDLIKE

    def _is_title_case(self, index: int) -> bool:
        word = self._tokens.word(index)
        return word[0].isupper() and len(word) > 1 and not word.isupper()

    def _is_caps(self, index: int) -> bool:
        word = self._tokens.word(index)
        return len(word) > 1 and word.isupper()

    def _is_initial(self, index: int) -> bool:
        word = self._tokens.word(index)
        return len(word) == 1 and word.isupper() and self._tokens.gap(index)[:1] in (".", " ", ",")

    def _plausible(self, index: int, trust: _Trust) -> bool:
        """Whether token `index` can be a part of a name, given `trust`."""
        lower = self._lowers[index]
        if self._known(index):
            return self._tokens.word(index)[0].isupper() or not self._wordlike(index) or (trust is _Trust.LABEL and lower not in _MODAL)
        if len(lower) < 2 or any(is_ordinary(part) for part in lower.split("-")) or lower in EPONYM_HEADS or lower in ORGANISATION:
            return False
        if self._is_title_case(index):
            return trust is _Trust.LABEL or lower not in EPONYMS
        return trust is _Trust.LABEL and self._is_caps(index) and len(lower) > 2

    # Where a name ends

    def _joined(self, index: int) -> bool:
        """Whether token `index + 1` stands right behind token `index`, as the parts of one name do."""
        gap = self._tokens.gap(index)
        return gap in (" ", "  ", "\t") or (gap in (". ", ".") and len(self._lowers[index]) == 1)

    def _last(self, first: int, trust: _Trust) -> int:
        """The last token of the name whose first part is token `first`."""
        last = first
        index = first
        while index + 1 < self._count and index - first < _MAX_PARTS and self._joined(index):
            index += 1
            if self._plausible(index, trust):
                last = index
            elif not (self._is_initial(index) or self._lowers[index] in _PARTICLES):
                break
        if last + 1 < self._count and self._joined(last) and self._is_initial(last + 1) and self._tokens.gap(last + 1)[:1] == ".":
            last += 1
        return last

    def _heads_a_term(self, last: int) -> bool:
        """Whether the word behind makes the name an eponym or a house (`Parkinson disease`, `Mayo Clinic`)."""
        index = last + 1
        if index < self._count and self._lowers[index] == "s" and self._tokens.gap(last) == "'":
            last, index = index, index + 1
        if index >= self._count or self._tokens.gap(last) not in (" ", "-", "  "):
            return False
        return self._lowers[index] in EPONYM_HEADS or self._lowers[index] in ORGANISATION

    def _name(self, first: int, last: int, *, provider: bool = False) -> Name:
        return Name(self._tokens.starts[first], self._tokens.ends[last], provider)

    # The five shapes

    def _titled(self, index: int) -> Iterator[Name]:
        """`Mrs. Garcia`, `Dr. R. Patel`, `dr smith`."""
        title, gap = self._tokens.word(index), self._tokens.gap(index)
        first = index + 1
        if first >= self._count or gap not in (" ", ". ", ".", "  ", ".  "):
            return
        sure = "." in gap or not (title.isupper() or title.lower() in ("miss", "doctor", "professor"))
        provider = title.lower() in _PROVIDER_TITLES
        if self._is_initial(first) and first + 1 < self._count and self._joined(first) and self._plausible(first + 1, _Trust.LABEL):
            yield self._name(first, self._last(first + 1, _Trust.CUE), provider=provider)
            return
        if not self._tokens.word(first)[0].isupper():
            if self._known(first) and self._lowers[first] not in _MODAL:
                yield self._name(first, self._last(first, _Trust.NONE), provider=provider)
        elif self._known(first) or (sure and self._plausible(first, _Trust.LABEL)):
            yield self._name(first, self._last(first, _Trust.CUE), provider=provider)

    def _cued(self, cue: int) -> Iterator[Name]:
        """`Patient: John Smith`, `pt jane doe`, `her name is Lee`, `re: Daniel Cooper`."""
        lower = self._lowers[cue]
        if lower in ("name", "names") and cue and self._lowers[cue - 1] in _NOT_A_PERSON and self._tokens.gap(cue - 1) == " ":
            if self._lowers[cue - 1] != "the" or self._lowers[cue + 1 : cue + 2] != ["is"]:
                return
        marked = lower in ("name", "names", "named")
        first = cue + 1
        while first < self._count and self._lowers[first] in _NAME_FILL and _CUE_GAP.match(self._tokens.gap(first - 1)):
            marked = marked or self._lowers[first] in ("name", "names", "named", "called")
            first += 1
        if first >= self._count or not _CUE_GAP.match(gap := self._tokens.gap(first - 1)):
            return
        labelled = lower in _PATIENT_CUES and (marked or any(mark in gap for mark in ":=-"))
        yield from self._announced(first, _Trust.LABEL if labelled else _Trust.CUE, patient=lower in _PATIENT_CUES)

    def _announced(self, first: int, trust: _Trust, *, patient: bool) -> Iterator[Name]:
        """The name that starts at token `first` behind a cue, if it is one."""
        if self._is_initial(first) and first + 1 < self._count and self._joined(first) and self._plausible(first + 1, trust):
            yield self._name(first, self._last(first + 1, trust))
            return
        if not self._plausible(first, trust):
            return
        last = self._last(first, trust)
        if self._heads_a_term(last) and not (trust is _Trust.LABEL and last > first):
            return
        if self._comma_name(last):
            yield self._name(first, self._last(last + 1, _Trust.CUE))
        elif last > first:
            if trust is _Trust.LABEL or self._known(first) or self._known(last) or patient:
                yield self._name(first, last)
        elif self._known(first):
            if not self._wordlike(first) and (patient or self._given(first)) and self._plain(first) not in _PLACES:
                yield self._name(first, first)
        elif trust is _Trust.LABEL and (not self._joined(first) or self._lowers[first + 1] in _PREDICATES):
            yield self._name(first, first)

    def _comma_name(self, family: int) -> bool:
        """Whether `Smith` at token `family` is followed by `, John`."""
        given = family + 1
        return (
            given < self._count
            and self._tokens.gap(family) in (", ", ",", " , ")
            and self._given(given)
            and (self._tokens.word(given)[0].isupper() or not self._wordlike(given))
        )

    def _before(self, index: int) -> Iterator[Name]:
        """`Zbigniew Kowalczyk, 54yo` and `Kowalczyk DOB`: the name in front of an age or an identifier."""
        last = index - 1
        if last >= 0 and self._lowers[index] in _AGE_UNITS:
            if not self._lowers[last].isdecimal() or self._tokens.gap(last) not in ("", " ", "-"):
                return
            last -= 1
        if last >= 0 and self._lowers[last] in ("a", "an"):
            last -= 1
        if last < 0 or self._tokens.gap(last) not in (" ", ", ", ",", " (", " - ") or not self._tokens.word(last)[0].isupper():
            return
        first = last
        while first >= 0 and last - first < _MAX_PARTS and (self._plausible(first, _Trust.CUE) or self._is_initial(first)) and self._tokens.word(first)[0].isupper():
            if first == 0 or not self._joined(first - 1):
                first -= 1
                break
            first -= 1
        first += 1
        if first < last and not self._is_initial(last):
            yield self._name(first, last)
        elif first == last and self._known(first) and not self._wordlike(first):
            yield self._name(first, first)

    def _free(self, first: int) -> Iterator[Name]:
        """A given name of the list and a family name behind it, with nothing that announces them."""
        if first and self._lowers[first - 1] in _SAINTS and self._tokens.gap(first - 1) in (" ", ". "):
            return
        upper = self._tokens.word(first)[0].isupper()
        index = first + 1
        if index < self._count and self._joined(first) and (self._is_initial(index) or self._lowers[index] in _PARTICLES) and self._joined(index):
            index += 1
        if index < self._count and self._joined(first) and self._is_family_behind(first, index, upper=upper):
            last = max(index, self._last(index, _Trust.NONE))
            sure = not self._wordlike(first) and self._family(last)
            if f"{self._lowers[first]}-{self._lowers[last]}" not in KNOWN_PAIRS and (sure or not self._heads_a_term(last)):
                yield self._name(first, last)
        elif upper and not self._wordlike(first) and self._plain(first) not in EPONYMS | _PLACES:
            if self._joined(first) and index < self._count and self._lowers[index] in _PREDICATES:
                yield self._name(first, first)

    def _is_family_behind(self, first: int, index: int, *, upper: bool) -> bool:
        """Whether token `index` reads as the family name of the given name at `first`."""
        word = self._tokens.word(index)
        if not upper:
            return self._family(index) and not self._wordlike(first) and not self._wordlike(index)
        if not word[0].isupper() or len(word) < 2:
            return False
        if self._wordlike(first):
            return self._family(index) and not self._wordlike(index)
        if self._known(index):
            return True
        if self._is_caps(index):
            return self._is_caps(first) and self._plausible(index, _Trust.LABEL)
        return self._plausible(index, _Trust.NONE)

    def _family_first(self, family: int) -> Iterator[Name]:
        """`Smith, John A.`, `smith, john`, `J. Smith`."""
        upper = self._tokens.word(family)[0].isupper()
        if self._comma_name(family) and (upper or not self._wordlike(family)):
            given = family + 1
            if not (self._wordlike(family) and self._wordlike(given)) and self._plain(given) not in _PLACES:
                last = given
                if last + 1 < self._count and self._joined(last) and self._is_initial(last + 1):
                    last += 1
                yield self._name(family, last)
        if family and upper and self._is_initial(family - 1) and self._tokens.gap(family - 1) == ". " and not self._heads_a_term(family):
            if not self._wordlike(family):
                yield self._name(family - 1, family)
