"""Inputs that `make fuzz` found, made small: each is read or refused with what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path
from random import Random

import fuzz_files
import fuzz_targets
import pytest
from archive_places import every_file
from assistant_people import says, settings_for

from bot.app import create_app
from bot.turns import Outcome
from knowledge.errors import SourceError
from knowledge.sources.cms_values import decimal_of

FILES = dict(fuzz_files.published())
FOUND = {
    "an encoding that there is not, in a table": ("icd10cm-neoplasm-2031.xml", b'encoding="utf-8"', b'encoding="utttf-8"'),
    "an encoding that there is not, in the tabular list": ("icd10cm-tabular-2031.xml", b'encoding="utf-8"', b'encoding="utj-8"'),
    "a category without its description": ("DXCCSR_v2031-1.csv", b"'CCSR CATEGORY 2 DESCRIPTION'", b"'ELSE'"),
    "an axis whose position is no number": ("icd10pcs_tables_2031.xml", b'pos="7"', b'pos="7,"'),
    "a number of ten thousand digits": ("DMEPOS26_APR.csv", b",0,0,", b",0,1e9990,"),
}


@pytest.mark.parametrize("what", FOUND)
def test_a_file_that_ended_a_build_once_is_read_or_refused(what: str) -> None:
    name, before, after = FOUND[what]
    spoilt = FILES[name].replace(before, after)
    assert spoilt != FILES[name]
    target = fuzz_targets.every(Path)["published files"]
    with target.opened() as run:
        run((name, spoilt))


@pytest.mark.parametrize("number", [66, 592, 731, 23050])
def test_an_archive_whose_parts_lie_outside_it_is_refused(number: int) -> None:
    target = fuzz_targets.every(Path)["published files"]
    with target.opened() as run:
        run(target.make(Random(number)))


@pytest.mark.parametrize("name", ["", "."])
def test_an_archive_with_a_file_that_has_no_name_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("x" * max(1, len(name))), b"words")
    raw = path.read_bytes()
    if not name:  # what stands before a zero byte is the name
        path.write_bytes(raw.replace(b"x", b"\0"))
    else:
        path.write_bytes(raw.replace(b"x", name.encode()))
    with pytest.raises(SourceError, match="without a name") as caught:
        list(every_file(path))
    assert caught.value.remedy


@pytest.mark.parametrize("cell", ["1e9990", "-1e400", "nan", "1e-99999", "inf"])
def test_what_is_no_amount_is_a_value_error_or_a_plain_number(cell: str) -> None:
    try:
        assert len(decimal_of(cell, 2)) < 20
    except ValueError as error:
        assert "is not a number" in str(error)  # noqa: PT017 - either may come


@pytest.mark.parametrize("words", ["x" * 60, "2725757" * 12, f"hip {'y' * 50}", f"{'z' * 45} {'q' * 45}"])
async def test_a_word_longer_than_any_is_not_found_and_no_fault(words: str, small_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(small_home, tmp_path)) as app:
        for said in (words, f"/search {words}"):
            assert (await app.answer(says(said))).outcome is not Outcome.FAILED



