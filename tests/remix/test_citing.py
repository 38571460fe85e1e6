"""Sources write themselves: from what is heard, directly or inside own earlier remixes, and from what a person says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.domain.ids import RecordId, SourceId
from studio.domain.progress import STOPPED, Progress
from studio.domain.record import Origin, Source, SourceType, Work
from studio.domain.remix import Fade, Material, Remix
from studio.errors import Refused
from studio.remix import file
from studio.remix.citing import said, sketched, sources_of
from studio.remix.export import Wish, export
from studio.remix.heard import WINDOW, heard
from studio.remix.listening import Listening
from studio.remix.samples import missing
from studio.sound.pcm import Floats

from .made import Sounds, a_clip, a_lane, a_remix

SECOND = 48_000
NEAR_S = 3 * WINDOW / SECOND


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    return Sounds(tmp_path)


def tone(seconds: float, level: float = 0.1, hz: int = 440) -> Floats:
    wave = np.sin(np.arange(round(seconds * SECOND)) * (2 * np.pi * hz / SECOND)) * level
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def written(remix: Remix, sounds: Sounds, before: tuple[Source, ...] = ()) -> tuple[Source, ...]:
    return sources_of(remix, heard(remix, sounds.find), before)


def mixdown(remix: Remix, sounds: Sounds, record: str) -> Material:
    """The remix as a record of one's own."""
    out = sounds.folder / f"{record}.wav"
    export(remix, sounds.find, out, Wish(bits=32))
    return sounds.add_file(out, record)


def test_a_source_tells_its_place_its_seconds_and_its_share(sounds: Sounds) -> None:
    hum, mine = sounds.add(tone(2), record="hum"), sounds.add(tone(2, hz=660))
    remix = a_remix((hum, mine), a_lane(a_clip(hum, SECOND)), a_lane(a_clip(mine, SECOND, "d"), id="l2"))
    (source,) = written(remix, sounds)
    assert (source.record_id, source.type, source.origin) == ("hum", SourceType.SAMPLED, Origin.AUTO)
    assert (source.place, source.amount_s) == ("t=1,3", 2.0)
    assert source.share == pytest.approx(0.5, abs=1e-3)
    assert not source.removed


def test_a_muted_source_is_removed_and_returns_with_its_id_and_its_thanks(sounds: Sounds) -> None:
    hum = sounds.add(tone(2), record="hum")
    remix = a_remix((hum,), a_lane(a_clip(hum)))
    first = written(remix, sounds)
    remix = said(remix, [replace(first[0], thanks="For the third voice")])
    silent = replace(remix, lanes=(replace(remix.lanes[0], muted=True),))
    (gone,) = written(silent, sounds, first)
    assert gone.removed
    assert (gone.id, gone.amount_s, gone.place) == (first[0].id, 0, "")
    (again,) = written(remix, sounds, (gone,))
    assert again == replace(first[0], thanks="For the third voice")


def test_a_sound_whose_clips_were_all_deleted_stays_as_removed(sounds: Sounds) -> None:
    hum = sounds.add(tone(2), record="hum")
    (gone,) = written(a_remix((hum,), a_lane()), sounds)
    assert (gone.record_id, gone.removed) == ("hum", True)


def test_what_was_said_by_hand_stays_and_is_saved(sounds: Sounds, tmp_path: Path) -> None:
    hum = sounds.add(tone(1), record="hum")
    remix = a_remix((hum,), a_lane(a_clip(hum)))
    tide = Source(SourceId("s1"), RecordId("tide"), SourceType.INSPIRED_BY)
    song = Source(SourceId("s2"), None, SourceType.SAMPLED, work=Work("An old song", licence="CC0-1.0"))
    (heard_one,) = written(remix, sounds)
    remix = said(remix, (heard_one, tide, song))
    assert remix.sources == (tide, song)
    file.save(remix, tmp_path / "night.remix")
    remix = file.load(tmp_path / "night.remix")
    assert written(remix, sounds, (heard_one,)) == (heard_one, tide, song)


def test_a_type_that_a_person_chose_is_kept(sounds: Sounds) -> None:
    hum = sounds.add(tone(1), record="hum")
    remix = a_remix((hum,), a_lane(a_clip(hum)))
    remix = said(remix, (replace(written(remix, sounds)[0], type=SourceType.VOICED),))
    assert [source.type for source in written(remix, sounds)] == [SourceType.VOICED]


def test_an_inspiration_that_is_also_heard_is_sampled_while_it_is_heard(sounds: Sounds) -> None:
    hum = sounds.add(tone(1), record="hum")
    tide = Source(SourceId("s1"), RecordId("hum"), SourceType.INSPIRED_BY, thanks="Thank you")
    remix = a_remix((hum,), a_lane(a_clip(hum)), sources=(tide,))
    (source,) = written(remix, sounds)
    assert (source.id, source.type, source.origin, source.thanks) == ("s1", "sampled", "auto", "Thank you")
    remix = said(remix, (source,))
    silent = replace(remix, lanes=(replace(remix.lanes[0], muted=True),))
    assert written(silent, sounds) == (tide,)


def nested(sounds: Sounds) -> tuple[Remix, Material]:
    """Hum for two seconds, then rain for two; own sound below both."""
    hum, rain, mine = (sounds.add(tone(*how), record=name) for how, name in INNER)
    inner = a_remix(
        (hum, rain, mine),
        a_lane(a_clip(hum), a_clip(rain, 2 * SECOND, "d")),
        a_lane(a_clip(mine, 0, "e"), id="l2"),
    )
    return inner, mixdown(inner, sounds, "verse")


INNER = (((2.0, 0.1, 440), "hum"), ((2.0, 0.1, 500), "rain"), ((4.0, 0.1, 660), ""))


def listened(remix: Remix, sounds: Sounds, inner: Remix, verse: Material) -> dict[str, Source]:
    listening = Listening(sounds.find, lambda material: inner if material == verse else None)
    return {str(source.record_id): source for source in sources_of(remix, listening.heard(remix))}


def test_an_own_earlier_remix_is_opened_up(sounds: Sounds) -> None:
    inner, verse = nested(sounds)
    found = listened(a_remix((verse,), a_lane(a_clip(verse, SECOND))), sounds, inner, verse)
    assert set(found) == {"verse", "hum", "rain"}
    assert found["verse"].amount_s == pytest.approx(4, abs=NEAR_S)
    assert found["verse"].share == pytest.approx(1)
    for name, place in (("hum", "t=1,3"), ("rain", "t=3,5")):
        assert found[name].amount_s == pytest.approx(2, abs=NEAR_S)
        assert found[name].share == pytest.approx(0.25, abs=0.01)
        start, end = (float(one) for one in found[name].place[2:].split(","))
        assert (start, end) == pytest.approx(tuple(float(one) for one in place[2:].split(",")), abs=NEAR_S)


def test_only_the_part_of_a_remix_that_is_used_is_cited(sounds: Sounds) -> None:
    inner, verse = nested(sounds)
    window = a_clip(verse, 0, offset=2 * SECOND + SECOND // 2, length=SECOND)
    found = listened(a_remix((verse,), a_lane(window)), sounds, inner, verse)
    assert {name for name, source in found.items() if not source.removed} == {"verse", "rain"}
    assert found["rain"].amount_s == pytest.approx(1, abs=NEAR_S)


@pytest.mark.parametrize(
    ("changes", "hum_s", "rain_s"),
    [
        ({"reverse": True, "length": SECOND}, 1.0, 0.0),
        ({"reverse": True}, 2.0, 2.0),
        ({"length": 9 * SECOND, "loop": 3 * SECOND, "offset": SECOND}, 3.0, 6.0),
        ({"length": 2 * SECOND, "loop": 4 * SECOND, "phase": 3 * SECOND}, 1.0, 1.0),
        ({"gain_db": -70.0}, 0.0, 0.0),
        ({"fade_out": Fade(4 * SECOND), "gain_db": -30.0}, 2.0, 0.82),
        ({"muted": True}, 0.0, 0.0),
    ],
)
def test_what_a_clip_does_to_a_remix_it_does_to_what_is_inside(
    sounds: Sounds, changes: dict[str, Any], hum_s: float, rain_s: float
) -> None:
    inner, verse = nested(sounds)
    clip = a_clip(verse, 100, **changes)
    found = listened(a_remix((verse,), a_lane(clip)), sounds, inner, verse)
    assert found["hum"].amount_s == pytest.approx(hum_s, abs=0.12) if "hum" in found else not hum_s
    assert found["rain"].amount_s == pytest.approx(rain_s, abs=0.12) if "rain" in found else not rain_s


def test_remixes_inside_remixes_are_opened_all_the_way(sounds: Sounds) -> None:
    inner, verse = nested(sounds)
    song = a_remix((verse,), a_lane(a_clip(verse, length=2 * SECOND)))
    whole = mixdown(song, sounds, "song")
    listening = Listening(sounds.find, {verse: inner, whole: song}.get)
    remix = a_remix((whole,), a_lane(a_clip(whole)))
    found = {source.record_id for source in sources_of(remix, listening.heard(remix)) if not source.removed}
    assert found == {"song", "verse", "hum"}


def test_a_remix_that_lies_inside_itself_ends(sounds: Sounds) -> None:
    inner, verse = nested(sounds)
    circle = replace(inner, materials=(*inner.materials, verse), lanes=(*inner.lanes, a_lane(a_clip(verse, 0, "z"))))
    found = listened(a_remix((verse,), a_lane(a_clip(verse))), sounds, circle, verse)
    assert {"verse", "hum", "rain"} <= set(found)


def test_where_the_sounds_inside_are_not_here_any_more_their_clips_tell_by_time(sounds: Sounds) -> None:
    inner, verse = nested(sounds)
    for material in inner.materials:
        sounds.find(material).unlink()
    found = listened(a_remix((verse,), a_lane(a_clip(verse, length=2 * SECOND))), sounds, inner, verse)
    assert found["hum"].amount_s == pytest.approx(2, abs=NEAR_S)
    assert "rain" not in found or found["rain"].removed


def test_an_own_remix_of_another_computer_is_known_by_its_sources(sounds: Sounds) -> None:
    inner, verse = nested(sounds)
    before = written(inner, sounds)
    sketch = sketched((*before, replace(before[0], id=SourceId("gone"), removed=True)), verse.frames)
    assert sketch is not None

    def find(material: Material) -> Path:
        if material != verse:
            raise missing(material)
        return sounds.find(material)

    listening = Listening(find, lambda material: sketch if material == verse else None)
    remix = a_remix((verse,), a_lane(a_clip(verse, SECOND, length=2 * SECOND)))
    found = {str(source.record_id): source for source in sources_of(remix, listening.heard(remix))}
    assert {name for name, source in found.items() if not source.removed} == {"verse", "hum"}
    assert found["hum"].amount_s == pytest.approx(2, abs=NEAR_S)
    assert sketched((replace(before[0], place=""),), verse.frames) is None


def test_listening_again_hears_the_same_as_listening_anew(sounds: Sounds) -> None:
    hum, rain = sounds.add(tone(2), record="hum"), sounds.add(tone(3, hz=600), record="rain")
    remix = a_remix((hum, rain), a_lane(a_clip(hum)), a_lane(a_clip(rain, id="d"), id="l2"))
    listening, steps = Listening(sounds.find), []
    for change in ({"gain_db": -6.0}, {"muted": True}, {"muted": False}, {"pan": 0.5}, {"solo": True}):
        remix = replace(remix, lanes=(remix.lanes[0], replace(remix.lanes[1], **change)))
        progress = Progress(lambda done: steps.append(done))
        assert listening.heard(remix, progress) == heard(remix, sounds.find)
    steps.clear()
    listening.heard(remix, Progress(steps.append))
    assert steps == []


def test_listening_stops_when_nobody_waits_for_it(sounds: Sounds) -> None:
    hum = sounds.add(tone(2), record="hum")
    with pytest.raises(Refused) as stopped:
        Listening(sounds.find).heard(a_remix((hum,), a_lane(a_clip(hum))), Progress(is_stopped=lambda: True))
    assert stopped.value.code == STOPPED


def test_what_was_heard_before_it_was_stopped_need_not_be_heard_again(sounds: Sounds) -> None:
    hum = sounds.add(tone(2), record="hum")
    clips = [a_clip(hum, number * 3 * SECOND, f"c{number}") for number in range(4)]
    remix, listening, asked = a_remix((hum,), a_lane(*clips)), Listening(sounds.find), []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Refused):
        listening.heard(remix, Progress(is_stopped=stopped))
    frames: list[float] = []
    progress = Progress(lambda done: None)
    progress.begin = lambda total, share=1.0: frames.append(total)  # type: ignore[method-assign]
    listening.heard(remix, progress)
    assert 0 < frames[0] < 8 * SECOND
    assert listening.heard(remix) == heard(remix, sounds.find)
