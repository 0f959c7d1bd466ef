"""The text of a query to the provider where a note does not say what a code needs. Pure.

It names what the note says and asks openly: no diagnosis is proposed that the note does not hold, no answer is preferred, and
what cannot be told stays an answer. Nothing is said of payment.
"""

from __future__ import annotations

from collections.abc import Sequence

UNDETERMINED = "Unable to determine"
OTHER = "Other (please specify)"


def query_text(quotes: Sequence[str], missing: str, choices: Sequence[str] = ()) -> str:
    """The query: words of the note, what is missing (`the side`), and the choices that the code list itself distinguishes.

    The choices stand in the order of the code list. Raises `ValueError` without a quote, or for a single choice: that would lead.
    """
    quotes = [" ".join(quote.split()) for quote in quotes if quote.strip()]
    if not quotes:
        raise ValueError("a query names what the note says")
    choices = list(dict.fromkeys(choices))
    if len(choices) == 1:
        raise ValueError("one choice alone leads to an answer")
    said = "\n".join(f'- "{quote}"' for quote in quotes)
    asked = f"The note says:\n{said}\nIt does not say {missing}. Based on your clinical judgment, please document {missing}"
    if not choices:
        return f"{asked}, or that it cannot be determined."
    return f"{asked}:\n" + "\n".join(f"[ ] {choice}" for choice in (*choices, OTHER, UNDETERMINED))
