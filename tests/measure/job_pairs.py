"""How well postings that are one opening are told from postings that are not: `python -m tests.measure.job_pairs`.

Labelled pairs, made here: an opening as two boards tell of it, each in its own layout and with what boards do to titles, names, texts and pay;
and two openings that look alike. `tuned` is what the rules were made with, `unseen` has other openings and other employers.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

import job_openings
from job_openings import Opening

from bot.jobs import drafts, wording
from bot.jobs.duplicates import Signature, same
from bot.jobs.feeds.configured import feed
from bot.jobs.feeds.reading import Item
from bot.jobs.posting import Posting

PAIRS = 260
"""Of each label and set."""
SETS = {"tuned": 101, "unseen": 4_242}
Dice = random.Random
Change = Callable[[Opening, Dice], Opening]


@dataclass(frozen=True)
class Pair:
    """Two postings, whether they are one opening, and what was done."""

    one: Signature
    other: Signature
    is_same: bool
    what: str
    keys: bool


def _employer(o: Opening, dice: Dice) -> Opening:
    shown = dice.choice(
        [
            f"{o.employer}, Inc.",
            f"The {o.employer}",
            o.employer.upper(),
            o.employer.replace("Medical Center", "Med Ctr"),
            f"{o.employer} LLC",
            f"{o.employer} Careers",
        ]
    )
    return replace(o, employer=shown)


def _title(o: Opening, dice: Dice) -> Opening:
    short = (
        o.title.replace("Senior", "Sr.")
        .replace("Inpatient", "IP")
        .replace("Orthopedic", "Ortho")
        .replace("Specialist", "Spec")
        .replace(" II", " 2")
    )
    shown = (
        f"{o.title} - {o.city}, {o.state}", f"{o.title} ({o.employment})", f"Certified {o.title}", short, f"{o.title} #{o.requisition}",
        o.title.upper(), f"{o.title} - Sign-on bonus", f"URGENT: {o.title}",
    )  # fmt: skip
    return replace(o, title=dice.choice(shown))


def _cut(o: Opening, dice: Dice) -> Opening:
    return replace(o, duties=o.duties[: max(3, len(o.duties) - 2)], perks=())


def _more(o: Opening, dice: Dice) -> Opening:
    own = ("We are an equal opportunity employer and value every application.", "Apply through our site; we answer within ten days.")
    return replace(o, perks=(*o.perks, *own))


def _order(o: Opening, dice: Dice) -> Opening:
    return replace(o, duties=tuple(dice.sample(o.duties, len(o.duties))), perks=tuple(reversed(o.perks)))


def _yearly(o: Opening, dice: Dice) -> Opening:
    return replace(o, low=round(o.low * 2080, -3), high=round(o.high * 2080, -3), hourly=False) if o.hourly else o


def _nothing(o: Opening, dice: Dice) -> Opening:
    return o


SAME: dict[str, Change] = {
    "other layout": _nothing, "employer's name": _employer, "title": _title, "cut": _cut, "more text": _more, "order": _order, "pay by the year": _yearly,
    "title and employer": lambda o, d: _title(_employer(o, d), d), "cut and employer": lambda o, d: _cut(_employer(o, d), d),
    "nameless": lambda o, d: replace(o, employer=""),
    "nameless and cut": lambda o, d: replace(_cut(o, d), employer=""), "all": lambda o, d: _more(_title(_employer(_order(o, d), d), d), d),
}  # fmt: skip


def _numbered_anew(o: Opening, dice: Dice) -> Opening:
    """Another opening has another number; only some layouts tell it."""
    return replace(o, requisition=f"REQ-{dice.randrange(10_000, 99_999)}")


def _elsewhere(o: Opening, dice: Dice) -> Opening:
    city, state = dice.choice(
        [place for place in (("Reno", "NV"), ("Provo", "UT"), ("Macon", "GA"), ("Akron", "OH"), ("Waco", "TX")) if place[0] != o.city]
    )
    return _numbered_anew(replace(o, city=city, state=state, remote=False), dice)


def _level(o: Opening, dice: Dice) -> Opening:
    bare = o.title.removeprefix("Senior ").removesuffix(" II").removesuffix(" III")
    shown = dice.choice(
        [
            t
            for t in (f"Senior {bare}", f"{bare} III", f"{bare} I", f"Lead {bare}", f"{bare} Manager")
            if t != o.title and "Manager Manager" not in t
        ]
    )
    return _numbered_anew(replace(o, title=shown), dice)


def _setting(o: Opening, dice: Dice) -> Opening:
    there = o.title.lower()
    shown = dice.choice(
        [s for s in ("Inpatient", "Outpatient", "Radiology", "Risk Adjustment", "Cardiology", "Oncology") if s.lower() not in there]
    )
    return _numbered_anew(replace(o, title=f"{shown} {o.title}"), dice)


def _rival(o: Opening, dice: Dice) -> Opening:
    return replace(o, employer=f"{dice.choice(('Blue', 'Green', 'Iron', 'New'))} Example {o.employer.split(' ', 1)[1]}")


NOT_SAME: dict[str, Change] = {
    "another city": _elsewhere, "another level": _level, "another setting": _setting, "another employer": _rival,
    "another shift": lambda o, d: replace(o, title=f"{o.title}, nights"),
    "another requisition": lambda o, d: replace(o, requisition=f"REQ-{d.randrange(10_000, 99_999)}"),
    "other hours": lambda o, d: replace(o, employment="part-time" if o.employment != "part-time" else "full-time"),
    "pay apart": lambda o, d: replace(o, low=round(o.low * 1.9), high=round(o.high * 1.9)),
}  # fmt: skip
_TELLS = {
    "another requisition": ("greenhouse", "indeed", "page"),
    "pay apart": ("lever", "ashby", "page", "indeed"),
    "pay by the year": ("lever", "ashby", "page", "indeed"),
}
"""Layouts that have a field for what the change is about; elsewhere nobody could tell the two apart."""


def posting_of(opening: Opening, kind: str) -> Posting:
    """The opening as a board of that kind tells of it, read back."""
    found = next(i for i in feed(f"{kind}:https://{kind}.example.org/x").read(job_openings.LAYOUTS[kind]([opening])) if isinstance(i, Item))
    named = (
        opening.employer if kind in ("lever", "ashby") else found.draft.employer
    )  # boards of one employer each, whom the operator names with the feed
    return drafts.posting(replace(found.draft, employer=named))[0]


def pairs(seed: int, count: int = PAIRS) -> list[Pair]:
    """So many pairs of each label."""
    dice, found = Dice(seed), []
    openings = job_openings.openings(2 * count, seed)
    for label, changes in ((True, SAME), (False, NOT_SAME)):
        names = list(changes)
        for number in range(count):
            what = names[number % len(names)]
            before = openings[number + (0 if label else count)]
            if what == "another city":
                before = replace(before, remote=False)
            after = replace(changes[what](before, dice), number=before.number + 50_000)
            kinds = _TELLS.get(what, tuple(job_openings.LAYOUTS))
            one, other = dice.sample(kinds, 2)
            a, b = posting_of(before, one), posting_of(after, other)
            sketches = wording.sketch(a.description), wording.sketch(b.description)
            meet = bool(set(wording.keys(a, sketches[0])) & set(wording.keys(b, sketches[1])))
            found.append(Pair(Signature.of(a, sketches[0], one, "1"), Signature.of(b, sketches[1], other, "2"), label, what, meet))
    return found


def measured(some: list[Pair]) -> tuple[float, float, list[Pair]]:
    """Precision and recall of what an import does, a comparison of postings that share a key; and the pairs that were told wrongly."""
    told = [(pair, pair.keys and same(pair.one, pair.other)) for pair in some]
    right = sum(pair.is_same and said for pair, said in told)
    return (
        right / max(1, sum(said for _, said in told)),
        right / sum(pair.is_same for pair in some),
        [p for p, said in told if said != p.is_same],
    )


def main() -> None:
    """Print the figures, and what was told wrongly."""
    for name, seed in SETS.items():
        some = pairs(seed)
        precision, recall, wrong = measured(some)
        print(f"{name}: {len(some)} pairs, precision {precision:.1%}, recall {recall:.1%}")
        for pair in wrong if "-v" in sys.argv else ():
            print(
                "  ",
                pair.is_same,
                pair.keys,
                pair.what,
                "|",
                pair.one.title,
                "/",
                pair.other.title,
                "|",
                pair.one.feed,
                pair.other.feed,
                "|",
                pair.one.employer,
            )


if __name__ == "__main__":
    main()
