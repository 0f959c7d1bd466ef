"""`make eval`, last part: questions about everyday rules in coders' own words, and the passages that answer them.

`tests/eval/rule_questions.tsv` was written while the ranking was tuned, so the figure says how far it got and not what to expect.
Shown first: the passage is the answer. Beside: codes were answered, and the passage stands below or on a button.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from bot.pipeline.gathering import gather
from bot.pipeline.question import Intent
from bot.pipeline.understand import Asked, understand
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from tests.measure import full_set
from tests.measure.bases import TODAY

QUESTIONS = Path(__file__).parents[1] / "eval" / "rule_questions.tsv"


def main() -> None:
    """`python -m tests.measure.rules [HOME]`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path, nargs="?", help="a CODERLY_HOME with a knowledge base")
    home = parser.parse_args().home or full_set.home()
    if home is None:
        print("rules in coders' words: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    shown = best = among = count = 0
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    with QUESTIONS.open(encoding="utf-8") as lines, base.use() as snapshot:
        for row in csv.DictReader(lines, delimiter="\t"):
            wanted = set(row["passages"].split("|"))
            evidence = gather(understand(Asked(row["question"], TODAY)), snapshot)
            found = ["doc" if p.document and "doc" in wanted else p.id for p in evidence.passages]
            rule = evidence.question.intent is Intent.RULE or (bool(evidence.passages) and evidence.about_passage)
            right = bool(found) and found[0] in wanted
            count, best, among = count + 1, best + right, among + bool(wanted & set(found))
            shown += right and rule
    base.close()
    print(f"{count} questions about rules: shown first {shown}, best passage {best}, among the first three {among}")


if __name__ == "__main__":
    main()
