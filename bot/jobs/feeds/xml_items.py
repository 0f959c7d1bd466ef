"""XML feeds entry by entry: what stands before a break is kept, and no document makes more of itself than it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import entities
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from bot.jobs.feeds.reading import MOST_ITEMS, BrokenFeed

_SLICE = 1 << 16
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOGUE = re.compile(rb"(?:\s+|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_BROKEN = (ParseError, LookupError, ValueError)
"""What the parser raises; the last two for an encoding that it does not know, or cannot read."""
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,31});|(?!#))")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def elements(data: bytes, *names: str) -> Iterator[Element | None]:
    """Every element of one of these names, whatever its namespace, as soon as it is complete; None at the end if the document breaks off.

    Raises `BrokenFeed` for a document that declares entities of its own, or has nothing to read at all.
    """
    head = data[:4096]
    prologue = _PROLOGUE.match(data)
    if _DTD.search(head) or (prologue and _DTD.match(data, prologue.end())):  # also behind a comment of any length
        raise BrokenFeed("the feed declares entities of its own, which is not read")
    if not re.search(rb"<[A-Za-z?]", head):
        raise BrokenFeed("the answer is no XML" if data.strip() else "the answer is empty")
    if re.search(rb"<html[\s>]", head, re.IGNORECASE):
        raise BrokenFeed("the answer is a web page, not XML")
    return _pulled(_mended(data), names)


def _pulled(data: bytes, names: tuple[str, ...]) -> Iterator[Element | None]:
    parser: XMLPullParser[Element] = XMLPullParser(("end",))
    count = 0
    for start in range(0, len(data) + 1, _SLICE):
        broken = False
        try:
            parser.feed(data[start : start + _SLICE])
            if start + _SLICE > len(data):
                parser.close()
        except _BROKEN:
            broken = True  # what was complete before the break can still be read
        try:
            for event in parser.read_events():
                element = event[-1]
                if isinstance(element, Element) and local(element) in names:
                    count += 1
                    if count > MOST_ITEMS:
                        return
                    yield element
                    element.clear()
        except _BROKEN:
            broken = True
        if broken:
            yield None
            return


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2].lower()


def values(element: Element) -> dict[str, str]:
    """Local name → text of the children, the longest where a name stands several times."""
    found: dict[str, str] = {}
    for child in element:
        said = "".join(child.itertext()).strip() or child.get("href", "")
        if len(said) > len(found.get(local(child), "")):
            found[local(child)] = said
    return found


def _mended(data: bytes) -> bytes:
    """Names of HTML's characters and bare ampersands, which XML does not know, outside CDATA."""
    if not _NAMED.search(data):
        return data
    parts = _CDATA.split(data)
    return b"".join(part if number % 2 else _NAMED.sub(_known, part) for number, part in enumerate(parts))


def _known(match: re.Match[bytes]) -> bytes:
    name = (match[1] or b"").decode("ascii")
    return f"&#{entities.name2codepoint[name]};".encode() if name in entities.name2codepoint else b"&amp;" + match[0][1:]
