"""What is played is the export, bit for bit: from any frame, round loops, and on after an edit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.remix import Material
from studio.remix import click, timeline
from studio.remix.head import CROSSFADE, Head, Way
from studio.remix.render import Mix
from studio.sound.pcm import Floats

from .made import FRAMES, Sounds, a_clip, a_lane, a_remix, noise, remixes

few = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="module")
def materials(sounds: Sounds) -> tuple[Material, ...]:
    return sounds.add(noise(40_000, 2, 1)), sounds.add(noise(30_000, 1, 2), "PCM_24")


def played(head: Head, frames: int, sizes: st.DataObject | None = None) -> Floats:
    """So many frames as a ring would ask for them, in pieces of any size."""
    parts = [np.zeros((0, 2), np.float32)]
    while frames > 0:
        piece = head.next(min(frames, sizes.draw(st.integers(1, 30_000)) if sizes is not None else 14_400))
        if not len(piece):
            break
        parts.append(piece)
        frames -= len(piece)
    return np.concatenate(parts)


@few
@given(st.data())
def test_what_is_played_is_what_is_exported(
    sounds: Sounds, materials: tuple[Material, ...], data: st.DataObject
) -> None:
    remix = data.draw(remixes(materials))
    with Mix(remix, sounds.find) as mix:
        exported = np.concatenate(list(mix.blocks()))
        start = data.draw(st.integers(0, remix.frames))
        head = Head(mix, Way(start))
        assert np.array_equal(played(head, 2 * remix.frames, data), exported[start:])
        assert head.given == remix.frames - start


@few
@given(st.data())
def test_a_loop_comes_round_without_a_seam_and_each_frame_knows_its_place(
    sounds: Sounds, materials: tuple[Material, ...], data: st.DataObject
) -> None:
    remix = data.draw(remixes(materials))
    first = data.draw(st.integers(0, FRAMES))
    last = first + data.draw(st.integers(500, FRAMES))
    start = data.draw(st.integers(0, last + 1_000))
    with Mix(remix, sounds.find) as mix:
        whole = np.concatenate([np.concatenate(list(mix.blocks()))[:last], np.zeros((last, 2), np.float32)])[:last]
        head = Head(mix, Way(start, (first, last)))
        wanted = np.concatenate([whole[start:] if start < last else whole[:0], *[whole[first:]] * 3])
        assert np.array_equal(played(head, len(wanted), data), wanted)
    places = [*range(start, last), *list(range(first, last)) * 3] if start < last else [*range(first, last)] * 3
    for given_ in data.draw(st.lists(st.integers(0, len(places) - 1), max_size=9)):
        assert head.frame_at(given_) == places[given_]


@few
@given(st.data())
def test_an_edit_is_heard_from_the_next_frame_on_through_a_short_crossfade(
    sounds: Sounds, materials: tuple[Material, ...], data: st.DataObject
) -> None:
    before, after = data.draw(remixes(materials)), data.draw(remixes(materials))
    at = data.draw(st.integers(1, FRAMES))
    with Mix(before, sounds.find) as one, Mix(after, sounds.find, after=one) as other:
        old, new = (np.concatenate([*mix.blocks(), np.zeros((3 * FRAMES, 2), np.float32)]) for mix in (one, other))
        head = Head(one, Way(endless=True))
        first = played(head, at, data)
        head.change(other)
        second = played(head, FRAMES, data)
    assert np.array_equal(first, old[:at])
    assert np.array_equal(second[CROSSFADE:], new[at + CROSSFADE : at + FRAMES])
    low, high = (pick(old[at : at + CROSSFADE], new[at : at + CROSSFADE]) for pick in (np.minimum, np.maximum))
    assert (second[:CROSSFADE] >= low - 1e-6).all() and (second[:CROSSFADE] <= high + 1e-6).all()


def test_a_count_in_comes_before_the_first_frame_and_the_end_goes_on_in_silence(
    sounds: Sounds, materials: tuple[Material, ...]
) -> None:
    remix = a_remix(materials, a_lane(a_clip(materials[0])))
    with Mix(remix, sounds.find) as mix:
        head = Head(mix, Way(-20_000, endless=True))
        sound = played(head, 100_000)
        assert not sound[:20_000].any() and not sound[60_000:].any() and len(sound) == 100_000
        assert np.array_equal(sound[20_000:60_000], mix.read(0, 40_000))
    assert head.frame_at(0) == -20_000 and head.frame_at(30_000) == 10_000


@few
@given(st.floats(10, 999), st.integers(-200_000, 50_000_000), st.data())
def test_clicks_lie_on_the_beats_wherever_they_are_made(bpm: float, start: int, data: st.DataObject) -> None:
    whole = np.zeros((60_000, 2), np.float32)
    click.add(whole, start, bpm)
    pieces, at = np.zeros((60_000, 2), np.float32), 0
    while at < len(pieces):
        size = data.draw(st.integers(1, 40_000))
        click.add(pieces[at : at + size], start + at, bpm)
        at += size
    assert np.allclose(pieces, whole, atol=1e-6)
    wanted = np.zeros(60_000 + 2 * click.FRAMES, np.float64)
    beat = np.floor((start - click.FRAMES) * bpm / 60 / 48_000)
    while (frame := round(beat * 60 * 48_000 / bpm)) < start + 60_000:
        place = frame - start + click.FRAMES
        if place >= 0:
            wanted[place : place + click.FRAMES] += click.sound(beat % 4 == 0)
        beat += 1
    assert np.allclose(whole[:, 0], wanted[click.FRAMES : click.FRAMES + 60_000], atol=1e-5)


def test_a_click_is_heard_beside_the_mix_and_never_in_the_export(
    sounds: Sounds, materials: tuple[Material, ...]
) -> None:
    remix = a_remix(materials, a_lane(a_clip(materials[0])), bpm=90.0)
    quiet = timeline.mute(remix, {remix.lanes[0].clips[0].id}, True)
    with Mix(quiet, sounds.find) as mix:
        heard = played(Head(mix, Way(bpm=90.0)), 40_000)
        assert np.array_equal(heard[: click.FRAMES, 0], click.sound(True))
        assert not np.concatenate(list(mix.blocks())).any()
