"""Records: accepted whole or not at all, once, from their owner."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from studio.contract import MAX_BODY_BYTES, MAX_MORE, MEDIA, RECORDS
from studio.domain.ids import new_id
from tests.server.test_changes import end_of
from tests.server.visitor import Visitor, sha, words_body


def code_of(answer: object) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"  # type: ignore[attr-defined]
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


def test_a_record_is_told_as_it_was_sent(ann: Visitor, bob: Visitor) -> None:
    data = b"a story in four words"
    ann.upload(data)
    body = words_body(data, note="for you", language="en", ai_training=False)
    record_id = new_id()
    answer = ann.put_record(record_id, body)
    assert answer.status_code == 201
    told = bob.ask("GET", f"{RECORDS}/{record_id}").json()
    assert told == answer.json()
    assert told["author"]["handle"] == "Ann"
    assert told["state"] == "live"
    assert told["media"]["sha256"] == body["media"]["sha256"]
    assert {name: told[name] for name in ("title", "note", "language", "rights", "made_at", "revision_id", "kind")} == {
        name: body[name] for name in ("title", "note", "language", "rights", "made_at", "revision_id", "kind")
    }


def a_set(ann: Visitor, *names: str) -> dict[str, Any]:
    """The body of a record of sounds, one a name."""
    files = [f"sound {at} of {len(names)}".encode() for at in range(len(names))]
    for file in files:
        ann.upload(file)
    media = [{"sha256": sha(file), "size_bytes": len(file), "mime": "audio/wav"} for file in files]
    parts = [
        {"media": one, "name": name, "line_id": f"L{at}"}
        for at, (one, name) in enumerate(zip(media, names, strict=True))
    ]
    return words_body(files[0], kind="audio", **parts[0], more=parts[1:])


def test_a_set_of_sounds_is_told_with_its_names_and_lines_and_each_is_served(ann: Visitor, bob: Visitor) -> None:
    names = ("Mara_L1.wav", "Zoë's line, take 2.wav", "\u05e9\u05dc\u05d5\u05dd.wav")
    record_id, body = new_id(), a_set(ann, *names)
    assert ann.put_record(record_id, body).status_code == 201
    told = bob.ask("GET", f"{RECORDS}/{record_id}").json()
    assert (told["name"], *(part["name"] for part in told["more"])) == names
    assert (told["line_id"], *(part["line_id"] for part in told["more"])) == ("L0", "L1", "L2")
    served = [bob.ask("GET", f"{MEDIA}/{part['media']['sha256']}") for part in told["more"]]
    assert [answer.content for answer in served] == [b"sound 1 of 3", b"sound 2 of 3"]
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    gone = bob.ask("GET", f"{RECORDS}/{record_id}").json()
    assert (gone["name"], gone["line_id"], gone["more"]) == ("", "", [])


@pytest.mark.parametrize(
    "name",
    ["../up.wav", "a/b.wav", "a\\b.wav", "C:x.wav", ".hidden", " blank.wav", "a\u202ewav.exe", "a\x00", "x" * 121],
)
def test_a_file_name_that_is_a_path_or_hides_something_is_refused(ann: Visitor, name: str) -> None:
    for names in ((name,), ("fine.wav", name)):
        assert code_of(ann.put_record(new_id(), a_set(ann, *names))) == (422, "invalid")


def test_a_file_without_a_name_is_told_as_before_there_were_names(ann: Visitor) -> None:
    """Older studios refuse words that they do not know in the list of files."""
    record_id, body = new_id(), a_set(ann, "", "")
    body["more"][0] |= {"line_id": ""}
    ann.put_record(record_id, body)
    (page,) = ann.ask("GET", f"{RECORDS}/{record_id}").json()["more"]
    assert set(page) == {"media", "alt"}


def test_the_same_record_again_is_answered_alike(ann: Visitor) -> None:
    data = b"once is enough here"
    ann.upload(data)
    record_id, body = new_id(), words_body(data)
    first, again = ann.put_record(record_id, body), ann.put_record(record_id, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_same_revision_with_other_content_is_refused(ann: Visitor) -> None:
    record_id = ann.post_words("my very first line", title="First")
    told = ann.ask("GET", f"{RECORDS}/{record_id}").json()
    body = words_body(b"my very first line", revision_id=told["revision_id"], title="Second")
    assert code_of(ann.put_record(record_id, body)) == (422, "id_taken")
    assert code_of(ann.put_record(new_id(), body)) == (422, "id_taken")


def test_a_new_revision_of_the_owner_takes_the_place_of_the_old_one(ann: Visitor, bob: Visitor) -> None:
    record_id = ann.post_words("the first version here", title="Draft")
    data = b"the second version here"
    ann.upload(data)
    answer = ann.put_record(record_id, words_body(data, title="Better"))
    assert (answer.status_code, answer.json()["title"]) == (201, "Better")
    assert bob.ask("GET", f"{MEDIA}/{answer.json()['media']['sha256']}").content == data


def test_a_file_that_has_not_arrived_is_missing(ann: Visitor, bob: Visitor) -> None:
    secret = b"what bob has not published"
    bob.upload(secret)
    for data in (b"never sent to anybody", secret):
        assert code_of(ann.put_record(new_id(), words_body(data))) == (409, "media_missing")


def test_a_wrong_size_is_refused(ann: Visitor) -> None:
    ann.upload(b"four words and more")
    body = words_body(b"four words and more")
    body["media"]["size_bytes"] += 1
    assert code_of(ann.put_record(new_id(), body)) == (422, "media_mismatch")


@pytest.mark.parametrize(("kind", "mime"), [("audio", "text/plain"), ("image", "audio/wav"), ("text", "text/html")])
def test_a_file_of_another_kind_is_refused(ann: Visitor, kind: str, mime: str) -> None:
    ann.upload(b"neither fish nor fowl")
    body = words_body(b"neither fish nor fowl", kind=kind)
    body["media"]["mime"] = mime
    assert code_of(ann.put_record(new_id(), body)) == (422, "wrong_kind")


@pytest.mark.parametrize(
    "mime", ["application/x-krita", "image/openraster", "image/vnd.adobe.photoshop", "image/svg+xml"]
)
def test_a_layered_picture_is_a_picture(ann: Visitor, mime: str) -> None:
    ann.upload(b"layers upon layers")
    body = words_body(b"layers upon layers", kind="image")
    body["media"]["mime"] = mime
    assert ann.put_record(new_id(), body).status_code in (200, 201)


def test_sources_arrive_with_the_record_or_the_record_does_not(ann: Visitor, bob: Visitor) -> None:
    parent = bob.post_words("something to build upon")
    data = b"built on something else"
    ann.upload(data)
    record_id = new_id()
    assert code_of(ann.put_record(record_id, words_body(data, parent, new_id()))) == (409, "source_missing")
    assert ann.ask("GET", f"{RECORDS}/{record_id}").status_code == 404
    child = ann.post_words("built on something here", parent)
    assert ann.ask("GET", f"{RECORDS}/{child}").json()["sources"][0]["record_id"] == parent


def test_a_cycle_is_refused_and_the_old_revision_stays(ann: Visitor) -> None:
    first = ann.post_words("where it all began")
    second = ann.post_words("and then it went", first)
    third = ann.post_words("and on it went", second)
    body = words_body(b"where it all began", third)
    assert code_of(ann.put_record(first, body)) == (422, "cycle")
    assert code_of(ann.put_record(first, words_body(b"where it all began", first))) == (422, "cycle")
    assert ann.ask("GET", f"{RECORDS}/{first}").json()["sources"] == []


def test_nobody_changes_what_belongs_to_another(ann: Visitor, bob: Visitor) -> None:
    record_id = ann.post_words("this is only mine")
    bob.upload(b"no it is mine")
    assert code_of(bob.put_record(record_id, words_body(b"no it is mine"))) == (403, "not_yours")
    assert code_of(bob.ask("DELETE", f"{RECORDS}/{record_id}")) == (403, "not_yours")
    assert ann.ask("GET", f"{RECORDS}/{record_id}").json()["state"] == "live"


def test_a_withdrawn_record_leaves_a_tombstone_in_its_place(ann: Visitor, bob: Visitor) -> None:
    parent = ann.post_words("gone before you know", note="nobody reads this")
    child = bob.post_words("but I was here", parent)
    sha256 = ann.ask("GET", f"{RECORDS}/{parent}").json()["media"]["sha256"]
    assert ann.ask("DELETE", f"{RECORDS}/{parent}").json()["state"] == "withdrawn"
    told = bob.ask("GET", f"{RECORDS}/{parent}").json()
    assert (told["state"], told["media"], told["note"]) == ("withdrawn", None, "")
    assert parent in {record["id"] for record in bob.ask("GET", f"{RECORDS}/{child}/tree").json()["records"]}
    assert parent not in {record["id"] for record in bob.ask("GET", RECORDS).json()["items"]}
    assert bob.ask("GET", f"{MEDIA}/{sha256}").status_code == 404
    assert code_of(ann.put_record(parent, words_body(b"gone before you know"))) == (422, "withdrawn")


def test_the_file_of_a_withdrawn_record_is_shown_to_nobody_unless_another_record_shows_it(
    ann: Visitor, bob: Visitor
) -> None:
    words = "two of us said this"
    first, second = ann.post_words(words), bob.post_words(words)
    sha256 = ann.ask("GET", f"{RECORDS}/{first}").json()["media"]["sha256"]
    ann.ask("DELETE", f"{RECORDS}/{first}")
    assert [who.ask("GET", f"{MEDIA}/{sha256}").content for who in (ann, bob)] == [words.encode()] * 2
    bob.ask("DELETE", f"{RECORDS}/{second}")
    assert [who.ask("GET", f"{MEDIA}/{sha256}").status_code for who in (ann, bob)] == [404, 404]


def test_files_of_older_revisions_are_gone_with_their_record(ann: Visitor) -> None:
    old, new = b"as it was at first", b"as it was at last"
    record_id = ann.post_words(old.decode())
    ann.upload(new)
    ann.put_record(record_id, words_body(new))
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    assert [ann.ask("GET", f"{MEDIA}/{sha(data)}").status_code for data in (old, new)] == [404, 404]


def test_what_was_withdrawn_is_sent_once_more_as_a_new_record(ann: Visitor, bob: Visitor) -> None:
    """Also with the key of the first upload, which the platform still remembers."""
    data = b"second thoughts are better"
    first = ann.create(data, key="one upload")
    ann.patch(first.headers["Location"], data, 0)
    record_id = new_id()
    assert ann.put_record(record_id, words_body(data)).status_code == 201
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    again = ann.create(data, key="one upload").headers["Location"]
    assert code_of(ann.patch(again, data, 0)) == (410, "upload_gone")
    assert bob.ask("GET", f"{MEDIA}/{sha(data)}").status_code == 404
    other = ann.post_words(data.decode())
    assert bob.ask("GET", f"{RECORDS}/{other}").json()["state"] == "live"
    assert bob.ask("GET", f"{MEDIA}/{sha(data)}").content == data


def test_withdrawing_twice_is_answered_alike_and_told_once(ann: Visitor) -> None:
    """SYN-1: with the same key, and without one."""
    record_id = ann.post_words("once is enough for this")
    before = end_of(ann)
    door, key = f"{RECORDS}/{record_id}", {"Idempotency-Key": new_id()}
    answers = [ann.ask("DELETE", door, headers=headers).json() for headers in (key, key, {})]
    assert answers[0] == answers[1] == answers[2]
    told = ann.ask("GET", f"/changes?after={before}").json()["changes"]
    assert [change["record"]["state"] for change in told] == ["withdrawn"]


def test_html_and_odd_names_are_text(ann: Visitor) -> None:
    title = "<img src=x onerror=alert(1)> ../../etc/passwd \u202eevil 🎙️ ' OR 1=1 --"
    record_id = ann.post_words("only words in here", title=title, note="<script>no</script>")
    answer = ann.ask("GET", f"{RECORDS}/{record_id}")
    assert (answer.json()["title"], answer.json()["note"]) == (title, "<script>no</script>")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"title": "x" * 10_000}, "title is longer than 200 characters"),
        ({"title": ""}, "title is empty"),
        ({"surprise": 1}, "surprise is not known here"),
        ({"x" * 10_000: 1}, "is not known here"),
        ({"made_at": "yesterday"}, "made_at is not written as it must be"),
        ({"made_at": "2026-02-30T99:99:99.999Z"}, "made_at is refused: no moment that a clock shows"),
        ({"made_at": "9999-12-31T23:59:59.999Z"}, "made_at is refused: no moment that a clock shows"),
        ({"made_at": "٢٠٢٦-٠١-٠١T٠٠:٠٠:٠٠.٠٠٠Z"}, "made_at is not written as it must be"),
        ({"rights": "mine"}, "rights"),
    ],
)
def test_a_fault_is_named_in_words(ann: Visitor, fault: dict[str, object], words: str) -> None:
    answer = ann.put_record(new_id(), words_body(b"x", **fault))
    assert code_of(answer) == (422, "invalid")
    assert words in answer.json()["detail"]
    assert "x" * 201 not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"title": "\\ud800"}'])
def test_what_is_no_record_is_422(ann: Visitor, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert code_of(ann.ask("PUT", f"{RECORDS}/{new_id()}", data=body, headers=headers)) == (422, "invalid")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_of_ten_megabytes_is_413(ann: Visitor, declared: bool) -> None:
    body = b'{"title":"' + b"x" * 10 * MAX_BODY_BYTES + b'"}'
    answer = ann.ask(
        "PUT",
        f"{RECORDS}/{new_id()}",
        data=body if declared else iter([body[: 1 << 20], body[1 << 20 :]]),
        headers={"Content-Type": "application/json"},
    )
    assert code_of(answer) == (413, "too_large")


def test_lists_are_filtered_and_come_in_pages(ann: Visitor) -> None:
    posted = {ann.post_words(f"page number {number} here") for number in range(5)}
    me = ann.ask("GET", "/me").json()["id"]
    found: list[str] = []
    cursor = ""
    while True:
        more = f"&cursor={cursor}" if cursor else ""
        page = ann.ask("GET", f"{RECORDS}?author_id={me}&kind=text&limit=2{more}").json()
        found += [record["id"] for record in page["items"]]
        if not (cursor := page["next"]):
            break
    assert found == sorted(found, reverse=True)
    assert posted <= set(found)
    assert ann.ask("GET", f"{RECORDS}?kind=video").json() == {"items": [], "next": None}


@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "limit=100000", "kind=smell", "author_id=1%20OR%201"])
def test_a_filter_that_makes_no_sense_is_422(ann: Visitor, query: str) -> None:
    assert code_of(ann.ask("GET", f"{RECORDS}?{query}")) == (422, "invalid")


def test_a_record_is_handed_to_a_challenge_once(ann: Visitor, bob: Visitor) -> None:
    challenge = ann.ask("GET", "/challenges?kind=text").json()["items"][0]["id"]
    audio = ann.ask("GET", "/challenges?kind=audio").json()["items"][0]["id"]
    record_id = ann.post_words("here is my answer")
    revision_id = ann.ask("GET", f"{RECORDS}/{record_id}").json()["revision_id"]
    body = {"challenge_id": challenge, "record_id": record_id, "revision_id": revision_id}
    where = f"/contributions/{new_id()}"
    first, again = ann.ask("PUT", where, json=body), ann.ask("PUT", where, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == ann.ask("GET", where).json()
    assert ann.ask("GET", f"{RECORDS}?challenge_id={challenge}").json()["items"][0]["id"] == record_id
    assert code_of(bob.ask("GET", where)) == (404, "not_found")
    assert code_of(bob.ask("PUT", where, json=body)) == (403, "not_yours")
    assert code_of(bob.ask("PUT", f"/contributions/{new_id()}", json=body)) == (403, "not_yours")
    assert code_of(ann.ask("PUT", f"/contributions/{new_id()}", json=body | {"challenge_id": audio})) == (
        422,
        "wrong_kind",
    )
    assert code_of(ann.ask("PUT", f"/contributions/{new_id()}", json=body | {"challenge_id": new_id()})) == (
        404,
        "not_found",
    )
    assert code_of(ann.ask("PUT", where, json=body | {"challenge_id": audio})) == (422, "id_taken")


def test_many_deliveries_of_one_record_at_once_make_one_record(ann: Visitor) -> None:
    data = b"sent by many at once"
    ann.upload(data)
    record_id, body, key = new_id(), words_body(data), new_id()

    def deliver(_: int) -> int:
        visitor = Visitor(ann.address, ann.token)
        try:
            return visitor.put_record(record_id, body, key).status_code
        finally:
            visitor.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(deliver, range(24)))
    assert statuses <= {201, 409}
    assert 201 in statuses
    assert ann.put_record(record_id, body, key).status_code == 201


def page_of(data: bytes, **more: object) -> dict[str, object]:
    return {"media": {"sha256": sha(data), "size_bytes": len(data), "mime": "text/plain"} | more, "alt": ""}


def test_a_record_holds_the_files_of_a_whole_script_and_no_more(ann: Visitor, bob: Visitor) -> None:
    data = b"a line of it"
    ann.upload(data)
    part = page_of(data) | {"name": "The lighthouse_KEEPER_0001_01.wav", "line_id": "PIER-0001"}
    record_id = new_id()
    assert ann.put_record(record_id, words_body(data, more=[part] * MAX_MORE)).status_code == 201
    assert len(bob.ask("GET", f"{RECORDS}/{record_id}").json()["more"]) == MAX_MORE
    assert code_of(ann.put_record(new_id(), words_body(data, more=[part] * (MAX_MORE + 1))))[0] == 422


def test_a_record_of_several_files_is_accepted_when_all_of_them_have_arrived(ann: Visitor, bob: Visitor) -> None:
    first, second = b"the first page of it", b"the second page of it"
    ann.upload(first)
    body, record_id = words_body(first, more=[page_of(second)]), new_id()
    assert code_of(ann.put_record(record_id, body)) == (409, "media_missing")
    ann.upload(second)
    assert bob.ask("GET", f"{MEDIA}/{sha(second)}").status_code == 404
    assert ann.put_record(record_id, body).json()["more"] == [page_of(second, duration_s=0, width_px=0, height_px=0)]
    answer = bob.ask("GET", f"{MEDIA}/{sha(second)}")
    assert (answer.content, answer.headers["Content-Type"]) == (second, "text/plain; charset=utf-8")


def test_all_files_of_a_record_are_of_its_kind(ann: Visitor) -> None:
    first, second = b"a page that is words", b"a page that is none"
    for data in (first, second):
        ann.upload(data)
    body = words_body(first, more=[page_of(second, mime="image/png")])
    assert code_of(ann.put_record(new_id(), body)) == (422, "wrong_kind")


def test_a_withdrawn_record_shows_none_of_its_files(ann: Visitor, bob: Visitor) -> None:
    first, second = b"a first page to go", b"a second page to go"
    for data in (first, second):
        ann.upload(data)
    record_id = new_id()
    ann.put_record(record_id, words_body(first, more=[page_of(second)], alt="what it shows"))
    told = ann.ask("DELETE", f"{RECORDS}/{record_id}", headers={"Idempotency-Key": new_id()}).json()
    assert (told["media"], told["more"], told["alt"]) == (None, [], "")
    assert bob.ask("GET", f"{MEDIA}/{sha(second)}").status_code == 404
