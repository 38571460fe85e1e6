"""Names of delivered files: they stay in their folder, and none takes another's place unseen."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studio.contract.words import FileName
from studio.domain.naming import (
    AS_WRITTEN,
    DEFAULT,
    FIELDS,
    Subject,
    check,
    collision_words,
    collisions,
    free_name,
    name_of,
    same_file,
)
from studio.errors import Refused

SUBJECT = Subject("Pier", "Mara", 7, 3, "Leave the window open.", "m_07", "VO/mara_window.wav", "2026-11-29")
#: Anything a script may hold, and what breaks names most often.
TEXTS = st.text(max_size=60) | st.sampled_from(
    [
        "..",
        "../../etc/passwd",
        "C:\\x",
        "CON",
        "aux.txt",
        "a. ",
        "\u202egnp.exe",
        "\ud800",
        "e\u0301",
        "/",
        "~",
        "x" * 400,
    ]
)
SUBJECTS = st.builds(
    Subject,
    TEXTS,
    TEXTS,
    st.integers(1, 9_999),
    st.integers(1, 99),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
)
PATTERNS = st.lists(
    st.sampled_from([f"{{{name}}}" for name in FIELDS]) | TEXTS.map(lambda text: re.sub("[{}]", "", text))
)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        (DEFAULT, "Pier_Mara_007_03.wav"),
        (AS_WRITTEN, "mara_window.wav"),
        ("{id}-{take}", "m_07-3.wav"),
        ("{date} {line:2} {text}", "2026-11-29 07 Leave the window open.wav"),
        ("{{{project}}}", "{Pier}.wav"),
        ("a/b\\{line:1}", "a-b-7.wav"),
    ],
)
def test_a_pattern_becomes_a_name(pattern: str, name: str) -> None:
    assert name_of(pattern, SUBJECT, ".wav", figures=3) == name


def test_fields_that_are_empty_leave_no_gap() -> None:
    assert name_of(DEFAULT, Subject("Pier", line=2), ".wav") == "Pier_2_01.wav"
    assert name_of("{character} - {id}", Subject(id="l1"), ".wav") == "l1.wav"
    assert name_of(AS_WRITTEN, Subject(id="l1"), ".wav") == "l1.wav"
    assert name_of("{character}", Subject(id="l1"), ".wav") == "l1.wav"
    assert name_of("{character}", Subject(), ".wav") == "untitled.wav"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("take", "no field"),
        ("", "no field"),
        ("{line", "stands alone"),
        ("line}", "stands alone"),
        ("{speaker}", "“{speaker}” is no field"),
        ("{}", "is no field"),
        ("{line.__class__}", "is no field"),
        ("{line!r}", "“{line!r}” is no field"),
        ("{take:>99999999}", "how many figures"),
        ("{text:02}", "how many figures"),
        ("{line}" * 40, "longer than 200"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_told_in_words(pattern: str, words: str) -> None:
    with pytest.raises(Refused, match=re.escape(words)):
        check(pattern)


@given(PATTERNS, SUBJECTS)
def test_a_name_never_leaves_its_folder_and_is_safe_everywhere(parts: list[str], subject: Subject) -> None:
    pattern = "".join(parts)[:150] + "{id}"
    try:
        check(pattern)
    except Refused:  # cut in the middle of a field
        return
    name = name_of(pattern, subject, ".wav")
    for kind in (PurePosixPath, PureWindowsPath):
        assert kind("folder", name).parent == kind("folder")
        assert kind(name).name == name
    assert name.endswith(".wav") and len(name) > 4
    assert name == unicodedata.normalize("NFC", name)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]', name)
    assert not re.match(r"(con|prn|aux|nul|(com|lpt)[0-9])\s*\.", name, re.IGNORECASE)
    assert name[0] not in ". " and name[-1] not in ". "
    assert len(name) <= 120 and len(name.encode()) <= 255
    assert TypeAdapter(FileName).validate_python(name) == name  # a platform takes it, too


@given(st.lists(SUBJECTS, max_size=8), st.sampled_from([DEFAULT, AS_WRITTEN, "{id}", "{text}", "{character}{take}"]))
def test_no_two_names_collide_without_being_told(tmp_path_factory, subjects: list[Subject], pattern: str) -> None:
    names = [name_of(pattern, subject, ".wav") for subject in subjects]
    told = {at for group in collisions(names) for at in group}
    alone = [same_file(name) for at, name in enumerate(names) if at not in told]
    assert len(set(alone)) == len(alone)
    assert bool(told) == bool(collision_words(names)) == (len({same_file(name) for name in names}) < len(names))
    taken: set[str] = set()
    for name in names:
        taken.add(same_file(free_name(name, taken)))
    assert len(taken) == len(names)


def test_names_that_differ_in_case_or_in_how_an_accent_is_written_collide() -> None:
    assert collisions(["Zoë.wav", "b.wav", "ZOE\u0308.WAV", "zoe.wav", "B.wav"]) == [(0, 2), (1, 4)]
    words = collision_words(["Zoë.wav", "b.wav", "ZOE\u0308.WAV", "zoe.wav", "B.wav"])
    assert words.startswith("2 files would be called “Zoë.wav”, and 1 more")
    assert "{take}" in words


def test_a_name_that_is_taken_gets_the_next_number(tmp_path: Path) -> None:
    taken = {same_file(name) for name in ("A.wav", "a (2).wav")}
    assert free_name("a.wav", taken) == "a (3).wav"
    assert free_name("b.wav", taken) == "b.wav"
    assert len(free_name("x" * 116 + ".wav", {same_file("x" * 116 + ".wav")})) <= 120
