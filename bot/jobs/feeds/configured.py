"""Feeds as an operator names them: `greenhouse:example`, `rss:https://jobs.example.org/feed/`, with `|Example Clinic` behind it for the employer. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.jobs.feeds import ashby, greenhouse, indeed, json_ld, lever, rss
from bot.jobs.feeds.reading import Read
from bot.jobs.untrusted import web_address

_BOARDS = {"greenhouse": greenhouse.ADDRESS, "lever": lever.ADDRESS, "ashby": ashby.ADDRESS}
_READERS: dict[str, Read] = {
    "greenhouse": greenhouse.read,
    "lever": lever.read,
    "ashby": ashby.read,
    "page": json_ld.read,
    "rss": rss.read,
    "indeed": indeed.read,
}
KINDS = tuple(_READERS)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `name` is what it is called in the store and to admins; `employer` stands where its entries name none."""

    name: str
    kind: str
    address: str
    employer: str = ""

    @property
    def read(self) -> Read:
        """What takes its answers apart."""
        return _READERS[self.kind]

    @property
    def one_page(self) -> bool:
        """Whether an entry without an address of its own is found at the feed's."""
        return self.kind == "page"


def feed(text: str) -> Feed:
    """What an operator wrote → a feed. Raises `ValueError`, which says what is wrong."""
    named, _, employer = text.partition("|")
    kind, mark, where = named.strip().partition(":")
    where = where.strip()
    if kind not in _READERS or not mark or not where:
        raise ValueError(f"a feed is one of {', '.join(KINDS)}, a colon, and a board's name or an address; not {text[:60]!r}")
    if "://" in where:
        if not web_address(where) and not re.match(r"https?://localhost[:/]", where):
            raise ValueError(f"the address of the feed {text[:60]!r} is none")
        return Feed(named.strip(), kind, where, employer.strip())
    if kind not in _BOARDS:
        raise ValueError(f"the feed {text[:60]!r} needs its whole address")
    if not re.fullmatch(r"[\w.-]{1,80}", where):
        raise ValueError(f"the feed {text[:60]!r} names no board")
    return Feed(named.strip(), kind, _BOARDS[kind].format(where), employer.strip() or where.replace("-", " ").replace("_", " ").title())
