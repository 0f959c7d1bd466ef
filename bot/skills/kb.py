"""The knowledge base in the hands of its admins: what is loaded, reload with a dry run first, publish or cancel, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reload import log, report, stock
from bot.reload.reloads import Reloads
from bot.skills.base import Context
from bot.turns import Notice, Outcome, Reply, Turn
from knowledge.errors import KnowledgeError, NoSnapshot

COMMANDS = frozenset("status build reload rollback publish accept cancel stop fetch log help".split())
"""What a message may begin with after `kb`; buttons also say `add` and `discard`, an adapter `offer`."""
_SNAPSHOT = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
_WHY = 200
"""Characters of a reason that are kept on record."""
_REFUSED = "Only Coderly's admins may change the knowledge base; /about shows everybody what is loaded."


@dataclass(frozen=True, slots=True)
class KbSkill:
    """`/kb status`, `/kb reload October edits`, `/kb rollback`; buttons say the rest (`publish <snapshot>`, `cancel <snapshot>`)."""

    name: str = "kb"
    verbs: tuple[str, ...] = ("kb",)
    summary: str = "the knowledge base, for admins: /kb status; /kb reload; /kb rollback; /kb fetch; /kb log"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. What stands behind the command is the reason, and goes on record."""
        reloads = context.reloads
        if not context.admin or reloads is None:
            return report.said(_REFUSED, outcome=Outcome.REFUSED)
        command, _, rest = context.text.strip().partition(" ")
        command, rest = command.lower() or "status", rest.strip()
        try:
            return await self._run(command, rest, turn, context, reloads)
        except KnowledgeError as error:
            return report.said(str(error), outcome=Outcome.FAILED)

    async def _run(self, command: str, rest: str, turn: Turn, context: Context, reloads: Reloads) -> Reply:
        actor = turn.person_key
        snapshot, serving, why = _named(rest)
        match command:
            case "status":
                return await stock.status(context.knowledge, context.today, reloads)
            case "reload":
                return await reloads.reload(actor, why)
            case "build":
                return await reloads.reload(actor, why, publish=True)
            case "stop":
                return await reloads.stop(actor)
            case "publish" | "accept" if snapshot:
                return await reloads.publish(actor, snapshot, why, accept=command == "accept")
            case "cancel" if snapshot:
                return await reloads.cancel(actor, snapshot)
            case "publish" | "accept" | "cancel":
                return await reloads.question() or report.said(
                    "No dry run is waiting.", outcome=Outcome.NOT_FOUND, buttons=(report.button("Reload", "reload", primary=True),)
                )
            case "rollback" if serving:
                return await reloads.rollback(actor, snapshot, serving, why)
            case "rollback":
                return await reloads.before(snapshot, why)
            case "fetch":
                from bot.reload import fetching  # an HTTP client takes a tenth of a second to import

                return fetching.begin(context.settings, reloads, context.today)
            case "offer" if turn.attachments:
                return await self._offer(turn, context, reloads)
            case "offer":
                return report.said("The file did not come through; send it again.", outcome=Outcome.FAILED)
            case "add":
                return await reloads.add(actor, *rest.split(" ", 1))
            case "discard":
                return await reloads.discard(rest)
            case "log":
                return await log.shown(context.store)
            case "help":
                return report.usage()
            case _:
                return report.usage(unknown=command)

    async def _offer(self, turn: Turn, context: Context, reloads: Reloads) -> Reply:
        """The question about the first file; of several each is sent by itself."""
        try:
            with context.knowledge.use() as snapshot:
                loaded = tuple(snapshot.catalog.editions)
        except NoSnapshot:
            loaded = ()
        reply = await reloads.offer(turn.attachments[0], loaded)
        if len(turn.attachments) > 1:
            reply = reply.with_notice(Notice("Only the first file was looked at; send the others one by one.", "warning"))
        return reply


def _named(rest: str) -> tuple[str, str, str]:
    """The snapshot that is named, the one that a button says served when it was shown, and the reason; empty where there is none."""
    first, second, *_ = (*_SNAPSHOT.findall(rest)[:2], "", "")
    why = " ".join(_SNAPSHOT.sub(" ", rest, count=2).split())
    return first, second, why[:_WHY]
