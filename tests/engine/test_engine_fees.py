"""Fees of claims: every amount against the published formula on the raw rows, on our own small files and on the public ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from engine_fee_files import ALABAMA, ALASKA, FACTOR, LOS_ANGELES, ON, TEXAS, FeeBook, book, catalog_of, cents, claim, write_own
from sources_fixtures import PTP_PREAMBLE, as_csv, fee_rows

from adapters.messaging.bars import bars
from bot.coding.claim import Claim, Setting
from bot.coding.finding import Finding, Level, Subject
from bot.engine.engine import examine
from bot.engine.fees import findings
from knowledge.catalog import Catalog

HALF, OFFICE, HOSPITAL = Decimal("0.5"), "11", "22"


@pytest.fixture(scope="module", params=["own", "public"])
def fees(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FeeBook:
    return book(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> FeeBook:
    return book("own", tmp_path_factory.mktemp("own-only"))


def paid(found: Finding, setting: str = "") -> str | None:
    """The amount of a finding at its first place; of the only setting, or of the one named."""
    first: dict[str, str | None] = found.data["payments"][0]  # type: ignore[index]
    amounts = [first[name] for name in ("nonfacility", "facility") if name in first and setting in ("", name)]
    assert len(amounts) == 1
    return amounts[0]


def lines_of(found: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in found if "payments" in f.data]


PLACES = {"national": None, "90210": LOS_ANGELES, "99501": ALASKA, "35004": ALABAMA, "78701": TEXAS}
WHOLE = (
    "99213",
    "99204",
    "20610",
    "11042",
    "17000",
    "17003",
    "45378",
    "45380",
    "45385",
    "43239",
    "93306-26",
    "70553-26",
    "45378-53",
    "G0439",
    "97110",
)


@pytest.mark.parametrize("zip5", PLACES)
@pytest.mark.parametrize("text", WHOLE)
def test_one_code_at_a_place_is_the_published_formula(fees: FeeBook, text: str, zip5: str) -> None:
    code, _, modifier = text.partition("-")
    (found,) = findings(claim(text, zip5="" if zip5 == "national" else zip5), fees.catalog)
    row = fees.rows[code, modifier]
    for setting, facility, na in (("nonfacility", False, row[7]), ("facility", True, row[9])):
        expected = None if na == "NA" else str(fees.amount(code, modifier, PLACES[zip5], facility=facility))
        assert paid(found, setting) == expected
    assert f"{Decimal(paid(found, 'nonfacility') or 0):,}" in found.verdict


Expected = Callable[[FeeBook], list[Decimal | None]]
CASES: dict[str, tuple[tuple[str, ...], str, Expected]] = {
    "two sides with 50": (("20610-50",), OFFICE, lambda b: [cents(b.amount("20610") * Decimal("1.5"))]),
    "two sides with LT and RT on one line": (("20610-LT-RT",), OFFICE, lambda b: [cents(b.amount("20610") * Decimal("1.5"))]),
    "50 on a code without sides": (("45378-50",), OFFICE, lambda b: [b.amount("45378")]),
    "50 on a code valued for both sides": (("92134-50",), OFFICE, lambda b: [b.amount("92134")]),
    "LT and RT on two lines": (("20610-RT", "20610-LT"), OFFICE, lambda b: [b.amount("20610"), cents(b.amount("20610") * HALF)]),
    "both sides of an image in full, then the reduction": (
        ("73721-50",),
        OFFICE,
        lambda b: [
            b.amount("73721") * 2 - cents(b.amount("73721", "TC") * HALF) - cents(b.amount("73721", "26") * Decimal("0.05")),
        ],
    ),
    "the dearer procedure in full, the other halved": (
        ("20610", "11042"),
        OFFICE,
        lambda b: [cents(b.amount("20610") * HALF), b.amount("11042")],
    ),
    "sides before ranking": (
        ("20610-50", "11042"),
        OFFICE,
        lambda b: [cents(cents(b.amount("20610") * Decimal("1.5")) * HALF), b.amount("11042")],
    ),
    "a visit and an add-on are not ranked": (
        ("99213-25", "17000", "17003x5"),
        OFFICE,
        lambda b: [b.amount("99213"), b.amount("17000"), b.amount("17003") * 5],
    ),
    "units of one procedure rank one by one": (("11042x3",), OFFICE, lambda b: [cents(b.amount("11042") * 3 * 2 / 3)]),
    "endoscopies of one family, the base included": (
        ("45385", "45380", "45378"),
        HOSPITAL,
        lambda b: [
            b.amount("45385", facility=True),
            b.amount("45380", facility=True) - b.amount("45378", facility=True),
            Decimal("0.00"),
        ],
    ),
    "an endoscopy with its base only": (("43239", "43235"), OFFICE, lambda b: [b.amount("43239"), Decimal("0.00")]),
    "two families rank as families": (
        ("45385", "45380", "43239"),
        HOSPITAL,
        lambda b: [
            b.amount("45385", facility=True),
            b.amount("45380", facility=True) - b.amount("45378", facility=True),
            cents(b.amount("43239", facility=True) * HALF),
        ],
    ),
    "arthroscopies of one family": (
        ("29881-RT", "29880-LT"),
        HOSPITAL,
        lambda b: [b.amount("29881", facility=True) - b.amount("29870", facility=True), b.amount("29880", facility=True)],
    ),
    "imaging: half the technical part, 95 % of the professional": (
        ("70553", "73721"),
        OFFICE,
        lambda b: [
            b.amount("70553"),
            b.amount("73721") - cents(b.amount("73721", "TC") * HALF) - cents(b.amount("73721", "26") * Decimal("0.05")),
        ],
    ),
    "imaging: professional parts alone": (
        ("70553-26", "73721-26"),
        HOSPITAL,
        lambda b: [
            b.amount("70553", "26", facility=True),
            b.amount("73721", "26", facility=True) - cents(b.amount("73721", "26", facility=True) * Decimal("0.05")),
        ],
    ),
    "imaging in another session": (("70553", "73721-XE"), OFFICE, lambda b: [b.amount("70553"), b.amount("73721")]),
    "imaging capped at the outpatient rate": (
        ("70496",),
        OFFICE,
        lambda b: [b.amount("70496") - (b.amount("70496", "TC") - b.cap("70496"))],
    ),
    "a technical part that the reduction brings below the cap": (
        ("70496", "70553"),
        OFFICE,
        lambda b: [
            b.amount("70496") - cents(b.amount("70496", "TC") * HALF) - cents(b.amount("70496", "26") * Decimal("0.05")),
            b.amount("70553"),
        ],
    ),
    "heart tests: three quarters of the second technical part": (
        ("93306", "93350"),
        OFFICE,
        lambda b: [b.amount("93306"), b.amount("93350") - cents(b.amount("93350", "TC") * Decimal("0.25"))],
    ),
    "a code that is all technical is reduced too": (
        ("93306", "93005"),
        OFFICE,
        lambda b: [b.amount("93306"), b.amount("93005") - cents(b.amount("93005") * Decimal("0.25"))],
    ),
    "eye tests: four fifths of the second technical part": (
        ("92133", "92134"),
        OFFICE,
        lambda b: [b.amount("92133") - cents(b.amount("92133", "TC") * Decimal("0.20")), b.amount("92134")],
    ),
    "therapy: practice expense halved after the first unit": (
        ("97110x2", "97140"),
        OFFICE,
        lambda b: [
            b.amount("97110") * 2 - cents(b.practice_expense("97110") * HALF),
            b.amount("97140") - cents(b.practice_expense("97140") * HALF),
        ],
    ),
    "therapy: the unit with the most practice expense is the full one": (
        ("97110", "97530"),
        OFFICE,
        lambda b: [b.amount("97110") - cents(b.practice_expense("97110") * HALF), b.amount("97530")],
    ),
    "surgical care only": (("27447-54",), HOSPITAL, lambda b: [cents(b.amount("27447", facility=True) * Decimal("0.79"))]),
    "aftercare only": (("27447-55",), OFFICE, lambda b: [cents(b.amount("27447") * Decimal("0.21"))]),
    "care before only": (("27447-56",), HOSPITAL, lambda b: [cents(b.amount("27447", facility=True) * Decimal("0.10"))]),
    "back to the operating room": (("66984-78",), HOSPITAL, lambda b: [cents(b.amount("66984", facility=True) * Decimal("0.70"))]),
    "back to the operating room, no percentages in the row": (("45385-78",), HOSPITAL, lambda b: [b.amount("45385", facility=True)]),
    "an assistant": (("33533-80",), HOSPITAL, lambda b: [cents(b.amount("33533", facility=True) * Decimal("0.16"))]),
    "an assistant who is no physician": (
        ("33533-AS",),
        HOSPITAL,
        lambda b: [cents(cents(b.amount("33533", facility=True) * Decimal("0.16")) * Decimal("0.85"))],
    ),
    "an assistant does not compete with the surgeon": (
        ("33533", "33533-82"),
        HOSPITAL,
        lambda b: [b.amount("33533", facility=True), cents(b.amount("33533", facility=True) * Decimal("0.16"))],
    ),
    "two surgeons": (("22551-62",), HOSPITAL, lambda b: [cents(b.amount("22551", facility=True) * Decimal("0.625"))]),
    "two surgeons where none are paid": (("33533-62",), HOSPITAL, lambda b: [None]),
    "an assistant where none is paid": (("66984-80",), HOSPITAL, lambda b: [None]),
    "a team is paid by report": (("47135-66",), HOSPITAL, lambda b: [None]),
    "reduced service: the amount is the most": (("45385-52",), OFFICE, lambda b: [b.amount("45385")]),
    "26 on a code that is not split": (("99213-26",), OFFICE, lambda b: [None]),
    "a whole test in a hospital": (("93306",), HOSPITAL, lambda b: [None]),
    "the technical part in a hospital": (("93306-TC",), HOSPITAL, lambda b: [None]),
    "paid only when alone": (("96523",), OFFICE, lambda b: [b.amount("96523")]),
    "bundled when not alone": (("96523", "99213"), OFFICE, lambda b: [None, b.amount("99213")]),
    "always bundled": (("99024",), OFFICE, lambda b: [None]),
    "not valid for Medicare": (("0001F",), OFFICE, lambda b: [None]),
    "another schedule": (("80053",), OFFICE, lambda b: [None]),
}


@pytest.mark.parametrize("name", CASES)
def test_lines_with_modifiers_and_together(fees: FeeBook, name: str) -> None:
    texts, pos, expected = CASES[name]
    found = [f for f in findings(claim(*texts, pos=pos), fees.catalog) if "total" not in f.data]
    amounts = [None if "payments" not in f.data else paid(f) for f in found]
    assert amounts == [None if e is None else str(e) for e in expected(fees)]


@pytest.mark.parametrize("name", CASES)
def test_the_payment_is_the_sum_of_the_amounts_shown(fees: FeeBook, name: str) -> None:
    texts, _, _ = CASES[name]
    found = findings(claim(*texts, zip5="90210"), fees.catalog)
    for line in lines_of(found):
        for table in line.tables:
            *parts, last = (row[-1].replace("$", "").replace(",", "") for row in table.rows)
            assert (sum(map(Decimal, parts)) if parts else Decimal(last)) == Decimal(last)
            assert last in {amount for amounts in line.data["payments"] for amount in amounts.values()}, "what is shown last is what is paid"
    for total in (f for f in found if "total" in f.data):
        for column in range(1, len(total.tables[0].header)):
            *parts, last = (row[column].replace("$", "").replace(",", "") for row in total.tables[0].rows)
            amounts = [Decimal(p) for p in parts if p != "NA"]
            assert last == (str(sum(amounts)) if amounts else "NA")


def test_the_published_cap_of_a_locality(fees: FeeBook) -> None:
    (found,) = findings(claim("70496", zip5="90210", pos=OFFICE), fees.catalog)
    assert paid(found) == "297.42"
    assert any("published cap" in row[1] for row in found.tables[0].rows)


def cy2026(folder: Path) -> Catalog:
    """Our own file of 2026 for both conversion factors."""
    qualifying = [[cell.replace("33.4009", "33.5675") for cell in row] for row in fee_rows()]
    files = {}
    for source, name, rows in (
        ("physician_fee_schedule", "PPRRVU2026_Apr_nonQPP.csv", fee_rows()),
        ("physician_fee_schedule_qpp", "PPRRVU2026_Apr_QPP.csv", qualifying),
    ):
        (folder / name).write_bytes(as_csv(rows))
        files[source] = folder / name
    return catalog_of(files, folder)


def test_an_office_visit_in_2026_with_both_conversion_factors(tmp_path: Path) -> None:
    (found,) = findings(claim("99213", on=date(2026, 5, 5)), cy2026(tmp_path))
    assert found.verdict == "99213: $95.19 non-facility, $57.45 facility (national)"
    assert found.tables[0].rows[0][1:] == ("1.30 + 1.46 + 0.09 = 2.85 x 33.4009", "$95.19")
    assert ("Qualifying participants (QPP), factor 33.5675", "$95.67 non-facility, $57.74 facility") in found.facts
    assert found.grounds[0].edition is not None
    assert found.grounds[0].edition.name == "2026 April, released 2026-03-10"
    assert not found.grounds[0].stale


def test_a_date_after_the_newest_edition_says_so(tmp_path: Path) -> None:
    (found,) = findings(claim("99213", on=date(2026, 11, 20)), cy2026(tmp_path))
    assert found.grounds[0].stale
    assert found.caveat.startswith("For 2026-11-20 the newest loaded is physician fee schedule 2026 April, released 2026-03-10;")


def test_a_state_gives_every_locality_of_it(fees: FeeBook) -> None:
    (found,) = findings(claim("99213", state="CA"), fees.catalog)
    own = {key: row for key, row in fees.indices.items() if row[1] == "CA"}
    amounts = {fees.amount("99213", "", key) for key in own}
    assert f"${min(amounts)} to ${max(amounts)} non-facility" in found.verdict
    assert f"{len(own)} localities" in found.verdict
    by_place = {(p["contractor"], p["locality"]): p["nonfacility"] for p in found.data["payments"]}  # type: ignore[attr-defined]
    assert by_place == {key: str(fees.amount("99213", "", key)) for key in own}


def test_a_locality_by_its_number(fees: FeeBook) -> None:
    (found,) = findings(claim("99213", locality="01182-18", pos=OFFICE), fees.catalog)
    assert paid(found) == str(fees.amount("99213", "", LOS_ANGELES))


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({}, "name a ZIP code or a state"),
        ({"zip5": "00000"}, "ZIP 00000 is not in the file"),
        ({"state": "ZZ"}, "ZZ has no locality"),
        ({"locality": "99999-99"}, "ocality 99999-99 is not in the table"),
        ({"locality": "nonsense"}, "ocality nonsense is not in the table"),
        ({"on": date(2026, 2, 2), "zip5": "90210"}, ""),
    ],
)
def test_a_place_that_is_not_there_is_said_and_the_national_amount_shown(own: FeeBook, known: dict[str, object], says: str) -> None:
    (found,) = findings(claim("99213", **known), own.catalog)  # type: ignore[arg-type]
    assert says in found.caveat
    assert paid(found, "nonfacility") == str(own.amount("99213", "", None if says else LOS_ANGELES))


def test_a_verdict_says_what_was_done_to_the_full_amount(own: FeeBook) -> None:
    verdicts = [found.verdict for found in findings(claim("45385", "45380"), own.catalog)]
    assert any(v.startswith("45380: ") and v.endswith("; endoscopy of the family of 45378: less the base") for v in verdicts)
    assert any(v.startswith("45385: ") and v.endswith("(national)") for v in verdicts)


def test_no_fee_schedule_for_the_date_is_not_a_verdict(own: FeeBook) -> None:
    (found,) = findings(claim("99213", on=date(2019, 5, 5)), own.catalog)
    assert found.level is Level.UNKNOWN
    assert "PPRRVU) in force on 2019-05-05" in found.mend


def test_a_zip_code_in_two_localities_shows_both(own: FeeBook, tmp_path: Path) -> None:
    path = tmp_path / "ZIP5_OCT2025.txt"
    line = "{}90210{}{} Z9   0 A" + " " * 52 + "20254\r\n"
    path.write_text(line.format("CA", *LOS_ANGELES) + line.format("AL", *ALABAMA), newline="")
    gpci = next(f.path.parent for f in own.catalog.files("gpci"))
    rvu = next(f.path.parent for f in own.catalog.files("physician_fee_schedule"))
    two = Catalog([gpci, rvu, next(f.path.parent for f in catalog_of({"zip_localities": path}, tmp_path).files("zip_localities"))])
    (found,) = findings(claim("99213", zip5="90210", pos=OFFICE), two)
    assert "ZIP 90210 lies in 2 localities" in found.caveat
    assert {p["nonfacility"] for p in found.data["payments"]} == {str(own.amount("99213", "", place)) for place in (LOS_ANGELES, ALABAMA)}  # type: ignore[attr-defined]
    (found,) = findings(claim("99213", zip5="90210", state="AL", pos=OFFICE), two)
    assert paid(found) == str(own.amount("99213", "", ALABAMA))


@pytest.mark.parametrize(
    ("pos", "facility"),
    [(p, True) for p in ("02", "2", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61")]
    + [(p, False) for p in ("11", "10", "12", "13", "20", "32", "49", "50", "65", "81", "99")],
)
def test_the_place_of_service_chooses_the_rate(own: FeeBook, pos: str, facility: bool) -> None:
    (found,) = findings(claim("99213", pos=pos), own.catalog)
    assert paid(found) == str(own.amount("99213", facility=facility))


def test_what_is_rarely_done_there_is_doubtful_where_the_claim_says_so(own: FeeBook) -> None:
    (both,) = findings(claim("27447"), own.catalog)
    assert "NA non-facility" in both.verdict
    assert both.level is Level.INFORMATION
    (office,) = findings(claim("27447", pos=OFFICE), own.catalog)
    assert office.level is Level.ATTENTION
    assert paid(office) == str(own.amount("27447"))
    (hospital,) = findings(claim("93306", pos=HOSPITAL), own.catalog)
    assert hospital.level is Level.DENIED
    assert str(own.amount("93306", "26", facility=True)) in hospital.verdict
    assert "26" in hospital.mend


def test_another_payer_is_told_that_these_are_medicare_rates(own: FeeBook) -> None:
    for found in findings(claim("99213", "20610", "99024", payer="aetna"), own.catalog):
        assert found.verdict.startswith("Medicare rate (not that of Aetna)")
        assert found.level is not Level.DENIED
    assert all(not f.verdict.startswith("Medicare rate") for f in findings(claim("99213"), own.catalog))


def test_denied_only_by_a_published_rule(own: FeeBook) -> None:
    levels = {f.codes[0]: f.level for f in findings(claim("99024", "0001F", "80053", "J3301", "12345"), own.catalog)}
    assert levels == {
        "99024": Level.DENIED,
        "0001F": Level.DENIED,
        "80053": Level.INFORMATION,
        "J3301": Level.INFORMATION,
        "12345": Level.ATTENTION,
    }


@pytest.mark.parametrize(
    ("text", "minutes", "units", "share"),
    [
        ("00142-AA", 45, "7.0", "1"),
        ("00142-QZ", 47, "7.1", "1"),
        ("00142-QK", 47, "7.1", "0.5"),
        ("00142-QX", 60, "8.0", "0.5"),
        ("00142-QY", 1, "4.1", "0.5"),
        ("00142-AD", 200, "4", "1"),
        ("00840-AA", 92, "12.1", "1"),
        ("00840", 92, "12.1", "1"),
    ],
)
@pytest.mark.parametrize("zip5", ["", "90210"])
def test_anesthesia_is_base_and_time_units_times_the_factor_of_the_place(
    fees: FeeBook, text: str, minutes: int, units: str, share: str, zip5: str
) -> None:
    factor = Decimal("20.3178")
    if zip5:
        row = fees.catalog.files("anesthesia_cf")[0].one("SELECT factor FROM anesthesia WHERE contractor = '01182' AND locality = '18'")
        factor = Decimal(row[0])
    (found,) = findings(claim(text, minutes=minutes, zip5=zip5), fees.catalog)
    expected = cents(cents(Decimal(units) * factor) * Decimal(share))
    assert found.data["payment"] == str(expected)
    assert f"for {units} units" in found.verdict


@pytest.mark.parametrize(
    ("minutes", "level"), [(None, Level.ATTENTION), (0, Level.ATTENTION), (-5, Level.ATTENTION), (9999, Level.ATTENTION)]
)
def test_anesthesia_without_usable_minutes_says_so(own: FeeBook, minutes: int | None, level: Level) -> None:
    (found,) = findings(claim("00142-AA", minutes=minutes), own.catalog)
    assert found.level is level
    assert "minutes" in found.verdict
    assert found.data["payment"] is None


def test_anesthesia_without_its_file_names_the_file(tmp_path: Path) -> None:
    (found,) = findings(claim("00100-AA", on=date(2026, 5, 5), minutes=30), cy2026(tmp_path))
    assert found.level is Level.UNKNOWN
    assert "base units not loaded for 2026-05-05: get the CMS anesthesia base units file" in found.verdict


def test_units_below_one_are_said(own: FeeBook) -> None:
    (found,) = findings(claim("99213x0"), own.catalog)
    assert "0 units" in found.verdict


def test_schedules_beside_the_physicians(tmp_path: Path) -> None:
    from sources_other_tables import CLFS, DME, OPPS

    files = {}
    for source, name, content in (
        ("clfs", "PUF_CLFS_CY2026_Q2V1.csv", CLFS),
        ("dmepos", "DMEPOS26_APR.csv", DME),
        ("opps_addendum_b", "2026_april_addendum_b.csv", OPPS),
    ):
        (tmp_path / name).write_bytes(content.encode())
        files[source] = tmp_path / name
    catalog, on = catalog_of(files, tmp_path), date(2026, 5, 5)
    (lab,) = findings(claim("80053x2", on=on), catalog)
    assert lab.verdict == "80053 x2: $10.56 x 2 = $21.12 by the clinical laboratory fee schedule"
    (bed,) = findings(claim("E0601-RR", on=on, state="CA"), catalog)
    assert bed.verdict.startswith("E0601-RR: RR $47.01, RR rural $88.22 in CA")
    rate, absent = findings(claim("45378", on=on, setting=Setting.HOSPITAL), catalog)
    assert rate.verdict == "45378: hospital outpatient $1,872.44 (APC 5311, status T)"
    assert absent.level is Level.UNKNOWN


def test_an_empty_catalog_and_an_empty_claim() -> None:
    assert findings(Claim(on=ON), Catalog([])) == ()
    (found,) = findings(claim("99213", zip5="90210", state="CA"), Catalog([]))
    assert found.level is Level.UNKNOWN


def test_fees_are_found_by_the_engine(own: FeeBook) -> None:
    found = examine(claim("99213"), own.catalog, [Subject.FEES])
    assert [f.subject for f in found] == [Subject.FEES]


def test_values_of_one_year_never_meet_the_indices_of_another(own: FeeBook, tmp_path: Path) -> None:
    files = write_own(tmp_path)
    newer = tmp_path / "GPCI2026.csv"
    newer.write_bytes(files["gpci"].read_bytes().replace(b"2025", b"2026").replace(b"1.194", b"1.999"))
    catalog = catalog_of({**files, "gpci:2026": newer}, tmp_path)
    (found,) = findings(claim("99213", on=date(2026, 2, 2), locality="01182-18", pos=OFFICE), catalog)
    assert paid(found) == str(own.amount("99213", "", LOS_ANGELES))
    assert "all of 2025" in found.caveat
    (same_year,) = findings(claim("99213", locality="01182-18", pos=OFFICE), catalog)
    assert "all of 2025" not in same_year.caveat


def test_a_total_over_several_localities_is_a_range(own: FeeBook) -> None:
    total = findings(replace(claim("99213", state="CA"), lines=(*claim("99213").lines, *claim("99204").lines)), own.catalog)[0]
    assert " to $" in total.verdict
    assert "(2 localities)" in total.verdict


def test_a_total_says_which_lines_edits_deny_and_has_no_amount_where_no_line_has_one(own: FeeBook, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    files = write_own(tmp_path / "files")
    part = tmp_path / "ccipra-v323r0-f1.txt"
    part.write_bytes((PTP_PREAMBLE + "29880\t29881\t\t20240101\t*\t1\tMisuse\r\n").encode("cp1252"))
    catalog = catalog_of({**files, "ncci_ptp_practitioner": part}, tmp_path / "read")
    both = claim("29880", pos=HOSPITAL)
    both = replace(both, lines=(*both.lines, replace(claim("29881").lines[0], number=2)))
    total = next(f for f in findings(both, catalog) if "total" in f.data)
    assert "column 2 29881 is denied" in total.verdict
    assert (total.level, total.data["denied_lines"]) == (Level.ATTENTION, [2])
    bypassed = replace(both, lines=(both.lines[0], replace(both.lines[1], modifiers=("XS",))))
    assert "denied" not in next(f for f in findings(bypassed, catalog) if "total" in f.data).verdict
    other_payer = next(f for f in findings(replace(both, payer="aetna", payer_given=True), catalog) if "total" in f.data)
    assert "denied" not in other_payer.verdict
    unplaced = next(f for f in findings(replace(both, pos=""), own.catalog) if "total" in f.data)
    assert "NA non-facility" in unplaced.verdict
    assert unplaced.data["total"]["nonfacility"] is None  # type: ignore[index]


def test_schedules_that_are_not_loaded_are_named_with_their_file(own: FeeBook) -> None:
    (drug,) = findings(claim("J3301"), own.catalog)
    assert "not loaded: get CMS ASP pricing file" in drug.rule
    physician, centre = findings(claim("45385", pos="24"), own.catalog)
    assert "facility" in physician.verdict
    assert (centre.level, "not loaded: get CMS ASC addenda AA and BB" in centre.verdict) == (Level.UNKNOWN, True)
    assert len(findings(claim("45385", pos="22"), own.catalog)) == 1


def test_a_line_shows_what_each_loaded_year_paid_at_the_same_place(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    older = tmp_path / "PPRRVU2024_Jan.csv"
    older.write_bytes(files["physician_fee_schedule"].read_bytes().replace(b"2025", b"2024").replace(FACTOR.encode(), b"32.7442"))
    catalog = catalog_of({**files, "physician_fee_schedule:2024": older}, tmp_path / "read")
    (found,) = findings(claim("20610"), catalog)
    table = next(t for t in found.tables if t.picture)
    assert table.header == ("Year", "non-facility", "facility")
    total = Decimal("0.79") + Decimal("1.04") + Decimal("0.13"), Decimal("0.79") + Decimal("0.44") + Decimal("0.13")
    assert [(row[0][:4], *row[1:]) for row in table.rows] == [
        (year, *(f"${cents(sum_ * Decimal(factor))}" for sum_ in total)) for year, factor in (("2024", "32.7442"), ("2025", FACTOR))
    ]
    drawn = bars(table, most=6, label=20)
    assert drawn is not None
    assert drawn.labels == ("2024", "2025")
    (with_zip,) = findings(claim("20610", zip5="90210"), catalog)
    assert not any("by year" in t.caption for t in with_zip.tables), "the indices of 2024 are not loaded"
    (alone,) = findings(claim("20610"), catalog_of(files, tmp_path / "one"))
    assert not any(t.picture for t in alone.tables), "of one year there is nothing to compare"
