"""Which of the assistant's topics a question is about, by the words of the field."""

from __future__ import annotations

import re

TOPICS: dict[str, re.Pattern[str]] = {
    topic: re.compile(pattern, re.IGNORECASE)
    for topic, pattern in {
        "ncci": r"\bncci\b|\bcci\b|\bptp\b|\bunbundl|\bbundl|\bcolumn [12]\b|\bedits?\b|\bbill(?:ed|able)? (?:\S+ ){0,3}together\b|\bsame[- ]day\b",
        "mue": r"\bmues?\b|\bmai\b|\bmedically unlikely\b|\bhow many units\b|\bmax(?:imum)? units\b|\bunits? (?:of service|allowed)\b",
        "modifiers": r"\bmodi?f[a-z]{1,4}rs?\b|\bmods?\b|\b(?:bilateral|assistant surgeon|co-?surgeon|professional component|technical component)\b",
        "coverage": r"\blcds?\b|\bncds?\b|\bcover(?:s|ed|age)?\b|\bmedical(?:ly)? necess|\babn\b|\bmac\b|\bcontractor\b|\barticle\b",
        "fees": r"\bfees?\b|\brvus?\b|\bpay(?:s|ment|able)?\b|\breimburse|\bconversion factor\b|\bgpci\b|\bglobal (?:period|days|surgery|package)\b",
        "em": r"\be/?m\b|\boffice visit|\bmdm\b|\bmedical decision|\bnew patient|\bestablished patient|\bcritical care|\bconsult|\bprolonged\b",
        "icd10cm": r"\bexcludes ?[12]\b|\bcode first\b|\buse additional\b|\b7th\b|\bseventh\b|\bplaceholder\b|\bsequenc|\blateralit|\bdiagnos[ei]s",
        "compliance": r"\bcomplian|\baudit|\bfraud|\bfalse claims|\bupcod|\bclon(?:ed|ing)\b|\bdocument(?:ation)?\b|\bretention\b|\bquer(?:y|ies)\b",
        "denials": r"\bden(?:y|ied|ial)|\bco-?\d{1,3}\b|\bcarc\b|\brarc\b|\bappeal|\bremittance\b",
        "crosswalks": r"\bcrosswalk|\bgems?\b|\bicd-?9\b|\bmap(?:s|ping|ped)?\b|\bconver(?:t|sion) (?:from|to)\b|\breplac(?:es|ed|ement)\b",
        "pos": r"\bplace of service\b|\bpos\b",
        "anesthesia": r"\ban(?:a)?esthesia\b",
        "therapy": r"\b(?:8|eight)[- ]minute\b|\btherapy (?:minutes|units)\b|\btimed (?:codes|units|minutes)\b",
        "guidelines": r"\bguidelines?\b|\brules?\b|\bconventions?\b",
    }.items()
}

_ASKS_FOR_RULE = re.compile(
    r"^\s*(?:what(?:s|'s)?|when|why|how|can|may|should|must|do|does|is|are|was|were|who|whose|whats|where|which|explain|define|meaning of|guidelines?"
    r"|tell me about|.*\bhow (?:many|much|long|often|soon)\b|rules? (?:for|on|about)|need to know)\b|\?\s*$",
    re.IGNORECASE,
)
_SYSTEM = r"(?:icd(?:[- ]?10)?(?:[- ]?(?:cm|pcs))?|cpt|hcpcs|dx|diagnosis)"
_ASKS_FOR_CODE = re.compile(
    r"\b(?:which|what|find|need|looking for|right|correct|best|icd(?:[- ]?10)?(?:[- ]?cm)?|cpt|hcpcs|dx|diagnosis|procedure)\b.{0,30}\bcodes?\b"
    r"(?!\s+(?:first|also|pair|set|range|family))"
    r"|\bcodes? (?:for|of)\b|\bhow (?:do|should|would) (?:i|you|we) (?:code|report|bill)\b"
    rf"|\b(?:what|which|need|find)\s+(?:(?:is\s+)?(?:the|an?)\s+)?{_SYSTEM}\s+(?:for|to use for|fits)\b|^\s*{_SYSTEM}\s+for\b",
    re.IGNORECASE,
)
_ASKS_ABOUT_USE = re.compile(r"^\s*(?:who|when|how|why|can|may|should|must)\b", re.IGNORECASE)
_TO_DOCUMENT = re.compile(r"\bdocument(?:ation|ed)?\b", re.IGNORECASE)
_COMPARES = re.compile(r"\bdiff(?:er)?(?:ence|ent|s)?\b|\bversus\b|\bvs\.?\b|\bcompare[ds]?\b|\binstead of\b|\bor\b.*\?$", re.IGNORECASE)
_REFERS = re.compile(
    r"^\s*(?:and|but|or|what abt|what about|how about|same|also|then)\b|\b(?:it|its|that code|this code|these codes|those|they|them"
    r"|the same|this one|that one)\b",
    re.IGNORECASE,
)


def topic_of(text: str) -> str:
    """The first topic whose words occur, or an empty string."""
    return next((topic for topic, pattern in TOPICS.items() if pattern.search(text)), "")


def asks_for_rule(text: str) -> bool:
    """Whether the sentence is put as a question about a rule."""
    return _ASKS_FOR_RULE.search(text) is not None


def names_what_it_codes(text: str) -> bool:
    """Whether it says what a code is wanted for: `code for a knee injection`."""
    return re.search(r"\bcodes? (?:for|of)\b", text, re.IGNORECASE) is not None


def asks_about_use(text: str) -> bool:
    """Whether what is left beside a code asks who, when or how it is used."""
    return _ASKS_ABOUT_USE.search(text) is not None


def asks_for_code(text: str) -> bool:
    """Whether it asks which code fits something."""
    return _ASKS_FOR_CODE.search(text) is not None


def asks_to_document(text: str) -> bool:
    """Whether it asks what the record has to show."""
    return _TO_DOCUMENT.search(text) is not None


def compares(text: str) -> bool:
    """Whether it asks what tells codes apart."""
    return _COMPARES.search(text) is not None


def refers_back(text: str) -> bool:
    """Whether it only makes sense with what was said before."""
    return _REFERS.search(text) is not None
