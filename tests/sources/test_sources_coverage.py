"""Coverage: the extracts, and the export of the coverage database in its published layout."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sources_fixtures import coverage_zip, pairs_json
from sources_reading import INVENTED, dump, read, recognise, zipped

from knowledge.errors import SourceError
from knowledge.sources.coverage import CoverageDocuments, CoveragePairs
from knowledge.sources.coverage_export import CoverageExport
from knowledge.tables import coverage, coverage_export
from knowledge.tables.dated import Force

ARTICLES = CoverageExport(coverage_export.ARTICLES)
DOCUMENTS = (
    "contractor_name_type,document_display_id,document_id,document_type,document_version,effective_date,note,retirement_date,title,updated_on,updated_on_sort,url\n"
    '"CGS Administrators, LLC\n(DME MAC)\n\nNoridian Healthcare Solutions, LLC\n(DME MAC)",L33394,33394,LCD,5,08/14/2025,,N/A,Knee Injections,08/06/2025,1,https://x\n'
    '"Noridian Healthcare Solutions, LLC\n(MAC - Part A)",A50000,50000,Article,3,01/01/2024,Retired,05/01/2025,Billing: Knee,05/06/2025,1,https://y\n'
)


def test_pairs(tmp_path: Path) -> None:
    path = pairs_json(tmp_path / "lcd_hcpcs_icd10_coverage_2026.derived.json")
    file, report = read(CoveragePairs(), path, tmp_path / "catalog")
    assert (report.rows, file.edition.name) == (4, "2026 (derived)")
    found = [coverage.support([file], "20610", code) for code in ("m17.11", "Z00.00", "M54.50")]
    assert [f.covered for f in found if f] == [True, False, None]
    assert coverage.support([file], "99999", "M17.11") is None
    assert coverage.policies([file], "J7325") == ("L33394", "L39529")
    assert coverage.services_for([file], "M17.11") == ("20610", "J7325")
    assert coverage.diagnoses([file], "20610", covered=False) == ("Z00.00",)


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    path = pairs_json(tmp_path / "lcd_hcpcs_icd10_coverage_2026.derived.json")
    path.write_text(path.read_text()[:-20])
    with pytest.raises(SourceError, match="line 1: the JSON breaks off"):
        read(CoveragePairs(), path, tmp_path / "catalog")


def test_documents_of_contractors(tmp_path: Path) -> None:
    path = tmp_path / "local_coverage_documents_2025-08.csv"
    path.write_text(DOCUMENTS)
    file, report = read(CoverageDocuments(), path, tmp_path / "catalog")
    assert (report.rows, report.rejected, file.edition.name) == (2, 0, "2025-08 (derived)")
    (lcd,) = coverage.documents_about([file], "knee", date(2025, 9, 1))
    assert (lcd.display_id, lcd.contractor) == ("L33394", "CGS Administrators, LLC (DME MAC); Noridian Healthcare Solutions, LLC (DME MAC)")
    assert lcd.force(date(2025, 8, 13)) is Force.NOT_YET
    (article,) = coverage.document([file], "A50000")
    assert (article.retired, article.force(date(2025, 6, 1))) == (date(2025, 5, 1), Force.ENDED)


def test_export_of_articles(tmp_path: Path) -> None:
    file, report = read(ARTICLES, coverage_zip(tmp_path / "current_article.zip"), tmp_path / "catalog")
    assert report.rejected == 0
    files = [file]
    (article,) = coverage_export.documents_for(files, "20610")
    assert (article.display_id, article.version, article.force(date(2026, 5, 5))) == ("A50000", 3, Force.IN_FORCE)
    (group,) = coverage_export.support(files, "20610", "M17.11")
    assert (group.covered, group.group, group.paragraph) == (True, 2, "These support 20610 and J7325.")
    assert coverage_export.support(files, "20610", "M54.50") == ()
    assert [d.display_id for d in coverage_export.documents_naming(files, "M17.11")] == ["A50000"]
    assert coverage_export.contractors_of(files, article) == ("Noridian Healthcare Solutions, LLC",)
    assert coverage_export.states_of(files, article) == ("CA",)
    assert coverage_export.related(files, article) == ((), (33394,))
    assert coverage_export.texts_of(files, article) == {"text": "a b"}


def test_export_of_lcds(tmp_path: Path) -> None:
    reader = CoverageExport(coverage_export.LCDS)
    path = coverage_zip(tmp_path / "current_lcd.zip", "lcd")
    assert recognise(ARTICLES, path) is None
    file, _ = read(reader, path, tmp_path / "catalog")
    (lcd,) = coverage_export.documents_for([file], "20610")
    assert (lcd.display_id, lcd.requirements) == ("L50000", "Record the joint")
    assert coverage_export.texts_of([file], lcd) == {"documentation": "Record the joint"}


def test_export_of_ncds(tmp_path: Path) -> None:
    header = "NCD_id,NCD_vrsn_num,NCD_mnl_sect,NCD_mnl_sect_title,cvrg_lvl_cd,NCD_efctv_dt,NCD_trmntn_dt,itm_srvc_desc,indctn_lmtn,xref_txt,othr_txt"
    rows = (
        '373,1,30.3.3,Acupuncture for Chronic Lower Back Pain,2,2020-01-21 00:00:00,,"<p>long\ntext</p>",'
        f'"<h4>A. Covered</h4><ul><li>Up to 12&nbsp;visits in 90 days.</li><li>97810 ({INVENTED} 1), 97811 ""{INVENTED} 2"" count.</li></ul>",,\r\n'
        f'11,1,20.1,Old - RETIRED,3,1990-01-01 00:00:00,,"x<br/>97810 - {INVENTED} 3",,30.3,"<table><tr><td>97810</td></tr></table>"\r\n'
    )
    inner = zipped(tmp_path / "inner.zip", {"ncd_trkg.csv": f"{header}\r\n{rows}".encode()})
    path = zipped(tmp_path / "ncd.zip", {"ncd_csv.zip": inner.read_bytes()})
    file, _ = read(CoverageExport(coverage_export.NCDS), path, tmp_path / "catalog")
    assert INVENTED not in dump(file)
    assert coverage_export.ncds([], "30.3.3") is None
    assert coverage_export.ncds([file], "99.9") == ()
    (ncd,) = coverage_export.ncds([file], "30.3.3") or ()
    assert coverage_export.texts_of([file], ncd) == {
        "description": "long text", "indications": "A. Covered\nUp to 12 visits in 90 days.\n97810, 97811 count.",
    }
    (old,) = coverage_export.ncds([file], "20.1") or ()
    assert coverage_export.texts_of([file], old) == {"description": "x\n97810", "more": "97810", "references": "30.3"}
    assert (ncd.level, ncd.begins) == ("restricted coverage", date(2020, 1, 21))
    assert coverage_export.ncds([file], "acupuncture back") == (ncd,)
    assert old.force(date(2026, 1, 1)) is Force.ENDED


def test_no_descriptor_of_the_export_reaches_a_table(tmp_path: Path) -> None:
    file, report = read(ARTICLES, coverage_zip(tmp_path / "current_article.zip"), tmp_path / "catalog")
    assert INVENTED not in dump(file) + str(report)
    assert INVENTED.encode() not in file.path.read_bytes()


def test_export_without_a_table_or_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"holds no article_x_hcpc_code\.csv"):
        read(ARTICLES, coverage_zip(tmp_path / "current_article.zip", drop="article_x_hcpc_code.csv"), tmp_path / "a")
    with pytest.raises(SourceError, match=r"article_x_hcpc_code\.csv has no column hcpc_code_id"):
        read(ARTICLES, coverage_zip(tmp_path / "current_article.zip", without_column="hcpc_code_id"), tmp_path / "b")
