"""The guide that a challenge brings: fetched when the challenge is opened, and heard only where the person wants it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .guide import Guide

#: Returns when the guide of a challenge is here. For a task's thread; raises StudioError.
KeepGuide = Callable[[Challenge], None]
_NAME = "The challenge's guide"
_PLAY = "Play its guide while recording"


class BriefGuide(QObject):
    """It is the guide of this challenge alone: another challenge begins without."""

    def __init__(self, store: Store, stage: Stage, guide: Guide, keep: KeepGuide) -> None:
        super().__init__(guide)
        self._store, self._stage, self._guide, self._keep = store, stage, guide, keep
        self._id: ChallengeId | None = None
        self._chosen = self._wish = ""
        self._coming: set[str] = set()
        self._opening: Task | None = None

    def look(self, id: ChallengeId | None) -> None:
        """The challenge that is on now, or none. Its guide is fetched; that there is no network is said when it is wanted."""
        if id == self._id:
            return
        self._id, self._wish = id, ""
        if self._opening is not None:
            self._opening.stop()
        if self._chosen and self._chosen == self._guide.sha256:
            self._guide.clear()
        self._chosen = ""
        challenge = self._challenge()
        if challenge is not None:
            self._fetch(challenge)

    def add_to(self, menu: QMenu) -> None:
        challenge = self._challenge()
        if challenge is None or challenge.guide is None:
            return
        action = menu.addAction(_PLAY if self._is_here(challenge) else f"{_PLAY} (not here yet)", self.toggle)
        action.setCheckable(True)
        action.setChecked(challenge.guide.sha256 == self._guide.sha256)

    def toggle(self) -> None:
        challenge = self._challenge()
        if challenge is None or challenge.guide is None:
            return
        sha256 = challenge.guide.sha256
        if sha256 == self._guide.sha256:
            self._guide.clear()
        elif self._is_here(challenge):
            self._choose(sha256)
        else:
            self._wish = sha256
            self._stage.notices.hint("The guide is being fetched; it is heard from then on")
            self._fetch(challenge)

    def _challenge(self) -> Challenge | None:
        return self._store.challenges.find(self._id) if self._id else None

    def _is_here(self, challenge: Challenge) -> bool:
        return challenge.guide is not None and self._store.media.has(challenge.guide.sha256)

    def _fetch(self, challenge: Challenge) -> None:
        if challenge.guide is None or challenge.guide.sha256 in self._coming or self._is_here(challenge):
            return
        sha256 = challenge.guide.sha256
        self._coming.add(sha256)
        self._stage.tasks.run(
            lambda _: self._keep(challenge),
            alive(self, lambda _: self._on_here(sha256)),
            on_trouble=alive(self, partial(self._on_trouble, sha256)),
        )

    def _on_here(self, sha256: str) -> None:
        self._coming.discard(sha256)
        if self._wish == sha256:
            self._choose(sha256)

    def _on_trouble(self, sha256: str, error: StudioError) -> None:
        self._coming.discard(sha256)
        if self._wish == sha256:
            self._wish = ""
            self._stage.notices.trouble(error)

    def _choose(self, sha256: str) -> None:
        self._wish, self._chosen = "", sha256
        self._opening = self._guide.hear(_NAME, sha256)
