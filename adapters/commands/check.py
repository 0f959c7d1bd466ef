"""`coderly check`: one claim, JSON lines of claims, or a spreadsheet of them."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.commands.ask import print_reply
from adapters.commands.session import ensure_knowledge, settings_with_logs, turn_of
from bot.app import today
from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim
from bot.coding.finding import Finding
from bot.turns import Outcome, Reply

_SHEETS = (".csv", ".xlsx")
Examine = Callable[[Claim], tuple[Finding, ...]]


def check_one(text: str, *, as_json: bool, evidence: Path | None) -> int:
    """Check a claim and print the verdicts; `evidence` is where the block for an appeal goes. Status 1 if nothing could be checked."""
    settings = settings_with_logs()
    ensure_knowledge(settings)
    claim = read_claim(text, today())
    if as_json or evidence is not None:
        from bot.pipeline.check_record import check_record
        from bot.pipeline.evidence_block import evidence_block

        with _engine() as examine:
            findings = examine(claim)
        if evidence is not None:
            evidence.write_text(evidence_block(findings, claim, today()) + "\n", encoding="utf-8")
            print(f"Written: {evidence}", file=sys.stderr)
        if as_json:
            print(json.dumps(check_record(findings, claim), ensure_ascii=False))
            return 0 if findings else 1

    async def answer() -> Reply:
        from bot.app import create_app

        async with create_app(settings) as app:
            return await app.answer(turn_of(text, secrets.token_hex(8), verb="check"))

    reply = asyncio.run(answer())
    print_reply(reply)
    return 0 if reply.outcome is Outcome.ANSWERED else 1


def check_batch(file: Path, out: Path | None) -> int:
    """A sheet (csv, xlsx) → the same with verdicts in `out`; JSON lines → a JSON line each. Status 1 if a claim could not be read."""
    ensure_knowledge(settings_with_logs())
    return _sheet(file, out) if file.suffix.lower() in _SHEETS else _lines(file)


def _sheet(file: Path, out: Path | None) -> int:
    from bot.batch.sheet import annotate
    from bot.pipeline.findings import MARK

    target = out or file.with_name(f"{file.stem}.checked{file.suffix}")
    with _engine() as examine:
        report = annotate(file, target, examine, today())
    counts = ", ".join(f"{count} {MARK[level]}" for level, count in sorted(report.results.items()))
    print(f"{report.claims} claims in {report.rows} rows: {counts}. Written: {target}")
    for problem in report.unread[:20]:
        print(f"  {problem}", file=sys.stderr)
    return 1 if report.unread else 0


def _lines(file: Path) -> int:
    from bot.batch.claims import claim_of
    from bot.pipeline.check_record import check_record

    failed = 0
    with _engine() as examine, file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            identity = str(number)
            try:
                raw = json.loads(line)
                if not isinstance(raw, dict):
                    raise ValueError('it is no JSON object such as {"lines": ["99213-25"], "dos": "2026-05-05"}')
                identity = str(raw.get("id", number))
                claim = claim_of(raw, today())
            except (ValueError, TypeError, AttributeError) as error:
                failed += 1
                why = f"it is no JSON ({error.msg})" if isinstance(error, json.JSONDecodeError) else str(error)
                print(json.dumps({"id": identity, "verdict": f"Line {number} is not a claim: {why}"}, ensure_ascii=False))
                continue
            print(json.dumps({"id": identity, **check_record(examine(claim), claim)}, ensure_ascii=False), flush=True)
    return 1 if failed else 0


@contextmanager
def _engine() -> Iterator[Examine]:
    """The engine over the serving snapshot."""
    from bot.engine.engine import examine
    from bot.pipeline.subjects import CHECK
    from knowledge.base import KnowledgeBase
    from knowledge.embeddings import embedder_named

    settings = settings_with_logs()
    knowledge = KnowledgeBase(settings.knowledge_dir, lambda: embedder_named(settings.embeddings))
    try:
        with knowledge.use() as snapshot:
            yield lambda claim: examine(claim, snapshot.catalog, CHECK)
    finally:
        knowledge.close()
