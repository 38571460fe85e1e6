"""Another theme or text size builds the page anew: every step of the remix is there, and everything is where it was."""

from __future__ import annotations

from studio.domain.remix import RATE_HZ
from studio.ui.remix.page import RemixPage, RemixWays
from studio.ui.remix.timeline import Snap
from studio.ui.stage import Stage

from .conftest import Place


def test_another_look_of_the_window_keeps_every_step(qtbot, place: Place, stage: Stage) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    remembered = place.page.remember()
    old, ways = place.page, RemixWays(place.shelf.keep, print)
    page = RemixPage(old._store, stage, old._transport, old._booth, ways)
    qtbot.addWidget(page)
    page.recall(remembered)
    assert page.bench is not None
    page.bench.editor.undo()
    assert page.bench.editor.remix.lanes == ()
    assert bench.editor is page.bench.editor
    page.bench.leave()


def test_another_look_of_the_window_leaves_the_time_line_where_it_was(qtbot, place: Place, stage: Stage) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=40.0))
    place.page.resize(1000, 700)
    place.page.show()
    bench.timeline.choose(frozenset(clip.id for lane in bench.editor.remix.lanes for clip in lane.clips))
    bench.timeline.snap, bench.timeline.ripple = Snap.BEATS, True
    bench.playing.seek(12 * RATE_HZ)
    bench.edits.set_loop((10 * RATE_HZ, 20 * RATE_HZ))
    bench.playing.set_click(True)
    for _ in range(8):
        bench.timeline.do("zoom in")
    before = bench.timeline.standing
    old, ways = place.page, RemixWays(place.shelf.keep, print)
    page = RemixPage(old._store, stage, old._transport, old._booth, ways)
    qtbot.addWidget(page)
    page.recall(old.remember())
    page.resize(1000, 700)
    page.show()
    again = page.bench
    assert again is not None and again.timeline.standing == before and before.left > 0
    assert again.timeline.selection and (again.timeline.snap, again.timeline.ripple) == (Snap.BEATS, True)
    assert (again.playing.place, again.playing.loop, again.playing.click) == (12 * RATE_HZ, (480_000, 960_000), True)
    assert again.bar.clock.said == "0:12.000" and "click" in again.bar.click_track.said.lower()
    again.leave()
