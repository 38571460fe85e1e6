"""Takes that fail are mended, rendered and measured again: with real voices in rooms of all kinds, they pass then."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from studio.cutting.fixes import GENTLE_DB, fixes
from studio.cutting.mending import Mended, mended
from studio.domain.delivery import Measures, Spec, of_sound, verdicts
from studio.domain.edits import Centre, Fill, Gain, Pad, Quieten, Trim, done
from studio.domain.take import Take
from studio.paths import RESOURCES
from studio.sound import check, specs
from studio.sound.convert import read_all
from studio.sound.pcm import Floats
from tests.rig import speech
from tests.sound.edited_takes import RATE_HZ, files_in, take_of, with_edits

NAMES = sorted(path.stem for path in (RESOURCES / "specs").glob("*.json"))


def spec(name: str) -> Spec:
    return specs.load(RESOURCES / "specs" / f"{name}.json")


def voice(head_s: float = 0.3, tail_s: float = 0.4, seconds: float = 8.0, room: float = 1e-4) -> Floats:
    """Real words between two stretches of a room, with a pause of 0.7 s inside."""
    words = read_all(speech.prompts(1)[0], RATE_HZ, 1)[: round(seconds * RATE_HZ)]
    words[3 * RATE_HZ : 3 * RATE_HZ + 33_600] *= 0.01
    parts = [np.zeros((round(s * RATE_HZ), 1), np.float32) for s in (head_s, tail_s)]
    sound = np.concatenate((parts[0], words, parts[1]))
    chance = np.random.default_rng(0)
    noisy: Floats = (sound + chance.normal(0, room, sound.shape)).astype(np.float32)
    return noisy


def mend(take: Take, asked: Spec, folder: Path, only: tuple[str, ...] = ()) -> Mended:
    measure = partial(check.of_take, open_file=files_in(folder))
    return mended(take, measure(take), asked, measure, lambda fix: not only or bool(set(only) & set(fix.mends)))


@pytest.mark.parametrize("name", NAMES)
def test_a_take_of_the_room_alone_fails_and_nothing_of_it_is_cut_or_made_louder(name: str, tmp_path: Path) -> None:
    take = take_of(tmp_path, "a", np.random.default_rng(0).normal(0, 4e-4, (3 * RATE_HZ, 1)).astype(np.float32))
    found, asked = check.of_take(take, files_in(tmp_path)), spec(name)
    assert [one for one in verdicts(found, of_sound(asked)) if not one.passed] and fixes(found, asked, take) == ()
    told = {one.what: one.sentence for one in verdicts(found, asked)}
    assert told.get("head_s", "Nothing but the room can be heard in it") == "Nothing but the room can be heard in it"


def failures(found: Measures, asked: Spec) -> list[str]:
    return [f"{one.what}: {one.figures}" for one in verdicts(found, of_sound(asked)) if not one.passed]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
@given(
    name=st.sampled_from(NAMES),
    level_db=st.floats(-25, 0),
    offset=st.floats(-0.05, 0.05),
    head_s=st.floats(0, 2),
    tail_s=st.floats(0, 7),
)
# An offset larger than the voice itself, which is made 24 dB louder below a ceiling.
@example(
    name="podcast",
    level_db=-23.901332967662704,
    offset=-0.04596041562948525,
    head_s=1.0806410894338894,
    tail_s=2.3739040737067434,
)
def test_what_is_mended_passes(
    name: str, level_db: float, offset: float, head_s: float, tail_s: float, tmp_path: Path
) -> None:
    sound = np.clip(voice(head_s, tail_s, room=3e-5) * 10 ** (level_db / 20) + offset, -0.99, 0.99)
    (tmp_path / "a.wav").unlink(missing_ok=True)
    take = take_of(tmp_path, "a", sound.astype(np.float32))
    asked = spec(name)
    made = mend(take, asked, tmp_path)
    assert failures(made.found, asked) == []
    heard = check.of_take(with_edits(take, *made.edits), files_in(tmp_path))
    assert failures(heard, asked) == []


def test_a_noisy_room_is_made_quieter_but_gently(tmp_path: Path) -> None:
    asked = Spec("A quiet room", noise_floor_dbfs=(None, -60))
    take = take_of(tmp_path, "a", voice(room=2.5e-3))
    made = mend(take, asked, tmp_path)
    assert [type(edit) for edit in made.edits] == [Quieten]
    assert failures(made.found, asked) == []
    noisy = take_of(tmp_path, "b", voice(room=1e-2))
    made = mend(noisy, asked, tmp_path)
    assert all(isinstance(edit, Quieten) and edit.db <= GENTLE_DB for edit in made.edits)
    assert failures(made.found, asked)


def test_a_hot_take_is_turned_down_where_that_is_enough_and_limited_where_it_must_be_loud(tmp_path: Path) -> None:
    hot = voice() * np.float32(0.999 / np.abs(voice()).max())
    take = take_of(tmp_path, "a", hot)
    (edit,) = mend(take, Spec("x", true_peak_dbtp=(None, -3)), tmp_path).edits
    assert isinstance(edit, Gain) and edit.db < 0 and edit.ceiling_dbtp is None
    (edit,) = mend(take, Spec("x", true_peak_dbtp=(None, -3), integrated_lufs=(-15.5, -14.5)), tmp_path).edits
    assert isinstance(edit, Gain) and edit.ceiling_dbtp == pytest.approx(-3.2)


def test_only_what_was_pressed_is_mended(tmp_path: Path) -> None:
    take = take_of(tmp_path, "a", voice(2, 2) * np.float32(0.1) + np.float32(0.002))
    asked = Spec("x", head_s=(None, 0.1), integrated_lufs=(-20, -18), dc_offset=(None, 0.001))
    assert {type(edit) for edit in mend(take, asked, tmp_path, ("dc_offset",)).edits} == {Centre}
    assert {type(edit) for edit in mend(take, asked, tmp_path, ("head_s",)).edits} == {Trim}
    whole = mend(take, asked, tmp_path)
    assert {type(edit) for edit in whole.edits} == {Trim, Centre, Gain}
    assert failures(whole.found, asked) == []


def test_noise_is_not_made_quieter_unheard_where_an_offset_hides_the_room(tmp_path: Path) -> None:
    take = take_of(tmp_path, "a", voice(room=2.5e-3) + np.float32(0.02))
    asked = Spec("x", noise_floor_dbfs=(None, -60))
    measure = partial(check.of_take, open_file=files_in(tmp_path))
    found = measure(take)
    pressed = fixes(found, asked, take)[0]
    assert {type(edit) for edit in mended(take, found, asked, measure, pressed.allows).edits} == {Centre}


def test_room_tone_comes_from_the_quietest_stretch_of_the_file_also_after_a_cut(tmp_path: Path) -> None:
    take = with_edits(take_of(tmp_path, "a", voice(0.05, 0.05)), Trim(RATE_HZ, 8 * RATE_HZ))
    (edit,) = mend(take, Spec("x", tail_s=(1, 2)), tmp_path).edits
    assert isinstance(edit, Pad) and edit.head == 0 and edit.tone is not None
    assert edit.tone.start / RATE_HZ == pytest.approx(3.1, abs=0.2)


def test_holes_are_filled_with_room_tone_before_the_ends_are_cut(tmp_path: Path) -> None:
    sound = voice(2, 0.5)
    sound[5 * RATE_HZ : 5 * RATE_HZ + 9_600] = 0
    sound[6 * RATE_HZ : 6 * RATE_HZ + 4_800] = 0
    take = take_of(tmp_path, "a", sound)
    asked = Spec("x", digital_silence_s=(None, 0), head_s=(None, 0.5))
    made = mend(take, asked, tmp_path)
    fills = [(edit.start, edit.end) for edit in made.edits if isinstance(edit, Fill)]
    assert fills == [(5 * RATE_HZ, 5 * RATE_HZ + 9_600), (6 * RATE_HZ, 6 * RATE_HZ + 4_800)]
    assert failures(made.found, asked) == []


def test_a_clipped_take_stays_clipped_however_quiet_it_is_made(tmp_path: Path) -> None:
    sound = voice()
    sound[RATE_HZ : RATE_HZ + 9] = 1
    take = take_of(tmp_path, "a", sound)
    asked = Spec("x", clipped_runs=(None, 0), true_peak_dbtp=(None, -3))
    made = mend(take, asked, tmp_path)
    assert failures(made.found, asked) == ["clipped_runs: 1 clipped run, asked at most 0 clipped runs"]
    assert made.found.clipped_at_s == (1.0,)


@pytest.mark.parametrize("sound", [np.zeros((9_600, 1)), np.full((10, 1), 0.1), np.zeros((0, 1))])
@pytest.mark.parametrize("name", NAMES)
def test_silence_and_moments_are_left_alone_or_mended_without_a_fault(sound: Floats, name: str, tmp_path: Path) -> None:
    take = take_of(tmp_path, "a", sound.astype(np.float32))
    made = mend(take, spec(name), tmp_path)
    assert made.found.duration_s >= 0
    if not sound.any():
        assert made.edits == ()


def test_a_take_that_passes_has_nothing_to_mend(tmp_path: Path) -> None:
    take = take_of(tmp_path, "a", voice())
    found = check.of_take(take, files_in(tmp_path))
    assert fixes(found, Spec("x", duration_s=(1, 20)), take) == ()
    assert fixes(found, Spec("x", clicks=(None, -1)), take) == ()
    assert done(take, Gain(1.0)).edits_done == 1
