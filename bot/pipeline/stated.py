"""Evidence as statements: numbered facts that an answer may use, and what has to be said of the evidence itself."""

from __future__ import annotations

from collections.abc import Container, Iterable

from bot.pipeline.citing import Sources
from bot.pipeline.evidence import EvidenceFact
from bot.pipeline.question import Intent, Question
from bot.turns import Notice
from knowledge.base import OpenSnapshot
from knowledge.model import SYSTEM_LABEL, Hit, Lookup, Passage


def stated_facts(
    stated: Iterable[tuple[str, int]],
    lookups: Iterable[Lookup],
    texts: dict[str, tuple[str, ...]],
    hits: Iterable[Hit],
    passages: Iterable[Passage],
    sources: Sources,
) -> Iterable[EvidenceFact]:
    """Everything found as numbered statements: `stated` (text, number of its source) first, then codes, hits and passages."""
    statements: list[tuple[str, int]] = list(stated)
    for lookup in lookups:
        code = lookup.code
        if code is None:
            continue
        cited = sources.edition(code.edition, code.code)
        label = SYSTEM_LABEL[code.system]
        reportable = "reportable" if code.reportable else "not reportable as it stands"
        statements.append((f"{label} {code.code} is {reportable}: {code.title}.", cited))
        if code.differs:
            statements.append((f"{code.code}: {code.differs}", cited))
        statements.extend((f"{code.code}: {text}.", cited) for text in texts.get(code.code, ())[1:4])
        statements.extend(
            (f"{code.code} {f.name.replace('_', ' ')}: {f.value} ({f.edition}).", sources.fact(f.edition)) for f in code.facts
        )
        statements.extend((f"{code.code} {n.kind.value.replace('_', ' ')}: {n.text} (at {n.origin}).", cited) for n in code.notes[:12])
    for hit in hits:
        statements.append((f"{SYSTEM_LABEL[hit.system]} {hit.code}: {hit.title}.", sources.edition(hit.edition)))
    for passage in passages:
        statements.append((passage.text, sources.passage(passage)))
    return [EvidenceFact(f"F{number}", text, cited) for number, (text, cited) in enumerate(statements, start=1)]


def notices_of(
    question: Question, lookups: tuple[Lookup, ...], hits: tuple[Hit, ...], said: Container[str], snapshot: OpenSnapshot
) -> Iterable[Notice]:
    """What has to be said of the evidence: problems of the question, editions that do not reach the date, a missing index.

    `said` holds the codes whose answer tells the first itself.
    """
    for problem in question.problems:
        yield Notice(problem, "warning")
    answering = [x.edition for x in lookups if x.code is not None and x.edition is not None and x.asked not in said]
    answering += [hit.edition for hit in hits]
    for edition in dict.fromkeys(e for e in answering if not e.covers(question.on) and not e.partial):
        if question.on < edition.begins:
            said = f"{question.on.isoformat()} is before {edition.name} (from {edition.begins}), the oldest loaded edition; what held then may differ."
        else:
            until = f" (to {edition.ends})" if edition.ends else ""
            said = f"{question.on.isoformat()} is after {edition.name}{until}, the newest loaded edition before it;"
            said += " it answers until the file of that day is loaded."
        yield Notice(said, "warning")
    if question.intent is Intent.FIND and question.on_given and snapshot.catalog.file_for("icd10cm_tabular", question.on)[0] is None:
        yield Notice(f"No ICD-10-CM edition for {question.on.isoformat()} is loaded, so none of its codes was looked at.", "warning")
    if snapshot.problems:
        yield Notice("The passage index cannot be reached; exact rows and words answered.", "warning")
    elif not snapshot.has_vectors:
        yield Notice("The passage index is still being built; exact rows and words answered.", "info")
