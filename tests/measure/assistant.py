"""`make eval`, second part: our own questions over all topics, asked of the whole assistant.

`tests/eval/questions.jsonl` was written from the sources before the composer was tuned. Each question says what must and must
not occur in the answer (any of a list counts). Half of them, chosen by a digest of their ids, is sealed: failures of it are
counted and never printed, so that nobody tunes to it.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App, create_app
from bot.coding import grammar
from bot.settings import Settings
from bot.turns import Outcome, Platform, Reply, Turn
from knowledge.model import LookupState
from tests.measure import full_set
from tests.measure.bases import TODAY

QUESTIONS = Path(__file__).parents[1] / "eval" / "questions.jsonl"
_MARK = re.compile(r"\[(\d+)\]")
_NO_CODE = re.compile(
    r"\b\d{5}-\d{2}\b|\bv\d+\.\d+r\d\b|\b[LA]\d{5}\b|\b[IV]+\.[A-Z]\b|\bTransmittal \d{5}\b|\b\w+\.zip\b|contractor number:[ \d,]+"
    r"|\b\d{5}(?=(?: is)? the (?:north|south))"
)
"""What has the shape of a code: a carrier with its locality, an edition of NCCI, an LCD or article, a section of the guidelines, a
transmittal, a file, a contractor."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it."""

    id: str
    topic: str
    sealed: bool
    failures: tuple[str, ...]
    bad_citation: bool
    invented: tuple[str, ...]
    refused: bool
    should_refuse: bool
    text: str


def sealed(identity: str) -> bool:
    """Whether a question belongs to the half that is never looked into."""
    return hashlib.sha256(identity.encode()).digest()[0] % 2 == 1


def judge(raw: dict[str, Any], reply: Reply, known: set[str]) -> Judged:
    """Compare an answer with what its question asks for. `known` are codes that exist."""
    text = reply.text.lower()
    missing = [str(want) for want in raw["must"] if not any(w.lower() in text for w in (want if isinstance(want, list) else [want]))]
    wrong = [f"not: {no}" for no in raw["must_not"] if no.lower() in text]
    refused = reply.outcome is Outcome.REFUSED
    if refused != raw["refuse"]:
        wrong.append("should have been refused" if raw["refuse"] else "was refused")
    numbers = {c.number for c in reply.citations}
    marks = {int(n) for n in _MARK.findall(reply.text)}
    uncited = reply.outcome is Outcome.ANSWERED and bool(reply.codes) and not numbers
    said = " ".join((raw["question"], *raw["context"]))
    asked = {m.code for m in grammar.mentions(said)} | {c for r in grammar.ranges(said) for c in (r.first, r.last)}
    answer = _NO_CODE.sub(" ", reply.text)
    invented = tuple(m.code for m in grammar.mentions(answer) if m.certain and m.code not in known and m.code not in asked)
    return Judged(
        raw["id"], raw["topic"], sealed(raw["id"]), (*missing, *wrong), bool(marks - numbers) or uncited, invented, refused, raw["refuse"], reply.text
    )


async def run(home: Path, questions: Sequence[dict[str, Any]]) -> list[Judged]:
    """Ask them all of an assistant on the knowledge base in `home`, each in a conversation of its own."""
    judged = []
    async with create_app(Settings(home=home, llm="", _env_file=None)) as app:  # type: ignore[call-arg]
        for raw in questions:
            turn = Turn(Platform.TERMINAL, "eval", "c", raw["id"], "me", raw["question"], context=tuple(raw["context"]))
            reply = await app.answer(turn)
            judged.append(judge(raw, reply, _known(app, reply)))
    return judged


def _known(app: App, reply: Reply) -> set[str]:
    """Codes of the answer that exist in some system, and those that a passage names, also as deleted."""
    with app.knowledge.use() as snapshot:
        found = {code for passage in snapshot.catalog.prose.all() for code in passage.codes}
        for mention in grammar.mentions(reply.text):
            for system in mention.systems:
                if snapshot.catalog.code(system, mention.code, TODAY).state is LookupState.FOUND:
                    found.add(mention.code)
    return found


def report(judged: Sequence[Judged], *, show: bool) -> None:
    """Print the table; failures of the open half only with `show`."""
    topics = sorted({j.topic for j in judged})
    print(f"{'topic':14} {'open':>12} {'sealed':>12}")
    for topic in (*topics, "all"):
        cells = []
        for half in (False, True):
            these = [j for j in judged if j.sealed is half and topic in (j.topic, "all")]
            passed = sum(not j.failures for j in these)
            cells.append(f"{passed:3}/{len(these):<3} {100 * passed / max(1, len(these)):3.0f}%")
        print(f"{topic:14} {cells[0]:>12} {cells[1]:>12}")
    right = sum(j.refused and j.should_refuse for j in judged)
    print(f"\nanswers whose marks and sources do not fit: {sum(j.bad_citation for j in judged)}")
    print(f"codes in answers that exist nowhere: {sum(len(j.invented) for j in judged)}")
    print(f"refusals: {right} of {sum(j.should_refuse for j in judged)} that were due, {sum(j.refused for j in judged) - right} that were not")
    if show:
        for j in judged:
            if (j.failures or j.bad_citation or j.invented) and not j.sealed:
                print(f"\n--- {j.id}: {j.failures} {'citation' if j.bad_citation else ''} {j.invented or ''}\n{j.text[:700]}")


def main() -> None:
    """`python -m tests.measure.assistant [HOME] [--show] [--only ID]`; without HOME over all public files, built once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path, nargs="?", help="a CODERLY_HOME with a knowledge base")
    parser.add_argument("--show", action="store_true", help="print what failed in the open half")
    parser.add_argument("--only", default="", help="questions whose id begins so (of the open half)")
    arguments = parser.parse_args()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [raw for raw in map(json.loads, lines) if raw["id"].startswith(arguments.only) and not (arguments.only and sealed(raw["id"]))]
    home = arguments.home or full_set.home()
    if home is None:
        print("our own questions: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    judged = asyncio.run(run(home, questions))
    report(judged, show=arguments.show)
    counts = Counter(j.sealed for j in judged)
    print(f"\n{counts[False]} open, {counts[True]} sealed questions")


if __name__ == "__main__":
    main()
