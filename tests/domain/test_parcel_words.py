from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studio.domain.ids import DraftId, ErrandId, ParcelId, PlatformId, RecordId, RequestId, RevisionId
from studio.domain.moments import text_of
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.domain.parcel_words import Around, Said, advice, is_sent_again, progress, say, speed_words
from studio.domain.record import Kind, Media
from studio.domain.request import Deed, Errand
from studio.domain.sending import Going, Hold
from studio.errors import Offline, SignInNeeded

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
ONLINE = Around()
AWAY = Around(away=Offline("The platform cannot be reached", "It goes out by itself."))


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
    assert say(replace(PARCEL, **changed), NOW, ONLINE if online else AWAY) == said  # type: ignore[arg-type]


def test_the_advice_of_a_trouble_is_handed_on() -> None:
    parcel = replace(PARCEL, state=ParcelState.NEEDS_ATTENTION, trouble=Trouble("Closed", "Choose another.", True))
    assert advice(parcel) == "Choose another."


@pytest.mark.parametrize("state", list(ParcelState))
@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("paused", [True, False])
def test_every_state_has_a_sentence(state: ParcelState, online: bool, paused: bool) -> None:
    parcel = replace(PARCEL, state=state, paused=paused)
    around = ONLINE if online else AWAY
    assert say(parcel, NOW, around).text
    assert advice(parcel, around).endswith(".")


def test_progress_is_drawn_only_while_uploading() -> None:
    assert progress(PARCEL) is None
    assert progress(replace(PARCEL, state=ParcelState.UPLOADING, sent_bytes=256_000_000)) == 0.5


def test_a_running_upload_says_its_speed_and_the_time_left() -> None:
    parcel = replace(PARCEL, state=ParcelState.UPLOADING, sent_bytes=256_000_000)
    going = Going(PARCEL.id, 320_000_000, 512_000_000, 4_200_000.0, 46.0)
    around = Around(going=going)
    assert say(parcel, NOW, around).text == "Uploading, 320 of 512 MB · 4.2 MB a second · 46 seconds left"
    assert progress(parcel, around) == 0.625
    assert speed_words(replace(going, left_s=None)) == "4.2 MB a second"
    begun = Around(going=replace(going, bytes_s=0.0, left_s=None))
    assert say(parcel, NOW, begun).text == "Uploading, 320 of 512 MB · resumes where it stopped"


def test_the_line_is_counted() -> None:
    assert [say(PARCEL, NOW, Around(ahead=ahead)).text for ahead in (0, 1, 6)] == [
        "Next in line",
        "1 thing goes before it",
        "6 things go before it",
    ]


def test_who_must_act_is_said() -> None:
    stranger = Around(away=SignInNeeded("The platform does not know you any more", "Join it again."))
    assert say(PARCEL, NOW, stranger) == Said("Needs you: the platform does not know you any more", "warn")
    assert advice(PARCEL, stranger) == "Join it again."
    full = Trouble("Your space on this platform is full", "Ask the platform's host for more.", True, "quota")
    parcel = replace(PARCEL, state=ParcelState.NEEDS_ATTENTION, trouble=full)
    assert say(parcel, NOW) == Said("Needs the platform's host: your space on this platform is full", "warn")
    assert is_sent_again(full)
    assert not is_sent_again(Trouble("This would be its own ancestor", "Remove the source.", True, "cycle"))


@pytest.mark.parametrize("held", list(Hold))
def test_what_the_person_chose_themselves_is_no_trouble(held: Hold) -> None:
    around = Around(held=held)
    assert say(PARCEL, NOW, around).text.startswith("Waits for") and say(PARCEL, NOW, around).tone == "muted"
    assert advice(PARCEL, around).endswith("goes out by itself.")


def test_a_record_that_is_withdrawn_says_what_stays() -> None:
    live = replace(PARCEL, state=ParcelState.LIVE)
    errand = Errand(
        ErrandId("e"), live.platform_id, live.record_id, RequestId("r"), Deed.WITHDRAW_RECORD, "/r", "{}", text_of(NOW)
    )
    assert say(live, NOW, Around(withdrawing=errand)).text == "Withdrawn as soon as the platform hears of it"
    refused = replace(errand, trouble=Trouble("This belongs to somebody else", "Only its author can change it.", True))
    told = say(live, NOW, Around(withdrawing=refused))
    assert told == Said("Needs you: it was not withdrawn, this belongs to somebody else", "warn")
    assert advice(live, Around(withdrawing=refused)) == "Only its author can change it."
    assert say(live, NOW, Around(withdrawn=True)).text == "Withdrawn · its place in the family tree stays"
