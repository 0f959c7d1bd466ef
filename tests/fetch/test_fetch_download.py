"""One file from a server that behaves badly: it comes whole, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bad_publisher import Publisher, breaking, publisher, silent, status, whole

from knowledge.fetch import download as module
from knowledge.fetch.download import Absent, Refused, Unreachable, client, download

FILE = "/files/zip/codes%202027.zip"
BODY = bytes(range(256)) * 400


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.0)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as served:
        yield served


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with client(2.0) as opened:
        yield opened


def test_a_file_comes_whole_under_its_own_name(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers[FILE] = whole(BODY)
    seen: list[tuple[int, int]] = []
    file = download(http, server.url + FILE, tmp_path, lambda done, all_of_it: seen.append((done, all_of_it)))
    assert (file.name, file.read_bytes()) == ("codes 2027.zip", BODY)
    assert seen[-1] == (len(BODY), len(BODY))
    assert [p.name for p in tmp_path.iterdir()] == ["codes 2027.zip"]


RESUMED = {
    "ranges are honoured": (breaking(BODY, 30_000), "bytes=30000-"),
    "twice broken off": (breaking(BODY, 30_000, times=2), "bytes=60000-"),
    "ranges are ignored": (breaking(BODY, 30_000, ranges=False), "bytes=30000-"),
    "the file changed meanwhile": (breaking(BODY, 30_000, ('"one"', '"two"')), "bytes=30000-"),
    "no validator": (breaking(BODY, 30_000, ("",)), ""),
    "a weak validator": (breaking(BODY, 30_000, ('W/"one"',)), ""),
}


@pytest.mark.parametrize(("answer", "last"), RESUMED.values(), ids=RESUMED)
def test_a_transfer_that_breaks_off_ends_with_the_whole_file(server: Publisher, http: httpx.Client, tmp_path: Path, answer: object, last: str) -> None:
    server.answers[FILE] = answer  # type: ignore[assignment]
    assert download(http, server.url + FILE, tmp_path).read_bytes() == BODY
    assert server.ranges()[-1] == last


def test_what_came_is_kept_for_the_next_run(server: Publisher, tmp_path: Path) -> None:
    server.answers[FILE] = breaking(BODY, 10_000, times=module.ATTEMPTS)
    with client(2.0) as http, pytest.raises(Unreachable, match="broke off the transfer") as caught:
        download(http, server.url + FILE, tmp_path)
    assert "is kept" in caught.value.remedy
    assert sorted(p.name for p in tmp_path.iterdir()) == ["codes 2027.zip.part", "codes 2027.zip.part.json"]
    with client(2.0) as http:
        assert download(http, server.url + FILE, tmp_path).read_bytes() == BODY
    assert server.ranges()[-1] == f"bytes={10_000 * module.ATTEMPTS}-"


def test_a_part_of_another_address_is_not_taken_up(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers["/a/x.zip"] = breaking(b"a" * 9_000, 1_000, times=99)
    server.answers["/b/x.zip"] = whole(b"b" * 9_000, ETag='"one"')
    with pytest.raises(Unreachable):
        download(http, f"{server.url}/a/x.zip", tmp_path)
    assert download(http, f"{server.url}/b/x.zip", tmp_path).read_bytes() == b"b" * 9_000


@pytest.mark.parametrize("note", ["", "[]", "{", '{"address": 1}'])
def test_a_damaged_note_starts_anew(server: Publisher, http: httpx.Client, tmp_path: Path, note: str) -> None:
    (tmp_path / "codes 2027.zip.part").write_bytes(b"junk")
    (tmp_path / "codes 2027.zip.part.json").write_text(note)
    server.answers[FILE] = whole(BODY)
    assert download(http, server.url + FILE, tmp_path).read_bytes() == BODY


def test_a_part_that_is_longer_than_the_file_starts_anew(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers[FILE] = breaking(BODY, 10_000, times=module.ATTEMPTS)
    with pytest.raises(Unreachable):
        download(http, server.url + FILE, tmp_path)

    def shorter(request: object) -> None:
        give = request.give  # type: ignore[attr-defined]
        if request.headers.get("Range"):  # type: ignore[attr-defined]
            give(b"", status=416)
        else:
            give(b"short")

    server.answers[FILE] = shorter
    assert download(http, server.url + FILE, tmp_path).read_bytes() == b"short"


def test_another_part_than_asked_for_is_not_put_together(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    first = breaking(BODY, 30_000)

    def wrong(request: object) -> None:
        if request.headers.get("Range"):  # type: ignore[attr-defined]
            request.give(BODY[:100], status=206, Content_Range=f"bytes 0-99/{len(BODY)}")  # type: ignore[attr-defined]
        elif len(server.asked) == 1:
            first(request)  # type: ignore[arg-type]
        else:
            request.give(BODY)  # type: ignore[attr-defined]

    server.answers[FILE] = wrong
    assert download(http, server.url + FILE, tmp_path).read_bytes() == BODY


REFUSALS = {
    "absent": (status(404), Absent, "Nothing lies at"),
    "gone": (status(410), Absent, "Nothing lies at"),
    "forbidden": (status(403), Refused, r"does not give the file to a program \(403\)"),
    "unavailable": (status(503), Unreachable, r"not in order at the moment \(503\)"),
    "too many": (status(429), Unreachable, r"not in order at the moment \(429\)"),
    "odd": (status(204, b""), Refused, "answers 204 instead of the file"),
    "licence": (status(302, Location="/license/ama?file=/files/zip/codes.zip"), Refused, "leads to a licence page"),
    "elsewhere": (status(302, Location="http://localhost/codes.zip"), Refused, "localhost, which is not its own"),
    "in a circle": (status(302, Location=FILE), Refused, "from one address to the next"),
    "huge": (lambda request: request.give(b"x", announced=3 << 30), Refused, "would have 3072 MB"),
    "silent": (silent(0.4), Unreachable, "did not answer in time"),
}


@pytest.mark.parametrize(("answer", "error", "says"), REFUSALS.values(), ids=REFUSALS)
def test_a_server_that_does_not_give_the_file_is_explained(
    server: Publisher, tmp_path: Path, answer: object, error: type[Exception], says: str
) -> None:
    server.answers[FILE] = answer  # type: ignore[assignment]
    with client(0.1) as http, pytest.raises(error, match=says):
        download(http, server.url + FILE, tmp_path)
    assert not (tmp_path / "codes 2027.zip").exists()


def test_a_redirect_on_the_same_host_is_followed(server: Publisher, http: httpx.Client, tmp_path: Path) -> None:
    server.answers[FILE] = status(301, Location="/moved/here.zip")
    server.answers["/moved/here.zip"] = whole(BODY)
    assert download(http, server.url + FILE, tmp_path).name == "codes 2027.zip"


def test_a_host_that_is_not_there_is_explained(http: httpx.Client, tmp_path: Path) -> None:
    with publisher() as gone:
        address = gone.url + FILE
    with pytest.raises(Unreachable, match="cannot be reached"):
        download(http, address, tmp_path)
