"""What a draft holds comes by its hash when it is opened; versions and settings come too."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.edits import Gain, Remove
from studio.domain.ids import DraftId, PlatformId, SessionId, TakeId, VersionId, new_id
from studio.domain.moments import now
from studio.domain.parcel import ParcelState
from studio.domain.record import Kind, Media
from studio.domain.sending import SMALL_BYTES, Sending
from studio.domain.study import Study, Taken, Version
from studio.domain.take import Take
from studio.domain.twins import SETTINGS_ID, TwinKind
from studio.drafts import from_file, from_take, seal
from studio.errors import Refused
from studio.store.heard import keep_heard
from studio.twins import answers
from studio.twins.bring import bring, elsewhere, fetch
from tests.store.made import a_platform

from .pair import Computer
from .test_drafts import settled

Both = tuple[Computer, Computer]


def take_of(one: Computer, frames: int = 4_800) -> Take:
    id = TakeId(new_id())
    path = one.store.takes.folder / f"{id}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(range(256)) * (frames * 2 // 256))
    take = Take(id, SessionId(new_id()), 1, now(), path.name, frames, 48_000, 1, "Microphone")
    one.store.takes.add(take)
    return take


def test_a_take_stays_where_it_is_and_its_draft_brings_the_sound_by_its_hash(both: Both) -> None:
    tower, laptop = both
    take = take_of(tower)
    draft = from_take(tower.store, take, tower.id)
    take_of(tower)  # one that is in no draft
    settled(*both)
    told = laptop.draft(draft.id)
    assert told.take_id is None and told.media is not None and told.media.mime == "audio/wav"
    assert elsewhere(laptop.store, told) == "Tower" and not laptop.store.media.has(told.media.sha256)
    bring(laptop.store, laptop.links, told.id)
    sound = laptop.store.media.path(told.media.sha256).read_bytes()
    assert sound == tower.store.takes.file(take).read_bytes() and elsewhere(laptop.store, told) == ""
    assert not laptop.store.takes.list() and len(tower.store.twins.files(tower.id)) == 0

    laptop.edit(told.id, title="Heard on the laptop")
    settled(*both)
    assert tower.draft(draft.id).take_id == take.id and tower.draft(draft.id).title == "Heard on the laptop"
    parcel = seal(laptop.store, laptop.draft(draft.id).id)
    settled(laptop, tower)
    assert parcel is not None and laptop.store.parcels.get(parcel.id).state is ParcelState.LIVE
    assert tower.draft(draft.id).sealed and tower.store.library.record(parcel.record_id) is not None


def test_a_file_that_cannot_be_sent_keeps_no_other_one_waiting(both: Both, tmp_path: Path) -> None:
    tower, laptop = both
    drafts = []
    for size in (20, 200):
        path = tmp_path / f"{size}.png"
        path.write_bytes(bytes(size))
        drafts.append(from_file(tower.store, path, Media("", 0, "image/png"), path.stem, tower.id))
    small, large = (draft.media for draft in drafts)
    assert small and large
    tower.store.media.path(small.sha256).write_bytes(b"spoilt by the disk !")
    settled(*both)
    bring(laptop.store, laptop.links, drafts[1].id)
    assert laptop.store.media.has(large.sha256)
    assert [media for media, _ in tower.store.twins.files(tower.id)] == [small], "it is tried again"


def test_a_file_that_has_not_arrived_yet_is_said_in_words(both: Both, tmp_path: Path) -> None:
    tower, laptop = both
    path = tmp_path / "big.png"
    path.write_bytes(b"not really a picture")
    draft = from_file(tower.store, path, Media("", 0, "image/png"), "Big", tower.id)
    assert draft.media is not None
    kept = tower.store.media.path(draft.media.sha256)
    kept.rename(tmp_path / "away")  # the document goes, the file cannot
    settled(*both)
    with pytest.raises(Refused, match="This has not arrived yet") as refused:
        bring(laptop.store, laptop.links, draft.id)
    assert "Tower" in refused.value.advice
    (tmp_path / "away").rename(kept)
    settled(*both)
    bring(laptop.store, laptop.links, draft.id)
    assert laptop.store.media.has(draft.media.sha256)


def test_a_large_file_waits_where_the_person_saves_data_and_its_draft_does_not(both: Both, tmp_path: Path) -> None:
    tower, laptop = both
    path = tmp_path / "large.png"
    path.write_bytes(b"x" * (SMALL_BYTES + 1))
    draft = from_file(tower.store, path, Media("", 0, "image/png"), "Large", tower.id)
    tower.teller._sending = lambda: Sending(metered=True, large_on_metered=False)
    settled(*both)
    assert laptop.draft(draft.id).title == "Large" and len(tower.store.twins.files(tower.id)) == 1
    tower.teller._sending = Sending
    settled(*both)
    assert not tower.store.twins.files(tower.id)


def test_long_words_go_as_a_file_and_come_back_as_words(both: Both) -> None:
    tower, laptop = both
    text = "Rain, and so on. " * 4_000
    draft = tower.words(text)
    settled(*both)
    assert laptop.draft(draft.id).text == "" and elsewhere(laptop.store, laptop.draft(draft.id)) == "Tower"
    laptop.edit(draft.id, title="Long rain")
    settled(*both)
    assert tower.draft(draft.id).text == text.strip() and tower.draft(draft.id).title == "Long rain"
    assert bring(laptop.store, laptop.links, draft.id).text == text.strip()
    settled(*both)
    assert laptop.thing(draft.id).version == tower.thing(draft.id).version == 2


def painted(one: Computer, number: int) -> Taken:
    data = f"picture {number} of {one.folder.name}".encode()
    sha256 = one.store.media.add_bytes(data)
    return Taken(Media(sha256, len(data), "image/png", width_px=8, height_px=8), sha256, ("Sky", f"Layer {number}"))


def study(one: Computer, saves: int, platform_id: PlatformId | None = None) -> DraftId:
    """A draft of a painting, to the platform where both computers meet unless another is named."""
    first = painted(one, 1)
    draft = replace(one.words("x"), id=DraftId(new_id()), text="", media=first.media, kind=Kind.IMAGE)
    draft = replace(draft, platform_id=platform_id or one.id)
    one.store.versions.begin(draft, first, Study(draft.id, "/somewhere/picture.kra"))
    for number in range(2, saves + 1):
        one.store.versions.join(draft.id, painted(one, number), "")
    return draft.id


def test_versions_come_with_their_draft_and_their_files_on_demand(both: Both) -> None:
    tower, laptop = both
    id = study(tower, 3)
    settled(*both)
    made, told = (one.store.versions.list(id) for one in both)
    assert told == made and len(told) == 3 and laptop.draft(id).media == made[0].media
    assert laptop.store.studies.find(id) is None, "which file is watched is the other computer's own"
    assert not laptop.store.media.has(told[2].media.sha256)
    fetch(laptop.store, laptop.links, laptop.draft(id), told[2].media)
    assert laptop.store.media.path(told[2].media.sha256).read_bytes() == b"picture 1 of tower"


def test_a_draft_for_the_home_platform_stays_here_until_it_is_to_go_elsewhere_and_brings_its_versions_then(
    both: Both,
) -> None:
    tower, laptop = both
    home = a_platform(PlatformId(new_id()))
    tower.store.platforms.add(home)
    id = study(tower, 3, home.id)
    settled(*both)
    assert laptop.store.drafts.find(id) is None
    tower.edit(id, platform_id=tower.id)
    settled(*both)
    made, told = (one.store.versions.list(id) for one in both)
    assert told == made and len(told) == 3 and laptop.draft(id).media == made[0].media


def test_going_back_deleting_and_naming_a_version_is_the_same_on_both(both: Both) -> None:
    tower, laptop = both
    id = study(tower, 3)
    settled(*both)
    oldest, middle = laptop.store.versions.list(id)[2], laptop.store.versions.list(id)[1]
    laptop.store.versions.go_back(oldest.id)
    laptop.store.versions.rename(middle.id, "The blue one")
    settled(laptop, tower)
    laptop.store.versions.remove(middle.id)
    settled(laptop, tower)
    here, there = (one.store.versions.list(id) for one in both)
    assert here == there and len(here) == 3 and here[0].media == oldest.media
    assert tower.draft(id).media == oldest.media
    tower.store.versions.bring_back(middle.id)
    settled(*both)
    assert "The blue one" in {version.name for version in laptop.store.versions.list(id)}


def test_saves_on_both_sides_are_all_kept_and_the_picture_is_asked_about(both: Both) -> None:
    tower, laptop = both
    id = study(tower, 2)
    settled(*both)
    tower.store.versions.join(id, painted(tower, 7), "")
    known = {version.id for version in laptop.store.versions.list(id)}
    laptop.store.versions.go_back(VersionId(laptop.store.versions.list(id)[1].id))
    (own,) = [v for v in laptop.store.versions.list(id) if v.id not in known]
    settled(*both)
    ids = [{version.id for version in one.store.versions.list(id)} for one in both]
    assert ids[0] == ids[1] and len(ids[0]) == 4 and own.id in ids[0]
    (question,) = answers.questions(laptop.store)
    assert question.fields == ("media",) and question.is_content
    answers.settle(laptop.store, question, question.here)
    settled(laptop, tower)
    for one in both:
        current = one.store.versions.current(id)
        assert isinstance(current, Version) and current.media == own.media == one.draft(id).media


def test_settings_that_were_chosen_come_over_and_those_of_one_computer_stay(both: Both) -> None:
    tower, laptop = both
    tower.store.twins.choose({"theme": "paper", "preroll_s": 5})
    laptop.store.twins.choose({"text_percent": 150, "theme": "system"})
    settled(*both)
    settled(*both)
    for one in both:
        chosen = one.store.twins.chosen()
        assert (chosen["theme"], chosen["preroll_s"], chosen["text_percent"]) == ("paper", 5, 150)
    assert not any(one.store.twins.to_say() for one in both)


def test_a_setting_that_both_chose_differently_is_asked_about(both: Both) -> None:
    tower, laptop = both
    tower.store.twins.choose({"theme": "paper"})
    laptop.store.twins.choose({"theme": "booth"})
    settled(*both)
    for one, theme in ((tower, "paper"), (laptop, "booth")):
        (question,) = answers.questions(one.store)
        assert question.fields == ("theme",) and not question.is_content and one.store.twins.chosen()["theme"] == theme
    question = answers.questions(tower.store)[0]
    answers.settle(tower.store, question, 1 - question.here)
    settled(*both)
    assert [one.store.twins.chosen()["theme"] for one in both] == ["booth", "booth"]
    assert tower.thing(SETTINGS_ID, TwinKind.SETTINGS).base == laptop.thing(SETTINGS_ID, TwinKind.SETTINGS).base


def test_an_edited_take_comes_as_it_is_heard_and_anew_after_every_edit(both: Both) -> None:
    tower, laptop = both
    take = take_of(tower)
    draft = from_take(tower.store, take, tower.id)
    found = []
    for edit in (Remove(0, 1_000), Gain(-6.0)):
        edited = tower.store.takes.edit(take.id, edit)
        settled(*both)
        bring(laptop.store, laptop.links, draft.id)
        media = laptop.draft(draft.id).media
        assert media == keep_heard(tower.store.takes, tower.store.media, edited)
        assert laptop.store.media.has(media.sha256)
        found.append(media.sha256)
    assert len({*found, tower.store.media.add_file(tower.store.takes.file(take))}) == 3
