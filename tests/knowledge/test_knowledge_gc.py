"""`kb gc`: old snapshots go, what serves stays, and what is said to be freed is gone from the disk."""

from __future__ import annotations

import shutil

import pytest
from knowledge_desk import Desk, codes_for, title_of
from knowledge_tabular import chapters, extra, tabular

from knowledge.errors import BuildRunning
from knowledge.lock import build_lock
from knowledge.publishing import collect


@pytest.fixture
def four(desk: Desk) -> Desk:
    """Four complete snapshots; the fourth serves."""
    for number in range(2, 5):
        desk.revise(f"Edition number {number}")
        desk.build()
    assert len(desk.snapshots.ids()) == 4
    return desk


def referred(desk: Desk) -> set[str]:
    return {part.artefact for identity in desk.snapshots.ids() for part in desk.snapshots.load(identity).parts}


def test_the_last_snapshots_stay_and_what_only_older_ones_needed_is_freed(four: Desk) -> None:
    oldest, *_, third, fourth = four.snapshots.ids()
    only_old = {part.artefact for part in four.snapshots.load(oldest).parts} - {part.artefact for part in four.snapshots.load(third).parts}
    before = four.snapshots.artefacts.bytes()
    freed = collect(four.snapshots, keep=2)
    assert freed.kept == (third, fourth) == tuple(four.snapshots.ids())
    assert only_old <= set(freed.artefacts)
    assert freed.bytes == before - four.snapshots.artefacts.bytes() > 0
    assert set(four.artefacts()) == referred(four)
    four.snapshots.rollback()
    with four.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Edition number 3"
        assert codes_for(knowledge, "edition number 3")[0] == "Z99.1"


def test_what_serves_stays_however_old_it_is(four: Desk) -> None:
    first, fourth = four.snapshots.ids()[0], four.snapshots.ids()[-1]
    four.snapshots.publish(four.snapshots.load(first))
    assert collect(four.snapshots, keep=1).kept == (first, fourth)
    with four.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "not_found"
        assert knowledge.problem == ""


def test_what_answers_for_a_damaged_snapshot_stays_with_it(four: Desk) -> None:
    shutil.rmtree(four.artefact("words", "icd10cm"))
    with four.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Edition number 3"
        collect(four.snapshots, keep=1)
    with four.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Edition number 3"


def test_with_enough_to_keep_nothing_is_freed_but_leftovers_of_the_dead(four: Desk) -> None:
    ids, artefacts = four.snapshots.ids(), four.artefacts()
    leftover = four.snapshots.artefacts.root / "tmp-4711-words-cpt-0"
    leftover.mkdir()
    freed = collect(four.snapshots, keep=9)
    assert (freed.snapshots, freed.artefacts, list(freed.kept)) == ((), (leftover.name,), ids)
    assert four.artefacts() == artefacts


def test_while_a_build_runs_nothing_is_collected(four: Desk) -> None:
    ids = four.snapshots.ids()
    with build_lock(four.root), pytest.raises(BuildRunning, match="running already"):
        collect(four.snapshots, keep=1)
    assert four.snapshots.ids() == ids


def test_a_query_on_a_snapshot_that_is_collected_ends_well(four: Desk) -> None:
    with four.open() as knowledge, knowledge.use() as snapshot:
        assert snapshot.find("chest pain", (), 1, snapshot.catalog.editions[0].begins) is not None
        four.drop("icd10cm_tabular_2025.xml", tabular(chapters(more=[extra("Z98.1", "An older visit")]), year=2025))
        four.build()
        collect(four.snapshots, keep=1)
        assert title_of(knowledge, "Z99.1") == "Edition number 4"
        assert snapshot.texts(snapshot.systems[0], "E11.9") is not None


def test_the_snapshots_of_a_newer_program_keep_their_parts(four: Desk) -> None:
    newer = four.root / "snapshots" / "20990101T000000000000-newer.json"
    newer.write_text('{"format": 99, "things": ["words-cpt-of-tomorrow"]}')
    theirs = four.snapshots.artefacts.root / "words-cpt-of-tomorrow"
    theirs.mkdir()
    collect(four.snapshots, keep=1)
    assert newer.exists()
    assert theirs.exists()
