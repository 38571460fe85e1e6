"""Grace: what was sealed before a challenge closed is taken when it arrives after; whoever is late hears why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studio.contract import CHANGES, RECORDS
from studio.domain.ids import new_id
from studio.domain.moments import text_of
from studio.server.config import Config
from tests.server.inside import inside
from tests.server.visitor import Visitor

HOUR, DAY_MS = timedelta(hours=1), 86_400_000


@contextmanager
def closed_an_hour_ago(folder: Path, **more: Any) -> Iterator[tuple[Visitor, str, datetime]]:
    """A platform whose only challenge has closed an hour ago; its id, and when it closed."""
    starter = folder / "starter"
    starter.mkdir()
    closes_at = datetime.now(UTC) - HOUR
    told = {"id": new_id(), "kind": "text", "title": "Gone", "by": "us", "summary": "", "brief": "", "minutes": 1}
    told |= {"effort": "stretch", "closes_at": text_of(closes_at)} | more
    (starter / "challenges.json").write_text(json.dumps([told]), "utf-8")
    with inside(Config(folder / "data", starter=starter)) as (_, ann):
        yield ann, ann.ask("GET", "/challenges").json()["items"][0]["id"], closes_at


def answer(ann: Visitor, challenge: str, words: str, **receipt: Any) -> dict[str, Any]:
    """What hands a new record in, with a receipt of its own bytes."""
    record_id = ann.post_words(words)
    told = ann.ask("GET", f"{RECORDS}/{record_id}").json()
    body = {"challenge_id": challenge, "record_id": record_id, "revision_id": told["revision_id"]}
    return body | {"receipt": {"media_sha256": told["media"]["sha256"]} | receipt} if receipt else body


def handed(ann: Visitor, body: dict[str, Any]) -> tuple[int, Any]:
    said = ann.ask("PUT", f"/contributions/{new_id()}", json=body)
    return said.status_code, said.json()


def refused(ann: Visitor, body: dict[str, Any], code: str) -> str:
    status, said = handed(ann, body)
    assert (status, said["code"]) == (422, code), said
    assert "on the platform all the same" in said["detail"]
    assert ann.ask("GET", f"{RECORDS}/{body['record_id']}").json()["challenge_id"] is None
    detail: str = said["detail"]
    return detail


def test_what_was_sealed_before_the_deadline_is_taken_in_the_grace(tmp_path: Path) -> None:
    with closed_an_hour_ago(tmp_path) as (ann, challenge, closes_at):
        heard = text_of(closes_at - 5 * HOUR)
        sealed = {"sealed_at": text_of(closes_at - timedelta(minutes=1)), "offset_ms": 0, "heard_at": heard}
        body = answer(ann, challenge, "sealed on the train", **sealed)
        id = new_id()
        assert ann.ask("PUT", f"/contributions/{id}", json=body).status_code == 201
        told = ann.ask("GET", f"/contributions/{id}").json()
        assert (told["state"], told["sealed_before_deadline"]) == ("submitted", True)
        assert ann.ask("PUT", f"/contributions/{id}", json=body).status_code == 200
        assert ann.ask("GET", f"{RECORDS}/{body['record_id']}").json()["challenge_id"] == challenge
        challenge_told = ann.ask("GET", f"/challenges/{challenge}").json()
        assert (challenge_told["state"], challenge_told["grace_h"]) == ("grace", 72)


def test_what_was_sealed_later_is_refused_and_its_record_stays(tmp_path: Path) -> None:
    with closed_an_hour_ago(tmp_path) as (ann, challenge, closes_at):
        late = text_of(closes_at + timedelta(seconds=30))
        assert "It closed at" in refused(ann, answer(ann, challenge, "half a minute", sealed_at=late), "sealed_late")
        refused(ann, answer(ann, challenge, "no receipt at all"), "closed")
        early = text_of(closes_at - HOUR)
        other = answer(ann, challenge, "other bytes", sealed_at=early, media_sha256="0" * 64)
        assert "another file" in refused(ann, other, "closed")


@pytest.mark.parametrize("wrong_ms", [DAY_MS, -DAY_MS, 365 * DAY_MS, -56 * 365 * DAY_MS])
def test_a_clock_that_is_wrong_neither_cheats_nor_harms(tmp_path: Path, wrong_ms: int) -> None:
    """SYN-6: `wrong_ms` is how far the studio's clock is ahead of the platform's."""
    with closed_an_hour_ago(tmp_path) as (ann, challenge, closes_at):
        wrong, heard = timedelta(milliseconds=wrong_ms), text_of(closes_at - 2 * HOUR)
        known = {"offset_ms": -wrong_ms, "heard_at": heard}
        in_time, late = text_of(closes_at - HOUR / 2 + wrong), text_of(closes_at + HOUR / 2 + wrong)
        status, said = handed(ann, answer(ann, challenge, "in time indeed", sealed_at=in_time, **known))
        assert (status, said["sealed_before_deadline"]) == (201, True)
        refused(ann, answer(ann, challenge, "late indeed", sealed_at=late, **known), "sealed_late")


def test_where_no_distance_is_known_the_platform_says_what_it_goes_by(tmp_path: Path) -> None:
    with closed_an_hour_ago(tmp_path) as (ann, challenge, closes_at):
        late = answer(ann, challenge, "never met before", sealed_at=text_of(closes_at + HOUR / 4))
        assert "by the clock of your computer alone" in refused(ann, late, "sealed_late")
        early = answer(ann, challenge, "never met but early", sealed_at=text_of(closes_at - HOUR))
        assert handed(ann, early)[0] == 201


def test_a_receipt_is_not_made_afterwards_by_moving_the_clock_back(tmp_path: Path) -> None:
    """Neither behind the platform's own moment that the studio had heard, nor behind its place in the feed."""
    with closed_an_hour_ago(tmp_path) as (ann, challenge, closes_at):
        early, since = text_of(closes_at - HOUR), text_of(closes_at + HOUR / 2)
        known = answer(ann, challenge, "it knew the time", sealed_at=early, offset_ms=0, heard_at=since)
        assert "set back" in refused(ann, known, "sealed_late")
        jumped = answer(ann, challenge, "set back in time", sealed_at=early, heard_at=text_of(closes_at - HOUR / 2))
        assert "set back" in refused(ann, jumped, "sealed_late")
        refused(ann, answer(ann, challenge, "closing is noted", sealed_at=text_of(closes_at + HOUR)), "sealed_late")
        place = ann.ask("GET", CHANGES).json()["next"]
        read = answer(ann, challenge, "it had read of it", sealed_at=early, bookmark=place)
        refused(ann, read, "sealed_late")
        assert handed(ann, answer(ann, challenge, "read long before", sealed_at=early, bookmark="c1"))[0] == 201


def test_after_the_grace_nothing_is_taken_any_more(tmp_path: Path) -> None:
    with closed_an_hour_ago(tmp_path, grace_h=0) as (ann, challenge, closes_at):
        refused(ann, answer(ann, challenge, "far too late", sealed_at=text_of(closes_at - HOUR)), "closed")
        assert ann.ask("GET", f"/challenges/{challenge}").json()["state"] == "closed"


@pytest.mark.parametrize("odd", ["0000-99-99T99:99:99.999Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
def test_a_moment_that_no_clock_shows_is_refused(tmp_path: Path, odd: str) -> None:
    with closed_an_hour_ago(tmp_path) as (ann, challenge, closes_at):
        early = text_of(closes_at - HOUR)
        assert handed(ann, answer(ann, challenge, "when was that", sealed_at=odd))[1]["code"] == "invalid"
        assert handed(ann, answer(ann, challenge, "and that", sealed_at=early, heard_at=odd))[1]["code"] == "invalid"
