"""Hostile and broken documents: each ends in a reason, none hangs or takes the build with it."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from documents_files import dropped, guidelines, word
from small_pdf import pdf

from knowledge.documents import limits
from knowledge.documents.blocks import Kind
from knowledge.documents.convert import convert
from knowledge.documents.unreadable import Unreadable


def bomb() -> bytes:
    """A Word file of some 400 kB that unpacks to more than a document may."""
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media.xml", "w", force_zip64=True) as part:
        for _ in range(limits.MAX_UNPACKED_BYTES // 10_000_000 + 1):
            part.write(bytes(10_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "content", "reason"),
    [
        ("cut.pdf", Kind.PDF, guidelines()[:300], "no readable PDF"),
        ("noise.pdf", Kind.PDF, b"%PDF-1.7\n" + os.urandom(5_000), "no readable PDF"),
        ("scan.pdf", Kind.PDF, pdf([[]]), "text recognition"),
        ("noise.docx", Kind.WORD, b"PK\x03\x04" + os.urandom(500), "damaged"),
        ("noise.xlsx", Kind.SHEET, b"PK\x03\x04" + os.urandom(500), "damaged"),
        ("empty.docx", Kind.WORD, word("<broken"), "damaged"),
    ],
)
def test_a_broken_document_gives_its_reason(tmp_path: Path, name: str, kind: Kind, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        convert(kind, dropped(tmp_path, name, content))


def test_a_file_that_unpacks_to_hundreds_of_megabytes_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="unpacks to more than"):
        convert(Kind.WORD, dropped(tmp_path, "bomb.docx", bomb()))


def test_only_so_many_pages_are_read_and_the_rest_is_counted(tmp_path: Path) -> None:
    many = dropped(tmp_path, "many.pdf", pdf([[f"Page with number {n}"] for n in range(40)]))
    found = convert(Kind.PDF, many, pages=7)
    assert (found.pages, found.pages_read) == (40, 7)
    assert {block.page for block in found.blocks} == set(range(1, 8))


def test_a_conversion_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = dropped(tmp_path, "slow.pdf", guidelines())
    with pytest.raises(Unreadable, match="took longer than"):
        convert(Kind.PDF, path, seconds=0.001)


def test_a_page_nested_a_hundred_thousand_deep_is_read_or_refused(tmp_path: Path) -> None:
    deep = "<html><body>" + "<div>" * 100_000 + "plum" + "</div>" * 100_000 + "<p>The words after it.</p>"
    try:
        assert convert(Kind.HTML, dropped(tmp_path, "deep.html", deep), seconds=4).blocks
    except Unreadable:
        return


def test_the_converter_sees_no_key_of_the_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from knowledge.documents import convert as module

    monkeypatch.setenv("CODERLY_SECRET_KEY", "of the tests")
    assert not [name for name in module._KEPT if name.startswith("CODERLY")]
    convert(Kind.PDF, dropped(tmp_path, "fy26.pdf", guidelines()))


def test_a_word_file_that_points_at_a_file_of_the_machine_does_not_get_it(tmp_path: Path) -> None:
    secret = dropped(tmp_path, "secret.txt", "zzsecret")
    drawing = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="r9"/></w:drawing></w:r>'
        "<w:r><w:t>Words beside a picture that lies somewhere else.</w:t></w:r></w:p>"
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"{drawing}</w:body></w:document>"
    )
    out = io.BytesIO(word(body))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
            f'Target="file://{secret}" TargetMode="External"/></Relationships>',
        )
    found = convert(Kind.WORD, dropped(tmp_path, "linked.docx", out.getvalue()))
    text = " ".join(block.text for block in found.blocks)
    assert "Words beside a picture" in text
    assert "zzsecret" not in text
