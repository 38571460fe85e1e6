"""One's own takes and drafts as the library looks for them: the number and the words of each, kept in memory.

There are thousands at most. To read them at every letter that is typed took 15 ms for a thousand; to look through what is kept of
them takes a fraction of one, and hides none. They are numbered as records are (0002_finding.sql), from the top of each millisecond
down, while records are from its bottom up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple

from studio.domain.moments import moment_of
from studio.domain.record import Draft
from studio.domain.take import Take

from .database import Database
from .drafts import Drafts
from .finding import IN_A_MS, LAST_MS
from .sought import LONGEST_TEXT, Sought, beginnings, folded
from .takes import Takes

_TAKES = """
    SELECT id, 'audio', challenge_id, state = 'discarded', started_at, 'take ' || number, prompt, note
    FROM takes WHERE layer_of IS NULL ORDER BY id DESC
"""
_DRAFTS = f"""
    SELECT id, kind, challenge_id, removed_at IS NOT NULL, changed_at, title, tags, note, language, coalesce(names, ''),
        substr(text, 1, {LONGEST_TEXT})
    FROM drafts LEFT JOIN languages ON code = substr(language, 1, instr(language || '-', '-') - 1)
    WHERE sealed = 0 ORDER BY id DESC
"""
Row = tuple[object, ...]


class _One(NamedTuple):
    """`said` is the row that the rest was made of."""

    said: Row
    is_draft: bool
    kind: str
    challenge_id: str | None
    discarded: bool
    words: str


class Own:
    """`changes` counts what takes and drafts were told to have changed."""

    def __init__(self, database: Database, takes: Takes, drafts: Drafts, changes: Callable[[], int]) -> None:
        self._database = database
        self._takes, self._drafts = takes, drafts
        self._changes = changes
        self._as_of = -1
        self._lock = threading.Lock()
        self._known: dict[str, _One] = {}
        self._numbered: dict[int, str] = {}
        #: Also those of before: what is on screen is found by the number that it had when it was listed.
        self._ids: dict[int, tuple[str, bool]] = {}

    def numbers(self, sought: Sought, *, takes: bool = True, drafts: bool = True, discarded: bool = False) -> list[int]:
        """The numbers of what has all the words, and is of the kind and challenge that are looked for."""
        wanted = beginnings(sought.words)
        if sought.words.strip() and not wanted:
            return []
        with self._lock:
            self._read()
            return [
                number
                for number, id in self._numbered.items()
                if (one := self._known[id]).discarded is discarded
                and (drafts if one.is_draft else takes)
                and sought.kind in (None, one.kind)
                and sought.challenge_id in (None, one.challenge_id)
                and all(beginning in one.words for beginning in wanted)
            ]

    def at(self, numbers: Iterable[int]) -> dict[int, Take | Draft]:
        """The takes and drafts that have these numbers."""
        with self._lock:
            named = {number: self._ids[number] for number in numbers if number in self._ids}
        found = {
            number: self._drafts.find(id) if is_draft else self._takes.find(id)
            for number, (id, is_draft) in named.items()
        }
        return {number: thing for number, thing in found.items() if thing is not None}

    def _read(self) -> None:
        """Reads what changed since. What is counted meanwhile is read the next time."""
        now = self._changes()
        if now == self._as_of:
            return
        rows = [(row, False) for row in self._database.rows(_TAKES)]
        rows += [(row, True) for row in self._database.rows(_DRAFTS)]
        known, numbered = dict[str, _One](), dict[int, str]()
        for row, is_draft in rows:
            id = str(row[0])
            before = self._known.get(id)
            known[id] = before if before is not None and before.said == row else _one(row, is_draft)
            moment_ms = min(int(moment_of(str(row[4])).timestamp() * 1_000), LAST_MS)
            number = (moment_ms + 1) * IN_A_MS - 1
            while number in numbered:
                number -= 1
            numbered[number] = id
            self._ids[number] = (id, is_draft)
        self._known, self._numbered, self._as_of = known, numbered, now


def _one(row: Row, is_draft: bool) -> _One:
    kind, challenge_id, discarded = row[1:4]
    words = folded(" ".join(map(str, ("you", *row[5:]))))
    return _One(row, is_draft, str(kind), str(challenge_id) if challenge_id else None, bool(discarded), words)
