"""A PDF of lines of text in the published structure, written by hand: what a converter gets to read.

A line is a text or `(x, y, text)` for one that stands somewhere else on the page.
"""

from __future__ import annotations

from collections.abc import Sequence

Placed = tuple[int, int, str]
_TOP, _LEADING, _LEFT = 760, 14, 72


def pdf(pages: Sequence[Sequence[str | Placed]]) -> bytes:
    """The bytes of a document with these pages."""
    count = len(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(count)), count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = _content(lines)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (len(objects) + 1, table, len(objects) + 1, len(out))


def _content(lines: Sequence[str | Placed]) -> bytes:
    parts = []
    for number, line in enumerate(lines):
        x, y, text = line if isinstance(line, tuple) else (_LEFT, _TOP - _LEADING * number, line)
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
        parts.append(b"BT /F1 10 Tf %d %d Td (%s) Tj ET" % (x, y, escaped))
    return b"\n".join(parts)
