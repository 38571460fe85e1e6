"""One request and its answer: time limits, size limits, and the proof that it is the platform that answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar

import requests
from pydantic import BaseModel, ValidationError

from studio.contract import CONTENT_DIGEST, DIGEST_SHA256, IDEMPOTENCY_KEY, INFO, MAX_OFFSET_MS, digest_of
from studio.errors import Offline, StudioError

from . import problems
from .addresses import is_loopback
from .moving import Moved
from .sockets import HangUpAdapter
from .watch import Pieces, Watch

#: SYN-5: a black hole reads as offline within 35 s.
CONNECT_S = 5.0
READ_S = 30.0
MAX_ANSWER_BYTES = 16 << 20
#: An answer that drips in is given up after this long, however steadily it drips.
MAX_ANSWER_S = 60.0
_ALWAYS = {"Accept-Encoding": "identity", "User-Agent": "redbutton-studio"}
_WITHOUT_BODY = {"GET", "HEAD"}
M = TypeVar("M", bound=BaseModel)


class _Sized(Protocol):
    """Pieces of a body whose length is known."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[bytes | memoryview]: ...


Body = bytes | _Sized


@dataclass(frozen=True, slots=True)
class Timeouts:
    connect_s: float = CONNECT_S
    read_s: float = READ_S


class Exchange:
    """Belongs to one thread, except `hang_up`. `on_outcome` is told None after each answer of the platform, else the error."""

    def __init__(
        self, address: str, token: str, timeouts: Timeouts, on_outcome: Callable[[StudioError | None], None]
    ) -> None:
        self.address = address
        self._token = token
        self._timeouts = timeouts
        self._on_outcome = on_outcome
        #: The moment on the platform's clock and on ours when it last answered in its own words.
        self.heard: tuple[datetime, datetime] | None = None
        self._adapter = HangUpAdapter()
        self._session = requests.Session()  # knows the system's proxies and certificates

    def told(
        self,
        model: type[M],
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        key: str = "",
        wait_s: float = 0.0,
        anonymous: bool = False,
        more: Mapping[str, str] | None = None,
        watch: Watch | None = None,
    ) -> M:
        """The JSON answer as `model`. `key` is the Idempotency-Key; `wait_s` is how long the platform may hold the answer; `more`
        are headers of a body that is not JSON; with a `watch` the body goes in pieces."""
        headers = {"Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", IDEMPOTENCY_KEY: key, CONTENT_DIGEST: digest_of(body)}
            headers |= more or {}
        sent: Body | None = Pieces(memoryview(body), watch) if body and watch else body
        with self.answer(method, path, body=sent, headers=headers, wait_s=wait_s, anonymous=anonymous) as response:
            kind = response.headers.get("Content-Type", "")
            if not kind.startswith("application/json"):
                raise self._failed(problems.stranger(f"{response.status_code} {kind}"))
            heard = _date_of(response)
            try:
                answer = model.model_validate_json(read_capped(response))
            except ValidationError as error:
                raise problems.garbled(f"{method} {path}: {error.errors(include_input=False)[:1]}") from error
            self.heard = heard or self.heard
            return answer

    @contextmanager
    def answer(
        self,
        method: str,
        path: str,
        *,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        wait_s: float = 0.0,
        anonymous: bool = False,
    ) -> Iterator[requests.Response]:
        """An answer below 300, its content not read yet. Everything else is raised as a StudioError; a page for people, which no
        platform sends, too. Raises Moved where the platform's card is said to be elsewhere."""
        try:
            asked = self._request(method, self.address + path, body, headers or {}, anonymous)
            patience = (self._timeouts.connect_s, self._timeouts.read_s + wait_s)
            with self._adapter.send(asked, stream=True, timeout=patience, **self._surroundings()) as response:
                if response.status_code in (301, 308) and path == INFO:
                    raise Moved(response.headers.get("Location", ""))
                if response.status_code >= 300:
                    raise self._failed(_error_of(response))
                if response.headers.get("Content-Type", "").startswith("text/html"):
                    raise self._failed(problems.captive(str(response.status_code)))
                yield response
                _give_back(response)
        except requests.exceptions.SSLError as error:
            raise self._failed(problems.unsafe(str(error))) from error
        except requests.exceptions.RequestException as error:
            raise self._failed(problems.offline(type(error).__name__)) from error
        self._on_outcome(None)

    def move(self, address: str) -> None:
        """From here on everything is asked at this address."""
        self.address = address

    def is_cold(self) -> bool:
        """Whether no connection stands: the next one may reach somebody else, in another network say."""
        return self._adapter.is_cold()

    def hang_up(self) -> None:
        """From any thread: what is under way ends with Offline."""
        self._adapter.hang_up()

    def close(self) -> None:
        self._adapter.close()
        self._session.close()

    def _request(
        self, method: str, url: str, body: Body | None, headers: Mapping[str, str], anonymous: bool
    ) -> requests.PreparedRequest:
        """Put together here, without what `requests` would look for (cookies, passwords in a netrc file, where redirects lead):
        a small request takes the studio a fifth less processor time so."""
        asked = requests.PreparedRequest()
        asked.method, asked.url, asked.body = method, url, body  # type: ignore[assignment]  # pieces go as they are
        asked.headers = requests.structures.CaseInsensitiveDict(_ALWAYS | dict(headers))
        if body is not None or method not in _WITHOUT_BODY:
            asked.headers["Content-Length"] = str(len(body) if body is not None else 0)
        if self._token and not anonymous:
            asked.headers["Authorization"] = f"Bearer {self._token}"
        return asked

    def _surroundings(self) -> dict[str, Any]:
        """Proxy and certificates as the system has them now. A proxy cannot reach this computer's own platform."""
        if is_loopback(self.address):
            return {}
        found = self._session.merge_environment_settings(self.address, {}, True, None, None)
        return {name: found[name] for name in ("proxies", "verify", "cert")}

    def _failed(self, error: StudioError) -> StudioError:
        self._on_outcome(error)
        return error


def _date_of(response: requests.Response) -> tuple[datetime, datetime] | None:
    """RFC 9110, section 6.6.1. One that is further away than any clock is not heard."""
    ours = datetime.now(UTC)
    try:
        theirs = parsedate_to_datetime(response.headers.get("Date", ""))
        is_a_clock = theirs.tzinfo and abs(theirs - ours) < timedelta(milliseconds=MAX_OFFSET_MS)
    except (ValueError, OverflowError):
        return None
    return (theirs, ours) if is_a_clock else None


def _error_of(response: requests.Response) -> StudioError:
    headers = response.headers
    no_body = response.request.method == "HEAD"
    body = b"" if no_body else read_capped(response)
    _give_back(response)
    return problems.error_of(
        response.status_code, headers.get("Content-Type", ""), body, headers.get("Retry-After", "")
    )


def _give_back(response: requests.Response) -> None:
    """The connection of an answer without content serves the next request; unread, it would be closed."""
    if response.raw.length_remaining == 0:
        response.raw.read()


def read_capped(response: requests.Response) -> bytes:
    """The whole content. Raises when it is larger or slower than any honest answer, or not what its sum promises."""
    ends = time.monotonic() + MAX_ANSWER_S
    found = bytearray()
    for piece in response.iter_content(1 << 16):
        found += piece
        if len(found) > MAX_ANSWER_BYTES:
            raise problems.garbled(f"more than {MAX_ANSWER_BYTES} bytes")
        if time.monotonic() > ends:
            raise Offline("The platform answers too slowly", "It is tried again by itself.", response.url)
    promised = response.headers.get(CONTENT_DIGEST, "")
    if promised.startswith(DIGEST_SHA256) and digest_of(found) != promised:
        raise problems.garbled("damaged on its way")
    return bytes(found)
