"""The published lists read backwards: what is denied beside a code, which primaries an add-on has, which documents name a diagnosis."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Level, Subject
from bot.engine.reverse import Reverse, asked, findings
from knowledge.catalog import Catalog

MAY = date(2026, 5, 5)


def claim(*codes: str, diagnoses: tuple[str, ...] = ()) -> Claim:
    return Claim(MAY, on_given=True, lines=tuple(ClaimLine(n, code) for n, code in enumerate(codes, 1)), diagnoses=diagnoses)


@pytest.mark.parametrize(
    ("text", "codes", "diagnoses", "list_"),
    [
        ("what bundles into 45385", ("45385",), (), Reverse.BUNDLED_INTO),
        ("which codes are included in 45385?", ("45385",), (), Reverse.BUNDLED_INTO),
        ("primaries of 64484", ("64484",), (), Reverse.PRIMARIES),
        ("primary code for 64484", ("64484",), (), Reverse.PRIMARIES),
        ("add-ons of 64483", ("64483",), (), Reverse.ADDONS),
        ("LCDs that name M17.11", (), ("M17.11",), Reverse.DOCUMENTS),
        ("are 45385 and 45380 bundled", ("45385", "45380"), (), None),
        ("LCD for 20610 with M17.11", ("20610",), ("M17.11",), None),
        ("what is 45385", ("45385",), (), None),
    ],
)
def test_a_list_is_asked_for_in_plain_words(text: str, codes: tuple[str, ...], diagnoses: tuple[str, ...], list_: Reverse | None) -> None:
    assert asked(text, claim(*codes, diagnoses=diagnoses)) is list_


def test_what_bundles_into_a_code_is_what_column_2_denies_beside_it(catalog: Catalog) -> None:
    (found,) = findings(Reverse.BUNDLED_INTO, claim("45385"), catalog)
    assert found.subject is Subject.PTP
    assert found.grounds
    codes = found.data["codes"]
    assert isinstance(codes, list)
    assert {"45378", "45380"} <= set(codes)
    assert found.verdict.startswith(f"{len(codes)} codes are denied")


def test_the_same_pair_is_found_from_its_other_end(catalog: Catalog) -> None:
    (found,) = findings(Reverse.DENIED_BESIDE, claim("45378"), catalog)
    codes = found.data["codes"]
    assert isinstance(codes, list)
    assert "45385" in codes


def test_primaries_and_addons_mirror_each_other(catalog: Catalog) -> None:
    (primaries,) = findings(Reverse.PRIMARIES, claim("64484"), catalog)
    assert primaries.data["codes"] == ["64483"]
    (addons,) = findings(Reverse.ADDONS, claim("64483"), catalog)
    codes = addons.data["codes"]
    assert isinstance(codes, list)
    assert "64484" in codes


def test_a_code_that_is_no_addon_is_said_to_be_none(catalog: Catalog) -> None:
    (found,) = findings(Reverse.PRIMARIES, claim("99213"), catalog)
    assert found.level is Level.PASSED
    assert "no add-on code" in found.verdict


@pytest.mark.parametrize("list_", list(Reverse))
def test_without_the_table_there_is_no_list_and_the_way_to_get_it(bare: Catalog, list_: Reverse) -> None:
    (found,) = findings(list_, claim("45385") if list_ is not Reverse.DOCUMENTS else claim(diagnoses=("M17.11",)), bare)
    assert found.level is Level.UNKNOWN
    assert "kb build" in found.mend
