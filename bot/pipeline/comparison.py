"""Two to four codes as the columns of a table: what differs first, what is the same for all below it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions import Action
from bot.pipeline import cards
from bot.pipeline.check_record import listed as entries_of
from bot.pipeline.evidence import Evidence
from bot.turns import Button, Field, Outcome, Reply, Table
from knowledge.model import SYSTEM_LABEL, Code, Lookup, Note, NoteKind
from knowledge.titles import NO_WORDS

_MAX_NOTES = 3
"""Notes of one kind in a cell; the card has all."""
_NOTE_KINDS = tuple(kind for kind in cards.NOTE_LABEL if kind is not NoteKind.SEVENTH)
_NOTHING = "–"
_SHORT = 60
"""Characters of a value that is read in a column beside three others."""
_PROPER = ("Medicare", "MUE", "RVU", "Excludes")
Row = tuple[str, tuple[str, ...], tuple[int, ...]]
"""A property, its value for each code, and the numbers of the sources that say so."""


def comparison(evidence: Evidence) -> Reply:
    """The codes of the question beside each other; what NCCI says of them together stands with what they share."""
    lookups, sources = evidence.lookups, evidence.sources
    rows = [row for row in _rows(evidence) if any(row[1])]
    differing = [row for row in rows if len(set(row[1])) > 1]
    same = [row for row in rows if len(set(row[1])) == 1]
    missing = [x.asked for x in lookups if x.code is None and x.asked not in evidence.standing]
    asked = tuple(x.asked for x in lookups)
    said, cited = _together(evidence)
    together = [Field("Billed together", said, cited)] if said else []
    differ = ", ".join(_lower(label) for label, _, _ in differing if not label.startswith("What "))
    return Reply(
        verdict=_verdict(asked, missing, differ),
        tables=tuple(_tables(asked, differing)),
        fields=(*(Field(f"{label} (all)", cells[0], next(iter(cited), 0)) for label, cells, cited in same), *together),
        caveat=cards.CPT_CAVEAT if any(c.system.value == "cpt" for c in evidence.codes) else "",
        citations=sources.citations,
        buttons=(
            *((Button("NCCI edits", Action("ncci", ", ".join(asked))),) if together else ()),
            *(Button(code, Action("code", code)) for code in asked if code not in missing),
        )[: cards.MAX_BUTTONS],
        codes=tuple(code for code in asked if code not in missing),
        outcome=Outcome.ANSWERED if len(missing) < len(asked) else Outcome.NOT_FOUND,
        topic="codes",
    )


def _verdict(asked: tuple[str, ...], missing: list[str], differ: str) -> str:
    listed = f"{', '.join(asked[:-1])} and {asked[-1]}"
    gone = f" {', '.join(missing)}: not found." if missing else ""
    return f"{listed} side by side.{gone}" + (f" They differ in {differ}." if differ and not missing else "")


def _tables(asked: tuple[str, ...], rows: list[Row]) -> Iterator[Table]:
    """Values with a column a code; of what is sentences a table each, since four columns of them are too narrow to read."""
    first = [row for row in rows if row[0].startswith("What ")]
    short = [(_marked(row[0], row[2]), *_filled(row[1])) for row in rows if row not in first and not _is_long(row)]
    yield from (_sentences(asked, row) for row in first)
    if short:
        yield Table(("Property", *asked), tuple(short))
    yield from (_sentences(asked, row) for row in rows if _is_long(row) and row not in first)


def _is_long(row: Row) -> bool:
    return max(map(len, row[1])) > _SHORT


def _filled(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell or _NOTHING for cell in cells)


def _sentences(asked: tuple[str, ...], row: Row) -> Table:
    label, cells, cited = row
    return Table(("Code", "Text"), tuple(zip(asked, _filled(cells), strict=True)), _marked(label, cited))


def _together(evidence: Evidence) -> tuple[str, int]:
    """What NCCI says of each pair in a few words, and the source; the button has the whole of it."""
    entries = [entry for finding in evidence.pairs for entry in entries_of(finding, "ptp")]
    named = [f"{e['column1']}/{e['column2']} (indicator {e['indicator']})" for e in entries if e["in_force"]]
    bundled = f"NCCI bundles {', '.join(named)}: column 1 is paid, column 2 denied."
    said = bundled if named else "; ".join(finding.verdict for finding in evidence.pairs if entries_of(finding, "ptp"))
    return said, next((n for f in evidence.pairs for g in f.grounds for n in evidence.sources.ground(g)), 0)


def _marked(label: str, cited: tuple[int, ...]) -> str:
    return " ".join((label, *(f"[{number}]" for number in cited)))


def _lower(label: str) -> str:
    """A label within a sentence; names and abbreviations stay as they are."""
    return label if label.startswith(_PROPER) else label[:1].lower() + label[1:]


def _rows(evidence: Evidence) -> Iterator[Row]:
    """Every property that one of the codes has, with a cell a code."""
    lookups, sources = evidence.lookups, evidence.sources
    codes = [x.code for x in lookups]
    listed = tuple(dict.fromkeys(sources.edition(code.edition, code.code) for code in codes if code))
    grounds = (g for x in lookups if x.asked in evidence.standing for g in evidence.standing[x.asked].grounds[:1])
    standing = tuple(dict.fromkeys(n for ground in grounds for n in sources.ground(ground)))
    yield "What it is", tuple(_words(code) for code in codes), listed
    yield "What sets it apart", tuple(code.differs if code else "" for code in codes), ()
    yield "State", tuple(_state(x, evidence) for x in lookups), standing
    yield "Code set", tuple(f"{SYSTEM_LABEL[x.system]}, {x.code.edition.name}" if x.code else SYSTEM_LABEL[x.system] for x in lookups), ()
    yield "Family", tuple(code.family if code else "" for code in codes), ()
    for name in dict.fromkeys(fact.name for code in codes if code for fact in code.facts):
        facts = [code.fact(name) if code else None for code in codes]
        cited = tuple(dict.fromkeys(sources.fact(fact.edition) for fact in facts if fact))
        yield cards.FACT_LABEL.get(name, name), tuple(cards.fact_value(name, fact.value) if fact else "" for fact in facts), cited
    yield "Block", tuple(code.block if code else "" for code in codes), ()
    for kind in _NOTE_KINDS:
        yield cards.NOTE_LABEL[kind], tuple(_notes(code, kind) for code in codes), ()
    yield "7th characters", tuple(", ".join(c.character for c in code.seventh) if code else "" for code in codes), ()


def _words(code: Code | None) -> str:
    return "" if code is None or code.title == NO_WORDS else code.title


def _state(lookup: Lookup, evidence: Evidence) -> str:
    standing = evidence.standing.get(lookup.asked)
    if standing is not None:
        return standing.verdict.removeprefix(f"{lookup.asked} ")
    if lookup.code is None:
        return cards.state_words(lookup)
    return "reportable" if lookup.code.reportable else "needs more characters"


def _notes(code: Code | None, kind: NoteKind) -> str:
    """The code's notes of a kind, its own and those of the codes above it; those of its chapter hold for most codes and tell nothing apart."""
    notes: list[Note] = [n for n in code.notes if n.kind is kind and not n.origin.startswith("chapter ")] if code else []
    more = f"; and {len(notes) - _MAX_NOTES} more" if len(notes) > _MAX_NOTES else ""
    return "; ".join(n.text for n in notes[:_MAX_NOTES]) + more
