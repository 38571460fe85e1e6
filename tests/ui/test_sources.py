from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Draft, Kind, Origin, Person, Record, RecordState, Rights, Source, SourceType, Work
from studio.drafts import from_words
from studio.store import Store
from studio.ui.palette import Palette
from studio.ui.sources import SourceList, terms_of, unsent, warning
from studio.ui.sources.about import About
from studio.ui.sources.licences import licences, rights_of
from studio.ui.sources.outside import OutsideWork
from studio.ui.sources.rights import open_questions
from tests.store.made import HOME, a_record

from .pieces import all_plain, nameless
from .planted import texts


def a_source(record: Record | Draft | None = None, **fields: object) -> Source:
    basics: dict[str, object] = {
        "id": SourceId(new_id()),
        "record_id": RecordId(record.id) if record else None,
        "type": SourceType.SAMPLED,
    }
    return Source(**(basics | fields))  # type: ignore[arg-type]


def heard(record: Record, amount_s: float, share: float, **fields: object) -> Source:
    return a_source(record, origin=Origin.AUTO, place="t=0,30", amount_s=amount_s, share=share, **fields)


def shelved(store: Store, **fields: object) -> Record:
    record = a_record(**fields)
    store.library.shelve(HOME, records=[record])
    return record


@pytest.fixture
def list_(qtbot, store: Store) -> SourceList:
    found = SourceList(store)
    qtbot.addWidget(found)
    found.resize(300, 600)
    found.show()
    return found


def told(list_: SourceList) -> list[tuple[str, str, str]]:
    return [(one.title, one.person, one.said) for one in list_.rows.told]


def dialog(kind: type[QDialog]) -> QDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_what_is_heard_is_told_with_its_seconds_and_its_share(store: Store, list_: SourceList) -> None:
    hum = shelved(store, kind=Kind.AUDIO, title="Hum")
    list_.show_sources([heard(hum, 24.2, 0.38)])
    assert told(list_) == [("Hum", "ines", "24.2 s heard · 38 % of the sound")]
    assert list_.rows.told[0].by_itself
    assert "written by itself" in list_.rows.told[0].spoken()


def test_a_part_of_a_picture_a_quote_and_an_idea_are_told_in_words(store: Store, list_: SourceList) -> None:
    rain, story = shelved(store, kind=Kind.IMAGE, title="Rain"), shelved(store, title="Story")
    list_.show_sources(
        [
            a_source(rain, place="xywh=percent:0,0,10,10", share=0.12),
            a_source(rain, type=SourceType.TRACED, share=0.001, place="xywh=percent:1,1,1,1"),
            a_source(story, place="char=0,40"),
            a_source(story, place="char=60,99"),
            a_source(shelved(store, title="Song"), type=SourceType.INSPIRED_BY),
            a_source(shelved(store, title="Tale"), type=SourceType.EDITED),
        ]
    )
    assert told(list_) == [
        ("Rain", "ines", "12 % of the picture"),
        ("Story", "ines", "two quoted places"),
        ("Song", "ines", "an inspiration"),
        ("Tale", "ines", "continued"),
    ]


def test_a_draft_a_tombstone_a_work_and_an_unknown_record_have_names(store: Store, list_: SourceList) -> None:
    draft = from_words(store, "Rain on tin", HOME)
    gone = shelved(store, title="Gone", state=RecordState.WITHDRAWN, media=None)
    work = Work("Hamlet", "William Shakespeare", licence="CC-PDM-1.0")
    list_.show_sources([a_source(draft), a_source(gone), a_source(work=work), a_source(record_id=RecordId(new_id()))])
    assert [(title, person) for title, person, _ in told(list_)] == [
        ("Rain on tin", "yours, not sent yet"),
        ("Gone", "withdrawn"),
        ("Hamlet", "William Shakespeare"),
        ("A record that is not here", ""),
    ]


def test_what_was_removed_from_the_piece_is_folded_below(qtbot, store: Store, list_: SourceList) -> None:
    hum, pad = shelved(store, title="Hum", kind=Kind.AUDIO), shelved(store, title="Pad", kind=Kind.AUDIO)
    list_.show_sources([heard(hum, 24.2, 0.38), heard(pad, 0.0, 0.0, removed=True)])
    assert [one.title for one in list_.rows.told] == ["Hum"]
    assert list_.fold.said == "Removed from the piece (1)"
    assert not list_.gone.isVisible()
    qtbot.mouseClick(list_.fold, Qt.MouseButton.LeftButton)
    assert [one.title for one in list_.gone.told] == ["Pad"]
    assert list_.gone.isVisible()
    list_.show_sources([heard(hum, 24.2, 0.38)])
    assert not list_.fold.isVisible() and not list_.gone.isVisible()


def test_a_record_that_gave_the_idea_is_found_by_typing(qtbot, store: Store, list_: SourceList) -> None:
    tide = shelved(store, title="Low Tide")
    shelved(store, title="Hum")
    qtbot.mouseClick(list_.inspired, Qt.MouseButton.LeftButton)
    palette = dialog(Palette)
    assert isinstance(palette, Palette)
    qtbot.keyClicks(palette.words, "low ti")
    with qtbot.waitSignal(list_.changed) as told_:
        qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    (source,) = told_.args[0]
    assert (source.record_id, source.type, source.origin) == (tide.id, SourceType.INSPIRED_BY, Origin.MANUAL)
    list_._add_record(tide)
    assert len(list_.sources) == 1, "the same record is named once"


def test_a_piece_cannot_be_inspired_by_itself(qtbot, store: Store, list_: SourceList) -> None:
    draft = from_words(store, "Rain on tin", HOME)
    list_.show_sources([], own=draft.record_id)
    qtbot.mouseClick(list_.inspired, Qt.MouseButton.LeftButton)
    palette = dialog(Palette)
    assert isinstance(palette, Palette)
    assert palette.found == []
    palette.reject()


def test_type_and_thanks_are_changed_for_all_places_of_a_record(qtbot, store: Store, list_: SourceList) -> None:
    story = shelved(store, title="Story")
    places = [a_source(story, origin=Origin.AUTO, place=place) for place in ("char=0,40", "char=60,99")]
    list_.show_sources(places)
    list_.rows.setCurrentIndex(list_.rows.model().index(0, 0))
    qtbot.keyClick(list_.rows, Qt.Key.Key_Return)
    about = dialog(About)
    assert isinstance(about, About)
    assert SourceType.INSPIRED_BY not in [about.type.itemData(at) for at in range(about.type.count())]
    assert not about.remove.isVisible()
    assert nameless(about) == []
    about.type.choose(SourceType.TRANSLATED)
    qtbot.keyClicks(about.thanks, "Thank you for the tin roof")
    with qtbot.waitSignal(list_.changed):
        qtbot.keyClick(about.thanks, Qt.Key.Key_Return)
    assert {(one.type, one.thanks) for one in list_.sources} == {(SourceType.TRANSLATED, "Thank you for the tin roof")}
    assert [one.place for one in list_.sources] == ["char=0,40", "char=60,99"]


def test_what_was_added_by_hand_can_be_taken_away_and_what_is_heard_cannot(
    qtbot, store: Store, list_: SourceList
) -> None:
    hum, tide = shelved(store, title="Hum"), shelved(store, title="Low Tide")
    list_.show_sources([heard(hum, 2, 0.5), a_source(tide, type=SourceType.INSPIRED_BY)])
    list_.rows.setCurrentIndex(list_.rows.model().index(0, 0))
    qtbot.keyClick(list_.rows, Qt.Key.Key_Delete)
    assert len(list_.sources) == 2
    list_.rows.setCurrentIndex(list_.rows.model().index(1, 0))
    with qtbot.waitSignal(list_.changed):
        qtbot.keyClick(list_.rows, Qt.Key.Key_Delete)
    assert [one.title for one in list_.rows.told] == ["Hum"]


def test_a_work_from_outside_is_named_with_its_licence(qtbot, store: Store, list_: SourceList) -> None:
    qtbot.mouseClick(list_.outside, Qt.MouseButton.LeftButton)
    asked = dialog(OutsideWork)
    assert isinstance(asked, OutsideWork)
    assert nameless(asked) == []
    asked.do_done()
    assert asked.trouble.said == "It has no title yet. Say what the work is called, or what it is."
    qtbot.keyClicks(asked.title, "Hamlet")
    asked.address.setText("javascript:alert(1)")
    asked.do_done()
    assert asked.isVisible() and asked.trouble.said.startswith("This is not an address")
    asked.address.setText("https://example.org/hamlet?page=1")
    asked.licence.choose("CC-BY-SA-3.0")
    with qtbot.waitSignal(list_.changed):
        asked.do_done()
    (source,) = list_.sources
    assert source.work == Work("Hamlet", "", "https://example.org/hamlet?page=1", "CC-BY-SA-3.0")
    assert source.record_id is None


def test_a_licence_in_own_words_is_kept_and_shown_again(qtbot, store: Store, list_: SourceList) -> None:
    list_.show_sources([a_source(work=Work("Her song", "Grandmother", licence="She said yes"))])
    list_.open_source(list_.rows.told[0].key)
    asked = dialog(OutsideWork)
    assert isinstance(asked, OutsideWork)
    assert asked.own_words.isVisible() and asked.own_words.text() == "She said yes"
    with qtbot.waitSignal(list_.changed):
        qtbot.mouseClick(asked.remove, Qt.MouseButton.LeftButton)
    assert list_.sources == ()


@pytest.mark.parametrize(
    "address",
    ["http://example.org/a", "https://me@example.org", "file:///etc/passwd", "-h", "https://a b", "javascript:1"],
)
def test_addresses_that_are_not_safe_to_open_are_not_kept(qtbot, list_: SourceList, address: str) -> None:
    asked = OutsideWork(list_)
    asked.title.setText("A page")
    asked.address.setText(address)
    with qtbot.assertNotEmitted(asked.done_with):
        asked.do_done()
    assert asked.trouble.said


def test_the_licences_are_spdx_ids_with_a_weight_where_there_is_one() -> None:
    ids = [one.id for one in licences()]
    assert len(ids) == len(set(ids)) and {str(one) for one in Rights} <= set(ids)
    assert all(rights_of(str(one)) is one for one in Rights)
    assert rights_of("ODbL-1.0") is rights_of("She said yes") is None


#: Every licence that can be chosen for a work from outside, sorted a second time, by hand: what a remix of it must at least ask.
ASKED = {
    Rights.CC0: "CC0-1.0 CC-PDM-1.0 PDDL-1.0 Unlicense",
    Rights.BY: "CC-BY-4.0 CC-BY-3.0 CC-BY-2.0 OGL-UK-3.0 etalab-2.0",
    Rights.BY_SA: "CC-BY-SA-4.0 CC-BY-SA-3.0 CC-BY-SA-2.0 LAL-1.3",
    Rights.BY_NC: "CC-BY-NC-4.0 CC-BY-NC-3.0 CC-BY-NC-SA-4.0 CC-BY-NC-SA-3.0",
    Rights.BY_ND: "CC-BY-ND-4.0 CC-BY-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-ND-3.0",
    None: "OFL-1.1 GFDL-1.3-or-later ODbL-1.0 MIT Apache-2.0 BSD-3-Clause GPL-3.0-or-later",
}
ASKS = {id: rights for rights, ids in ASKED.items() for id in ids.split()}


def together(one: Rights | None, other: Rights | None) -> Rights | None:
    """What serves both; a licence that the studio cannot weigh binds nobody here, and is a question."""
    asked = {one, other} - {None, Rights.CC0}
    if Rights.BY_ND in asked or asked == {Rights.BY_SA, Rights.BY_NC}:
        return None
    return max(asked, key=list(Rights).index, default=Rights.CC0)  # type: ignore[arg-type]


def test_every_pair_of_licences_of_works_from_outside_binds_as_its_texts_say(store: Store) -> None:
    assert {one.id for one in licences()} == set(ASKS)
    for one, other in product(ASKS, ASKS):
        works = [a_source(work=Work(title, licence=id)) for title, id in (("One", one), ("Other", other))]
        assert terms_of(store, works).rights is together(ASKS[one], ASKS[other]), (one, other)
        questions = [id for id in (one, other) if ASKS[id] is None or "NC-SA" in id]
        assert len(open_questions(works)) == len(questions)


def test_a_licence_that_wants_itself_is_told_to_be_more_than_what_can_be_chosen() -> None:
    (question,) = open_questions([a_source(work=Work("Her song", licence="CC-BY-NC-SA-4.0"))])
    assert (
        question == "“Her song” asks for its own licence, CC-BY-NC-SA-4.0, which no record has. Ask its author first."
    )


def test_the_strictest_of_all_ancestors_binds_and_is_named(store: Store) -> None:
    ines = Person(a_record().author.id, "ines")
    root = shelved(store, title="Root", rights=Rights.BY_SA, author=ines, ai_training=True)
    middle = shelved(store, title="Middle", rights=Rights.BY_SA, sources=(a_source(root),), ai_training=True)
    leaf = shelved(store, title="Leaf", rights=Rights.CC0, sources=(a_source(middle),))
    found = terms_of(store, [a_source(leaf)])
    assert found.rights is Rights.BY_SA and found.choices == (Rights.BY_SA,)
    assert found.bound_by == middle and not found.ai_training and found.ai_bound_by == leaf


def test_an_inspiration_and_what_was_removed_bind_nobody(store: Store) -> None:
    strict = shelved(store, title="Strict", rights=Rights.BY_ND)
    sources = [a_source(strict, type=SourceType.INSPIRED_BY), a_source(strict, removed=True)]
    assert terms_of(store, sources).rights is Rights.CC0


def test_what_stands_in_the_way_is_told_before_work_begins(store: Store) -> None:
    strict = shelved(store, title="Strict", rights=Rights.BY_ND)
    child = shelved(store, title="Child", sources=(a_source(strict),))
    assert warning(store, child) == (
        "“Strict” by ines may be shared but not changed. A remix of it cannot be sent; ask its author first."
    )
    assert warning(store, shelved(store, title="Free")) == ""
    gone = shelved(store, title="Gone", state=RecordState.WITHDRAWN, media=None)
    assert "was withdrawn by its author" in warning(store, gone)


def test_of_very_many_obstacles_a_few_are_told(store: Store) -> None:
    strict = [a_record(title=f"Strict {n}", rights=Rights.BY_ND) for n in range(40)]
    child = a_record(title="Child", sources=tuple(a_source(one) for one in strict))
    store.library.shelve(HOME, records=[*strict, child])
    lines = warning(store, child).splitlines()
    assert len(lines) == 4 and lines[-1] == "37 more of its ancestors forbid it."


def test_nobody_is_bound_by_their_own_licence_but_by_those_of_its_ancestors(store: Store) -> None:
    me = Person(store.platforms.get(HOME).person_id, "you")
    own = shelved(store, title="Mine", rights=Rights.BY_ND, author=me, ai_training=False)
    assert terms_of(store, [a_source(own)]).rights is Rights.CC0 and warning(store, own) == ""
    strict = shelved(store, title="Strict", rights=Rights.BY_NC, ai_training=True)
    child = shelved(store, title="Child", rights=Rights.BY_ND, author=me, sources=(a_source(strict),))
    found = terms_of(store, [a_source(child)])
    assert (found.rights, found.bound_by, found.ai_training) == (Rights.BY_NC, strict, True)


def test_what_a_draft_builds_on_binds_and_the_draft_goes_first(store: Store) -> None:
    strict = shelved(store, title="Strict", rights=Rights.BY_NC)
    draft = from_words(store, "Rain on tin", HOME, sources=(a_source(strict),))
    sources = [a_source(draft)]
    assert terms_of(store, sources).rights is Rights.BY_NC
    assert [one.title for one in unsent(store, sources)] == ["Rain on tin"]
    assert unsent(store, [a_source(strict)]) == []


def test_a_work_from_outside_binds_by_its_licence_and_is_a_question_without_one(store: Store) -> None:
    known = a_source(work=Work("Page", "someone", licence="CC-BY-SA-2.0"))
    assert terms_of(store, [known]).choices == (Rights.BY_SA,)
    own = a_source(work=Work("Her song", licence="She said yes"))
    assert terms_of(store, [own]).rights is Rights.CC0
    assert open_questions([known, own]) == ["Look up what the licence of “Her song” asks."]


def test_a_circle_of_two_offline_computers_ends(store: Store) -> None:
    one, other = a_record(title="One"), a_record(title="Other", rights=Rights.BY)
    one = replace(one, sources=(a_source(other),))
    store.library.shelve(HOME, records=[one, replace(other, sources=(a_source(one),))])
    assert terms_of(store, [a_source(one)]).rights is Rights.BY


def test_planted_words_are_shown_as_text(qtbot, store: Store, list_: SourceList, bait: Path, unopened: None) -> None:
    for text in texts(bait):
        record = shelved(store, title=text, author=Person(a_record().author.id, text))
        list_.show_sources([a_source(record, thanks=text), a_source(work=Work(text, text, "", text))])
        assert [one.title for one in list_.rows.told] == [text, text]
        all_plain(list_)
        list_.open_source(list_.rows.told[0].key)
        about = dialog(About)
        all_plain(about)
        about.reject()
        about.close()
        QApplication.processEvents()


def test_every_control_has_a_name(store: Store, list_: SourceList) -> None:
    list_.show_sources([heard(shelved(store), 1, 0.1)])
    assert nameless(list_) == []
