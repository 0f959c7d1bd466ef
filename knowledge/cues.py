"""What a person's words say besides the condition: a side, an encounter, that a service is meant. Pure functions."""

from __future__ import annotations

_SIDES = ("right", "left", "bilateral")
SAID = 0.12
"""Added to a code on the side that was said."""
UNSAID = 0.12
"""Taken from a code on another side, or on an unspecified one, when a side was said."""

SERVICE = 0.25
"""Added to a procedure code when a service is meant and no code system was named."""
_SERVICES = frozenset(
    "shot vaccine vaccination injection xray ray ekg ecg electrocardiogram ct mri ultrasound echo mammogram biopsy surgery repair removal excision"
    " replacement arthroscopy colonoscopy endoscopy scope stitches suture sutures test panel draw venipuncture visit consult therapy training"
    " exercise debridement drainage aspiration catheter cystoscopy infusion block epidural delivery procedure scan trimming".split()
)
_ENCOUNTERS = (("sequela", "S"), ("subsequent", "D"), ("initial", "A"))


def side_of(query: str) -> str:
    """`right`, `left`, `bilateral` or nothing, from folded words; more than one side is nothing."""
    said = [side for side in _SIDES if side in query.split()]
    return said[0] if len(said) == 1 else ""


def fit(side: str, title: str) -> float:
    """What to add to the score of a code with this title when a side was said."""
    if not side:
        return 0.0
    words = title.lower().replace(",", " ").split()
    if side in words:
        return SAID
    return -UNSAID if "unspecified" in words or any(other in words for other in _SIDES) else 0.0


def wants_service(query: str) -> bool:
    """Whether the words name something done, not something suffered: then procedure codes come before diagnoses."""
    return any(word in _SERVICES for word in query.split())


def encounter_of(query: str) -> str:
    """The 7th character that a said encounter stands for in A/D/S codes: A, D, S or nothing."""
    words = query.split()
    return next((character for word, character in _ENCOUNTERS if word in words), "")
