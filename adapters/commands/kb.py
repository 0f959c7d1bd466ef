"""`coderly kb …`: building, going back, making room. What is loaded is shown by `kb_status`."""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.commands.session import order_of, settings_with_logs, show_progress
from knowledge.builder import RunningBuild
from knowledge.lock import build_lock
from knowledge.publishing import collect
from knowledge.snapshot import Snapshots


def build(source: Path | None, only: tuple[str, ...] = (), holdout: Path | None = None) -> int:
    """Build, show progress and a line per file; status 1 if a file could not be read."""
    settings = settings_with_logs()
    rejected = 0
    for event in show_progress(RunningBuild(order_of(settings, source, only, holdout))):
        if event["event"] == "file":
            rejected += event["source"] == "unknown" or (event["rows"] == 0 and event["rejected"])
            state = "unchanged" if event["reused"] else f"{event['seconds']:.1f} s"
            print(f"{event['file']}: {event['edition'] or 'not read'}, {event['rows']:,} rows, {event['rejected']} rejected ({state})")
            for reason in event["reasons"]:
                print(f"  {reason}")
        elif event["event"] == "held_out":
            print(f"{event['source']}: {event['entries']:,} index entries equal a query and are held out of search")
        elif event["event"] == "published":
            print(f"Published {event['snapshot']}{'' if event['complete'] else ' (exact rows and words; passages follow)'}.")
        elif event["event"] == "unchanged":
            print(f"Nothing changed; {event['snapshot']} serves on.")
        elif event["event"] == "done":
            print(f"Done in {event['seconds']} s.", file=sys.stderr)
    return 1 if rejected else 0


def rollback(identity: str = "") -> int:
    """Go back one snapshot, or to the one of this id."""
    snapshots = Snapshots(settings_with_logs().knowledge_dir)
    with build_lock(snapshots.root):
        manifest = snapshots.rollback(identity)
    print(f"{manifest.id} (built {manifest.created}) serves again.")
    return 0


def gc(keep: int | None) -> int:
    """Forget old snapshots and say what that freed."""
    settings = settings_with_logs()
    freed = collect(Snapshots(settings.knowledge_dir), keep or settings.keep_snapshots)
    for identity in freed.snapshots:
        print(f"Forgot {identity}.")
    print(f"Freed {freed.bytes / 1_000_000:,.0f} MB in {len(freed.artefacts)} parts; {len(freed.kept)} snapshots are kept.")
    return 0
