"""Documents as teams have them, small and invented."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from small_pdf import pdf

ON = date(2026, 5, 1)

GUIDE_HEAD = ["ICD-10-CM Official Guidelines for Coding and Reporting", "FY 2026 -- UPDATED October 1, 2025"]
GUIDE_DATES = "(October 1, 2025 - September 30, 2026)"


def guidelines(*, year: int = 2026, extra: str = "") -> bytes:
    """A guideline booklet in the published order: title, contents, sections; every page with its running head."""
    heads = ["ICD-10-CM Official Guidelines for Coding and Reporting", f"FY {year}"]

    def page(number: int, *lines: str) -> list[str]:
        return [*heads, f"Page {number} of 5", *lines]

    return pdf(
        [
            [heads[0], f"FY {year} -- UPDATED October 1, {year - 1}", f"(October 1, {year - 1} - September 30, {year})", "Words of ours."],
            page(
                2,
                "Section I. Plain conventions ........................................ 3",
                "A. Little words ..................................................... 3",
                "1. The word plum .................................................... 3",
                "Section IV. Outpatients ............................................. 5",
                "H. Plums that are not sure .......................................... 5",
            ),
            page(
                3,
                "Section I. Plain conventions",
                "A. Little words",
                "1. The word plum",
                "The word plum means a plum that somebody has seen and written down as such. It is coded",
                "as a plum, together with the first-listed pear. A basket holds:",
                "1. a pear that is ripe and",
                "2. a quince.",
                "2. The word pear",
                "A pear is coded after the plum when both stand in the record of one and the same visit. The",
                "orchard is named as well.",
            ),
            page(
                4,
                "a. Pears in pots",
                "Pears that grow in pots are counted like other pears, whatever the pot was made of. An orch-",
                "ard is not needed.",
                f"3. The word quince {extra}",
                "A quince is coded only when the provider calls it one in so many words.",
            ),
            page(
                5,
                "Section IV.Outpatients",
                "H. Plums that are not sure",
                "Do not code a plum that is called probable, likely or suspected at an outpatient visit. Code",
                "what is known to the highest degree of certainty instead.",
            ),
        ]
    )


NOTE = """---
title: Orchard Health notes
payer: Orchard Health
valid_from: 2026-03-01
expires: 2026-12-31
keywords: [visit note]
---
# Orchard Health notes of the billing team

## Modifier 25

Orchard Health wants the visit note with every claim that has modifier 25 on an office visit.

## Modifier 59

Orchard Health accepts XS in place of 59 and prefers it.
"""

WORD = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Rules of the orchard</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Ladders</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>A ladder is billed once a day, however many trees were climbed with it.</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Rung</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>never by itself</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "</w:body></w:document>"
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_STYLES = (
    '<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style></w:styles>'
)


def word(document: str = WORD) -> bytes:
    """A Word file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/document.xml", document)
        archive.writestr("word/styles.xml", _STYLES)
    return out.getvalue()


def sheet() -> bytes:
    """A spreadsheet with one table."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Baskets"
    page.append(["Basket", "Rule"])
    page.append(["large", "one a visit, and only with a signed order of the gardener"])
    page.append([None, None])
    page.append(["small", "as many as were filled on that day, each on its own line"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PAGE = """<!doctype html><html><head><title>x</title><style>p{}</style><script>alert(1)</script></head><body><nav>Home | Log in</nav>
<h1>Orchard bulletin</h1><h2>Wasps</h2><p>Wasp nests are <b>removed</b> at no charge<br>during the harvest.</p>
<ul><li>Not in winter, when nobody sees them anyway.</li></ul><footer>copyright</footer></body></html>"""


def dropped(folder: Path, name: str, content: str | bytes) -> Path:
    """A file as an admin drops it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path
