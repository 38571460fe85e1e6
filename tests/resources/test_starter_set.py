"""The home platform's first challenges and records: whole, honest and our own."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

import pytest
import soundfile
from PIL import Image

from studio.contract import ChallengeOut, RecordIn
from studio.paths import RESOURCES
from studio.sound import specs

STARTER = RESOURCES / "starter"
CHALLENGES: list[dict[str, Any]] = json.loads((STARTER / "challenges.json").read_text("utf-8"))
RECORDS: list[dict[str, Any]] = json.loads((STARTER / "records.json").read_text("utf-8"))
SEALED = ("kind", "title", "rights", "note", "language", "tags", "made_at", "sources")
MEDIA = ("sha256", "size_bytes", "mime", "duration_s", "width_px", "height_px")


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [record for record in RECORDS if record["kind"] == kind]


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c["title"])
def test_a_challenge_is_one_that_the_contract_knows(challenge: dict[str, Any]) -> None:
    told = ChallengeOut.model_validate(challenge | {"guide": None})
    card = set(ChallengeOut.model_fields) - {"grace_h", "leader_id"}  # none of these ever closes, or names anybody
    assert set(challenge) | {"spec", "naming", "guide"} == card and challenge["closes_at"] is None, (
        "every word of the honest card is there, and no other"
    )
    assert told.title and told.summary and told.brief and told.goes_to and told.minutes > 0


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c["title"])
def test_a_challenge_promises_nothing_that_a_platform_at_home_cannot_keep(challenge: dict[str, Any]) -> None:
    assert (challenge["pay_minor"], challenge["closes_at"], challenge["ai_training"]) == (None, None, False)
    assert "!" not in challenge["brief"] + challenge["summary"] + challenge["goes_to"]


def test_there_are_enough_challenges_for_every_kind_and_effort() -> None:
    assert len(CHALLENGES) >= 24
    kinds = Counter(challenge["kind"] for challenge in CHALLENGES)
    efforts = Counter(challenge["effort"] for challenge in CHALLENGES)
    assert min(kinds[kind] for kind in ("audio", "image", "text")) >= 5
    assert min(efforts[effort] for effort in ("first_step", "practised", "stretch")) >= 4


def test_the_first_challenge_is_two_minutes_one_line_and_a_voice() -> None:
    first = max(CHALLENGES, key=lambda challenge: challenge["id"])
    assert first is CHALLENGES[0], "newest first is the order in which they are shown"
    assert (first["kind"], first["minutes"], first["effort"], len(first["lines"])) == ("audio", 2, "first_step", 1)


def test_a_script_has_its_lines_numbered_in_order() -> None:
    assert max(len(challenge["lines"]) for challenge in CHALLENGES) >= 12
    for challenge in CHALLENGES:
        assert [line["id"] for line in challenge["lines"]] == [str(n + 1) for n in range(len(challenge["lines"]))]


def test_one_of_them_asks_for_a_set_of_game_lines_with_names() -> None:
    [asked] = [ChallengeOut.model_validate(challenge) for challenge in CHALLENGES if challenge.get("spec")]
    assert 5 <= len(asked.lines) <= 12 and {line.character for line in asked.lines} == {"Mara"}
    assert asked.spec in specs.names(RESOURCES) and "{line" in asked.naming
    assert {line.takes_wanted for line in asked.lines} == {1, 2}


def test_one_of_them_brings_the_sound_that_it_asks_to_build_on() -> None:
    [asked] = [challenge for challenge in CHALLENGES if challenge.get("guide")]
    [hum] = [record for record in RECORDS if record["title"] == "Hum"]
    assert asked["title"] == "Build on this hum"
    assert asked["guide"] == {name: hum[name] for name in ("file", "duration_s")}


def test_no_id_is_used_twice() -> None:
    ids = [thing["id"] for thing in CHALLENGES + RECORDS]
    ids += [source["id"] for record in RECORDS for source in record["sources"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["title"])
def test_a_record_can_be_accepted_as_it_stands(record: dict[str, Any]) -> None:
    media = {name: record[name] for name in MEDIA if name in record}
    words = {name: record[name] for name in SEALED}
    sealed = RecordIn.model_validate(words | {"media": media, "revision_id": record["id"]})
    assert sealed.rights == "CC0-1.0"
    data = (STARTER / record["file"]).read_bytes()
    assert (sealed.media.sha256, sealed.media.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))


def test_there_are_enough_records_of_every_kind() -> None:
    assert len(RECORDS) >= 12
    assert min(len(of_kind(kind)) for kind in ("audio", "image", "text")) >= 4


def test_a_source_is_listed_before_what_is_built_on_it_so_there_is_no_cycle() -> None:
    seen: set[str] = set()
    for record in RECORDS:
        assert {source["record_id"] for source in record["sources"]} <= seen
        seen.add(record["id"])
    assert any(len(record["sources"]) > 1 for record in RECORDS), "there is a family tree to look at"


def test_a_record_that_answers_a_challenge_is_of_its_kind() -> None:
    kinds = {challenge["id"]: challenge["kind"] for challenge in CHALLENGES}
    answers = [record for record in RECORDS if record["challenge_id"]]
    assert answers
    for record in answers:
        assert kinds[record["challenge_id"]] == record["kind"]


@pytest.mark.parametrize("record", of_kind("audio"), ids=lambda r: r["title"])
def test_a_sound_opens_and_is_neither_silent_nor_clipped(record: dict[str, Any]) -> None:
    samples, rate = soundfile.read(STARTER / record["file"], always_2d=True)
    assert rate == 48_000 and 5 <= record["duration_s"] <= 30
    assert record["duration_s"] == pytest.approx(len(samples) / rate, abs=0.001)
    assert 0.2 < abs(samples).max() < 0.9, "between -14 and -1 dBFS"
    assert abs(samples.mean(axis=0)).max() < 0.003
    assert abs(samples[0]).max() < 0.25, "it does not begin with a click"


@pytest.mark.parametrize("record", of_kind("image"), ids=lambda r: r["title"])
def test_a_picture_opens_and_carries_nothing_about_anybody(record: dict[str, Any]) -> None:
    path = STARTER / record["file"]
    with Image.open(path) as image:
        image.load()
        assert image.size == (record["width_px"], record["height_px"])
        assert not image.getexif() and not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
    assert path.stat().st_size <= 300_000


def test_a_text_is_utf8_and_short() -> None:
    for record in of_kind("text"):
        words = (STARTER / record["file"]).read_text("utf-8")
        assert 0 < len(words) < 2_000 and "\r" not in words


def test_a_story_in_four_words_has_four() -> None:
    [story] = [record for record in RECORDS if record["title"] == "Kettle, rain, your key"]
    assert len(re.findall(r"\w+", (STARTER / story["file"]).read_text("utf-8"))) == 4


def test_every_file_belongs_to_a_record_and_the_set_stays_small() -> None:
    files = set((STARTER / "media").iterdir())
    assert files == {STARTER / record["file"] for record in RECORDS}
    assert sum(path.stat().st_size for path in files) <= 6_000_000
