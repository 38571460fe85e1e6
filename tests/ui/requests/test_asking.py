"""Asking to be named: any piece, any place, in one's own words."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt

from studio.domain.place import Region, place_of, place_words
from studio.domain.record import Kind, Media, Work
from studio.store import Store
from studio.ui.palette import Palette
from studio.ui.requests.spots import SpotInPicture, SpotInSound, SpotInText
from studio.ui.sources.outside import OutsideWork
from studio.ui.stage import Stage
from tests.store.made import HOME, a_record
from tests.store.test_requests import somebody

from .talk import TEXT, ask_sheet, me, said, shown, sound, waiting


def test_asking_suggests_my_newest_piece_and_waits_to_be_sent(qtbot, store: Store, stage: Stage) -> None:
    mine = [sound(me(store), title) for title in ("Morning hum", "Low Tide")]
    choir = sound(somebody("ines"), "Night Choir")
    store.library.shelve(HOME, records=[*mine, sound(somebody("you too"), "Not mine")])
    panel = shown(qtbot, store, stage, choir)
    assert panel.nobody.isVisible() and panel.ask.isVisible()
    sheet = ask_sheet(qtbot, panel)
    assert [sheet.piece.itemText(at) for at in range(sheet.piece.count())] == [
        "Low Tide, by you",
        "Morning hum, by you",
    ]
    assert sheet.words.toPlainText() == "This is from “Low Tide”, could you source me?"
    sheet.piece.choose(1)
    assert "Morning hum" in sheet.words.toPlainText()
    sheet.words.setPlainText("The harmony is mine.")
    sheet.piece.choose(0)
    assert sheet.words.toPlainText() == "The harmony is mine.", "what was typed stays"
    assert isinstance(sheet.spot, SpotInSound)
    sheet.spot.start.setText("0:41")
    sheet.spot.end.setText("0:44.5")
    qtbot.mouseClick(sheet.send, Qt.MouseButton.LeftButton)
    (errand,) = waiting(store, choir)
    body = said(errand)
    assert (body["source_id"], body["place"], body["type"]) == (mine[1].id, "t=41,44.5", "sampled")
    (card,) = panel.cards
    assert (card.told.who, card.told.state) == ("You", "Waits to be sent.")
    assert card.told.about == "Low Tide, by you · from 0:41 to 0:44"
    assert not panel.nobody.isVisible()


def test_a_time_that_is_none_is_said_in_the_sheet(qtbot, store: Store, stage: Stage) -> None:
    choir = sound(somebody("ines"), "Night Choir")
    store.library.shelve(HOME, records=[sound(me(store), "Low Tide")])
    panel = shown(qtbot, store, stage, choir)
    sheet = ask_sheet(qtbot, panel)
    assert isinstance(sheet.spot, SpotInSound)
    for typed, words in (("soon", "This is not a time."), ("9:00", "It is not that long.")):
        sheet.spot.start.setText(typed)
        qtbot.mouseClick(sheet.send, Qt.MouseButton.LeftButton)
        assert sheet.trouble.said.startswith(words) and sheet.isVisible()
    sheet.words.setPlainText("x" * 1_001)
    assert not sheet.send.isEnabled() and "1,000" in sheet.trouble.said
    assert waiting(store, choir) == []


def test_any_record_and_any_work_can_be_named(qtbot, store: Store, stage: Stage) -> None:
    choir, rain = sound(somebody("ines"), "Night Choir"), sound(somebody("lua"), "Rain on tin")
    store.library.shelve(HOME, records=[rain])
    panel = shown(qtbot, store, stage, choir)
    sheet = ask_sheet(qtbot, panel)
    assert sheet.piece.count() == 0 and not sheet.send.isEnabled()
    qtbot.mouseClick(sheet.another, Qt.MouseButton.LeftButton)
    (palette,) = sheet.findChildren(Palette)
    palette.words.setText("rain")
    assert [match.title for match in palette.found] == ["Rain on tin"]
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    assert sheet.piece.currentText() == "Rain on tin, by lua" and sheet.send.isEnabled()
    qtbot.mouseClick(sheet.elsewhere, Qt.MouseButton.LeftButton)
    (outside,) = sheet.findChildren(OutsideWork)
    outside.title.setText("Clair de lune")
    outside.author.setText("Debussy")
    qtbot.mouseClick(outside.ready, Qt.MouseButton.LeftButton)
    assert sheet.piece.currentText() == "Clair de lune, by Debussy"
    qtbot.mouseClick(sheet.send, Qt.MouseButton.LeftButton)
    (errand,) = waiting(store, choir)
    assert said(errand)["work"]["title"] == "Clair de lune" and said(errand)["source_id"] is None
    assert panel.cards[0].told.request.work == Work("Clair de lune", "Debussy")


def test_words_of_a_text_and_parts_of_a_picture_are_pointed_at(qtbot, store: Store, stage: Stage) -> None:
    words = a_record(author=somebody("ines"), media=Media(store.media.add_bytes(TEXT.encode()), 40, "text/plain"))
    picture = a_record(author=somebody("ines"), kind=Kind.IMAGE, media=Media("c" * 64, 4, "image/png"))
    store.library.shelve(HOME, records=[a_record(author=me(store), title="The sea")])
    panel = shown(qtbot, store, stage, words)
    sheet = ask_sheet(qtbot, panel)
    assert isinstance(sheet.spot, SpotInText)
    assert sheet.spot.words.find("the sea")
    assert sheet.spot.place() == f"char={TEXT.index('the sea')},{TEXT.index('the sea') + 7}", "an emoji counts once"
    qtbot.mouseClick(sheet.send, Qt.MouseButton.LeftButton)
    assert panel.cards[0].told.about.endswith("in “the sea”")
    panel.show_record(picture)
    store.library.shelve(HOME, records=[picture])
    sheet = ask_sheet(qtbot, panel)
    assert isinstance(sheet.spot, SpotInPicture) and sheet.spot.place() == ""
    sheet.spot.part.setCurrentIndex(1)
    qtbot.mouseClick(sheet.send, Qt.MouseButton.LeftButton)
    assert panel.cards[0].told.about.endswith("in the upper left")


def test_a_part_of_a_picture_is_marked_by_mouse_and_by_keys(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGB", (400, 200), (200, 120, 60)).save(path)
    media = Media(store.media.add_file(path), path.stat().st_size, "image/png", 0.0, 400, 200)
    picture = a_record(author=somebody("ines"), kind=Kind.IMAGE, media=media)
    store.library.shelve(HOME, records=[sound(me(store), "The sea")])
    sheet = ask_sheet(qtbot, shown(qtbot, store, stage, picture))
    spot = sheet.spot
    assert isinstance(spot, SpotInPicture)
    frame = spot.frame
    qtbot.waitUntil(lambda: frame._room().width() > 10, timeout=30_000)
    room = frame._room()
    corner, middle = room.topLeft().toPoint(), room.center().toPoint()
    qtbot.mousePress(frame, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(frame, middle)
    qtbot.mouseRelease(frame, Qt.MouseButton.LeftButton, pos=middle)
    found = place_of(spot.place())
    assert isinstance(found, Region)
    assert (found.left, found.top) == (0, 0) and abs(found.width - 50) < 2 and abs(found.height - 50) < 2
    assert place_words(spot.place()) == "in the upper left"
    assert spot.part.currentText() == "The part that is marked"
    qtbot.keyClick(frame, Qt.Key.Key_Right)
    qtbot.keyClick(frame, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    moved = place_of(spot.place())
    assert isinstance(moved, Region) and moved.left == 5 and abs(moved.height - found.height - 5) < 0.01
    for _ in range(40):
        qtbot.keyClick(frame, Qt.Key.Key_Right)
    edge = place_of(spot.place())
    assert isinstance(edge, Region) and abs(edge.left + edge.width - 100) < 0.01, "it stays within the picture"
    frame.grab()
    qtbot.keyClick(frame, Qt.Key.Key_Delete)
    assert spot.place() == "" and spot.part.currentText() == "The whole picture"
    spot.part.setCurrentIndex(1)
    spot.part.chosen.emit(spot.part.value)
    assert frame.region == place_of(spot.place())


def test_marked_words_are_counted_in_characters(qtbot) -> None:
    text = "one\ntwo 👩‍👩‍👧‍👦 three"
    spot = SpotInText(text)
    qtbot.addWidget(spot)
    assert spot.place() == ""
    spot.words.selectAll()
    assert spot.place() == f"char=0,{len(text)}"
