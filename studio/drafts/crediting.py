"""The credits in the file of a piece that the studio made itself, written anew when it is sealed.

A mixdown carries credits from the moment it is made. But its title, its rights and its sources may change until it is sent, and
only then is it sure which record it becomes: so the file and the platform always say the same.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from studio.credit.embed import embed
from studio.credit.identity import Identity
from studio.credit.lines import Credit, Credits, credit_of_source
from studio.domain.record import Draft, Media, Source
from studio.errors import DiskTrouble
from studio.store import Store


def credited(store: Store, draft: Draft) -> Media:
    """The draft's media with its credits as they are now; as it was where it is no piece of ours, or where that cannot be done
    (CIT-3: credits never stop a piece). May ask a keyring."""
    media = draft.media
    assert media is not None
    if draft.remix_id is None:
        return media
    told = _credits(store, draft)
    files = {one.sha256: store.media.path(one.sha256) for one in told.sources if store.media.has(one.sha256)}
    try:
        with tempfile.TemporaryDirectory(prefix=".seal-", dir=store.folder.root) as folder:
            path = Path(folder) / "piece"
            done = embed(store.media.path(media.sha256), path, told, lambda: Identity.open(store.folder.root), files)
            if not (done.tagged or done.signed):
                return media
            sha256 = store.media.move_file(path)
    except (DiskTrouble, OSError):
        return media
    return replace(media, sha256=sha256, size_bytes=store.media.path(sha256).stat().st_size)


def _credits(store: Store, draft: Draft) -> Credits:
    platform = store.platforms.find(draft.platform_id)
    handle = platform.handle if platform else ""
    work = Credit(draft.title, handle, "", draft.rights, draft.record_id)
    sources = (_credit(store, source, handle) for source in draft.sources if not source.removed)
    return Credits(work, tuple(dict.fromkeys(sources)))


def _credit(store: Store, source: Source, handle: str) -> Credit:
    """A source that is an own draft is called as it is called now."""
    record = store.library.record(source.record_id) if source.record_id else None
    before = store.drafts.find(source.record_id) if source.record_id and record is None else None
    if before is None:
        return credit_of_source(source, record)
    sha256 = before.media.sha256 if before.media else ""
    return Credit(before.title, handle, source.type, before.rights, before.record_id, sha256)
