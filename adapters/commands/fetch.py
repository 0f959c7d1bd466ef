"""`coderly kb fetch`: brings what is free, says how to come by the rest."""

from __future__ import annotations

import sys
from datetime import date

from adapters.commands.session import settings_with_logs
from bot.app import today
from knowledge.fetch.download import client
from knowledge.fetch.fetching import Here, Outcome, State, fetch

_MB = 1_000_000
_SHOWN_PROBLEMS = 6


def run(only: tuple[str, ...], *, dry_run: bool, on: date | None = None) -> int:
    """A line for each publication; status 1 if one that is free could not be had."""
    settings = settings_with_logs()
    here = Here(settings.knowledge_dir, settings.sources_dir, settings.fetch.mirror)
    failed = fetched = False
    with client(settings.fetch.timeout) as http:
        for outcome in fetch(here, on or today(), http, only, dry_run=dry_run, progress=_progress):
            print("\n".join(lines(outcome, str(here.sources))))
            failed |= outcome.state is State.FAILED
            fetched |= outcome.state in (State.FETCHED, State.DROPPED)
    if fetched:
        print("Now run: coderly kb build")
    return 1 if failed else 0


def lines(outcome: Outcome, sources: str) -> list[str]:
    """What a person is told of one publication: one line, and what to do if it is for them to do. Pure."""
    issue = outcome.wanted
    publication = issue.publication
    head = f"{publication.title}, {issue.edition}: {outcome.state}"
    match outcome.state:
        case State.FETCHED:
            return [f"{head} from {outcome.address}", f"  {outcome.file}"]
        case State.FREE:
            return [f"{head} from {outcome.address}"]
        case State.LICENSED:
            return [
                f"{head}, so it is not fetched", f"  1. Open {publication.page}", f"  2. Read and, if you agree, accept {publication.licence}",
                f"  3. Download {issue.files}", f"  4. Drop it into {sources}, then run: coderly kb build",
            ]
        case State.BY_HAND:
            return [head, f"  1. Open {publication.page}", f"  2. Download {issue.files}", f"  3. Drop it into {sources}, then run: coderly kb build"]
        case State.FAILED:
            tried = [f"  {problem}" for problem in outcome.problems[:_SHOWN_PROBLEMS]]
            return [head, *tried, f"  By hand: open {publication.page}, download it and drop it into {sources}, then run: coderly kb build"]
        case _:
            return [head]


def _progress(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done / _MB:.1f} MB" + (f" of {whole / _MB:.1f} MB" if whole else ""), end="\r", file=sys.stderr, flush=True)
