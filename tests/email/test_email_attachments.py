"""Files that come with a mail: text, PDF and Word are read in a process of their own, and said in the memo; the rest is said to be not read."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
import small_pdf
from mail_desk import Desk, mail, plain

from adapters.email.attached import Attachments
from adapters.email.parts import File

_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
NOTE = "Office visit. Assessment: Chest pain, unspecified. Plan: electrocardiogram."


def docx(text: str) -> bytes:
    """A Word file of one paragraph."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", _DOCUMENT.format(text))):
            archive.writestr(name, part)
    return out.getvalue()


def _with(asked: EmailMessage, data: bytes, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    main, _, sub = kind.partition("/")
    asked.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return asked


@pytest.mark.parametrize(
    ("name", "data"),
    [("note.txt", NOTE.encode()), ("note.pdf", small_pdf.pdf([[NOTE]])), ("note.docx", docx(NOTE))],
    ids=["text", "PDF", "Word"],
)
async def test_a_note_in_a_file_is_read_as_a_case(desk: Desk, name: str, data: bytes) -> None:
    text = plain(await desk.answered(_with(mail("Please code the attached note, outpatient."), data, name)))
    assert "Case, outpatient" in text
    assert "R07.9" in text
    assert "A note, which is not kept." in text
    assert name not in text


async def test_a_question_about_a_code_stays_one_when_a_file_is_with_it(desk: Desk) -> None:
    text = plain(await desk.answered(_with(mail("Is I10 reportable?"), NOTE.encode(), "note.txt")))
    assert "I10" in text
    assert "(with 1 attachment)" in text


async def test_what_is_no_text_is_said_to_be_not_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("note.txt", NOTE)
    files = [
        File("a.zip", "application/zip", packed.getvalue()),
        File("b.pdf", "application/pdf", b"%PDF-1.4 and no more"),
        File("c.docx", "application/octet-stream", packed.getvalue()),
        File("d.png", "image/png", b"\x89PNG\r\n\x1a\n\x00"),
        File("e", "message/rfc822", b""),
        File("f.txt", "text/plain", NOTE.encode()),
    ]
    read = await Attachments().read(files)
    assert [remark.split(" was not read")[0] for remark in read.remarks[:5]] == [f"Attachment {n}" for n in range(1, 6)]
    assert "Only the first 5 of 6" in read.remarks[5]
    assert read.text == ""
