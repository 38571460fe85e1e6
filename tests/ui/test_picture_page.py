from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from studio.credit.embed import embed
from studio.credit.identity import Identity
from studio.credit.lines import Credit, Credits
from studio.domain.record import Draft, Kind, SourceType
from studio.drafts import seal, take_in
from studio.store import Store
from studio.ui.picture import PicturePage, incoming
from studio.ui.picture.several import Several
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.picture import layered
from tests.picture.made import drawing
from tests.store.made import HOME

from .conftest import a_challenge
from .pieces import a_photograph, all_plain, nameless
from .planted import texts

PUDDLE = a_challenge(Kind.IMAGE, title="The puddle outside your door", brief="Draw or photograph it.")
#: A picture is looked at in a child process; a busy machine starts it slowly.
SLOW_MS = 30_000


@pytest.fixture
def wanted() -> list[str]:
    return []


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, wanted: list[str]) -> Iterator[PicturePage]:
    store.library.shelve(HOME, challenges=[PUDDLE])
    page = PicturePage(store, stage, wanted.append)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.answer(PUDDLE)
    yield page
    page.hide()


def dropped(page: PicturePage, *urls: QUrl) -> None:
    mime = QMimeData()
    mime.setUrls(list(urls))
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)


def taken(qtbot, page: PicturePage) -> Draft:
    qtbot.waitUntil(lambda: page.draft is not None, timeout=SLOW_MS)
    assert page.draft is not None
    return page.draft


def titles(stage: Stage) -> list[str]:
    return [notice.title for notice in stage.notices.now]


def test_whom_a_picture_names_and_how_sure_that_is_are_told(
    qtbot, page: PicturePage, stage: Stage, tmp_path: Path
) -> None:
    path = a_photograph(tmp_path / "p.jpg")
    sea = Credit("Sea", "ana", SourceType.SAMPLED, "CC0-1.0")
    embed(path, path, Credits(Credit("Night", "zoe", "", "CC-BY-4.0"), (sea,)), lambda: Identity.open(tmp_path / "zoe"))
    dropped(page, QUrl.fromLocalFile(str(path)))
    draft = taken(qtbot, page)
    assert [one.work.title for one in draft.sources if one.work] == ["Night", "Sea"]
    (notice,) = stage.notices.now
    assert (notice.title, notice.worry) == ("“p.jpg” says whose it is", False)
    assert notice.advice.startswith("Likely: nothing was changed since it was signed")
    dropped(page, QUrl.fromLocalFile(str(a_photograph(tmp_path / "own.jpg"))))
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.id != draft.id, timeout=SLOW_MS)
    assert titles(stage) == [], "a picture of one's own says nothing"
    other = tmp_path / "q.jpg"
    other.write_bytes(path.read_bytes())
    dropped(page, *(QUrl.fromLocalFile(str(one)) for one in (path, tmp_path / "own.jpg", other)))
    qtbot.waitUntil(lambda: titles(stage) == ["2 files say whose they are"], timeout=SLOW_MS)


def test_with_large_text_the_picture_is_still_to_be_seen(
    qtbot, store: Store, stage: Stage, theme: Theme, tmp_path: Path
) -> None:
    theme.set("paper", 200)
    page = PicturePage(store, stage, lambda _: None)
    page.resize(1_060, 500)
    qtbot.addWidget(page)
    page.show()
    dropped(page, QUrl.fromLocalFile(str(a_photograph(tmp_path / "p.jpg"))))
    taken(qtbot, page)
    qtbot.waitUntil(page.image.isVisible)
    assert page.image.height() >= 190 and page.image.visibleRegion().boundingRect().height() > 90


def test_in_a_narrow_window_with_large_text_every_way_in_is_in_sight(
    qtbot, store: Store, stage: Stage, theme: Theme
) -> None:
    theme.set("paper", 200)
    window, page = QWidget(), PicturePage(store, stage, lambda _: None)
    qtbot.addWidget(window)
    page.setParent(window)
    page.resize(700, 500)
    window.show()
    ways = (page.drop.choose, page.drop.folder, page.drop.paste_button)
    assert all(way.mapTo(page, way.rect().topRight()).x() < 700 for way in ways)
    assert all(way.width() >= way.minimumSizeHint().width() for way in ways)


def test_a_dropped_photograph_becomes_a_draft_without_its_private_data(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    path = a_photograph(tmp_path / "p.jpg")
    assert not page.send.isVisible()
    dropped(page, QUrl.fromLocalFile(str(path)))
    draft = taken(qtbot, page)
    assert draft.media is not None and (draft.media.width_px, draft.media.height_px) == (320, 200)
    assert (draft.title, draft.challenge_id) == (PUDDLE.title, PUDDLE.id)
    assert page.removed.isVisible() and page.removed.said == "Camera data and comments removed"
    assert b"PLANTED-PLACE" in path.read_bytes()
    assert b"PLANTED-PLACE" not in store.media.path(draft.media.sha256).read_bytes()
    assert page.send.isVisible()


def test_the_picture_is_shown_from_the_small_copy(qtbot, page: PicturePage, tmp_path: Path) -> None:
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    taken(qtbot, page)
    qtbot.waitUntil(lambda: not page.image.shown.isNull(), timeout=SLOW_MS)
    shown = page.image.shown.deviceIndependentSize()
    assert shown.width() / shown.height() == pytest.approx(320 / 200, rel=0.02)


def test_send_hands_the_draft_on_and_what_was_sent_leaves_the_page(
    qtbot, page: PicturePage, store: Store, wanted: list[str], tmp_path: Path
) -> None:
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    draft = taken(qtbot, page)
    qtbot.mouseClick(page.send, Qt.MouseButton.LeftButton)
    assert wanted == [draft.id]
    seal(store, draft.id)
    qtbot.waitUntil(lambda: page.draft is None)
    assert page.drop.isVisible()


def test_another_picture_takes_its_place_and_the_first_can_be_brought_back(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    first = taken(qtbot, page)
    page.take_file(a_photograph(tmp_path / "q.jpg"))
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.id != first.id, timeout=SLOW_MS)
    assert page.draft is not None
    assert [draft.id for draft in store.drafts.list()] == [page.draft.id]
    store.drafts.bring_back(first.id)
    assert len(store.drafts.list()) == 2


def test_an_answer_that_was_begun_is_there_again(
    qtbot, page: PicturePage, store: Store, stage: Stage, wanted: list[str], tmp_path: Path
) -> None:
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    draft = taken(qtbot, page)
    again = PicturePage(store, stage, wanted.append)
    qtbot.addWidget(again)
    again.answer(PUDDLE)
    assert again.draft == draft


def test_a_pasted_picture_is_kept(qtbot, page: PicturePage) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    draft = taken(qtbot, page)
    assert draft.media is not None and (draft.media.width_px, draft.media.mime) == (40, "image/png")


def test_an_empty_clipboard_is_answered_with_words(qtbot, page: PicturePage, stage: Stage) -> None:
    QGuiApplication.clipboard().setText("only words")
    qtbot.mouseClick(page.drop.paste_button, Qt.MouseButton.LeftButton)
    assert titles(stage) == ["There is no picture to paste"]


def test_a_picture_on_the_web_is_not_fetched(page: PicturePage, stage: Stage, store: Store) -> None:
    dropped(page, QUrl("https://example.org/p.png"))
    assert titles(stage) == ["This picture is still somewhere else"]
    assert store.drafts.list() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("words.png", b"these are only words"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'),
        ("cut.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    ],
)
def test_what_is_no_picture_is_refused_in_words_and_the_draft_before_stays(
    qtbot, page: PicturePage, stage: Stage, store: Store, tmp_path: Path, name: str, content: bytes
) -> None:
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    draft = taken(qtbot, page)
    bad = tmp_path / name
    bad.write_bytes(content)
    page.take_file(bad)
    qtbot.waitUntil(lambda: len(stage.notices.now) == 1, timeout=SLOW_MS)
    assert len(stage.notices.now[0].title) <= 60 and stage.notices.now[0].advice
    assert page.draft == draft and page.send.isVisible()
    assert [kept.id for kept in store.drafts.list()] == [draft.id]
    assert bad.read_bytes() == content


def settled(qtbot, page: PicturePage) -> Several:
    qtbot.waitUntil(lambda: not page.several.is_running, timeout=2 * SLOW_MS)
    return page.several


def test_several_pictures_become_several_drafts_and_bad_ones_are_told_by_name(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    good = [a_photograph(tmp_path / f"{name}.jpg") for name in "abc"]
    (tmp_path / "words.png").write_text("only words")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    bad = [tmp_path / name for name in ("words.png", "pipe.png", "loop.png")]
    dropped(page, *(QUrl.fromLocalFile(str(path)) for path in (good[0], bad[0], good[1], bad[1], bad[2], good[2])))
    several = settled(qtbot, page)
    assert several.words.said == "3 of 6 pictures are kept as drafts; 3 cannot be added"
    assert len(store.drafts.list()) == 3 and {one.challenge_id for one in store.drafts.list()} == {PUDDLE.id}
    rows = several.tiles.arrivals.rows
    assert [one.image is not None for one in rows] == [True, False, True, False, False, True]
    assert all(f"{path.name}: " in several.left_out.said for path in bad)
    assert bad[0].read_text() == "only words" and several.close_button.isVisible()
    assert nameless(page) == []
    all_plain(page)


def test_a_folder_is_looked_through_without_following_circles(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    inner = tmp_path / "pictures" / "inner"
    inner.mkdir(parents=True)
    for name in ("b.jpg", "inner/a.jpg", ".hidden.jpg"):
        a_photograph(tmp_path / "pictures" / name)
    (tmp_path / "pictures" / "notes.txt").write_text("not looked at")
    (inner / "around").symlink_to(tmp_path / "pictures")
    dropped(page, QUrl.fromLocalFile(str(tmp_path / "pictures")))
    several = settled(qtbot, page)
    assert several.words.said == "2 of 2 pictures are kept as drafts"
    assert [one.name for one in several.tiles.arrivals.rows] == ["b.jpg", "a.jpg"]


def test_a_folder_without_pictures_says_so(qtbot, page: PicturePage, tmp_path: Path) -> None:
    dropped(page, QUrl.fromLocalFile(str(tmp_path)))
    assert settled(qtbot, page).words.said == "There is no picture in it"
    qtbot.mouseClick(page.several.close_button, Qt.MouseButton.LeftButton)
    assert page.drop.isVisible() and page.drop.choose.isEnabled()


def test_stopping_leaves_the_rest_as_it_was(qtbot, page: PicturePage, store: Store, tmp_path: Path) -> None:
    paths = [a_photograph(tmp_path / f"{number}.jpg") for number in range(12)]
    page.take_several(paths)
    qtbot.waitUntil(lambda: len(page.several.tiles.arrivals.rows) == 12, timeout=SLOW_MS)
    qtbot.mouseClick(page.several.stop_button, Qt.MouseButton.LeftButton)
    several = settled(qtbot, page)
    left = 12 - len(store.drafts.list())
    assert left > 0 and f"{left} were left as they were" in several.words.said
    assert all(path.exists() for path in paths)


def test_a_tile_opens_its_draft(qtbot, page: PicturePage, tmp_path: Path) -> None:
    page.take_several([a_photograph(tmp_path / f"{name}.jpg") for name in "ab"])
    several = settled(qtbot, page)
    several.tiles.setCurrentIndex(several.tiles.arrivals.index(1))
    qtbot.keyClick(several.tiles, Qt.Key.Key_Return)
    assert page.draft is not None and page.draft.id == several.tiles.arrivals.rows[1].draft_id
    assert page.send.isVisible()


def test_names_that_other_systems_forbid_are_kept_in_words(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    names = [b"CON.png", b"a:b?.png", b"caf\xe9.png", b"  .png", "\u202egpj.png".encode(), b"x" * 251 + b".png"]
    folder = tmp_path / "names"
    folder.mkdir()
    for name in names:
        Image.new("RGB", (8, 8)).save(tmp_path / "small.png")
        (tmp_path / "small.png").rename(folder / os.fsdecode(name))
    page.show_freely()
    page.take_several([folder])
    several = settled(qtbot, page)
    assert several.words.said == f"{len(names)} of {len(names)} pictures are kept as drafts", several.left_out.said
    for draft in store.drafts.list():
        draft.title.encode()
        assert draft.title.strip() and "\u202e" not in draft.title


def test_a_large_file_is_seen_before_it_is_a_draft(
    qtbot, page: PicturePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "_LARGE_BYTES", 1)
    page.take_file(layered.psd(tmp_path / "a.psd", drawing((600, 400))))
    qtbot.waitUntil(lambda: not page.image.shown.isNull(), timeout=SLOW_MS)
    assert page.draft is None and page.facts.said == "Keeping it as a draft…" and not page.send.isVisible()
    assert taken(qtbot, page).media is not None and page.send.isVisible()
    (tmp_path / "b.psd").write_bytes(b"8BPS")
    page.take_file(tmp_path / "b.psd")
    qtbot.waitUntil(lambda: page.send.isVisible() and page.image.isVisible(), timeout=SLOW_MS)


def test_a_layered_picture_tells_its_layers(qtbot, page: PicturePage, tmp_path: Path) -> None:
    page.take_file(layered.psd(tmp_path / "a.psd", drawing(mode="CMYK")))
    taken(qtbot, page)
    qtbot.waitUntil(page.about.isVisible, timeout=SLOW_MS)
    assert page.about.facts.said[:2] == (("Kind", "Photoshop"), ("Size", "90 × 60"))
    assert "names no colour profile" in page.about.differs.said
    assert page.about.heading.said == "4 layers"
    said = [page.about.layers.model().index(row, 0).data() for row in range(4)]
    assert said == ["Sky, group", "Blue, layer, hidden", "Wölkchen ☁, layer, multiply, 20 %", "Ground, layer"]
    page.take_file(a_photograph(tmp_path / "plain.jpg"))
    qtbot.waitUntil(lambda: not page.about.isVisible() and page.image.isVisible(), timeout=SLOW_MS)


def test_a_picture_with_a_name_that_means_harm_is_only_a_picture(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "<img src=x>\u202egpj.exe.png"
    Image.new("RGB", (8, 8)).save(path)
    page.show_freely()
    page.take_file(path)
    draft = taken(qtbot, page)
    assert "\u202e" not in draft.title
    assert draft.media is not None and store.media.has(draft.media.sha256)
    all_plain(page)


def test_planted_briefs_are_shown_as_text(page: PicturePage, store: Store, bait: Path, unopened: None) -> None:
    for text in texts(bait):
        page.answer(a_challenge(Kind.IMAGE, title=text, brief=text))
        assert page.title.said == page.brief.said == text
        all_plain(page)


def test_every_control_has_a_name(page: PicturePage) -> None:
    assert nameless(page) == []


def test_a_save_in_the_paint_program_is_shown_and_its_versions_are_a_press_away(
    qtbot, page: PicturePage, store: Store, tmp_path: Path
) -> None:
    path = a_photograph(tmp_path / "p.jpg")
    page.take_file(path)
    draft = taken(qtbot, page)
    assert page.watching.said == "Watching: yes: saves from your paint app join this draft"
    Image.new("RGB", (64, 48)).save(path, "PNG")
    assert store.versions.join(draft.id, take_in(store, path), "seen") is not None
    assert page.facts.said.startswith("64 × 48") and page.versions.said == "Versions · 2"
    with qtbot.waitSignal(page.versions_wanted) as wanted:
        page.versions.click()
    assert wanted.args == [draft.id]


def test_a_pasted_picture_has_no_file_to_watch(qtbot, page: PicturePage) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    page.take_pixels(image)
    taken(qtbot, page)
    assert not page.watching.isVisible() and not page.versions.isVisible()
