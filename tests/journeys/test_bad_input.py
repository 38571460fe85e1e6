"""Bad input gets a clear error where a person meets it, in the whole window, and nothing is lost: pictures, sounds, words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl

from studio.contract import MAX_TITLE
from studio.domain.record import Kind
from studio.domain.words import tidy_title
from tests.picture.made import HIDDEN, chunk, drawing, planted, png_of_zeros
from tests.rig.sound import SoundCard
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess

from .conftest import Open
from .whole import Whole

#: What no picture is, by the name it comes under, with the title and a part of the advice that are said about it.
DISGUISES = {
    "cut.png": ("This picture is damaged", "left as it is"),
    "empty.png": ("This file is empty", "Save it again"),
    "bomb.png": ("This picture is too large to open", "300 million pixels"),
    "drawing.png": ("This is not a picture that can be sent", "it holds text"),
    "page.jpg": ("This is not a picture that can be sent", "it holds text"),
    "list.webp": ("This is not a picture that can be sent", "it holds text"),
}
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='http://www.w3.org/1999/xlink'><image l:href='/etc/passwd'/></svg>"
)
PAGE = "<html><body><img src='file:///etc/passwd'></body></html>"
LIST = "ffconcat version 1.0\nfile '/etc/passwd'\n"
#: Names that people, or those who mean them harm, give to things.
NAMES = (
    "\u202egnp.elif\u202c שלום עולם",
    "مرحبا 👩‍👩‍👧‍👦 🏳️‍🌈 zurück",
    "..\\..\\..\\windows\\system32",
    "<b>bold</b> & <img src=x>",
    "'; DROP TABLE drafts; --",
)


def made(folder: Path, name: str) -> Path:
    path = folder / name
    drawing((600, 400)).save(folder / "whole.png")
    content = {
        "cut.png": (folder / "whole.png").read_bytes()[:1_500],
        "empty.png": b"",
        "bomb.png": png_of_zeros(20_000, 15_000),
        "drawing.png": SVG.encode(),
        "page.jpg": PAGE.encode(),
        "list.webp": LIST.encode(),
    }
    path.write_bytes(content[name])
    return path


def drop(studio: Whole, path: Path) -> None:
    """As a file manager hands a file over."""
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    studio.page("picture").drop.take(files)


def kept_files(studio: Whole) -> set[str]:
    """By name; the small pictures that are made of them follow in their own time."""
    found = (path for path in studio.store.folder.media.rglob("*") if path.is_file())
    return {path.name for path in found if path.suffix != ".small"}


def test_what_is_no_picture_is_said_and_the_picture_before_it_stays(open_studio: Open, tmp_path: Path) -> None:
    """INP-1 at the picture page: each is refused in words, its file is left alone, and the draft is sent afterwards."""
    studio = open_studio()
    studio.home()
    drawing().save(tmp_path / "mine.png")
    drop(studio, tmp_path / "mine.png")
    page = studio.page("picture")
    studio.until(lambda: page.draft is not None, "the picture is a draft")
    draft, files = page.draft, kept_files(studio)
    for name, (title, advice) in DISGUISES.items():
        path = made(tmp_path, name)
        before = path.read_bytes()
        drop(studio, path)
        said = studio.until_said(title)
        assert advice in said, said
        assert page.draft == draft and studio.store.drafts.list() == [draft] and page.send.isVisible()
        assert kept_files(studio) == files, "nothing half done is left"
        assert path.read_bytes() == before
        studio.hush()
    page.send.click()
    studio.until_live(studio.send())


def test_a_picture_leaves_without_its_secrets(open_studio: Open, community: ServerProcess, tmp_path: Path) -> None:
    """INP-6 end to end: what another person downloads holds no planted mark; INP-2: nor the name of the file."""
    studio = open_studio()
    joined = studio.join(community.address, community.new_invite(), "Ines")
    challenge = studio.challenge(Kind.IMAGE, joined)
    visitor = Visitor(community.address, community.join("Watcher"))
    for kind in ("png", "jpeg", "webp"):
        studio.places.answer(challenge)
        page = studio.page("picture")
        drop(studio, planted(tmp_path / f"PLANTED-FILENAME.{kind}", kind))
        studio.until(lambda page=page: page.draft is not None, "the picture is a draft")
        page.send.click()
        parcel = studio.until_live(studio.send())
        assert (parcel.platform_id, parcel.challenge_id) == (joined.id, challenge.id)
        told = visitor.ask("GET", f"/records/{parcel.record_id}")
        content = visitor.ask("GET", f"/media/{parcel.media.sha256}").content
        assert content and told.status_code == 200
        for mark in (*HIDDEN, "PLANTED-FILENAME", "/home/somebody"):
            assert mark.encode() not in content + told.content
            assert mark.encode("utf-16-le") not in content
    visitor.close()


def test_a_take_tells_nothing_about_the_computer_it_was_made_on(open_studio: Open) -> None:
    """INP-6 for sound: no path, no device, no date, no comment; only the sound itself."""
    studio = open_studio()
    studio.home()
    take = studio.record()
    studio.places.share_take(take)
    parcel = studio.until_live(studio.send())
    content = studio.store.media.path(parcel.media.sha256).read_bytes()
    for mark in (str(studio.store.folder.root), take.device, take.started_at[:10], take.id, take.prompt):
        assert mark and mark.encode() not in content
    assert {content[at : at + 4] for at in (0, 8, 12, 48, 72)} == {b"RIFF", b"WAVE", b"JUNK", b"fmt ", b"data"}


#: What is no sound: how the player says it, and what the booth promises.
NO_SOUNDS = {
    "cut.wav": (b"RIFF\x10\0\0\0WAVEfmt ", "This sound file cannot be read", "It was left as it is"),
    "noise.flac": (b"fLaC" + bytes(range(256)) * 9, "This sound file cannot be read", "It was left as it is"),
    "empty.wav": (b"", "This sound file is empty", "It was left as it is"),
    "list.wav": (LIST.encode(), "This is not a sound file", "It was not opened"),
    "drawing.wav": (SVG.encode(), "This is not a sound file", "It was not opened"),
    "page.wav": (PAGE.encode(), "This is not a sound file", "It was not opened"),
}


def test_a_take_that_was_spoilt_is_said_by_the_player_and_stays(sound_card: SoundCard, open_studio: Open) -> None:
    """INP-1."""
    studio = open_studio()
    take = studio.record()
    for content, title, _ in NO_SOUNDS.values():
        studio.store.takes.file(take).write_bytes(content)
        studio.page("record").deeds.play(take.id)
        assert studio.until_said(title)
        assert studio.store.takes.get(take.id) == take and studio.store.takes.file(take).read_bytes() == content
        studio.hush()


def test_what_is_no_sound_is_said_at_the_booth_and_the_takes_stay(open_studio: Open, tmp_path: Path) -> None:
    """INP-1 for the file that is to be heard in place of a microphone."""
    studio = open_studio()
    take = studio.record()
    for name, (content, title, advice) in NO_SOUNDS.items():
        studio.close()
        bad = tmp_path / name
        bad.write_bytes(content)
        studio = open_studio(heard=bad)
        studio.page("record")
        assert advice in studio.until_said(title)
        assert studio.store.takes.list() == [take] and bad.read_bytes() == content
    studio.home()
    studio.places.share_take(take)
    studio.until_live(studio.send())


def test_a_book_is_not_pasted_and_what_was_written_stays(open_studio: Open) -> None:
    """10 MB into the field for words."""
    studio = open_studio()
    studio.home()
    page = studio.page("write")
    page.editor.setPlainText("Rain on a tin roof")
    book = QMimeData()
    book.setText("A page of a very long book.\n" * (10 * 1024 * 1024 // 28))
    page.editor.insertFromMimeData(book)
    advice = studio.until_said("This text is too long to paste")
    assert "What you wrote is unchanged" in advice
    assert page.editor.toPlainText() == "Rain on a tin roof"
    studio.until(studio.store.drafts.list, "the words are kept")
    page.send.click()
    parcel = studio.until_live(studio.send())
    assert studio.store.media.path(parcel.media.sha256).read_bytes() == b"Rain on a tin roof"


def test_a_text_that_grew_too_long_is_refused_and_stays_in_the_field(open_studio: Open) -> None:
    """10 MB that came another way than by pasting: Send says so, the draft and the field keep every letter."""
    studio = open_studio()
    studio.home()
    page = studio.page("write")
    text = "A page of a very long book.\n" * (10 * 1024 * 1024 // 28)
    page.editor.setPlainText(text)
    page.send.click()
    advice = studio.until_said("This text is too long to send")
    assert "still here" in advice
    assert page.editor.toPlainText() == text and not studio.store.parcels.list()
    page.editor.setPlainText("Short again")
    page.send.click()
    studio.until_live(studio.send())


def test_a_title_of_ten_thousand_characters_stays_whole_until_it_is_sent_short(open_studio: Open) -> None:
    studio = open_studio()
    studio.home()
    take = studio.record()
    studio.places.share_take(take)
    sheet, title = studio.sheet(), "Rain on the roof, again " * 417
    sheet.title.setText(title)
    assert f"A title holds {MAX_TITLE} characters and this one has {len(title)}" in sheet.title_words.said
    sheet.keep.click()
    (draft,) = studio.store.drafts.list()
    assert draft.title == title, "the draft keeps all of it"
    parcel = studio.until_live(studio.share(draft.id))
    assert parcel.title == tidy_title(title) and len(parcel.title) <= MAX_TITLE


def test_a_title_of_nothing_is_said_in_the_sheet_and_the_draft_stays(open_studio: Open) -> None:
    studio = open_studio()
    studio.home()
    take = studio.record()
    studio.places.share_take(take)
    sheet = studio.sheet()
    sheet.title.setText("\u202e \u200b")
    sheet.send.click()
    studio.until(sheet.trouble.isVisible, "the sheet says what is missing")
    assert sheet.trouble.said == "It has no title yet. Give it a few words, then send it."
    assert studio.store.drafts.list()[0].take_id == take.id
    parcel = studio.until_live(studio.send("Rain"))
    assert parcel.title == "Rain"


def test_any_name_is_text_and_never_a_place_on_the_disk(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    """INP-2: right-to-left, emoji, paths, HTML and SQL as titles, as file names and as the name of a person."""
    studio = open_studio()
    joined = studio.join(community.address, community.new_invite(), "<b>Ines</b> 👩‍🎤 ../ שלום")
    assert joined.handle == "<b>Ines</b> 👩‍🎤 ../ שלום"
    studio.challenge(Kind.IMAGE, joined)
    visitor = Visitor(community.address, community.join("Watcher"))
    parcels = []
    for at, name in enumerate(NAMES):
        path = tmp_path / f"{name.replace('/', '-')}{at}.png"
        drawing((40, 30 + at)).save(path)
        studio.places.answer(studio.challenge(Kind.IMAGE, joined))
        drop(studio, path)
        page = studio.page("picture")
        studio.until(lambda page=page: page.draft is not None, "the picture is a draft")
        page.send.click()
        parcels.append(studio.send(f"../../{name}"))
    for name, parcel in zip(NAMES, parcels, strict=True):
        studio.until_live(parcel)
        told = visitor.ask("GET", f"/records/{parcel.record_id}").json()
        assert told["title"] == tidy_title(f"../../{name}") and "\u202e" not in told["title"]
        assert told["author"]["handle"] == joined.handle
    visitor.close()
    files = kept_files(studio)
    assert files and all(set(name) <= set("0123456789abcdef") for name in files), "stored names are generated"


def test_a_photograph_with_an_unknown_part_is_shown_as_it_is(open_studio: Open, tmp_path: Path) -> None:
    """A PNG with a chunk of somebody's own after its header opens, and the chunk does not travel."""
    studio = open_studio()
    studio.home()
    drawing().save(tmp_path / "plain.png")
    data = (tmp_path / "plain.png").read_bytes()
    (tmp_path / "odd.png").write_bytes(data[:33] + chunk(b"prVt", b"PLANTED-CHUNK") + data[33:])
    drop(studio, tmp_path / "odd.png")
    page = studio.page("picture")
    studio.until(lambda: page.draft is not None, "the picture is a draft")
    assert page.removed.textFormat() is Qt.TextFormat.PlainText
    content = studio.store.media.path(page.draft.media.sha256).read_bytes()
    assert b"PLANTED-CHUNK" not in content and content.startswith(b"\x89PNG")
