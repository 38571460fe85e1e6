"""What the system is asked to say: once, together, and only where the window is not seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.errors import Offline, SignInNeeded, StudioError
from studio.store import Store
from studio.ui.alerts import LONG_S, Alerts
from studio.ui.stage import Stage

from .pieces import a_queued_parcel

QUOTA = Trouble("Your space on this platform is full", "Ask the platform's host for more.", True)


@dataclass
class Desk:
    trouble: StudioError | None = None
    in_front: bool = False
    now: float = 0.0
    said: list[tuple[str, str]] = field(default_factory=list)

    def say(self, title: str, words: str) -> None:
        self.said.append((title, words))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def alerts(store: Store, stage: Stage, desk: Desk) -> Alerts:
    return Alerts(store, stage, lambda _: desk.trouble, lambda: desk.in_front, desk.say, lambda: desk.now)


def refused(store: Store, title: str) -> Parcel:
    parcel = replace(a_queued_parcel(store, title), state=ParcelState.NEEDS_ATTENTION, trouble=QUOTA)
    store.parcels.change(parcel)
    return parcel


def moved(store: Store, parcel: Parcel, *states: ParcelState) -> None:
    for state in states:
        store.parcels.change(replace(parcel, state=state))


def test_a_parcel_that_needs_the_person_is_said_once(qtbot, alerts: Alerts, store: Store, desk: Desk) -> None:
    refused(store, "Night Choir")
    qtbot.waitUntil(lambda: bool(desk.said))
    alerts.look()
    assert desk.said == [("“Night Choir” needs you", f"{QUOTA.title}. {QUOTA.advice}")]


def test_several_at_once_are_one_message(alerts: Alerts, store: Store, desk: Desk) -> None:
    for title in ("One", "Two", "Three"):
        refused(store, title)
    alerts.look()
    assert [title for title, _ in desk.said] == ["3 things in the outbox need you"]


def test_what_was_there_before_is_no_news(store: Store, stage: Stage, desk: Desk) -> None:
    refused(store, "Known already")
    Alerts(store, stage, lambda _: None, lambda: False, desk.say).look()
    assert desk.said == []


def test_who_looks_at_the_window_hears_nothing_and_nothing_later(alerts: Alerts, store: Store, desk: Desk) -> None:
    desk.in_front = True
    refused(store, "Night Choir")
    alerts.look()
    desk.in_front = False
    alerts.look()
    assert desk.said == []


def test_messages_can_be_switched_off(alerts: Alerts, store: Store, stage: Stage, desk: Desk) -> None:
    stage.choices.change(notify=False)
    refused(store, "Night Choir")
    alerts.look()
    assert desk.said == []


def test_a_lost_sign_in_is_said_once_where_something_waits_for_it(alerts: Alerts, store: Store, desk: Desk) -> None:
    desk.trouble = SignInNeeded("The platform does not know you any more", "Join it again; what waits is kept.")
    alerts.look()
    assert desk.said == [], "nothing waits there"
    a_queued_parcel(store)
    alerts.look()
    alerts.look()
    assert desk.said == [("The platform does not know you any more", "Join it again; what waits is kept.")]
    desk.trouble = Offline("The platform cannot be reached", "It is tried again by itself.")
    alerts.look()
    assert len(desk.said) == 1, "offline is normal"


@pytest.mark.parametrize(("took_s", "messages"), [(LONG_S, ["“A long film” has arrived"]), (LONG_S / 2, [])])
def test_only_a_long_upload_is_told_when_it_has_arrived(
    alerts: Alerts, store: Store, desk: Desk, took_s: float, messages: list[str]
) -> None:
    parcel = a_queued_parcel(store, "A long film")
    moved(store, parcel, ParcelState.UPLOADING)
    alerts.look()
    desk.now = took_s
    moved(store, parcel, ParcelState.RECEIVED, ParcelState.LIVE)
    alerts.look()
    assert [title for title, _ in desk.said] == messages


def test_an_upload_that_was_taken_back_has_not_arrived(alerts: Alerts, store: Store, desk: Desk) -> None:
    parcel = a_queued_parcel(store, "A long film")
    moved(store, parcel, ParcelState.UPLOADING)
    alerts.look()
    desk.now = 2 * LONG_S
    store.parcels.take_back(parcel.id)
    alerts.look()
    assert desk.said == []
