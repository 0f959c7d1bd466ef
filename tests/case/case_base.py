"""A knowledge base for cases: a little tabular list, index and table of neoplasms of our own, in the published layouts.

Code numbers are real, words are short and ours. Built in this process, as the child process of the program would.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import small_home
from small_tabular import CHAPTERS, ENCOUNTERS, Chapter, Row, rows

from bot.case.model import CaseReading, Suggestion
from knowledge.build import Build
from knowledge.order import Order

TODAY = date.today()  # noqa: DTZ011 - the base answers for today
Read = Callable[..., CaseReading]
"""Reads a note with the small base."""

MORE: dict[str, tuple[Row, ...]] = {
    "C00-D49": (
        Row("C50", "Breast cancer", (Row("C50.9", "Breast cancer, site unspecified", (
            Row("C50.91", "Female breast cancer", rows("C50.911 Cancer of right female breast", "C50.912 Cancer of left female breast",
                                                       "C50.919 Cancer of unspecified female breast")),)),)),
        Row("C78", "Spread to lung and gut", (Row("C78.0", "Spread to the lung", rows("C78.00 Spread to unspecified lung",
                                                  "C78.01 Spread to right lung", "C78.02 Spread to left lung")),)),
        Row("D49", "Growths of unspecified behavior", rows("D49.1 Growth of the airways, unspecified behavior")),
    ),
    "E00-E89": (Row("E66", "Obesity", rows("E66.9 Obesity, unspecified")), Row("E87", "Salts", rows("E87.1 Low sodium"))),
    "F01-F99": (Row("F02", "Dementia in diseases classified elsewhere", rows("F02.80 Dementia in other diseases classified elsewhere, calm")),),
    "G00-G99": (Row("G30", "Alzheimer's disease", rows("G30.9 Alzheimer's disease, unspecified"), notes={"useAdditionalCode": ("dementia (F02.80)",)}),),
    "I00-I99": (Row("I50", "Heart failure", rows("I50.9 Heart failure, unspecified")), Row("I26", "Lung clot", rows("I26.99 Lung clot, other"))),
    "J00-J99": (Row("J18", "Pneumonia", rows("J18.9 Pneumonia, unspecified organism")),),
    "R00-R99": (
        Row("R05", "Cough", rows("R05.9 Cough, unspecified")),
        Row("R11", "Nausea and vomiting", (*rows("R11.0 Nausea"), Row("R11.1", "Vomiting", rows("R11.10 Vomiting, unspecified")),
                                           *rows("R11.2 Nausea with vomiting, unspecified"))),
        Row("R50", "Fever of other origin", rows("R50.9 Fever, unspecified")),
        Row("R52", "Pain, unspecified"),
        Row("R69", "Illness, unspecified"),
    ),
    "M00-M99": (Row("M54", "Back pain", rows("M54.9 Back pain, unspecified")),),
    "S00-T88": (Row("S83", "Sprain of the knee", (Row("S83.9", "Sprain of unspecified site of knee", rows(
        "S83.90 Sprain of unspecified site of unspecified knee", "S83.91 Sprain of unspecified site of right knee",
        "S83.92 Sprain of unspecified site of left knee")),), seventh=ENCOUNTERS),
                Row("T38", "Hormones", (Row("T38.3", "Insulin and tablets for sugar", (Row("T38.3X", "Insulin and tablets for sugar", rows(
                    "T38.3X1 Poisoning by tablets for sugar, accidental", "T38.3X2 Poisoning by tablets for sugar, self-harm",
                    "T38.3X5 Adverse effect of tablets for sugar")),)),), seventh=ENCOUNTERS),
                Row("T45", "Medicines of the blood", (Row("T45.1", "Growth medicines", (Row("T45.1X", "Growth medicines", rows(
                    "T45.1X5 Adverse effect of growth medicines")),)),), seventh=ENCOUNTERS)),
    "V00-Y99": (Row("W19", "Unspecified fall", seventh=ENCOUNTERS), Row("W54", "Contact with dog", rows("W54.0 Bitten by dog"), seventh=ENCOUNTERS),
                Row("Y92", "Place", rows("Y92.10 Kitchen of a home"))),
    "Z00-Z99": (
        Row("Z51", "Other care", (Row("Z51.1", "Treatment of a growth", rows("Z51.11 Encounter for chemotherapy")),)),
        Row("Z68", "Body mass index", (Row("Z68.3", "30 to 39", rows("Z68.34 Body mass index [BMI] 34.0-34.9, adult")),)),
        Row("Z79", "Long-term drugs", (*rows("Z79.01 Long-term use of anticoagulants", "Z79.4 Long-term use of insulin", "Z79.84 Long-term use of tablets"),)),
        Row("Z80", "Family history of cancer", (
            Row("Z80.3", "Family history of breast cancer", notes={"inclusionTerm": ("Conditions classifiable to C50.-",)}),)),
        Row("Z88", "Allergy to medicines", rows("Z88.0 Allergy to penicillin")),
        Row("Z85", "Personal history of cancer", rows("Z85.3 Personal history of breast cancer")),
        Row("Z90", "Organs taken out", rows("Z90.49 Gut organ taken out")),
    ),
}  # fmt: skip

INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>{year}</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title><letter><title>A</title>
<mainTerm><title>Absence<nemod>(of organ)</nemod></title>
 <term level="1"><title>gallbladder<nemod>(acquired)</nemod></title><code>Z90.49</code></term></mainTerm>
<mainTerm><title>Asthma, asthmatic</title><code>J45.909</code></mainTerm>
<mainTerm><title>Cancer</title><seeAlso>Neoplasm, by site, malignant</seeAlso></mainTerm>
<mainTerm><title>Chest</title><see>condition</see></mainTerm>
<mainTerm><title>Cough</title><code>R05.9</code></mainTerm>
<mainTerm><title>Dementia</title>
 <term level="1"><title>in</title><term level="2"><title>Alzheimer's disease</title><code>G30.9</code><manif>F02.80</manif></term></term></mainTerm>
<mainTerm><title>Diabetes, diabetic<nemod>(sugar)</nemod></title><code>E11.9</code>
 <term level="1"><title>with</title><term level="2"><title>neuropathy</title><code>E11.40</code></term></term></mainTerm>
<mainTerm><title>Failure, failed</title>
 <term level="1"><title>heart</title><code>I50.9</code></term></mainTerm>
<mainTerm><title>Fever<nemod>(of unknown origin)</nemod></title><code>R50.9</code></mainTerm>
<mainTerm><title>History</title>
 <term level="1"><title>family<nemod>(of)</nemod></title>
  <term level="2"><title>malignant neoplasm</title><term level="3"><title>breast</title><code>Z80.3</code></term></term></term>
 <term level="1"><title>personal<nemod>(of)</nemod></title>
  <term level="2"><title>malignant neoplasm</title><term level="3"><title>breast</title><code>Z85.3</code></term></term></term></mainTerm>
<mainTerm><title>Hypertension, hypertensive</title><code>I10</code></mainTerm>
<mainTerm><title>Illness</title><code>R69</code></mainTerm>
<mainTerm><title>Metastasis, metastatic</title><seeAlso>Neoplasm, secondary, by site</seeAlso></mainTerm>
<mainTerm><title>Nausea</title><code>R11.0</code></mainTerm>
<mainTerm><title>Old</title><code>R69</code></mainTerm>
<mainTerm><title>Pain</title><code>R52</code>
 <term level="1"><title>back</title><code>M54.9</code></term>
 <term level="1"><title>chest</title><code>R07.9</code></term>
 <term level="1"><title>joint</title><term level="2"><title>knee</title><code>M25.56-</code></term></term></mainTerm>
<mainTerm><title>Gonalgia</title><see>Pain, joint, knee</see></mainTerm>
<mainTerm><title>Pneumonia<nemod>(acute)</nemod></title><code>J18.9</code></mainTerm>
<mainTerm><title>Embolism</title><term level="1"><title>lung or pulmonary</title><code>I26.99</code></term></mainTerm>
<mainTerm><title>Sprain</title><term level="1"><title>knee</title><code>S83.9-</code></term></mainTerm>
<mainTerm><title>Tumor</title><seeAlso>Neoplasm, unspecified behavior, by site</seeAlso></mainTerm>
<mainTerm><title>Vomiting</title><code>R11.10</code>
 <term level="1"><title>with nausea</title><code>R11.2</code></term></mainTerm>
</letter></ICD10CM.index>"""

TABLE = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>{year}</version><indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head>
<head col="3">Malignant Secondary</head><head col="7">Unspecified Behavior</head></indexHeading><letter><title>N</title>
<mainTerm><title>Neoplasm, neoplastic</title>
<term level="1"><title>breast</title><cell col="2">C50.9-</cell></term>
<term level="1"><title>lung</title><cell col="2">C34.9-</cell><cell col="3">C78.0-</cell><cell col="7">D49.1</cell></term>
</mainTerm></letter></ICD10CM.index>"""


CAUSES = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>{year}</version><title>ICD-10-CM EXTERNAL CAUSE INDEX</title><letter><title>F</title>
<mainTerm><title>Bite, bitten by</title><term level="1"><title>dog</title><code>W54.0</code></term></mainTerm>
<mainTerm><title>Fall, falling<nemod>(accidental)</nemod></title><code>W19</code></mainTerm>
<mainTerm><title>Place of occurrence</title><term level="1"><title>kitchen</title><code>Y92.10</code></term></mainTerm>
</letter></ICD10CM.index>"""

DRUGS = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>{year}</version><title>ICD-10-CM TABLE OF DRUGS and CHEMICALS</title><indexHeading><head col="1">Substance</head>
<head col="2">Poisoning Accidental (unintentional)</head><head col="3">Poisoning Intentional self-harm</head><head col="6">Adverse effect</head></indexHeading>
<letter><title>M</title>
<mainTerm><title>Metformin</title><cell col="2">T38.3X1</cell><cell col="3">T38.3X2</cell><cell col="6">T38.3X5</cell></mainTerm>
<mainTerm><title>Insulin</title><cell col="6">T38.3X5</cell></mainTerm>
<mainTerm><title>Carboplatin</title><cell col="6">T45.1X5</cell></mainTerm>
</letter></ICD10CM.index>"""


PCS_TABLES = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular><version>{year}</version><pcsTable>
<axis pos="1" values="1"><title>Section</title><label code="0">Surgery</label></axis>
<axis pos="2" values="1"><title>Body System</title><label code="F">Liver and ducts</label></axis>
<axis pos="3" values="1"><title>Operation</title><label code="T">Taking out whole</label></axis>
<pcsRow codes="4"><axis pos="4" values="2"><title>Body Part</title><label code="1">Liver, Right</label><label code="4">Gallbladder</label></axis>
<axis pos="5" values="2"><title>Approach</title><label code="0">Open</label><label code="4">Percutaneous Endoscopic</label></axis>
<axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
<axis pos="7" values="1"><title>Qualifier</title><label code="Z">No Qualifier</label></axis></pcsRow></pcsTable></ICD10PCS.tabular>"""

PCS_INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.index><version>{year}</version><letter><title>C</title>
<mainTerm><title>Cholecystectomy</title><term level="1"><see>Excision, Gallbladder<codes>0FB4</codes></see></term>
<term level="1"><see>Resection, Gallbladder<codes>0FT4</codes></see></term></mainTerm>
<mainTerm><title>Hepatectomy</title><term level="1"><see>Resection, Liver<tab>0FT</tab></see></term></mainTerm></letter></ICD10PCS.index>"""


def chapters() -> Iterable[Chapter]:
    """The chapters of the small tabular list with the codes that cases need."""
    more = {span: {row.code for row in MORE.get(span, ())} for span, _, _ in CHAPTERS}
    return [(span, title, (*(row for row in codes if row.code not in more[span]), *MORE.get(span, ()))) for span, title, codes in CHAPTERS]


def build(home: Path, *, index: bool = True) -> Path:
    """Build it in `home`, with or without the alphabetic index."""
    sources = home / "sources"
    small_home.drop_sources(sources, chapters())
    if index:
        files = (("icd10cm-index", INDEX), ("icd10cm-neoplasm", TABLE), ("icd10cm-eindex", CAUSES), ("icd10cm-drug", DRUGS),
                 ("icd10pcs-tables", PCS_TABLES), ("icd10pcs-index", PCS_INDEX))
        for name, text in files:
            written = text.format(year=small_home.this_year())
            ET.fromstring(written)
            (sources / f"{name}-{small_home.this_year()}.xml").write_text(written, encoding="utf-8")
    Build(Order(str(home / "knowledge"), str(sources), "wordllama"), lambda event: None).run()
    return home


def suggested(reading: CaseReading, code: str) -> Suggestion:
    """The suggestion of a code; fails if there is none."""
    found = [s for s in reading.suggestions if s.code == code]
    assert found, [(s.code, s.group.value) for s in reading.suggestions]
    return found[0]
