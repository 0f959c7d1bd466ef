"""What the commands share: settings with logging set up, a knowledge base that is there, turns of the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.actions import Action
from bot.logs import configure
from bot.settings import Settings, load_settings
from bot.turns import Platform, Turn
from knowledge.builder import RunningBuild
from knowledge.errors import KnowledgeError
from knowledge.order import Order
from knowledge.snapshot import Snapshots


def settings_with_logs(log_file: Path | None = None) -> Settings:
    """Settings from the environment, and the log where it belongs."""
    settings = load_settings()
    configure(settings.log_level, log_file)
    return settings


def order_of(settings: Settings, source: Path | None = None, only: tuple[str, ...] = (), holdout: Path | None = None) -> Order:
    """What `kb build` builds by default, or as its options say."""
    return Order(
        root=str(settings.knowledge_dir),
        sources=str(source or settings.sources_dir),
        embeddings=settings.embeddings,
        only=only,
        holdout=str(holdout.resolve()) if holdout else "",
        cpt=settings.cpt.mode.value,
        chroma=settings.chroma_url,
    )


def ensure_knowledge(settings: Settings) -> RunningBuild | None:
    """Build a knowledge base if there is none; comes back as soon as exact rows and words answer.

    The build that goes on with the passages in the background is returned, None if nothing was to do.
    """
    snapshots = Snapshots(settings.knowledge_dir)
    if snapshots.pointer.current() is not None:
        # a first build that was interrupted after its first publish is taken up again; a live one keeps the lock
        return RunningBuild(order_of(settings)) if _interrupted(snapshots) else None
    print("No knowledge base yet: building one (once).", file=sys.stderr)
    build = RunningBuild(order_of(settings))
    show_progress(build, until=lambda event: event["event"] == "published")
    return build


def _interrupted(snapshots: Snapshots) -> bool:
    try:
        return not snapshots.current().complete
    except KnowledgeError:
        return False  # the answers say what is wrong with the snapshot


def show_progress(build: RunningBuild, until: Callable[[dict[str, Any]], bool] = lambda event: False) -> list[dict[str, Any]]:
    """Show a build's progress on standard error until it ends or `until` says so. Gives the events that are no progress.

    Raises `KnowledgeError` when the build fails.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    kept: list[dict[str, Any]] = []
    with Progress(
        TextColumn("{task.description:38}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(), console=console
    ) as bars:
        tasks: dict[str, Any] = {}
        for event in build.events():
            if event["event"] == "progress":
                what = str(event["what"]).split(" chapter")[0]
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=1.0)
                bars.update(tasks[what], completed=event["part"])
                continue
            kept.append(event)
            if event["event"] == "file" and event["rejected"]:
                console.print(
                    f"  {event['file']}: {event['rejected']} not read; {'; '.join(event['reasons'][:3])}", markup=False, highlight=False
                )
            if event["event"] == "error":
                raise KnowledgeError(event["message"])
            if until(event):
                break
    return kept


def turn_of(text: str, thread: str, verb: str | None = None, context: tuple[str, ...] = (), action: Action | None = None) -> Turn:
    """A turn of the person at this terminal."""
    return Turn(Platform.TERMINAL, "local", "cli", thread, "me", text, verb=verb, context=context, action=action)
