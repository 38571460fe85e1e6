from __future__ import annotations

import unicodedata
from pathlib import PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.domain.words import (
    MAX_FILE_NAME,
    MAX_FILE_NAME_BYTES,
    MAX_TITLE,
    apart,
    cut,
    safe_file_name,
    tidy_text,
    tidy_title,
)

ANYTHING = st.text(st.characters(codec=None), max_size=400)  # lone surrogates too
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
WAVE_DARK = "\U0001f44b\U0001f3ff"
BRAZIL = "\U0001f1e7\U0001f1f7"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
HEART_ON_FIRE = "\u2764\ufe0f\u200d\U0001f525"
EMOJI = (FAMILY, WAVE_DARK, BRAZIL, SCOTLAND, HEART_ON_FIRE, "1\ufe0f\u20e3")
NAUGHTY = (
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "Robert'); DROP TABLE takes;--",
    "../../etc/passwd",
    "%s%n{0}${HOME}",
    "田中さんにあげて下さい",
    "הָיְתָה test الصفحات التّحول",
    "می‌خواهم",
    "क्षि ക്ഷ",
    "Ω≈ç√∫˜µ≤≥÷",
    "(╯°□°)╯︵ ┻━┻",
    "nil NULL undefined -1/0 1e309",
)
DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{n}" for port in ("COM", "LPT") for n in range(10)
}
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize("text", [*NAUGHTY, *EMOJI])
def test_harmless_words_stay_as_they_were_written(text: str) -> None:
    assert tidy_title(text) == text and tidy_text(text) == text


def test_a_title_is_one_trimmed_line() -> None:
    assert tidy_title("  Whisper\r\n\tthis \u2028 line\x85 ") == "Whisper this line"
    assert tidy_title("\n \x00 \u202e") == ""


def test_letters_and_their_marks_become_one() -> None:
    assert tidy_title("Cafe\u0301") == "Caf\u00e9"


def test_nothing_turns_a_title_around() -> None:
    """INP-2."""
    assert tidy_title("take\u202egpj.exe") == "takegpj.exe"
    assert tidy_title(f"a{BIDI}b") == "ab"


def test_hidden_tag_letters_go_but_flags_keep_theirs() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "secret")
    assert tidy_title(f"plain{hidden} {SCOTLAND}") == f"plain {SCOTLAND}"


def test_a_joiner_with_nothing_to_join_goes() -> None:
    assert tidy_title("\u200da \u200d b\u200d\u200dc\u200c") == "a b\u200dc"


@pytest.mark.parametrize("emoji", EMOJI)
@pytest.mark.parametrize("before", range(1, 12))
def test_an_emoji_is_never_cut_in_two(emoji: str, before: int) -> None:
    for limit in range(before + 1, before + len(emoji) + 2):
        told = cut("x" * before + emoji + "y" * 20, limit, mark="")
        assert told in ("x" * before, "x" * before + emoji) or told.startswith("x" * before + emoji + "y")


def test_a_long_row_of_flags_is_cut_between_flags() -> None:
    told = tidy_title(BRAZIL * 150)
    assert told == BRAZIL * 99 + "…"


def test_a_title_of_ten_thousand_letters_ends_in_an_ellipsis() -> None:
    told = tidy_title("word " * 2_000)
    assert len(told) <= MAX_TITLE and told.endswith("word…")


def test_one_letter_with_a_thousand_marks_still_fits() -> None:
    assert len(tidy_title("a" + "\u0300\u0317" * 1_000)) <= MAX_TITLE


@given(ANYTHING)
@example("a\u200d\u202e")
@example("\u1100\u202e\u1161")
def test_a_tidy_title_is_one_line_within_the_limit_and_stays_as_it_is(text: str) -> None:
    title = tidy_title(text)
    assert len(title) <= MAX_TITLE and title == title.strip()
    assert len(title.splitlines()) <= 1 and not set(title) & set(BIDI)
    assert unicodedata.is_normalized("NFC", title)
    assert not {unicodedata.category(letter) for letter in title} & {"Cc", "Cs"}
    assert tidy_title(title) == title


@given(ANYTHING)
def test_a_tidy_text_keeps_its_lines_and_stays_as_it_is(text: str) -> None:
    words = tidy_text(text)
    assert words == tidy_text(words)
    assert not set(words) & set(BIDI + "\r\x00\u2028")
    words.encode()


def test_a_poem_keeps_its_indents_and_its_verses() -> None:
    assert tidy_text("\r\n\nOne\r\n  two\r\rthree\t\n\n") == "One\n  two\n\nthree"


def test_a_book_pasted_by_mistake_is_no_trouble() -> None:
    book = "Once, \u202ein a 🌙 night\n" * 200_000
    assert tidy_text(book).count("\n") == 199_999 and tidy_text("\n \n" * 1_000_000 + " a ") == " a"
    assert len(tidy_title(book)) <= MAX_TITLE and safe_file_name(book).startswith("Once, in a 🌙 night Once")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Whisper this line", "Whisper this line.wav"),
        ("../../etc/passwd", "etc-passwd.wav"),
        ("..\\..\\boot.ini", "boot.ini.wav"),
        ("CON", "untitled CON.wav"),
        ("aux.take", "untitled aux.take.wav"),
        ("COM¹", "untitled COM¹.wav"),
        ("console", "console.wav"),
        ('What? Yes: "now" *', "What- Yes- -now.wav"),
        (".hidden", "hidden.wav"),
        ("-rf", "rf.wav"),
        ("take three...  ", "take three.wav"),
        ("\u202egpj.exe", "gpj.exe.wav"),
        ("", "untitled.wav"),
        ("///", "untitled.wav"),
        ("Ночной хор 🌙", "Ночной хор 🌙.wav"),
    ],
)
def test_a_file_name_is_safe_everywhere(title: str, name: str) -> None:
    """INP-2."""
    assert safe_file_name(title, ".wav") == name


@given(ANYTHING, st.sampled_from(["", ".wav", ".flac", ".credits.json"]))
@example("con.", "")
@example("é" * 400, ".wav")
@example("a" * 119 + ".b", ".wav")
@example(FAMILY * 40, ".wav")
def test_any_words_make_a_file_name_that_windows_takes(text: str, suffix: str) -> None:
    name = safe_file_name(text, suffix)
    assert name.endswith(suffix) and 0 < len(name) <= MAX_FILE_NAME and len(name.encode()) <= MAX_FILE_NAME_BYTES
    assert not set(name) & set('<>:"/\\|?*') and min(map(ord, name)) >= 32
    assert name[0] not in " .-~" and name[-1] not in " ."
    assert PureWindowsPath(name).name == name and name.split(".")[0].strip().upper() not in DEVICES


def test_words_from_right_to_left_keep_their_turn_to_themselves() -> None:
    assert apart("mara & Tom") == "mara & Tom"
    assert apart("שלום 3") == "\u2068שלום 3\u2069"
    assert tidy_title(apart("مرحبا")) == "مرحبا"
