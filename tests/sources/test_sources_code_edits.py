"""Ages and sexes of Medicare's code editor, in the layout of its definitions as text. Titles are invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sources_reading import INVENTED, dump, read, recognise, zipped

from knowledge.errors import SourceError
from knowledge.sources.medicare_code_edits import MedicareCodeEdits
from knowledge.tables.medicare_code_edits import AgeLimit, diagnosis_limits, procedure_limits

READER = MedicareCodeEdits()
NAME = "Definitions of Medicare Code Edits_v_41_1.txt"
HEADINGS = (
    "A. Perinatal/Newborn diagnoses", "B. Pediatric diagnoses (age 0 through 17)", "C. Maternity diagnoses (age 9 through 64)",
    "D. Adult diagnoses (age 15 through 124)",
)
CONTENTS = "\r\n".join(f"{heading}\t{page}" for page, heading in enumerate(("4. Age conflict", *HEADINGS, "5. Sex conflict"), 8))
SEXES = {
    "A. Diagnoses for females only": "N800\tx", "B. Procedures for females only": "0UT90ZZ\tx", "C. Diagnoses for males only": "N400\tx",
    "D. Procedures for males only": "0VT00ZZ\tx",
}
ROWS = (("A33", "P0700"), ("Z00121",), ("O80", "O09511"), ("F03911",))


def definitions(version: str = "Version 41.1", rows: tuple[tuple[str, ...], ...] = ROWS, sexes: dict[str, str] = SEXES, more: str = "") -> bytes:
    lists = "".join(f"{heading}\r\n" + "".join(f"{code}\t{INVENTED} {code}\r\n" for code in codes) for heading, codes in zip(HEADINGS, rows, strict=False))
    text = (
        f"Definitions of Medicare Code Edits\r\n{version}\r\n\r\nTable of Contents\r\n{CONTENTS}\r\n\r\n"
        "3. Duplicate of PDX\r\nWords.\r\n4. Age conflict\r\nA patient\u2019s age. * Pediatric. Age range is 0\u201317 years inclusive\r\n"
        f"{lists}{more}5. Sex conflict\r\n" + "".join(f"{heading}\r\n{row}\r\n" for heading, row in sexes.items()) +
        "6. Manifestation code as principal diagnosis\r\nD63.0\tnot a row of ours\r\nA33\tin another chapter\r\n"
    )  # fmt: skip
    return text.encode("cp1252")


def file(folder: Path, name: str = NAME, **parts: object) -> Path:
    path = folder / name
    path.write_bytes(definitions(**parts))  # type: ignore[arg-type]
    return path


def test_ages_and_sexes_of_a_version(tmp_path: Path) -> None:
    found, report = read(READER, file(tmp_path), tmp_path / "catalog")
    assert (found.edition.name, found.edition.begins, found.edition.ends) == ("FY2024 (April 1 2024)", date(2023, 10, 1), date(2024, 9, 30))
    assert (report.rows, report.rejected) == (10, 0)
    assert INVENTED not in dump(found)
    on = date(2024, 5, 1)
    newborn, maternity, female = (diagnosis_limits([found], code, on) for code in ("A33", "O09.511", "N80.0"))
    assert newborn is not None
    assert maternity is not None
    assert female is not None
    assert newborn.ages == (AgeLimit("newborn", 0, 0),)
    assert [bool(newborn.age_conflicts(age)) for age in (0, 1)] == [False, True]
    assert [bool(maternity.age_conflicts(age)) for age in (8, 9, 64, 65)] == [True, False, False, True]
    assert [female.sex_conflicts(sex) for sex in ("F", "m", "X", "")] == [False, True, False, False]
    assert not female.sex_edit_ended
    procedure = procedure_limits([found], "0VT00ZZ", on)
    assert procedure is not None
    assert (procedure.sex, procedure.ages) == ("M", ())


def test_a_code_on_no_list_has_no_limit_and_what_is_not_loaded_is_none(tmp_path: Path) -> None:
    found, _ = read(READER, file(tmp_path), tmp_path / "catalog")
    free = diagnosis_limits([found], "I10", date(2024, 5, 1))
    assert free is not None
    assert (free.ages, free.sex, free.age_conflicts(3), free.sex_conflicts("F")) == ((), "", (), False)
    assert diagnosis_limits([found], "A33", date(2020, 1, 1)) is None
    assert diagnosis_limits([], "A33", date(2024, 5, 1)) is None


def test_since_the_sex_edit_ended_the_last_list_is_a_hint(tmp_path: Path) -> None:
    old, _ = read(READER, file(tmp_path), tmp_path / "old")
    new, _ = read(READER, file(tmp_path, "Definitions of Medicare Code Edits_v44.txt", version="", sexes={}), tmp_path / "new")
    assert new.edition.name == "FY2027 (October 1 2026)"
    limits = diagnosis_limits([new, old], "N40.0", date(2026, 11, 1))
    assert limits is not None
    assert (limits.sex, limits.sex_edit_ended, limits.edition.name, limits.stale) == ("M", True, "FY2027 (October 1 2026)", False)
    alone = diagnosis_limits([new], "N40.0", date(2026, 11, 1))
    assert alone is not None
    assert alone.sex == ""


@pytest.mark.parametrize(
    ("outer", "version", "edition"),
    [
        ("definition-medicare-code-edits-v411.zip", "", "FY2024 (April 1 2024)"),
        ("fy2027-fr-definition-mce-v44.zip", "", "FY2027 (October 1 2026)"),
        ("anything.zip", "v37.0", "FY2020 (October 1 2019)"),
    ],
)
def test_the_version_stands_in_the_text_or_in_the_name_of_the_archive(tmp_path: Path, outer: str, version: str, edition: str) -> None:
    path = zipped(tmp_path / outer, {"Definitions of Medicare Code Edits.txt": definitions(version), "manual.pdf": b"%PDF"})
    found = recognise(READER, path)
    assert found is not None
    assert found.name == edition


BAD = {
    "no version": ({"name": "Definitions of Medicare Code Edits.txt", "version": ""}, "neither the text nor its name tells the version"),
    "cut off": ({"rows": ROWS[:2], "sexes": {}}, "no codes were found for adult, maternity ages"),
    "newer layout": ({"more": "E. Adult diagnoses\r\nA33\tx\r\n"}, "the list of adult diagnoses does not tell its ages"),
    "another code set": ({"rows": (("00100", "99213"), ("0001A",), ("1234567",), ("D0120", "8"))}, "do not fit the known layout|no codes were found"),
}


@pytest.mark.parametrize(("parts", "problem"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_right_is_refused(tmp_path: Path, parts: dict[str, object], problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read(READER, file(tmp_path, **parts), tmp_path / "catalog")  # type: ignore[arg-type]
    assert caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"<html>licence</html>", b"a,b\r\n", definitions().decode("cp1252").encode("utf-16"), b"PK\x05\x06" + b"\0" * 18])
def test_a_known_name_with_other_content_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(SourceError, match="Definitions of Medicare Code Edits"):
        recognise(READER, path)


def test_repeated_and_spoilt_rows_are_named_with_their_line(tmp_path: Path) -> None:
    rows = (("A33", "P0700", "A33", "00700", *(f"P07{n}" for n in range(10, 20))), *ROWS[1:])
    _, report = read(READER, file(tmp_path, rows=rows), tmp_path / "catalog")
    assert report.rejected == 2
    assert [reason.split(": ", 1)[1] for reason in report.reasons] == ["A33 stands in this list already", "'00700' is not an ICD-10-CM code"]
