"""A tabular list of our own making: the published layout, real code numbers, and titles in short words of ours."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """A code with its notes (element name → texts), its 7th characters and what stands below it."""

    code: str
    title: str
    below: tuple[Row, ...] = ()
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seventh: dict[str, str] = field(default_factory=dict)


ENCOUNTERS = {"A": "first visit", "D": "later visit", "S": "late effect"}
FRACTURE = {"A": "first visit, closed break", "B": "first visit, open break", "D": "later visit, healing", "S": "late effect"}


def rows(*pairs: str) -> tuple[Row, ...]:
    """`"E11.40 nerve damage"` → rows without anything below."""
    return tuple(Row(*pair.split(" ", 1)) for pair in pairs)


DIABETES = Row(
    "E11",
    "Type 2 diabetes",
    (
        Row(
            "E11.2",
            "Type 2 diabetes with kidney trouble",
            rows("E11.21 Type 2 diabetes with nephropathy", "E11.22 Type 2 diabetes with CKD"),
        ),
        Row(
            "E11.4",
            "Type 2 diabetes with nerve trouble",
            rows(
                "E11.40 Type 2 diabetes with neuropathy, unspecified",
                "E11.42 Type 2 diabetes with polyneuropathy",
                "E11.43 Type 2 diabetes with autonomic neuropathy",
            ),
        ),
        Row("E11.6", "Type 2 diabetes with other trouble", rows("E11.65 Type 2 diabetes with high blood sugar")),
        Row("E11.9", "Type 2 diabetes, no complication", notes={"inclusionTerm": ("Adult sugar disease",)}),
    ),
    notes={
        "includes": ("sugar disease of insulin resistance",),
        "excludes1": tuple(f"another kind of diabetes ({code})" for code in ("E08.-", "E09.-", "E10.-", "E13.-", "O24.4-", "P70.2")),
        "useAdditionalCode": ("insulin use (Z79.4)",),
    },
)

MIGRAINE = Row("G43", "Migraine", rows(*(f"G43.{c} Migraine of kind {c}" for c in "0145678ABCDE"), "G43.9 Migraine, unspecified"))

Chapter = tuple[str, str, tuple[Row, ...]]

CHAPTERS: tuple[Chapter, ...] = (
    ("A00-B99", "Infections", (Row("B20", "HIV disease"), Row("B34", "Viral infection", rows("B34.9 Viral infection, unspecified")))),
    (
        "C00-D49",
        "Growths",
        (Row("C19", "Cancer of the rectosigmoid junction"), Row("C34", "Lung cancer", rows("C34.9 Lung cancer, unspecified"))),
    ),
    ("D50-D89", "Blood", (Row("D64", "Other anemia", rows("D64.9 Anemia, unspecified")),)),
    ("E00-E89", "Hormones and metabolism", (Row("E10", "Type 1 diabetes", rows("E10.9 Type 1 diabetes, no complication")), DIABETES)),
    ("F01-F99", "Mind", (Row("F32", "Depression, one episode", rows("F32.9 Depression, unspecified", "F32.A Depression, no more said")),)),
    ("G00-G99", "Nerves", (MIGRAINE,)),
    ("H00-H59", "Eye", (Row("H25", "Cataract of old age", rows("H25.9 Cataract of old age, unspecified")),)),
    ("H60-H95", "Ear", (Row("H61", "Outer ear", (Row("H61.2", "Wax in the ear", rows("H61.20 Impacted earwax, unspecified ear")),)),)),
    (
        "I00-I99",
        "Circulation",
        (
            Row("I10", "High blood pressure", notes={"excludes2": ("pressure of the eye (H40.-)",)}),
            Row("I11", "Heart disease from high blood pressure", rows("I11.0 with heart failure", "I11.9 without heart failure")),
        ),
    ),
    (
        "J00-J99",
        "Breathing",
        (
            Row("J44", "COPD", rows("J44.0 COPD with lung infection", "J44.1 COPD, flare", "J44.9 COPD, unspecified")),
            Row("J45", "Asthma", (Row("J45.9", "Asthma, other", (Row("J45.90", "Asthma, plain", rows("J45.909 Asthma, plain, calm")),)),)),
        ),
    ),
    ("K00-K95", "Digestion", (Row("K21", "Acid reflux", rows("K21.9 Acid reflux, no inflammation")),)),
    ("L00-L99", "Skin", (Row("L03", "Skin infection", (Row("L03.9", "Skin infection, other", rows("L03.90 Cellulitis, unspecified")),)),)),
    (
        "M00-M99",
        "Joints and muscles",
        (
            Row(
                "M25",
                "Joint",
                (
                    Row(
                        "M25.5",
                        "Pain in a joint",
                        (Row("M25.56", "Knee pain", rows("M25.561 Pain in right knee", "M25.562 Pain in left knee")),),
                    ),
                ),
            ),
        ),
    ),
    (
        "N00-N99",
        "Kidney",
        (Row("N18", "CKD", rows("N18.9 CKD, unspecified"), notes={"codeFirst": ("the disease that caused it (E11.22)",)}),),
    ),
    ("O00-O9A", "Birth", (Row("O80", "Plain delivery"),)),
    ("P00-P96", "Newborn", (Row("P07", "Born early", rows("P07.3 Born before 37 weeks")),)),
    ("Q00-Q99", "Born with", (Row("Q65", "Hip born out of place", rows("Q65.2 Hip dislocation from birth")),)),
    (
        "R00-R99",
        "Signs",
        (
            Row(
                "R07",
                "Pain in throat and chest",
                (
                    *rows("R07.1 Chest pain on breathing"),
                    Row("R07.8", "Other chest pain", rows("R07.89 Other chest pain")),
                    *rows("R07.9 Chest pain, unspecified"),
                ),
            ),
        ),
    ),
    (
        "S00-T88",
        "Injury",
        (
            Row(
                "S72",
                "Break of the thigh bone",
                (
                    Row(
                        "S72.0",
                        "Break at the hip end",
                        (
                            Row(
                                "S72.00",
                                "Hip break, no part named",
                                rows("S72.001 Hip break, no part named, right", "S72.002 Hip break, no part named, left"),
                            ),
                        ),
                    ),
                ),
                seventh=FRACTURE,
            ),
            Row(
                "T81",
                "Trouble after surgery",
                (Row("T81.4", "Infection after surgery", rows("T81.40 Wound infection, unspecified")),),
                seventh=ENCOUNTERS,
            ),
        ),
    ),
    ("U00-U85", "Special", (Row("U07", "Emergency use", rows("U07.1 COVID-19")),)),
    ("V00-Y99", "Causes", (Row("W19", "Fall", seventh=ENCOUNTERS),)),
    (
        "Z00-Z99",
        "Contacts",
        (
            Row("Z12", "Cancer screening", (Row("Z12.1", "Gut cancer screening", rows("Z12.11 Colon cancer screening")),)),
            Row("Z79", "Long-term drugs", rows("Z79.4 Insulin, long-term")),
        ),
    ),
)


def xml(year: int, chapters: Iterable[Chapter] = CHAPTERS) -> str:
    """The list as the publisher lays it out, for the fiscal year that ends in `year`."""
    root = ET.Element("ICD10CM.tabular")
    ET.SubElement(root, "version").text = str(year)
    ET.SubElement(root, "introduction")
    for number, (span, title, codes) in enumerate(chapters, start=1):
        chapter = ET.SubElement(root, "chapter")
        ET.SubElement(chapter, "name").text = str(number)
        ET.SubElement(chapter, "desc").text = f"{title} ({span})"
        section = ET.SubElement(chapter, "section", id=span)
        ET.SubElement(section, "desc").text = f"{title}, block ({span})"
        _add(section, codes)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _add(parent: ET.Element, codes: Iterable[Row]) -> None:
    for row in codes:
        element = ET.SubElement(parent, "diag")
        ET.SubElement(element, "name").text = row.code
        ET.SubElement(element, "desc").text = row.title
        for kind, texts in row.notes.items():
            notes = ET.SubElement(element, kind)
            for text in texts:
                ET.SubElement(notes, "note").text = text
        if row.seventh:
            definition = ET.SubElement(element, "sevenChrDef")
            for character, meaning in row.seventh.items():
                ET.SubElement(definition, "extension", char=character).text = meaning
        _add(element, row.below)
