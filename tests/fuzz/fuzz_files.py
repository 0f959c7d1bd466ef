"""Targets that read files: every reader of a published file, sheets of claims, documents as their child process converts them."""

from __future__ import annotations

import io
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

import fuzz_inputs as inputs
from fuzz_target import Run, Target

for _folder in ("sources", "codesets", "documents", "licensed"):
    sys.path.append(str(Path(__file__).parents[1] / _folder))

import documents_files
import licensed_files
import small_tabular
import sources_fixtures as tables
import sources_other_tables
import test_codesets_code_order as orders
import test_codesets_crosswalks as maps
import test_codesets_hcpcs as hcpcs
import test_codesets_icd10cm_index as index
import test_codesets_icd10pcs as pcs
import test_sources_code_edits as edits
import test_sources_places_page as places
from small_pdf import pdf

from bot.batch import sheet
from knowledge.discover import HEAD_BYTES
from knowledge.documents.blocks import Converted, Kind, kind_of
from knowledge.documents.outline import sections
from knowledge.documents.pieces import pieces
from knowledge.errors import SourceError
from knowledge.readers import readers
from knowledge.sources.base import Reader

Named = tuple[str, bytes]
SHEET = b"claim,code,modifiers,units,dx,dos,pos,state,payer\n1,99213,25,1,M17.11,2026-05-05,11,CA,Medicare\n1,20610,RT,2,,,,,\n2,J1885,,x4,M54.50,5/5/26,11,TX,Aetna\n"
_MARKUP = b"---\ntitle: Notes\npayer: Orchard\nvalid_from: 2026-03-01\n---\n# One\n\nWords of ours.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Two\n\n1. Modifier 25\n"


def _lines(*rows: str) -> bytes:
    return "".join(f"{row}\r\n" for row in rows).encode()


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _made(make: Callable[[Path], Path]) -> Named:
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder))
        return path.name, path.read_bytes()


def published() -> tuple[Named, ...]:
    """A small file of each kind, in the published layout."""
    rows = tables.fee_rows()
    release = licensed_files.release()
    return (
        (tables.PTP_TEXT, (tables.PTP_PREAMBLE + tables.PTP_ROWS + tables.PTP_UNDATED).encode("cp1252")),
        _made(tables.mue_file),
        ("PPRRVU2026_Apr_nonQPP.csv", tables.as_csv(rows)),
        _made(lambda folder: tables.as_xlsx(folder / "PPRRVU2026_Apr_nonQPP.xlsx", rows)),
        _made(lambda folder: tables.coverage_zip(folder / "current_article.zip")),
        _made(lambda folder: tables.pairs_json(folder / "lcd_hcpcs_icd10_coverage_2026.derived.json")),
        ("AOC_V2026Q2-F-MCR.txt", (tables.addon_line(1, "99417", "99205", begins="2021001") + tables.addon_line(3, "0001F", "CCCCC")).encode()),
        *((name, content) for _, name, content, *_ in sources_other_tables.OTHERS),
        (edits.NAME, edits.definitions()),
        (places.NAME, f"{places.HEAD}<table>{places.HEADER}{places.ROWS}</table>".encode()),
        ("icd10cm_order_2031.txt", _lines(*orders.CM)),
        ("icd10pcs_order_2031.txt", _lines(*orders.PCS)),
        ("icd10cm_codes_2031.txt", _lines(*orders.CODES)),
        ("icd10pcs_codes_2031.txt", _lines("00W0ABC Wobble of Nerve", "XW0ABCD New Wobble")),
        ("icd10cm_order_addenda_2031.txt", _lines(*orders.ADDENDA)),
        ("2018_I9gem.txt", _lines(*maps.FORWARD)),
        ("2018_I10gem.txt", _lines(*maps.BACKWARD)),
        ("CMS32_DESC_LONG_DX.txt", _lines("0109  Wobble", "V9999 Status wobble", "E9999 Fall")),
        ("CMS32_DESC_LONG_SG.txt", _lines("0109 Steadying", "02 Glue")),
        ("2031 Midyear_Final ICD-10-CM Mappings.csv", maps.HCC.encode()),
        ("DXCCSR_v2031-1.csv", maps.CCSR.encode()),
        ("RBCS_RY_2031.csv", maps.RBCS.encode()),
        ("HCPC2026_APR_ANWEB.txt", _lines(*hcpcs.TEXT)),
        ("icd10cm-index-2031.xml", index.INDEX.encode()),
        ("icd10cm-neoplasm-2031.xml", index.TABLE.format(kind="Neoplasm", first="Malignant Primary", second="Benign", main="Wobble", code="C44.").encode()),
        ("icd10cm-drug-2031.xml", index.TABLE.format(kind="Substance", first="Poisoning", second="Adverse", main="Glue", code="T36.").encode()),
        ("icd10pcs_tables_2031.xml", pcs.TABLES.encode()),
        ("icd10pcs_index_2031.xml", pcs.INDEX.encode()),
        ("icd10pcs_definitions_2031.xml", pcs.DEFINITIONS.encode()),
        ("icd10cm-tabular-2031.xml", small_tabular.xml(2031, small_tabular.CHAPTERS[:1]).encode()),
        ("LONGULT.txt", release["LONGULT.txt"]),
        ("MODUL.txt", release["MODUL.txt"]),
        ("guide.md", documents_files.NOTE.encode()),
        ("archive.zip", _zip({"a/" + tables.PTP_TEXT: (tables.PTP_PREAMBLE + tables.PTP_ROWS).encode(), "b.zip": _zip({"c.txt": b"x"})})),
    )


@contextmanager
def _readers() -> Iterator[Run]:
    """A file goes through every reader until one knows it; that one writes it. Only `SourceError` may come of it."""
    from archive_places import every_file

    known = tuple(reader for reader in readers() if reader.name != "documents")

    def run(given: Named) -> None:
        name, content = given
        with tempfile.TemporaryDirectory(dir=_memory()) as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            try:
                for _, file in every_file(path):
                    _offered(known, file)
            except SourceError as error:
                _says_what_to_do(error)

    yield run


def _says_what_to_do(error: SourceError) -> None:
    assert error.remedy, "an error without a remedy"


def _offered(known: Sequence[Reader], file: Path) -> None:
    with file.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    for reader in known:
        edition = reader.recognise(file, head)
        if edition is not None:
            database = sqlite3.connect(":memory:")
            try:
                report = reader.write(file, edition, database, lambda what, part: None)
                assert report.rejected >= len(report.reasons) or len(report.reasons) <= 101
                for _ in reader.entries(database):
                    pass
                for _ in reader.passages(database):
                    pass
            finally:
                database.close()
            return


def _file(random: Random, seeds: Sequence[Named], makers: dict[str, Callable[[Random], bytes]]) -> Named:
    name, _ = random.choice(seeds)
    return name, makers[name](random)


@contextmanager
def _sheets() -> Iterator[Run]:
    def run(given: Named) -> None:
        with tempfile.TemporaryDirectory(dir=_memory()) as folder:
            source, target = Path(folder) / given[0], Path(folder) / f"out-{given[0]}"
            source.write_bytes(given[1])
            try:
                sheet.annotate(source, target, lambda claim: (), date(2026, 5, 5))
            except SourceError as error:
                _says_what_to_do(error)

    yield run


@contextmanager
def _documents() -> Iterator[Run]:
    """What the child process of a document does; a crash of native code ends the child, not the build, and is counted apart."""
    from knowledge.documents.child import converted

    def run(given: Named) -> None:
        with tempfile.TemporaryDirectory(dir=_memory()) as folder:
            path = Path(folder) / given[0]
            path.write_bytes(given[1])
            kind = kind_of(given[0], given[1][:HEAD_BYTES])
            if kind is None:
                return
            try:
                found: Converted = converted(kind, path, 5)
            except Exception:  # noqa: BLE001 - the child says of any that the file is damaged
                return
            for piece in pieces(sections(found)):
                assert piece.text, "a piece without words"

    yield run


def _memory() -> str | None:
    """Files of one input never need a disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _word() -> Named:
    return "note.docx", documents_files.word()


def targets() -> Iterator[Target]:
    """Readers of files."""
    for name, seeds, opened in (
        ("published files", published(), _readers),
        ("sheets of claims", (("claims.csv", SHEET), _made(lambda f: tables.as_xlsx(f / "claims.xlsx", [r.split(",") for r in SHEET.decode().splitlines()]))), _sheets),
        (
            "documents", (("guide.pdf", pdf([["1. Words", "Words of ours."], ["2. More"]])), _word(), ("guide.md", _MARKUP), ("guide.html", b"<h1>A</h1><p>b<table><tr><td>c"),
            ("guide.txt", b"1. Words\n\n a. of ours\n")), _documents,
        ),
    ):  # fmt: skip
        makers = {file: inputs.content((content,)) for file, content in seeds}
        yield Target(name, lambda random, seeds=seeds, makers=makers: _file(random, seeds, makers), opened)  # type: ignore[misc]


__all__ = ["Kind", "published", "targets"]
