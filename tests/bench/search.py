"""A library of 100 000 records: words as they are typed, words with filters, and the page on a real X screen."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from studio.domain.ids import SourceId, new_id
from studio.domain.moments import text_of
from studio.domain.record import Kind, Media, Record, Rights, Source, SourceType
from studio.paths import DataFolder
from studio.store import Store
from studio.store.sought import Sought
from tests.store.made import HOME, a_draft, a_platform, a_record, a_take

from .programs import Screen
from .table import Row, percentile

RECORDS, BATCH = 100_000, 2_000
WORDS, MIXED, OWN = 150, 400, 1_000
SYLLABLES = (
    "ra",
    "in",
    "tin",
    "wa",
    "lk",
    "so",
    "ft",
    "ly",
    "mi",
    "dn",
    "ight",
    "ho",
    "me",
    "lan",
    "tern",
    "ri",
    "sto",
    "whis",
)
EVERY_MS = 60_000


def run() -> Iterator[Row]:
    with Screen() as screen:
        data = screen.folder / "data"
        store = Store.open(DataFolder.open(data))
        spoken = _fill(store)
        store.library.finding.put_together()  # as after every start of the studio
        typed, mixed = list(_typed_ms(store, spoken)), list(_mixed_ms(store, spoken))
        store.close()
        told = screen.watched("library", data)
        store = Store.open(DataFolder.open(data))
        _make_own(store, spoken)
        asked = list(_asked_ms(store, spoken))
        store.close()
    yield Row("search in 100 000 records: a typed prefix, newest first, p99", percentile(typed, 0.99), "ms", 5.0)
    yield Row(
        "as the window asks, with 2 000 takes and drafts too, processor time, p99",
        percentile(asked, 0.99),
        "ms",
        5.0,
    )
    yield Row("several words with filters, the slowest", max(mixed), "ms", 50.0)
    yield Row("first paint of the library with 100 000 records", told["shown_ms"], "ms", 200.0)
    yield Row("a frame while it scrolls, p99", told["p99_ms"], "ms", 6.0)
    yield Row("the same, processor time", told["cpu_p99_ms"], "ms", 6.0)


def _fill(store: Store) -> list[str]:
    """Records whose words and tags are as unevenly common as those of a language (Zipf); returns the words and tags of some."""
    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(8_000)]
    common = [1 / (rank + 1) for rank in range(len(words))]
    store.platforms.add(a_platform(is_home=False))
    made: list[Record] = []
    for first in range(0, RECORDS, BATCH):
        page = [_record(at, chance.choices(words, common, k=17), chance, made) for at in range(first, first + BATCH)]
        store.library.shelve(HOME, records=page)
        made += page
    return list(dict.fromkeys(word for one in chance.sample(made, WORDS) for word in (*one.title.split(), *one.tags)))


def _record(at: int, words: list[str], chance: random.Random, made: list[Record]) -> Record:
    cited = chance.choice(made).id if made and chance.random() < 0.3 else None
    return a_record(
        title=" ".join(words[:4]),
        note=" ".join(words[4:14]),
        tags=tuple(dict.fromkeys(words[14:])),
        kind=chance.choice((Kind.AUDIO, Kind.IMAGE, Kind.TEXT)),
        rights=chance.choice(list(Rights)),
        media=Media(f"{at:064x}", 1_000, "text/plain"),
        posted_at=text_of(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at * EVERY_MS)),
        sources=(Source(SourceId(new_id()), cited, SourceType.SAMPLED),) if cited else (),
    )


def _typed_ms(store: Store, spoken: list[str]) -> Iterator[float]:
    """Each word letter by letter, as a person types it."""
    for word in spoken[:WORDS]:
        for end in range(1, len(word) + 1):
            yield _search_ms(store, Sought(word[:end]))


def _make_own(store: Store, spoken: list[str]) -> None:
    chance = random.Random(9)
    words = lambda count: " ".join(chance.choices(spoken, k=count))  # noqa: E731
    store.takes.add_all([a_take(number=at, prompt=words(8)) for at in range(OWN)])
    for _ in range(OWN):
        store.drafts.add(a_draft(title=words(4), text=words(40)))


def _asked_ms(store: Store, spoken: list[str]) -> Iterator[float]:
    """What the library's page reads at each letter: records, and takes and drafts of one's own."""
    from studio.ui.library.order import FIRST, Wanted, read

    for word in spoken[:WORDS]:
        for end in range(1, len(word) + 1):
            begun = time.thread_time()
            read(store, Wanted(sought=Sought(word[:end])), FIRST)
            yield (time.thread_time() - begun) * 1_000


def _mixed_ms(store: Store, spoken: list[str]) -> Iterator[float]:
    chance = random.Random(8)
    for _ in range(MIXED):
        words = " ".join(chance.sample(spoken, chance.randint(1, 3)))
        kind, rights = chance.choice((None, *Kind)), chance.choice((None, *Rights))
        yield _search_ms(store, Sought(words, kind, None, rights, chance.random() < 0.5, chance.random() < 0.3))


def _search_ms(store: Store, sought: Sought) -> float:
    begun = time.perf_counter()
    store.library.find(sought)
    return (time.perf_counter() - begun) * 1_000
