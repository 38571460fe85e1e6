"""Before a draft is told: its file lies in the media folder under its hash."""

from __future__ import annotations

import contextlib

from studio.domain.twins import Thing, TwinKind
from studio.errors import Damaged
from studio.store import Store
from studio.store.heard import keep_heard

from .contents import INLINE_CHARS


def make_ready(store: Store, thing: Thing) -> None:
    """Keeps a take as it is heard, once; keeps long words as a file. Outside of any transaction: a long take takes a while."""
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
    with contextlib.suppress(Damaged):  # a take that it is put together from is gone: the draft waits
        store.twins.keep_take_media(take, keep_heard(store.takes, store.media, take))
