"""`Reply` → the messages of a card. Pure and total: whatever a reply holds, something Slack accepts comes out.

Verdict first, then facts, tables, the rule, what limits it, sources, buttons. Literal text goes into rich text,
where nothing can be a mention; prose into markdown blocks with Slack's own tokens taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.messaging.text import adds, fenced, slices
from adapters.slack import buttons, limits, pack, tables, words
from adapters.slack.pack import Block, Message, Part
from bot.turns import Citation, Field, Outcome, Reply, locked_line

_SIGN = {Outcome.NOT_FOUND: "○ ", Outcome.UNCLEAR: "? ", Outcome.REFUSED: "■ ", Outcome.FAILED: "✗ "}
_LEVEL = {"info": "ⓘ", "warning": "⚠", "error": "✗"}


def render(reply: Reply, *, private: bool = False, shared_by: str = "") -> tuple[Message, ...]:
    """The reply as one message, or several where Slack's limits ask for it; buttons stand under the last.

    `private`: only one person sees it, so it gets a Share button. `shared_by` is the id of who shared it.
    """
    try:
        messages = pack.pack([p for p in _parts(reply, private, shared_by) if p.text or p.blocks])
    except Exception:  # noqa: BLE001 - the edge of the renderer: any reply must show, and the plain text holds all of it
        messages = plain(reply)
    return _with_codes(messages, reply)


def plain(reply: Reply) -> tuple[Message, ...]:
    """The reply without blocks: for Slack when it refuses the card, and for what cannot be laid out."""
    try:
        said = reply.text
    except Exception:  # noqa: BLE001 - a field of a kind that the type forbids; the verdict is what matters
        said = str(reply.verdict)
    return _with_codes(tuple(Message(piece) for piece in slices(words.mrkdwn(said), limits.TEXT - 1_000)) or (Message("-"),), reply)


def _parts(reply: Reply, private: bool, shared_by: str) -> list[Part]:
    parts = [_head(reply, shared_by), *_facts(reply.fields), *tables.all_parts(reply.tables)]
    parts += [*_locked(reply), *_prose(reply), *_remarks(reply), *_below(reply, private)]
    return parts


def _head(reply: Reply, shared_by: str) -> Part:
    verdict = words.clean(reply.verdict).strip() or "-"
    title = words.line(reply.title)
    shown = words.cut(verdict, limits.SECTION)
    rich: list[Block] = [{"type": "text", "text": f"{_SIGN.get(reply.outcome, '')}{shown}", "style": {"bold": True}}]
    blocks: list[Block] = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": rich}]}]
    text = words.mrkdwn(verdict)
    above = [_grey(words.mrkdwn(words.cut(title, 300)))] if adds(title, verdict) else []
    if title and title not in words.line(verdict):
        text = f"{words.mrkdwn(title)}\n{text}"
    if shared_by:
        blocks.append(_grey(f"Shared by <@{shared_by}>"))
    if len(verdict) > limits.SECTION:
        blocks += [pack.section(words.mrkdwn(piece)) for piece in slices(verdict[len(shown) - 1 :], limits.SECTION // 2)]
    return Part(text, (*blocks[:1], *above, *blocks[1:]))


def _facts(fields: Sequence[Field]) -> list[Part]:
    """Facts two by two if all are short, else a line each: one form for all of a card."""
    given = [f for f in fields if words.line(f.label) or words.clean(f.value).strip()]
    if all(len(words.clean(f.value)) <= limits.SHORT_FIELD and "\n" not in f.value.strip() for f in given):
        return _grid(given)
    said = "\n".join(f"*{_label(f)}*  {_value(f)}" for f in given)
    return [Part(piece, (pack.section(piece),)) for piece in slices(said, limits.SECTION - 10)]


def _grid(fields: Sequence[Field]) -> list[Part]:
    parts = []
    for start in range(0, len(fields), limits.FIELDS):
        some = fields[start : start + limits.FIELDS]
        shown = [{"type": "mrkdwn", "text": words.cut(f"*{_label(f)}*\n{_value(f)}", limits.FIELD)} for f in some]
        parts.append(Part("\n".join(f"{_label(f)}: {_value(f)}" for f in some), ({"type": "section", "fields": shown},)))
    return parts


def _label(field: Field) -> str:
    return words.mrkdwn(words.cut(words.line(field.label), 120)) or "-"


def _value(field: Field) -> str:
    mark = f" [{field.source}]" if field.source else ""
    return f"{words.mrkdwn(words.clean(field.value).strip()) or '-'}{mark}"


def _locked(reply: Reply) -> list[Part]:
    """What is not shown, by its names."""
    said = words.mrkdwn(words.clean(locked_line(reply.locked))) if reply.locked else ""
    return [Part(piece, (pack.section(piece),)) for piece in slices(said, limits.SECTION - 10)]


def _prose(reply: Reply) -> list[Part]:
    """Body and rule, then the copy line, as markdown."""
    parts = []
    rule, body = words.literal(reply.rule).strip(), words.markdown(reply.body).strip()
    copy = words.markdown(words.line(reply.copy_line)).replace("`", "'")
    for shown, said in ((body, reply.body), (rule, reply.rule), (f"Copy: `{copy}`" if copy else "", f"Copy: {copy}")):
        pieces = fenced(slices(shown, limits.MARKDOWN // 2)) if shown else []
        parts += [
            Part(
                words.mrkdwn(words.clean(said).strip()) if len(pieces) == 1 else words.mrkdwn(piece), ({"type": "markdown", "text": piece},)
            )
            for piece in pieces
        ]
    return parts


def _remarks(reply: Reply) -> list[Part]:
    """Caveat, notices and sources, small and grey."""
    parts = []
    if caveat := words.clean(reply.caveat).strip():
        parts += _small(f"*Note:* {words.mrkdwn(caveat)}")
    for notice in reply.notices:
        reference = f" (reference {words.line(notice.reference)})" if notice.reference else ""
        parts += _small(words.mrkdwn(f"{_LEVEL.get(notice.level, 'ⓘ')} {words.clean(notice.text).strip()}{reference}"))
    if reply.citations:
        full = "\n".join(words.mrkdwn(words.line(c.line())) for c in reply.citations)
        parts += _small(full) if len(reply.citations) <= limits.SOURCE_LINES else _folded(reply.citations, full)
    return parts


def _folded(citations: Sequence[Citation], full: str) -> list[Part]:
    """Many sources in one paragraph, without the dates that the editions' names tell anyway; the plain text has all of each."""
    short = "   ".join(words.mrkdwn(words.line(replace(c, effective="" if c.edition else c.effective).line())) for c in citations)
    shown, said = slices(short, limits.SECTION - 10), slices(full, limits.SECTION - 10)
    return [Part("\n".join(said), tuple(_grey(piece) for piece in shown))]


def _small(text: str) -> list[Part]:
    return [Part(piece.replace("*Note:*", "Note:"), (_grey(piece),)) for piece in slices(text, limits.SECTION - 10)]


def _grey(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _below(reply: Reply, private: bool) -> list[Part]:
    blocks = [*buttons.menu(reply), *buttons.follow_ups(reply, private), *buttons.feedback(reply)]
    return [Part("", tuple(blocks))] if blocks else []


def _with_codes(messages: tuple[Message, ...], reply: Reply) -> tuple[Message, ...]:
    """Name in the first message any code of the reply that no message names."""
    said = "\n".join(m.text for m in messages)
    missing = [code for code in dict.fromkeys(words.mrkdwn(words.line(c)) for c in reply.codes) if code and code not in said]
    if not missing:
        return messages
    first = messages[0]
    codes = f"Codes: {', '.join(missing)}"
    kept = words.cut(first.text, max(100, limits.TEXT - len(codes) - 2))
    return (replace(first, text=f"{kept}\n\n{codes}"), *messages[1:])
