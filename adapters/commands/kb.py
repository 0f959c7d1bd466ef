"""`coderly kb …`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from adapters.commands.session import order_of, settings_with_logs, show_progress
from bot.app import today
from knowledge.builder import RunningBuild
from knowledge.catalog import Catalog
from knowledge.editions import newest
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


def status(*, as_json: bool) -> int:
    """Editions, dates, rows and age of the serving snapshot."""
    settings = settings_with_logs()
    snapshots = Snapshots(settings.knowledge_dir)
    manifest = snapshots.current()
    catalog = Catalog(snapshots.artefacts.path(p.artefact) for p in manifest.parts_of("catalog"))
    editions = sorted(catalog.editions, key=lambda e: (e.source, e.begins))
    catalog.close()
    age = (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).days
    rows = [
        {
            "source": e.source,
            "edition": e.name,
            "begins": e.begins.isoformat(),
            "ends": e.ends.isoformat() if e.ends else None,
            "rows": e.rows,
            "file": e.file,
            "sha256": e.sha256,
            "partial": e.partial,
            "current": e.covers(today()),
        }
        for e in editions
    ]
    if as_json:
        print(
            json.dumps(
                {
                    "snapshot": manifest.id,
                    "created": manifest.created,
                    "age_days": age,
                    "complete": manifest.complete,
                    "editions": rows,
                    "passages": [p.of for p in manifest.parts_of("passages")],
                    "words": [p.of for p in manifest.parts_of("words")],
                    "snapshots": snapshots.ids(),
                }
            )
        )
        return 0
    print(
        f"Snapshot {manifest.id}, built {manifest.created} ({age} days ago){'' if manifest.complete else '; passages are still being embedded'}"
    )
    present = set(newest(editions))
    for edition in editions:
        late = edition in present and not edition.covers(today())
        note = "  <- a newer edition has begun; drop it into the sources folder and run kb build" if late else ""
        name = f"{edition.name} {edition.part}".strip()
        print(f"  {edition.source:28} {name:44} {edition.begins} to {edition.ends or 'open'!s:10}  {edition.rows:>9,} rows{note}")
    return 0


def rollback() -> int:
    """Go back one snapshot."""
    manifest = Snapshots(settings_with_logs().knowledge_dir).rollback()
    print(f"{manifest.id} (built {manifest.created}) serves again.")
    return 0
