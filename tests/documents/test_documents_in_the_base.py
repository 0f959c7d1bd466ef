"""What an admin sees of documents she dropped, and what a coder gets from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_home
from documents_files import NOTE, ON, PAGE, dropped, guidelines, sheet, word
from small_pdf import pdf

from bot.app import create_app
from bot.pipeline.compose import compose
from bot.pipeline.gathering import gather
from bot.pipeline.numbering import used_sources_only
from bot.pipeline.understand import Asked, understand
from bot.settings import Settings
from bot.turns import Platform, Reply, Turn
from knowledge.base import KnowledgeBase
from knowledge.build import Build
from knowledge.embeddings import embedder_named
from knowledge.order import Order

MANUAL = pdf(
    [
        ["2026 Medicare NCCI Coding Policy Manual", "January 1, 2026", "Chapter I General"],
        ["Revision Date (Medicare): 1/1/2026", "I-3", "Chapter I", "General policies", "A. Baskets", "Baskets are billed with modifier 59 only when",
         "a second orchard was visited on that day."],
    ]
)  # fmt: skip
SECRET = NOTE.replace("title: Orchard Health notes", "title: Plans of our own\nworkspace: T2").replace("wants the visit note", "pays in zinc")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("documents")
    sources = home / "sources"
    small_home.drop_sources(sources)
    dropped(sources, "FY26-guidelines.pdf", guidelines())
    dropped(sources, "FY25-guidelines.pdf", guidelines(year=2025, extra="of old"))
    dropped(sources, "manual.pdf", MANUAL)
    dropped(sources, "layout.pdf", pdf([["File layout", "1. Field one", "2. Field two"]]))
    dropped(sources, "README.md", "# What lies here\n\nFiles.")
    dropped(sources, "orchard.md", NOTE)
    dropped(sources, "documents/secret.md", SECRET)
    dropped(sources, "documents/rules.docx", word())
    dropped(sources, "documents/baskets.xlsx", sheet())
    dropped(sources, "documents/bulletin-2026-02.html", PAGE)
    dropped(sources, "documents/broken.pdf", b"%PDF-1.4 nothing")
    dropped(sources, "documents/wrong.md", "---\ntitle: x\nvalid_from: some day\n---\nText.")
    dropped(sources, "documents/quotes.txt", "Report 99213 (zzleak plover quartz) once a day and not twice.")
    events: list[dict[str, Any]] = []
    Build(Order(str(home / "knowledge"), str(sources), "wordllama"), events.append).run()
    told = "\n".join(f"{e['file']}|{e['edition']}|{e['rows']}|{' '.join(e['reasons'])}" for e in events if e["event"] == "file")
    (home / "told").write_text(told, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    yield opened
    opened.close()


def answer(base: KnowledgeBase, text: str, *, on: date = ON, workspace: str = "T1") -> Reply:
    with base.use() as snapshot:
        return used_sources_only(compose(gather(understand(Asked(text=text, today=on, workspace=workspace)), snapshot)))


def told(home: Path) -> dict[str, list[str]]:
    lines = (home / "told").read_text(encoding="utf-8").splitlines()
    return {parts[0]: parts[1:] for parts in (line.split("|") for line in lines)}


def test_known_publications_say_their_edition_themselves(home: Path) -> None:
    said = told(home)
    assert said["FY26-guidelines.pdf"][0] == "ICD-10-CM Official Guidelines FY2026"
    assert said["manual.pdf"][0] == "NCCI Policy Manual 2026"
    assert said["orchard.md"][:2] == ["Orchard Health notes 2026-03-01", "2"]
    assert said["bulletin-2026-02.html"][0] == "Orchard bulletin 2026-02-01"


@pytest.mark.parametrize("name", ["layout.pdf", "README.md"])
def test_a_file_among_data_is_no_document_and_the_report_says_how_it_becomes_one(home: Path, name: str) -> None:
    edition, rows, reason = told(home)[name]
    assert (edition, rows) == ("", "0")
    assert "folder documents/ of the sources" in reason


def test_what_is_wrong_with_a_document_is_said_and_the_rest_is_read(home: Path) -> None:
    said = told(home)
    assert "no readable PDF" in said["broken.pdf"][2]
    assert "valid_from: some day" in said["wrong.md"][2]
    assert said["rules.docx"][1] == said["baskets.xlsx"][1] == "1"


def test_a_guideline_answers_with_its_section_page_and_dates(base: KnowledgeBase) -> None:
    reply = answer(base, "guideline for plums that are not sure")
    assert reply.verdict.startswith("Do not code a plum that is called probable")
    assert reply.title == "ICD-10-CM Official Guidelines FY2026, Section IV.H: Plums that are not sure"
    cited = reply.citations[0]
    assert (cited.edition, cited.locator) == ("FY2026", "Section IV.H, page 5")
    assert cited.effective == "2025-10-01 to 2026-09-30"


def test_the_edition_in_force_on_the_date_answers(base: KnowledgeBase) -> None:
    assert answer(base, "guideline on the word quince", on=date(2025, 3, 1)).citations[0].edition == "FY2025"
    assert answer(base, "guideline on the word quince").citations[0].edition == "FY2026"


def test_a_document_that_no_longer_holds_is_shown_as_such(base: KnowledgeBase) -> None:
    reply = answer(base, "guideline for plums that are not sure", on=date(2028, 1, 1))
    assert "ICD-10-CM Official Guidelines FY2026 held until 2026-09-30" in reply.caveat


def test_the_teams_note_stands_first_when_its_payer_is_named(base: KnowledgeBase) -> None:
    reply = answer(base, "What does Orchard Health say about modifier 25?")
    assert reply.verdict.startswith("Orchard Health: Orchard Health wants the visit note")
    assert "Orchard Health notes" in reply.text


@pytest.mark.parametrize("text", ["When is modifier 25 right?", "What does Plum Mutual say about modifier 25?"])
def test_the_note_on_one_payer_answers_nobody_else(base: KnowledgeBase, text: str) -> None:
    assert "visit note" not in answer(base, text).verdict


def test_the_manual_answers_when_it_is_named_and_the_primer_when_it_is_not(base: KnowledgeBase) -> None:
    assert "second orchard" in answer(base, "what does the NCCI manual say about baskets").text
    assert "orchard" not in answer(base, "When is modifier 59 right?").verdict


def test_a_document_of_one_workspace_is_read_by_nobody_else(base: KnowledgeBase) -> None:
    asked = "What does Orchard Health say about modifier 25?"
    assert "zinc" in answer(base, asked, workspace="T2").text
    assert "zinc" not in answer(base, asked, workspace="T1").text
    with base.use() as snapshot:
        secret = next(p for p in snapshot.catalog.prose.all("T2") if "zinc" in p.text)
        assert snapshot.catalog.prose.one(secret.id, "T1") is None


async def test_about_lists_documents_but_not_those_of_another_workspace(home: Path, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=home, database_url=f"sqlite:///{tmp_path}/state.sqlite", secret_key="of the tests")
    async with create_app(settings) as app:
        about = {w: (await app.answer(Turn(Platform.SLACK, w, "c", "t", "ann", "", verb="about"))).text for w in ("T1", "T2")}
    assert "Orchard Health notes" in about["T1"]
    assert "Plans of our own" in about["T2"]
    assert "Plans of our own" not in about["T1"]


def test_a_quoted_descriptor_is_not_in_the_base(base: KnowledgeBase) -> None:
    with base.use() as snapshot:
        text = next(p.text for p in snapshot.catalog.prose.all() if p.document == "quotes")
    assert text == "Report 99213 once a day and not twice."


def test_words_of_other_kinds_of_files_are_found(base: KnowledgeBase) -> None:
    assert "once a day" in answer(base, "What is the rule on ladders in the orchard?").text
    assert "no charge during the harvest" in answer(base, "what does the orchard bulletin say on wasps").text
    assert "signed order" in answer(base, "rule for a large basket").text
