from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studio.domain.ids import DraftId, ParcelId, PlatformId, RecordId, RevisionId
from studio.domain.moments import text_of
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.domain.parcel_words import Said, advice, progress, say
from studio.domain.record import Kind, Media

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARCEL = Parcel(
    ParcelId("p"),
    DraftId("d"),
    RecordId("r"),
    RevisionId("v"),
    PlatformId("h"),
    Kind.IMAGE,
    "Kitchen at dawn",
    Media("0" * 64, 512_000_000, "image/png"),
    "{}",
    text_of(NOW),
)


@pytest.mark.parametrize(
    ("changed", "online", "said"),
    [
        ({}, True, Said("Next in line")),
        ({}, False, Said("Waiting for a connection")),
        ({"paused": True}, True, Said("Paused")),
        (
            {"state": ParcelState.UPLOADING, "sent_bytes": 318_000_000},
            True,
            Said("Uploading, 318 of 512 MB · resumes where it stopped"),
        ),
        (
            {"state": ParcelState.UPLOADING, "sent_bytes": 318_000_000},
            False,
            Said("Waiting for a connection · 318 of 512 MB are there already"),
        ),
        ({"next_try_at": NOW.timestamp() + 20}, True, Said("It did not get through yet · next try in 20 seconds")),
        (
            {
                "next_try_at": NOW.timestamp() + 300,
                "trouble": Trouble("The platform is busy", "It is tried again.", False),
            },
            True,
            Said("The platform is busy · next try in 5 minutes"),
        ),
        ({"state": ParcelState.RECEIVED}, True, Said("Arrived, the platform is putting it in its place")),
        (
            {"state": ParcelState.NEEDS_ATTENTION, "trouble": Trouble("One source has no name", "Name it.", True)},
            True,
            Said("Needs you: one source has no name", "warn"),
        ),
        (
            {"state": ParcelState.LIVE, "delivered_at": text_of(NOW - timedelta(minutes=4))},
            True,
            Said("Published 4 minutes ago", "ok"),
        ),
    ],
)
def test_a_state_is_said_in_words(changed: dict[str, object], online: bool, said: Said) -> None:
    assert say(replace(PARCEL, **changed), NOW, online=online) == said  # type: ignore[arg-type]


def test_the_advice_of_a_trouble_is_handed_on() -> None:
    parcel = replace(PARCEL, state=ParcelState.NEEDS_ATTENTION, trouble=Trouble("Closed", "Choose another.", True))
    assert advice(parcel, online=True) == "Choose another."


@pytest.mark.parametrize("state", list(ParcelState))
@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("paused", [True, False])
def test_every_state_has_a_sentence(state: ParcelState, online: bool, paused: bool) -> None:
    parcel = replace(PARCEL, state=state, paused=paused)
    assert say(parcel, NOW, online=online).text
    assert advice(parcel, online=online).endswith(".")


def test_progress_is_drawn_only_while_uploading() -> None:
    assert progress(PARCEL) is None
    assert progress(replace(PARCEL, state=ParcelState.UPLOADING, sent_bytes=256_000_000)) == 0.5
