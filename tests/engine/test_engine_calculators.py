"""Calculators as people write to them: right sums with their arithmetic, and a clear word for what cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from engine_fee_files import FeeBook, book
from hypothesis import given
from hypothesis import strategies as st
from sources_reading import read, real

from bot.coding import day_counts, drug_units, therapy_units, visit_levels
from bot.coding.drug_units import Quantity
from bot.coding.finding import Finding, Level, Subject
from bot.coding.visit_levels import FAMILIES, Mdm
from bot.engine.calculators.registry import CALCULATORS, calculate, calculator_named
from knowledge.catalog import Catalog
from knowledge.readers import reader_named

TODAY = date(2026, 11, 25)
NOTHING = Catalog([])


def said(text: str, catalog: Catalog = NOTHING) -> Finding:
    found = calculate(text, catalog, TODAY)
    assert found.subject is Subject.CALCULATION
    return found


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> FeeBook:
    return book("own", tmp_path_factory.mktemp("calculators"))


@pytest.fixture(scope="module")
def descriptions(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Our own HCPCS records in the published layout: invented drugs."""
    folder = tmp_path_factory.mktemp("hcpcs")
    path = folder / "HCPC2026_OCT_ANWEB.excerpt.txt"
    texts = {"J9901": "Injection, examplamab, per 15 mg", "J9902": "Injection, samplocin, 100,000 units", "J9903": "Injection, a 5 mg and b 10 mg"}
    lines = []
    for number, (code, text) in enumerate(texts.items(), start=1):
        record = [" "] * 320
        for at, value in ((0, code), (5, f"{number * 100:05}"), (10, "3"), (11, text.ljust(80)), (91, text[:28].ljust(28)), (268, "20200101")):
            record[at : at + len(value)] = value
        record[276:284], record[292] = "20200101", "N"
        lines.append("".join(record))
    path.write_text("\r\n".join(lines) + "\r\n", newline="")
    file, report = read(reader_named("hcpcs"), path, folder / "catalog")
    assert report.rows == len(texts), report.reasons
    return Catalog([file.path.parent])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("level established problems moderate, data limited, risk moderate", "99214 by decision making (moderate)"),
        ("level est low problems, limited data, high risk", "99213 by decision making (low)"),
        ("mdm high problems, minimal data, high risk, new office", "99205 by decision making (high)"),
        ("level new problems low data extensive", "99203 by decision making (low)"),
        ("level subsequent hospital mdm moderate", "99232 by decision making (moderate)"),
        ("level initial hospital mdm low", "99221 by decision making (low)"),
        ("level ed high mdm", "99285 by decision making (high)"),
        ("level home new mdm moderate", "99344 by decision making (moderate)"),
        ("level snf subsequent mdm low", "99308 by decision making (low)"),
        ("em new 14 min", "no code reached by time (14 min)"),
        ("em new 15 min", "99202 by time (15 min)"),
        ("em new 29 minutes", "99202 by time (29 min)"),
        ("em new 30 min", "99203 by time (30 min)"),
        ("em new 1 h", "99205 by time (60 min)"),
        ("em established 9 min", "no code reached by time (9 min)"),
        ("em established 19 min", "99212 by time (19 min)"),
        ("em established 20 min", "99213 by time (20 min)"),
        ("em established 39 min", "99214 by time (39 min)"),
        ("em established 40 min", "99215 by time (40 min)"),
        ("level 99213 31 min", "99214 by time (31 min)"),
        ("level initial hospital 75 min", "99223 by time (75 min)"),
        ("level subsequent hospital 24 min", "no code reached by time (24 min)"),
        ("level nursing facility initial 49 min", "99305 by time (49 min)"),
        ("level nursing facility initial 50 min", "99306 by time (50 min)"),
        ("level hospital discharge 30 min", "99238 by time (30 min)"),
        ("level hospital discharge 31 min", "99239 by time (31 min)"),
        ("level hospital same day 1 hour 10 min", "99235 by time (70 min)"),
        ("level outpatient consult 45 min", "99244 by time (45 min)"),
    ],
)
def test_level_of_a_visit(text: str, verdict: str) -> None:
    found = said(text)
    assert found.verdict.endswith(verdict)
    assert found.tables


def test_both_bases_are_shown_side_by_side() -> None:
    found = said("level established problems moderate, data limited, risk moderate, 25 min")
    assert "99214 by decision making (moderate); 99213 by time (25 min)" in found.verdict
    assert found.codes == ("99214", "99213")
    assert "the record must support the one chosen" in found.caveat


def test_time_does_not_choose_in_the_emergency_department() -> None:
    found = said("level ed mdm moderate, 90 min")
    assert found.codes == ("99284",)
    assert "Time does not choose" in found.caveat


@pytest.mark.parametrize(
    ("minutes", "cpt", "medicare"), [(74, 0, 0), (75, 1, 0), (88, 1, 0), (89, 1, 1), (90, 2, 1), (104, 2, 2)]
)
def test_prolonged_visits_have_two_thresholds(minutes: int, cpt: int, medicare: int) -> None:
    assert dict(said(f"em new {minutes} min").facts) == {
        "Prolonged, 99417": f"from 75 min; {cpt} units at {minutes} min",
        "Prolonged, G2212": f"from 89 min; {medicare} units at {minutes} min",
    }


@given(st.sampled_from(sorted(FAMILIES)), st.integers(1, 1439))
def test_more_time_never_means_a_lower_code(name: str, minutes: int) -> None:
    family = FAMILIES[name]
    order = ["", *(step.code for step in family.steps)]
    assert order.index(visit_levels.by_time(family, minutes)) <= order.index(visit_levels.by_time(family, minutes + 1))


@given(st.tuples(*[st.sampled_from(tuple(Mdm))] * 3))
def test_two_of_three_reach_the_level_and_not_more(levels: tuple[Mdm, Mdm, Mdm]) -> None:
    level = visit_levels.level_of(dict(zip(("problems", "data", "risk"), levels, strict=True)))
    assert sum(one >= level for one in levels) >= 2
    assert sum(one > level for one in levels) < 2


@pytest.mark.parametrize(
    ("text", "first", "last", "days"),
    [
        ("global 27447 2025-11-20", "2025-11-19", "2026-02-18", 92),
        ("global 17000 2025-12-31", "2025-12-31", "2026-01-10", 11),
        ("global 20610 2025-12-01", "2025-12-01", "2025-12-01", 1),
        ("global period 090 2024-02-28", "2024-02-27", "2024-05-28", 92),
        ("global 10 days 2025-12-01", "2025-12-01", "2025-12-11", 11),
        ("global 90 days, surgery on 3/1/2026", "2026-02-28", "2026-05-30", 92),
    ],
)
def test_a_global_period_from_the_row_or_the_days(fees: FeeBook, text: str, first: str, last: str, days: int) -> None:
    found = said(text, fees.catalog)
    assert (found.data["first"], found.data["last"], found.data["days"]) == (first, last, days)
    assert last in found.verdict


def test_codes_without_a_global_period_in_days(fees: FeeBook) -> None:
    assert "takes the global period of its primary code" in said("global 17003 2025-12-01", fees.catalog).verdict
    assert "no global period" in said("global 99213 2025-12-01", fees.catalog).verdict
    assert said("global 27447 2025-12-01").level is Level.UNKNOWN


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("drug J9901 dose 45 mg", "J9901 x3"),
        ("drug J9901 dose 46 mg", "J9901 x4"),
        ("drug J9901 dose 45 mg vial 30 mg", "J9901 x3, J9901-JW x1"),
        ("drug J9901 45 mg, 30 mg vial, 15 mg vial", "J9901-JZ x3"),
        ("drug J9901 60 mg multi-dose vial 30 mg", "J9901 x4"),
        ("drug J9901 500 mcg vial 1 mg", "J9901-JZ x1"),
        ("drug J9901 0.045 g vials 30 mg", "J9901 x3, J9901-JW x1"),
        ("drug J9902 1.2 million units vial 600,000 units", "J9902-JZ x12"),
        ("jw 350 mg per 10 mg vials 100 mg, 400 mg", "the drug x35, the drug-JW x5"),
        ("drug dose 7 mg per 10 mg vial 10 mg", "the drug-JZ x1"),
        ("drug vial 40 mg, 30 mg dose, per 10 mg", "the drug x3, the drug-JW x1"),
    ],
)
def test_units_of_a_drug(descriptions: Catalog, text: str, lines: str) -> None:
    assert said(text, descriptions).verdict.endswith(f": {lines}")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Injection, x, per 15 mg", "15 mg"),
        ("Injection, x, 100,000 units", "100000 units"),
        ("Injection, x, up to 1000 mcg", "1 mg"),
        ("Infusion, x, 250 cc", "250 ml"),
        ("Injection, x, 0.1 mg", "0.1 mg"),
        ("Injection, x (5 mg vial), per 1 gm", "1000 mg"),
        ("Injection, x 1 gram / y 0.125 grams", None),
        ("Not otherwise classified", None),
    ],
)
def test_the_unit_in_a_description(text: str, unit: str | None) -> None:
    found = drug_units.unit_of_description(text)
    assert (str(found) if found else None) == unit


def test_units_of_real_descriptions(tmp_path: Path) -> None:
    file, _ = read(reader_named("hcpcs"), real("hcpcs/HCPC2025_OCT_ANWEB.xlsx"), tmp_path / "catalog")
    catalog = Catalog([file.path.parent])
    assert said("drug J1885 dose 45 mg vial 30 mg", catalog).verdict.endswith("J1885 x3, J1885-JW x1")
    rows = file.all("SELECT long FROM code WHERE code LIKE 'J____' AND modifier = 0")
    readable = sum(drug_units.unit_of_description(long) is not None for (long,) in rows)
    assert readable > 0.75 * len(rows)


_AMOUNT = st.decimals(Decimal("0.1"), Decimal(200), places=1)


@given(_AMOUNT, _AMOUNT, st.lists(st.decimals(Decimal(10), Decimal(500), places=1), min_size=1, max_size=2))
def test_units_cover_the_dose_and_waste_stays_in_the_vials(per: Decimal, dose: Decimal, sizes: list[Decimal]) -> None:
    found = drug_units.drug_units(Quantity(per, "mg"), Quantity(dose, "mg"), [Quantity(s, "mg") for s in sizes])
    assert found is not None
    held = sum((size.amount * count for size, count in found.opened), Decimal(0))
    assert (found.units - 1) * per < dose <= found.units * per
    assert found.discarded == held - dose >= 0
    assert found.discarded < max(sizes)
    assert found.wasted == 0 or (found.units + found.wasted) * per <= held


@pytest.mark.parametrize(
    ("minutes", "units"), [(7, 0), (8, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3), (53, 4), (67, 4), (68, 5), (82, 5), (83, 6), (128, 9)]
)
def test_the_eight_minute_rule(minutes: int, units: int) -> None:
    assert said(f"therapy {minutes} minutes").data["units"] == units


@pytest.mark.parametrize(
    ("text", "shares", "midpoint"),
    [
        ("therapy 97110 25 min, 97140 13 min", {"97110": 2, "97140": 1}, 3),
        ("therapy 97110 33 97140 7", {"97110": 2, "97140": 1}, 2),
        ("therapy 97112 24 min, 97110 23 min", {"97112": 2, "97110": 1}, 4),
        ("therapy 97110 18 min, 97140 13 min, 97116 10 min, 97035 8 min", {"97110": 1, "97140": 1, "97116": 1, "97035": 0}, 4),
        ("therapy 97110 7, 97112 7, 97140 7", {"97110": 1, "97112": 0, "97140": 0}, 0),
        ("therapy 97110 8, 97140 8", {"97110": 1, "97140": 0}, 2),
        ("therapy 97110 10 min, 97110 15 min", {"97110": 2}, 2),
        ("therapy 97161 30, 97110 20", {"97110": 1}, 1),
    ],
)
def test_who_gets_the_units(text: str, shares: dict[str, int], midpoint: int) -> None:
    found = said(text)
    assert (found.data["shares"], found.data["midpoint"]) == (shares, midpoint)
    assert ("midpoint" in found.caveat) == (sum(shares.values()) != midpoint)


@given(st.lists(st.tuples(st.sampled_from(("97110", "97112", "97140", "97530")), st.integers(1, 120)), min_size=1, max_size=6))
def test_units_by_code_add_up_to_those_of_the_total(timed: list[tuple[str, int]]) -> None:
    found = therapy_units.therapy_units(timed)
    assert sum(share.units for share in found.shares) == found.units == therapy_units.units_of(sum(m for _, m in timed))
    assert all(share.units >= share.minutes // 15 for share in found.shares)


def test_anesthesia_by_row_and_by_what_is_given(fees: FeeBook) -> None:
    found = said("anesthesia 00142-QK 47 min zip 90210 dos 2025-11-03", fees.catalog)
    # (4 + 47/15 = 3.1) x 20.92 = 148.53, half of it
    assert found.data["payment"] == "74.27"
    given = said("anesthesia base 5 1 h 35 min cf 20.32 QK")
    # 95/15 = 6.3; 11.3 x 20.32 = 229.62 (229.616), half of it
    assert (given.data["units"], given.data["payment"]) == ("11.3", "114.81")
    assert said("anesthesia base 5 95 min").data["payment"] is None
    assert "base units not loaded" in said("anesthesia 00142-AA 47 min").verdict


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1958, 3, 4), date(2026, 3, 3), 67), (date(1958, 3, 4), date(2026, 3, 4), 68), (date(2020, 2, 29), date(2021, 2, 28), 0),
        (date(2020, 2, 29), date(2021, 3, 1), 1), (date(2026, 11, 25), date(2026, 11, 25), 0),
    ],
)
def test_age_on_a_day(born: date, on: date, years: int) -> None:
    found = said(f"age {born} on {on}")
    assert found.data["years"] == years
    if on != born:
        assert born.isoformat() not in found.verdict + str(found.tables) + str(found.data)


def test_an_age_of_today_and_days_between() -> None:
    assert said("age dob 2000-11-26").data["years"] == 25
    assert said("days 2026-03-01 2026-01-01").data["days"] == 59
    assert said("days between 2024-02-01 and 2024-03-01").data["days"] == 29


@pytest.mark.parametrize(
    ("last", "visit", "established"),
    [("2023-11-19", "2026-11-20", False), ("2023-11-20", "2026-11-20", True), ("2023-11-21", "2026-11-20", True), ("2024-02-29", "2027-03-01", False)],
)
def test_new_or_established(last: str, visit: str, established: bool) -> None:
    found = said(f"last seen {last}, visit {visit}")
    assert found.data["established"] is established
    assert found.verdict.startswith("Established" if established else "New")


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_ages_add_up_to_the_day(born: date, days: int) -> None:
    on = born + timedelta(days)
    found = day_counts.age(born, on)
    assert day_counts.added(born, found.years * 12 + found.months) + timedelta(found.days) == on
    assert 0 <= found.months < 12


BAD = {
    "level": ("", "40 min", "new established 30 min", "new -5 min", "new 0 min", "new 9999 min", "est problems high", "99070 30 min", "new 20 min 30 min",
              "est low problems, high problems, low data"),
    "global": ("", "27447", "27447 2026-02-30", "2026-03-01", "27447 2026-03-01 2026-04-01", "27447 29881 2026-03-01", "090 1900-01-01"),
    "drug": ("", "J9901", "5 mg", "J9901 -5 mg", "J9901 dose 0 mg", "J9901 dose 45", "J9901 45 mg 50 mg", "J9901 J9902 5 mg", "J9901 dose 45 mg vial 1 ml",
             "J9901 dose 45 ml", "J9903 5 mg", "J9999 5 mg", "J9901 100000 mg vial 1 mg", "J9901 5 mg vials 1 mg, 2 mg, 3 mg, 4 mg"),
    "anesthesia": ("", "00142", "00142 0 min", "00142 -10 min", "00142 99999 min", "99213 30 min", "00142 00840 30 min", "base 0 30 min", "base 999 30 min",
                   "00142 30 min 40 min"),
    "therapy": ("", "97110", "97110 -3", "97110 0 min", "97110 99999 min", "97110 10 min 12 min", "0 min", "97110 900 97140 900"),
    "age": ("", "2027-01-01", "2026-02-30", "1700-01-01 2026-01-01", "1900-01-01 2040-01-01", "2020-01-01 2021-01-01 2022-01-01"),
    "days": ("", "2026-13-01 2026-01-01", "soon"),
    "last seen": ("", "2026-11-20 2026-11-20", "never"),
}


@pytest.mark.parametrize(("word", "text"), [(word, text) for word, texts in BAD.items() for text in texts])
def test_what_cannot_be_is_said_with_an_example(descriptions: Catalog, word: str, text: str) -> None:
    found = said(f"{word} {text}", descriptions)
    assert found.level is Level.UNKNOWN
    assert found.mend.startswith("Write it like this: ")
    assert found.data["problem"]


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda c: c.name)
def test_every_example_calls_its_calculator_and_works(fees: FeeBook, descriptions: Catalog, calculator: object) -> None:
    name, example = calculator.name, calculator.example  # type: ignore[attr-defined]
    called = calculator_named(example)
    assert called is not None
    assert called[0].name == name
    catalog = descriptions if name == "drug" else fees.catalog
    found = said(example.replace("J1885", "J9901"), catalog)
    assert "problem" not in found.data
    assert found.data["calculator"] == name


def test_without_a_known_word_the_sums_are_listed() -> None:
    found = said("hello")
    assert len(found.tables[0].rows) == len(CALCULATORS)
    assert calculator_named("levels of evidence") is None


@given(st.text(max_size=80), st.sampled_from([c.aliases[0] for c in CALCULATORS]))
def test_no_text_raises(text: str, word: str) -> None:
    said(f"{word} {text}")


_PIECES = st.sampled_from(
    ("97110", "00142-QK", "J9901", "27447", "-5", "0", "45 mg", "1e9 mg", "30 ml", "vial", "per", "2026-02-30", "9999-12-31", "1 h", "99999999 min",
     ".", "base", "090", "new", "risk high", "data low", "multi-dose", "mdm", "zip 00000", "1:75", "١٢ min")
)


@given(st.lists(_PIECES, max_size=8), st.sampled_from([c.aliases[0] for c in CALCULATORS]))
def test_no_mixture_of_pieces_raises(pieces: list[str], word: str) -> None:
    said(f"{word} {' '.join(pieces)}")
