"""`make soak`: builds are killed at random while questions are answered. How many were killed when, and how many failed.

The sources are the packaged list, and in its place each time another edition of it; two processes share each build.
A question that gets no answer, or one that is not that of a published edition, has failed.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Self

from knowledge.base import KnowledgeBase
from knowledge.builder import RunningBuild
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError
from knowledge.model import LookupState, System
from knowledge.order import Order
from knowledge.snapshot import Snapshots
from knowledge.sources.icd10cm_tabular import packaged_tabular
from tests.measure.bases import say

_BUILDS = int(os.environ.get("CODERLY_SOAK_BUILDS", "40"))
_CODE = "E11.9"
_DAY = date(2026, 6, 1)
_TITLE = "<desc>Type 2 diabetes mellitus without complications</desc>"
_LARGE = re.compile(r"(<chapter>\s*<name>(?:2|13|15|19|20)</name>.*?)(<section .*?)(</chapter>)", re.DOTALL)
"""Chapters of whose sections only the first is kept: tumours, joints, pregnancy, injuries and their causes."""


def main() -> None:
    """Print the table."""
    home = Path(tempfile.mkdtemp(prefix="coderly-soak-"))
    try:
        _soak(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _soak(home: Path) -> None:
    root, sources = home / "knowledge", home / "sources"
    snapshots = Snapshots(root)
    text = _small_list()
    _drop(sources, text, 0)
    longest = _build(root, sources)
    chance, killed, ended = random.Random(7), Counter[str](), 0
    with _Desk(root) as desk:
        for number in range(1, _BUILDS + 1):
            before = snapshots.current()
            _drop(sources, text, number)
            last = _killed(root, sources, chance.uniform(0.0, 1.1 * longest))
            if last is None:
                ended += 1
            else:
                killed[last] += 1
                if last != "published" and snapshots.current() != before:
                    desk.failures.append(f"build {number} was killed and another snapshot serves")
            say(f"build {number} of {_BUILDS}: {'ended by itself' if last is None else f'killed after {last}'}")
        _build(root, sources)
        leftovers = [p.name for p in root.rglob("*") if p.name.startswith(("tmp-", ".tmp-"))]
        desk.expect(f"Edition number {_BUILDS}")
    print(f"builds killed at random while questions are answered ({_BUILDS} builds of {longest:.1f} s each)")
    for what, count in sorted(killed.items(), key=lambda item: -item[1]):
        print(f"  killed after: {what:44} {count:4}")
    print(f"  ended before they could be killed: {ended:23} {''}".rstrip())
    print(f"  questions answered meanwhile, failed:         {desk.answered:,}, {len(desk.failures)}")
    print(f"  left on the disk after the next build:        {len(leftovers)} files of dead builds")
    for failure in desk.failures[:5]:
        print(f"  FAILED: {failure}")
    if desk.failures or leftovers:
        sys.exit(1)


def _small_list() -> str:
    """The packaged list without its largest chapters: a build of a few seconds can be killed more often."""
    file = packaged_tabular()
    if file is None:
        raise KnowledgeError("The packaged list is not installed.", "Run: make install")
    return _LARGE.sub(lambda found: found[1] + found[2][: found[2].index("</section>") + len("</section>")] + found[3], file.read_text(encoding="utf-8"))


def _drop(sources: Path, text: str, number: int) -> None:
    if _TITLE not in text:
        raise KnowledgeError(f"The packaged list has no {_CODE} of the title that is replaced.", "Look at tests/measure/soak.py.")
    sources.mkdir(parents=True, exist_ok=True)
    temporary = sources.with_name("next.xml")
    temporary.write_text(text.replace(_TITLE, f"<desc>Edition number {number}</desc>"), encoding="utf-8")
    temporary.replace(sources / "icd10cm-tabular-April-1-2026.xml")


def _build(root: Path, sources: Path) -> float:
    started = time.monotonic()
    RunningBuild(_order(root, sources)).wait()
    return time.monotonic() - started


def _order(root: Path, sources: Path) -> Order:
    return Order(str(root), str(sources), "wordllama", processes=2)


def _killed(root: Path, sources: Path, after: float) -> str | None:
    """Start a build and kill it after so many seconds; gives what it had done last, None if it had ended."""
    build = RunningBuild(_order(root, sources))
    threading.Timer(after, _kill, (build,)).start()
    last = "its start"
    for event in build.events():
        if event["event"] == "progress":
            last = str(event["what"]).split(" chapter")[0]
        elif event["event"] == "error":
            return last
        elif event["event"] == "done":
            return None
        else:
            last = str(event["event"])
    return last


def _kill(build: RunningBuild) -> None:
    if build.running:
        os.kill(build.pid, signal.SIGKILL)


class _Desk:
    """Two people who ask all the time, one for a code, one for words."""

    def __init__(self, root: Path) -> None:
        self._base = KnowledgeBase(root, lambda: embedder_named("wordllama"))
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._people = [threading.Thread(target=self._ask, args=(question,)) for question in (self._code, self._words)]
        self.answered = 0
        self.failures: list[str] = []

    def __enter__(self) -> Self:
        for person in self._people:
            person.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for person in self._people:
            person.join()
        self._base.close()

    def expect(self, title: str) -> None:
        """The edition that was built last answers."""
        with self._base.use() as snapshot:
            code = snapshot.catalog.code(System.ICD10CM, _CODE, _DAY).code
        if code is None or code.title != title:
            self.failures.append(f"{_CODE} is {code.title if code else 'gone'}, not {title}")

    def _ask(self, question: Callable[[], str]) -> None:
        while not self._stop.wait(0.01):
            try:
                wrong = question()
            except Exception as error:  # noqa: BLE001 - counted
                wrong = f"{type(error).__name__}: {error}"
            with self._lock:
                self.answered += 1
                self.failures += [wrong] if wrong else []

    def _code(self) -> str:
        with self._base.use() as snapshot:
            found = snapshot.catalog.code(System.ICD10CM, _CODE, _DAY)
        good = found.state is LookupState.FOUND and found.code is not None and found.code.title.startswith("Edition number ")
        return "" if good and not self._base.problem else f"{_CODE}: {found.state} {self._base.problem}"

    def _words(self) -> str:
        with self._base.use() as snapshot:
            hits = snapshot.find("chest pain", (System.ICD10CM,), 3, _DAY)
            problems = set(snapshot.problems)
        return "" if hits and hits[0].code == "R07.9" and not problems else f"chest pain: {[hit.code for hit in hits]} {problems}"


if __name__ == "__main__":
    main()
