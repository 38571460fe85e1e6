"""A take that was made along a guide comes into a remix: with it, or to where it lies."""

from __future__ import annotations

from studio.domain.ids import TakeId
from studio.domain.record import Media
from studio.domain.remix import RATE_HZ
from studio.domain.take import Take
from studio.ui.remix.adding import WithGuide, found
from tests.store.made import HOME
from tests.ui.conftest import a_challenge
from tests.ui.pieces import a_sounding_take

from .conftest import Place, a_sound


def sung(place: Place, **fields: object) -> Take:
    """Half a second was remembered before the guide began."""
    store = place.page._store
    sha256 = store.media.add_file(a_sound(place.shelf.folder / "song.wav", 3.0, 330))
    song = {"guide_sha256": sha256, "guide_frame": RATE_HZ // 2}
    return a_sounding_take(store, seconds=2, prompt="Sing it", **(song | fields))


def laid(place: Place) -> list[tuple[str, int, int, int]]:
    lanes = place.bench.editor.remix.lanes
    return [(lane.name, clip.start, clip.offset, clip.length) for lane in lanes for clip in lane.clips]


def test_a_take_and_its_guide_are_laid_together_in_one_step(place: Place) -> None:
    bench, take = place.begin(), sung(place)
    bench.playing.seek(RATE_HZ)
    (choice,) = [
        one for one in found(place.page._store, bench.adder.add_thing, print, "sing") if "its guide" in one.said
    ]
    assert (choice.title, choice.said) == ("Sing it", "With its guide · Take 1, 0:02.0")
    bench.adder.add_thing(WithGuide(take), None, bench.playing.place)
    place.until(lambda: bench.editor.remix.lanes)
    assert laid(place) == [("Guide", RATE_HZ, 0, 3 * RATE_HZ), ("Sing it", RATE_HZ // 2, 0, 2 * RATE_HZ)]
    bench.editor.undo()
    assert laid(place) == []


def test_a_take_lies_at_its_guide_wherever_that_is_and_the_guide_comes_once(place: Place) -> None:
    bench, take = place.begin(), sung(place)
    bench.adder.add_thing(WithGuide(take), None, 0)
    place.until(lambda: len(laid(place)) == 2)
    assert laid(place)[1] == ("Sing it", 0, RATE_HZ // 2, 3 * RATE_HZ // 2), "what was before the time line is left out"
    bench.adder.add_thing(WithGuide(take), None, 9 * RATE_HZ)
    place.until(lambda: len(laid(place)) == 3)
    assert laid(place)[2] == laid(place)[1]
    place.add(take)
    assert laid(place)[3] == laid(place)[1]
    lane = bench.editor.remix.lanes[-1].id
    bench.timeline.dropped.emit([take.id], lane, 7 * RATE_HZ)
    place.until(lambda: len(laid(place)) == 5)
    assert laid(place)[4][1:] == (7 * RATE_HZ, 0, 2 * RATE_HZ), "on a lane it lies where it was dropped"


def test_a_take_whose_guide_is_not_there_lies_at_the_playhead(place: Place) -> None:
    bench, take = place.begin(), sung(place)
    bench.adder.add_thing(take, None, RATE_HZ)
    place.until(lambda: laid(place))
    assert laid(place) == [("Sing it", RATE_HZ, 0, 2 * RATE_HZ)]
    place.page._store.media.path(take.guide_sha256).unlink()
    assert not [one for one in found(place.page._store, print, print, "sing") if "its guide" in one.said]


def test_the_guide_of_a_challenge_is_cited_and_one_of_the_library_is_its_record(place: Place) -> None:
    bench, store = place.begin(), place.page._store
    path = a_sound(place.shelf.folder / "theirs.wav", 1.0, 550)
    guide = Media(store.media.add_file(path), path.stat().st_size, "audio/wav", 1.0)
    challenge = a_challenge(title="Night Choir", guide=guide)
    store.library.shelve(HOME, challenges=[challenge])
    bench.adder.add_thing(WithGuide(sung(place, challenge_id=challenge.id, guide_sha256=guide.sha256)))
    place.until(lambda: len(laid(place)) == 2)
    assert laid(place)[0][0] == "Guide of “Night Choir”"
    (source,) = bench.editor.remix.sources
    assert source.work and (source.work.title, source.work.author) == ("Guide of “Night Choir”", "the studio")
    hum = place.shelf.record("Hum", hz=220)
    other = sung(place, id=TakeId("018f0000-0000-7000-8000-0000000000aa"), guide_sha256=hum.media.sha256)
    bench.adder.add_thing(WithGuide(other))
    place.until(lambda: len(laid(place)) == 4)
    assert "Hum" in place.heard()
