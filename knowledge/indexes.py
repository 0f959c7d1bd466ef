"""Which search indexes a snapshot holds, made from its catalog files: words and passages, one of each a code system."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from knowledge import catalog_files, editions, holding_out, passages, words
from knowledge.artefacts import digest_of
from knowledge.catalog_files import Written
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError
from knowledge.feeds import entry_index, passage_index
from knowledge.holding_out import HoldOut
from knowledge.known_vectors import with_known
from knowledge.model import Passage
from knowledge.order import Order
from knowledge.snapshot import Part, Snapshots
from knowledge.sources.base import Entry, Progress
from knowledge.sources.merging import merged
from knowledge.told import Told
from knowledge.workers import Workers

_WORTH_BYTES = 1_500_000
"""Size of a word index of some ten thousand phrases, which take two seconds to embed and to store."""


class Indexes:
    """Makes the index parts of one build from its catalog parts."""

    def __init__(self, order: Order, snapshots: Snapshots, told: Told, workers: Workers, catalogs: tuple[Part, ...]) -> None:
        """Raises `SourceError` if the queries to hold out cannot be read."""
        self._order = order
        self._snapshots = snapshots
        self._artefacts = snapshots.artefacts
        self._told = told
        self._workers = workers
        self._holdout = HoldOut(order.holdout)
        self._catalogs = catalogs
        self._written = {part: catalog_files.read(self._artefacts.path(part.artefact)) for part in catalogs}
        self._searched = newest(self._written)

    def words(self) -> tuple[Part, ...]:
        """The word indexes; those that are not there yet are made."""
        names = self._word_names()
        for of, (entries, left_out) in self._entries(self._missing(names)).items():
            self._told.progress(f"indexing words of {of}", 0.0)
            self._artefacts.make(names[of], partial(_write_words, entries=entries, left_out=left_out))
            self._told.progress(f"indexing words of {of}", 1.0)
        for name in names.values():
            for source, count in holding_out.stored(self._artefacts.path(name)).items():
                self._told.held_out(source, count)
        return tuple(Part("words", of, name) for of, name in names.items())

    def lacks_passages(self) -> bool:
        """Whether a passage index is still to be made, which takes longest."""
        return bool(self._missing(self._passage_names()))

    def passages(self) -> tuple[Part, ...]:
        """The passage indexes; those that are not there yet are made, the large ones first."""
        names = self._passage_names()
        missing = sorted(self._missing(names), key=self._size, reverse=True)
        if self._worth_sharing(missing):
            tasks = [(self._order, self._catalogs, of) for of in missing]
            for position, outcome in self._workers.run(_make_passages, tasks):
                if isinstance(outcome, Exception):
                    raise outcome
                self._artefacts.made_elsewhere(names[missing[position]])
        else:
            for of in missing:
                self.make_passages(of)
        return tuple(Part("passages", of, name, embedder=self._order.embeddings) for of, name in names.items())

    def make_passages(self, of: str) -> None:
        """Make one passage index. Raises `KnowledgeError`."""
        embedder, older = with_known(embedder_named(self._order.embeddings), self._older(of))
        texts = [(f"{entry.code}#{n}", term) for entry in self._entries({of})[of][0] for n, term in enumerate(entry.terms)]
        progress = partial(self._embedding_progress, of)
        self._artefacts.make(self._passage_names()[of], partial(passages.write, texts=texts, embedder=embedder, progress=progress))
        if older is not None:
            older.close()

    def _older(self, of: str) -> Path | None:
        """The serving snapshot's passage index, whose vectors can be used again."""
        try:
            parts = self._snapshots.current().parts_of("passages")
        except KnowledgeError:
            return None
        return next((self._artefacts.path(p.artefact) for p in parts if (p.of, p.embedder) == (of, self._order.embeddings)), None)

    def _size(self, of: str) -> int:
        """How large an index will be, as bytes of the word index of the same."""
        return self._artefacts.bytes([self._word_names()[of]])

    def _worth_sharing(self, missing: list[str]) -> bool:
        """Whether there is enough to do beside the largest index to start another process for it."""
        second = self._size(missing[1]) if len(missing) > 1 else 0
        return self._workers.several and second > 0 and (self._order.processes > 1 or second > _WORTH_BYTES)

    def _embedding_progress(self, of: str, _: str, part: float) -> None:
        self._told.progress(f"embedding {of}", part)

    def _word_names(self) -> dict[str, str]:
        return self._names("words", f"words {words.VERSION}")

    def _passage_names(self) -> dict[str, str]:
        return self._names("passages", f"passages {passages.VERSION}", self._order.embeddings)

    def _names(self, kind: str, *more: str) -> dict[str, str]:
        """Index → the name of its artefact, made of the catalog files that go into it and nothing else."""
        inputs: dict[str, list[str]] = {}
        held_out: set[str] = set()
        for part in self._searched:
            for of in self._written[part].feeds:
                inputs.setdefault(of, []).append(part.artefact)
                if self._holdout.touches(part.of):
                    held_out.add(of)
        return {
            of: f"{kind}-{of}-{digest_of(*sorted(names), *more, *([self._holdout.digest] if of in held_out else []))}"
            for of, names in sorted(inputs.items())
        }

    def _missing(self, names: dict[str, str]) -> set[str]:
        return {of for of, name in names.items() if not self._artefacts.has(name)}

    def _entries(self, wanted: set[str]) -> dict[str, tuple[list[Entry], Counter[str]]]:
        """Search entries by index, the prose passages as entries of their own; and how many each source held out."""
        found: dict[str, list[Entry]] = {}
        left_out: dict[str, Counter[str]] = {}
        for part in self._searched:
            feeds = wanted & set(self._written[part].feeds)
            if not feeds:
                continue
            reader = self._holdout.reader(part.of)
            with catalog_files.opened(self._artefacts.path(part.artefact)) as database:
                for system, entry in reader.entries(database):
                    found.setdefault(entry_index(reader, system), []).append(entry)
                for passage in reader.passages(database):
                    found.setdefault(passage_index(passage), []).append(_passage_entry(passage))
            for of in feeds if self._holdout.touches(part.of) else ():
                left_out.setdefault(of, Counter())[part.of] += self._holdout.left_out(reader)
        return {of: (merged(entries), left_out.get(of, Counter())) for of, entries in found.items() if of in wanted}


def _make_passages(progress: Progress, order: Order, catalogs: tuple[Part, ...], of: str) -> None:
    """Make one passage index in another process than the build's."""
    told = Told(lambda event: progress(event["what"], event["part"]))
    snapshots = Snapshots(Path(order.root))
    Indexes(order, snapshots, told, Workers(told, most=1), catalogs).make_passages(of)


def newest(written: dict[Part, Written]) -> tuple[Part, ...]:
    """What search runs over: of each source the newest complete edition, and excerpts that are newer still.

    Older editions answer exact look-ups by date. Without a complete edition all excerpts are searched.
    """
    by_source: dict[str, list[Part]] = {}
    for part in written:
        by_source.setdefault(part.of, []).append(part)
    chosen: list[Part] = []
    for parts in by_source.values():
        begun = {part: editions.order(written[part].edition) for part in parts}
        latest = max((begun[part] for part in parts if not written[part].edition.partial), default=None)
        chosen += [part for part in parts if latest is None or begun[part] >= latest]
    return tuple(chosen)


def _write_words(folder: Path, entries: list[Entry], left_out: Counter[str]) -> None:
    words.write(folder, entries)
    holding_out.store(folder, left_out)


def _passage_entry(passage: Passage) -> Entry:
    """A passage as a search entry: title, text and keywords are its phrases."""
    names = " ".join((*passage.keywords, *(f"modifier {m}" for m in passage.modifiers), *passage.codes))
    return Entry(
        passage.id, (passage.title, passage.text, *([names] if names else [])), f"{passage.title} {passage.topic} {names} {passage.text}"
    )
