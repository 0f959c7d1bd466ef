"""A whole run of `kb fetch` against a publisher on the loopback interface."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
import small_tabular
from bad_publisher import Publisher, publisher, silent, status, whole

from adapters.commands.fetch import lines
from knowledge.discover import discover
from knowledge.fetch import download as module
from knowledge.fetch.download import client
from knowledge.fetch.fetching import FOLDER, Here, Outcome, State, fetch

ON = date(2027, 11, 25)
TABLES = ("icd10cm_tabular",)
NCHS = "/ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/2028/icd10cm-table-and-index-2028.zip"
CMS = "/www.cms.gov/files/zip/2028-code-tables-tabular-and-index.zip"
PAGE = b"<!DOCTYPE html><html><title>Licence</title></html>"
PLACES = (
    b"<html><head><style>td{}</style></head><body><table><tr><th>Place of Service Code(s)</th><th>Place of Service Name</th>"
    b"<th>Place of Service Description</th></tr><tr><td>02</td><td><p>Telehealth elsewhere</p></td><td>Some<br>where.</td></tr>"
    b"<tr><td>11<td>Office<td>An office &amp; more.<tr><td>27-30</td><td>Unassigned</td><td>N/A</td></tr></table></body></html>"
)


def archive(year: int = 2028, name: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(name or f"Table and Index/icd10cm-tabular_-{year}.xml", small_tabular.xml(year))
        out.writestr("readme.pdf", b"%PDF", zipfile.ZIP_STORED)
    return content.getvalue()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.0)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as served:
        yield served


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with client(0.5) as opened:
        yield opened


def here(tmp_path: Path, server: Publisher) -> Here:
    return Here(tmp_path / "knowledge", tmp_path / "sources", server.url)


def one(here: Here, http: httpx.Client, only: tuple[str, ...] = TABLES, on: date = ON, *, dry_run: bool = False) -> Outcome:
    [outcome] = [o for o in fetch(here, on, http, only, dry_run=dry_run) if not o.wanted.publication.optional]
    return outcome


def test_a_missing_edition_is_fetched_and_the_next_run_knows_it(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers[NCHS] = whole(archive())
    place = here(tmp_path, server)
    outcome = one(place, http)
    assert (outcome.state, outcome.file) == (State.FETCHED, place.sources / FOLDER / "icd10cm-table-and-index-2028.zip")
    [item], _ = discover(place.sources)
    assert item.edition.name == "FY2028 (October 1 2027)"
    asked = len(server.asked)
    assert one(place, http).state is State.DROPPED
    assert len(server.asked) == asked
    assert list((place.root / "fetch").iterdir()) == []


def test_what_serves_is_not_fetched(server: Publisher, http: httpx.Client, small_home: Path) -> None:
    place = Here(small_home / "knowledge", small_home / "sources", server.url)
    today = date.today()  # noqa: DTZ011 - the person's own day is meant
    assert one(place, http, on=today).state is State.LOADED
    assert server.asked == []


def test_a_dry_run_asks_nobody(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    outcomes = list(fetch(here(tmp_path, server), ON, http, dry_run=True))
    assert {outcome.state for outcome in outcomes} >= {State.FREE, State.LICENSED, State.BY_HAND}
    assert server.asked == []
    assert not (tmp_path / "sources").exists()


WRONG = {
    "licence page": (whole(PAGE, Content_Type="text/html"), "came a web page, perhaps of a licence"),
    "redirect to a licence": (status(302, Location="/license/ama?file=x"), "leads to a licence page"),
    "other edition": (whole(archive(2027)), "holds icd10cm_tabular FY2027"),
    "other kind": (whole(b"a,b\n1,2\n"), "no reader knows what is in it"),
    "cut off": (whole(archive()[:-30]), "no sound archive"),
    "damaged": (whole(archive().replace(b"%PDF", b"%PDG")), "damaged"),
    "hostile": (whole(archive(name="../../tabular.xml")), "leads outside it"),
    "empty": (whole(b""), "came empty"),
    "forbidden": (status(403), r"to a program \(403\)"),
    "in disorder": (status(503), r"at the moment \(503\)"),
    "silent": (silent(0.7), "did not answer in time"),
}


@pytest.mark.parametrize(("answer", "says"), WRONG.values(), ids=WRONG)
def test_a_candidate_that_is_not_the_file_is_explained_and_the_next_is_tried(
    server: Publisher, http: httpx.Client, tmp_path: Path, answer: object, says: str
) -> None:
    server.answers[NCHS] = answer  # type: ignore[assignment]
    place = here(tmp_path, server)
    outcome = one(place, http)
    assert outcome.state is State.FAILED
    assert says.replace("\\", "") in " ".join(outcome.problems)
    assert not list(tmp_path.rglob("*.zip"))
    server.answers[CMS] = whole(archive())
    assert one(place, http).state is State.FETCHED


def test_a_host_that_is_down_is_asked_once_in_a_run(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers[NCHS] = status(503)
    list(fetch(here(tmp_path, server), ON, http, ("icd10cm_tabular", "icd10cm_order")))
    assert [path for path, _ in server.asked if path.startswith("/ftp.cdc.gov")] == [NCHS]


FOLDER_PAGE = NCHS.rsplit("/", 1)[0] + "/"
LISTING = (
    b"<html><h1>2028</h1><a href='../'>up</a><a href='https://elsewhere.example/tables-index.zip'>x</a><a href='deep/tables-index.zip'>y</a>"
    b"<A HREF=\"Tables%20of%20Codes%20and%20Index%202028.zip\">z</A><a href='readme.pdf'>r</a><a href='icd10cm-table-and-index-2028.zip'>old</a></html>"
)


def test_a_new_name_is_found_in_the_list_of_the_publisher(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers[FOLDER_PAGE] = whole(LISTING, Content_Type="text/html")
    server.answers[FOLDER_PAGE + "Tables%20of%20Codes%20and%20Index%202028.zip"] = whole(archive())
    outcome = one(here(tmp_path, server), http)
    assert (outcome.state, outcome.address.rsplit("/", 1)[1]) == (State.FETCHED, "Tables%20of%20Codes%20and%20Index%202028.zip")
    asked = [path for path, _ in server.asked]
    assert asked.count(NCHS) == 1
    assert not [path for path in asked if "deep" in path or "readme" in path]


@pytest.mark.parametrize("answer", [status(403), status(503), whole(b""), whole(b"\xff\xfe"), silent(0.7)])
def test_a_list_that_cannot_be_had_changes_nothing(server: Publisher, http: httpx.Client, tmp_path: Path, answer: object) -> None:
    server.answers[FOLDER_PAGE] = answer  # type: ignore[assignment]
    outcome = one(here(tmp_path, server), http)
    assert outcome.state is State.FAILED
    assert all("Nothing lies at" in problem for problem in outcome.problems)


def test_an_update_that_did_not_come_out_is_no_failure(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    outcomes = list(fetch(here(tmp_path, server), date(2028, 5, 1), http, TABLES))
    assert [(o.wanted.edition, o.state) for o in outcomes] == [("FY2028 (October 1 2027)", State.FAILED), ("FY2028 (April 1 2028)", State.NOT_OUT)]


def test_an_april_update_is_named_as_one(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers["/ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/2028-Update/icd10cm-table-and-index-2028.zip"] = whole(archive())
    outcomes = list(fetch(here(tmp_path, server), date(2028, 5, 1), http, TABLES))
    assert outcomes[1].state is State.FETCHED
    assert outcomes[1].file is not None
    assert outcomes[1].file.name == "april-1-2028-icd10cm-table-and-index-2028.zip"


def test_what_needs_a_licence_is_never_asked_for(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    place = here(tmp_path, server)
    only = ("ncci_ptp_practitioner", "mue_practitioner", "physician_fee_schedule", "coverage_ncds", "clfs", "addon_codes", "dmepos", "opps_addendum_b")
    outcomes = list(fetch(place, ON, http, only))
    assert {outcome.state for outcome in outcomes} == {State.LICENSED}
    assert server.asked == []
    told = lines(outcomes[0], "the folder")
    assert [line.split()[1] for line in told[1:]] == ["Open", "Read", "Download", "Drop"]
    assert "ccipra-v333r" in told[3]


def test_places_of_service_are_read_from_the_page_itself(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers["/www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets"] = whole(PLACES, Content_Type="text/html")
    place = here(tmp_path, server)
    outcome = one(place, http, ("place_of_service",))
    assert (outcome.state, outcome.file) == (State.FETCHED, place.sources / FOLDER / "place_of_service_codes_2027.html")


def test_a_folder_that_cannot_be_written_is_named(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    from knowledge.errors import KnowledgeError

    server.answers[NCHS] = whole(archive())
    (tmp_path / "sources").write_text("a file in the way")
    with pytest.raises(KnowledgeError, match="cannot be kept"):
        one(here(tmp_path, server), http)
