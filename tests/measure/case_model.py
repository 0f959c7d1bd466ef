"""`python -m tests.measure.case_model HOME [--cases N] [--half A]`: what a real model's choice among the candidates changes.

The model is that of `CODERLY_LLM`. Beside the readings as they are: those that the model left standing, and the candidates that it saw, all
taken, or just the right ones among them: the least and the most that choosing among them can give.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path

from bot.case.choosing import Chooser, shown
from bot.case.model import Policy
from bot.case.reading import read_case
from bot.pipeline.model import load_model
from bot.settings import Settings
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from prompts import load
from tests.measure.bases import data
from tests.measure.case_metrics import Case, literal, micro_f1, precision, recall
from tests.measure.cases import DATE, SET, case_of, notes


async def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--half", choices=["A", "B"], default="A")
    parser.add_argument("--seconds", type=float, default=180.0)
    arguments = parser.parse_args()
    file, model = data(*SET), await load_model(Settings())
    if file is None or model is None:
        print("not measured: set CODERLY_TEST_DATA and CODERLY_LLM.")
        return
    chooser = Chooser(model, load("choose"))
    base = KnowledgeBase(arguments.home / "knowledge", lambda: embedder_named("wordllama"))
    plain, chosen, seen, best, used, started = [], [], [], [], 0, time.monotonic()
    with base.use() as snapshot:
        for note in [n for n in notes(file) if n.half == arguments.half][: arguments.cases]:
            reading = read_case(note.text, snapshot, on=DATE, policy=Policy.ANNOTATE)
            left, _ = await chooser.choose(reading, seconds=arguments.seconds)
            used += left is not reading
            plain.append(case_of(note, reading))
            offered = frozenset(literal(candidate.code) for candidate in shown(reading))
            seen.append(Case(note.codes, offered, ()))
            best.append(Case(note.codes, offered & note.codes, ()))
            chosen.append(case_of(note, left))
    base.close()
    print(f"{len(plain)} cases of half {arguments.half}, {time.monotonic() - started:.0f} s; answers of the model that held: {used}")
    named = (("without the model", plain), ("with it", chosen), ("all candidates it saw", seen), ("the right ones among these", best))
    for name, cases in named:
        print(f"{name}: P {precision(cases):.3f}, R {recall(cases):.3f}, micro-F1 {micro_f1(cases):.3f}")


if __name__ == "__main__":
    asyncio.run(main())
