"""The primer: every passage complete, dated and ours to show, on codes that exist, and every everyday rule among them."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from bot.coding import grammar
from bot.pipeline.topics import TOPICS
from knowledge.model import Passage, System
from knowledge.sources.starter import packaged_starter, read_passage

PRIMER = packaged_starter().parent / "primer" if packaged_starter().is_file() else packaged_starter() / "primer"
TEST_DATA = os.environ.get("CODERLY_TEST_DATA", "")
FILES = sorted(PRIMER.glob("*.md"))
PASSAGES = {file.stem: read_passage(file) for file in FILES}
FIELDS = ("id", "title", "topic", "codes", "modifiers", "keywords", "source", "source_edition", "checked", "valid_from", "valid_to", "payer")
DELETED = re.compile(r"\bdeleted\b|\bended\b|\bsince 1 January 20\d\d\b|\breplaced\b|\bbecame\b|\bformer\b|\bold\b", re.IGNORECASE)
NEW_FROM = {"99445": date(2026, 1, 1), "99470": date(2026, 1, 1)}
"""Codes newer than the newest public file at hand."""

EVERYDAY = {
    "visits by MDM, and time as one minimum": ("em-mdm", "em-time", "em-99213"),
    "office, hospital, emergency, nursing facility, home": (
        "em-hospital-visits", "em-emergency-department", "em-nursing-facility", "em-home-residence",
    ),
    "new or established, consultations": ("em-new-established", "em-consultations"),
    "split or shared, incident-to, teaching": ("em-split-shared", "em-incident-to", "em-teaching-physician"),
    "critical care and prolonged services": ("em-critical-care-time", "em-prolonged-office", "em-prolonged-facility"),
    "G2211, observation, discharge": ("em-g2211", "em-same-day-admit-discharge", "em-discharge-day"),
    "preventive, AWV, IPPE": ("em-preventive-with-problem", "em-awv", "em-ippe"),
    "care management": ("em-ccm", "em-tcm", "em-rpm", "em-apcm", "em-acp"),
    "telehealth and audio-only": ("em-telehealth-medicare", "em-deleted-phone-codes", "modifier-95-93", "pos-telehealth"),
    "global surgery and its modifiers": (
        "surgery-global-package", "surgery-global-count", "modifier-24", "modifier-54-55-56", "modifier-57", "modifier-58", "modifier-78", "modifier-79",
    ),
    "25, 59, X, bilateral, multiple": ("modifier-25", "modifier-59", "modifier-x-subset", "modifier-50", "modifier-51"),
    "assistants and co-surgery, 26 and TC": ("modifier-80-81-82-as", "modifier-62-66", "modifier-26-tc"),
    "screening turned therapeutic": ("surgery-colonoscopy-screening", "modifier-33-pt"),
    "injections, drug units, waste, vaccines": ("drugs-injection-96372", "drugs-units", "modifier-jw-jz", "drugs-vaccines"),
    "panels, repeat tests, contrast": ("lab-panels", "modifier-91", "modifier-76-77", "imaging-contrast"),
    "anesthesia time, therapy minutes": ("anesthesia-time-units", "therapy-8-minute-rule"),
    "psychotherapy with a visit, wound care": ("em-psychotherapy-with-em", "surgery-wound-care-visit"),
    "lesions, biopsies, fractures": ("surgery-lesion-excision", "surgery-skin-biopsy-codes", "surgery-biopsy-with-removal", "surgery-fracture-care"),
    "endoscopy families, add-on, separate procedure, unlisted": (
        "surgery-endoscopy-family", "ncci-add-on-types", "ncci-separate-procedure", "codes-unlisted",
    ),
    "deleted codes and their successors": ("codes-deleted-em", "codes-deleted-procedures"),
    "conventions of ICD-10-CM": (
        "icd10cm-excludes1", "icd10cm-excludes2", "icd10cm-etiology-manifestation", "icd10cm-with", "icd10cm-nec-nos", "icd10cm-placeholder-x",
        "icd10cm-seventh-character", "icd10cm-laterality",
    ),
    "chapters": (
        "guidelines-hypertension-heart-kidney", "guidelines-diabetes", "guidelines-sepsis", "guidelines-neoplasm-sequencing", "guidelines-pregnancy",
        "guidelines-pain", "guidelines-signs-symptoms", "guidelines-bmi-obesity", "guidelines-long-term-drugs", "guidelines-external-cause",
    ),
    "uncertain diagnoses, screening, aftercare, POA": (
        "guidelines-uncertain-diagnosis", "guidelines-screening", "guidelines-aftercare-followup-history", "guidelines-poa",
    ),
    "HCPCS levels, places, ABN": ("hcpcs-levels", "pos-common-codes", "coverage-abn", "modifier-ga-gx-gy-gz"),
    "NCD, LCD, article, MAC, denials": ("coverage-ncd", "coverage-lcd-article", "coverage-mac", "denials-common-carc"),
    "queries, audits, fraud, cloning, retention": (
        "compliance-query", "compliance-audit", "compliance-false-claims-act", "compliance-upcoding", "compliance-cloned-notes",
        "compliance-record-retention",
    ),
}  # fmt: skip


def test_there_are_as_many_as_promised_and_each_has_its_own_name() -> None:
    assert len(PASSAGES) >= 120
    assert all(passage.id == stem for stem, passage in PASSAGES.items())
    assert len({passage.title for passage in PASSAGES.values()}) == len(PASSAGES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_passage_says_whence_it_is_when_it_was_checked_and_for_which_dates_it_holds(file: Path) -> None:
    head = file.read_text(encoding="utf-8").split("---")[1]
    assert [field for field in FIELDS if not re.search(rf"^{field}:", head, re.MULTILINE)] == []
    passage = PASSAGES[file.stem]
    assert passage.source
    assert passage.edition
    assert passage.valid_from is not None
    assert date(2025, 1, 1) < passage.checked <= date.today()  # noqa: DTZ011 - a day of checking is a person's own
    assert passage.valid_to is None or passage.valid_from < passage.valid_to
    assert passage.topic in {*TOPICS, "codes", "surgery", "drugs", "imaging", "lab", "hcpcs", "documents"}
    assert 200 < len(passage.text) < 1_600
    assert passage.keywords


@pytest.mark.parametrize("rule", EVERYDAY)
def test_every_everyday_rule_has_its_passage(rule: str) -> None:
    assert [name for name in EVERYDAY[rule] if name not in PASSAGES] == []


def _shape(code: str) -> tuple[System, ...]:
    found = grammar.mentions(code)
    return found[0].systems if len(found) == 1 and found[0].code == code else ()


@pytest.mark.parametrize("passage", PASSAGES.values(), ids=PASSAGES.keys())
def test_the_codes_of_a_passage_have_the_shape_of_codes(passage: Passage) -> None:
    assert [code for code in passage.codes if not _shape(code)] == []


@pytest.mark.skipif(not TEST_DATA, reason="CODERLY_TEST_DATA is not set: the public files with all codes are not here")
def test_the_codes_of_the_primer_exist_or_are_told_as_deleted() -> None:
    """Looked for in every public file of codes there is; whole tokens only."""
    tokens: set[str] = set()
    test_data = Path(TEST_DATA)
    for folder, pattern in (("mpfs", "*.csv"), ("mpfs", "*.txt"), ("hcpcs", "*.txt"), ("hcpcs", "*.csv"), ("icd10cm", "*.txt"), ("icd10cm", "*.xml")):
        for file in (test_data / folder).rglob(pattern):
            tokens |= set(re.findall(r"[A-Z0-9]{3,7}(?:\.[A-Z0-9]{1,4})?", file.read_text(encoding="latin-1")))
    assert len(tokens) > 10_000
    missing = {}
    for passage in PASSAGES.values():
        for code in passage.codes:
            plain = code.replace(".", "")
            known = plain in tokens or code in tokens or code in NEW_FROM
            if not known and not DELETED.search(passage.text):
                missing[f"{passage.id} {code}"] = passage.text[:80]
    assert missing == {}
