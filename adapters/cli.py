"""The `coderly` command line, and the one place that starts adapters.

Results go to standard output, progress and logs to standard error. Exit status: 0 done, 1 nothing found or
failed, 2 wrong use. Commands import what they need when they run.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="coderly",
    help="A medical-coding assistant: dated answers from published rows, with citations.",
    no_args_is_help=True,
    add_completion=False,
)
kb = typer.Typer(help="The knowledge base: build, look at it, go back, make room.", no_args_is_help=True)
app.add_typer(kb, name="kb")
feedback = typer.Typer(help="What people thought of answers.", no_args_is_help=True)
app.add_typer(feedback, name="feedback")
people = typer.Typer(help="Roles of people.", no_args_is_help=True)
app.add_typer(people, name="people")

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Batch = Annotated[Path | None, typer.Option("--batch", help="A file with one question a line.", exists=True, dir_okay=False, readable=True)]


@app.command()
def chat() -> None:
    """Open the terminal chat; builds the knowledge base first if there is none."""
    from adapters.commands.chat import run

    raise typer.Exit(run())


@app.command()
def ask(text: Annotated[str, typer.Argument(help="A question or a code.")] = "", batch: Batch = None, json: Json = False) -> None:
    """Answer one question, or a file of them (JSON lines with id, question and context)."""
    from adapters.commands.ask import ask_batch, ask_one

    _one_of(text, batch)
    raise typer.Exit(ask_batch(batch) if batch else ask_one(text, as_json=json))


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words for a condition or a service.")] = "",
    system: Annotated[str, typer.Option(help="icd10cm, icd10pcs, cpt or hcpcs; all if left out.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many codes.")] = 10,
    batch: Batch = None,
    json: Json = False,
) -> None:
    """Find codes by words; --batch takes a TSV with a query column, or JSON lines with query."""
    from adapters.commands.search import search_batch, search_one, system_of

    _one_of(text, batch)
    try:
        wanted = system_of(system)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--system") from error
    raise typer.Exit(search_batch(batch, wanted, limit) if batch else search_one(text, wanted, limit, as_json=json))


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="A claim: 99213-25, 20610-RT; dx M17.11; dos 2026-05-05; state CA")] = "",
    batch: Annotated[
        Path | None,
        typer.Option("--batch", help="JSON lines, or a csv or xlsx with one claim line a row.", exists=True, dir_okay=False, readable=True),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the annotated sheet goes; beside the sheet if left out.", dir_okay=False)] = None,
    evidence: Annotated[Path | None, typer.Option(help="Write everything the check stands on to this file.", dir_okay=False)] = None,
    json: Json = False,
) -> None:
    """Check a claim line by line: codes, NCCI, units, add-on codes, modifiers, diagnoses, medical necessity."""
    from adapters.commands.check import check_batch, check_one

    _one_of(text, batch)
    raise typer.Exit(check_batch(batch, out) if batch else check_one(text, as_json=json, evidence=evidence))


@app.command()
def case(
    file: Annotated[str, typer.Argument(help="A note: text, PDF, Word or HTML; - for standard input.", metavar="FILE")],
    inpatient: Annotated[bool, typer.Option("--inpatient", help="An inpatient stay; an outpatient encounter if left out.")] = False,
    dos: Annotated[datetime | None, typer.Option("--dos", help="Date of service instead of today.", formats=["%Y-%m-%d"])] = None,
    json: Json = False,
) -> None:
    """Suggest codes for a note, each with the words that support it; nothing of the note is stored."""
    from adapters.commands.case import STANDARD_INPUT, case_of

    if file != STANDARD_INPUT and not Path(file).is_file():
        raise typer.BadParameter(f"there is no file {file}", param_hint="FILE")
    raise typer.Exit(case_of(file, "inpatient" if inpatient else "outpatient", dos.date() if dos is not None else None, as_json=json))


@kb.command("build")
def kb_build(
    source: Annotated[Path | None, typer.Option("--from", help="Folder with published files.", exists=True, file_okay=False)] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A source to read anew (repeatable); the others stay as they serve.")
    ] = None,
    holdout: Annotated[
        Path | None,
        typer.Option(
            "--holdout", help="TSV with a query column: index entries that equal a query are left out of search.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Build a new snapshot from the published files and publish it."""
    from adapters.commands.kb import build
    from knowledge.catalogs import check_sources
    from knowledge.errors import KnowledgeError

    try:
        check_sources(tuple(only or ()))
    except KnowledgeError as error:
        raise typer.BadParameter(str(error), param_hint="--only") from error
    raise typer.Exit(build(source, tuple(only or ()), holdout))


@kb.command("reload")
def kb_reload(
    publish: Annotated[bool, typer.Option("--publish", help="Publish without asking, if nothing has to be accepted.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="With --publish: also accept what looks wrong.")] = False,
    why: Annotated[str, typer.Option(help="The reason, for the record.")] = "",
) -> None:
    """Read the published files dry, show what would change, then publish or leave it."""
    from adapters.commands.kb_reload import run

    raise typer.Exit(run(publish=publish, accept=accept, why=why))


@kb.command("fetch")
def kb_fetch(
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this source, e.g. hcpcs; may be given again.", metavar="SOURCE")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched; ask no server.")] = False,
    on: Annotated[datetime | None, typer.Option("--on", help="The editions in force on this day instead of today.", formats=["%Y-%m-%d"])] = None,
) -> None:
    """Download the published files that are free and missing; say how to get those behind a licence."""
    from adapters.commands.fetch import run
    from knowledge.catalogs import check_sources
    from knowledge.errors import KnowledgeError

    try:
        check_sources(tuple(only or ()))
    except KnowledgeError as error:
        raise typer.BadParameter(str(error), param_hint="--only") from error
    raise typer.Exit(run(tuple(only or ()), dry_run=dry_run, on=on.date() if on else None))


@kb.command("status")
def kb_status(json: Json = False) -> None:
    """What is loaded by group: editions, dates, rows, age, what is due and what is missing."""
    from adapters.commands.kb_status import status

    raise typer.Exit(status(as_json=json))


@kb.command("diff")
def kb_diff(
    older: Annotated[str | None, typer.Argument(help="A snapshot's id; the one before the newer if left out.")] = None,
    newer: Annotated[str | None, typer.Argument(help="The snapshot that is compared with it; the serving one if left out.")] = None,
    code: Annotated[list[str] | None, typer.Option(help="Only what changed for this code, row by row (repeatable).")] = None,
    json: Json = False,
) -> None:
    """What the last build changed: codes, edits, limits, fees, coverage."""
    from adapters.commands.kb_diff import diff

    raise typer.Exit(diff(older, newer, tuple(code or ()), as_json=json))


@kb.command("rollback")
def kb_rollback(snapshot: Annotated[str, typer.Argument(help="Its id; without it the one before, past those rolled back from.")] = "") -> None:
    """Serve the snapshot before the present one again, or the one that is named."""
    from adapters.commands.kb import rollback

    raise typer.Exit(rollback(snapshot))


@kb.command("gc")
def kb_gc(
    keep: Annotated[int | None, typer.Option(min=1, help="Complete snapshots to keep; default CODERLY_KEEP_SNAPSHOTS.")] = None,
) -> None:
    """Forget old snapshots and free the space that only they took; what serves is never touched."""
    from adapters.commands.kb import gc

    raise typer.Exit(gc(keep))


@feedback.command("export")
def feedback_export(as_csv: Annotated[bool, typer.Option("--csv", help="A table for a spreadsheet instead of JSON lines.")] = False) -> None:
    """Print every rating with its reason, evidence and editions; questions as keyed hashes only."""
    from adapters.commands.feedback import export

    raise typer.Exit(export(as_csv=as_csv))


@people.command("role")
def people_role(
    person: Annotated[str, typer.Argument(help="platform:workspace:person, e.g. slack:T012ABC:U345DEF.")],
    role: Annotated[str, typer.Argument(help="guest, member, trusted, consultant or admin.")],
) -> None:
    """Give a person a role: trusted people save team answers, admins decide on them."""
    from adapters.commands.people import give_role

    raise typer.Exit(give_role(person, role))


@app.command("run")
def run_adapter(name: Annotated[str, typer.Argument(help="slack, discord, email, web, worker, or all that are configured.")]) -> None:
    """Serve people in their chat until SIGTERM."""
    from adapters.commands.run import NAMES, run

    if name not in NAMES:
        raise typer.BadParameter(f"there is: {', '.join(NAMES)}", param_hint="name")
    raise typer.Exit(run(name))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the backup goes; only its owner may read it.", dir_okay=False)]) -> None:
    """Write the state (people, conversations, ratings, record) and which snapshot serves to one file; nothing has to stop."""
    from adapters.commands.backup import backup as write

    raise typer.Exit(write(file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that coderly backup wrote.", exists=True, dir_okay=False, readable=True)]) -> None:
    """Read a backup into an empty state database, SQLite or PostgreSQL; stop every process before."""
    from adapters.commands.backup import restore as read

    raise typer.Exit(read(file))


@app.command()
def doctor(what: Annotated[str, typer.Argument(help="What to look at: kb, slack, discord, email or web.")] = "kb") -> None:
    """Say what is wrong and how to mend it."""
    if what == "kb":
        from adapters.commands.doctor import run

        raise typer.Exit(run())
    from adapters.commands.doctor_platform import PLATFORMS, examine

    if what not in PLATFORMS:
        raise typer.BadParameter(f"there is a doctor for: {', '.join(('kb', *PLATFORMS))}", param_hint="what")
    raise typer.Exit(examine(what))


def _one_of(text: str, batch: Path | None) -> None:
    if bool(text.strip()) == bool(batch):
        raise typer.BadParameter("give either a text or --batch FILE")


def main() -> None:
    """Entry point. A wrong setting or an unreachable store ends in one clear line, not in a trace."""
    status = _status()
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    sys.stderr.flush()
    logging.shutdown()
    os._exit(status)  # everything is closed; taking the interpreter apart would cost another half second


def _status() -> int:
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from bot.errors import ModelError
    from bot.store.errors import StoreError
    from knowledge.errors import KnowledgeError

    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except ValidationError as error:
        for problem in error.errors():
            name = "CODERLY_" + "__".join(str(part) for part in problem["loc"]).upper()
            print(f"{name}: {problem['msg']}", file=sys.stderr)
        return 2
    except SettingsError as error:
        print(f"The settings cannot be read: {error}.", file=sys.stderr)
        return 2
    except (StoreError, KnowledgeError, ModelError) as error:
        print(str(error), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except OSError as error:
        print(
            f"{error.filename or 'A file'} cannot be used ({error.strerror or error}). Look at CODERLY_HOME and its permissions.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    main()
