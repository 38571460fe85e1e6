"""The sources of a draft as its platform is told them."""

from __future__ import annotations

from studio import contract
from studio.domain.record import Draft, Rights, Source, Work
from studio.domain.words import tidy_title
from studio.store import Store

_FIGURES_S = 3
_FIGURES_SHARE = 4


def sources_told(store: Store, draft: Draft) -> list[contract.SourceRef]:
    """What was removed from the piece is not told. A record of another platform becomes a work from outside of this one."""
    return [_told(store, draft, source) for source in draft.sources if not source.removed]


def _told(store: Store, draft: Draft, source: Source) -> contract.SourceRef:
    work = source.work or _elsewhere(store, draft, source)
    return contract.SourceRef(
        id=source.id,
        record_id=None if work else source.record_id,
        type=source.type.value,
        origin=source.origin.value,
        thanks=source.thanks,
        place=source.place,
        amount_s=round(source.amount_s, _FIGURES_S),
        share=min(1.0, round(source.share, _FIGURES_SHARE)),
        work=None
        if work is None
        else contract.WorkRef(title=work.title, author=work.author, address=work.address, licence=work.licence),
    )


def _elsewhere(store: Store, draft: Draft, source: Source) -> Work | None:
    record = store.library.record(source.record_id) if source.record_id else None
    if record is not None and draft.platform_id not in store.library.where(record.id):
        platform = store.platforms.find(record.platform_id)
        address = f"{platform.address}{contract.RECORDS}/{record.id}" if platform and not platform.is_home else ""
        return _named(record.title, record.author.handle, address, record.rights)
    before = store.drafts.find(source.record_id) if source.record_id and record is None else None
    if before is not None and before.platform_id != draft.platform_id:
        return _named(before.title, "", "", before.rights)
    return None


def _named(title: str, author: str, address: str, rights: Rights) -> Work:
    """Other platforms, and drafts, have titles of any length or none."""
    return Work(tidy_title(title) or "Untitled", tidy_title(author), address, rights.value)
