"""The words under which a line of the ICD-10-CM index is found. Pure functions on its printed path."""

from __future__ import annotations

import re

from knowledge.text import folded

LEVEL = " > "
"""Stands between the levels of a printed path."""
_SPACES = re.compile(r"\s+")


def phrases(path: str) -> tuple[str, ...]:
    """A printed path → the words under which it is found: without modifiers, and with those of its last title.

    `Abasia (-astasia) (hysterical) > late` → `Abasia late`.
    """
    titles = path.split(LEVEL)
    bare = [without_modifiers(title) for title in titles]
    plain = " ".join(filter(None, bare))
    own = " ".join(filter(None, [*bare[:-1], _tidy(titles[-1])]))
    return (plain,) if folded(own) == folded(plain) else (plain, own)


def texts(path: str) -> tuple[str, ...]:
    """Every text a printed path goes by: its phrases, all its words, and each title up to its first parenthesis."""
    return (*phrases(path), path, " ".join(_tidy(title.partition("(")[0]) for title in path.split(LEVEL)))


def without_modifiers(title: str) -> str:
    """A title without what stands in parentheses; an unclosed one ends with the title."""
    kept, depth = [], 0
    for character in title:
        depth += character == "("
        if not depth:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return _tidy("".join(kept))


def _tidy(title: str) -> str:
    return _SPACES.sub(" ", title).strip(" ,")
