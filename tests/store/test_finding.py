from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.domain.challenge import Challenge, Effort
from studio.domain.ids import ChallengeId, PersonId, SourceId, new_id
from studio.domain.record import Kind, Media, Person, Record, RecordState, Rights, Source, SourceType
from studio.errors import Offline
from studio.paths import DataFolder
from studio.store import Store
from studio.store.database import MIGRATIONS
from studio.store.finding import MOST_PIECES
from studio.store.shapes import RECORD
from studio.store.sought import MOST_WORDS, Sought, holds, spoken

from .made import HOME, a_platform, a_record, a_take, insert_old, with_sound


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One library for the examples of a property."""
    store = Store.open(DataFolder.open(tmp_path_factory.mktemp("shelf")))
    store.library.shelve(
        HOME, records=[a_record(title="Rain on tin", note="Ärger, naïve, Łódź"), a_record(title="Hum")]
    )
    yield store
    store.close()


def titles(store: Store, words: str = "", **filters: object) -> list[str]:
    found = store.library.find(Sought(words, **filters))  # type: ignore[arg-type]
    return [record.title for record in found.records]


def minute(at: int) -> str:
    return f"2026-01-01T{at // 60:02}:{at % 60:02}:00.000Z"


def citing(*records: Record, type: SourceType = SourceType.SAMPLED) -> tuple[Source, ...]:
    return tuple(Source(SourceId(new_id()), record.id, type) for record in records)


def a_challenge(title: str) -> Challenge:
    return Challenge(ChallengeId(new_id()), HOME, Kind.TEXT, title, "the studio", "", "", 2, Effort.FIRST_STEP)


def in_step(store: Store) -> None:
    """The index says of every record what the library says now, and nothing of any other."""
    rows = store._database.rows
    assert rows("SELECT platform_id, record_id, words FROM finds ORDER BY 1, 2") == rows(
        "SELECT platform_id, id, words FROM findable ORDER BY 1, 2"
    )
    with store._database.write() as connection:
        connection.execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")


def test_a_record_is_found_by_title_note_tags_person_language_and_challenge(store: Store) -> None:
    challenge = a_challenge("Whisper this line")
    record = a_record(
        title="Rain on tin",
        note="Under the roof",
        language="pt-BR",
        tags=("Télhado de zinco", "sea-shanty", '"quoted"', "雨"),
        author=Person(PersonId(new_id()), "inês"),
        challenge_id=challenge.id,
    )
    store.library.shelve(
        HOME, challenges=[challenge], records=[record, a_record(title="Other", author=Person(PersonId(new_id()), "bo"))]
    )
    tags = ("portuguese", "portugues", "telh", "ZINC", "sea-sh", "quoted", "雨", "rain telhado")
    for words in ("rain", "TIN", "roof under", "ines", "pt", "whis", "tin ines whisper", "rai ti", *tags):
        assert titles(store, words) == ["Rain on tin"], words
    assert titles(store, "rain other") == []
    assert titles(store, "ain") == [], "words are found by their beginning"
    assert store.library.record(record.id) == record
    in_step(store)
    store.library.shelve(HOME, records=[replace(record, tags=("fog",))])
    assert (titles(store, "zinco"), titles(store, "fog")) == ([], ["Rain on tin"])
    in_step(store)


@pytest.mark.parametrize(
    ("title", "words"),
    [("Ärger", "arg"), ("naïve café", "naive CAFE"), ("Ελλάδα", "ΕΛΛΆ"), ("العربية", "العر"), ("🎤 take", "🎤")],
)
def test_accents_and_capitals_make_no_difference_in_any_script(store: Store, title: str, words: str) -> None:
    store.library.shelve(HOME, records=[a_record(title=title), a_record(title="Hum")])
    assert titles(store, words) == [title]


def test_pages_follow_each_other_newest_first_without_gap_or_repeat(store: Store) -> None:
    same = [a_record(title=f"Same {at}", posted_at=minute(50)) for at in range(25)]
    others = [a_record(title=f"Other {at}", posted_at=minute(at)) for at in range(40)]
    store.library.shelve(HOME, records=[*same, *others])
    for words in ("", "other", "s"):
        seen, after = list[Record](), None
        while True:
            page = store.library.find(Sought(words), after, limit=7)
            seen += page.records
            if (after := page.after) is None:
                break
        assert len({record.id for record in seen}) == len(seen) == {"": 65, "other": 40, "s": 25}[words]
        assert [record.posted_at for record in seen] == sorted((one.posted_at for one in seen), reverse=True)
        assert store.library.count(Sought(words), 1_000) == len(seen)


def test_a_filter_holds_with_and_without_words(store: Store) -> None:
    challenge = a_challenge("Four words")
    records = [
        a_record(title="Rain one", kind=Kind.AUDIO, rights=Rights.BY, challenge_id=challenge.id, posted_at=minute(3)),
        a_record(title="Rain two", kind=Kind.AUDIO, rights=Rights.BY_SA, posted_at=minute(2)),
        a_record(title="Rain three", kind=Kind.IMAGE, rights=Rights.BY, posted_at=minute(1)),
    ]
    store.library.shelve(HOME, challenges=[challenge], records=records)
    assert titles(store, kind=Kind.AUDIO) == ["Rain one", "Rain two"]
    assert titles(store, "rain", rights=Rights.BY) == ["Rain one", "Rain three"]
    assert titles(store, "t", kind=Kind.AUDIO, rights=Rights.BY_SA) == ["Rain two"]
    assert titles(store, challenge_id=challenge.id) == ["Rain one"]
    assert titles(store, "kindaudio") == titles(store, "\ue000kindaudio") == [], "marks are nobody's words"


def test_what_is_remixed_or_voiced_leaves_its_filter_and_comes_back(store: Store) -> None:
    verse, hum = (
        a_record(title="Verse", posted_at=minute(2)),
        a_record(title="Hum", kind=Kind.AUDIO, posted_at=minute(1)),
    )
    store.library.shelve(HOME, records=[verse, hum])
    assert titles(store, unremixed=True) == ["Verse", "Hum"] and titles(store, unvoiced=True) == ["Verse"]
    remix = a_record(title="Remix", kind=Kind.AUDIO, sources=citing(verse), posted_at=minute(3))
    store.library.shelve(HOME, records=[remix])
    assert titles(store, unremixed=True) == ["Remix", "Hum"] and titles(store, unvoiced=True) == ["Verse"]
    voiced = replace(remix, sources=citing(verse, type=SourceType.VOICED))
    store.library.shelve(HOME, records=[voiced])
    assert titles(store, unvoiced=True) == []
    store.library.shelve(HOME, records=[replace(remix, sources=())])
    assert titles(store, unremixed=True) == ["Remix", "Verse", "Hum"] and titles(store, unvoiced=True) == ["Verse"]


def test_a_remix_that_is_told_before_its_source_counts_all_the_same(store: Store) -> None:
    verse = a_record(title="Verse")
    store.library.shelve(HOME, records=[a_record(title="Remix", sources=citing(verse))])
    store.library.shelve(HOME, records=[verse])
    assert titles(store, unremixed=True) == ["Remix"]


def test_a_renamed_challenge_and_a_changed_record_are_found_by_their_new_words(store: Store) -> None:
    challenge = a_challenge("Old name")
    record = a_record(title="Before", challenge_id=challenge.id)
    store.library.shelve(HOME, challenges=[challenge], records=[record])
    changed = replace(record, title="After", media=None, state=RecordState.WITHDRAWN)
    store.library.shelve(HOME, challenges=[replace(challenge, title="New name")], records=[changed])
    assert titles(store, "before") == titles(store, "old") == titles(store, unremixed=True) == []
    assert titles(store, "after new name") == ["After"]
    in_step(store)


def test_a_moment_that_is_none_orders_last_and_harms_nothing(store: Store) -> None:
    moments = ("9999-99-99T99:99:99.999Z", "9998-01-01T00:00:00.000Z", "1000-01-01T00:00:00.000Z", minute(1))
    store.library.shelve(HOME, records=[a_record(title=moment, posted_at=moment) for moment in moments])
    assert titles(store)[:2] == ["9998-01-01T00:00:00.000Z", minute(1)] and len(titles(store)) == 4


NASTY = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="\"*^():+-{}[]'\\ \x00aANDORNOTEAR,.;%_\u202e\u200fא🎤é", max_size=60),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=NASTY)
@example(words='" OR words : *')
@example(words="NEAR(rain tin, 2) AND NOT hum")
@example(words="rain' OR '1'='1")
@example(words="\ud800 \x00 \ue000unremixed")
@example(words="אבג \u202eabc")
@example(words="x" * 10_000)
@example(words='"rain ' * 2_000)
@example(words="🎤" * 2_500)
def test_nobodys_words_are_syntax(shelf: Store, words: str) -> None:
    found = shelf.library.find(Sought(words))
    assert len(spoken(words)) <= MOST_WORDS
    assert len(found.records) <= 2 and found.after is None
    assert titles(shelf, f"rain {words[:20].split()[0] if words.split() else ''}") in ([], ["Rain on tin"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1, max_size=60), data=st.data())
def test_every_word_of_a_title_finds_it(
    tmp_path_factory: pytest.TempPathFactory, title: str, data: st.DataObject
) -> None:
    """A title of letters and digits is found by the beginning of any of its words."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in title).split()
    store = Store.open(DataFolder.open(tmp_path_factory.mktemp("one")))
    record = a_record(title=title.encode("utf-8", "replace").decode())
    store.library.shelve(HOME, records=[record])
    for word in plain[:MOST_WORDS]:
        part = word[: data.draw(st.integers(1, len(word)))]
        expected = [record.title] if any(part == kept[: len(part)] for kept in record.title.split()) else None
        if expected:
            assert titles(store, part) == expected
    in_step(store)
    store.close()


STEPS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 3), st.lists(st.integers(0, 7), max_size=3), st.booleans()), max_size=14
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_index_stays_in_step_with_whatever_is_told(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, list[int], bool]]
) -> None:
    store = Store.open(DataFolder.open(tmp_path_factory.mktemp("steps")))
    records = [a_record(title=f"Piece {at}", media=Media(f"{at:064x}", 1, "text/plain")) for at in range(8)]
    challenges = [a_challenge(f"Challenge {at}") for at in range(4)]
    for at, challenge, cited, withdrawn in steps:
        asked = replace(challenges[challenge], title=f"Challenge {len(cited)} {withdrawn}")
        state = RecordState.WITHDRAWN if withdrawn else RecordState.LIVE
        told = replace(
            records[at],
            challenge_id=asked.id,
            sources=citing(*(records[one] for one in cited), type=SourceType.VOICED),
            state=state,
        )
        store.library.shelve(HOME, challenges=[asked] if withdrawn else [], records=[told])
        if cited:
            with store._database.write() as connection:
                connection.execute("INSERT OR IGNORE INTO here VALUES (?, 1, ?)", (f"{cited[0]:064x}", "kept words"))
        in_step(store)
    store.close()


def test_an_older_library_is_searchable_after_its_update(folder: DataFolder) -> None:
    old = sqlite3.connect(folder.database)
    first = (MIGRATIONS / "0001_first.sql").read_text("utf-8")
    old.executescript(f"BEGIN;\n{first}\nPRAGMA user_version = 1;\nCOMMIT;")
    verse = a_record(title="Verse", posted_at=minute(1))
    remix = a_record(title="Remix", posted_at=minute(2), sources=citing(verse), language="de-AT")
    insert_old(old, RECORD, remix, verse)
    old.close()
    store = Store.open(folder)
    assert titles(store) == ["Remix", "Verse"] and titles(store, unremixed=True) == ["Remix"]
    assert titles(store, "Deutsch") == titles(store, "german") == titles(store, "de") == ["Remix"]
    assert store.library.records() == [remix, verse] and store.library.record(verse.id) == verse
    in_step(store)
    store.library.shelve(HOME, records=[replace(verse, tags=("tin roof",))])
    assert titles(store, "roof") == ["Verse"]
    in_step(store)
    store.close()


def test_a_damaged_index_is_made_anew_and_the_search_goes_on(store: Store) -> None:
    store.library.shelve(HOME, records=[a_record(title=f"Rain {at}") for at in range(30)])
    with store._database.write() as connection:
        connection.execute("DELETE FROM found_data WHERE id > 10")
    store.close()
    assert len(titles(store, "rain")) == 30
    with store._database.write() as connection:
        connection.execute("DELETE FROM found_data WHERE id > 10")
    store.close()
    store.library.shelve(HOME, records=[a_record(title="Rain again")])
    assert len(titles(store, "rain")) == 31
    in_step(store)


def test_an_index_in_many_pieces_is_put_together_and_finds_the_same(store: Store) -> None:
    chance = random.Random(5)
    words = ["".join(chance.choices("abcdefghij", k=9)) for _ in range(4_000)]
    for _ in range(30):
        records = [a_record(title=" ".join(chance.sample(words, 12))) for _ in range(40)]
        store.library.shelve(HOME, records=records)
    finding = store.library.finding
    asked = [Sought(word[: chance.randint(1, 9)]) for word in chance.sample(words, 60)]
    before = [finding.numbers(sought, 2_000) for sought in asked]
    assert finding._pieces() > MOST_PIECES
    finding.put_together()
    assert finding._pieces() == 1
    assert [finding.numbers(sought, 2_000) for sought in asked] == before
    finding.put_together()
    store.library.shelve(HOME, records=[a_record(title="Quartz")])
    assert [record.title for record in store.library.find(Sought("quartz")).records] == ["Quartz"]


def test_words_that_waited_come_into_the_index_in_one_piece(store: Store) -> None:
    chance = random.Random(6)
    words = ["".join(chance.choices("abcdefghij", k=9)) for _ in range(4_000)]
    finding = store.library.finding
    before = finding._pieces()
    records = [a_record(title=" ".join(chance.sample(words, 12))) for _ in range(3_000)]
    store.library.shelve(HOME, records=records, more=True)
    finding.catch_up()
    assert finding._pieces() == before + 1
    in_step(store)


def test_a_rebuilt_library_is_searchable(folder: DataFolder) -> None:
    store = Store.open(folder)
    take = a_take()
    with_sound(store, take)
    store.takes.add(take)
    verse = a_record(title="Verse")
    store.library.shelve(HOME, records=[verse, a_record(title="Remix", sources=citing(verse))])
    store.close()
    damaged = bytearray(folder.database.read_bytes())
    damaged[20_000:24_000] = b"\xff" * 4_000
    Path(folder.database).write_bytes(damaged)
    store = Store.open(folder)
    in_step(store)
    assert store.takes.list() == [take]
    assert {record.id for record in store.library.find(Sought()).records} == {one.id for one in store.library.records()}
    store.close()


def test_a_record_of_another_platform_with_the_same_id_is_another_record(store: Store) -> None:
    record = a_record(title="Here")
    other = replace(record, platform_id=type(HOME)("018f0000-0000-7000-8000-000000000002"), title="There")
    store.library.shelve(HOME, records=[record, other])
    assert sorted(titles(store)) == ["Here", "There"] and titles(store, "there") == ["There"]


def test_a_family_is_read_up_and_down_and_a_circle_ends(store: Store) -> None:
    root, other = a_record(title="Root"), a_record(title="Other root")
    middle = a_record(title="Middle", sources=citing(root, other))
    leaf = a_record(title="Leaf", sources=citing(middle))
    cousin = a_record(title="Cousin", sources=citing(other))
    store.library.shelve(HOME, records=[root, other, middle, leaf, cousin])
    assert {one.title for one in store.library.family(middle)} == {"Root", "Other root", "Middle", "Leaf"}
    assert [one.title for one in store.library.remixes(other)] == ["Cousin", "Middle"]
    store.library.shelve(HOME, records=[replace(root, sources=citing(leaf))])
    assert {one.title for one in store.library.family(root)} == {"Root", "Other root", "Middle", "Leaf"}


def test_a_long_line_of_remixes_is_read_whole(store: Store) -> None:
    line = [a_record(title="0")]
    for at in range(1, 3_000):
        line.append(a_record(title=str(at), sources=citing(line[-1])))
    store.library.shelve(HOME, records=line)
    assert len(store.library.family(line[1_500])) == 3_000
    assert len(store.library.family(line[1_500], most=10)) == 19


@pytest.mark.parametrize(
    ("words", "holds_it"),
    [("", True), ("lant", True), ("WALK änge", True), ("ngela", False), ("!!!", False), ("softly walk lantern", True)],
)
def test_words_are_held_as_the_index_would_say(words: str, holds_it: bool) -> None:
    assert holds("Walk softly, Ángela, with the lantern", words) is holds_it


def test_signs_alone_find_nothing_whatever_the_filters_say(store: Store) -> None:
    store.library.shelve(HOME, records=[a_record()])
    assert titles(store, "!!!") == titles(store, "!!!", kind=Kind.TEXT) == []
    assert titles(store, "   ") == titles(store, "hum !!!") == ["Hum"]


def test_what_comes_page_after_page_is_found_when_the_last_one_came_and_after_a_crash(store: Store) -> None:
    """The words wait for the index; whatever changes meanwhile is found by its newest words, once, and the index stays sound."""
    store.platforms.add(a_platform())
    first = [a_record(title=f"lantern {number}") for number in range(20)]
    store.library.shelve(HOME, records=first, bookmark="1", more=True)
    assert store.library.find(Sought("lantern")).records == ()
    again = [replace(record, title="harbour") for record in first[:5]]
    store.library.shelve(HOME, records=[*again, a_record(title="lantern late")], bookmark="2", more=True)
    store.library.finding.put_together()  # as the next start does after a crash
    assert len(store.library.find(Sought("lantern")).records) == 16
    changed = [replace(record, title="harbour") for record in first[5:10]]
    store.library.shelve(HOME, records=changed, bookmark="3", more=True)
    assert len(store.library.find(Sought("lantern")).records) == 11, "what is found is as it is now"
    store.library.shelve(HOME, records=[a_record(title="harbour last")], bookmark="4")
    assert len(store.library.find(Sought("harbour")).records) == 11
    store._database.connection().execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")


def test_what_came_of_a_fetch_that_broke_off_is_found(store: Store) -> None:
    store.platforms.add(a_platform())
    with pytest.raises(Offline), store.library.finding.caught_up():
        store.library.shelve(HOME, records=[a_record(title="lantern")], bookmark="1", more=True)
        raise Offline("The platform cannot be reached", "It is asked again.")
    assert titles(store, "lantern") == ["lantern"]
