"""What an admin is shown of a reload. Pure: states of a build and comparisons in, replies out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.actions import Action
from bot.pipeline import change_words
from bot.turns import Button, Field, Notice, Outcome, Reply, Table, Visibility
from knowledge.builder import Underway
from knowledge.changes.kept import Step
from knowledge.comparing import Change, Compared, Kind
from knowledge.discover import ARCHIVE, UNKNOWN
from knowledge.holdings import holding
from knowledge.prepared import Prepared
from knowledge.snapshot import Manifest

TITLE = "Knowledge base"
TOPIC = "kb"
_BAR = 20
_NAMED_CONCERNS = 8
_NAMED_REASONS = 3
_REASON = 200
_SHOWN_CHANGES = 40


@dataclass(frozen=True, slots=True)
class Unread:
    """Files of which nothing was read: those that are broken, and those that no reader knows."""

    broken: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def said(verdict: str, *, outcome: Outcome = Outcome.ANSWERED, rule: str = "", buttons: tuple[Button, ...] = ()) -> Reply:
    """A plain reply on the knowledge base, for the admin alone."""
    return Reply(
        verdict=verdict, title=TITLE, rule=rule, buttons=buttons, outcome=outcome, visibility=Visibility.PRIVATE, topic=TOPIC
    )


def button(label: str, arg: str, *, primary: bool = False) -> Button:
    """A button that says `kb …` when it is pressed."""
    return Button(label, Action("kb", arg), primary)


def working(what: str, part: float, files: int, *, own: bool = True) -> Reply:
    """How far a build is."""
    done = round(_BAR * min(max(part, 0.0), 1.0))
    fields = [Field("Now", what or "looking for files"), Field("Done of that", f"{'▓' * done}{'░' * (_BAR - done)} {part:.0%}")]
    if files:
        fields.append(Field("Files read", f"{files}"))
    return Reply(
        verdict="A reload is running; answers come from the snapshot that serves.",
        title=TITLE,
        fields=tuple(fields),
        buttons=(button("Stop", "stop"),) if own else (),
        visibility=Visibility.PRIVATE,
        topic=TOPIC,
    )


def already(under_way: Underway, now: float) -> Reply:
    """For the second who asks while a build runs."""
    minutes = int((now - under_way.since) // 60)
    ago = "just now" if minutes < 1 else "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    shown = f" It is at: {under_way.what}, {under_way.part:.0%}." if under_way.what else ""
    return said(
        f"A build is running already, begun {ago}.{shown}",
        outcome=Outcome.REFUSED,
        rule="One build runs at a time. Ask again when it is done; /kb status shows what waits.",
        buttons=(button("Status", "status"),),
    )


def unread(files: Iterable[Mapping[str, Any]]) -> Unread:
    """What became of files that gave no row, from the reports of a build."""
    broken, unknown = [], []
    for report in files:
        if report["rows"] or not report["reasons"]:
            continue
        line = f"{report['file']}: {_short(report['reasons'][0])}" if report["file"] not in report["reasons"][0] else _short(report["reasons"][0])
        if report["rejected"]:
            broken.append(line)
        elif report["source"] in (UNKNOWN, ARCHIVE):
            unknown.append(line)
    return Unread(tuple(dict.fromkeys(broken)), tuple(dict.fromkeys(unknown)))


def dry_run(waiting: Prepared, compared: Compared, files: Unread) -> Reply:
    """What would change, what looks wrong, and the question whether to publish."""
    concerns = (*compared.concerns, *(f"Could not be read: {line}" for line in files.broken))
    count = len(compared.changes)
    changed = f"{_count(count, 'edition')} would change" if count else "the editions stay, what search is made of would change"
    look = f"{_count(len(concerns), 'thing')} to look at first." if concerns else "nothing looks wrong."
    publish = button("Accept and publish", f"accept {waiting.manifest.id}") if concerns else button("Publish", f"publish {waiting.manifest.id}", primary=True)
    return Reply(
        verdict=f"Dry run: {changed}; {look} Nothing is published yet.",
        title=TITLE,
        tables=((_changes(compared.changes),) if compared.changes else ()) + ((_rows(compared.steps),) if compared.steps else ()),
        body=_details(compared.changes, files),
        notices=_warnings(concerns),
        buttons=(publish, button("Cancel", f"cancel {waiting.manifest.id}")),
        visibility=Visibility.PRIVATE,
        topic=TOPIC,
    )


def unchanged(files: Unread) -> Reply:
    """Nothing to publish."""
    return Reply(
        verdict="Nothing new: what lies in the folder of files is what serves.",
        title=TITLE,
        body=_details((), files),
        notices=_warnings([f"Could not be read: {line}" for line in files.broken]),
        rule="Drop published files into the folder, send me one in a direct message, or get what is free with /kb fetch.",
        visibility=Visibility.PRIVATE,
        topic=TOPIC,
    )


def published(compared: Compared | None) -> Reply:
    """It serves."""
    count = f"{_count(len(compared.changes), 'edition')} changed; " if compared is not None and compared.changes else ""
    return said(
        f"Published: {count}every answer uses it from now on.",
        rule="What served before is kept: /kb rollback goes back to it. Who watches codes that changed is told.",
        buttons=(button("What is loaded?", "status"), Button("What changed", Action("history")), button("Roll back", "rollback")),
    )


def before_going_back(serving: Manifest, target: Manifest, withdrawn: Sequence[str], why: str) -> Reply:
    """The question before a rollback. `withdrawn` were rolled back from before: they are gone back to by their names alone."""
    passed = [identity for identity in withdrawn if identity != target.id and target.id < identity < serving.id]
    remarks = [f"The one built {day(serving.created)} serves now; it is kept, and passed over by later rollbacks."]
    if target.id in withdrawn:
        remarks.append("It was rolled back from before: make sure that what was wrong with it is no matter now.")
    if passed:
        remarks.append(f"Passed over, since it was rolled back from: {', '.join(passed)}; /kb rollback and its name goes there all the same.")
    return said(
        f"Go back to the snapshot built {day(target.created)}?",
        rule=" ".join(remarks),
        buttons=(button("Go back", f"rollback {target.id} {serving.id} {why}".strip()),),
    )


def usage(unknown: str = "") -> Reply:
    """What an admin can say."""
    rows = (
        ("/kb status", "what is loaded, what is due, what waits"),
        ("/kb reload why", "read the files dry, show what would change, ask whether to publish"),
        ("/kb build why", "the same, and publish by itself if nothing has to be accepted"),
        ("/kb rollback why", "serve the snapshot before the present one again; with a snapshot's name, that one"),
        ("/kb fetch", "download what is free and missing"),
        ("/kb log", "who did what, when and why"),
    )
    verdict = f"There is no /kb {unknown[:20]}." if unknown else "What admins can do with the knowledge base."
    return Reply(
        verdict=verdict,
        title=TITLE,
        tables=(Table(("Command", "What it does"), rows),),
        outcome=Outcome.UNCLEAR if unknown else Outcome.ANSWERED,
        visibility=Visibility.PRIVATE,
        topic=TOPIC,
    )


def day(created: str) -> str:
    """When a snapshot was built, as people say it."""
    try:
        return datetime.fromisoformat(created).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return created


def _changes(changes: Sequence[Change]) -> Table:
    rows = []
    for change in changes[:_SHOWN_CHANGES]:
        by = change.rows - change.rows_before
        moved = f" ({by:+,})" if change.before and change.kind is not Kind.GONE and by else ""
        rejected = f"{change.rejected:,}" if change.rejected else "–"
        rows.append((change.title, change.edition, str(change.kind), f"{change.rows:,}{moved}", rejected))
    left = len(changes) - len(rows)
    return Table(("Source", "Edition", "What", "Rows", "Rejected"), tuple(rows), f"{left} more changes are not shown" if left > 0 else "")


def _rows(steps: Sequence[Step]) -> Table:
    """What changed row by row from the release before."""
    rows = tuple(
        (holding(step.source).title, f"{step.before} → {step.after}", "; ".join(change_words.of_release(step)) or "nothing")
        for step in steps[:_SHOWN_CHANGES]
    )
    return Table(("Source", "Editions", "Changed rows"), rows)


def _details(changes: Sequence[Change], files: Unread) -> str:
    """Rejected rows with line and reason; files of no known kind."""
    lines = []
    for change in changes:
        if change.rejected and change.reasons:
            more = f" and {change.rejected - _NAMED_REASONS:,} more" if change.rejected > _NAMED_REASONS else ""
            reasons = "; ".join(_short(reason) for reason in change.reasons[:_NAMED_REASONS])
            lines.append(f"- Rejected in {change.title}, {change.edition}: {reasons}{more}")
    lines += [f"- Not read: {line}" for line in files.unknown[:_NAMED_CONCERNS]]
    if len(files.unknown) > _NAMED_CONCERNS:
        lines.append(f"- and {len(files.unknown) - _NAMED_CONCERNS} more files of no known kind")
    return "\n".join(lines)


def _warnings(concerns: Sequence[str]) -> tuple[Notice, ...]:
    left = len(concerns) - _NAMED_CONCERNS
    shown = [*concerns[:_NAMED_CONCERNS], *([f"and {left} more"] if left > 0 else [])]
    return tuple(Notice(_short(concern), "warning") for concern in shown)


def _short(text: str) -> str:
    return text if len(text) <= _REASON else f"{text[: _REASON - 1].rstrip()}…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
