"""Text → `Question`, by the grammar of codes, dates and the words of the field. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.coding import dates, grammar, modifiers, places_of_service
from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim
from bot.coding.denials import denials
from bot.coding.finding import Subject
from bot.coding.visits import is_visit
from bot.engine import reverse
from bot.engine.reverse import Reverse
from bot.pipeline import conduct, sums, topics
from bot.pipeline.directives import without_directives
from bot.pipeline.named_modifiers import with_modifiers
from bot.pipeline.question import Intent, Question
from bot.pipeline.recalled import NOTHING, Recalled, parameters_of, with_parameters
from bot.pipeline.subjects import CHECK, subjects_of
from knowledge.model import System
from knowledge.text import without_long_blanks

_OF_ONE_CODE: dict[tuple[Subject, ...], Reverse] = {(Subject.PTP,): Reverse.BUNDLED_INTO, (Subject.ADDON,): Reverse.PRIMARIES}
"""What a verb that wants several codes says of one alone."""
MAX_EXPANDED = 60
"""Codes of a range that are looked at."""

_SYSTEM_WORDS = (
    (re.compile(r"\bicd[- ]?10[- ]?pcs\b|\bpcs\b", re.IGNORECASE), System.ICD10PCS),
    (re.compile(r"\bicd(?:[- ]?10)?(?:[- ]?cm)?\b|\bdiagnosis codes?\b|\bdx\b", re.IGNORECASE), System.ICD10CM),
    (re.compile(r"\bhcpcs\b", re.IGNORECASE), System.HCPCS),
    (re.compile(r"\bcpt\b", re.IGNORECASE), System.CPT),
)
_NEXT_MODIFIER = re.compile(r"(?:and|or|what abt|what about|how about)\s+(?:modifier\s+)?(\d\d)\s*\??", re.IGNORECASE)
_TWO_LETTERS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9](?![\w-])")
_DIGITS_ON = re.compile(
    r"(?<![\w.-])(\d\d)\s+(?:(?:is|be|allowed|ok|okay|valid|right|appropriate|needed|go(?:es)?|used|append(?:ed)?|added|put|billed|reported"
    r"|works?)\s+)*(?:on|with|for|to)\s+(?=\d{4}[0-9A-Z]\b|[A-Z]\d{4}\b)"
)
_TAKES = re.compile(
    r"(?:\b\d{4}[0-9A-Z]|\b[A-Z]\d{4})\s+(?:take|carry|have|accept|use|need|require|get)s?\s+(?:an?\s+|the\s+)?-?(\d\d|[A-Z][A-Z0-9])(?![\w-])"
)
"""`can 45378 take 50`"""
_GLUED = re.compile(r"\b(cpt|hcpcs|icd-?10(?:-?cm)?|dx)[:#-]?(?=[a-z]?\d{4}|[a-z]\d\w(?:\.|\b))", re.IGNORECASE)
"""`CPT99213`, `dx:E11.9`."""
_BARE = re.compile(
    r"(?<![\w$.,/#%:+-])(?<!\bpos )(?<!\bservice )(?<!\bage )(?<!\baged )(?<!\btype )(?<!\bstage )(?<!\bchapter )(?<!\bsection )(?<!\bgrade )(?<!\bicd )"
    r"(?<!\bicd10 )(?<!\bover )(?<!\bunder )(?<!\bthan )(?<!\bleast )(?<!\bfirst )(?<!\btop )(?<!\bline )\d\d(?![\w%/:-]|[.,]\d)"
    r"(?!\s*(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|y/?o|times|units?|mg|ml|mcg|cm|mm|sq|percent|dollars?|codes?|pages?"
    r"|visits?|lesions?|or more|and (?:over|older|up)|to \d|digit))",
    re.IGNORECASE,
)
_BARE_ASKED = re.compile(
    r"\b(?:need|needed|needs|require[sd]?|ok|okay|allowed|right|appropriate|valid|correct|use[ds]?|append|add|attach|put|goes?|first|vs\.?|versus|or|and"
    r"|instead"
    r"|difference|with)\b",
    re.IGNORECASE,
)
_ENCOUNTER = re.compile(
    r",?\s*\b(?:(?:first|1st|initial|subsequent|follow[- ]?up)\s+(?:visit|encounter|time seen)|(?:initial|subsequent) enc|still being treated)\b",
    re.IGNORECASE,
)
"""Which visit it is stands in the 7th character: it does not describe the condition that is looked for."""
_FILLER = re.compile(
    r"\b(?:please|pls|thanks?|hi|hello|hey|what(?:'?s| is| are)?|whos|hows|which|the|a|an|is|are|code[sd]?|coding|cpt|hcpcs|icd(?:[- ]?10)?(?:[- ]?(?:cm|pcs))?"
    r"|for|of|to|do|does|i|you|we|how|should|would|can|find|need|me|looking|right|correct|best|report|bill|use|diagnosis|dx|procedure)\b",
    re.IGNORECASE,
)


_SUMS_IN_WORDS = frozenset(("ask", "code"))
"""Verbs whose text may be a sum in words; a search is one for words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before it is understood.

    `recalled` is what the thread has in play. `subjects` are given by a verb that asks the engine (`/check`, `/ncci`, `/fee`):
    the text is a claim then.
    """

    text: str
    today: date
    verb: str = "ask"
    detail: str = ""
    limit: int = 8
    systems: tuple[System, ...] = ()
    recalled: Recalled = NOTHING
    workspace: str = ""
    descriptors: bool = False
    subjects: tuple[Subject, ...] = ()


def understand(asked: Asked) -> Question:
    """What is asked. Never raises: what cannot be understood has the intent `UNCLEAR`."""
    text = _GLUED.sub(r"\1 ", without_long_blanks(asked.text.strip()))
    found = dates.service_date(text)
    problems: tuple[str, ...] = (f"{found.problem}; today's date was used.",) if found and found.problem else ()
    on = found.value if found and found.value else asked.recalled.on or asked.today
    on_given = bool(found and found.value) or asked.recalled.on is not None
    if asked.subjects == (Subject.MUE,) and (called := sums.sum_in(text)):
        return _sum(text, called, on, on_given)
    if asked.subjects:
        return _examined(asked, on, on_given)
    if asked.verb == "calc":
        return _sum(text, sums.sum_in(text) or text, on, on_given)
    if asked.verb in _SUMS_IN_WORDS and (called := sums.sum_in(text)):
        return _sum(text, called, on, on_given)
    rest = _without(text, found.phrase, found.end) if found else text
    mentions = tuple(m for m in grammar.mentions(rest) if m.certain or _stands_as_code(m, rest, asked.verb))
    mentions += tuple(expanded(rest))
    problems += tuple(_cut_short(rest, mentions))
    bare = _NEXT_MODIFIER.fullmatch(rest.strip())
    if bare:  # after an answer on one modifier, "what about 57?" means the next
        rest = f"modifier {bare[1]}"
    named = grammar.named_modifiers(rest) or _spelt_modifiers(rest) or (() if mentions else _bare_modifiers(rest))
    carried: tuple[str, ...] = ()
    if not mentions and asked.verb != "search" and topics.refers_back(rest):
        carried = asked.recalled.codes[:4]
    prose = _to_a_reader(_prose(rest, mentions))
    mentions += tuple(m for code in carried for m in grammar.mentions(code))
    if topics.compares(rest) and topics.refers_back(rest) and len(mentions) == 1:
        carried = tuple(c for c in asked.recalled.codes[:1] if c != mentions[0].code)
        mentions = (*(m for code in carried for m in grammar.mentions(code)), *mentions)
    systems = asked.systems or tuple(dict.fromkeys(system for pattern, system in _SYSTEM_WORDS if pattern.search(rest)))[:1]
    question = Question(
        text=text,
        words=_words(rest),
        prose=prose,
        intent=Intent.UNCLEAR,
        on=on,
        on_given=on_given,
        topic=_topic(rest, mentions),
        place="" if mentions else places_of_service.named(rest),
        mentions=mentions[: grammar.MAX_CODES],
        modifiers=named,
        systems=systems,
        carried=carried,
        problems=problems,
        detail=asked.detail,
        limit=asked.limit,
        workspace=asked.workspace,
        descriptors=asked.descriptors,
    )
    question = _with_intent(question, rest, asked)
    return question if asked.verb == "search" else _with_subjects(question, asked)


def _sum(text: str, called: str, on: date, on_given: bool) -> Question:
    """A question that a calculator answers; `called` is what the calculator reads."""
    claim = Claim(on=on, on_given=on_given, setting_given=True, payer_given=True)
    return Question(text=text, words=text, prose="", intent=Intent.EXAMINE, on=on, claim=claim, subjects=(Subject.CALCULATION,), calculation=called)


def _examined(asked: Asked, on: date, on_given: bool) -> Question:
    """The question of a verb that asks the engine. Codes in play in the thread are meant where none is named."""
    text = asked.text.strip()
    if conduct.refusal(text):
        return Question(text=text, words=text, prose="", intent=Intent.REFUSE, on=on)
    claim = _claim(text, asked.today, on, on_given, asked.recalled.codes, asked.recalled)
    own = read_claim(text, asked.today)
    rest = _without_dates(text)
    return Question(
        text=text,
        words=_words(rest),
        prose=_prose(rest, grammar.mentions(rest)),
        intent=Intent.EXAMINE,
        on=claim.on,
        on_given=claim.on_given,
        mentions=tuple(m for code in (*claim.codes, *claim.diagnoses) for m in grammar.mentions(code))[: grammar.MAX_CODES],
        modifiers=grammar.named_modifiers(text),
        carried=() if own.lines or own.diagnoses else (*claim.codes, *claim.diagnoses),
        problems=claim.problems,
        limit=asked.limit,
        workspace=asked.workspace,
        descriptors=asked.descriptors,
        detail=asked.detail,
        claim=claim,
        defaulted=_defaulted(claim, asked),
        subjects=asked.subjects,
        reverse=_OF_ONE_CODE.get(asked.subjects) if len(claim.codes) == 1 and not claim.diagnoses else None,
    )


def _with_subjects(question: Question, asked: Asked) -> Question:
    """A question about codes is one for the engine first, and for prose where the engine does not decide.

    "Same but hospital" asks of the codes of the thread what was asked of them before.
    """
    if question.intent not in (Intent.RULE, Intent.CODE, Intent.FIND) or question.detail or question.partial:
        return question
    recalled = asked.recalled
    claim = with_modifiers(question.text, _claim(question.text, asked.today, question.on, question.on_given, question.carried, recalled), question.modifiers)
    if question.carried and len(claim.lines) > 1 and not any(line.modifiers for line in claim.lines):
        claim = replace(claim, unplaced=question.modifiers)  # "what about with 59?", after an answer on a pair
    subjects = subjects_of(question.text, claim)
    if not subjects and question.carried and question.intent is Intent.CODE:
        subjects = recalled.subjects
    backwards = reverse.asked(question.text, claim)
    if not subjects and backwards is None:
        return question
    intent = Intent.RULE if question.intent is Intent.FIND else question.intent
    if claim.problems and subjects in (CHECK, (Subject.DENIAL,)):  # in prose around codes what is no code is no fault
        question = replace(question, problems=claim.problems)
    return replace(question, claim=claim, subjects=subjects, intent=intent, reverse=backwards, defaulted=_defaulted(claim, asked))


def _claim(text: str, today: date, on: date, on_given: bool, codes: tuple[str, ...], recalled: Recalled) -> Claim:
    """The claim in a text. One without codes of its own is about those given; what was said around them goes on to hold."""
    claim = read_claim(text, today)
    if not claim.lines and not claim.diagnoses and codes:
        claim = replace(read_claim(f"{', '.join(codes)}; {text}", today), problems=claim.problems)
    if not claim.on_given:
        claim = replace(claim, on=on)
    if recalled.codes and {*claim.codes, *claim.diagnoses} & set(recalled.codes):
        claim = with_parameters(claim, recalled.parameters)
    claim = with_parameters(claim, recalled.defaults)
    return replace(claim, on_given=claim.on_given or on_given)


def _defaulted(claim: Claim, asked: Asked) -> tuple[str, ...]:
    """The parameters of the claim that only the defaults gave, in words: they are said aloud."""
    if not asked.recalled.defaults:
        return ()
    said = parameters_of(_claim(asked.text, asked.today, claim.on, claim.on_given, claim.codes, replace(asked.recalled, defaults={})))
    return tuple(f"{name.removesuffix('5')} {value}" for name, value in parameters_of(claim).items() if said.get(name) != value)


def _topic(text: str, mentions: Sequence[grammar.Mention]) -> str:
    """The topic of the words; what a visit has to document is a question about visits, not about keeping records."""
    topic = topics.topic_of(text)
    return "em" if topic == "compliance" and topics.asks_to_document(text) and any(is_visit(m.code) for m in mentions) else topic


def _without_dates(text: str) -> str:
    for mention in dates.all_dates(text):
        text = _without(text, mention.phrase, mention.end)
    return text


def _with_intent(question: Question, rest: str, asked: Asked) -> Question:
    letters = sum(c.isalnum() for c in rest)
    if not letters or (asked.verb == "ask" and not question.mentions and is_pleasantry(rest)):
        return question
    if conduct.refusal(rest):
        return replace(question, intent=Intent.REFUSE)
    if asked.verb == "search" and not grammar.only_codes(rest):
        return replace(question, intent=Intent.FIND, words=rest, partial=grammar.partial(rest))
    if grammar.is_ambiguous_number(rest) and asked.verb != "code":
        return replace(question, intent=Intent.CHOOSE, choices=(rest.strip(),), modifiers=(rest.strip(),))
    if question.mentions:
        if len(question.mentions) > 1 and (topics.compares(_one_modifier(rest)) or asked.verb == "code"):
            return replace(question, intent=Intent.COMPARE)
        about_rule = question.topic and not grammar.only_codes(rest) and asked.verb != "code"
        return replace(question, intent=Intent.RULE if about_rule else Intent.CODE)
    if denials(rest):
        return replace(question, intent=Intent.RULE)
    half = grammar.partial(rest)
    if half:
        return replace(question, intent=Intent.CODE, partial=half)
    if question.modifiers and not topics.names_what_it_codes(rest) and asked.verb != "code":
        return replace(question, intent=Intent.RULE)
    if asked.verb == "code" or topics.asks_for_code(rest):
        return replace(question, intent=Intent.FIND, words=_without_filler(rest))
    if question.topic or question.modifiers or topics.asks_for_rule(rest):
        return replace(question, intent=Intent.RULE)
    return replace(question, intent=Intent.FIND, words=_without_filler(rest))


def _one_modifier(text: str) -> str:
    """`59 or XS` → `59`: a choice between modifiers compares no codes."""
    return _CHOICE.sub(lambda m: m[1] if modifiers.known(m[1].upper()) and modifiers.known(m[2].upper()) else m[0], text)


def _spelt_modifiers(text: str) -> tuple[str, ...]:
    """Modifiers that are not called so: `who can use AS`, `when GA and GX`, `26 on 93010`, `is 50 allowed with 45385`, `can 45378 take 50`."""
    letters = () if text.isupper() else _TWO_LETTERS.findall(text)
    return tuple(dict.fromkeys(token for token in (*letters, *_DIGITS_ON.findall(text), *_TAKES.findall(text)) if modifiers.known(token) is not None))


def _bare_modifiers(text: str) -> tuple[str, ...]:
    """Modifiers that are digits alone, where a modifier can be meant: `24 vs 25`, `is 25 needed with a vaccine`, `do i need 26`.

    Not an age, an amount, a number of something, or half of a pair.
    """
    found = [match[0] for match in _BARE.finditer(text)]
    asked = _BARE_ASKED.search(text) is not None
    return tuple(dict.fromkeys(f for f in found if modifiers.known(f) is not None)) if asked else ()


def is_pleasantry(text: str) -> bool:
    """Whether nothing is said but a greeting, thanks or small talk; a search would answer it with some code."""
    words = re.findall(r"\w+(?:'\w+)?", text.lower().replace("\u2019", "'"))
    return bool(words) and all(word in _PLEASANTRIES for word in words)


def _cut_short(text: str, mentions: tuple[grammar.Mention, ...]) -> list[str]:
    """What of the question was too long to be read."""
    wide = [r for r in grammar.ranges(text) if _numbers_of(r)[1] - _numbers_of(r)[0] >= MAX_EXPANDED]
    said = [f"Only the first {MAX_EXPANDED} numbers of {r.first} to {r.last} were looked at; ask for a smaller range." for r in wide]
    if len(mentions) >= grammar.MAX_CODES:
        said.append(f"At most {grammar.MAX_CODES} codes of one question are read.")
    return said


def _numbers_of(item: grammar.Range) -> tuple[int, int]:
    low, high = (int("".join(c for c in code if c.isdecimal())) for code in (item.first, item.last))
    return low, high


def _stands_as_code(mention: grammar.Mention, text: str, verb: str) -> bool:
    """Three characters are read as a category only where they stand as one: alone, in upper case, or after `code`."""
    written = text[mention.start : mention.end]
    if verb == "code" or grammar.only_codes(text):
        return True
    return written.isupper() and mention.code not in _EVERYDAY


_CHOICE = re.compile(r"\b(\w\w)\s+(?:or|and|vs\.?|versus)\s+(\w\w)\b", re.IGNORECASE)
_PLEASANTRIES = frozenset(
    "hi hello hey hiya yo howdy greetings good morning afternoon evening night day there everyone all team folks coderly bot thanks thank you thx ty u so"
    " very much a lot many cheers appreciate it that bye goodbye see later ok okay k cool great nice perfect awesome wow lol haha yes yeah yep no nope"
    " please sorry how are doing what's up who what can do is this help me i need us made".split()
)
_EVERYDAY = frozenset(("A1C", "B12", "B6", "H1N1", "T20", "K2", "D3", "C19", "F18", "G6P", "P53"))
"""Lab values, vitamins and the like that have the shape of a category."""


def expanded(text: str) -> list[grammar.Mention]:
    """The codes of each range; those that do not exist are dropped when they are looked up."""
    found: list[grammar.Mention] = []
    for item in grammar.ranges(text):
        digits = [i for i, c in enumerate(item.first) if c.isdecimal()]
        low, high = _numbers_of(item)
        system = System.HCPCS if item.first[0].isalpha() else System.CPT
        for number in range(low, min(high, low + MAX_EXPANDED - 1) + 1):
            body = str(number).zfill(len(digits))
            code = item.first[0] + body if item.first[0].isalpha() else body + item.first[len(digits) :]
            found.append(grammar.Mention(code, (system,), item.start, item.end, certain=False))
    return found


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _words(text: str) -> str:
    return " ".join(text.split())


def _to_a_reader(text: str) -> str:
    """The text without what a pasted note tells a machine to do: that says nothing about what is asked."""
    return without_directives(text) or text


def _prose(text: str, mentions: tuple[grammar.Mention, ...]) -> str:
    """The text without its codes."""
    for mention in mentions:
        text = _without(text, mention.start, mention.end) if mention.end <= len(text) else text
    return _words(text)


def _without_filler(text: str) -> str:
    """The words that describe the thing, for search; the whole text if nothing would be left."""
    left = " ".join(re.sub(r"[?!]", " ", _FILLER.sub(" ", _ENCOUNTER.sub(" ", text) or text)).split())
    return left or _words(text)
