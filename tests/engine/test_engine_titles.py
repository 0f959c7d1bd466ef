"""What a code found by words, or by its beginning, is called, and which edition says so."""

from __future__ import annotations

from datetime import date

from engine_desk import DAY

from knowledge.catalog import Catalog
from knowledge.model import System
from knowledge.titles import NO_WORDS


def test_a_hcpcs_code_found_by_words_is_cited_from_the_hcpcs_file(small: Catalog) -> None:
    code = small.files("hcpcs")[0].one("SELECT code FROM code WHERE modifier = 0 AND ended IS NULL AND code LIKE 'J%' ORDER BY code")[0]
    titled = small.titled(System.HCPCS, code, DAY)
    assert titled is not None
    assert titled.title
    assert titled.edition.source in ("hcpcs", "starter")


def test_a_terminated_hcpcs_code_is_not_offered_after_its_end(small: Catalog) -> None:
    row = small.files("hcpcs")[0].one("SELECT code, ended FROM code WHERE modifier = 0 AND ended IS NOT NULL ORDER BY code")
    code, ended = row
    last = date(ended // 10_000, ended // 100 % 100, ended % 100)
    assert small.titled(System.HCPCS, code, date(last.year + 1, 1, 1)) is None
    assert code not in [hit.code for hit in small.starting_with(code[:3], 50, date(last.year + 1, 1, 1))]


def test_a_cpt_code_of_the_fee_schedule_exists_without_words(small: Catalog) -> None:
    starter = {code for file in small.files("starter") for (code,) in file.all("SELECT code FROM code")}
    fees = [code for (code,) in small.files("physician_fee_schedule")[0].all("SELECT DISTINCT code FROM fee ORDER BY code")]
    code = next(code for code in fees if code not in starter and code[0].isdigit())
    titled = small.titled(System.CPT, code, DAY)
    assert titled is not None
    assert (titled.title, titled.edition.source) == (NO_WORDS, "physician_fee_schedule")


def test_half_a_code_lists_each_code_once(small: Catalog) -> None:
    hits = small.starting_with("4538", 50, DAY)
    assert {"45385", "45380"} <= {hit.code for hit in hits}
    for system in System:
        codes = [hit.code for hit in hits if hit.system is system]
        assert len(codes) == len(set(codes))


def test_a_code_that_no_list_has_is_called_nothing(small: Catalog) -> None:
    assert all(small.titled(system, "Q9ZZZ", DAY) is None for system in System)
    assert small.starting_with("!!", 5, DAY) == ()
