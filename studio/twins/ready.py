"""Before a draft is told: its file lies in the media folder under its hash."""

from __future__ import annotations

from studio.domain.record import Media
from studio.domain.twins import Thing, TwinKind
from studio.store import Store

from .contents import INLINE_CHARS


def make_ready(store: Store, thing: Thing) -> None:
    """Links a take's file by its hash, once; keeps long words as a file. Outside of any transaction: a long take takes a while."""
    draft = store.drafts.find(thing.id) if thing.kind is TwinKind.DRAFT else None
    if draft is None:
        return
    if len(draft.text) > INLINE_CHARS:
        store.media.add_bytes(draft.text.encode())
    if draft.take_id is None or store.twins.take_media(draft.take_id) is not None:
        return
    take = store.takes.find(draft.take_id)
    if take is None or not store.takes.file(take).is_file():
        return
    sha256 = store.media.link_file(store.takes.file(take))
    size_bytes = store.media.path(sha256).stat().st_size
    media = Media(sha256, size_bytes, "audio/wav", duration_s=take.duration_s)
    store.twins.keep_take_media(draft.take_id, media)
