"""Checks payloads the way Slack does: kinds, required and unknown keys, lengths, surfaces, rules over a message.

Written from Slack's reference, with the numbers of Slack, and on purpose without a line of the adapter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Problem = str
MESSAGE_BLOCKS, VIEW_BLOCKS, MARKDOWN, PAYLOAD, TEXT = 50, 100, 12_000, 13_200, 40_000

BLOCKS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "actions": (frozenset({"elements"}), frozenset()),
    "context": (frozenset({"elements"}), frozenset()),
    "context_actions": (frozenset({"elements"}), frozenset()),
    "data_table": (frozenset({"rows", "caption"}), frozenset({"page_size", "row_header_column_index"})),
    "data_visualization": (frozenset({"title", "chart"}), frozenset()),
    "divider": (frozenset(), frozenset()),
    "header": (frozenset({"text"}), frozenset({"level"})),
    "input": (frozenset({"label", "element"}), frozenset({"optional", "hint", "dispatch_action"})),
    "markdown": (frozenset({"text"}), frozenset()),
    "rich_text": (frozenset({"elements"}), frozenset()),
    "section": (frozenset(), frozenset({"text", "fields", "accessory", "expand"})),
    "table": (frozenset({"rows"}), frozenset({"column_settings"})),
}
"""Kind → keys it must have and may have, besides type and block_id."""
ONLY_MESSAGES = frozenset({"markdown", "table", "data_table", "data_visualization", "context_actions"})
ONLY_VIEWS = frozenset({"input"})

ELEMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "button": (frozenset({"text"}), frozenset({"action_id", "value", "url", "style", "confirm", "accessibility_label"})),
    "feedback_buttons": (frozenset({"positive_button", "negative_button"}), frozenset({"action_id"})),
    "plain_text_input": (frozenset({"action_id"}), frozenset({"placeholder", "multiline", "max_length", "min_length", "initial_value"})),
    "datepicker": (frozenset(), frozenset({"action_id", "placeholder", "initial_date"})),
    "static_select": (frozenset({"options"}), frozenset({"action_id", "placeholder", "initial_option"})),
}


_VIEW_KEYS = frozenset("title submit close callback_id private_metadata clear_on_close notify_on_close external_id submit_disabled".split())


def message_problems(blocks: Any, text: str = "") -> list[Problem]:
    """Everything wrong with a message; empty if Slack takes it."""
    if len(text) > TEXT:
        return ["msg_too_long"]
    if not blocks:
        return [] if text.strip() else ["no_text"]
    if not isinstance(blocks, list):
        return ["blocks is no array"]
    found = [*_blocks(blocks, "message"), *([] if text.strip() else ["text is missing: notifications and screen readers have nothing"])]
    if len(blocks) > MESSAGE_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    if sum(len(b.get("text", "")) for b in blocks if b.get("type") == "markdown") > MARKDOWN:
        found.append("markdown blocks are too long together")
    if sum(b.get("type") in ("table", "data_table") for b in blocks) > 1:
        found.append("only_one_table_allowed")
    if sum(b.get("type") == "data_visualization" for b in blocks) > 2:
        found.append("more than two charts")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > PAYLOAD:
        found.append("msg_blocks_too_long")
    return found


def view_problems(view: Any) -> list[Problem]:
    """Everything wrong with a modal or a home tab."""
    if not isinstance(view, dict):
        return ["view is no object"]
    found = _keys(view, {"type", "blocks"}, _VIEW_KEYS, "view")
    if view.get("type") == "modal":
        found += _text(view.get("title"), 24, "plain_text", "title")
        found += [p for name in ("submit", "close") if name in view for p in _text(view[name], 24, "plain_text", name)]
        if any(b.get("type") == "input" for b in view.get("blocks", [])) and "submit" not in view:
            found.append("a modal with inputs needs submit")
    elif view.get("type") != "home":
        found.append(f"view of type {view.get('type')}")
    blocks = view.get("blocks") or []
    if len(blocks) > VIEW_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    return [*found, *_length(view.get("private_metadata", ""), 3000, "private_metadata", 0), *_blocks(blocks, view.get("type", ""))]


def _blocks(blocks: list[Any], surface: str) -> list[Problem]:
    found: list[Problem] = []
    for number, block in enumerate(blocks):
        where = f"blocks[{number}]"
        if not isinstance(block, dict) or block.get("type") not in BLOCKS:
            found.append(f"{where}: unknown kind {block.get('type') if isinstance(block, dict) else block!r}")
            continue
        kind = block["type"]
        if (kind in ONLY_MESSAGES and surface != "message") or (kind in ONLY_VIEWS and surface == "message"):
            found.append(f"{where}: {kind} not in a {surface}")
        must, may = BLOCKS[kind]
        found += _keys(block, must | {"type"}, may | {"block_id"}, where)
        found += _length(block.get("block_id", ""), 255, f"{where}.block_id", 0)
        found += [f"{where}.{p}" for p in _CHECK[kind](block)]
    ids = [b["block_id"] for b in blocks if isinstance(b, dict) and "block_id" in b]
    actions = [
        e.get("action_id") for b in blocks if isinstance(b, dict) for e in _elements(b) if e.get("action_id") and b.get("type") != "input"
    ]
    found += ["duplicate block_id"] if len(set(ids)) < len(ids) else []
    return [*found, *(["duplicate action_id"] if len(set(actions)) < len(actions) else [])]


def _elements(block: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    return [e for e in (*(block.get("elements") or []), block.get("accessory"), block.get("element")) if isinstance(e, dict)]


def _section(block: dict[str, Any]) -> list[Problem]:
    found = [] if "text" in block or block.get("fields") else ["section needs text or fields"]
    found += _text(block["text"], 3000, "", "text") if "text" in block else []
    fields = block.get("fields", [])
    found += ["more than 10 fields"] if len(fields) > 10 else []
    found += [p for f in fields for p in _text(f, 2000, "", "fields")]
    return found + (_element(block["accessory"], {"button", "static_select"}) if "accessory" in block else [])


def _actions(block: dict[str, Any]) -> list[Problem]:
    elements = block.get("elements")
    count = [] if isinstance(elements, list) and 1 <= len(elements) <= 25 else ["1 to 25 elements"]
    return count + [p for e in elements or [] for p in _element(e, {"button", "static_select", "datepicker"})]


def _context(block: dict[str, Any]) -> list[Problem]:
    elements = block.get("elements")
    count = [] if isinstance(elements, list) and 1 <= len(elements) <= 10 else ["1 to 10 elements"]
    return count + [p for e in elements or [] for p in _text(e, 3000, "", "elements")]


def _context_actions(block: dict[str, Any]) -> list[Problem]:
    elements = block.get("elements")
    count = [] if isinstance(elements, list) and 1 <= len(elements) <= 5 else ["1 to 5 elements"]
    return count + [p for e in elements or [] for p in _element(e, {"feedback_buttons"})]


def _rich_text(block: dict[str, Any]) -> list[Problem]:
    found = [] if block.get("elements") else ["rich_text without elements"]
    for part in block.get("elements") or []:
        if part.get("type") not in ("rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list"):
            found.append(f"rich_text holds {part.get('type')}")
        for run in part.get("elements") or []:
            if run.get("type") == "text":
                found += _keys(run, {"type", "text"}, {"style"}, "text run") + _length(run.get("text"), PAYLOAD, "text run")
            elif run.get("type") != "rich_text_section":
                found.append(f"rich text run {run.get('type')}")
    return found


def _table(block: dict[str, Any]) -> list[Problem]:
    return _rows(block.get("rows"), 1) + (["more than 20 column_settings"] if len(block.get("column_settings", [])) > 20 else [])


def _data_table(block: dict[str, Any]) -> list[Problem]:
    found = _rows(block.get("rows"), 2) + _length(block.get("caption"), 3000, "caption")
    return found + ([] if 1 <= block.get("page_size", 5) <= 100 else ["page_size"])


def _data_visualization(block: dict[str, Any]) -> list[Problem]:
    found, chart = _length(block.get("title"), 50, "title"), block.get("chart") or {}
    if chart.get("type") not in ("bar", "line", "area"):
        return [*found, f"chart {chart.get('type')}"]
    found += _keys(chart, {"type", "series", "axis_config"}, set(), "chart")
    categories = (chart.get("axis_config") or {}).get("categories") or []
    found += [p for c in categories for p in _length(c, 20, "category")] + (["categories twice"] if len(set(categories)) < len(categories) else [])
    series = chart.get("series") or []
    found += [] if 1 <= len(series) <= 6 else ["1 to 6 series"]
    found += ["names of series twice"] if len({s.get("name") for s in series}) < len(series) else []
    for one in series:
        found += _keys(one, {"name", "data"}, set(), "series") + _length(one.get("name"), 20, "name")
        points = one.get("data") or []
        found += [] if 1 <= len(points) <= 20 else ["1 to 20 points"]
        found += [] if [p.get("label") for p in points] == categories else ["labels are not the categories"]
        found += [f"value {p.get('value')!r}" for p in points if not isinstance(p.get("value"), int | float)]
    return found


def _rows(rows: Any, least: int) -> list[Problem]:
    if not isinstance(rows, list) or not least <= len(rows) <= 101 - (2 - least):
        return ["rows: wrong number"]
    found = [] if len({len(r) for r in rows}) == 1 else ["rows of different length"]
    found += ["more than 20 columns"] if len(rows[0]) > 20 else []
    for cell in (c for r in rows for c in r):
        if cell.get("type") != "raw_text":
            found.append(f"cell of type {cell.get('type')}")
        found += _keys(cell, {"type", "text"}, set(), "cell") + _length(cell.get("text"), PAYLOAD, "cell")
    return found


def _input(block: dict[str, Any]) -> list[Problem]:
    return _text(block.get("label"), 2000, "plain_text", "label") + _element(
        block.get("element"), {"plain_text_input", "datepicker", "static_select"}
    )


def _element(element: Any, allowed: set[str]) -> list[Problem]:
    if not isinstance(element, dict) or element.get("type") not in allowed:
        return [f"element {element.get('type') if isinstance(element, dict) else element!r} not here"]
    kind = element["type"]
    must, may = ELEMENTS[kind]
    found = _keys(element, must | {"type"}, may, kind) + _length(element.get("action_id", "x"), 255, "action_id")
    if kind == "button":
        found += _text(element.get("text"), 75, "plain_text", "button") + _length(element.get("value", "x"), 2000, "value")
        found += _length(element.get("accessibility_label", "x"), 75, "accessibility_label")
        found += [] if element.get("style", "primary") in ("primary", "danger") else ["style"]
    if kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            part = element.get(name) or {}
            found += _keys(part, {"text", "value"}, {"accessibility_label"}, name) + _text(part.get("text"), 75, "plain_text", name)
            found += _length(part.get("value"), 2000, name) + _length(part.get("accessibility_label", "x"), 75, name)
    if kind == "static_select":
        options = element.get("options") or []
        found += [] if 1 <= len(options) <= 100 else [f"{len(options)} options"]
        found += [p for o in options for p in (*_keys(o, {"text", "value"}, set(), "option"), *_text(o.get("text"), 75, "plain_text", "option"))]
        found += [p for o in options for p in _length(o.get("value"), 150, "option value")]
    if "placeholder" in element:
        found += _text(element["placeholder"], 150, "plain_text", "placeholder")
    return found


def _text(value: Any, most: int, kind: str, where: str) -> list[Problem]:
    if not isinstance(value, dict) or value.get("type") not in (("plain_text", "mrkdwn") if not kind else (kind,)):
        return [f"{where}: no {kind or 'text'} object"]
    may = {"emoji"} if value["type"] == "plain_text" else {"verbatim"}
    return _keys(value, {"type", "text"}, may, where) + _length(value.get("text"), most, where)


def _length(value: Any, most: int, where: str, least: int = 1) -> list[Problem]:
    return [] if isinstance(value, str) and least <= len(value) <= most else [f"{where}: {least} to {most} characters"]


def _keys(value: Mapping[str, Any], must: Iterable[str], may: Iterable[str], where: str) -> list[Problem]:
    missing, more = set(must) - set(value), set(value) - set(must) - set(may)
    return [f"{where}: missing {sorted(missing)}"] * bool(missing) + [f"{where}: unknown {sorted(more)}"] * bool(more)


def _single(most: int, kind: str) -> Callable[[dict[str, Any]], list[Problem]]:
    return lambda block: _text(block.get("text"), most, kind, "text")


_CHECK: dict[str, Callable[[dict[str, Any]], list[Problem]]] = {
    "actions": _actions,
    "context": _context,
    "context_actions": _context_actions,
    "data_table": _data_table,
    "data_visualization": _data_visualization,
    "divider": lambda block: [],
    "header": _single(150, "plain_text"),
    "input": _input,
    "markdown": lambda block: _length(block.get("text"), MARKDOWN, "text"),
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
