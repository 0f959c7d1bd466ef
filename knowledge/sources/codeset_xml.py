"""XML files of code sets, one element at a time, each with the line it begins at.

`xml.etree` does not tell lines, so its tree builder is driven by expat here. Document types are refused: the
published files have none, and what they can declare (entities) is how small files become huge.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from knowledge.errors import SourceError

_LINE = "_line"
_CHUNK = 1 << 18


def elements(path: Path, tags: frozenset[str]) -> Iterator[tuple[ET.Element, float]]:
    """Every element of the given names that is complete, with the part of the file read so far (0 to 1).

    Elements inside another wanted one come as its children only. Raises `SourceError` on damaged XML.
    """
    ready: list[ET.Element] = []
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if not depth and tag not in tags:
            return
        depth += 1
        builder.start(tag, attributes).set(_LINE, str(parser.CurrentLineNumber))

    def end(tag: str) -> None:
        nonlocal depth, builder
        if not depth:
            return
        builder.end(tag)
        depth -= 1
        if not depth:
            ready.append(builder.close())
            builder = ET.TreeBuilder()

    def data(text: str) -> None:
        if depth:
            builder.data(text)

    def doctype(*_: object) -> None:
        raise SourceError(path, "the XML declares a document type", "Published files have none; download it again from the publisher.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    size = path.stat().st_size or 1
    read = 0
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                read += len(chunk)
                parser.Parse(chunk, False)
                part = read / size
                yield from ((element, part) for element in ready)
                ready.clear()
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(
            path,
            f"the XML breaks off or is damaged ({expat.ErrorString(error.code)})",
            "Download the file again and compare its size with the publisher's; the last good snapshot keeps serving.",
            error.lineno,
        ) from error
    except LookupError as error:
        raise SourceError(path, f"the XML names an encoding that there is not ({error})", "Download the file again.", 1) from error
    yield from ((element, 1.0) for element in ready)


def line_of(element: ET.Element) -> int:
    """The line an element begins at."""
    return int(element.get(_LINE, "0"))


def text_of(element: ET.Element | None) -> str:
    """All text of an element on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def year_in(path: Path, head: bytes, *, what: str) -> int:
    """The fiscal year of the `version` element. Raises `SourceError` if there is none."""
    match = re.search(rb"<version>\s*(\d{4})\b", head)
    if match is None:
        raise SourceError(path, f"the {what} names no version", "Get the file again from the publisher's page.")
    return int(match[1])
