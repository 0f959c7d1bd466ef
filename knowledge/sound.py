"""How a word sounds, roughly: `numonia` and `pneumonia` are alike, `crones` and `crohns`. Pure functions.

Spelling by ear keeps the consonants and guesses at the vowels, at doubled letters and at letters that are not heard. So a word is
brought to its consonants as English speaks them, with its first vowel only marked.
"""

from __future__ import annotations

import re

_BEGINNINGS = (("pn", "n"), ("ps", "s"), ("kn", "n"), ("gn", "n"), ("wr", "r"), ("rh", "r"), ("mn", "n"), ("pt", "t"), ("wh", "w"), ("x", "s"))
_WITHIN = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(?:t|c|s|ss|sh|x)(?:i?o|u|ia|ea)n(s?)$", r"sn\1"),  # -tion, -sion, -cian, -shun
        (r"sch", "sk"),
        (r"sc(?=[eiy])", "s"),
        (r"sthm", "sm"),
        (r"rrh", "r"),
        (r"ph", "f"),
        (r"gh", ""),
        (r"sh|tch|ch", "k"),
        (r"th", "t"),
        (r"dg", "g"),
        (r"c(?=[eiy])", "s"),
        (r"[cq]", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"j", "g"),
        (r"mb$", "m"),
        (r"(?<=.)h", ""),
        (r"(?<=[aeiou])w", ""),
    )
)
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


def undoubled(word: str) -> str:
    """The word with each letter once where it stands twice."""
    return _DOUBLED.sub(r"\1", word)


def sound(word: str) -> str:
    """The consonants of a folded word as they are heard; a vowel at its beginning is `a`."""
    for written, said in _BEGINNINGS:
        if word.startswith(written):
            word = said + word[len(written) :]
            break
    for pattern, said in _WITHIN:
        word = pattern.sub(said, word)
    word = undoubled(word)
    heard = _VOWELS.sub("", word)
    return undoubled(f"a{heard}" if word[:1] in set("aeiouy") else heard)
