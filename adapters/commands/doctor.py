"""`coderly doctor`: what is wrong and how to mend it."""

from __future__ import annotations

from adapters.commands.session import settings_with_logs
from bot.app import today
from knowledge import catalog
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError
from knowledge.model import System
from knowledge.snapshot import Snapshots


def run() -> int:
    """Check the knowledge base part by part; status 1 if something is wrong."""
    settings = settings_with_logs()
    snapshots = Snapshots(settings.knowledge_dir)
    problems = 0

    def say(ok: bool, what: str, remedy: str = "") -> None:
        nonlocal problems
        problems += not ok
        print(f"{'ok   ' if ok else 'WRONG'} {what}{'' if ok or not remedy else f'  ->  {remedy}'}")

    try:
        manifest = snapshots.current()
    except KnowledgeError as error:
        say(False, error.problem, error.remedy)
        return 1
    say(True, f"snapshot {manifest.id} is the serving one")
    say(
        manifest.complete,
        "passages are in the snapshot" if manifest.complete else "passages are still being embedded",
        "wait for the build, or run: coderly kb build",
    )
    for part in manifest.parts:
        try:
            snapshots.artefacts.check(part.artefact, thorough=True)
        except KnowledgeError as error:
            say(False, f"{part.kind} {part.of}: {error}", "coderly kb build")
        else:
            say(True, f"{part.kind} {part.of} {part.edition}".rstrip())
    used = {p.embedder for p in manifest.parts_of("passages")}
    say(
        not used or settings.embeddings in used,
        f"passages were embedded with {', '.join(sorted(used)) or 'nothing yet'}; the setting is {settings.embeddings}",
        "coderly kb build",
    )
    try:
        embedder_named(settings.embeddings).embed(["test"])
        say(True, f"embedder {settings.embeddings} works")
    except KnowledgeError as error:
        say(False, error.problem, error.remedy)
    if not problems:
        opened = catalog.Catalog(snapshots.artefacts.path(p.artefact) for p in manifest.parts_of("catalog"))
        newest = [e for e in opened.editions if e.source == "icd10cm_tabular"]
        say(
            any(e.covers(today()) for e in newest),
            f"{System.ICD10CM} edition for today",
            "drop this fiscal year's tabular list into the sources folder, then: coderly kb build",
        )
        opened.close()
    return 1 if problems else 0
