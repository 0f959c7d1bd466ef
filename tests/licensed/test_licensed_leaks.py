"""In the mode `none` no word of a CPT or CDT descriptor is kept from any file: not in a snapshot, a report, a log or a prompt.

The files are ours, in the published layouts; each carries an unmistakable invented descriptor where the publisher's stands.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import small_home
from licensed_files import release
from model_server import ModelServer, faithful
from small_pdf import pdf

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("sources", "codesets")]

import sources_fixtures
import sources_other_tables
from sources_reading import INVENTED
from test_codesets_hcpcs import TEXT, record

from bot.app import create_app
from bot.settings import Settings
from bot.turns import Platform, Turn
from knowledge.base import KnowledgeBase
from knowledge.build import Build
from knowledge.embeddings import embedder_named
from knowledge.model import System
from knowledge.order import Order
from knowledge.words import NOTHING, Words

LEAK = "zzleak plover quartz brook"
WORDS = ("zzleak", "plover", "zzlicensed")
KEPT = "zzkept"
"""A word that must be kept: it shows that what is sought would be found."""

MANUAL = pdf(
    [
        ["2026 Medicare NCCI Coding Policy Manual", "January 1, 2026", "Chapter I General"],
        [
            "Revision Date (Medicare): 1/1/2026",
            "I-3",
            "Chapter I",
            "General policies",
            "A. Baskets",
            f"A basket is reported with CPT code 45378 ({LEAK} one). The {KEPT} basket is not",
            f"reported with CPT code 99213 \u201c{LEAK} two\u201d on the same day, nor with 45385 ({LEAK}",
            "three that goes on in the next line) or with code 80053 [zzleak plover].",
            "B. Lists",
            "The following codes are baskets:",
            f"27447 - Zzleak plover quartz {LEAK}",
            f"20610: Zzleak {LEAK}",
        ],
    ]
)


def leaky(content: bytes) -> bytes:
    """A fixture with our word in place of its invented descriptors."""
    assert INVENTED.encode() in content
    return content.replace(INVENTED.encode(), LEAK.encode())


def drop(sources: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The published files; gives the names of those that must be read."""
    small_home.drop_sources(sources)
    fees = sources_fixtures.as_csv(sources_fixtures.fee_rows())
    filler = (record(f"E{number:04}", "3", "Filler") for number in range(1, 20))
    hcpcs = (*TEXT, record("A9904", "3", f"Glue, {KEPT}"), *filler, record("D0120", "3", LEAK))
    files = {
        "PPRRVU2026_Apr_nonQPP.csv": leaky(fees),
        "2026_april_addendum_b.csv": leaky(sources_other_tables.OPPS.encode()),
        "PUF_CLFS_CY2026_Q2V1.csv": leaky(sources_other_tables.CLFS.encode()),
        "HCPC2026_APR_ANWEB.txt": "".join(f"{line}\r\n" for line in hcpcs).encode(),
        "manual.pdf": MANUAL,
    }
    for name, content in files.items():
        (sources / name).write_bytes(content)
    monkeypatch.setattr(sources_fixtures, "INVENTED", LEAK)
    for kind in ("article", "lcd"):
        sources_fixtures.coverage_zip(sources / f"current_{kind}.zip", kind)
        (sources / f"inner-current_{kind}.zip").unlink(missing_ok=True)
    for name, content in release().items():
        path = sources / "cpt-2026" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return (*files, "current_article.zip", "current_lcd.zip")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole snapshot of these files in the mode `none`, and what the build said in `said.json` beside it."""
    home = tmp_path_factory.mktemp("leaks")
    with pytest.MonkeyPatch.context() as patch:
        expected = drop(home / "sources", patch)
    events: list[dict[str, Any]] = []
    Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama"), events.append).run()
    (home / "said.json").write_text(json.dumps([expected, events]), encoding="utf-8")
    return home


def written(home: Path) -> list[Path]:
    """Every file that the build and the assistant wrote."""
    return [path for path in home.rglob("*") if path.is_file() and (home / "sources") not in path.parents]


def holding(home: Path, word: str) -> list[str]:
    """Files with a word in their bytes, as UTF-8 or UTF-16."""
    sought = (word.encode(), word.encode("utf-16-le"))
    return [path.name for path in written(home) if any(s in path.read_bytes().lower() for s in sought)]


def cells(file: Path) -> Iterator[str]:
    """Every value of every table of a SQLite file, whatever page it lies on."""
    database = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")]
    for table in tables:
        for row in database.execute(f'SELECT * FROM "{table}"'):
            yield from (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row)
    database.close()


def test_every_file_was_read_so_that_silence_means_something(home: Path) -> None:
    expected, events = json.loads((home / "said.json").read_text(encoding="utf-8"))
    read = {event["file"].split("/")[0] for event in events if event["event"] == "file" and event["rows"]}
    assert set(expected) <= read
    licensed = [event for event in events if event["event"] == "file" and event["source"] == "cpt_licensed"]
    assert len(licensed) == len(release())
    assert all("CPT mode is none" in event["reasons"][0] and event["rows"] == 0 for event in licensed)


@pytest.mark.parametrize("word", WORDS)
def test_no_byte_of_it_is_in_any_file_of_the_base(home: Path, word: str) -> None:
    assert holding(home, word) == []


def test_what_must_be_kept_is_found_in_the_same_way(home: Path) -> None:
    files = holding(home, KEPT)
    assert {"catalog.sqlite", "chroma.sqlite3", "vocabulary.json"} <= set(files)


@pytest.mark.parametrize("word", WORDS)
def test_no_cell_of_a_catalog_or_of_chroma_holds_it(home: Path, word: str) -> None:
    files = [path for path in written(home) if path.suffix in (".sqlite", ".sqlite3")]
    assert len(files) > 8
    for file in files:
        assert not [value for value in cells(file) if word in value.lower()], file


def test_no_word_index_knows_it(home: Path) -> None:
    folders = [path.parent for path in written(home) if path.name == "vocabulary.json"]
    assert folders
    kept = 0
    for folder in folders:
        index = Words(folder)
        for word in WORDS:
            assert index.phrases(word, 5) == index.contexts(word, 5) == NOTHING
        kept += bool(index.phrases(KEPT, 5).scores)
    assert kept >= 2, "HCPCS and the manual"


def test_no_code_found_by_it_and_none_described_with_it(home: Path) -> None:
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    with base.use() as snapshot:
        from datetime import date

        on = date(2026, 5, 1)
        assert not [hit for hit in snapshot.find(LEAK, (), 10, on, descriptors=True) if hit.lexical and "zzleak" in hit.title]
        for code in ("99213", "45378", "45385", "27447", "20610", "80053", "00001"):
            assert "zzle" not in str(snapshot.catalog.code(System.CPT, code, on))
            assert not any("zzle" in text for text in snapshot.texts(System.CPT, code))
    base.close()


QUESTIONS = (
    "/code 99213",
    "45378 and 45385 together?",
    "what does the NCCI manual say about baskets",
    "Is 20610 covered for M17.11?",
    "80053 fee",
    "D0120",
    "difference between 45378 and 45385",
)


async def test_no_prompt_no_answer_and_no_log_holds_it(home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    async with ModelServer() as server:
        server.behaviour = faithful()
        settings = Settings(
            _env_file=None,
            home=home,
            database_url=f"sqlite:///{tmp_path}/state.sqlite",
            secret_key="of the tests",
            llm="openai:any",
            model={"base_url": server.url, "api_key": "none"},
        )
        async with create_app(settings) as app:
            said = [(await app.answer(Turn(Platform.SLACK, "w", "c", f"t{n}", "ann", text))) for n, text in enumerate(QUESTIONS)]
        prompts = "\n".join(server.prompts)
    assert "99213" in prompts
    assert KEPT in prompts, "the manual's own words reach the model"
    for word in WORDS:
        assert word not in prompts.lower()
        assert word not in str(said).lower()
        assert word not in caplog.text.lower()
        assert word not in "".join(p.read_bytes().decode("utf-8", "replace").lower() for p in tmp_path.rglob("*") if p.is_file())
        assert holding(home, word) == []
