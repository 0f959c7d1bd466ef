"""Text that a stranger wrote, made plain: no markup, no script, no invitations, no ways to reach somebody past the board. Pure.

What an adapter does to any text (mentions, marks) comes on top; this is what a posting must not hold on any surface.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

MOST_DESCRIPTION = 8_000
"""Characters of a description that are kept; a posting is no book."""
MOST_TITLE = 160
MOST_EMPLOYER = 120
MOST_URL = 600
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
_INVITE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:discord(?:app)?\s*(?:\.|\(dot\))\s*(?:gg|com/invite)|dsc\.gg|t\.me|telegram\.me|wa\.me|chat\.whatsapp\.com|join\.slack\.com|"
    r"signal\.(?:me|group)|discord\.me)/?\S*",
    re.IGNORECASE,
)
_CHATS = ("discord", "dsc", "t.me", "telegram", "wa.me", "whatsapp", "slack.com", "signal.")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w$-])(?:\+?1[-.\s]?)?(?:\(\d{3}\)\s?|\d{3}[-.\s])\d{3}[-.\s]\d{4}(?!\w)")
_TAGS = re.compile(r"<[a-zA-Z/!?][^>]*>")
_BLOCKS = "p, div, br, h1, h2, h3, h4, h5, h6, ul, ol, table, tr, section, article, header, footer, blockquote, dd, dt"
_NEVER_SHOWN = "script, style, template, noscript, iframe, object, embed, svg, math, form, textarea, select, title, head"


def plain(text: str) -> str:
    """HTML, HTML that was escaped once more, or plain text → plain text in lines, lists as `- `."""
    if "<" not in text and "&" not in text:
        return tidy(text)
    if "&lt;" in text and not _TAGS.search(text):
        text = html.unescape(text)
    if not _TAGS.search(text):
        return tidy(html.unescape(text))
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    for node in tree.css(_NEVER_SHOWN):
        node.decompose(recursive=True)
    for node in tree.css("li"):
        node.insert_before("\n- ")
        node.insert_after("\n")
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    body = tree.body
    return tidy(body.text(separator="") if body is not None else "")


def tidy(text: str) -> str:
    """Lines without what cannot be seen, runs of room and empty lines; tags that are left over fall, too."""
    shown = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    shown = _UNSEEN.sub("", _TAGS.sub(" ", shown) if "<" in shown else shown)
    lines = [" ".join(line.split()) for line in shown.split("\n")]
    kept: list[str] = []
    for line in lines:
        if line and line != "-":
            kept.append(line)
    return "\n".join(kept)


def described(text: str) -> str:
    """A description as the board keeps it: plain, without links, invitations, addresses and numbers of persons, and of bounded length."""
    shown = reachless(plain(text[: 10 * MOST_DESCRIPTION]))
    return shown if len(shown) <= MOST_DESCRIPTION else shown[: MOST_DESCRIPTION - 1].rstrip() + "…"


def reachless(text: str) -> str:
    """Text in which nothing can be clicked, joined, written to or rung up; the Apply link is the one way."""
    low, shown = text.lower(), text
    if any(name in low for name in _CHATS):  # looking for names is cheap, the patterns are not
        shown = _INVITE.sub("[invitation taken out]", shown)
    if "http" in low or "www." in low:
        shown = _LINK.sub("[link taken out]", shown)
    if "@" in low or "at)" in low or "at]" in low:
        shown = _MAIL.sub("[address taken out]", shown)
    return _PHONE.sub("[number taken out]", shown)


def one_line(text: object, most: int) -> str:
    """A title, a name: one plain line."""
    shown = " ".join(reachless(plain(str(text or "")[: 10 * most])).split())
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def web_address(text: object) -> str:
    """An http or https address as it may become a link; empty if it is none, hides its host behind a name, or leads into a chat."""
    address = _UNSEEN.sub("", str(text or "")).strip()
    if not address or len(address) > MOST_URL or re.search(r"[\s<>\"'`|\\^{}]", address) or _INVITE.match(address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or ("." not in host and ":" not in host):
        return ""
    return address if host.isascii() else ""
