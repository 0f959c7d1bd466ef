"""Words of postings made comparable: employers without their legal forms, titles without what is no part of them, texts as sketches. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

from bot.jobs.posting import Posting

SKETCH = 48
"""Smallest hashes of a text's runs of words that are kept: two sketches tell the share of common runs to within a few per cent."""
_SHORTEST = 6
"""Words of a text that says anything."""
_WORD = re.compile(r"[a-z0-9]+")
_LEGAL = frozenset(
    "inc incorporated llc llp pllc pc pa plc ltd limited co corp corporation company the of and at careers career jobs hiring group holdings us usa na".split()
)
_SAME_WORD = {
    "sr": "senior", "snr": "senior", "jr": "junior", "ii": "2", "iii": "3", "iv": "4", "i": "1", "one": "1", "two": "2", "three": "3",
    "ip": "inpatient", "op": "outpatient", "profee": "profee", "physician": "physician", "coding": "coder", "coders": "coder", "billing": "biller",
    "audit": "auditor", "auditing": "auditor", "auditors": "auditor", "spec": "specialist", "spclst": "specialist", "mgr": "manager", "supv": "supervisor",
    "supvr": "supervisor", "dir": "director", "ed": "emergency", "er": "emergency", "ortho": "orthopedic", "orthopaedic": "orthopedic",
    "orthopedics": "orthopedic", "orthopaedics": "orthopedic", "cardio": "cardiology", "hcc": "riskadjustment", "surgical": "surgery",
    "anaesthesia": "anesthesia", "specialists": "specialist", "educators": "educator", "trainer": "educator", "apprentice": "trainee", "intern": "trainee",
    "entry": "junior", "coord": "coordinator", "analysts": "analyst", "lvl": "level", "hosp": "hospital", "rep": "representative",
    "hospitals": "hospital", "clinics": "clinic", "ctr": "center", "centre": "center", "univ": "university", "med": "medical", "assoc": "associates",
    "st": "saint", "mt": "mount", "hlth": "health", "healthcare": "health", "svcs": "services", "radiological": "radiology", "clinicals": "clinical",
}  # fmt: skip
_PHRASES = (
    (re.compile(r"\bpro(?:fessional)?[\s-]*fees?\b"), "profee"),
    (re.compile(r"\bin[\s-]patient\b"), "inpatient"),
    (re.compile(r"\bout[\s-]patient\b"), "outpatient"),
    (re.compile(r"\brisk[\s-]adjust\w*"), "riskadjustment"),
    (re.compile(r"\b(?:full|part)[\s_-]?time\b|\b[fp]/t\b|\bper[\s-]diem\b"), " "),
    (re.compile(r"\bwork[\s-]from[\s-]home\b|\bwfh\b|\bentry[\s-]level\b(?=.*\bjunior\b)"), " "),
    (re.compile(r"\$\s?[\d.,]+k?(?:\s*(?:-|–|to)\s*\$?\s?[\d.,]+k?)?(?:\s*(?:/|per|an?)\s*(?:hr|hour|yr|year))?"), " "),
    (re.compile(r"\b(?:req|requisition|job|posting)?[\s#-]*(?:id)?[\s:#-]*\b[a-z]{0,4}-?\d{4,}\b"), " "),
    (re.compile(r"\be/?m\b"), "evaluationmanagement"),
    (re.compile(r"\bob\s?/?\s?gyn\b"), "obstetrics"),
)
_NO_PART = frozenset(
    "remote hybrid onsite on site virtual telecommute telework the a an of for and in with to our is at or job position opening opportunity now hiring urgent"
    " immediate new needed wanted us usa bonus sign signon flexible schedule benefits day days shift hour hours hr week weekly m f d open role level fte"
    " prn temp temporary contract contractor fulltime parttime home based based anywhere states united department dept team pt ft per diem from".split()
)
"""Of a title."""
_WEAK = frozenset(
    "medical certified professional clinical health healthcare specialist associate cpc ccs coc crc cic cpma rhit rhia cca technician tech".split()
)
"""Words of a title that one board leaves out and the next one writes."""
SHIFTS = frozenset(("night", "nights", "evening", "evenings", "weekend", "weekends", "overnight"))
_TRACKING = re.compile(
    r"(?:utm_\w+|source|src|ref|referrer|gh_src|lever-source|lever-origin|campaign|trk|fbclid|gclid|mode|iis|iisn)\Z", re.IGNORECASE
)


def words(text: str) -> list[str]:
    """Words in lower case, spelt one way."""
    return [_SAME_WORD.get(word, word) for word in _WORD.findall(text.lower().replace("'", "").replace("’", ""))]


@lru_cache(maxsize=4_096)
def employer_words(name: str) -> tuple[str, ...]:
    """`The Example Clinic, Inc.` → `example clinic`."""
    said = words(name)
    return tuple(word for word in said if word not in _LEGAL) or tuple(said)


@lru_cache(maxsize=16_384)
def title_words(title: str, where: str = "") -> tuple[str, ...]:
    """The words of a title that say what the work is, sorted: without place, pay, numbers, kind of employment."""
    text = title.lower()
    for pattern, instead in _PHRASES:
        text = pattern.sub(f" {instead} ", text)
    places = set(_WORD.findall(where.lower()))
    kept = {word for word in words(text) if word not in _NO_PART and (word not in places or word in ("coder", "biller"))}
    return tuple(sorted(kept - _WEAK)) or tuple(sorted(kept))


def shifts(title: str) -> frozenset[str]:
    """The shifts a title names."""
    return frozenset(word.rstrip("s") for word in words(title) if word in SHIFTS)


def page(url: str) -> str:
    """What an address points at, without what only says where a visitor came from; empty for the front page of a site."""
    parts = urlsplit(url)
    query = urlencode(sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)))
    path = re.sub(r"/(?:apply|application)\Z", "", parts.path.rstrip("/"), flags=re.IGNORECASE)
    host = (parts.hostname or "").removeprefix("www.")
    told = f"{host}{path.lower()}?{query}".rstrip("?") if len(path) > 1 or query else ""
    return f"{told}#{parts.fragment}" if told and parts.fragment else told


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of a text's runs of three words, sorted, and their number at the end; empty for a text of fewer than six words."""
    said = words(text)
    if len(said) < _SHORTEST:
        return ()
    runs = {_hash(f"{a} {b} {c}") for a, b, c in zip(said, said[1:], said[2:], strict=False)}
    return (*sorted(runs)[:SKETCH], len(runs))


def common(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[float, float]:
    """Two sketches → the share of their runs that they have in common, and the share of the shorter text that stands in the longer one."""
    if not one or not other:
        return 0.0, 0.0
    a, b, size_a, size_b = set(one[:-1]), set(other[:-1]), one[-1], other[-1]
    smallest = set(sorted(a | b)[:SKETCH])
    share = len(smallest & a & b) / len(smallest)
    both = share * (size_a + size_b) / (1 + share)
    return share, min(1.0, both / min(size_a, size_b))


def beginning(text: str) -> str:
    """The first words of a text: what a shortened one has in common with the whole."""
    return " ".join(words(text)[:10])


def keys(posting: Posting, told: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of which two postings of the same opening share one; many that are not the same share one, too. `told` is the sketch of its text."""
    found = []
    if address := page(posting.url):
        found.append(f"u {address}")
    employer = " ".join(employer_words(posting.employer)[:2])
    title = " ".join(title_words(posting.title, posting.where))
    states = sorted({place.state or place.city.lower() for place in posting.places}) or [""]
    found += [f"t {employer}|{title}|{state}" for state in states[:4]]
    if posting.requisition:
        found.append(f"r {employer}|{posting.requisition.lower()}")
    smallest = told[:-1][:3]
    found += [f"x {number}|{title}" for number in smallest]
    found += [f"y {one} {two}|{employer}" for one, two in pairwise(smallest) if employer]  # one alone is any of its boilerplate
    if opening := beginning(posting.description[:400]):
        found.append(f"b {opening}|{title}")
    return tuple(dict.fromkeys(_wide(key) for key in found))


def _hash(text: str) -> int:
    return crc32(text.encode()) * 2_654_435_761 & 0xFFFFFFFF  # the factor spreads what a checksum leaves near


def _wide(text: str) -> int:
    """63 bits, as databases count."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
