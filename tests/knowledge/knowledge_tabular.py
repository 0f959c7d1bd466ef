"""A tabular list in the published XML layout with words of our own: 22 chapters, a few dozen codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

ENCOUNTERS = {"A": "first visit", "D": "later visit", "S": "late effect"}


@dataclass(frozen=True)
class Diagnosis:
    """A `diag` element: `notes` are (element, text) pairs, `seventh` the 7th characters defined here."""

    code: str
    title: str
    below: Sequence[Diagnosis] = ()
    notes: Sequence[tuple[str, str]] = ()
    seventh: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    id: str
    title: str
    codes: Sequence[Diagnosis]
    notes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Chapter:
    number: int
    title: str
    blocks: Sequence[Block]
    notes: Sequence[tuple[str, str]] = ()


SUGAR = Chapter(
    4,
    "Glands, food and body fuel (E00-E89)",
    [
        Block(
            "E08-E13",
            "Sugar sickness (E08-E13)",
            [
                Diagnosis(
                    "E10", "Sugar sickness of the first kind", [Diagnosis("E10.9", "Sugar sickness of the first kind, nothing else wrong")]
                ),
                Diagnosis(
                    "E11",
                    "Sugar sickness of the second kind",
                    [
                        Diagnosis(
                            "E11.6",
                            "Sugar sickness of the second kind with other trouble",
                            [
                                Diagnosis(
                                    "E11.64",
                                    "Sugar sickness of the second kind with too little sugar",
                                    [
                                        Diagnosis("E11.641", "Sugar sickness of the second kind with too little sugar and deep sleep"),
                                        Diagnosis("E11.649", "Sugar sickness of the second kind with too little sugar, awake"),
                                    ],
                                    notes=[("codeAlso", "the kind of low sugar at E11.64")],
                                ),
                                Diagnosis("E11.65", "Sugar sickness of the second kind with too much sugar"),
                            ],
                        ),
                        Diagnosis(
                            "E11.9",
                            "Sugar sickness of the second kind, nothing else wrong",
                            notes=[("inclusionTerm", "Grown-up sweet blood")],
                        ),
                    ],
                    notes=[
                        ("includes", "sugar sickness without a kind named"),
                        ("inclusionTerm", "Sweet blood of the category"),
                        ("excludes1", "sugar sickness of the first kind (E10.-)"),
                        ("excludes2", "sugar in the urine only (R81)"),
                        ("codeFirst", "what brought it on"),
                        ("useAdditionalCode", "the medicine taken at E11"),
                    ],
                ),
            ],
            notes=[("useAdditionalCode", "the medicine taken for the whole block")],
        )
    ],
    notes=[("includes", "everything about glands"), ("excludes1", "passing trouble of the newborn (P70-P74)")],
)

EARS = Chapter(
    8,
    "Ears (H60-H95)",
    [
        Block(
            "H80-H83",
            "Inner ear (H80-H83)",
            [
                Diagnosis(
                    "H81",
                    "Trouble of balance",
                    [
                        Diagnosis(
                            "H81.0",
                            "Ménière whirling",
                            [Diagnosis("H81.01", "Ménière whirling, right ear"), Diagnosis("H81.09", "Ménière whirling, unspecified ear")],
                        ),
                        Diagnosis("H81.9", "Trouble of balance, unspecified"),
                    ],
                )
            ],
        )
    ],
)

SIGNS = Chapter(
    18,
    "Signs and findings (R00-R99)",
    [
        Block(
            "R00-R09",
            "Signs of heart and breath (R00-R09)",
            [
                Diagnosis(
                    "R07",
                    "Pain of throat and chest",
                    [
                        Diagnosis("R07.0", "Pain of throat"),
                        Diagnosis("R07.1", "Chest pain when breathing"),
                        Diagnosis("R07.8", "Other chest pain", [Diagnosis("R07.89", "Other chest pain, named elsewhere")]),
                        Diagnosis("R07.9", "Chest pain, unspecified"),
                    ],
                ),
                Diagnosis("R08", "Doctor"),
            ],
        )
    ],
)

INJURIES = Chapter(
    19,
    "Injuries and poisons (S00-T88)",
    [
        Block(
            "S00-S09",
            "Injuries of the head (S00-S09)",
            [
                Diagnosis(
                    "S06",
                    "Injury inside the skull",
                    [
                        Diagnosis(
                            "S06.3",
                            "Injury of one spot of the brain",
                            [
                                Diagnosis(
                                    "S06.31",
                                    "Bruise of the right brain",
                                    [
                                        Diagnosis("S06.316", "Bruise of the right brain, senses lost for long"),
                                        Diagnosis("S06.317", "Bruise of the right brain, died of it before waking"),
                                        Diagnosis("S06.318", "Bruise of the right brain, died otherwise before waking"),
                                    ],
                                )
                            ],
                        )
                    ],
                    notes=[
                        ("sevenChrNote", "A 7th character goes with each code of S06"),
                        (
                            "notes",
                            "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death by the injury,"
                            " or 8 - death by something else.",
                        ),
                    ],
                    seventh=ENCOUNTERS,
                )
            ],
        ),
        Block(
            "S70-S79",
            "Injuries of the hip (S70-S79)",
            [
                Diagnosis(
                    "S72",
                    "Broken thigh bone",
                    [
                        Diagnosis(
                            "S72.0",
                            "Broken neck of the thigh bone",
                            [Diagnosis("S72.00", "Broken somewhere", [Diagnosis("S72.001", "Broken right thigh neck")])],
                        )
                    ],
                    notes=[("sevenChrNote", "A 7th character goes with each code of S72")],
                    seventh={**ENCOUNTERS, "B": "first visit, skin open"},
                )
            ],
        ),
        Block("T07-T88", "All the other injuries (T07-T88)", []),
        Block(
            "T07",
            "Injuries of many regions (T07)",
            [Diagnosis("T07", "Many injuries, unspecified", notes=[("excludes1", "an injury of one place")], seventh=ENCOUNTERS)],
            notes=[("excludes1", "burns of many regions")],
        ),
        Block(
            "T80-T88",
            "Trouble after care (T80-T88)",
            [
                Diagnosis(
                    "T81",
                    "Trouble after an operation",
                    [
                        Diagnosis(
                            "T81.4",
                            "Germs in the wound after an operation",
                            [Diagnosis("T81.40", "Germs in the wound, depth unspecified"), Diagnosis("T81.49", "Germs in another place")],
                        )
                    ],
                    seventh=ENCOUNTERS,
                )
            ],
        ),
    ],
)

_WRITTEN = {chapter.number: chapter for chapter in (SUGAR, EARS, SIGNS, INJURIES)}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUV"


def chapters(*, more: Sequence[Chapter] = (), count: int = 22) -> list[Chapter]:
    """All chapters: those written out above or given here, the others with one category of one code."""
    written = {**_WRITTEN, **{chapter.number: chapter for chapter in more}}
    return [written.get(number) or _filler(number) for number in range(1, count + 1)]


def _filler(number: int) -> Chapter:
    category = f"{_LETTERS[number - 1]}9{number % 10}"
    codes = [Diagnosis(category, f"Matter of chapter {number}", [Diagnosis(f"{category}.0", f"Plain matter of chapter {number}")])]
    return Chapter(number, f"Chapter of matters {number}", [Block(f"{category}-{category}", f"Matters {number}", codes)])


def extra(code: str, title: str) -> Chapter:
    """Chapter 21 with one more code of the given title, to make one edition differ from another."""
    category = code[:3]
    return Chapter(
        21,
        "Reasons to come (Z00-Z99)",
        [Block(f"{category}-{category}", "Visits", [Diagnosis(category, "Visit", [Diagnosis(code, title)])])],
    )


def tabular(content: Sequence[Chapter] | None = None, *, year: int = 2026) -> str:
    """The XML text, CRLF as published."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<ICD10CM.tabular>", f"<version>{year}</version>"]
    lines += ["<introduction><introSection><title>A LIST OF OUR OWN</title></introSection></introduction>"]
    for chapter in chapters() if content is None else content:
        lines += [
            "<chapter>",
            f"<name>{chapter.number}</name>",
            f"<desc>{escape(chapter.title)}</desc>",
            *_notes(chapter.notes),
            "<sectionIndex>",
        ]
        lines += [f'<sectionRef first="{b.id[:3]}" last="{b.id[-3:]}" id="{b.id}">{escape(b.title)}</sectionRef>' for b in chapter.blocks]
        lines += ["</sectionIndex>"]
        for block in chapter.blocks:
            lines += [f'<section id="{block.id}">', f"<desc>{escape(block.title)}</desc>", *_notes(block.notes)]
            for diagnosis in block.codes:
                lines += _diagnosis(diagnosis)
            lines += ["</section>"]
        lines += ["</chapter>"]
    return "\r\n".join([*lines, "</ICD10CM.tabular>", ""])


def _diagnosis(diagnosis: Diagnosis) -> list[str]:
    lines = ["<diag>", f"<name>{diagnosis.code}</name>", f"<desc>{escape(diagnosis.title)}</desc>", *_notes(diagnosis.notes)]
    if diagnosis.seventh:
        lines += ["<sevenChrDef>", *(f'<extension char="{c}">{m}</extension>' for c, m in diagnosis.seventh.items()), "</sevenChrDef>"]
    for child in diagnosis.below:
        lines += _diagnosis(child)
    return [*lines, "</diag>"]


def _notes(notes: Sequence[tuple[str, str]]) -> list[str]:
    return [f"<{element}><note>{escape(text)}</note></{element}>" for element, text in notes]


def drop(folder: Path, name: str, text: str | bytes) -> Path:
    """Put a file into a folder of sources."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file
