"""Reloads of the knowledge base: one at a time across processes, dry first, published by the word of an admin, each step on record."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.live import LiveReplies, Show
from bot.reload import report
from bot.reload.uploads import FREE, Uploads
from bot.settings import Settings
from bot.turns import Attachment, Outcome, Reply
from knowledge import prepared
from knowledge.builder import RunningBuild, Underway, underway
from knowledge.changes.history import new_steps
from knowledge.comparing import Compared, compare, written
from knowledge.errors import KnowledgeError
from knowledge.lock import build_lock
from knowledge.model import Edition
from knowledge.order import Order
from knowledge.prepared import Prepared
from knowledge.snapshot import Manifest, Snapshots

Record = Callable[[str, str, str, Mapping[str, object]], Awaitable[None]]
"""Keeps an audit entry: actor, action, subject, detail."""
_SHOWN_EVERY = 0.5
"""Seconds between two states of a build that are shown."""


class Reloads:
    """What the admins of every adapter do to the knowledge base. Every method answers with a reply; faults of files are part of it."""

    def __init__(self, settings: Settings, live: LiveReplies, record: Record) -> None:
        self._settings = settings
        self._snapshots = Snapshots(settings.knowledge_dir)
        self.live = live
        self._record = record
        self._uploads = Uploads(settings.knowledge_dir / "uploads", settings.sources_dir)
        self._build: RunningBuild | None = None

    async def reload(self, actor: str, why: str = "", *, publish: bool = False) -> Reply:
        """Begin a dry run. `publish`: publish it by itself if nothing in it has to be accepted."""
        under_way = await asyncio.to_thread(self.underway)
        if under_way is not None:
            return report.already(under_way, time.time())
        self._build = build = await asyncio.to_thread(RunningBuild, order(self._settings, note=why))
        await self._record(actor, "kb.reload", self._snapshots.pointer.current() or "", {"why": why} if why else {})
        return self.live.begin(report.working("", 0.0, 0), lambda show: self._followed(build, show, actor if publish else ""))

    @property
    def running(self) -> RunningBuild | None:
        """The build that this process began, while it runs."""
        return self._build if self._build is not None and self._build.running else None

    async def stop(self, actor: str) -> Reply:
        """End the build that this process began."""
        build = self.running
        if build is None:
            return report.said("No build of this process is running.", outcome=Outcome.NOT_FOUND)
        build.stop()
        await self._record(actor, "kb.stop", "", {})
        return report.said("The build is stopped; nothing has changed.")

    async def publish(self, actor: str, identity: str, why: str = "", *, accept: bool = False) -> Reply:
        """Publish what waits under this id. Without `accept` it is refused if something in it has to be accepted first."""
        waiting, compared, files = await self._waiting()
        if waiting is not None and waiting.manifest.id == identity and not accept and (compared.concerns or files.broken):
            return report.dry_run(waiting, compared, files)
        done = await asyncio.to_thread(prepared.publish, self._snapshots, identity)
        detail: dict[str, object] = {"from": done.base}
        if why or done.note:
            detail["why"] = why or done.note
        if compared.concerns or files.broken:
            detail["accepted"] = [*compared.concerns, *files.broken]
        await self._record(actor, "kb.publish", identity, detail)
        return report.published(compared)

    async def cancel(self, actor: str, identity: str) -> Reply:
        """Forget what waits under this id."""
        await asyncio.to_thread(prepared.cancel, self._snapshots, identity)
        await self._record(actor, "kb.cancel", identity, {})
        return report.said("Cancelled; nothing has changed.", rule="The files stay in the folder and are read again at the next reload.")

    async def before(self, identity: str = "", why: str = "") -> Reply:
        """What a rollback would go back to, and the question whether to. `identity` names a snapshot; else it is the one before."""

        def read() -> tuple[Manifest, Manifest, list[str]]:
            with build_lock(self._snapshots.root):
                serving, target = self._snapshots.current(), self._snapshots.back_to(identity)
                return serving, target, sorted(i for i in self._snapshots.withdrawn() if i != serving.id)

        serving, target, withdrawn = await asyncio.to_thread(read)
        return report.before_going_back(serving, target, withdrawn, why)

    async def rollback(self, actor: str, identity: str, serving: str, why: str = "") -> Reply:
        """Serve the snapshot `identity` again in place of `serving`, as it was shown."""

        def back() -> Manifest:
            with build_lock(self._snapshots.root):
                if self._snapshots.pointer.current() != serving:
                    raise KnowledgeError("Another snapshot has been published meanwhile.", "Ask for the rollback again.")
                return self._snapshots.rollback(identity)

        created = (await asyncio.to_thread(back)).created
        await self._record(actor, "kb.rollback", identity, {"from": serving, **({"why": why} if why else {})})
        return report.said(f"Rolled back: the snapshot built {report.day(created)} serves again.", buttons=(report.button("What is loaded?", "status"),))

    async def offer(self, attachment: Attachment, loaded: tuple[Edition, ...]) -> Reply:
        """Look at a file that came by chat and ask whether to add it."""
        return await asyncio.to_thread(self._uploads.offer, attachment, loaded)

    async def add(self, actor: str, identity: str, why: str = "") -> Reply:
        """Take a file among the sources and begin a dry run. `why` may begin with the declaration that a document needs (`uploads.FREE`)."""
        declared, _, rest = why.partition(" ")
        free = declared == FREE
        name = await asyncio.to_thread(self._uploads.add, identity, free=free)
        await self._record(actor, "kb.add", name, {"declared": FREE} if free else {})
        why = rest if free else why
        reply = await self.reload(actor, why)
        if reply.live:
            return reply
        return replace(reply, verdict=f"{name} is added and is read at the next reload. {reply.verdict}")

    async def discard(self, identity: str) -> Reply:
        """Throw a file away that came by chat."""
        return report.said(f"{await asyncio.to_thread(self._uploads.discard, identity)} is thrown away.")

    def underway(self) -> Underway | None:
        """The build that runs now in any process. Blocks."""
        return underway(self._snapshots.root)

    async def waiting_id(self) -> str:
        """The snapshot that waits for a word; empty if none does."""
        waiting = await asyncio.to_thread(prepared.waiting, self._snapshots)
        return waiting.manifest.id if waiting else ""

    async def question(self) -> Reply | None:
        """The dry run that waits for an answer, if one does."""
        waiting, compared, files = await self._waiting()
        if waiting is not None:
            return report.dry_run(waiting, compared, files)
        return None

    async def _waiting(self) -> tuple[Prepared | None, Compared, report.Unread]:
        return await asyncio.to_thread(self._read_waiting)

    def _read_waiting(self) -> tuple[Prepared | None, Compared, report.Unread]:
        waiting = prepared.waiting(self._snapshots)
        if waiting is None:
            return None, Compared((), ()), report.Unread()
        try:
            base = self._snapshots.load(waiting.base) if waiting.base else None
            before = written(self._snapshots, base) if base else []
        except KnowledgeError:
            base, before = None, []  # a broken snapshot is replaced
        compared = compare(before, written(self._snapshots, waiting.manifest), self._settings.reload.shrink)
        compared = replace(compared, steps=new_steps(self._snapshots, base, waiting.manifest))
        return waiting, compared, report.unread(waiting.manifest.reports)

    async def _followed(self, build: RunningBuild, show: Show, publishes: str) -> Reply:
        """Follow a build to its end. `publishes` is the actor in whose name it is published if nothing has to be accepted."""
        files: list[dict[str, Any]] = []
        identity, shown = "", 0.0
        async for event in build.followed():
            match event["event"]:
                case "progress" if time.monotonic() - shown > _SHOWN_EVERY:
                    shown = time.monotonic()
                    show(report.working(event["what"], event["part"], len(files)))
                case "file":
                    files.append(event)
                case "prepared":
                    identity = event["snapshot"]
                case "error" if build.stopped:
                    return report.said("The build was stopped; nothing has changed.", outcome=Outcome.FAILED)
                case "error":
                    return report.said(event["message"], outcome=Outcome.FAILED, rule="The snapshot that served goes on serving.")
                case _:
                    pass
        if not identity:
            return report.unchanged(report.unread(files))
        waiting, compared, unread = await self._waiting()
        if waiting is None or waiting.manifest.id != identity:
            return report.said("Another build has followed this dry run; ask for a reload again.", outcome=Outcome.FAILED)
        if publishes and not (compared.concerns or unread.broken):
            return await self.publish(publishes, identity)
        return report.dry_run(waiting, compared, unread)


def order(settings: Settings, note: str = "") -> Order:
    """The dry run of everything in the folder of files."""
    return Order(
        root=str(settings.knowledge_dir),
        sources=str(settings.sources_dir),
        embeddings=settings.embeddings,
        publish=False,
        cpt=settings.cpt.mode.value,
        note=note,
        chroma=settings.chroma_url,
    )
