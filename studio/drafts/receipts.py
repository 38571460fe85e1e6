"""The receipt of an answer to a challenge: what was sealed, when, and what the studio had heard of the platform until then."""

from __future__ import annotations

from studio import contract
from studio.domain.parcel import Parcel
from studio.store import Store


def contribution(store: Store, parcel: Parcel) -> str:
    """What hands the parcel's revision to its challenge: written once, kept in the parcel, sent as it is."""
    assert parcel.challenge_id is not None
    clock, platform = store.clocks.find(parcel.platform_id), store.platforms.find(parcel.platform_id)
    receipt = contract.Receipt(
        media_sha256=parcel.media.sha256,
        sealed_at=parcel.sealed_at,
        offset_ms=clock.offset_ms if clock else None,
        heard_at=clock.heard_at if clock else None,
        bookmark=platform.bookmark if platform else "",
    )
    return contract.ContributionIn(
        challenge_id=parcel.challenge_id,
        record_id=parcel.record_id,
        revision_id=parcel.revision_id,
        receipt=receipt,
    ).model_dump_json()
