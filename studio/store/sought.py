"""What is looked for in the library, and how it is said to the index. Pure; nobody's words are ever read as its syntax."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from studio.domain.ids import ChallengeId
from studio.domain.record import Kind, Rights

#: More words than this are not looked at, nor more letters of one: whoever pastes a book is answered at once.
MOST_WORDS, LONGEST_WORD, LONGEST = 12, 64, 4_000
#: So much of a text of one's own is looked through.
LONGEST_TEXT = 20_000
#: Marks for filters begin with this sign of the private use area (see 0002_finding.sql); people's words lose theirs.
MARK = "\ue000"
_WORD = re.compile(r"\w+")
_ACCENTS = re.compile("[\u0300-\u036f]")
#: NUL would end the query; lone surrogates and the private use area are no words.
_NOT_WORDS = re.compile("[\x00\ud800-\udfff\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Sought:
    """`words` are beginnings of words in any order; every filter that is set must hold.

    `unremixed`: nobody in the library cites it. `unvoiced`: words that nobody has voiced. `here`: its file is on this computer.
    """

    words: str = ""
    kind: Kind | None = None
    challenge_id: ChallengeId | None = None
    rights: Rights | None = None
    unremixed: bool = False
    unvoiced: bool = False
    here: bool = False


def spoken(words: str) -> tuple[str, ...]:
    """The words that are looked for, each once, in the order in which they were typed."""
    known = _NOT_WORDS.sub(" ", words[:LONGEST]).split()
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in known if _has_letters(word)))[:MOST_WORDS]


def query(sought: Sought) -> str:
    """An FTS5 expression (https://sqlite.org/fts5.html, section 3); "" where everything is wanted.

    Each word is a quoted string, in which nothing but the quote has a meaning, with a star behind it: the beginning of a word.
    """
    quoted = [f'"{word.replace(chr(34), chr(34) * 2)}" *' for word in spoken(sought.words)]
    return " ".join([*quoted, *(f'"{MARK}{mark}"' for mark in _marks(sought))])


def _marks(sought: Sought) -> list[str]:
    marks = [
        ("unvoiced", sought.unvoiced),
        ("unremixed", sought.unremixed),
        ("here", sought.here),
        (f"kind{sought.kind}", sought.kind),
        (f"rights{re.sub('[-.]', '', sought.rights or '')}", sought.rights),
        (f"challenge{(sought.challenge_id or '').replace('-', '')}", sought.challenge_id),
    ]
    return [mark for mark, wanted in marks if wanted]


def _has_letters(word: str) -> bool:
    """Signs alone are no word to the index: a query of nothing else is as good as none."""
    return any(not sign.isascii() or sign.isalnum() for sign in word)


def holds(text: str, words: str) -> bool:
    """Whether `text` has a word that begins like each of `words`, as the index would say of a record."""
    wanted = beginnings(words)
    if not wanted:
        return not words.strip()
    known = _kept(text[:LONGEST_TEXT])
    return all(beginning in known for beginning in wanted)


def beginnings(words: str) -> list[str]:
    """What a folded text has in it where it has a word that begins like each of these."""
    return [f" {word}" for word in folded(" ".join(spoken(words))).split()]


def folded(text: str) -> str:
    """The words of a text without accents and capitals, a blank before each."""
    known = _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))
    return "".join(f" {word}" for word in _WORD.findall(known))


#: The same texts are asked at every letter that is typed.
_kept = lru_cache(maxsize=1_024)(folded)
