"""What a note of the tabular list names, in every form in which the list writes it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from bot.coding.note_codes import ranges
from knowledge.sources.icd10cm_tabular import packaged_tabular

FORMS: list[tuple[str, str, str]] = [
    # note, codes it names, codes it does not name
    ("lung trouble with a germ (J44.0)", "J44.0", "J44.1 J44"),
    ("sugar sickness (E11.-)", "E11.9 E11.22 E11", "E10.9 E13.9"),
    ("high pressure (I10-I1A)", "I10 I11.0 I16.9 I1A.0", "I09.9 I20.0"),
    ("birth (O10-O11, O13-O16)", "O10.01 O14.90 O16.9", "O12.00 O17.0"),
    ("flu (J09.X2, J10.1, J11.1)", "J09.X2 J11.1", "J09.X1 J10.00"),
    ("skin (C43.2-,C44.2-)", "C43.20 C44.211", "C43.30"),
    ("bowel (K50.014, K50.114,)", "K50.114", "K50.112"),
    ("fever (I01.0 -I01.9)", "I01.2", "I02.0"),
    ("vessels (I70.2--I70.7-)", "I70.211 I70.799", "I70.0 I70.8"),
    ("breath (P28.3- - P28.4-)", "P28.30 P28.49", "P28.2"),
    ("habits (F98.2.-F98.3)", "F98.21 F98.3", "F98.1"),
    ("angina (I25.70-I25.73-, I25.79-)", "I25.710 I25.738 I25.799", "I25.750 I25.810"),
    ("after a stroke (I69.01-I69.11-, I69.81- I69.91-)", "I69.010 I69.118 I69.818", "I69.020 I69.80"),
    ("harm (A00-R94 and T80-T88.6, T88.8)", "J06.9 T81.40XA T88.6XXA T88.8XXA", "S72.001A T88.7"),
    ("joints (M05.00 to M05.8A)", "M05.00 M05.79 M05.8A", "M05.9"),
    ("colds (J00-J06; J20-J22)", "J06.9 J20.9", "J10.1"),
    ("bleeding (I60.-. I61.-, I62.-)", "I60.9 I61.9", "I63.9"),
    ("sugar and nerves (E08-E13 with .42)", "E11.42 E08.42", "E11.41 E14.42"),
    ("sugar and joints (E08-E13 with .61-)", "E11.610 E11.618", "E11.621"),
    ("sugar and vessels (E08-E13 with .51-.52)", "E11.51 E11.52", "E11.59"),
    ("minds (F11-F19 with .15. .25, .95)", "F11.150 F14.25 F19.951", "F11.14"),
    ("thick blood (E08, E09, E11, E13 with final characters .00 or .01)", "E11.00 E13.01", "E10.00 E11.10"),
    ("speech (I69. with final characters -23)", "I69.023 I69.923", "I69.022"),
    ("kissing disease (B27.0-B27.9 with fifth character 1)", "B27.01 B27.91", "B27.02"),
    ("wheels (V01-V09 with 5th character 1)", "V01.01XA V03.11XA", "V01.00XA"),
    ("seeing things (F11-F19 with fifth to sixth characters 51)", "F11.151 F19.951", "F11.150"),
    ("poison (T36-T65 with fifth or sixth character 1-4)", "T36.0X1A T58.01XA T50.994A", "T36.0X5A T50.995A"),
    ("drugs taken right (T36-T50 with fifth or sixth character 5)", "T36.0X5A T39.395A", "T43.651A T36.0X1A"),
    ("too little taken (T36-T50 with final character 6)", "T38.3X6A", "T38.3X5A"),
    ("open break (S02.- with 7th character B)", "S02.0XXB", "S02.0XXA"),
    ("open break (S42.- with 7th character B or C)", "S42.001B S42.001C", "S42.001A"),
    ("open break (S52.- with open fracture 7th character)", "S52.001B S52.001F", "S52.001A S52.001D"),
    ("knock (S06.0X- with seventh character A)", "S06.0X0A", "S06.0X0D"),
    ("anything classifiable to K56.-", "K56.7", "K57.0"),
    ("what is specified in categories Y93.0-Y93.6", "Y93.02", "Y93.71"),
    ("groups S06.1- to S06.6-, and S06.81- to S06.89-, classified in subcategories S06.1- to S06.6-, and S06.81-", "S06.1X0A S06.6X0A S06.810A", "S06.0X0A"),
    ("acid blood - see categories E08-E10, E11, E13 with ketoacidosis", "", "E11.9"),
    ("wry neck, no more said M43.6", "M43.6", "M43.5"),
    ("code from category Z3A, weeks", "Z3A.20", "Z39.0"),
    ("eye injury S04.04-", "S04.049A", "S04.10XA"),
    ("blood cancer that is away C91.0-C95.9 with 5th character 1", "C91.01 C95.91", "C91.00"),
    ("knee gone (Z89.52-", "Z89.521", "Z89.511"),
    ("salt out of balance (E87.8}", "E87.8", "E87.1"),
    # no code is meant
    ("lack of vitamin B12 (D51.3)", "D51.3", "B12"),
    ("dust lung with any type in A15 (J65)", "J65", "A15.0"),
    ("code to type of accident", "", "V00.01XA"),
    ("trouble in:", "", "A00.0"),
]  # fmt: skip


@pytest.mark.parametrize(("note", "named", "not_named"), FORMS, ids=[note for note, _, _ in FORMS])
def test_a_note_names_the_codes_it_says_and_no_others(note: str, named: str, not_named: str) -> None:
    found = ranges(note)
    assert [code for code in named.split() if not any(r.holds(code) for r in found)] == []
    assert [code for code in not_named.split() if any(r.holds(code) for r in found)] == []


def test_a_condition_in_words_asks_for_them_in_the_title() -> None:
    found = ranges("acid blood - see categories E08-E10, E11, E13 with ketoacidosis")
    assert any(r.holds("E11.10", "Sugar sickness with ketoacidosis, awake") for r in found)
    assert not any(r.holds("E11.9", "Sugar sickness, nothing else wrong") for r in found)


def test_ninety_nine_of_a_hundred_code_numbers_in_the_real_excludes1_notes_are_read() -> None:
    """The packaged list of FY2026: each code number in the text of an Excludes1 note ends a range that was read."""
    path = packaged_tabular()
    if path is None:
        pytest.skip("simple-icd-10-cm is not installed")
    number = re.compile(r"(?<![0-9A-Z])[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![0-9A-Z])")
    seen = read = 0
    for notes in ET.parse(path).iter("excludes1"):
        for note in notes.findall("note"):
            text = " ".join("".join(note.itertext()).split())
            ends = {end for r in ranges(text) for end in (r.first, r.last)}
            numbers = [match.replace(".", "") for match in number.findall(text)]
            seen += len(numbers)
            read += sum(n in ends for n in numbers)
    assert seen > 5_000
    assert read / seen >= 0.99
