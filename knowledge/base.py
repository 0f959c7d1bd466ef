"""The knowledge base as its users see it: the serving snapshot, opened, swapped when another is published."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge import cues, icd10cm
from knowledge.catalog import Catalog
from knowledge.changes import history
from knowledge.dictionary import opened, step
from knowledge.embeddings import Embedder
from knowledge.errors import KnowledgeError, NoSnapshot, SnapshotBroken
from knowledge.everyday import everyday
from knowledge.feeds import PROSE
from knowledge.licensed import SOURCES, without_licensed
from knowledge.model import Hit, PassageHit, System
from knowledge.passages import Passages
from knowledge.search import Index, Scored, search
from knowledge.snapshot import Manifest, PointerStore, Snapshots
from knowledge.spelling import Speller, abbreviations, drug_names, marked_abbreviations, words_of_services
from knowledge.tables import cpt_descriptors
from knowledge.titles import NO_WORDS, Titled
from knowledge.words import Words

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

_PROCEDURES = (System.CPT, System.HCPCS)
_REMEMBERED = 1_000
"""Codes whose texts are kept in memory: a look-up in the index takes some 5 ms, a third of an answer."""
_FOREIGN = 100
"""Passages of other workspaces that are looked past; more than that of them before the first own one are not one answer's."""


class OpenSnapshot:
    """One snapshot, opened. Indexes open on first use, since a code look-up needs only the catalog."""

    def __init__(self, snapshots: Snapshots, manifest: Manifest, embedder: Callable[[], Embedder], *, licensed: bool = False, chroma: str = "") -> None:
        snapshots.check(manifest)
        manifest = manifest if licensed else without_licensed(manifest)
        self.manifest = manifest
        self._artefacts = snapshots.artefacts
        self._embedder = embedder
        self._chroma = chroma
        self._lock = threading.RLock()
        self._words: dict[str, Words] = {}
        self._passages: dict[str, Passages | None] = {}
        self._texts: dict[tuple[System, str], tuple[str, ...]] = {}
        self.problems: set[str] = set()
        self.catalog = Catalog(self._artefacts.path(p.artefact) for p in manifest.parts_of("catalog"))
        self.history = history.History(history.folders(snapshots, manifest))
        self._speller: Speller | None = None
        self._dictionary: opened.Dictionary | None = None
        self._users = 0
        self._retired = False

    @property
    def has_vectors(self) -> bool:
        """Whether the snapshot holds passages (the first publish of a build does not)."""
        return bool(self.manifest.parts_of("passages"))

    @property
    def systems(self) -> tuple[System, ...]:
        """Code systems that can be searched by words."""
        built = {p.of for p in self.manifest.parts_of("words")}
        return tuple(system for system in System if system.value in built)

    def find(
        self, query: str, systems: tuple[System, ...], limit: int, on: date, *, descriptors: bool = False
    ) -> tuple[Hit, ...]:
        """Codes for a person's words, best first. `descriptors`: whether licensed words may find codes for this person."""
        wanted = tuple(s for s in self.systems if s in systems) if systems else self.systems
        query = self.meant(query, systems)
        indexes = self.indexes(wanted)
        if descriptors and any(p.of == cpt_descriptors.INDEX for p in self.manifest.parts_of("words")) and (not systems or System.CPT in systems):
            of = cpt_descriptors.INDEX
            indexes = (*indexes, Index(System.CPT, self._open_words(of), self._open_passages(of)))
        if not indexes or not query.strip():
            return ()
        side = cues.side_of(query)
        service = not systems and cues.wants_service(query)
        hits = []
        for item in self._searched(indexes, query, self.vector(query, indexes), 3 * limit if side or service else limit):
            found = self.catalog.titled(item.system, item.code, on)
            if found is None and descriptors and item.system is System.CPT:
                found = self._described(item.code)
            if found is not None:  # else the code is not in the edition that answers for the date
                score = item.score + cues.fit(side, found.title) + cues.SERVICE * (service and item.system in _PROCEDURES)
                hits.append(Hit(item.system, item.code, found.title, score, found.edition, item.lexical, found.reportable))
        if side or service:
            hits.sort(key=lambda hit: (-hit.score, hit.code))
        return tuple(self._with_encounter(hit, cues.encounter_of(query), on) for hit in hits[:limit])

    def indexes(self, systems: tuple[System, ...]) -> tuple[Index, ...]:
        """What can be searched of these systems, which the snapshot must hold."""
        return tuple(Index(s, self._open_words(s.value), self._open_passages(s.value)) for s in systems)

    def _described(self, code: str) -> Titled | None:
        """A CPT code that only a licensed file has: that it exists is a fact, its words are not said here."""
        files = self.catalog.files(cpt_descriptors.SOURCE)
        return Titled(System.CPT, code, NO_WORDS, True, files[0].edition) if cpt_descriptors.has(files, code) else None

    def _with_encounter(self, hit: Hit, character: str, on: date) -> Hit:
        """The code with its 7th character, when the query said which encounter it is and the code takes that character."""
        if hit.reportable or not character or hit.system is not System.ICD10CM:
            return hit
        code = icd10cm.with_seventh(hit.code, character)
        found = self.catalog.titled(hit.system, code, on)
        return replace(hit, code=code, title=found.title, reportable=True) if found is not None and found.reportable else hit

    def meant(self, query: str, systems: tuple[System, ...] = ()) -> str:
        """The query with abbreviations written out and misspelt words brought to the nearest known one.

        Where no classification is asked for, short words that the titles of services use in earnest stay as they are.
        """
        with self._lock:
            if self._speller is None:
                self._speller = self._made_speller()
        services_alone = systems and not {System.ICD10CM, System.ICD10PCS} & set(systems)
        return self._speller.meant(query, words_of_services() if services_alone else None)

    def _made_speller(self) -> Speller:
        known: Counter[str] = Counter()
        services: dict[str, int] = {}
        for part in self.manifest.parts_of("words"):
            if part.of in SOURCES:  # words of the licence tell nobody how to spell
                continue
            words = self._open_words(part.of).vocabulary()
            known.update(words)
            services = words if part.of == System.HCPCS else services
        names = {name: substance for name, substance in drug_names().items() if name not in services}
        return Speller(known, abbreviations(), marked_abbreviations(), names, everyday())

    def dictionary(self) -> opened.Dictionary:
        """The dictionary of index words, opened on first use. Raises `KnowledgeError` if the snapshot was built without one."""
        with self._lock:
            if self._dictionary is None:
                part = next(iter(self.manifest.parts_of(step.KIND)), None)
                if part is None:
                    raise KnowledgeError("The knowledge base holds no dictionary of index words: it was built without one.", "Run: coderly kb build")
                self._dictionary = opened.Dictionary(self._artefacts.path(part.artefact))
            return self._dictionary

    def starting_with(self, prefix: str, limit: int, on: date) -> tuple[Hit, ...]:
        """Codes of every system that begin with half a code, in code order."""
        return self.catalog.starting_with(prefix, limit, on)

    def passages(self, query: str, limit: int, workspace: str = "") -> tuple[PassageHit, ...]:
        """Prose passages for a person's words that her workspace may read: the best of the primer and of the documents, in turns."""
        query = self.meant(query)
        if not query:
            return ()
        built = {p.of for p in self.manifest.parts_of("words")}
        indexes = [Index(System.CPT, self._open_words(of), self._open_passages(of)) for of in PROSE if of in built]
        vector = self.vector(query, tuple(indexes))
        rankings = [self._passages_of(index, query, vector, limit, workspace) for index in indexes]
        return tuple(hit for hits in zip_longest(*rankings) for hit in hits if hit is not None)

    def _passages_of(self, index: Index, query: str, vector: Vectors | None, limit: int, workspace: str) -> list[PassageHit]:
        foreign = self.catalog.prose.foreign(workspace)
        found = []
        for item in self._searched((index,), query, vector, limit + min(foreign, _FOREIGN)):
            passage = self.catalog.prose.one(item.code, workspace)
            if passage is not None:
                found.append(PassageHit(passage, item.score))
        return found[:limit]

    def texts(self, system: System, code: str) -> tuple[str, ...]:
        """The texts of one code as the passage index holds them; empty when it is down or not built yet.

        A snapshot never changes, and few codes are asked for most: those are remembered.
        """
        index = self._open_passages(system.value)
        if index is None:
            return ()
        with self._lock:
            known = self._texts.get((system, code))
        if known is not None:
            return known
        try:
            found = index.texts(code)
        except Exception:  # noqa: BLE001 - Chroma raises its own zoo; facts and words still answer
            self.problems.add("passages")
            return ()
        with self._lock:
            self._texts[system, code] = found
            if len(self._texts) > _REMEMBERED:
                del self._texts[next(iter(self._texts))]
        return found

    def _searched(self, indexes: tuple[Index, ...], query: str, vector: Vectors | None, limit: int) -> tuple[Scored, ...]:
        """Words and vectors; words alone when the vectors cannot be had."""
        if vector is not None:
            try:
                return search(indexes, query, vector, limit)
            except Exception:  # noqa: BLE001 - Chroma raises its own zoo
                self.problems.add("passages")
        try:
            return search(indexes, query, None, limit)
        except (OSError, ValueError) as error:
            raise SnapshotBroken("The word index cannot be read.", "Run: coderly kb build") from error

    def vector(self, query: str, indexes: tuple[Index, ...]) -> Vectors | None:
        """The embedded query (1 × d), or None when no vectors of one embedder can be compared with it; words answer then."""
        made_by = {i.passages.embedder for i in indexes if i.passages is not None}
        if not made_by or "passages" in self.problems:
            return None
        try:
            embedder = self._embedder()
            vector = embedder.embed([query]) if made_by == {embedder.name} else None
        except Exception:  # noqa: BLE001 - an embedder may be a remote service; words still answer
            vector = None
        (self.problems.add if vector is None else self.problems.discard)("embeddings")
        return vector

    def _open_words(self, of: str) -> Words:
        with self._lock:
            if of not in self._words:
                part = next(p for p in self.manifest.parts_of("words") if p.of == of)
                try:
                    self._words[of] = Words(self._artefacts.path(part.artefact))
                except (OSError, ValueError, LookupError, TypeError) as error:  # of another version of the program, too
                    raise SnapshotBroken(f"The word index of {of} cannot be opened.", "Run: coderly kb build") from error
            return self._words[of]

    def _open_passages(self, of: str) -> Passages | None:
        with self._lock:
            if of not in self._passages:
                self._passages[of] = None
                part = next((p for p in self.manifest.parts_of("passages") if p.of == of), None)
                if part is not None:
                    try:
                        self._passages[of] = Passages(self._artefacts.path(part.artefact), self._chroma)
                    except Exception:  # noqa: BLE001 - a broken index must not cost the answer
                        self.problems.add("passages")
            return self._passages[of]

    def acquire(self) -> None:
        """One more query uses this snapshot."""
        with self._lock:
            self._users += 1

    def release(self) -> None:
        """That query is done."""
        with self._lock:
            self._users -= 1
            if self._retired and self._users == 0:
                self._close()

    def retire(self) -> None:
        """Close the files once the last query in flight is done."""
        with self._lock:
            self._retired = True
            if self._users == 0:
                self._close()

    def _close(self) -> None:
        self.catalog.close()
        self.history.close()
        if self._dictionary is not None:
            self._dictionary.close()
        for index in self._passages.values():
            if index is not None:
                index.close()


_DISPENSABLE = frozenset(("passages", "changes"))
"""Kinds of parts without which rows and words still answer."""


class KnowledgeBase:
    """Opens the serving snapshot and follows the pointer. Methods block: call them off the event loop."""

    def __init__(
        self, root: Path, embedder: Callable[[], Embedder], pointer: PointerStore | None = None, *, licensed: bool = False, chroma: str = ""
    ) -> None:
        """`chroma`: the address of a Chroma server that is asked for vectors before the files on disk are."""
        self._licensed = licensed
        self._chroma = chroma
        self.snapshots = Snapshots(root, pointer)
        self._embedder = embedder
        self._cached: Embedder | None = None
        self._lock = threading.Lock()
        self._open: OpenSnapshot | None = None
        self._stamp: object = None
        self.problem = ""
        """Why an older snapshot serves than the pointer says; empty when all is well."""

    @contextmanager
    def use(self) -> Iterator[OpenSnapshot]:
        """The serving snapshot, kept open for the length of the block. Raises `NoSnapshot`."""
        with self._lock:
            snapshot = self._follow()
            snapshot.acquire()
        try:
            yield snapshot
        finally:
            snapshot.release()

    def close(self) -> None:
        """Close the open snapshot."""
        with self._lock:
            if self._open is not None:
                self._open.retire()
                self._open = None

    def _shared_embedder(self) -> Embedder:
        if self._cached is None:
            self._cached = self._embedder()
        return self._cached

    def _follow(self) -> OpenSnapshot:
        stamp = self.snapshots.pointer.stamp()
        if self._open is not None and stamp == self._stamp:
            return self._open
        try:
            fresh = self._open_current()
        except KnowledgeError as error:
            if self._open is None:
                raise
            self.problem = str(error)  # the last good snapshot keeps serving
            self._stamp = stamp
            return self._open
        if self._open is not None:
            self._open.retire()
        self._open, self._stamp = fresh, stamp
        return fresh

    def _open_current(self) -> OpenSnapshot:
        identity = self.snapshots.pointer.current()
        if identity is None:
            raise NoSnapshot("There is no knowledge base yet.", "Run: coderly kb build")
        try:
            snapshot = OpenSnapshot(self.snapshots, self.snapshots.load(identity), self._shared_embedder, licensed=self._licensed, chroma=self._chroma)
            self.problem = ""
            return snapshot
        except SnapshotBroken as error:
            older = self.snapshots.before(identity)
            if older is None:
                snapshot = self._open_rows_and_words(identity)
                self.problem = f"{error} Exact rows and words answer meanwhile."
                return snapshot
            snapshot = OpenSnapshot(self.snapshots, older, self._shared_embedder, licensed=self._licensed, chroma=self._chroma)
            self.problem = f"{error} The snapshot of {older.created[:10]} serves meanwhile."
            return snapshot

    def _open_rows_and_words(self, identity: str) -> OpenSnapshot:
        """The snapshot without what a look-up can do without: the passage index, and what changed between editions."""
        manifest = self.snapshots.load(identity)
        facts = replace(manifest, parts=tuple(p for p in manifest.parts if p.kind not in _DISPENSABLE))
        return OpenSnapshot(self.snapshots, facts, self._shared_embedder, licensed=self._licensed, chroma=self._chroma)
