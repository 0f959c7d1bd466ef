"""`make bench`: how long an answer takes without a model, and how soon a model's sentence is shown once it has ended it.

The first asks the questions of `tests/eval` of the whole assistant, each in a conversation of its own. The second lets a server on
loopback speak a sentence at a time and notes when the last character of each left it; the sentence is shown when it was verified.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.app import create_app
from bot.settings import Settings
from bot.turns import Platform, Turn
from tests.measure import full_set
from tests.measure.assistant import QUESTIONS

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

from model_server import Behaviour, Facts, ModelServer, first

STREAMED = 20


def shares(milliseconds: list[float]) -> str:
    """Median, 95 of 100 and worst."""
    ordered = sorted(milliseconds)
    return f"median {statistics.median(ordered):.0f} ms, 95 of 100 under {ordered[int(0.95 * (len(ordered) - 1))]:.0f} ms, worst {ordered[-1]:.0f} ms"


async def without_model(home: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of each answer, by the clock and of the processor; the first ten warm up what is opened on first use."""
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    taken: list[float] = []
    worked: list[float] = []
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(home=home, database_url=f"sqlite:///{state}/state.sqlite", secret_key="of the bench", _env_file=None)  # type: ignore[call-arg]
        async with create_app(settings) as app:
            for raw in (*questions[:10], *questions):
                turn = Turn(Platform.TERMINAL, "bench", "c", f"{raw['id']}{len(taken)}", "me", raw["question"], context=tuple(raw["context"]))
                begun, work = time.perf_counter(), time.process_time()
                await app.answer(turn)
                taken.append(1000 * (time.perf_counter() - begun))
                worked.append(1000 * (time.process_time() - work))
    return taken[10:], worked[10:]


async def shown_after(home: Path) -> list[float]:
    """Milliseconds from the last character of a sentence leaving the server until it was shown."""
    ended: dict[str, float] = {}
    delays: list[float] = []

    def said(facts: Facts) -> str:
        return " ".join(first(facts, name) for name in list(facts)[:4])

    async with ModelServer() as server:
        with tempfile.TemporaryDirectory() as state:
            settings = Settings(  # type: ignore[call-arg]
                home=home, database_url=f"sqlite:///{state}/state.sqlite", secret_key="of the bench", llm="openai:any", _env_file=None,
                model={"base_url": server.url, "api_key": "none", "remember": 0.0},
            )  # fmt: skip
            async with create_app(settings) as app:
                for number in range(STREAMED + 2):
                    pieces: list[tuple[float, str]] = []
                    server.behaviour = Behaviour(text=said, piece=6, sent=lambda text, into=pieces: into.append((time.perf_counter(), text)))

                    async def show(sentence: str, into: list[tuple[float, str]] = pieces, warm: bool = number >= 2) -> None:
                        now = time.perf_counter()
                        bare = re.sub(r"\s*\[\d+\]", "", sentence).rstrip(".")
                        spoken = ""
                        for when, piece in into:
                            spoken += piece
                            if bare in spoken:
                                ended[sentence] = when
                                if warm:
                                    delays.append(1000 * (now - when))
                                return

                    await app.answer(Turn(Platform.TERMINAL, "bench", "c", str(number), "me", "When is modifier 25 right?"), show)
    return delays


def main() -> None:
    """`python -m tests.measure.answering [HOME]`; without HOME over all public files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path, nargs="?", help="a CODERLY_HOME with a knowledge base")
    home = parser.parse_args().home or full_set.home()
    if home is None:
        print("answers: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    plain, worked = asyncio.run(without_model(home))
    print(f"{len(plain)} answers without a model: {shares(plain)}")
    print(f"  of it the processor: {shares(worked)}")
    delays = asyncio.run(shown_after(home))
    print(f"{len(delays)} verified sentences, shown after the model had ended them: {shares(delays)}")


if __name__ == "__main__":
    main()
