"""Minutes as people write them: `38 min`, `1 h 20`, `1:20`, `95 minutes`."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?<![\w:/.-])(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?![\w:])")
_HOURS = re.compile(
    r"(?<![\w.])(?P<h>-?\d{1,4}(?:\.\d+)?)\s*(?:h|hrs?|hours?)\b(?:\s*(?:and\s+)?(?P<m>\d{1,4})(?:\s*(?:m|mins?|minutes?)\b)?(?!\w))?", re.IGNORECASE
)
_MINUTES = re.compile(r"(?<![\w.])(?P<m>-?\d{1,6}(?:\.\d+)?)\s*-?(?:m|mins?|minutes?)\b", re.IGNORECASE)


def minutes_in(text: str) -> tuple[tuple[int, int, int], ...]:
    """Every time in a text as (start, end, minutes), in order; part minutes are dropped. Negative ones come out negative."""
    found: list[tuple[int, int, int]] = []
    for pattern in (_CLOCK, _HOURS, _MINUTES):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            hours = float(match["h"]) if "h" in match.groupdict() and match["h"] else 0.0
            found.append((match.start(), match.end(), int(hours * 60 + (float(match["m"]) if match["m"] else 0.0))))
    return tuple(sorted(found))
