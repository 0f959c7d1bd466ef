"""Prompts: Markdown files with front matter (`name`, `version`, `variables`), and the loader that checks them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

_FRONT = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")


class PromptError(ValueError):
    """A prompt file whose front matter and text do not agree."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template. `variables` are exactly the `{names}` in the text."""

    name: str
    version: int
    variables: tuple[str, ...]
    text: str

    def fill(self, **values: str) -> str:
        """The text with its variables replaced, each once: what is filled in is never read as a template."""
        if set(values) != set(self.variables):
            raise PromptError(f"prompt {self.name} wants {sorted(self.variables)}, got {sorted(values)}")
        return _VARIABLE.sub(lambda match: values[match[1]], self.text)


def load(name: str) -> Prompt:
    """The prompt of that name. Raises `PromptError` if its declared variables are not those of its text."""
    match = _FRONT.match((files("prompts") / f"{name}.md").read_text(encoding="utf-8"))
    if match is None:
        raise PromptError(f"prompt {name} has no front matter")
    head = dict(line.split(":", 1) for line in match["head"].splitlines())
    declared = tuple(v.strip() for v in head["variables"].strip(" []").split(",") if v.strip())
    used = set(_VARIABLE.findall(match["body"]))
    if used != set(declared) or head["name"].strip() != name:
        raise PromptError(f"prompt {name} declares {sorted(declared)} and uses {sorted(used)}")
    return Prompt(name, int(head["version"]), declared, match["body"])
