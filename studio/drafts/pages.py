"""Several pictures as one record: drafts that become the pages of one, and the order of pages.

A page is a picture as it was when it joined: what its paint program saves later would not know which page it is. So pages belong
to a new draft, which watches no file, and the drafts that joined can be brought back for 30 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio import contract
from studio.domain.ids import DraftId, new_id
from studio.domain.moments import now
from studio.domain.record import Draft, Kind, Page
from studio.domain.words import cut, tidy_text
from studio.errors import Refused
from studio.store import Store


def join(store: Store, ids: Sequence[DraftId]) -> Draft:
    """A new draft of the pictures of all these, in this order, which is called as the first of them. Raises Refused where that
    cannot be one record."""
    drafts = [store.drafts.get(id) for id in ids]
    pages = tuple(page for draft in drafts for page in draft.pages)
    _check(drafts, pages)
    sources = {source.record_id or source.work: source for draft in reversed(drafts) for source in draft.sources}
    whole = replace(drafts[0].with_pages(pages), id=DraftId(new_id()), sources=tuple(sources.values()), remix_id=None)
    whole = replace(whole, made_at=now(), changed_at=now())
    store.drafts.join(whole, ids)
    return whole


def put(store: Store, id: DraftId, pages: tuple[Page, ...]) -> Draft:
    """The same pages in another order, fewer of them, or with other words. Raises Refused for a draft that was sent."""
    draft = store.drafts.get(id)
    pages = tuple(replace(page, alt=cut(tidy_text(page.alt), contract.MAX_ALT)) for page in pages)
    _check([draft], pages)
    draft = replace(draft.with_pages(pages), changed_at=now())
    store.drafts.change(draft)
    return draft


def take_out(store: Store, id: DraftId, at: int) -> tuple[Draft, Draft]:
    """The page `at` leaves and becomes a draft of its own; both are told. A crash in between leaves it in both."""
    whole = store.drafts.get(id)
    page, rest = whole.pages[at], (*whole.pages[:at], *whole.pages[at + 1 :])
    _check([whole], rest)
    moment = now()
    single = replace(whole.with_pages((page,)), id=DraftId(new_id()), made_at=moment, changed_at=moment)
    store.drafts.add(single)
    return put(store, id, rest), single


def _check(drafts: Sequence[Draft], pages: tuple[Page, ...]) -> None:
    if any(draft.sealed for draft in drafts):
        raise Refused("This is on its way already", "Take it back in the outbox, then change it.")
    if any(draft.kind is not Kind.IMAGE for draft in drafts) or not pages:
        raise Refused("Only pictures can be pages of one record", "Send the others by themselves. All drafts are kept.")
    if len({draft.platform_id for draft in drafts}) > 1:
        raise Refused(
            "These go to different platforms",
            "A record is on one platform. Choose drafts for the same one; all are kept.",
        )
    if len(pages) > contract.MAX_MORE + 1:
        raise Refused(
            "These are too many pictures for one record",
            f"One record holds up to {contract.MAX_MORE + 1}. All drafts are kept; send them in two parts.",
        )
