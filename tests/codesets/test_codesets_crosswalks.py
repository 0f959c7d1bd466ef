"""Old codes to new ones, diagnoses to risk and clinical categories, services to their classification."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from codesets_reading import read, read_all, recognise, text, workbook, zipped

from knowledge.errors import SourceError
from knowledge.sources.crosswalk_tables import Ccsr, ConversionTable, HccMappings, Rbcs
from knowledge.sources.crosswalk_texts import Gems, Icd9ProcedureTitles, Icd9Titles
from knowledge.tables.crosswalks import became, clinical_categories, equivalents, icd9_title, risk_categories, service_category

FORWARD = ["0109  A99     00000", "0110  A98     10111", "0110  A97     10112", "V9999 NoDx    11000"]
BACKWARD = ["A99     0109  00000", "T99XXXD v9999 10000"]
HCC = """"Wobble Models",,,,,
"Diagnosis
Code",Description,"CMS-HCC
Model
Category
V24","CMS-HCC
Model
Category
V28","CMS-HCC
Model
Category
V24 for 2031
Payment Year","CMS-HCC
Model
Category
V28 for 2031
Payment Year"
R270,Wobble,12,,Yes,No
R270,Wobble,13,4,--,Yes
R271,No wobble,,,No,No
,,,,,
"1. A footnote, with a comma",,,,,
Source: nobody,,,,,
"""
CCSR = """'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','Default CCSR CATEGORY IP','Default CCSR CATEGORY OP',\
'CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION','CCSR CATEGORY 2','CCSR CATEGORY 2 DESCRIPTION'
'R270',"Wobble, odd",'WOB001','WOB002','WOB001',"Wobbling, all",'WOB002',"Swaying"
'R271',"No wobble",'WOB001','WOB001','WOB001',"Wobbling, all",' '," "
"""
RBCS = """hcpcs_code,rbcs_procedure,rbcs_category,rbcs_subcategory,rbcs_family,hcpcs_date_added,hcpcs_date_ended,rbcs_date_effective
A9901,Other,DME,Glue,None,2010-01-01,2019-12-31,2010-01-01
A9901,Other,DME,Wood,None,2020-01-01,,2020-01-01
100,Procedure,Anesthesia,Head,None,2010-01-01,,2010-01-01
"""


def test_maps_of_both_directions_with_their_flags(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "2018-GEMs.zip",
        **{"2018_I9gem.txt": "\r\n".join(FORWARD).encode(), "2018_I10gem.txt": "\r\n".join(BACKWARD).encode(), "guide.pdf": b"%PDF"},
    )
    files = read_all(Gems(), path)
    assert [(file.edition.part, file.report.rows, file.report.rejected) for file in files] == [("10>9", 2, 0), ("9>10", 4, 0)]
    both = equivalents(files, "011.0", "9>10")
    assert [(gem.target, gem.approximate, gem.combination, gem.scenario, gem.choice) for gem in both] == [
        ("A98", True, True, 1, 1),
        ("A97", True, True, 1, 2),
    ]
    (none,) = equivalents(files, "V99.99", "9>10")
    assert (none.unmapped, none.target) == (True, "")
    assert equivalents(files, "T99.XXXD", "10>9")[0].target == "V9999"
    assert equivalents(files, "A99", "9>10") == ()


def test_a_map_alone_tells_its_direction_by_name(tmp_path: Path) -> None:
    file = read(Gems(), text(tmp_path / "2018_I10gem.txt", *BACKWARD))
    assert (file.edition.part, len(equivalents([file], "A99", "10>9"))) == ("10>9", 1)
    with pytest.raises(SourceError, match="direction"):
        recognise(Gems(), text(tmp_path / "2018_gem.txt", *BACKWARD))
    assert recognise(Gems(), text(tmp_path / "other_2018.txt", "A00 cholera", "A01 typhoid")) is None


def test_titles_of_old_codes_keep_their_accents(tmp_path: Path) -> None:
    diagnoses = read(
        Icd9Titles(),
        text(tmp_path / "CMS32_DESC_LONG_DX.txt", "0109  M\xe9ni\xe8re wobble", "V9999 Status wobble", "E9999 Fall", encoding="latin-1"),
    )
    procedures = read(Icd9ProcedureTitles(), text(tmp_path / "CMS32_DESC_LONG_SG.txt", "0109 Steadying", "02 Glue"))
    assert icd9_title([diagnoses], "010.9") == "M\xe9ni\xe8re wobble"
    assert icd9_title([procedures], "01.09") == "Steadying"
    assert (diagnoses.edition.begins, diagnoses.edition.ends) == (date(2014, 10, 1), date(2015, 9, 30))
    with pytest.raises(SourceError, match="content is not"):
        recognise(Icd9Titles(), text(tmp_path / "CMS33_DESC_LONG_DX.txt", "no codes", "at all"))


def test_a_diagnosis_has_categories_by_model(tmp_path: Path) -> None:
    file = read(HccMappings(), text(tmp_path / "mappings.csv", HCC, end=""))
    assert (file.edition.name, file.report.rows) == ("payment year 2031", 3)
    found = [(hcc.model, hcc.category, hcc.paid) for hcc in risk_categories([file], "r27.0")]
    assert found == [("CMS-HCC V24", "12", "Yes"), ("CMS-HCC V24", "13", ""), ("CMS-HCC V28", "4", "Yes")]
    assert risk_categories([file], "R27.1") == ()


def test_a_diagnosis_has_clinical_categories_and_defaults(tmp_path: Path) -> None:
    file = read(Ccsr(), zipped(tmp_path / "DXCCSR_v2031-1.zip", **{"$DXCCSR_v2031-1.csv": CCSR.encode()}))
    assert (file.edition.name, file.report.rows) == ("v2031-1", 2)
    found = [(c.category, c.title, c.inpatient, c.outpatient) for c in clinical_categories([file], "R27.0")]
    assert found == [("WOB001", "Wobbling, all", True, False), ("WOB002", "Swaying", False, True)]


def test_a_service_is_classified_by_date(tmp_path: Path) -> None:
    file = read(Rbcs(), text(tmp_path / "rbcs_2031.csv", RBCS, end=""))
    before, after, mended = (
        service_category([file], code, on)
        for code, on in (("A9901", date(2015, 1, 1)), ("A9901", date(2025, 1, 1)), ("00100", date(2025, 1, 1)))
    )
    assert before is not None
    assert after is not None
    assert mended is not None
    assert (before.subcategory, after.subcategory, mended.category) == ("Glue", "Wood", "Anesthesia")
    assert "line 4: 100 read as 00100" in file.report.reasons[0]


def test_a_deleted_code_leads_to_the_codes_it_became(tmp_path: Path) -> None:
    rows = [
        ["New ICD-10-CM code", "Effective year", "Previous code(s)"],
        ["R27.0", 2031, "R27"],
        ["R27.1", 2031, "R27"],
        ["R99", 2031, "None"],
    ]
    file = read(ConversionTable(), workbook(tmp_path / "icd10cm_conversion_table_2031.xlsx", rows))
    assert became([file], "R27") == (("R270", "2031"), ("R271", "2031"))
    assert became([file], "R99") == ()


@pytest.mark.parametrize(
    ("reader", "name", "content", "problem"),
    [
        (HccMappings(), "2031-hcc-mappings.csv", HCC.replace('"Diagnosis\nCode"', "Wrong"), "columns are missing from the header: code"),
        (Ccsr(), "DXCCSR_v2031-1.csv", "a,b\n1,2\n", "by its name this is the CCSR table"),
        (Ccsr(), "CCSR.csv", CCSR, "does not tell the version"),
        (Rbcs(), "rbcs_2031.csv", RBCS.replace("rbcs_family", "family"), "columns are missing from the header: family"),
        (HccMappings(), "m.csv", HCC.replace("R270", "Wobble!").replace("R271", "??"), "no row could be read"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(
    tmp_path: Path, reader: HccMappings | Ccsr | Rbcs, name: str, content: str, problem: str
) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read(reader, text(tmp_path / name, content, end=""))
    assert caught.value.remedy


def test_bad_rows_are_rejected_with_line_and_reason(tmp_path: Path) -> None:
    lines = [*FORWARD, FORWARD[0], "0111  A96", *(f"01{n}  A96     00000" for n in range(200, 220))]
    report = read(Gems(), text(tmp_path / "2018_I9gem.txt", *lines)).report
    assert report.reasons == ["line 5: the same map as in line 1", "line 6: the line is not two codes and five flags"]
    good = "".join(f"'R28{n}',\"More\",' ',' ','WOB001',\"Wobbling\",' ',\" \"\n" for n in range(4))
    short = CCSR + "'R272',\"Cut\",'WOB001'\n" + good
    assert "line 4: 3 columns instead of 8" in read(Ccsr(), text(tmp_path / "DXCCSR_v2031-1.csv", short, end="")).report.reasons
