"""Titles of the classification become the words that notes use, once, at a build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.dictionary.opened import Dictionary
from knowledge.dictionary.terms import alternatives, as_said, is_unspecified, leaves_out
from knowledge.dictionary.words import Forms, joined, own_groups, singular, spelled, telling
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError, SnapshotBroken
from knowledge.snapshot import Snapshots


@pytest.mark.parametrize(
    ("title", "main", "said"),
    [
        ("device, implant or graft", False, ("device", "implant", "graft")),
        ("atrial or auricular (established)", False, ("atrial", "auricular")),
        ("Vitality, lack or want of", True, ("Vitality lack of", "Vitality want of")),
        ("Port wine nevus, mark, or stain", True, ("Port wine nevus", "Port wine mark", "Port wine stain")),
        ("prostate specific antigen [PSA]", False, ("prostate specific antigen", "PSA")),
        ("Herpes, herpesvirus, herpetic", True, ("Herpes", "herpesvirus", "herpetic")),
        ("kidney, congenital", False, ("kidney, congenital",)),
    ],
)
def test_alternatives_of_a_title(title: str, main: bool, said: tuple[str, ...]) -> None:
    assert alternatives(title, main=main) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Asthma, unspecified", "Asthma"),
        ("Pain in right knee", "Pain in knee"),
        ("Ulcer without bleeding", "Ulcer"),
        ("Other disorders of bone", ""),
        ("Small germ as the cause of diseases classified elsewhere", "Small germ"),
    ],
)
def test_a_title_as_a_note_would_say_it(title: str, said: str) -> None:
    assert as_said(title) == said


def test_leftovers_are_no_words() -> None:
    assert leaves_out("specified NEC")
    assert leaves_out("without rupture")
    assert not leaves_out("with rupture")
    assert is_unspecified("unspecified site")


@pytest.mark.parametrize(
    ("word", "one"),
    [("diagnoses", "diagnosis"), ("metastases", "metastasis"), ("bodies", "body"), ("abscess", "abscess"), ("teeth", "tooth"), ("pus", "pus"),
     ("diseases", "disease"), ("carcinomata", "carcinoma"), ("pneumonias", "pneumonia")],
)  # fmt: skip
def test_plurals(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize(("word", "plain"), [("Ménière's", "meniere"), ("oedema", "edema"), ("tumour", "tumor"), ("Crohn’s", "crohn")])
def test_spelling(word: str, plain: str) -> None:
    assert spelled(word) == plain


def test_inflammations_are_not_their_organs_and_adjectives_are() -> None:
    forms = Forms(own_groups())
    assert forms.of("duodenitis")[0] != forms.of("duodenum")[0]
    assert forms.of("renal") == forms.of("kidneys")
    assert forms.of("mitosis")[0] != forms.of("miosis")[0]


def test_secondary_to_names_a_cause_and_a_capital_a_is_a_type() -> None:
    assert telling("anemia secondary to bleeding") == ["anemia", "bleeding"]
    assert telling("secondary hypertension") == ["secondary", "hypertension"]
    assert telling("Hepatitis A") == ["Hepatitis", "A"]
    assert telling("A cough") == ["cough"]


def test_groups_that_share_a_word_are_one() -> None:
    assert joined([["a1", "b1"], ["c1", "d1"], ["b1", "d1"]])["d1"] == "a1"


def test_a_snapshot_built_without_a_dictionary_says_what_to_do(case_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(case_home, home)
    snapshots = Snapshots(home / "knowledge")
    older = snapshots.write(tuple(p for p in snapshots.current().parts if p.kind != "dictionary"), complete=True)
    snapshots.publish(older)
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    with base.use() as opened, pytest.raises(KnowledgeError, match="coderly kb build"):
        opened.dictionary()
    base.close()


def test_a_damaged_dictionary_is_no_dictionary(tmp_path: Path) -> None:
    with pytest.raises(SnapshotBroken):
        Dictionary(tmp_path)
    (tmp_path / "words.json").write_text("{}")
    with pytest.raises(SnapshotBroken):
        Dictionary(tmp_path)
