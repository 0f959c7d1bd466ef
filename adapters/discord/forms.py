"""Forms: what they ask, and what is read from them when they come back, also after a restart of ours.

A form is never kept in memory: `client.py` hands every form that is sent to `read`, by its custom id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from adapters.discord import ids, limits
from adapters.discord.ids import Kind
from bot.jobs import form as job_form

CLAIM, NOTE, QUESTION, JOB = "check", "case", "ask", "jobs"
"""Forms, named after the verb that their text is for."""

_NO_PHI = "No names, birth dates, record numbers or other patient identifiers, please: such text is not read here."
_MAIN = "text"
_CLAIM_FIELDS = (("dx", "Diagnoses", "M17.11, E11.9"), ("dos", "Date of service", "2026-05-05; today, if left out"))
_MORE = ("more", "Place of service, state, payer", "pos 11; state CA; payer Medicare")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: the verb it is for, and its text as it would have been typed."""

    verb: str
    text: str


def form(name: str) -> ui.Modal:
    """The empty form of that name."""
    made = ui.Modal(title=_TITLES[name], custom_id=ids.custom_id(Kind.FORM, name), timeout=60.0)
    for item in _items(name):
        made.add_item(item)
    made.add_item(ui.TextDisplay(_NO_PHI))
    made.stop()  # read by its custom id; discord.py need not keep it
    return made


def job(values: Mapping[str, str], number: int) -> ui.Modal:
    """The form of a posting, empty or filled in; `number` is the one that it changes, 0 for a new one. Its five fields leave no room for a word more."""
    title = f"Change job #{number}" if number else "Post a job"
    made = ui.Modal(title=title, custom_id=ids.custom_id(Kind.FORM, f"{JOB} {number}"), timeout=60.0)
    for one in job_form.FIELDS:
        made.add_item(
            _input(one.name, one.label, one.example, long=one.long, required=not one.optional, most=one.most, value=values.get(one.name, ""))
        )
    made.stop()
    return made


def read(data: Mapping[str, Any]) -> Sent | None:
    """An interaction's data → what the form says; `None` if it is no form of ours."""
    pressed = ids.read(data.get("custom_id"))
    if pressed is None or pressed.kind is not Kind.FORM:
        return None
    values = dict(_values(data.get("components") or ()))
    name, _, number = pressed.rest.partition(" ")
    if name == JOB and number.isdecimal():
        return Sent(JOB, job_form.told(values, int(number)))
    if pressed.rest not in _TITLES:
        return None
    main = values.get(_MAIN, "")
    if pressed.rest != CLAIM:
        return Sent(pressed.rest, main)
    lines = ", ".join(part.strip(" ,;") for part in main.splitlines() if part.strip(" ,;"))
    named = [f"{name} {values[name]}" for name, _, _ in _CLAIM_FIELDS if values.get(name)]
    return Sent(CLAIM, "; ".join(part for part in (lines, *named, values.get(_MORE[0], "")) if part))


_TITLES = {CLAIM: "Check a claim", NOTE: "Suggest codes for a note", QUESTION: "Ask Coderly"}


def _items(name: str) -> Iterator[ui.Label[ui.Modal]]:
    if name == CLAIM:
        yield _input(_MAIN, "Lines: code, modifiers, units", "99213-25, 20610-RT x1", long=True)
        for field, label, example in _CLAIM_FIELDS:
            yield _input(field, label, example, required=False)
        yield _input(*_MORE, required=False)
    elif name == NOTE:
        yield _input(
            _MAIN, "The note, without patient identifiers", "Findings, procedures, diagnoses in the words of the record", long=True
        )
    else:
        yield _input(_MAIN, "Your question", "When is modifier 25 right?", long=True)


def _input(
    name: str, label: str, example: str, *, long: bool = False, required: bool = True, most: int = 0, value: str = ""
) -> ui.Label[ui.Modal]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    most = most or (limits.MODAL_TEXT if long else 300)
    made: ui.TextInput[ui.Modal] = ui.TextInput(
        style=style, custom_id=name, placeholder=example, required=required, max_length=most, default=value[:most] or None
    )
    return ui.Label(text=label, component=made)


def _values(components: Any) -> Iterator[tuple[str, str]]:
    """Custom id and text of every input, whatever it is nested in."""
    for component in components if isinstance(components, list | tuple) else ():
        if isinstance(component, Mapping):
            if isinstance(component.get("value"), str):
                yield str(component.get("custom_id", "")), component["value"].strip()
            yield from _values(component.get("components"))
            yield from _values([component.get("component")])
