"""A remix on its way out: exported to a file, or mixed into a draft that can be shared. Mixing runs beside the window."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.ids import DraftId, PlatformId
from studio.domain.record import Draft, Media, Source
from studio.domain.remix import RATE_HZ, Remix
from studio.errors import Offline, Refused
from studio.store import Store
from studio.ui.long_work import LongWork
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .hearing import Find, Hearing

if TYPE_CHECKING:
    from studio.remix.export import Wish
    from studio.remix.projects import Projects
    from studio.remix.publish import Naming, Published

_MIME, _ENDING = "audio/flac", ".flac"


class Leaving(LongWork):
    """`shared` tells the draft's id when the mix is ready to be sent."""

    shared = Signal(str)
    #: A `Published`: the file is there.
    exported = Signal(object)

    def __init__(
        self, store: Store, stage: Stage, hearing: Hearing, find: Find, projects: Projects, page: QWidget
    ) -> None:
        super().__init__(stage, page)
        self._store, self._hearing = store, hearing
        self._find, self._projects = find, projects

    def export(self, remix: Remix, out: Path, wish: Wish) -> None:
        def work(task: Task) -> Published:
            return self._publish(remix, out, wish, task, self._hearing.listen(remix, (), task))

        self.run(f"Exporting {out.name}", work, self._on_exported)

    def share(self, remix: Remix) -> None:
        """Mixes it into a draft; the draft that it has already is used again while that is not sent."""
        home = self._store.platforms.home() or next(iter(self._store.platforms.list()), None)
        if home is None:
            self._stage.notices.trouble(
                Offline("Your home platform is still starting", "Your remix is safe. Try again in a moment.")
            )
            return
        self.run("Mixing it down", partial(self._drafted, remix, home.id), self._on_drafted)

    def _drafted(self, remix: Remix, platform_id: PlatformId, task: Task) -> Draft:
        from studio.drafts.make import from_file
        from studio.remix.export import Wish

        if not remix.frames:
            raise Refused("There is nothing to share yet", "Add a sound, or sing one, then share it.", code="empty")
        known = next((one for one in self._store.drafts.list() if one.remix_id == remix.id), None)
        sources = self._hearing.listen(remix, known.sources if known else (), task)
        if known is not None:  # an earlier mixdown of the same remix that is laid in it again is no source of itself
            sources = tuple(source for source in sources if source.record_id != known.record_id)
        with tempfile.TemporaryDirectory(prefix=".mix-", dir=self._store.folder.root) as name:
            out = Path(name) / f"mix{_ENDING}"
            self._publish(remix, out, Wish(), task, sources)
            if task.is_stopped:
                raise Refused("Mixing was stopped", "Nothing of it was kept.", code="stopped")
            media = Media("", 0, _MIME, duration_s=remix.frames / RATE_HZ)
            title = remix.title or "Untitled remix"
            draft = from_file(self._store, out, media, title, platform_id, sources=sources, remix_id=remix.id)
        self._projects.keep_mixed(draft.id, remix)
        return draft

    def _publish(self, remix: Remix, out: Path, wish: Wish, task: Task, sources: tuple[Source, ...]) -> Published:
        from studio.domain.progress import Progress
        from studio.remix.publish import publish

        progress = Progress(task.tell, lambda: task.is_stopped)
        return publish(remix, self._find, out, wish, self._naming(remix, sources), progress)

    def _naming(self, remix: Remix, sources: tuple[Source, ...]) -> Naming:
        from studio.credit.finding import Library
        from studio.credit.identity import Identity
        from studio.credit.lines import Credit
        from studio.remix.publish import Naming
        from studio.remix.remembered import Kits
        from studio.ui.sources import terms_of

        root, library = self._store.folder.root, self._store.library
        author, terms = self._store.platforms.author(), terms_of(self._store, sources)
        rights = terms.rights if terms.rights and terms.bound_by else ""
        work = Credit(remix.title, author, rights=rights)
        kits = Kits(root / "kits")
        return Naming(Library(library.record, library.with_media), lambda: Identity.open(root), work, sources, kits)

    def _on_exported(self, published: Published) -> None:
        advice = " ".join([f"It lies in {published.path.parent}.", *published.notes])
        self._stage.notices.notice("exported", f"{published.path.name} is ready", advice)
        self.exported.emit(published)

    def _on_drafted(self, draft: Draft) -> None:
        self.shared.emit(DraftId(draft.id))
