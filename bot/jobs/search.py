"""Records of the board around postings: saved searches, feeds and their imports. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.jobs.posting import Listed

ALERT, REVIEW = "alert", "review"
"""Kinds of searches: new postings that fit, and postings that wait for an admin."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: the newest first, and how many there are in all."""

    listed: tuple[Listed, ...]
    count: int


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search somebody is told of, at a place. Ids are the platform's; `told` is until when postings were told."""

    id: int
    kind: str
    platform: str
    workspace: str
    channel: str
    person: str
    person_id: int
    query: str
    told: datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed. `imported` is its last good answer, `entries` what that held, `small` how often in a row it has shrunk since."""

    feed: str
    validators: Mapping[str, str]
    tried: datetime
    imported: datetime | None
    entries: int
    small: int
    said: str


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that a feed listed before: the posting it belongs to, and the digest of what it said."""

    posting_id: int
    digest: str
    main: bool
