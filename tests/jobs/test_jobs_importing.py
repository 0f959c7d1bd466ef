"""Imports over HTTP: new, known, listed twice, gone, broken, shrunk, redirected, too large, too slow, in a private network."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import job_openings
import pytest
from bad_publisher import Publisher, Request
from job_openings import Opening

from bot.jobs import fetching, importing
from bot.jobs.feeds.configured import feed
from bot.jobs.fetching import Limits, NotFetched, fetch
from bot.jobs.importing import Report
from bot.jobs.query import Query
from bot.store import Store

HERE = Limits(20, 4 << 20, private=True)
SOME = job_openings.openings(8, 5)


def serve(served: Publisher, path: str, body: bytes, **headers: str) -> None:
    served.answers[path] = lambda request: request.give(body, **headers)


async def imported(served: Publisher, store: Store, kind: str, some: list[Opening] | bytes, limits: Limits = HERE) -> Report:
    serve(served, f"/{kind}", some if isinstance(some, bytes) else job_openings.LAYOUTS[kind](some))
    return await importing.run(feed(f"{kind}:{served.url}/{kind}"), store, limits)


async def open_ones(store: Store) -> list[str]:
    return sorted(one.posting.title for one in (await store.jobs.search(Query())).listed)


async def test_what_other_feeds_list_is_on_the_board_once(served: Publisher, store: Store) -> None:
    assert (await imported(served, store, "greenhouse", SOME)).new == len(SOME)
    for kind in ("lever", "ashby", "page", "rss", "indeed"):
        report = await imported(served, store, kind, SOME)
        assert (report.new, report.same) == (0, len(SOME)), kind
    assert len(await open_ones(store)) == len(SOME)
    again = await imported(served, store, "greenhouse", SOME)
    assert (again.new, again.unchanged, again.closed) == (0, len(SOME), 0)


async def test_what_a_feed_no_longer_lists_leaves_unless_another_one_lists_it(served: Publisher, store: Store) -> None:
    await imported(served, store, "greenhouse", SOME)
    await imported(served, store, "lever", SOME[:2])
    report = await imported(served, store, "greenhouse", SOME[1:-1])
    assert report.closed == 1
    assert len(await open_ones(store)) == len(SOME) - 1
    back = await imported(served, store, "greenhouse", SOME)
    assert back.new + back.same == 2
    assert len(await open_ones(store)) == len(SOME)


async def test_what_a_feed_says_anew_stands_on_the_board(served: Publisher, store: Store) -> None:
    await imported(served, store, "greenhouse", SOME[:1])
    changed = dataclasses.replace(SOME[0], title="Coding Director")
    report = await imported(served, store, "greenhouse", [changed])
    assert report.changed == 1
    assert await open_ones(store) == ["Coding Director"]


async def test_a_feed_that_breaks_or_shrinks_takes_nothing_away_at_once(served: Publisher, store: Store) -> None:
    await imported(served, store, "rss", SOME)
    whole = job_openings.rss(SOME)
    for body in (b"", b"<html>login</html>", whole[: len(whole) // 2], job_openings.rss([]), job_openings.rss(SOME[:1])):
        report = await imported(served, store, "rss", body)
        assert report.problem
        assert len(await open_ones(store)) == len(SOME)
    await imported(served, store, "rss", SOME)
    reports = [await imported(served, store, "rss", SOME[:1]) for _ in range(importing.SMALL_TIMES)]
    assert [bool(report.problem) for report in reports] == [True, True, False]
    assert len(await open_ones(store)) == 1


async def test_the_same_entry_twice_and_the_same_text_under_two_numbers_are_one(served: Publisher, store: Store) -> None:
    jobs = json.loads(job_openings.greenhouse(SOME[:2]))
    jobs["jobs"] += [jobs["jobs"][0], {**jobs["jobs"][0], "id": 99, "absolute_url": "https://boards.greenhouse.io/example/jobs/99"}]
    report = await imported(served, store, "greenhouse", json.dumps(jobs).encode())
    assert (report.found, report.new, report.repeated, report.same) == (4, 2, 1, 1)


async def test_what_is_over_on_arrival_and_pay_that_cannot_be_are_counted(served: Publisher, store: Store) -> None:
    jobs: list[dict[str, Any]] = [job_openings.json_ld_of(one) for one in SOME[:3]]
    jobs[0]["validThrough"] = str((datetime.now(UTC) - timedelta(days=2)).date())
    jobs[1]["baseSalary"] = {"value": {"minValue": 9, "maxValue": 900_000, "unitText": "HOUR"}}
    del jobs[2]["url"], jobs[2]["title"]
    report = await imported(served, store, "page", f'<script type="application/ld+json">{json.dumps(jobs)}</script>'.encode())
    assert (report.new, report.expired, report.remarks, report.unread) == (1, 1, 1, 1)
    assert "expired on arrival" in report.line


async def test_a_posting_that_names_no_end_is_over_when_its_feed_is_silent_for_long(served: Publisher, tmp_path: Any) -> None:
    now = [datetime.now(UTC)]
    async with await Store.open(f"sqlite:///{tmp_path}/clock.sqlite", "x", clock=lambda: now[0]) as store:
        await imported(served, store, "rss", SOME[:2])
        assert len(await open_ones(store)) == 2
        now[0] += timedelta(days=15)
        assert await open_ones(store) == []


async def test_an_unchanged_feed_is_not_sent_again_and_its_postings_go_on(served: Publisher, store: Store) -> None:
    body = job_openings.rss(SOME)

    def answer(request: Request) -> None:
        if request.headers.get("If-None-Match") == '"v1"':
            request.give(b"", status=304)
        else:
            request.give(body, ETag='"v1"')

    served.answers["/rss"] = answer
    named = feed(f"rss:{served.url}/rss")
    await importing.run(named, store, HERE)
    report = await importing.run(named, store, HERE)
    assert (report.unchanged, report.problem) == (len(SOME), "")


async def test_a_board_that_is_closed_or_wants_us_to_wait_is_said(served: Publisher, store: Store) -> None:
    for status, said in ((404, "closed"), (429, "wait"), (500, "500")):
        served.answers["/rss"] = lambda request, status=status: request.give(b"x", status=status)
        assert said in (await importing.run(feed(f"rss:{served.url}/rss"), store, HERE)).problem
    (state,) = await store.job_imports.feeds()
    assert "500" in state.said


async def test_redirects_stay_on_the_site_and_end(served: Publisher) -> None:
    serve(served, "/there", b"here")
    served.answers["/a"] = lambda request: request.give(b"", status=302, Location="/there")
    served.answers["/loop"] = lambda request: request.give(b"", status=302, Location="/loop")
    served.answers["/away"] = lambda request: request.give(b"", status=302, Location="http://169.254.169.254/latest/meta-data")
    served.answers["/file"] = lambda request: request.give(b"", status=302, Location="file:///etc/passwd")
    assert (await fetch(f"{served.url}/a", HERE)).data == b"here"
    for path, said in (("/loop", "more than"), ("/away", "another site"), ("/file", "another site")):
        with pytest.raises(NotFetched, match=said):
            await fetch(served.url + path, HERE)


def late(request: Request) -> None:
    time.sleep(2)
    with contextlib.suppress(OSError):  # nobody waits any more
        request.give(b"late")


async def test_a_feed_is_bounded_in_size_and_time_also_when_it_unpacks(served: Publisher) -> None:
    import gzip

    serve(served, "/large", b"x" * 200_000)
    serve(served, "/bomb", gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip")
    served.answers["/slow"] = late
    for path, limits, said in (
        ("/large", Limits(20, 100_000, True), "larger"), ("/bomb", Limits(20, 1 << 20, True), "larger"), ("/slow", Limits(0.5, 1 << 20, True), "longer"),
    ):  # fmt: skip
        with pytest.raises(NotFetched, match=said):
            await fetch(served.url + path, limits)


async def test_private_networks_are_not_asked_unless_the_operator_says_so(served: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Limits(5, 1 << 20)
    hosts = "127.0.0.1 localhost 10.0.0.1 192.168.1.1 169.254.169.254 [::1] [::ffff:127.0.0.1] 0.0.0.0 2130706433 [64:ff9b::7f00:1]"
    for host in hosts.split():
        with pytest.raises(NotFetched, match=r"private network|not known|cannot be reached"):
            await fetch(f"http://{host}:9/x", closed)
    assert served.asked == []
    for number in ("127.0.0.1", "::ffff:10.0.0.1", "fd00::1", "100.64.0.1", "2002:7f00:1::", "224.0.0.1"):
        assert not fetching._public(number)
    assert fetching._public("93.184.215.14")


async def test_a_name_that_turns_private_between_look_and_connection_is_not_followed(served: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once, and the connection goes to the number that was looked at."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        looked_up.append(str(host))
        return real("127.0.0.1" if host == "feeds.example.org" else host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    serve(served, "/x", b"pinned")
    port = served.url.rsplit(":", 1)[1]
    assert (await fetch(f"http://feeds.example.org:{port}/x", HERE)).data == b"pinned"
    assert looked_up.count("feeds.example.org") == 1
    assert served.asked[-1][1]["host"] == f"feeds.example.org:{port}"
    with pytest.raises(NotFetched, match="private network"):
        await fetch(f"http://feeds.example.org:{port}/x", Limits(5, 1 << 20))
