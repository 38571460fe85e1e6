"""What the parts of an open remix ask for, made into edits of it: each is one step that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from studio.domain.ids import LaneId
from studio.domain.record import Source

from .adder import Adder
from .adding import Added, placed
from .changes import Edit, choose_take
from .editor import Editor
from .inspector import chosen_of
from .playing import Playing
from .timeline import TimelineView, Waves


class Edits(QObject):
    def __init__(self, editor: Editor, timeline: TimelineView, playing: Playing, waves: Waves, adder: Adder) -> None:
        super().__init__(timeline)
        self._editor, self._timeline, self._playing = editor, timeline, playing
        self._waves, self._adder = waves, adder

    @Slot(object)
    def apply(self, edit: Edit) -> None:
        """An edit of clips that are gone meanwhile is none."""
        try:
            self._editor.commit(edit(self._editor.remix))
        except KeyError:
            return

    @Slot(object)
    def hear(self, edit: Edit) -> None:
        """What it would sound like, while it plays."""
        try:
            self._playing.hear(edit(self._editor.remix))
        except KeyError:
            return

    @Slot(int)
    def choose_take(self, number: int) -> None:
        """Of several takes of a loop this one is heard: in the part that loops now, else all along."""
        chosen = chosen_of(self._editor.remix, self._timeline.selection)
        if chosen is not None:
            remix = choose_take(self._editor.remix, chosen.clips, number, self._playing.loop)
            self._editor.commit(remix)
            group = chosen.clips[0].group
            clips = (clip for lane in remix.lanes for clip in lane.clips if clip.group == group)
            self._timeline.choose(frozenset(clip.id for clip in clips), self._timeline.chosen_lane)

    @Slot(object, object, int)
    def add(self, added: Sequence[Added], lane: LaneId | None, frame: int) -> None:
        """Lays sounds that have come, and chooses them."""
        before = {clip.id for one in self._editor.remix.lanes for clip in one.clips}
        self._editor.commit(placed(self._editor.remix, added, lane, frame))
        self._waves.look_again()
        new = [(one.id, clip.id) for one in self._editor.remix.lanes for clip in one.clips if clip.id not in before]
        if new:
            self._timeline.choose(frozenset(id for _, id in new), new[0][0])
        self._timeline.setFocus()

    @Slot(object, object, int)
    def drop(self, what: Sequence[object], lane: LaneId | None, frame: int) -> None:
        """Files, or ids of records."""
        paths = [one for one in what if isinstance(one, Path)]
        if paths:
            self._adder.add_files(paths, lane, frame)
        self._adder.add_ids([one for one in what if isinstance(one, str)], lane, frame)

    @Slot(object)
    def say_sources(self, sources: tuple[Source, ...]) -> None:
        """The sources as a person changed them."""
        from studio.remix.citing import said

        self._editor.commit(said(self._editor.remix, sources))

    @Slot(object)
    def set_loop(self, loop: tuple[int, int] | None) -> None:
        self._timeline.show_loop(loop)
        self._playing.set_loop(loop)
