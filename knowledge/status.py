"""What is loaded, how old it is, what is due and what is missing: `coderly kb status`, and whoever else asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from knowledge import catalog_files, cycles, editions, holding_out, holdings
from knowledge.catalog_files import Written
from knowledge.editions import in_force
from knowledge.holdings import Holding
from knowledge.model import Edition
from knowledge.readers import readers
from knowledge.snapshot import Manifest, Snapshots


@dataclass(frozen=True, slots=True)
class Loaded:
    """One edition: `rows` and `rejected` over all its files; `serves` when it answers for the day that was asked about."""

    edition: Edition
    files: tuple[str, ...]
    sha256: tuple[str, ...]
    rows: int
    rejected: int
    reasons: tuple[str, ...]
    serves: bool
    age_days: int
    """Days since its first day."""


@dataclass(frozen=True, slots=True)
class Stock:
    """One source with its editions, the newest first. `due` says that a newer one should be out."""

    holding: Holding
    editions: tuple[Loaded, ...]
    due: str
    held_out: int
    """Index entries left out of search, to measure it."""


@dataclass(frozen=True, slots=True)
class Status:
    """The serving snapshot. `missing`: sources that could be read and are not loaded."""

    manifest: Manifest
    age_days: int
    stock: tuple[Stock, ...]
    missing: tuple[Holding, ...]
    snapshots: tuple[str, ...]
    bytes: int
    """What all snapshots take on the disk together."""


def status(snapshots: Snapshots, on: date) -> Status:
    """What serves now, seen on a day. Raises `NoSnapshot` or `SnapshotBroken`."""
    manifest = snapshots.current()
    written: dict[str, list[Written]] = {}
    for part in manifest.parts_of("catalog"):
        snapshots.artefacts.check(part.artefact)
        found = catalog_files.read(snapshots.artefacts.path(part.artefact))
        written.setdefault(found.edition.source, []).append(found)
    held_out: Counter[str] = Counter()
    for part in manifest.parts_of("words"):
        held_out.update(holding_out.stored(snapshots.artefacts.path(part.artefact)))
    names = {reader.name for reader in readers()}
    return Status(
        manifest=manifest,
        age_days=(datetime.now(UTC) - datetime.fromisoformat(manifest.created)).days,
        stock=tuple(_stock(source, written[source], on, held_out[source]) for source in sorted(written, key=holdings.place)),
        missing=tuple(holdings.holding(name) for name in sorted(names - written.keys(), key=holdings.place)),
        snapshots=tuple(snapshots.ids()),
        bytes=snapshots.artefacts.bytes(),
    )


def _stock(source: str, found: Iterable[Written], on: date, held_out: int) -> Stock:
    by_edition: dict[tuple[date, date, str], list[Written]] = {}
    for item in found:
        by_edition.setdefault(editions.order(item.edition), []).append(item)
    known = [parts[0].edition for parts in by_edition.values()]
    serving, _ = in_force(known, on)
    kind = holdings.holding(source)
    return Stock(
        holding=kind,
        editions=tuple(_loaded(by_edition[key], serving, on) for key in sorted(by_edition, reverse=True)),
        due=cycles.due(kind.cycle, known, on),
        held_out=held_out,
    )


def _loaded(parts: list[Written], serving: Edition | None, on: date) -> Loaded:
    parts = sorted(parts, key=lambda part: part.edition.part)
    edition = parts[0].edition
    return Loaded(
        edition=edition,
        files=tuple(part.edition.file for part in parts),
        sha256=tuple(part.edition.sha256 for part in parts),
        rows=sum(part.report.rows for part in parts),
        rejected=sum(part.report.rejected for part in parts),
        reasons=tuple(reason for part in parts for reason in part.report.reasons),
        serves=serving is not None and editions.order(edition) == editions.order(serving),
        age_days=(on - edition.begins).days,
    )
