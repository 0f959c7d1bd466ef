"""The files in a folder of a publisher's server, from the page that lists it: names change from year to year, folders do not."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from knowledge.fetch.download import Unreachable, refuse

_HREF = re.compile(r"""href\s*=\s*["']([^"'#?]+)["']""", re.IGNORECASE)
_MAX_BYTES = 4 << 20
_MOST = 5
"""So many files that fit are tried."""


def listed(http: httpx.Client, folder: str, pattern: str) -> tuple[str, ...]:
    """Addresses of the files directly in a folder whose names match, as listed. Raises `Absent`, `Refused` or `Unreachable`."""
    try:
        with http.stream("GET", folder) as answer:
            refuse(folder, answer)
            content = b""
            for block in answer.iter_bytes():
                content += block
                if len(content) > _MAX_BYTES:
                    break
    except httpx.HTTPError as error:
        raise Unreachable(f"{urlsplit(folder).hostname} does not list its files ({error}).", "Run coderly kb fetch again later.") from error
    found: dict[str, None] = {}
    for link in _HREF.findall(content.decode("utf-8", "replace")):
        address = urljoin(folder, link)
        parent, _, name = address.rpartition("/")
        if f"{parent}/" == folder and re.search(pattern, unquote(name), re.IGNORECASE):
            found[address] = None
    return tuple(found)[:_MOST]
