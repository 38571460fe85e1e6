"""One platform, as methods. Every change carries a key that is the same at each repeat, so it may be sent again without fear."""

from __future__ import annotations

import contextlib
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import Field, ValidationError

from studio import contract
from studio.domain.ids import ChallengeId, ContributionId, PlatformId, RecordId
from studio.domain.receipt import Clock
from studio.domain.record import Media
from studio.errors import NeedsUpdate, Refused, StudioError

from . import downloads, problems
from .chunks import content_of
from .exchange import Exchange, Timeouts
from .moving import MOST_MOVES, Moved, new_address
from .uploads import TUS, Upload
from .watch import Watch

log = logging.getLogger(__name__)
#: A family has thousands of records on each of its pages; nobody reads more of them than this.
_MOST_PAGES = 1_000


class Client:
    """Belongs to one thread, except `hang_up`. The token is shown only to the platform that has `platform_id`."""

    def __init__(
        self,
        address: str,
        token: str = "",
        *,
        platform_id: PlatformId | None = None,
        timeouts: Timeouts | None = None,
        on_outcome: Callable[[StudioError | None], None] = lambda error: None,
        on_moved: Callable[[str], None] = lambda address: None,
        same_computer: bool = False,
    ) -> None:
        self._on_moved = on_moved
        self._same_computer = same_computer
        self.address = address
        self._platform_id = platform_id
        self._info: contract.PlatformInfo | None = None
        self._on_outcome = on_outcome
        self._exchange = Exchange(address, token, timeouts or Timeouts(), on_outcome)

    def info(self) -> contract.PlatformInfo:
        """Who answers at this address; asked without the token. Raises NeedsUpdate when it speaks a newer language.

        A platform that has moved is followed to where the same one answers, and `on_moved` is told the new address.
        """
        try:
            info = self._card()
        except BaseException:
            self._exchange.move(self.address)
            raise
        if self._exchange.address != self.address:
            self.address = self._exchange.address
            self._on_moved(self.address)
        return info

    def _card(self) -> contract.PlatformInfo:
        for _ in range(MOST_MOVES):
            try:
                info = self._exchange.told(contract.PlatformInfo, "GET", contract.INFO, anonymous=True)
            except Moved as moved:
                self._exchange.move(new_address(self._exchange.address, moved.location))
                continue
            self._check(info)
            return info
        raise problems.stranger("it has moved too often")

    def _check(self, info: contract.PlatformInfo) -> None:
        if info.api > contract.API_VERSION:
            raise NeedsUpdate(
                "This platform needs a newer studio", "Install the newest studio; your work is kept.", f"API {info.api}"
            )
        if self._platform_id is None:
            if self._exchange.address != self.address:
                raise problems.lives_elsewhere(self._exchange.address)
        elif info.id != self._platform_id:
            error = problems.another_platform(f"{info.id} instead of {self._platform_id}")
            self._on_outcome(error)
            raise error

    def join(self, asked: contract.JoinIn) -> contract.JoinOut:
        """Answers an invite. The key comes from the invite itself, so a lost reply does not use it up."""
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.address} {asked.invite} {asked.handle}"))
        body = asked.model_dump_json().encode()
        return self._exchange.told(contract.JoinOut, "POST", contract.JOIN, body=body, key=key, anonymous=True)

    @property
    def clock(self) -> Clock | None:
        """The platform's clock, once it has answered."""
        if self._info is None or self._exchange.heard is None:
            return None
        return Clock.heard(PlatformId(self._info.id), *self._exchange.heard)

    def me(self) -> contract.PersonOut:
        return self._known().told(contract.PersonOut, "GET", contract.ME)

    def changes(self, after: str, wait_s: int = 0) -> contract.ChangesOut:
        """What changed after the bookmark `after` ("" from the beginning), held by the platform up to `wait_s`.

        Entries of a kind that this studio does not know are left out; the bookmark passes them.
        """
        path = f"{contract.CHANGES}?{urlencode({'after': after, 'wait': wait_s} if after else {'wait': wait_s})}"
        page = self._known().told(_Page, "GET", path, wait_s=wait_s)
        return contract.ChangesOut.model_construct(
            changes=list(_understood(page.changes)), next=page.next, more=page.more
        )

    def put_record(self, id: RecordId, body: str, key: str) -> contract.RecordOut:
        path = f"{contract.RECORDS}/{id}"
        return self._known().told(contract.RecordOut, "PUT", path, body=body.encode(), key=key)

    def takes_whole(self) -> bool:
        """Whether a record may come together with its file."""
        self._known()
        return self._info is not None and self._info.takes_whole

    def put_whole(
        self, id: RecordId, body: str, key: str, path: Path, media: Media, watch: Watch
    ) -> contract.RecordOut:
        """A record together with its one small file. Raises Damaged where that is not the one that was sealed."""
        record, file, door = body.encode(), content_of(path, media), f"{contract.RECORDS}/{id}/whole"
        more = {"Content-Type": "application/octet-stream", contract.RECORD_LENGTH: str(len(record))}
        return self._known().told(contract.RecordOut, "PUT", door, body=record + file, key=key, more=more, watch=watch)

    def put_contribution(self, id: ContributionId, body: str) -> contract.ContributionOut:
        path = f"{contract.CONTRIBUTIONS}/{id}"
        return self._known().told(contract.ContributionOut, "PUT", path, body=body.encode(), key=id)

    def put_request(self, door: str, body: str, key: str) -> contract.RequestOut:
        """Asks, answers, replies or takes back, as `door` says; told is the request as it is afterwards."""
        return self._known().told(contract.RequestOut, "PUT", door, body=body.encode(), key=key)

    def put_reply(self, door: str, body: str, key: str) -> contract.LineReplyOut:
        """A leader's word to a line."""
        return self._known().told(contract.LineReplyOut, "PUT", door, body=body.encode(), key=key)

    def put_removal(self, door: str, body: str, key: str) -> contract.RecordOut:
        """Takes a source off a record."""
        return self._known().told(contract.RecordOut, "PUT", door, body=body.encode(), key=key)

    def withdraw_record(self, door: str, key: str) -> None:
        """Takes a record of one's own back. One that the platform does not know is withdrawn already, as far as anybody sees."""
        try:
            self._known().told(contract.RecordOut, "DELETE", door, key=key)
        except Refused as error:
            if error.code != contract.Code.NOT_FOUND:
                raise

    def devices(self) -> list[contract.DeviceOut]:
        """The computers on which this person is signed in, the oldest first."""
        return self._known().told(contract.DevicesOut, "GET", contract.DEVICES).items

    def invite(self, device: str, key: str) -> contract.InviteOut:
        """Lets one more computer in, as the same person; the same key gives the same invite."""
        body = contract.InviteIn(device=device).model_dump_json().encode()
        return self._known().told(contract.InviteOut, "POST", contract.INVITES, body=body, key=key)

    def sign_out(self, device_id: str) -> None:
        """Ends what another of one's own computers may do; that it is ended already is as good."""
        with contextlib.suppress(Refused), self._known().answer("DELETE", f"{contract.DEVICES}/{device_id}"):
            pass

    def mine(self, kind: str, id: str) -> contract.MineOut:
        """A private document as it is now."""
        return self._known().told(contract.MineOut, "GET", f"{contract.MINE}/{kind}/{id}")

    def put_mine(self, kind: str, id: str, body: str, key: str) -> contract.KeptOut:
        path = f"{contract.MINE}/{kind}/{id}"
        return self._known().told(contract.KeptOut, "PUT", path, body=body.encode(), key=key)

    def source_changes(self, id: RecordId) -> contract.Page[contract.SourceChangeOut]:
        """The newest lines of the log of a record's sources."""
        path = f"{contract.RECORDS}/{id}/sources/changes"
        return self._known().told(contract.Page[contract.SourceChangeOut], "GET", path)

    def record(self, id: RecordId) -> contract.RecordOut:
        return self._known().told(contract.RecordOut, "GET", f"{contract.RECORDS}/{id}")

    def tree(self, id: RecordId) -> Iterator[contract.TreeOut]:
        """A record's family, page by page; one that never ends is given up."""
        path = cursor = f"{contract.RECORDS}/{id}/tree"
        for _ in range(_MOST_PAGES):
            told = self._known().told(contract.TreeOut, "GET", cursor)
            yield told
            if told.next is None:
                return
            cursor = f"{path}?{urlencode({'cursor': told.next})}"
        raise problems.garbled(f"a family of more than {_MOST_PAGES} pages")

    def challenge(self, id: ChallengeId) -> contract.ChallengeOut:
        return self._known().told(contract.ChallengeOut, "GET", f"{contract.CHALLENGES}/{id}")

    def has_media(self, sha256: str) -> bool:
        """Whether the platform holds these bytes. Only an answer that names the hash counts as yes."""
        try:
            with self._known().answer("HEAD", f"{contract.MEDIA}/{sha256}") as response:
                downloads.check_tag(response, sha256)
                return True
        except Refused as error:
            if error.code != contract.Code.NOT_FOUND:
                raise
            return False

    def upload(self, path: Path, media: Media, url: str = "", watch: Watch | None = None) -> str:
        """Sends what is missing of the file; `url` is where an earlier try was. Returns the upload's address."""
        exchange = self._known()
        assert self._info is not None
        if media.size_bytes > self._info.max_upload_bytes:
            title, advice = problems.WORDS[contract.Code.TOO_LARGE]
            raise Refused(title, advice, f"{self._info.max_upload_bytes} bytes at most", contract.Code.TOO_LARGE)
        limit, sums = self._info.max_chunk_bytes, not self._same_computer
        return Upload(exchange, path, media, chunk_limit=limit, watch=watch or Watch(), sums=sums).send(url)

    def forget_upload(self, url: str) -> None:
        """Ends an upload whose file the platform does not have after all, so that it starts anew."""
        with contextlib.suppress(Refused), self._known().answer("DELETE", url, headers=TUS):
            pass

    def download(self, media: Media, to: Path, watch: Watch | None = None) -> None:
        downloads.download(self._known(), media, to, watch or Watch())

    def hang_up(self) -> None:
        """From any thread: what is under way ends at once with Offline, and so does whatever is asked afterwards."""
        self._exchange.hang_up()

    def close(self) -> None:
        self._exchange.close()

    def _known(self) -> Exchange:
        """The exchange, after the platform said that it is the one we joined: at first, and whenever no connection stands."""
        if self._info is None or self._exchange.is_cold():
            self._info = self.info()
        return self._exchange


class _Page(contract.Told):
    """`ChangesOut` before its entries are understood: all at once, or one by one where this studio does not know one."""

    changes: Annotated[list[contract.ChangeOut] | list[Any], Field(union_mode="left_to_right")]
    next: str
    more: bool


def _understood(entries: list[Any]) -> Iterator[contract.ChangeOut]:
    for entry in entries:
        if isinstance(entry, contract.ChangeOut):
            yield entry
            continue
        try:
            yield contract.ChangeOut.model_validate(entry)
        except ValidationError as error:
            log.info(
                "a change that this studio does not know is left out: %s", error.errors(include_input=False)[0]["loc"]
            )
