"""A Remix place over a real store, with sounds of others in the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.domain.ids import PersonId, RecordId, RevisionId, new_id
from studio.domain.moments import now
from studio.domain.record import Kind, Media, Person, Record, Rights
from studio.domain.remix import RATE_HZ
from studio.errors import StudioError
from studio.remix.transport import Transport
from studio.remix.whereabouts import kept
from studio.store import Store
from studio.ui.remix.page import RemixPage, RemixWays
from studio.ui.remix.workbench import Workbench
from studio.ui.stage import Stage
from tests.store.made import HOME
from tests.ui.conftest import Sound


def a_sound(path: Path, seconds: float = 1.0, hz: float = 440, level: float = 0.1) -> Path:
    wave = np.sin(np.arange(round(seconds * RATE_HZ)) * (2 * np.pi * hz / RATE_HZ)) * level
    soundfile.write(path, wave.astype(np.float32), RATE_HZ, subtype="PCM_16")
    return path


@dataclass
class Shelf:
    """Records with sound, told by the platform; their files are here unless they are `away`."""

    store: Store
    folder: Path
    away: dict[RecordId, Path] = field(default_factory=dict)

    def record(
        self, title: str, author: str = "ines", *, seconds: float = 1.0, hz: float = 440, away: bool = False, **changes
    ) -> Record:
        path = a_sound(self.folder / f"{new_id()}.wav", seconds, hz)
        sha256 = self.store.media.add_file(path)
        media = Media(sha256, path.stat().st_size, "audio/wav", duration_s=seconds)
        who = Person(PersonId(new_id()), author)
        ids = RecordId(new_id()), RevisionId(new_id()), HOME
        record = Record(*ids, Kind.AUDIO, title, who, now(), media, changes.pop("rights", Rights.BY), **changes)
        self.store.library.shelve(HOME, records=[record])
        if away:
            self.store.media.path(sha256).unlink()
            self.away[record.id] = path
        return record

    def keep(self, record: Record) -> None:
        """As if it were fetched."""
        self.store.media.add_file(self.away[record.id])


@dataclass
class Place:
    page: RemixPage
    shelf: Shelf
    shared: list[str]
    troubles: list[StudioError]
    qtbot: object

    @property
    def bench(self) -> Workbench:
        assert self.page.bench is not None
        return self.page.bench

    def begin(self, title: str = "Night Choir") -> Workbench:
        self.page._begin(title)
        self.until(lambda: self.page.bench is not None)
        return self.bench

    def add(self, thing: object) -> None:
        """Adds it and waits until its lane is there."""
        lanes = len(self.bench.editor.remix.lanes)
        self.bench.adder.add_thing(thing)  # type: ignore[arg-type]
        self.until(lambda: len(self.bench.editor.remix.lanes) == lanes + 1)

    def heard(self) -> list[str]:
        """Who is heard now, by title, after everything was listened to."""
        self.until(lambda: self.bench.hearing.is_current)
        return [told.title for told in self.bench.panel.sources.rows.told]

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)  # type: ignore[attr-defined]


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    folder = tmp_path / "sounds"
    folder.mkdir()
    return Shelf(store, folder)


@pytest.fixture
def place(qtbot, store: Store, stage: Stage, shelf: Shelf, sound: Sound) -> Iterator[Place]:
    shared: list[str] = []
    troubles: list[StudioError] = []
    stage.bell.trouble.connect(troubles.append)
    transport = Transport(kept(store.media), stage.bell.player_changed.emit, lambda error: None)
    ways = RemixWays(shelf.keep, shared.append)
    page = RemixPage(store, stage, transport, sound.booth, ways, sound.voice)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    page.refresh()
    yield Place(page, shelf, shared, troubles, qtbot)
    page.close_remix()
    transport.close()
