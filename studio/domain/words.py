"""People's words, cleaned for keeping and showing: one title stays one line, nothing invisible turns text around.

What goes: control characters, bidirectional marks and overrides, other unseen signs, lone surrogates. What stays: every script,
every emoji whole (joiners, skin tones, flags), HTML as the letters it is made of.
"""

from __future__ import annotations

import re
import unicodedata

#: Scripts that are written without spaces, for a class of a pattern: kana and ideographs; Thai to Lao, Burmese, Khmer.
SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNSPACED_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
MAX_TITLE = 200
#: So many times the limit is looked at for a title; whoever pastes a book into it need not wait.
_LOOKED_AT = 50
MAX_FILE_NAME = 120
#: Linux and macOS count a name in bytes (255); a counter such as " (12)" still fits behind this.
MAX_FILE_NAME_BYTES = 240

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_BLANK_START = re.compile(r"\A\s*\n")
#: England, Scotland and Wales: a black flag, a region in tag letters, an end tag. Tags anywhere else are hidden text.
_TAGS = re.compile("(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]")
#: Cc control, Cf format (bidi, zero width, tags), Cs surrogate. Unassigned ones stay: tomorrow's emoji are among them.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
#: Format characters that are seen (number signs of Arabic, Syriac and Kaithi), and the joiners, which are looked at on their own.
_SEEN = frozenset(
    "\n\t\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\u200c\u200d"
)
#: Joiners shape Persian, Indic scripts and emoji between two letters; anywhere else they are only unseen.
_LOOSE_JOINERS = re.compile("(?:^|(?<=\\s))[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)|(?<=[\u200c\u200d])[\u200c\u200d]+")

_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*]+')
#: Names that Windows keeps for devices, whatever follows the first dot ("Naming files, paths, and namespaces").
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def tidy_title(text: str, limit: int = MAX_TITLE) -> str:
    """One trimmed line of at most `limit` characters. A longer one ends in an ellipsis, and no letter or emoji is cut in two."""
    line = _clean(_SPACES.sub(" ", _BREAKS.sub(" ", text[: _LOOKED_AT * limit])))
    return cut(_SPACES.sub(" ", line).strip(), limit)


def tidy_text(text: str) -> str:
    """Words with their lines: only `\\n` ends a line, indents stay, blank lines before and white space behind go."""
    return _BLANK_START.sub("", _clean(_BREAKS.sub("\n", text)).rstrip())


def safe_file_name(text: str, suffix: str = "", fallback: str = "untitled") -> str:
    """A file name that Windows, macOS and Linux accept, never a path, never hidden. `suffix` is ours (".wav") and is kept whole."""
    name = _FORBIDDEN_IN_NAMES.sub("-", tidy_title(text, 10 * MAX_FILE_NAME)).strip(" .-~")
    if _DEVICE.match(name):
        name = f"{fallback} {name}"
    name = cut(name, MAX_FILE_NAME - len(suffix), mark="")
    name = _cut_bytes(name, MAX_FILE_NAME_BYTES - len(suffix.encode())).rstrip(" .-~")
    return (name or fallback) + suffix


def apart(text: str) -> str:
    """Somebody's words for the middle of a line of ours: those that run from right to left turn nothing around them (UAX 9: FSI,
    PDI)."""
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"\u2068{text}\u2069" if turns else text


def cut(text: str, limit: int, mark: str = "…") -> str:
    """`text` in at most `limit` characters, cut where no grapheme is torn, with `mark` where something is missing."""
    if len(text) <= limit:
        return text
    room = max(limit - len(mark), 0)
    return text[: _boundary(text, room)].rstrip() + mark


def _clean(text: str) -> str:
    """Looks at each letter of the alphabet in use once, so that a text of megabytes takes a moment only."""
    whole = _TAGS.sub(lambda found: found[1] or "", text)
    unseen = {ord(letter): None for letter in set(whole) if not _is_shown(letter)}
    kept = whole.translate(unseen) if unseen else whole
    if "\u200c" in kept or "\u200d" in kept:
        kept = _LOOSE_JOINERS.sub("", kept)
    return unicodedata.normalize("NFC", kept)


def _is_shown(letter: str) -> bool:
    if letter in _SEEN or "\U000e0000" <= letter <= "\U000e007f":
        return True
    return unicodedata.category(letter) not in _UNSEEN and not _is_nothing(letter)


def _is_nothing(letter: str) -> bool:
    """The 66 code points that will never be characters (U+FDD0 … U+FDEF and the last two of each plane)."""
    return 0xFDD0 <= ord(letter) <= 0xFDEF or ord(letter) & 0xFFFE == 0xFFFE


def _cut_bytes(text: str, limit: int) -> str:
    while len(text.encode()) > limit:
        text = text[: _boundary(text, len(text) - 1)]
    return text


def _boundary(text: str, at: int) -> int:
    """The last place up to `at` where a cut tears no grapheme; `at` itself where one grapheme fills everything before it."""
    for place in range(at, 0, -1):
        if not _holds_together(text, place):
            return place
    return at


def _holds_together(text: str, place: int) -> bool:
    """Whether the letters before and after `place` are one to a reader: the rules of UAX 29 that matter after NFC."""
    before, after = text[place - 1], text[place]
    if after in "\u200c\u200d" or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f" or after in "\u0e33\u0eb3":
        return True
    if before == "\u200d" or ("\u1100" <= before <= "\u11ff" and "\u1100" <= after <= "\u11ff"):
        return True
    return _is_region(after) and _regions_before(text, place) % 2 == 1


def _is_region(letter: str) -> bool:
    """Half of a flag."""
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _regions_before(text: str, place: int) -> int:
    start = place
    while start and _is_region(text[start - 1]):
        start -= 1
    return place - start
