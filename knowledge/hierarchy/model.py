"""What stands at a place of a code set, and what lies above it. Plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.model import SYSTEM_LABEL, Edition, System

MOST = 25
"""Entries of a level before a range of numbers is cut into smaller ones: what a menu holds on every platform."""


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of a level. `place` leads to what is below it, empty for a code with nothing below; `code` is set if it is a code."""

    title: str
    place: str = ""
    label: str = ""
    code: str = ""
    reportable: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """What stands at a place, and the places above it, from the outermost."""

    place: str
    title: str
    nodes: tuple[Node, ...]
    above: tuple[Node, ...] = ()
    edition: Edition | None = None
    code: str = ""
    """The code that stands here itself, where the place is one."""
    ours: bool = False
    """Whether titles of the entries are our own words and not published ones."""


def top(system: System | None = None) -> tuple[Node, ...]:
    """The way down to a code set: the list of code sets, then the code set itself, if one is named."""
    root = Node("", "", "Code sets")
    return (root,) if system is None else (root, Node("", system.value, SYSTEM_LABEL[system]))
