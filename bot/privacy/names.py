"""Names of people: behind a title or a cue, in the shape `Smith, John`, before an age, or free-standing.

In: tokens of a folded text. Out: names in folded positions, marked if a clinician's title announced them.
Titles, cues ("Patient:", "pt", "name is") and neighbours (", 54yo", "DOB") let unknown words pass as names;
with nothing of the kind a given name of our list must stand first. Eponyms (`Baker's cyst`), houses (`Mayo
Clinic`) and field words are kept apart by the lists of `lexicon_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.lexicon_names import FAMILY, GIVEN
from bot.privacy.lexicon_words import EPONYMS, KNOWN_PAIRS
from bot.privacy.name_parts import NameParts, Trust, in_list
from bot.privacy.tokens import Tokens

_MAX_PARTS = 4
_PROVIDER_TITLES = frozenset("dr doctor prof professor".split())
_TITLES = _PROVIDER_TITLES | frozenset("mr mrs ms miss mx sra".split())
_PATIENT_CUES = frozenset(
    "patient patients pt pts client name names named insured guarantor subscriber beneficiary decedent claimant resident paciente "
    "nombre boy girl".split()
)
_PERSON_CUES = frozenset(
    "mother father wife husband son daughter spouse mom dad sister brother surgeon physician provider attending referring "
    "rendering attn re regarding contact member by cc from for with dear called saw nurse".split()
)
_NAME_FILL = frozenset("s name names is was named called first last full nm es".split())
_NAMING = frozenset("name names named called nombre".split())
_NOT_A_PERSON = frozenset(
    "drug brand procedure facility generic trade code file plan payer test company group practice user domain product insurance "
    "hospital clinic device set template form the proper common chemical column field table list".split()
)
_CUE_GAP = re.compile(r"[\s:=,'.#-]{0,5}\Z")
_ID_WORDS = frozenset("dob mrn birth born".split())
_AGE_UNITS = frozenset("yo y yr yrs year years year-old years-old yr-old".split())
_PREDICATES = frozenset(
    "had has is was came needs got presented presents fell saw wants asked says complains underwent tested broke went gets needed "
    "seen called".split()
)
_SAINTS = frozenset("san saint st santa santo los fort mount mt port lake".split())
_PLACES = frozenset(
    "virginia georgia carolina dakota austin dallas houston jackson lincoln charlotte florence savannah madison jordan israel".split()
)
_ANNOUNCING = _TITLES | _PATIENT_CUES | _PERSON_CUES | _AGE_UNITS | _ID_WORDS
_INTERESTING = _ANNOUNCING | GIVEN | FAMILY


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name at `start:end`; `provider` if a title of a clinician announced it."""

    start: int
    end: int
    provider: bool = False


def find_names(tokens: Tokens) -> Iterator[Name]:
    """Every name of a person, in any order, possibly overlapping."""
    return _Reader(tokens).names()


class _Reader(NameParts):
    """Reads names off the tokens of one text, shape by shape."""

    def names(self) -> Iterator[Name]:
        for index, lower in enumerate(self.lowers):
            if lower not in _INTERESTING and "-" not in lower and "'" not in lower:
                continue
            if lower in _ANNOUNCING:
                yield from self._announcing(index, lower)
            if in_list(lower, GIVEN):
                yield from self._free(index)
                yield from self._given_last(index)
            if in_list(lower, FAMILY):
                yield from self._family_first(index)

    def _announcing(self, index: int, lower: str) -> Iterator[Name]:
        if lower in _TITLES:
            yield from self._titled(index)
        elif lower in _PATIENT_CUES or lower in _PERSON_CUES:
            yield from self._cued(index)
        elif lower in _AGE_UNITS:
            yield from self._before_age(index)
        if lower in _ID_WORDS:
            yield from self._before(index - 1)

    def _name(self, first: int, last: int, *, provider: bool = False) -> Name:
        return Name(self.tokens.starts[first], self.tokens.ends[last], provider)

    def _titled(self, index: int) -> Iterator[Name]:
        """`Mrs. Garcia`, `Dr. R. Patel`, `dr smith`."""
        title, gap, first = self.tokens.word(index), self.tokens.gap(index), index + 1
        if first >= self.count or gap not in (" ", ". ", ".", "  ", ".  ") or (index and self.lowers[index - 1].isdecimal()):
            return
        sure = "." in gap or not (title.isupper() or title.lower() in ("miss", "doctor", "professor"))
        provider = title.lower() in _PROVIDER_TITLES
        if self.initial(first) and self.joined(first) and self.plausible(first + 1, Trust.LABEL):
            yield self._name(first, self.last(first + 1, Trust.CUE), provider=provider)
        elif not self.upper(first):
            if self.known(first) and self.plausible(first, Trust.LABEL):
                yield self._name(first, self.last(first, Trust.NONE), provider=provider)
        elif self.known(first) or (sure and self.plausible(first, Trust.LABEL)):
            yield self._name(first, self.last(first, Trust.CUE), provider=provider)

    def _cued(self, cue: int) -> Iterator[Name]:
        """`Patient: John Smith`, `pt jane doe`, `her name is Lee`, `re: Daniel Cooper`."""
        lower = self.lowers[cue]
        if lower in ("name", "names") and self._names_a_thing(cue):
            return
        named = lower in _NAMING
        first = cue + 1
        while first < min(self.count, cue + _MAX_PARTS) and self.lowers[first] in _NAME_FILL and _CUE_GAP.match(self.tokens.gap(first - 1)):
            named = named or self.lowers[first] in _NAMING
            first += 1
        gap = self.tokens.gap(first - 1)
        if first < self.count and _CUE_GAP.match(gap):
            patient = lower in _PATIENT_CUES
            labelled = patient and (named or any(mark in gap for mark in ":=-"))
            yield from self._behind_cue(first, Trust.LABEL if labelled else Trust.CUE, patient=patient)

    def _names_a_thing(self, cue: int) -> bool:
        """`brand name`, `name of the drug` and their like; `the name is` names a person."""
        if not cue or self.lowers[cue - 1] not in _NOT_A_PERSON or self.tokens.gap(cue - 1) != " ":
            return False
        return self.lowers[cue - 1] != "the" or self.lowers[cue + 1 : cue + 2] != ["is"]

    def _behind_cue(self, first: int, trust: Trust, *, patient: bool) -> Iterator[Name]:
        """The name that starts at token `first` behind a cue, if it is one."""
        if self.initial(first) and self.joined(first) and self.plausible(first + 1, trust):
            yield self._name(first, self.last(first + 1, trust))
            return
        if not self.plausible(first, trust):
            return
        last = self.last(first, trust)
        if self.heads_a_term(last) and not (trust is Trust.LABEL and last > first):
            return
        if self.comma_given(last):
            yield self._name(first, self.last(last + 1, Trust.CUE))
        elif last > first:
            if trust is Trust.LABEL or self._reads_as_name(first, last, patient=patient):
                yield self._name(first, last)
        elif self.known(first) and self._stands_alone(first):
            if patient or self.given(first):
                yield self._name(first, first)
        elif patient and self.upper(first) and (trust is Trust.LABEL or self.known(first)):
            ends = trust is Trust.LABEL and not self.joined(first)
            if ends or (first + 1 < self.count and self.lowers[first + 1] in _PREDICATES):
                yield self._name(first, first)

    def _reads_as_name(self, first: int, last: int, *, patient: bool) -> bool:
        """Whether two or more words behind a weak cue are a name: one of the lists among them, not words only."""
        parts = range(first, last + 1)
        if all(self.wordlike(part) for part in parts):
            return patient and self.upper(first) and self.upper(last)
        return patient or self.known(first) or self.known(last)

    def _stands_alone(self, index: int) -> bool:
        """Whether a known name needs no second part to be one: no word, no place, no abbreviation."""
        short = len(self.lowers[index]) <= 3 and (self.caps(index) or not self.upper(index))
        return not self.wordlike(index) and self.lowers[index] not in _PLACES and not short

    def _before_age(self, unit: int) -> Iterator[Name]:
        """`Zbigniew Kowalczyk, 54yo`, `Susan, a 40 year old`."""
        age = unit - 1
        if age < 1 or not self.lowers[age].isdecimal() or self.tokens.gap(age) not in ("", " ", "-"):
            return
        last = age - 1
        if self.lowers[last] in ("a", "an", "is", "age"):
            last -= 1
        if last >= 0 and self.lowers[last] == "is":
            last -= 1
        yield from self._before(last)

    def _before(self, last: int) -> Iterator[Name]:
        """The capitalised name that ends at token `last`, in front of an age or an identifier."""
        if last < 0 or self.tokens.gap(last) not in (" ", ", ", ",", " (", " - ", ": "):
            return
        first = last + 1
        while first > 0 and last - first < _MAX_PARTS and (first > last or self.joined(first - 1)):
            before = first - 1
            if not self.upper(before) or self.lowers[before] in _ANNOUNCING:
                break
            if not (self.initial(before) or self.plausible(before, Trust.CUE)):
                break
            first = before
        if first < last and not self.initial(last):
            yield self._name(first, last)
        elif first == last and self.known(first) and self._stands_alone(first):
            yield self._name(first, first)

    def _free(self, first: int) -> Iterator[Name]:
        """A given name of the list and a family name behind it, with nothing that announces them."""
        if first and self.lowers[first - 1] in _SAINTS and self.tokens.gap(first - 1) in (" ", ". "):
            return
        index = first + 1
        if not self.joined(first):
            return
        if self.passes_to_family(index):
            index += 1
        if self.family_behind(first, index):
            last = max(index, self.last(index, Trust.NONE))
            sure = not self.wordlike(first) and self.family(last) and not self.heads_a_house(last)
            if f"{self.lowers[first]}-{self.lowers[index]}" not in KNOWN_PAIRS and (sure or not self.heads_a_term(last)):
                yield self._name(first, last)
        elif self.upper(first) and self._stands_alone(first) and self.lowers[first] not in EPONYMS:
            if self.lowers[first + 1] in _PREDICATES:
                yield self._name(first, first)
            elif self.initial(first + 1) and self.tokens.gap(first + 1)[:1] == ".":
                yield self._name(first, first + 1)

    def _family_first(self, family: int) -> Iterator[Name]:
        """`Smith, John A.`, `smith, john`, `J. Smith`."""
        if self.comma_given(family) and (self.upper(family) or not self.wordlike(family)):
            given = family + 1
            if not (self.wordlike(family) and self.wordlike(given)) and (self.lowers[given] not in _PLACES or not self.wordlike(family)):
                yield self._name(family, self._middle(given))
        elif self._starts_clause(family) and self.upper(family) and not self.wordlike(family) and self.tokens.gap(family) in (", ", ","):
            given = family + 1
            if self.plausible(given, Trust.NONE) and self.capitalised(given) and not self.heads_a_term(given) and not self.family(given):
                yield self._name(family, self._middle(given))
        lettered = family > 0 and self.initial(family - 1) and self.tokens.gap(family - 1) == ". "
        if lettered and self.upper(family) and not self.wordlike(family) and not self.heads_a_term(family):
            yield self._name(family - 1, family)

    def _given_last(self, given: int) -> Iterator[Name]:
        """`Kowalczykowna, Anna`: an unknown family name that starts a line or a clause."""
        family = given - 1
        if family < 0 or self.family(family) or not self.comma_given(family) or not self.upper(given) or not self._stands_alone(given):
            return
        if self._starts_clause(family) and self.plausible(family, Trust.LABEL):
            yield self._name(family, self._middle(given))

    def _starts_clause(self, index: int) -> bool:
        """Whether the token begins the text, a line, or what follows a colon."""
        return index == 0 or "\n" in self.tokens.gap(index - 1) or ":" in self.tokens.gap(index - 1)

    def _middle(self, given: int) -> int:
        """The given name's end, a middle initial behind it included."""
        return given + 1 if self.joined(given) and self.initial(given + 1) else given
