"""Words as they are compared: without capitals, accents, quotes, signs and white space, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from studio.domain.words import SIGNS, UNSPACED_LETTERS

#: In scripts that are written without spaces each letter stands for itself.
_APART = UNSPACED_LETTERS + SIGNS
#: White space and signs that stand between words; the apostrophes and the soft hyphen stand inside one.
_BETWEEN = (
    "\\s\x00-\x26\x28-\x2f\x3a-\x40\\x5b-\\x60\x7b-\x9f\xa0-\xa9\xab\xac\xae-\xb4\xb6-\xb8\xbb\xbf\u2000-\u2018\u201a-\u206f"
    "\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_WORD = re.compile(f"[{_APART}]|[^{_BETWEEN}{_APART}]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_IS_APART = re.compile(f"[{_APART}]")


@dataclass(frozen=True, slots=True)
class Words:
    """`said[n]` is the n-th word as it is compared; it stands from `starts[n]` to `ends[n]` (characters of the text)."""

    said: list[str]
    starts: list[int]
    ends: list[int]


def words_of(text: str) -> Words:
    said, starts, ends = list[str](), list[int](), list[int]()
    for found in _WORD.finditer(text):
        word = _folded(found[0])
        if word:
            said.append(word)
            starts.append(found.start())
            ends.append(found.end())
    return Words(said, starts, ends)


def stands_apart(word: str) -> bool:
    """A letter of a script without spaces, which is less than a word."""
    return len(word) == 1 and _IS_APART.match(word) is not None


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", word)).casefold()
    return "".join(sign for sign in plain if sign.isalnum() or unicodedata.category(sign)[0] == "M")
