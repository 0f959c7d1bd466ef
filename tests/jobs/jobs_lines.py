"""A posting as a person types it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def ends(days: int = 40) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def form(**more: str) -> dict[str, str]:
    return {
        "title": "Outpatient Coder II",
        "employer": "Northfield Example Clinic",
        "terms": f"Remote or Columbus, OH; full-time; $28-34/hour; ends {ends()}",
        "apply": "https://careers.example.org/10442",
        "text": "You code orthopaedic visits and resolve edits.\nCPC or CCS-P is needed.",
    } | more


def lines(**more: str) -> str:
    return "\n".join(f"{name.title()}: {value}" for name, value in form(**more).items())
