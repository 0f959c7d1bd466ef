"""Files of fees in their published layouts: our own small ones, and the public ones where they are at hand.

Both have the same codes and places, so that every case of the fee tests runs on either. `FeeBook` also gives the raw rows of the
relative value file, read with nothing but the csv module: what the tests expect is worked out from those.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from sources_fixtures import as_csv, fee_rows
from sources_reading import INVENTED, read, real

from bot.coding.claim import Claim, ClaimLine
from knowledge.catalog import Catalog
from knowledge.readers import reader_named

ON = date(2025, 11, 3)
FACTOR = "32.3465"

_ROWS = """
0001F - I 0.00 0.00 0.00 0.00 - 999999 XXX - 99 0.00 0.00
00142 - J 0.00 0.00 0.00 0.00 - 999999 XXX - 99 0.00 0.00
11042 - A 1.01 2.73 0.68 0.13 - 020100 000 - 99 0.00 0.00
17000 - A 0.61 1.39 1.00 0.05 - 020100 010:0.10/0.80/0.10 - 99 0.00 0.00
17003 - A 0.04 0.16 0.02 0.00 - 000100 ZZZ - 99 0.00 0.00
20610 - A 0.79 1.04 0.44 0.13 - 021100 000 - 99 0.00 0.00
22551 - A 25.00 18.55 18.55 8.19 N 020220 090:0.10/0.69/0.21 - 99 0.00 0.00
27447 - A 19.60 15.30 15.30 3.98 N 021210 090:0.10/0.69/0.21 - 99 0.00 0.00
29870 - A 5.19 10.76 6.56 1.01 - 021110 090:0.10/0.69/0.21 - 99 0.00 0.00
29880 - A 7.39 8.40 8.40 1.47 N 031010 090:0.10/0.69/0.21 29870 99 0.00 0.00
29881 - A 7.03 8.22 8.22 1.39 N 031000 090:0.10/0.69/0.21 29870 99 0.00 0.00
33533 - A 33.75 13.54 13.54 8.02 N 020200 090:0.09/0.82/0.09 - 99 0.00 0.00
43235 - A 2.09 6.18 1.29 0.27 - 020100 000 - 99 0.00 0.00
43239 - A 2.39 8.36 1.42 0.29 - 030100 000 43235 99 0.00 0.00
45378 - A 3.26 6.44 1.79 0.43 - 020100 000 - 99 0.00 0.00
45378 53 A 1.63 3.22 0.90 0.22 - 020100 000 - 99 0.00 0.00
45380 - A 3.56 8.79 1.93 0.47 - 030100 000 45378 99 0.00 0.00
45385 - A 4.57 8.33 2.38 0.56 - 030100 000 45378 99 0.00 0.00
47135 - R 90.00 49.95 49.95 22.66 N 020212 090:0.09/0.81/0.10 - 99 0.00 0.00
66984 - A 7.35 8.23 8.23 0.55 N 021100 090:0.10/0.70/0.20 - 99 0.00 0.00
70496 - A 1.75 6.56 6.56 0.11 F 140000 XXX - 88 6.11 0.11
70496 26 A 1.75 0.63 0.63 0.08 - 140000 XXX - 88 0.00 0.00
70496 TC A 0.00 5.93 5.93 0.03 F 140000 XXX - 88 5.48 0.03
70553 - A 2.29 7.26 7.26 0.16 F 140000 XXX - 88 11.81 0.18
70553 26 A 2.29 0.82 0.82 0.13 - 140000 XXX - 88 0.00 0.00
70553 TC A 0.00 6.44 6.44 0.03 F 140000 XXX - 88 10.99 0.05
73721 - A 1.35 4.75 4.75 0.09 F 143000 XXX - 88 7.92 0.11
73721 26 A 1.35 0.50 0.50 0.06 - 143000 XXX - 88 0.00 0.00
73721 TC A 0.00 4.25 4.25 0.03 F 143000 XXX - 88 7.42 0.05
80053 - X 0.00 0.00 0.00 0.00 - 999999 XXX - 99 0.00 0.00
92133 - A 0.31 0.59 0.59 0.02 F 172000 XXX - 99 1.96 0.05
92133 26 A 0.31 0.17 0.17 0.01 - 172000 XXX - 99 0.00 0.00
92133 TC A 0.00 0.42 0.42 0.01 F 172000 XXX - 99 1.79 0.04
92134 - A 0.32 0.63 0.63 0.02 F 172000 XXX - 99 1.99 0.05
92134 26 A 0.32 0.20 0.20 0.01 - 172000 XXX - 99 0.00 0.00
92134 TC A 0.00 0.43 0.43 0.01 F 172000 XXX - 99 1.79 0.04
93000 - A 0.17 0.24 0.24 0.02 F 460000 XXX - 99 0.00 0.00
93005 - A 0.00 0.18 0.18 0.01 F 360000 XXX - 99 0.00 0.00
93306 - A 1.46 4.28 4.28 0.07 F 160000 XXX - 99 17.34 0.17
93306 26 A 1.46 0.52 0.52 0.04 - 160000 XXX - 99 0.00 0.00
93306 TC A 0.00 3.76 3.76 0.03 F 160000 XXX - 99 16.82 0.13
93350 - A 1.46 3.95 3.95 0.06 F 160000 XXX - 99 17.37 0.14
93350 26 A 1.46 0.52 0.52 0.04 - 160000 XXX - 99 0.00 0.00
93350 TC A 0.00 3.43 3.43 0.02 F 160000 XXX - 99 16.85 0.10
96523 - T 0.04 0.67 0.67 0.01 F 500000 XXX - 99 0.00 0.00
97110 - A 0.45 0.43 0.43 0.01 F 750000 XXX - 99 0.00 0.00
97140 - A 0.43 0.40 0.40 0.01 F 750000 XXX - 99 0.00 0.00
97530 - A 0.44 0.62 0.62 0.01 F 750000 XXX - 99 0.00 0.00
99024 - B 0.00 0.00 0.00 0.00 - 999999 XXX - 99 0.00 0.00
99204 - A 2.60 2.21 1.15 0.24 - 000000 XXX - 99 0.00 0.00
99213 - A 1.30 1.35 0.57 0.10 - 000000 XXX - 99 0.00 0.00
G0439 - A 1.92 1.86 1.86 0.13 F 000000 XXX - 99 0.00 0.00
J3301 - E 0.00 0.00 0.00 0.00 - 999999 XXX - 99 0.00 0.00
"""
"""code, modifier, status, work, PE non-facility, PE facility, MP, NA (N, F), PC/TC + multiple + bilateral + assistant + co-surgeon + team,
global days with pre/intra/post, endoscopic base, imaging family, OPPS PE, OPPS MP."""

LOS_ANGELES, ALASKA, ALABAMA, TEXAS = ("01182", "18"), ("02102", "01"), ("10112", "00"), ("04412", "31")
INDICES = {
    LOS_ANGELES: ("CA", "LOS ANGELES", "1.042", "1.194", "0.690"),
    ("01112", "05"): ("CA", "SAN FRANCISCO", "1.088", "1.419", "0.445"),
    ALASKA: ("AK", "ALASKA*", "1.5", "1.081", "0.592"),
    ALABAMA: ("AL", "ALABAMA", "1", "0.869", "0.575"),
    TEXAS: ("TX", "AUSTIN", "1", "1.013", "0.717"),
}
_ZIPS = (
    ("CA", "90210", *LOS_ANGELES),
    ("CA", "94110", "01112", "05"),
    ("AK", "99501", *ALASKA),
    ("AL", "35004", *ALABAMA),
    ("TX", "78701", *TEXAS),
)
_CAPS = (("70496", "TC", "A", *LOS_ANGELES, "212.32"), ("70496", "", "A", *LOS_ANGELES, "297.42"))
_FACTORS = ((*LOS_ANGELES, "LOS ANGELES", "20.92"), (*ALASKA, "ALASKA*", "27.86"))
_BASE_UNITS = "CY 2025 Anesthesia Base Units by CPT Code,\r\nCPT Code,Base Units\r\n00142,4\r\n00840,6\r\n"


def _fee_line(row: str) -> list[str]:
    """One row of the table above as a line of the 2025 layout, its descriptor invented, its totals added up."""
    code, modifier, status, work, office, facility, mp, na, indicators, days, base, family, opps_pe, opps_mp = (
        "" if cell == "-" else cell for cell in row.split()
    )
    glob, _, percentages = days.partition(":")
    totals = [str(Decimal(work) + Decimal(pe) + Decimal(mp)) for pe in (office, facility)]
    marks = ["NA" if letter in na else "" for letter in "NF"]
    split, *others = indicators
    return [
        code,
        modifier,
        INVENTED,
        status,
        "",
        work,
        office,
        marks[0],
        facility,
        marks[1],
        mp,
        *totals,
        split,
        glob,
        *(percentages.split("/") if percentages else ["0.00"] * 3),
        *others,
        base,
        FACTOR,
        "09",
        "0",
        family,
        opps_pe,
        opps_pe,
        opps_mp,
    ]


def write_own(folder: Path) -> dict[str, Path]:
    """Our own files by the name of their source."""
    header = [row for row in fee_rows(pricing=False) if row[0] in ("", "HCPCS")]
    files = {
        "physician_fee_schedule": ("PPRRVU2025_Oct.csv", as_csv([*header, *map(_fee_line, _ROWS.strip().splitlines())])),
        "gpci": (
            "GPCI2025.csv",
            as_csv(
                [
                    ["ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY"],
                    [
                        "Medicare Administrative Contractor (MAC)",
                        "State",
                        "Locality Number",
                        "Locality Name",
                        "2025 PW GPCI (with 1.0 Floor)",
                        "2025 PE GPCI",
                        "2025 MP GPCI",
                    ],
                    *([c, state, n, name, *values] for (c, n), (state, name, *values) in INDICES.items()),
                ]
            ),
        ),
        "zip_localities": (
            "ZIP5_OCT2025.txt",
            "".join(f"{s}{z}{c}{n} Z9   0 A" + " " * 52 + "20254\r\n" for s, z, c, n in _ZIPS).encode(),
        ),
        "opps_cap": (
            "OPPSCAP_Oct2025.csv",
            as_csv(
                [["HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY", "FACILITY PRICE", "NON-FACILTY PRICE"], *([*r, r[-1]] for r in _CAPS)]
            ),
        ),
        "anesthesia_cf": (
            "ANES2025.csv",
            as_csv([["Contractor", "Locality", "Locality Name", "National Anes CF of 20.3178"], *map(list, _FACTORS)]),
        ),
        "anesthesia_base_units": ("2025-anesthesia-base-units.csv", _BASE_UNITS.encode()),
    }
    for name, content in files.values():
        (folder / name).write_bytes(content)
    return {source: folder / name for source, (name, _) in files.items()}


_PUBLIC = {
    "physician_fee_schedule": "mpfs/RVU25D/PPRRVU2025_Oct.csv",
    "gpci": "mpfs/RVU25D/GPCI2025.csv",
    "zip_localities": "mpfs/ZIP5/ZIP5_OCT2025.txt",
    "opps_cap": "mpfs/RVU25D/OPPSCAP_Oct.csv",
    "anesthesia_cf": "mpfs/RVU25D/ANES2025.csv",
}


def catalog_of(files: dict[str, Path], folder: Path) -> Catalog:
    """A catalog of files read the way the build reads them."""
    folders = []
    for source, path in files.items():
        file, report = read(reader_named(source.split(":")[0]), path, folder / source.replace(":", "-"))
        assert report.rejected == 0, report.reasons
        folders.append(file.path.parent)
        file.close()
    return Catalog(folders)


@dataclass(frozen=True)
class FeeBook:
    """A catalog, and the raw rows of its relative value file and indices."""

    catalog: Catalog
    rows: dict[tuple[str, str], list[str]]
    indices: dict[tuple[str, str], list[str]]

    def amount(self, code: str, modifier: str = "", place: tuple[str, str] | None = None, *, facility: bool = False) -> Decimal:
        """RVUPUF: [(work x work GPCI) + (PE x PE GPCI) + (MP x MP GPCI)] x CF, to cents."""
        row = self.rows[code, modifier]
        work, pe, mp = Decimal(row[5]), Decimal(row[8] if facility else row[6]), Decimal(row[10])
        one, two, three = (Decimal(v) for v in (self.indices[place][4:7] if place else ("1", "1", "1")))
        return cents((work * one + pe * two + mp * three) * Decimal(row[24]))

    def practice_expense(self, code: str, place: tuple[str, str] | None = None) -> Decimal:
        """The dollars of the non-facility practice expense, to cents."""
        row = self.rows[code, ""]
        return cents(Decimal(row[6]) * (Decimal(self.indices[place][5]) if place else 1) * Decimal(row[24]))

    def cap(self, code: str, place: tuple[str, str] | None = None) -> Decimal:
        """RVUPUF: the same formula with the OPPS columns of the technical part."""
        row = self.rows[code, "TC"]
        two, three = (Decimal(v) for v in (self.indices[place][5:7] if place else ("1", "1")))
        return cents((Decimal(row[28]) * two + Decimal(row[30]) * three) * Decimal(row[24]))


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _raw(path: Path) -> list[list[str]]:
    with path.open(encoding="cp1252", newline="") as handle:
        return [[cell.strip() for cell in row] for row in csv.reader(handle)]


def book(kind: str, folder: Path) -> FeeBook:
    """`own` or `public` (skips where the public files are not at hand)."""
    own = write_own(folder)
    files = own if kind == "own" else {source: real(path) for source, path in _PUBLIC.items()}
    rows = {(r[0], r[1]): r for r in _raw(files["physician_fee_schedule"]) if len(r) > 30 and len(r[0]) == 5 and r[0] != "HCPCS"}
    indices = {(r[0].zfill(5), r[2].zfill(2)): r for r in _raw(files["gpci"]) if len(r) > 6 and r[0].isdigit()}
    return FeeBook(catalog_of({"anesthesia_base_units": own["anesthesia_base_units"], **files}, folder), rows, indices)


def claim(*lines: str, on: date = ON, **known: object) -> Claim:
    """`20610-50`, `97110x2` … as the lines of a claim."""
    found = []
    for number, text in enumerate(lines, start=1):
        written, _, units = text.partition("x")
        code, *modifiers = written.split("-")
        found.append(ClaimLine(number, code, tuple(modifiers), int(units) if units else None))
    return Claim(on=on, lines=tuple(found), **known)  # type: ignore[arg-type]
