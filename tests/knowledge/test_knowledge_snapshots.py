"""Snapshots: published whole, followed by who reads them, gone back from, and replaced when damaged."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from knowledge_desk import APRIL, ICD, TODAY, Desk, codes_for, files_of, kinds_of, manifest_json, title_of
from knowledge_tabular import chapters, extra, tabular

from knowledge.errors import KnowledgeError, NoSnapshot, SnapshotBroken
from knowledge.publishing import collect
from knowledge.snapshot import FORMAT, FilePointer

NEW = "Visit of the next edition"


@pytest.fixture(scope="module")
def second_desk(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """With two snapshots; the second one serves. Nobody writes here."""
    desk = first_desk.copy(tmp_path_factory.mktemp("second") / "desk")
    desk.revise(NEW)
    desk.build()
    return desk


def index_file(desk: Desk, kind: str, of: str, pattern: str) -> Path:
    return next(iter(sorted(desk.artefact(kind, of).rglob(pattern))))


# publishing


def test_nothing_changed_nothing_built(desk: Desk) -> None:
    before, artefacts = desk.serving(), desk.artefacts()
    events = desk.build()
    assert kinds_of(events) == ["unchanged"]
    assert all(said["reused"] for said in files_of(events).values())
    assert desk.serving() == before
    assert desk.artefacts() == artefacts


def test_a_changed_file_rebuilds_only_what_depends_on_it(desk: Desk) -> None:
    artefacts = desk.artefacts()
    desk.revise(NEW)
    events = desk.build()
    assert {name for name, said in files_of(events).items() if not said["reused"]} == {APRIL}
    assert {name.rpartition("-")[0] for name in desk.artefacts().keys() - artefacts.keys()} == {
        "catalog-icd10cm_tabular",
        "words-icd10cm",
        "passages-icd10cm",
        "changes-icd10cm_tabular-1",
        "dictionary-icd10cm",
    }
    assert artefacts.items() <= desk.artefacts().items()


def test_a_complete_snapshot_serves_until_the_next_one_is_complete(desk: Desk) -> None:
    desk.revise(NEW)
    published = [event for event in desk.build() if event["event"] == "published"]
    assert [event["complete"] for event in published] == [True]


def test_the_first_build_publishes_facts_and_words_at_once_and_the_rest_later(first_desk: Desk) -> None:
    """As `first_desk` was built: the first of its two snapshots is gone, the second is complete."""
    manifest = first_desk.serving()
    assert manifest.complete
    assert first_desk.snapshots.ids() == [manifest.id]
    assert {p.kind for p in manifest.parts} == {"catalog", "words", "dictionary", "passages"}
    assert (
        {p.of for p in manifest.parts_of("passages")}
        == {p.of for p in manifest.parts_of("words")}
        >= {"icd10cm", "cpt", "hcpcs", "passages"}
    )


def test_an_older_edition_beside_the_newest_adds_dates_and_shares_the_indexes(desk: Desk) -> None:
    with desk.open() as knowledge:
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        artefacts = desk.artefacts()
        desk.drop("icd10cm_tabular_2025.xml", tabular(chapters(more=[extra("Z98.1", "An older visit")]), year=2025))
        desk.build()
        fresh = {name.rpartition("-")[0] for name in desk.artefacts().keys() - artefacts.keys()}
        assert fresh == {"catalog-icd10cm_tabular", "changes-icd10cm_tabular-1"}
        assert title_of(knowledge, "Z98.1", TODAY.replace(year=2025)) == "An older visit"
        assert title_of(knowledge, "Z98.1") == "not_found"
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        with knowledge.use() as snapshot:
            assert snapshot.problems == set()
            assert snapshot.texts(ICD, "E11.9")


def test_an_open_knowledge_base_follows_what_is_published(desk: Desk) -> None:
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "not_found"
        desk.revise(NEW)
        desk.build()
        assert title_of(knowledge, "Z99.1") == NEW
        assert codes_for(knowledge, NEW)[0] == "Z99.1"
        assert knowledge.problem == ""


def test_a_query_in_flight_ends_on_the_snapshot_on_which_it_began(desk: Desk) -> None:
    swapped, done = threading.Event(), threading.Event()
    seen: list[object] = []

    def ask() -> None:
        with knowledge.use() as snapshot:
            seen.append(snapshot.catalog.code(ICD, "Z99.1", TODAY).state.value)
            done.set()
            swapped.wait(60)
            seen.append(snapshot.catalog.code(ICD, "Z99.1", TODAY).state.value)
            seen.extend(hit.code for hit in snapshot.find("chest pain", (ICD,), 1, TODAY))
            seen.append(snapshot.problems)

    with desk.open() as knowledge:
        asking = threading.Thread(target=ask)
        asking.start()
        assert done.wait(60)
        desk.revise(NEW)
        desk.build()
        assert title_of(knowledge, "Z99.1") == NEW
        swapped.set()
        asking.join(60)
    assert seen == ["not_found", "not_found", "R07.9", set()]


def test_a_pointer_is_never_half_written(tmp_path: Path) -> None:
    pointer, names, seen, stop = FilePointer(tmp_path), [f"{c}" * 4000 for c in "ab"], set(), threading.Event()
    pointer.set(names[0])

    def read() -> None:
        while not stop.is_set():
            seen.add(pointer.current())

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(60):
        pointer.set(names[n % 2])
    stop.set()
    reader.join()
    assert seen <= set(names)
    assert [p.name for p in tmp_path.iterdir()] == ["CURRENT"]


def test_a_snapshot_with_a_missing_part_is_never_published(desk: Desk) -> None:
    before = desk.serving()
    parts = before.parts
    shutil.rmtree(desk.artefact("words", "cpt"))
    manifest = desk.snapshots.write(parts, complete=True)
    with pytest.raises(SnapshotBroken, match=r"Part words-cpt-.* missing.*coderly kb build"):
        desk.snapshots.publish(manifest)
    assert desk.serving() == before


# going back


def test_rolling_back_serves_the_snapshot_before_and_is_followed(desk: Desk) -> None:
    old = desk.serving()
    desk.revise(NEW)
    desk.build()
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == NEW
        assert desk.snapshots.rollback() == old
        assert title_of(knowledge, "Z99.1") == "not_found"
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        desk.build()
        assert title_of(knowledge, "Z99.1") == NEW


def test_without_an_earlier_snapshot_there_is_no_going_back(desk: Desk) -> None:
    before = desk.serving()
    with pytest.raises(KnowledgeError, match=r"no earlier complete snapshot.*kb status"):
        desk.snapshots.rollback()
    assert desk.serving() == before


def test_going_back_passes_over_damaged_and_incomplete_snapshots(desk: Desk) -> None:
    oldest = desk.serving()
    desk.revise("Second")
    desk.build()
    shutil.rmtree(desk.artefact("words", "icd10cm"))
    desk.snapshots.write(tuple(p for p in oldest.parts if p.kind != "passages"), complete=False)
    desk.snapshots.publish(desk.snapshots.write(oldest.parts, complete=True))
    assert desk.snapshots.rollback() == oldest


def test_a_snapshot_that_was_rolled_back_from_is_passed_over_once_a_mended_one_serves(desk: Desk) -> None:
    good = desk.serving()
    bad = desk.snapshots.write(good.parts, complete=True)
    desk.snapshots.publish(bad)
    assert desk.snapshots.rollback() == good
    assert desk.snapshots.withdrawn() == {bad.id}
    mended = desk.snapshots.write(good.parts, complete=True)
    desk.snapshots.publish(mended)
    assert desk.snapshots.rollback() == good, "not the one that was wrong"
    assert desk.snapshots.withdrawn() == {bad.id, mended.id}


def test_it_is_gone_back_to_by_its_own_name_and_counts_again_then(desk: Desk) -> None:
    good = desk.serving()
    bad = desk.snapshots.write(good.parts, complete=True)
    desk.snapshots.publish(bad)
    desk.snapshots.rollback()
    assert desk.snapshots.rollback(bad.id) == bad
    assert desk.serving() == bad
    assert desk.snapshots.withdrawn() == {good.id}
    with pytest.raises(KnowledgeError, match="serves already"):
        desk.snapshots.rollback(bad.id)
    with pytest.raises(KnowledgeError, match="There is no complete snapshot 2026"):
        desk.snapshots.rollback("20260101T000000000000-00000000")
    assert (desk.serving(), desk.snapshots.withdrawn()) == (bad, {good.id})


def test_a_rollback_that_cannot_be_written_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    good = desk.serving()
    bad = desk.snapshots.write(good.parts, complete=True)
    desk.snapshots.publish(bad)
    whole = Path.replace

    def no_pointer(self: Path, target: Path) -> Path:
        if target.name == "CURRENT":
            raise OSError(28, "No space left on device")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", no_pointer)
    with pytest.raises(KnowledgeError, match="CURRENT could not be written"):
        desk.snapshots.rollback()
    assert (desk.serving(), desk.snapshots.withdrawn()) == (bad, frozenset())


def test_collecting_counts_the_sound_ones_not_those_rolled_back_from(desk: Desk) -> None:
    good = desk.serving()
    bad = desk.snapshots.write(good.parts, complete=True)
    desk.snapshots.publish(bad)
    desk.snapshots.rollback()
    mended = desk.snapshots.write(good.parts, complete=True)
    desk.snapshots.publish(mended)
    collect(desk.snapshots, keep=2)
    assert desk.snapshots.ids() == [good.id, bad.id, mended.id]
    collect(desk.snapshots, keep=1)
    assert desk.snapshots.ids() == [mended.id]


# sweeping


def test_a_build_sweeps_what_nothing_refers_to_and_keeps_the_rest(desk: Desk) -> None:
    artefacts = desk.artefacts()
    root = desk.snapshots.artefacts.root
    for leftover in ("tmp-4711-words-cpt-0", "words-cpt-00000000000000000000"):
        (root / leftover).mkdir()
    (desk.root / ".tmp-CURRENT.4711").write_text("half a poin")
    (desk.root / "snapshots" / ".tmp-x.json.4711").write_text("{")
    desk.snapshots.write(desk.serving().parts_of("catalog"), complete=False)
    desk.build()
    assert desk.artefacts() == artefacts
    assert {p.name for p in root.iterdir()} == set(artefacts)
    assert desk.leftovers() == []
    assert desk.snapshots.ids() == [desk.serving().id]


def test_the_snapshots_of_a_newer_program_survive_a_build_of_this_one(desk: Desk) -> None:
    newer = desk.snapshots.root / "snapshots" / "20990101T000000000000-newer.json"
    newer.write_text(json.dumps({"format": FORMAT + 1, "things": ["words-cpt-of-tomorrow"]}))
    theirs = desk.snapshots.artefacts.root / "words-cpt-of-tomorrow"
    theirs.mkdir()
    desk.build()
    assert newer.exists()
    assert theirs.exists()


# what does not open


def test_without_a_knowledge_base_the_remedy_is_named(desk: Desk, tmp_path: Path) -> None:
    with (
        Desk(tmp_path / "nothing", desk.embedder).open() as knowledge,
        pytest.raises(NoSnapshot, match=r"no knowledge base yet.*coderly kb build") as caught,
    ):
        title_of(knowledge, "E11.9")
    assert caught.value.remedy == "Run: coderly kb build"


def test_a_snapshot_of_a_newer_program_is_refused_clearly(desk: Desk) -> None:
    identity = desk.serving().id
    raw = manifest_json(desk.snapshots, identity)
    (desk.root / "snapshots" / f"{identity}.json").write_text(json.dumps({**raw, "format": FORMAT + 1}))
    with desk.open() as knowledge, pytest.raises(KnowledgeError, match=r"written by a newer version of Coderly.*Upgrade"):
        title_of(knowledge, "E11.9")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "x"}', "\x00\x00"])
def test_a_damaged_manifest_is_named_with_the_remedy(desk: Desk, text: str) -> None:
    identity = desk.serving().id
    (desk.root / "snapshots" / f"{identity}.json").write_text(text)
    with desk.open() as knowledge, pytest.raises(SnapshotBroken, match=f"{identity} cannot be read.*coderly kb build"):
        title_of(knowledge, "E11.9")


def shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwrite(file: Path) -> None:
    with file.open("r+b") as handle:
        head = handle.read(16)
        handle.seek(0)
        handle.write(bytes(byte ^ 0xFF for byte in head))


def remove(file: Path) -> None:
    file.unlink()


DAMAGES = [shorten, overwrite, remove]
PLACES = [
    ("catalog", "icd10cm_tabular", "*.sqlite"),
    ("words", "icd10cm", "*.term"),
    ("words", "icd10cm", "meta.json"),
    ("passages", "icd10cm", "chroma.sqlite3"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize(("kind", "of", "file"), PLACES, ids=lambda place: place)
def test_a_damaged_snapshot_gives_way_to_the_one_before_and_says_so(
    second_desk: Desk, tmp_path: Path, damage: Callable[[Path], None], kind: str, of: str, file: str
) -> None:
    desk = second_desk.copy(tmp_path / "desk")
    damage(index_file(desk, kind, of, file))
    with desk.open() as knowledge:
        assert title_of(knowledge, "E11.9").startswith("Sugar")
        assert title_of(knowledge, "Z99.1") == "not_found"
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        assert "serves meanwhile" in knowledge.problem
        assert "coderly kb build" in knowledge.problem


@pytest.mark.parametrize(("kind", "of", "file"), PLACES, ids=lambda place: place)
def test_the_remedy_it_names_mends_it_for_who_has_it_open(second_desk: Desk, tmp_path: Path, kind: str, of: str, file: str) -> None:
    desk = second_desk.copy(tmp_path / "desk")
    overwrite(index_file(desk, kind, of, file))
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "not_found"
        desk.build()
        assert title_of(knowledge, "Z99.1") == NEW
        assert codes_for(knowledge, NEW)[0] == "Z99.1"
        assert knowledge.problem == ""


def test_without_passages_and_without_an_older_snapshot_rows_and_words_answer(desk: Desk) -> None:
    shutil.rmtree(desk.artefact("passages", "icd10cm"))
    with desk.open() as knowledge:
        assert title_of(knowledge, "E11.9").startswith("Sugar")
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        assert "Exact rows and words answer meanwhile" in knowledge.problem


def test_damage_inside_a_catalog_is_an_error_with_a_remedy(desk: Desk) -> None:
    file = desk.artefact("catalog", "icd10cm_tabular") / "catalog.sqlite"
    content = bytearray(file.read_bytes())
    with desk.open() as knowledge, knowledge.use() as snapshot:
        assert snapshot.catalog.code(ICD, "E11.9", TODAY).code
    content[8192:] = b"\xff" * (len(content) - 8192)
    file.write_bytes(content)
    with desk.open() as knowledge, pytest.raises(SnapshotBroken, match=r"cannot be read.*coderly kb build"):
        title_of(knowledge, "S72.001A")
    with pytest.raises(KnowledgeError, match="coderly kb build"):
        desk.snapshots.artefacts.check(desk.artefact("catalog", "icd10cm_tabular").name, thorough=True)


def test_a_snapshot_deleted_while_it_is_open_goes_on_answering(desk: Desk) -> None:
    with desk.open() as knowledge:
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        shutil.rmtree(desk.root)
        assert title_of(knowledge, "S72.001A").startswith("Broken")
        assert codes_for(knowledge, "sweet blood")[0] == "E11.9"
        with knowledge.use() as snapshot:
            assert snapshot.catalog.code(ICD, "T81.4XXA", TODAY).neighbours
        assert "coderly kb build" in knowledge.problem


def test_a_pointer_to_a_snapshot_that_is_gone_leaves_the_open_one_serving(desk: Desk) -> None:
    with desk.open() as knowledge:
        assert title_of(knowledge, "E11.9").startswith("Sugar")
        desk.snapshots.pointer.set("20990101T000000000000-nothing")
        assert title_of(knowledge, "E11.9").startswith("Sugar")
        assert "cannot be read" in knowledge.problem
    with desk.open() as knowledge:
        assert title_of(knowledge, "E11.9").startswith("Sugar")
        assert "serves meanwhile" in knowledge.problem


def test_a_word_index_of_another_version_is_an_error_with_a_remedy(desk: Desk) -> None:
    file = desk.artefact("words", "icd10cm") / "codes.json"
    text = file.read_text(encoding="utf-8")
    first, *others = json.loads(text)
    older = json.dumps([first, *(row[:2] for row in others)])
    file.write_text(older.ljust(len(text)), encoding="utf-8")
    with desk.open() as knowledge, knowledge.use() as snapshot, pytest.raises(SnapshotBroken, match="coderly kb build"):
        snapshot.find("chest pain", (), 5, TODAY)
