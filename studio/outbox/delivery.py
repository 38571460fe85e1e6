"""One parcel's journey in steps that may each be done twice: check, upload, record, contribution, confirm. A small file goes
together with its record.

After each step that took a while the parcel's row is committed. Nothing local is released here: a parcel is live only when the
platform, asked for the record or answering its arrival, has told the same revision and the same SHA-256.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ContributionId
from studio.domain.moments import now
from studio.domain.parcel import Handed, Parcel, ParcelState
from studio.domain.record import Media
from studio.errors import Busy, Damaged, Refused
from studio.store import Store
from studio.wire.watch import ONE_REQUEST_BYTES, Stopped, Watch

from .speed import Speed

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.contract import RecordOut
    from studio.wire.client import Client


#: One of several files below this begins anew where it is cut; how far all of them have come is committed after so many bytes.
_SOON_BYTES, _KEPT_EVERY_BYTES = 1 << 20, 16 << 20
_TOO_LATE = {"closed", "sealed_late"}


@dataclass(frozen=True, slots=True)
class Journey:
    """What a delivery shares with the courier: its figures, the wait for another one that brings the same file, its turn to be
    posted, how many of the next bytes may go now, and the sign to stop."""

    speed: Speed
    twin: Callable[[], None]
    turn: Callable[[], AbstractContextManager[None]]
    allowed: Callable[[int], int]
    stop: Event = field(default_factory=Event)


class Delivery:
    """Raises what the wire raises, and `Stopped` when the studio quits or the parcel was paused or taken back meanwhile."""

    def __init__(self, store: Store, client: Client, parcel: Parcel, journey: Journey) -> None:
        self._store = store
        self._client = client
        self._parcel = parcel
        self._journey = journey

    def run(self) -> None:
        told = None
        if self._parcel.state is not ParcelState.RECEIVED:
            is_small = self._goes_whole()
            if not is_small:
                self._send_media()
            with self._journey.turn():
                self._look()
                told = self._post_whole() if is_small else self._post_record()
        if self._parcel.contribution_body:
            if told:
                self._received()
            self._contribute()
        self._confirm(told or self._ask())

    def _goes_whole(self) -> bool:
        """One small file whose upload was not begun, to a platform that takes it together with its record."""
        parcel = self._parcel
        is_small = parcel.media.size_bytes <= ONE_REQUEST_BYTES and not parcel.more and not parcel.upload_url
        return is_small and self._client.takes_whole()

    def _send_media(self) -> None:
        """One file after the other; those that are there already are passed."""
        self._journey.twin()
        before, kept, passed = 0, -_KEPT_EVERY_BYTES, set[str]()
        for media in self._parcel.files:
            if self._parcel.more and before - kept >= _KEPT_EVERY_BYTES:
                self._keep(state=ParcelState.UPLOADING, sent_bytes=before)
                kept = before
            if media.sha256 not in passed and not self._is_there(media):
                self._send_file(media, before)
            passed.add(media.sha256)
            before += media.size_bytes

    def _is_there(self, media: Media) -> bool:
        """A file that fits into one request is sent sooner than asked for; of an upload that was begun, its own address tells."""
        begun = self._parcel.upload_url and not self._parcel.more
        return media.size_bytes > ONE_REQUEST_BYTES and not begun and self._client.has_media(media.sha256)

    def _send_file(self, media: Media, before: int) -> None:
        """`before` are the bytes of the files before it. Of one that is soon sent again there is nothing to commit: the row of a
        set of a thousand sounds is long."""
        soon = _SOON_BYTES if self._parcel.more else ONE_REQUEST_BYTES
        keep = self._keep if media.size_bytes > soon else self._note
        keep(state=ParcelState.UPLOADING)

        def arrived(offset: int) -> None:
            self._journey.speed.stands(before + offset)
            keep(sent_bytes=before + offset)

        watch = replace(self._watch(), on_url=lambda url: keep(upload_url=url), on_progress=arrived)
        self._client.upload(self._store.media.path(media.sha256), media, self._parcel.upload_url, watch)
        if self._parcel.more:
            keep(upload_url="")

    def _watch(self) -> Watch:
        journey = self._journey
        return Watch(stop=journey.stop, on_piece=journey.speed.goes, allowed=journey.allowed)

    def _post_whole(self) -> RecordOut:
        parcel, path = self._parcel, self._store.media.path(self._parcel.media.sha256)
        told = self._client.put_whole
        return told(parcel.record_id, parcel.body, parcel.revision_id, path, parcel.media, self._watch())

    def _post_record(self) -> RecordOut:
        """The record with its sources, whole or not at all. The key is the revision: its words never change."""
        parcel = self._parcel
        try:
            return self._client.put_record(parcel.record_id, parcel.body, parcel.revision_id)
        except Refused as error:
            if error.code != "media_missing":
                raise
            if parcel.upload_url:
                self._client.forget_upload(parcel.upload_url)
            self._keep(state=ParcelState.QUEUED, sent_bytes=0)
            raise Busy(error.title, error.advice, error.detail) from error

    def _received(self) -> None:
        self._keep(state=ParcelState.RECEIVED, sent_bytes=self._parcel.size_bytes)

    def _contribute(self) -> None:
        """A parcel hands in once, so its own id is the contribution's. Where it comes too late, the record is published all the
        same and the parcel says why."""
        parcel = self._parcel
        try:
            told = self._client.put_contribution(ContributionId(parcel.id), parcel.contribution_body)
        except Refused as error:
            if error.code not in _TOO_LATE:
                raise
            self._parcel = replace(parcel, handed=Handed.TOO_LATE)
        else:
            handed = Handed.SEALED_IN_TIME if told.sealed_before_deadline else Handed.IN_TIME
            self._parcel = replace(parcel, handed=handed)

    def _ask(self) -> RecordOut:
        try:
            return self._client.record(self._parcel.record_id)
        except Refused as error:
            if error.code != "not_found":
                raise
            self._keep(state=ParcelState.QUEUED)
            raise Busy("The platform lost the record", "It is sent once more by itself.", error.detail) from error

    def _confirm(self, record: RecordOut) -> None:
        parcel = self._parcel
        told = [record.media.sha256, *(page.media.sha256 for page in record.more)] if record.media else []
        is_withdrawn = record.state == "withdrawn"  # from another computer, before this one heard that it had arrived
        is_another = told != [file.sha256 for file in parcel.files] or record.revision_id != parcel.revision_id
        if is_another and not is_withdrawn:
            advice = "Your file is kept here. Send it once more, and tell the platform's host if it happens again."
            raise Damaged("The platform holds another file than you sent", advice, " ".join(told) or "none")
        self._store.parcels.deliver(parcel, now())

    def _note(self, **changes: Any) -> None:
        self._parcel = replace(self._parcel, **changes)

    def _keep(self, **changes: Any) -> None:
        """Commits a step, and hears whether the person paused the parcel or took it back."""
        self._note(**changes)
        self._store.parcels.change(self._parcel)
        self._look()

    def _look(self) -> None:
        kept = self._store.parcels.find(self._parcel.id)
        if kept is None or kept.paused or self._journey.stop.is_set():
            raise Stopped
