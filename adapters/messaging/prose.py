"""Prose of a reply as HTML."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from adapters.messaging.text import cut

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

_LONGEST = 60_000


def prose(text: str) -> Markup:
    """Markdown → HTML without links, pictures and markup of its own: nothing in it can make a program ask another server for anything."""
    from markupsafe import Markup

    return Markup(_markdown().render(cut(text, _LONGEST)))  # noqa: S704 - markdown-it escapes what it does not make itself


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    return made.disable(["image", "link", "autolink", "html_inline", "html_block", "reference", "heading", "lheading", "hr"])
