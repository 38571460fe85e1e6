"""One parcel's journey in steps that may each be done twice: check, upload, record, contribution, confirm.

After each step the parcel's row is committed. Nothing local is released here: a parcel is live only when the platform, asked for
the record, has told the same revision and the same SHA-256.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ContributionId
from studio.domain.moments import now
from studio.domain.parcel import Handed, Parcel, ParcelState
from studio.domain.record import Media
from studio.errors import Busy, Damaged, Refused
from studio.store import Store
from studio.wire.watch import Stopped, Watch

from .speed import Speed

if TYPE_CHECKING:
    from studio.wire.client import Client


_TOO_LATE = {"closed", "sealed_late"}


class Delivery:
    """Raises what the wire raises, and `Stopped` when the studio quits or the parcel was paused or taken back meanwhile."""

    def __init__(self, store: Store, client: Client, parcel: Parcel, speed: Speed, stop: Event) -> None:
        self._store = store
        self._client = client
        self._parcel = parcel
        self._speed = speed
        self._stop = stop

    def run(self) -> None:
        if self._parcel.state is not ParcelState.RECEIVED:
            self._send_media()
            self._post_record()
        self._contribute()
        self._confirm()

    def _send_media(self) -> None:
        """One file after the other; those that are there already are passed."""
        before = 0
        for media in self._parcel.files:
            if not self._client.has_media(media.sha256):
                self._send_file(media, before)
                if self._parcel.more:
                    self._keep(upload_url="")
            before += media.size_bytes

    def _send_file(self, media: Media, before: int) -> None:
        """`before` are the bytes of the files before it."""
        self._keep(state=ParcelState.UPLOADING)
        watch = Watch(
            on_url=lambda url: self._keep(upload_url=url),
            on_progress=lambda offset: self._arrived(before + offset),
            stop=self._stop,
            on_piece=self._speed.goes,
        )
        self._client.upload(self._store.media.path(media.sha256), media, self._parcel.upload_url, watch)

    def _arrived(self, sent_bytes: int) -> None:
        self._speed.stands(sent_bytes)
        self._keep(sent_bytes=sent_bytes)

    def _post_record(self) -> None:
        """The record with its sources, whole or not at all. The key is the revision: its words never change."""
        parcel = self._parcel
        try:
            self._client.put_record(parcel.record_id, parcel.body, parcel.revision_id)
        except Refused as error:
            if error.code != "media_missing":
                raise
            if parcel.upload_url:
                self._client.forget_upload(parcel.upload_url)
            self._keep(state=ParcelState.QUEUED, sent_bytes=0)
            raise Busy(error.title, error.advice, error.detail) from error
        self._keep(state=ParcelState.RECEIVED, sent_bytes=parcel.size_bytes)

    def _contribute(self) -> None:
        """A parcel hands in once, so its own id is the contribution's. Where it comes too late, the record is published all the
        same and the parcel says why."""
        parcel = self._parcel
        if not parcel.contribution_body:
            return
        try:
            told = self._client.put_contribution(ContributionId(parcel.id), parcel.contribution_body)
        except Refused as error:
            if error.code not in _TOO_LATE:
                raise
            self._parcel = replace(parcel, handed=Handed.TOO_LATE)
        else:
            handed = Handed.SEALED_IN_TIME if told.sealed_before_deadline else Handed.IN_TIME
            self._parcel = replace(parcel, handed=handed)

    def _confirm(self) -> None:
        parcel = self._parcel
        try:
            record = self._client.record(parcel.record_id)
        except Refused as error:
            if error.code != "not_found":
                raise
            self._keep(state=ParcelState.QUEUED)
            raise Busy("The platform lost the record", "It is sent once more by itself.", error.detail) from error
        told = [record.media.sha256, *(page.media.sha256 for page in record.more)] if record.media else []
        if told != [file.sha256 for file in parcel.files] or record.revision_id != parcel.revision_id:
            advice = "Your file is kept here. Send it once more, and tell the platform's host if it happens again."
            raise Damaged("The platform holds another file than you sent", advice, " ".join(told) or "none")
        self._keep(state=ParcelState.LIVE, delivered_at=now(), trouble=None, next_try_at=0.0, tries=0)

    def _keep(self, **changes: Any) -> None:
        """Commits a step, and hears whether the person paused the parcel or took it back."""
        self._parcel = replace(self._parcel, **changes)
        self._store.parcels.change(self._parcel)
        kept = self._store.parcels.find(self._parcel.id)
        if kept is None or kept.paused or self._stop.is_set():
            raise Stopped
