"""What is heard of whom, against plain arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.remix import Curve, Fade, Material
from studio.remix.heard import WINDOW, Ear, heard
from studio.remix.render import Mix
from studio.sound.pcm import Floats

from .made import Sounds, a_clip, a_lane, a_remix, noise, remixes

SECOND = 48_000
#: A window at each edge may count or not.
EDGE_S = 2 * WINDOW / SECOND


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    return Sounds(tmp_path)


def steady(seconds: float, level: float) -> Floats:
    """A square wave, so that its level is the same everywhere."""
    wave = np.where(np.arange(round(seconds * SECOND)) // 48 % 2, level, -level)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def test_seconds_and_shares_follow_gain_mute_and_solo(sounds: Sounds) -> None:
    mine, theirs = sounds.add(steady(2, 0.1)), sounds.add(steady(3, 0.2), record="r1")
    remix = a_remix((mine, theirs), a_lane(a_clip(mine)), a_lane(a_clip(theirs, id="d", gain_db=-6.0206), id="l2"))
    (record,) = heard(remix, sounds.find).records
    assert (record.record_id, record.seconds) == ("r1", pytest.approx(3))
    assert record.share == pytest.approx(0.6, abs=1e-3)
    for silent in (
        a_lane(a_clip(theirs, id="d"), id="l2", muted=True),
        a_lane(a_clip(theirs, id="d", muted=True), id="l2"),
    ):
        (gone,) = heard(a_remix((mine, theirs), a_lane(a_clip(mine)), silent), sounds.find).records
        assert (gone.seconds, gone.share) == (0, 0)
    alone = a_remix((mine, theirs), a_lane(a_clip(mine), solo=True), a_lane(a_clip(theirs, id="d"), id="l2"))
    assert heard(alone, sounds.find).records[0].seconds == 0


@pytest.mark.parametrize(("gain_db", "seconds"), [(-59.5, 2.0), (-60.5, 0.0)])
def test_sixty_decibels_below_full_scale_is_where_hearing_ends(sounds: Sounds, gain_db: float, seconds: float) -> None:
    loud = sounds.add(steady(2, 1 - 2**-15), record="r1")
    found = heard(a_remix((loud,), a_lane(a_clip(loud, gain_db=gain_db))), sounds.find)
    assert found.clips[0].seconds == pytest.approx(seconds)


def test_a_fade_is_heard_until_it_is_too_quiet(sounds: Sounds) -> None:
    loud = sounds.add(steady(4, 0.1), record="r1")
    fading = a_clip(loud, fade_out=Fade(2 * SECOND, Curve.LINEAR))
    (clip,) = heard(a_remix((loud,), a_lane(fading)), sounds.find).clips
    assert clip.seconds == pytest.approx(4 - 2 * 0.01, abs=EDGE_S)


def test_two_clips_of_one_record_count_once_where_both_are_heard(sounds: Sounds) -> None:
    theirs = sounds.add(steady(2, 0.1), record="r1")
    remix = a_remix((theirs,), a_lane(a_clip(theirs), a_clip(theirs, SECOND, "d")))
    found = heard(remix, sounds.find)
    assert [clip.seconds for clip in found.clips] == pytest.approx([2, 2])
    assert found.records[0].seconds == pytest.approx(3, abs=EDGE_S)
    assert found.records[0].share == pytest.approx(1)


def test_one_sample_is_heard_and_silence_is_not(sounds: Sounds) -> None:
    click = sounds.add(np.full((1, 1), 0.5, np.float32), record="r1")
    silence = sounds.add(np.zeros((SECOND, 2), np.float32), record="r2")
    remix = a_remix((click, silence), a_lane(a_clip(click, 777), a_clip(silence, id="d")))
    found = {str(one.record_id): one for one in heard(remix, sounds.find).records}
    assert found["r1"].seconds == pytest.approx(1 / SECOND)
    assert (found["r2"].seconds, found["r2"].share) == (0, 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_listening_alone_and_while_mixing_tell_the_same_and_shares_add_up(sounds: Sounds, data: st.DataObject) -> None:
    first, second = sounds.add(noise(40_000, 2, 1), record="r1"), sounds.add(noise(9_000, 1, 2), record="r2")
    remix = data.draw(remixes((first, second)))
    alone, ear = heard(remix, sounds.find), Ear(remix)
    with Mix(remix, sounds.find, listener=ear) as mix:
        mix.read(0, remix.frames)
    together = ear.heard()
    assert [clip.clip_id for clip in alone.clips] == [clip.id for lane in remix.lanes for clip in lane.clips]
    for one, other in zip(alone.clips, together.clips, strict=True):
        assert one.seconds == pytest.approx(other.seconds, abs=EDGE_S)
        assert one.share == pytest.approx(other.share, abs=1e-5)
    total = sum(record.share for record in alone.records)
    assert total == pytest.approx(1) or total == 0
    assert all(0 <= record.seconds <= remix.frames / SECOND + 1e-9 for record in alone.records)


def test_a_material_of_ones_own_names_nobody(sounds: Sounds) -> None:
    mine: Material = sounds.add(steady(1, 0.1))
    found = heard(a_remix((mine,), a_lane(a_clip(mine))), sounds.find)
    assert found.clips == () and found.records == ()


def test_a_record_tells_when_it_is_first_and_last_heard(sounds: Sounds) -> None:
    theirs = sounds.add(steady(2, 0.1), record="r1")
    remix = a_remix((theirs,), a_lane(a_clip(theirs, SECOND), a_clip(theirs, 5 * SECOND, "d", length=SECOND)))
    (record,) = heard(remix, sounds.find).records
    assert (record.start, record.end, record.inside) == (SECOND, 6 * SECOND, False)
