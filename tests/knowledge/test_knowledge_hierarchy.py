"""Walking down the code sets: every code can be reached, every level leads back up."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from knowledge.base import KnowledgeBase
from knowledge.catalog import Catalog
from knowledge.code_ranges import known, ranges, shape
from knowledge.hierarchy.model import MOST, Level
from knowledge.hierarchy.walking import level
from knowledge.model import System

DAY = date(2026, 6, 1)


def at(catalog: Catalog, place: str) -> Level:
    found = level(catalog, place, DAY)
    assert found is not None, place
    return found


def test_from_the_code_sets_down_to_a_code_and_up_again(official: Catalog) -> None:
    step = at(official, "")
    for label in ("ICD-10-CM", "Chapter 4", "E08-E13", "E11", "E11.3", "E11.32", "E11.321"):
        node = next(n for n in step.nodes if n.label == label)
        step = at(official, node.place)
    assert [n.label for n in step.above] == ["Code sets", "ICD-10-CM", "Chapter 4", "E08-E13", "E11", "E11.3", "E11.32"]
    assert {n.label for n in step.nodes} >= {"E11.3211", "E11.3219"}
    assert all(n.reportable and not n.place for n in step.nodes)
    for place in step.above:
        assert at(official, place.place)


def test_every_category_of_the_official_list_stands_in_exactly_one_block(official: Catalog) -> None:
    blocks = [n.place for chapter in at(official, "icd10cm").nodes for n in at(official, chapter.place).nodes]
    seen = [n.code for block in blocks for n in at(official, block).nodes]
    file, _ = official.tabular(DAY)
    assert file is not None
    assert sorted(seen) == sorted(code for (code,) in file.all("SELECT code FROM code WHERE parent IS NULL"))


@pytest.mark.parametrize(("place", "title"), [("chapter 19", "Chapter 19"), ("CHAPTER 2", "Chapter 2"), ("s72.001a", "S72.001 "), ("B20", "B20 ")])
def test_a_place_is_read_whatever_its_case(official: Catalog, place: str, title: str) -> None:
    assert at(official, place).title.startswith(title)


@pytest.mark.parametrize("place", ["chapter 99", "E99-E98", "Q", "pcs", "pcs 0", "12345", "E11-", "-", "x" * 300, "🦴", "27250-2725"])
def test_what_is_no_place_of_what_is_loaded_is_none(official: Catalog, place: str) -> None:
    assert level(official, place, DAY) is None


def test_a_day_without_a_tabular_list_has_no_chapters(official: Catalog) -> None:
    assert level(official, "icd10cm", date(2010, 1, 1)) is None
    assert level(official, "E11", date(2010, 1, 1)) is None


def test_every_procedure_code_is_reached_from_its_outermost_range(knowledge: KnowledgeBase) -> None:
    with knowledge.use() as snapshot:
        catalog = snapshot.catalog
        for system in ("cpt", "hcpcs"):
            todo, codes = [n.place for n in at(catalog, system).nodes], set[str]()
            while todo:
                step = at(catalog, todo.pop())
                assert step.above[1].place == system
                todo += [n.place for n in step.nodes if n.place]
                codes |= {n.code for n in step.nodes if n.code}
            (file,) = catalog.in_force("starter", DAY)[0]
            assert codes == {code for (code,) in file.all("SELECT code FROM code WHERE system = ?", system)}


def test_a_procedure_code_leads_to_the_range_around_it(knowledge: KnowledgeBase) -> None:
    with knowledge.use() as snapshot:
        around = at(snapshot.catalog, "27257")
        assert "27257" in {n.code for n in around.nodes}
        assert len(around.nodes) <= MOST
        assert around.above[1].label == "CPT"
        assert "J1885" in {n.code for n in at(snapshot.catalog, "J1885").nodes}


def test_our_ranges_do_not_overlap_and_parts_lie_in_their_range() -> None:
    for system in (System.CPT, System.HCPCS):
        outer = [r for r in ranges() if r.system is system]
        for found in (outer, *(r.parts for r in outer)):
            for one, other in itertools.pairwise(found):
                assert one.last < other.first or shape(one.first) != shape(other.first), (one.bounds, other.bounds)
        for one in outer:
            assert all(one.holds(part.first) and one.holds(part.last) for part in one.parts)
            assert known(system, one.bounds) == one
