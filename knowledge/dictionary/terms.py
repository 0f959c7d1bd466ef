"""Terms: sets of words that lead to a code, with the published row that says so. Pure functions on titles of the classification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from knowledge.sources.icd10cm_index_words import without_modifiers

INDEX, SEE, TITLE, INCLUSION, TABLE, UNSAID, CAUSE = 1.0, 0.8, 0.7, 0.55, 0.7, 0.6, 0.625
"""`CAUSE`: of the external cause index, looked for beside injuries only.

How much a row says by where it stands (measured on a set of annotated cases: the index before the tabular list)."""

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_CHOICE = re.compile(r"\S+(?:, \S+)*,? or \S+")
"""Words that may stand for one another: `incompetency, insufficiency or regurgitation`."""
_ALIKE = 4
"""Letters that begin all words of a title which are forms of one: `Herpes, herpesvirus, herpetic`."""
_BETWEEN = re.compile(r",? or |, ")
_LEFT_OUT = re.compile(r"\bspecified\b|\bwithout\b|\bexcept\b|\bnot elsewhere\b|\bcode (?:by|to)\b|^other\b|\bby site\b|^by\b|\bnot\b", re.IGNORECASE)
_UNSPECIFIED = re.compile(r"(?:^|, ?)(?:unspecified|site unspecified|unspecified (?:site|type|part|cause|organism))$", re.IGNORECASE)
_CUT = re.compile(r",? *\(?\b(?:without (?:mention of )?|except |not elsewhere |excluding ).*$|\bNOS\b|\bNEC\b", re.IGNORECASE)
_UNSPECIFIED_WORDS = re.compile(
    r"(?:,| of)? *\bunspecified\b(?: (?:site|part|type|organism|eye|ear|side|limb|joint|cause|etiology|severity))?,?", re.IGNORECASE
)
_SIDE = re.compile(r",? *\b(?:right|left|bilateral) (?=\w)|,? *\b(?:right|left|bilateral)(?: side)?\b")
_AS_CAUSE = re.compile(r" (?:infections? )?(?:NOS )?as the cause of diseases classified elsewhere.*$", re.IGNORECASE)
_INFECTION = re.compile(r"\binfection\b")
_MOST_ALTERNATIVES = 12


@dataclass(frozen=True, slots=True)
class Term:
    """`phrases`: its words, unsorted. `growth`: the column of the table of neoplasms that must be said, too."""

    phrase: str
    code: str
    source: str
    row: str
    weight: float
    second: str = ""
    growth: str = ""


@lru_cache(maxsize=100_000)
def alternatives(title: str, *, main: bool = False) -> tuple[str, ...]:
    """The ways in which one title of the index may be said: `device, implant or graft` three, `prostate antigen [PSA]` two.

    In a main term one word before the first comma is its head and stays: `Vitality, lack or want of`.
    """
    bare = without_modifiers(title)
    short = [s for s in _BRACKET.findall(bare) if s.isupper() and " " not in s]
    bare = " ".join(_BRACKET.sub(" ", bare).split())
    head, comma, rest = bare.partition(", ")
    if not main or " " in head or not comma:
        head, rest = "", bare
    match = _CHOICE.search(rest)
    parts = bare.split(", ")
    if match is None:
        alike = len(parts) > 1 and all(part.isalpha() and part[:_ALIKE].lower() == bare[:_ALIKE].lower() for part in parts)
        said = parts if alike else [bare]
    else:
        words = [word for word in _BETWEEN.split(match[0]) if word]
        said = [f"{head} {rest[: match.start()]}{word}{rest[match.end() :]}".strip() for word in words]
    return tuple(dict.fromkeys((*said, *short)))


def phrases(titles: tuple[str, ...]) -> Iterator[str]:
    """Every way in which a path of the index may be said, at most a dozen."""
    ways = [alternatives(title, main=at == 0) for at, title in enumerate(titles)]
    yield from (" ".join(choice) for choice in islice(product(*ways), _MOST_ALTERNATIVES))


def leaves_out(title: str) -> bool:
    """Whether a title names what is left over, or what is not there: no words of a note stand for that."""
    return _LEFT_OUT.search(title) is not None


def is_unspecified(title: str) -> bool:
    """Whether a title of the index stands for "nothing more was said"."""
    return _UNSPECIFIED.search(title) is not None


def as_said(title: str) -> str:
    """A title or inclusion term of the tabular list as a note would say it: without "unspecified", "without …", sides. Empty for leftovers."""
    if title.lower().startswith("other "):
        return ""
    if _AS_CAUSE.search(title):  # an organism: its name alone says it
        title = _INFECTION.sub(" ", _AS_CAUSE.sub("", title))
    cut = _CUT.sub("", without_modifiers(_BRACKET.sub(" ", title)))
    cut = _SIDE.sub(" ", _UNSPECIFIED_WORDS.sub(" ", cut))
    return " ".join(cut.replace(" ,", ",").strip(" ,").split())
