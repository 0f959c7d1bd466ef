"""Postings as feeds tell of them: six layouts, and text that nobody can trust."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime

import job_openings
import pytest

from bot.jobs import drafts, pay, query, terms, untrusted
from bot.jobs.drafts import Draft, NotAPosting
from bot.jobs.feeds import greenhouse, json_ld, lever, rss
from bot.jobs.feeds.configured import feed
from bot.jobs.feeds.reading import BrokenFeed, Item, Trouble
from bot.jobs.posting import Employment, Pay, PayUnit, Place, Posting, Workplace


def read(kind: str, data: bytes) -> tuple[list[Posting], list[Trouble]]:
    found = list(feed(f"{kind}:https://feeds.example.org/x").read(data))
    return [drafts.posting(i.draft)[0] for i in found if isinstance(i, Item)], [t for t in found if isinstance(t, Trouble)]


@pytest.mark.parametrize("kind", sorted(job_openings.LAYOUTS))
def test_every_layout_gives_the_same_opening(kind: str) -> None:
    (one,) = job_openings.openings(1, 11)
    (posting,), troubles = read(kind, job_openings.LAYOUTS[kind]([one]))
    assert troubles == []
    assert posting.title.removesuffix(" (Remote)") == one.title
    assert posting.places == (Place(one.city, one.state),)
    assert (posting.workplace is Workplace.REMOTE) == one.remote
    assert one.duties[0] in posting.description
    assert "<" not in posting.description
    assert posting.posted == one.posted
    if kind not in ("greenhouse", "rss"):  # these two have no field for pay
        assert posting.pay is not None
        assert (posting.pay.low, posting.pay.high) == (one.low, one.high)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("greenhouse", b""), ("greenhouse", b"<!doctype html><p>gone"), ("greenhouse", b'{"jobs": ['), ("greenhouse", b"[" * 90_000),
     ("lever", b'{"ok": false, "error": "Document not found"}'), ("lever", b'"text"'), ("page", b"<html><p>no data</p>"), ("rss", b"<html><body>login"),
     ("rss", b""), ("indeed", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><source><job/></source>')],
)  # fmt: skip
def test_an_answer_that_is_no_feed_says_what_it_is_like(kind: str, data: bytes) -> None:
    with pytest.raises(BrokenFeed, match=r"answer|page|board|feed"):
        list(feed(f"{kind}:https://feeds.example.org/x").read(data))


def test_an_entry_of_another_layout_costs_that_entry_alone() -> None:
    good = job_openings.openings(1, 3)
    data = job_openings.lever(good)[:-1] + b', {"id": 7}, 9, {"id": "x", "text": "T", "hostedUrl": "https://a.example.org/1", "lists": 3, "createdAt": 1e400}]'
    found = list(lever.read(data))
    assert sum(isinstance(i, Trouble) for i in found) == 2
    assert [i.external for i in found if isinstance(i, Item)][-1] == "x"


def test_a_feed_that_breaks_off_gives_what_stands_before_the_break() -> None:
    data = job_openings.rss(job_openings.openings(5, 3))
    found = list(rss.read(data[: len(data) * 3 // 5]))
    assert [t.entry for t in found if isinstance(t, Trouble)] == ["the rest"]
    assert 1 <= sum(isinstance(i, Item) for i in found) < 5


def test_names_of_characters_and_bare_ampersands_do_not_break_a_feed() -> None:
    data = b"<rss><channel><item><title>Coder&nbsp;&amp; Auditor & more</title><link>https://a.example.org/1?a=1&b=2</link></item></channel></rss>"
    (item,) = rss.read(data)
    assert isinstance(item, Item)
    assert item.draft.title.replace("\u00a0", " ") == "Coder & Auditor & more"
    assert item.draft.url.endswith("?a=1&b=2")


def test_a_broken_block_of_a_page_costs_that_block_and_graphs_are_walked() -> None:
    data = (
        b'<script type="application/ld+json">{"@type":"JobPosting","title":"Broken",}</script><script type="application/ld+json; charset=utf-8">'
        b'{"@graph":[{"@type":"ItemList","itemListElement":[{"item":{"@type":["Thing","JobPosting"],"title":"Coder","identifier":"IP-7",'
        b'"hiringOrganization":"Example Hospital","jobLocation":"Dayton, OH","baseSalary":{"value":62000},"validThrough":""}}]}]}</script>'
    )
    trouble, item = json_ld.read(data)
    assert trouble == Trouble("block 1", "it is no JSON")
    assert isinstance(item, Item)
    assert item.draft.pay == Pay(62000, 62000, PayUnit.YEAR)
    assert item.draft.expires is None


def test_greenhouse_text_is_escaped_once_more() -> None:
    content = b"&lt;p&gt;Edits &amp;amp; denials&lt;/p&gt;"
    (item,) = greenhouse.read(b'{"jobs":[{"id":1,"title":"Coder","absolute_url":"https://a.example.org/1","content":"' + content + b'"}]}')
    assert isinstance(item, Item)
    assert drafts.posting(item.draft)[0].description == "Edits & denials"


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><p>Join discord.gg/abc123 or https://discord.com/invite/x,"
    " <a href='javascript:evil()'>here</a></p><style>p{}</style><p>Write to jane.roe@example.org or (555) 123-4567, see https://evil.example/pay"
    " and www.evil.example</p>&lt;script&gt;x()&lt;/script&gt;"
    "<p>\u202eevil\u202c @everyone <!channel> t.me/board</p>"
)


def test_nothing_in_a_description_runs_joins_links_or_reaches_anybody() -> None:
    shown = untrusted.described(HOSTILE)
    for gone in ("<", "alert", "onerror", "discord", "t.me/", "javascript", "jane.roe", "555", "https://", "www.", "\u202e", "p{}"):
        assert gone not in shown
    assert "[invitation taken out]" in shown
    assert "[address taken out]" in shown
    assert len(untrusted.described("word " * 90_000)) <= untrusted.MOST_DESCRIPTION


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://user:pw@evil.example/", "https://discord.gg/x", "http://localhost",
     "https://ex ample.org", "https://exаmple.org/", "ftp://a.example.org/x", "https://a.example.org/" + "x" * 700, "https://[::1", "", 'https://a.example.org/"><script>'],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_no_link(address: str) -> None:
    assert untrusted.web_address(address) == ""
    with pytest.raises(NotAPosting):
        drafts.posting(Draft("Coder", url=address))


@pytest.mark.parametrize(
    ("text", "stated"),
    [("$28 - $34.50 per hour", Pay(28, 34.5, PayUnit.HOUR)), ("62k-70k", Pay(62_000, 70_000, PayUnit.YEAR)), ("$65,000/yr", Pay(65_000, 65_000, PayUnit.YEAR)),
     ("62-70k", Pay(62_000, 70_000, PayUnit.YEAR)), ("USD 30 an hour", Pay(30, 30, PayUnit.HOUR)), ("$5,200 monthly", Pay(5_200, 5_200, PayUnit.MONTH)),
     ("CAD 35 per hour", Pay(35, 35, PayUnit.HOUR, "CAD")), ("2 years of experience", None), ("ICD-10", None), ("competitive", None), ("", None)],
)  # fmt: skip
def test_pay_is_read_as_employers_write_it(text: str, stated: Pay | None) -> None:
    assert pay.read(text) == stated


@pytest.mark.parametrize(
    ("stated", "why"),
    [(Pay(1, 2, PayUnit.HOUR), "minimum wage"), (Pay(9_999, 9_999, PayUnit.HOUR), "more than anybody"), (Pay(70_000, 60_000, PayUnit.YEAR), "lower end"),
     (Pay(-5, 10, PayUnit.HOUR), "more than nothing"), (Pay(20_000, 300_000, PayUnit.YEAR), "too wide"), (Pay(30, 38, PayUnit.HOUR), "")],
)  # fmt: skip
def test_pay_that_cannot_be_true_is_left_out_and_said(stated: Pay, why: str) -> None:
    assert why in pay.doubt(stated)
    posting, remark = drafts.posting(Draft("Coder", url="https://a.example.org/1", pay=stated))
    assert (posting.pay is None, bool(remark)) == (bool(why), bool(why))


def test_credentials_are_told_apart() -> None:
    assert terms.credentials("CCS-P or CPC-A; RHIT") == ("CCS-P", "RHIT", "CPC-A")
    assert terms.credentials("Certified Professional Coder, certified coding specialist - physician based") == ("CPC", "CCS-P")
    assert terms.credentials("CCSP, CPCs, aCPC, cpc") == ()


@pytest.mark.parametrize(
    "text",
    ["remote CPC inpatient TX full-time $30/h", "ohio cpc or ccs", "jobs in Texas over 60k", "Example Clinic auditor", "per diem coder OR", ""],
)
def test_a_search_reads_as_it_is_told_back(text: str) -> None:
    once = query.read(text)
    assert query.read(once.text) == once


def test_a_search_is_read_into_filters() -> None:
    found = query.read("remote CPC inpatient TX full-time $30/h")
    assert (found.credentials, found.specialties, found.states, found.remote) == (("CPC",), ("inpatient",), ("TX",), True)
    assert (found.employment, found.yearly, found.words) == ((Employment.FULL_TIME,), 62_400, ())


@pytest.mark.parametrize(
    ("said", "end"),
    [("2026-11-30", datetime(2026, 11, 30, 23, 59, 59, 999_999, UTC)), ("2026-11-30T23:59:00-05:00", datetime(2026, 12, 1, 4, 59, tzinfo=UTC)), ("", None),
     ("soon", None), ("Fri, 02 Oct 2026 22:49:39 GMT", datetime(2026, 10, 2, 22, 49, 39, tzinfo=UTC)), (1e300, None), ("9999-99-99", None)],
)  # fmt: skip
def test_an_end_is_read_or_left_open(said: object, end: datetime | None) -> None:
    assert drafts.moment(said, end_of_day=True) == end


@pytest.mark.parametrize("text", ["greenhouse", "rss:board", "page:ftp://x.example.org", "lever:a/b", "other:https://a.org", "lever:", "rss:https://u:p@a.org"])
def test_a_feed_that_is_none_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="feed"):
        feed(text)


@pytest.mark.parametrize("amount", [10**400, float("inf"), float("nan"), -(10**400), 1e308])
def test_an_amount_that_no_number_holds_is_no_pay(amount: float) -> None:
    stated = pay.of(amount, amount, PayUnit.HOUR)
    assert pay.doubt(stated)
    assert all(abs(value) < 1 << 62 for value in stated.yearly)
    assert pay.of(30, amount, PayUnit.HOUR, "CAD").words


@pytest.mark.parametrize("kind", ["lever", "page"])
@pytest.mark.parametrize("amount", ["1" + "0" * 400, "1e999", "NaN", "-Infinity"])
def test_a_feed_with_an_amount_that_no_number_holds_loses_the_pay_alone(kind: str, amount: str) -> None:
    one = {
        "lever": f'[{{"id": "1", "text": "Coder", "hostedUrl": "https://a.example.org/1", "salaryRange": {{"min": {amount}, "max": {amount}}}}}]',
        "page": '<script type="application/ld+json">{"@type": "JobPosting", "title": "Coder", "url": "https://a.example.org/1", '
        f'"baseSalary": {{"value": {{"minValue": {amount}, "maxValue": {amount}}}}}}}</script>',
    }[kind]
    postings, troubles = read(kind, one.encode())
    assert [posting.pay for posting in postings] == [None]
    assert troubles == []


@pytest.mark.parametrize("text", ["$" + "8" * 300, "$" + "9" * 399, "$9999999999k/hour"])
def test_a_search_for_more_than_any_column_holds_is_a_search(text: str) -> None:
    wanted = query.read(text)
    assert 0 < wanted.yearly < 1 << 31
    assert query.read(wanted.text) == wanted


@pytest.mark.parametrize("kind", ["rss", "indeed"])
@pytest.mark.parametrize("encoding", ["TF-8", "utf-7", "utf-32", "hex", "cp037"])
def test_a_feed_in_an_encoding_that_nobody_reads_breaks_off(kind: str, encoding: str) -> None:
    raw = job_openings.LAYOUTS[kind](job_openings.openings(2, 7))
    spoilt = re.sub(rb"""encoding=.[A-Za-z0-9-]+.""", f'encoding="{encoding}"'.encode(), raw, count=1)
    assert spoilt != raw
    with contextlib.suppress(BrokenFeed):
        assert [trouble.entry for trouble in read(kind, spoilt)[1]] == ["the rest"]


@pytest.mark.parametrize("before", ["", "<!-- " + "a " * 5_000 + "-->", "\ufeff", "<?x " + "y" * 9_000 + "?>\n"])
def test_a_feed_with_entities_of_its_own_is_refused_wherever_they_stand(before: str) -> None:
    bomb = f'{before}<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><title>&a;</title></item></channel></rss>'
    with pytest.raises(BrokenFeed, match="entities of its own"):
        list(feed("rss:https://feeds.example.org/x").read(bomb.encode()))
