"""Sentences of a document that speak to a machine instead of to a reader. Pure.

An operator's document is data. A sentence in it that tells an assistant what to do is no rule of coding, so it is neither shown as
one nor given to a model, which might obey it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from knowledge.model import Passage

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DIRECTIVE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:instructions?|prompts?|(?:rules|facts|text|everything) above|above|previous|prior|guardrails?)\b"
    r"|\b(?:system|developer) (?:prompt|message|mode)\b|^\W*(?:system|assistant|developer|user|human|ai)\s*(?:\]|>)?\s*:"
    r"|\b(?:new|updated|secret|hidden|real) instructions?\b|\byou are (?:now|an? (?:ai|assistant|bot|language model))\b|\bas an ai\b|\blanguage model\b"
    r"|\b(?:assistant|chatbot|bot|ai|llm|model)s?\b.{0,30}\b(?:must|should|shall|will|has to|have to|please|are to|is to)\b"
    r"|\b(?:tell|inform|assure|convince|advise) (?:the |this |every )?(?:user|coder|person|reader|human|asker)s?\b"
    r"|\b(?:answer|reply|respond|output|print)\b.{0,20}\b(?:only|exactly|verbatim|the following|with the (?:word|phrase|text))\b"
    r"|\b(?:repeat|say|write)\b.{0,20}\b(?:after me|verbatim|exactly (?:this|these))\b"
    r"|\b(?:reveal|print|output|show|leak|send|post|e-?mail|upload)\b.{0,40}"
    r"\b(?:prompt|api keys?|secrets?|password|token|settings|configuration|conversation)\b"
    r"|\bdo not (?:cite|verify|mention (?:this|that)|tell)\b|\b(?:end|begin|start) of (?:facts|prompt|context|instructions)\b|<\|?\w+\|?>|\[/?INST\]"
    r"|\b(?:call|run|execute|invoke)\b.{0,20}\b(?:tool|function|command|script|code block)\b|\bthe (?:correct|real|true) verdict is\b",
    re.IGNORECASE,
)


def speaks_to_a_machine(sentence: str) -> bool:
    """Whether a sentence is an instruction to an assistant."""
    return _DIRECTIVE.search(sentence) is not None


def without_directives(text: str) -> str:
    """The text without such sentences; unchanged if it has none."""
    parts = [part for part in _SENTENCE.split(text) if part]
    kept = [part for part in parts if not speaks_to_a_machine(part)]
    return text if len(kept) == len(parts) else " ".join(kept)


_data = lru_cache(maxsize=4_096)(without_directives)
"""Of documents, whose texts come again with every question; what people write is kept nowhere."""


def as_data(passage: Passage) -> Passage | None:
    """A passage as it may be shown and given to a model; None if nothing of it is left. The primer is ours and stays as it is."""
    if not passage.document:
        return passage
    text = _data(passage.text)
    if text == passage.text:
        return passage
    return replace(passage, text=text) if text.strip() else None
