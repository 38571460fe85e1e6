"""Whatever happens in whatever order on two computers, both end with the same, and nothing that was written is lost (SYN-6)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from studio.domain.ids import PersonId, PlatformId, new_id
from studio.domain.platform import Platform
from studio.drafts import from_words, seal
from studio.inbox.fetcher import Fetcher
from studio.paths import DataFolder
from studio.server import feed, people
from studio.server.config import Config
from studio.server.database import Database
from studio.server.migrations import bring_up_to_date
from studio.server.people import Person
from studio.store import Store
from studio.twins import answers
from studio.twins.teller import Teller

from .line import LOSE, LOSE_ANSWER, PASS, Line

ID = PlatformId(new_id())
MOST_MEETINGS = 12
MEMORY = Path("/dev/shm")


class Desk:
    """One computer and what somebody does at it. `held` are the words that must not be lost: those that nobody wrote over while
    seeing them, and that were not decided against."""

    def __init__(self, folder: Path, line: Line, held: set[str], words: Iterator[int]) -> None:
        self.folder, self.line, self.held, self._words = folder, line, held, words
        self.begin()

    def begin(self) -> None:
        self.now = 0.0
        self.store = Store.open(DataFolder.open(self.folder))
        more: dict[str, Any] = {"clock": lambda: self.now, "chance": lambda: 0.0}
        self.teller = Teller(self.store, self.line, **more)  # type: ignore[arg-type]
        self.fetcher = Fetcher(self.store, self.line, **more)  # type: ignore[arg-type]

    def restart(self) -> None:
        self.store.close()
        self.begin()

    def edit(self, number: int, field: str) -> None:
        drafts = self.store.drafts.list()
        if drafts:
            draft = drafts[number % len(drafts)]
            self.held.discard(getattr(draft, field))
            word = f"{field} {next(self._words)}"
            self.held.add(word)
            changed = replace(draft, title=word) if field == "title" else replace(draft, text=word)
            self.store.drafts.change(changed)

    def write(self) -> None:
        word = f"text {next(self._words)}"
        self.held.add(word)
        from_words(self.store, word, ID)

    def remove(self, number: int) -> None:
        drafts = self.store.drafts.list()
        if drafts:
            self.store.drafts.remove(drafts[number % len(drafts)].id)

    def bring_back(self, number: int) -> None:
        drafts = self.store.drafts.removed()
        if drafts:
            self.store.drafts.bring_back(drafts[number % len(drafts)].id)  # type: ignore[index]

    def seal(self, number: int) -> None:
        drafts = self.store.drafts.list()
        if drafts:
            seal(self.store, drafts[number % len(drafts)].id)

    def take_back(self, number: int) -> None:
        parcels = self.store.parcels.list()
        if parcels:
            self.store.parcels.take_back(parcels[number % len(parcels)].id)

    def answer(self, number: int) -> None:
        for question in answers.questions(self.store):
            losing = question.content(1 - number % 2)
            for field in question.fields:
                self.held.discard(losing[field])
            answers.settle(self.store, question, number % 2)

    def meet(self, luck: list[str]) -> None:
        self.line.luck = list(luck)
        self.now += 1_000
        self.fetcher.round()
        self.teller.round()
        self.line.luck = []

    def open_drafts(self) -> list[Any]:
        found = self.store._database.rows("SELECT id, title, text, sealed, note FROM drafts WHERE removed_at IS NULL")
        return sorted(found)

    def all_words(self) -> set[str]:
        return {str(word) for row in self.store._database.rows("SELECT title, text FROM drafts") for word in row}


def deeds(desk: Desk) -> dict[str, Any]:
    return {
        "title": lambda number: desk.edit(number, "title"),
        "text": lambda number: desk.edit(number, "text"),
        "write": lambda number: desk.write(),
        "remove": desk.remove,
        "bring back": desk.bring_back,
        "seal": desk.seal,
        "take back": desk.take_back,
        "answer": desk.answer,
        "restart": lambda number: desk.restart(),
    }


LUCK = st.lists(st.sampled_from([PASS, PASS, LOSE, LOSE_ANSWER]), max_size=6)
DEED = st.tuples(
    st.sampled_from(
        ["title", "title", "text", "write", "remove", "bring back", "seal", "take back", "answer", "restart"]
    ),
    st.integers(0, 3),
)
STEP = st.tuples(st.integers(0, 1), st.one_of(DEED, LUCK))

#: What was sealed is taken back and removed while the line loses the word about it: the other computer hears of both in turn.
TAKEN_BACK_AND_REMOVED: list[tuple[int, Any]] = [
    (0, ("seal", 0)),
    (0, [PASS, LOSE]),
    (0, ("take back", 0)),
    (0, ("remove", 0)),
    (0, [PASS, LOSE_ANSWER]),
    (1, []),
]


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    """A studio's data and a platform's, as they are before anything happens; in memory, where a disk would take the time."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield _begun(Path(folder))


def _begun(root: Path) -> Path:
    with closing(Database(Config(root / "platform").database)) as database:
        (root / "platform").mkdir()
        bring_up_to_date(database, Config(root / "platform"))
        database.write_now(people.first_start)
        database.write_now(lambda connection: people.add_person(connection, "Ines", str(ID)))
    store = Store.open(DataFolder.open(root / "studio"))
    store.platforms.add(Platform(ID, "Elsewhere", "http://127.0.0.1:9", False, PersonId(ID), "Ines"))
    store.twins.begin(ID, "A computer")
    store.close()
    return root


@settings(max_examples=30, phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink))
@given(steps=st.lists(STEP, min_size=4, max_size=24))
@example(steps=TAKEN_BACK_AND_REMOVED)
def test_two_computers_end_with_the_same_and_nothing_is_lost(begun: Path, steps: list[tuple[int, Any]]) -> None:
    root = begun / new_id()
    shutil.copytree(begun / "platform", root / "platform")
    database = Database(Config(root / "platform").database)
    opening = database.write_now(feed.begin)
    held: set[str] = set()
    words = count()
    desks = []
    for name in ("tower", "laptop"):
        shutil.copytree(begun / "studio", root / name)
        desks.append(Desk(root / name, Line(database, Person(str(ID), "Ines", ""), ID, opening), held, words))
    try:
        desks[0].write()
        _meet(desks)
        for who, step in steps:
            if isinstance(step, list):
                desks[who].meet(step)
            else:
                deeds(desks[who])[step[0]](step[1])
        _settle(desks)
        assert desks[0].open_drafts() == desks[1].open_drafts()
        assert held <= desks[0].all_words() | desks[1].all_words()
    finally:
        for desk in desks:
            desk.store.close()
        database.close()
        shutil.rmtree(root)


def _meet(desks: list[Desk]) -> None:
    for _ in range(2):
        for desk in desks:
            desk.meet([])


def _settle(desks: list[Desk]) -> None:
    """A good line from now on; what is asked is answered, on whichever computer."""
    for turn in range(MOST_MEETINGS):
        _meet(desks)
        asked = [desk for desk in desks if answers.questions(desk.store)]
        if not asked and not any(desk.store.twins.to_do(ID) for desk in desks):
            return
        if asked:
            asked[turn % len(asked)].answer(turn)
    raise AssertionError("they never come to rest")
