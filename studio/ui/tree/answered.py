"""The parts of a set in words: what each says, what it is called, and what the challenge's leader said to it. No widgets."""

from __future__ import annotations

import json
from dataclasses import dataclass

from studio.domain.challenge import Challenge
from studio.domain.record import Kind, Page, Record
from studio.domain.reply import LineReply
from studio.domain.request import Deed, Errand
from studio.domain.words import tidy_title
from studio.store import Store

from .sentences import whole_length


@dataclass(frozen=True, slots=True)
class PartRow:
    """`at` is its place in the record, and `state` in `tone` how it stands. `errand` is the leader's word that is not sent yet."""

    at: int
    title: str
    said: str
    state: str = ""
    tone: str = "muted"
    page: Page | None = None
    errand: Errand | None = None

    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, self.said, self.state) if part)


def led(store: Store, record: Record) -> Challenge | None:
    """The challenge that it was handed to, where this person leads that; None else, and for what cannot be heard. At home one leads
    everything: a single take of one's own is not asked about."""
    asked = store.challenges.find(record.challenge_id) if record.challenge_id else None
    platform = store.platforms.find(record.platform_id)
    if asked is None or platform is None or asked.leader_id != platform.person_id:
        return None
    is_own = record.author.id == platform.person_id and not record.more and not record.line_id
    return asked if record.kind is Kind.AUDIO and record.media and not is_own else None


def parts_of(store: Store, record: Record) -> list[PartRow]:
    """Every sound of a record, in its order. Small indexed reads."""
    asked = store.challenges.find(record.challenge_id) if record.challenge_id else None
    texts = {line.id: line.text for line in asked.lines} if asked else {}
    replies = store.replies.of_record(record.platform_id, record.id)
    waits = {
        json.loads(errand.body)["line_id"]: errand
        for errand in store.errands.of_record(record.platform_id, record.id)
        if errand.deed is Deed.ANSWER_LINE
    }
    return [
        _row(at, page, texts, replies.get(page.line_id), waits.get(page.line_id))
        for at, page in enumerate(record.pages)
    ]


def _row(at: int, page: Page, texts: dict[str, str], reply: LineReply | None, errand: Errand | None) -> PartRow:
    name = tidy_title(page.name) or f"Part {at + 1}"
    text = tidy_title(texts.get(page.line_id, ""))
    length = whole_length(page.media.duration_s) if page.media.duration_s else ""
    said = " · ".join(part for part in (name if text else "", length) if part)
    state, tone = _waiting(errand) if errand else _answered(reply)
    return PartRow(at, text or name, said, state, tone, page, errand)


def _answered(reply: LineReply | None) -> tuple[str, str]:
    if reply is None:
        return "", "muted"
    return ("Accepted", "ok") if reply.accepted else (f"Once more: {tidy_title(reply.reason)}", "warn")


def _waiting(errand: Errand) -> tuple[str, str]:
    if errand.trouble is not None and errand.is_stopped:
        return f"Not sent: {errand.trouble.title}", "warn"
    said = json.loads(errand.body)
    return (
        "Accepted" if said["accepted"] else f"Once more: {tidy_title(said['reason'])}"
    ) + " · waits to be sent", "muted"
