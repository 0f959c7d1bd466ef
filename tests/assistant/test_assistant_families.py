"""Codes found by words, by category: what belongs together stands together, and what is too short has its billable codes below."""

from __future__ import annotations

from datetime import date

from bot.pipeline.families import BELOW, by_category
from knowledge.model import Edition, Hit, System

EDITION = Edition("icd10cm_tabular", "FY2026", date(2025, 10, 1), date(2026, 9, 30))


def hit(code: str, *, reportable: bool = True, system: System = System.ICD10CM) -> Hit:
    return Hit(system, code, f"words of {code}", 1.0, EDITION, reportable=reportable)


def families(*hits: Hit) -> list[tuple[str | None, list[str]]]:
    found = by_category(hits, lambda code: f"title of {code}", lambda code: ())
    return [(f.category[0] if f.category else None, [m.hit.code for m in f.members]) for f in found]


def test_codes_of_one_category_stand_together_in_the_order_of_their_best() -> None:
    assert families(hit("M25.561"), hit("S83.91"), hit("M25.562"), hit("S83.92"), hit("R52")) == [
        ("M25", ["M25.561", "M25.562"]),
        ("S83", ["S83.91", "S83.92"]),
        (None, ["R52"]),
    ]


def test_a_category_that_was_found_itself_is_not_named_twice() -> None:
    assert families(hit("E11", reportable=False), hit("E11.9")) == [(None, ["E11", "E11.9"])]


def test_codes_of_services_have_no_categories() -> None:
    assert families(hit("27256", system=System.CPT), hit("27257", system=System.CPT)) == [(None, ["27256"]), (None, ["27257"])]


def test_a_code_that_is_too_short_is_followed_by_its_billable_ones_once_each() -> None:
    under = tuple(hit(f"E11.{n}", reportable=n != 2) for n in range(9))
    (family,) = by_category((hit("E11", reportable=False), hit("E11.0")), str, lambda code: under)
    first, second = family.members
    assert [h.code for h in first.below] == ["E11.1", "E11.3", "E11.4", "E11.5"]
    assert (len(first.below), first.more) == (BELOW, 3)
    assert second.below == ()


def test_only_the_first_short_codes_of_a_list_unfold() -> None:
    short = [hit(f"A0{n}", reportable=False) for n in range(6)]
    found = by_category(short, str, lambda code: (hit(f"{code}.0"),))
    assert [bool(f.members[0].below) for f in found] == [True, True, True, False, False, False]
