"""`/kb fetch`: brings the published files that are free and missing, and says how to come by the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.live import Show
from bot.reload import report
from bot.reload.reloads import Reloads
from bot.settings import Settings
from bot.turns import Outcome, Reply, Table
from knowledge.errors import KnowledgeError
from knowledge.fetch import fetching
from knowledge.fetch.download import client
from knowledge.fetch.fetching import Here, State
from knowledge.fetch.fetching import Outcome as Fetched

_BY_A_PERSON = {State.LICENSED: "read the licence, then download", State.BY_HAND: "download"}


def begin(settings: Settings, reloads: Reloads, on: date) -> Reply:
    """Start bringing files; what is seen meanwhile follows."""
    return reloads.live.begin(_under_way(()), lambda show: _brought(settings, on, show))


async def _brought(settings: Settings, on: date, show: Show) -> Reply:
    loop = asyncio.get_running_loop()
    here = Here(settings.knowledge_dir, settings.sources_dir, settings.fetch.mirror)
    found: list[Fetched] = []

    def work() -> None:
        with client(settings.fetch.timeout) as http:
            for outcome in fetching.fetch(here, on, http):
                found.append(outcome)
                loop.call_soon_threadsafe(show, _under_way(tuple(found)))

    try:
        await asyncio.to_thread(work)
    except KnowledgeError as error:
        return report.said(str(error), outcome=Outcome.FAILED)
    return _told(found)


def _under_way(found: Sequence[Fetched]) -> Reply:
    last = f" Last: {found[-1].wanted.publication.title}, {found[-1].state}." if found else ""
    return report.said(f"Asking the publishers for what is free and missing.{last}", rule=f"{len(found)} publications so far.")


def _told(found: Sequence[Fetched]) -> Reply:
    """What came, what could not be had, what is for a person to do."""
    came = [item for item in found if item.state in (State.FETCHED, State.DROPPED)]
    failed = [item for item in found if item.state is State.FAILED]
    rows = [(item.wanted.publication.title, item.wanted.edition, str(item.state)) for item in found if item.state not in (State.LOADED, State.NOT_OUT)]
    todo = [
        f"- {item.wanted.publication.title}: open {item.wanted.publication.page}, {_BY_A_PERSON.get(item.state, 'download')} {item.wanted.files}, "
        "and send it to me in a direct message or drop it into the folder of files."
        for item in found
        if item.state in (*_BY_A_PERSON, State.FAILED)
    ]
    verdict = f"{len(came)} files are there to be read." if came else "Nothing new came."
    if failed:
        verdict += f" {len(failed)} could not be had."
    return replace(
        report.said(verdict, outcome=Outcome.FAILED if failed and not came else Outcome.ANSWERED),
        tables=(Table(("Publication", "Edition", "State"), tuple(rows)),) if rows else (),
        body="\n".join(todo),
        buttons=(report.button("Reload", "reload", primary=True),) if came else (),
    )
