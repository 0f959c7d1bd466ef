"""An import: what a feed lists now comes onto the board, once, whatever other feeds list it; what it lists no longer leaves.

A feed that breaks, or shrinks to almost nothing, takes nothing away: what it listed last stays until it is sound again, or has said the same
small thing `SMALL_TIMES` times in a row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urljoin

from bot.jobs import drafts, wording
from bot.jobs.duplicates import Signature, same
from bot.jobs.feeds.configured import Feed
from bot.jobs.feeds.reading import BrokenFeed, Item, Trouble
from bot.jobs.fetching import Limits, NotFetched, fetch
from bot.jobs.posting import Posting
from bot.jobs.search import FeedState
from bot.store import Store
from bot.store.job_imports import Entry

SHRUNK = 0.5
"""Share of what a feed listed before, below which it has shrunk."""
FEW = 4
"""A feed that listed no more than this may lose them at once."""
SMALL_TIMES = 3
"""How often a shrunken feed has to say the same before it is believed."""
_BATCH = 250
_MOST_TROUBLES = 20


@dataclass(slots=True)
class Report:
    """What an import did. `problem` says why it did nothing, or not all."""

    feed: str
    found: int = 0
    new: int = 0
    same: int = 0
    changed: int = 0
    unchanged: int = 0
    expired: int = 0
    repeated: int = 0
    closed: int = 0
    remarks: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    unread: int = 0
    problem: str = ""

    @property
    def line(self) -> str:
        """It in one line."""
        said = (
            (self.found, "listed"), (self.new, "new"), (self.same, "on the board already from another feed"), (self.changed, "changed"),
            (self.unchanged, "unchanged"), (self.expired, "expired on arrival"), (self.repeated, "repeated"), (self.closed, "closed"),
            (self.remarks, "with pay left out that cannot be true"), (self.unread, "not read"),
        )  # fmt: skip
        counts = ", ".join(f"{count:,} {what}" for count, what in said if count or what == "listed")
        return f"{self.problem[:1].upper()}{self.problem[1:]}. {counts}." if self.problem else f"{counts}."


async def run(feed: Feed, store: Store, limits: Limits) -> Report:
    """Import one feed. Raises `StoreError`; everything else is said in the report, and kept for admins."""
    before = await store.job_imports.feed(feed.name)
    begun = store.job_imports.now()
    report = Report(feed.name)
    state = FeedState(
        feed.name, before.validators if before else {}, begun, before.imported if before else None, before.entries if before else 0, 0, ""
    )
    try:
        # A feed whose last answer was not believed in full is read again, whether or not it changed.
        answer = await fetch(feed.address, limits, before.validators if before and before.imported and not before.small else None)
        if answer.data is None:
            await _still(feed, store, report)
            state = replace(state, imported=begun)
        else:
            found = await asyncio.to_thread(_read, feed, answer.data, begun, report)
            state = await _import(feed, store, found, before, replace(state, validators=answer.validators), report)
    except (NotFetched, BrokenFeed) as error:
        report.problem = str(error)
        state = replace(state, small=before.small if before else 0)
    await store.job_imports.keep(replace(state, said=report.line))
    return report


async def _still(feed: Feed, store: Store, report: Report) -> None:
    """Nothing has changed: what is listed goes on."""
    report.found = report.unchanged = await store.job_imports.confirm(feed.name)


async def _import(
    feed: Feed, store: Store, found: Sequence[Entry], before: FeedState | None, state: FeedState, report: Report
) -> FeedState:
    last = before.entries if before else 0
    small = last > FEW and len(found) + report.expired < SHRUNK * last
    times = (before.small if before else 0) + 1 if small else 0
    broken = any(trouble.entry == "the rest" for trouble in report.troubles)
    for start in range(0, len(found), _BATCH):
        await _batch(feed, store, found[start : start + _BATCH], report)
    if broken:
        report.problem = "the feed breaks off; what it listed before stays"
        return replace(state, validators={}, entries=last)
    if small and times < SMALL_TIMES:
        report.problem = (
            f"the feed has shrunk from {last:,} to {len(found):,}; what it listed before stays until it says so {SMALL_TIMES} times"
        )
        return replace(state, entries=last, small=times)
    report.closed = await store.job_imports.gone(feed.name, state.tried)
    return replace(state, imported=state.tried, entries=len(found))


async def _batch(feed: Feed, store: Store, entries: Sequence[Entry], report: Report) -> None:
    """Entries that the feed listed before, entries that are on the board from elsewhere, and new ones."""
    imports = store.job_imports
    known = await imports.known(feed.name, [entry.external for entry in entries])
    fresh = [entry for entry in entries if entry.external not in known]
    unchanged = [
        (entry.external, known[entry.external])
        for entry in entries
        if entry.external in known and known[entry.external].digest == entry.digest
    ]
    changed = [
        (entry, known[entry.external]) for entry in entries if entry.external in known and known[entry.external].digest != entry.digest
    ]
    by_key, signatures = await imports.alike([key for entry in fresh for key in entry.keys], feed.name)
    new, twice, twins = await asyncio.to_thread(_sorted_out, feed, fresh, by_key, signatures)
    made = await imports.apply(feed.name, new, twice, changed, unchanged)
    if twins:  # the same opening twice in this batch: the second belongs to the posting that the first became
        await imports.apply(feed.name, (), [(entry, made[first]) for entry, first in twins], (), ())
    report.new += len(new)
    report.same += len(twice) + len(twins)
    report.changed += len(changed)
    report.unchanged += len(unchanged)


def _sorted_out(
    feed: Feed, fresh: Sequence[Entry], by_key: dict[int, list[int]], signatures: dict[int, Signature]
) -> tuple[list[Entry], list[tuple[Entry, int]], list[tuple[Entry, str]]]:
    """New entries, entries with the posting they are, and entries with the new entry they are."""
    new: list[Entry] = []
    twice: list[tuple[Entry, int]] = []
    twins: list[tuple[Entry, str]] = []
    made: dict[int, list[tuple[str, Signature]]] = {}
    for entry in fresh:
        own = Signature.of(entry.posting, entry.sketch, feed.name, entry.external)
        numbers = dict.fromkeys(number for key in entry.keys for number in by_key.get(key, ()))
        number = next((number for number in numbers if number in signatures and same(own, signatures[number])), None)
        if number is not None:
            twice.append((entry, number))
            continue
        beside = (pair for key in entry.keys for pair in made.get(key, ()))
        first = next((external for external, signature in beside if same(own, signature)), None)
        if first is not None:
            twins.append((entry, first))
            continue
        new.append(entry)
        for key in entry.keys:
            made.setdefault(key, []).append((entry.external, own))
    return new, twice, twins


def _read(feed: Feed, data: bytes, now: datetime, report: Report) -> list[Entry]:
    """The entries of an answer, each once; what is over already, and what cannot be read, is counted."""
    found: dict[str, Entry] = {}
    for item in _items(feed, data, report):
        report.found += 1
        draft = item.draft
        if feed.one_page:
            own = f"{feed.address}#{item.external}" if not draft.url else urljoin(feed.address, draft.url)
            draft = replace(draft, url=own)
        if not draft.employer:
            draft = replace(draft, employer=feed.employer)
        try:
            posting, remark = drafts.posting(draft)
        except drafts.NotAPosting as error:
            _trouble(report, Trouble(draft.title[:60] or item.external[:60], str(error)))
            continue
        report.remarks += bool(remark)
        if posting.expires is not None and posting.expires <= now:
            report.expired += 1
            continue
        report.repeated += item.external in found
        external = item.external[:300]
        sketch = wording.sketch(posting.description)
        found[external] = Entry(external, posting, _digest(posting), wording.keys(posting, sketch), sketch)
    return list(found.values())


def _items(feed: Feed, data: bytes, report: Report) -> Iterator[Item]:
    entries: Iterable[Item | Trouble] = feed.read(data)
    for entry in entries:
        if isinstance(entry, Trouble):
            _trouble(report, entry)
        else:
            yield entry


def _trouble(report: Report, trouble: Trouble) -> None:
    report.unread += 1
    if len(report.troubles) < _MOST_TROUBLES or trouble.entry == "the rest":
        report.troubles.append(trouble)


def _digest(posting: Posting) -> str:
    return blake2b(repr(posting).encode("utf-8", "replace"), digest_size=12).hexdigest()
