"""The platforms that can be reached now. Safe from any thread; light to import, because the window asks it for its chip."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from studio.domain.ids import PlatformId
from studio.errors import Offline, SignInNeeded, StudioError

if TYPE_CHECKING:
    from .client import Client
    from .exchange import Timeouts

PROBE_S = 2.0


class _Link(NamedTuple):
    address: str
    token: str
    #: None while the platform answers; before the first answer it counts as not reached yet.
    trouble: StudioError | None
    same_computer: bool = False


class Links:
    """`on_change` is called, on whichever thread found out, when a platform comes, goes, or forgets who we are; `on_moved` when
    one answers at another address for good."""

    def __init__(self, on_change: Callable[[], None] = lambda: None, timeouts: Timeouts | None = None) -> None:
        self.on_change = on_change
        self.on_moved: Callable[[PlatformId, str], None] = lambda id, address: None
        self._timeouts = timeouts
        self._lock = threading.Lock()
        self._links: dict[PlatformId, _Link] = {}
        self._mine = threading.local()

    def set(self, platform_id: PlatformId, address: str, token: str, *, same_computer: bool = False) -> None:
        """Where a platform is and who we are there; said again when either changes."""
        trouble = _not_yet() if token else _nobody()
        with self._lock:
            self._links[platform_id] = _Link(address, token, trouble, same_computer)
        self.on_change()

    def remove(self, platform_id: PlatformId) -> None:
        with self._lock:
            self._links.pop(platform_id, None)
        self.on_change()

    def ids(self) -> tuple[PlatformId, ...]:
        with self._lock:
            return tuple(self._links)

    def is_online(self, platform_id: PlatformId) -> bool:
        return self.trouble(platform_id) is None

    def is_here(self, platform_id: PlatformId) -> bool:
        """Whether it runs on this computer, so that what goes there is on no network."""
        with self._lock:
            link = self._links.get(platform_id)
        return link is not None and link.same_computer

    def trouble(self, platform_id: PlatformId) -> StudioError | None:
        """Why nothing goes to this platform now; None while it answers."""
        with self._lock:
            link = self._links.get(platform_id)
        return link.trouble if link else _not_yet()

    def client(self, platform_id: PlatformId) -> Client:
        """This thread's client. Raises Offline while the address is unknown, SignInNeeded while nobody is signed in."""
        with self._lock:
            link = self._links.get(platform_id)
        if link is None:
            raise _not_yet()
        if not link.token:
            raise _nobody()
        mine: dict[PlatformId, tuple[str, str, Client]] = self._mine.__dict__.setdefault("clients", {})
        address, token, client = mine.get(platform_id, ("", "", None))
        if client is None or (address, token) != (link.address, link.token):
            if client is not None:
                client.close()
            client = self._new_client(platform_id, link)
            mine[platform_id] = (link.address, link.token, client)
        return client

    def close_mine(self) -> None:
        """Closes the connections of the calling thread; said by a thread that ends."""
        mine: dict[PlatformId, tuple[str, str, Client]] = self._mine.__dict__.pop("clients", {})
        for _, _, client in mine.values():
            client.close()

    def can_connect(self, platform_id: PlatformId) -> bool:
        """Whether anything listens where the way to it begins: the cheap question asked every few seconds while it is away."""
        import socket  # the first window does not wait for it

        with self._lock:
            link = self._links.get(platform_id)
        host, port = _door(link.address) if link else ("", 0)
        if not host:
            return False
        try:
            socket.create_connection((host, port), PROBE_S).close()
        except OSError:
            return False
        return True

    def _new_client(self, platform_id: PlatformId, link: _Link) -> Client:
        from .client import Client  # requests and pydantic wait until something is sent

        def heard(error: StudioError | None) -> None:
            self._heard(platform_id, (link.address, link.token), error)

        def moved(address: str) -> None:
            self._moved(platform_id, (link.address, link.token), address)

        return Client(
            link.address,
            link.token,
            platform_id=platform_id,
            timeouts=self._timeouts,
            on_outcome=heard,
            on_moved=moved,
            same_computer=link.same_computer,
        )

    def _heard(self, platform_id: PlatformId, said_to: tuple[str, str], error: StudioError | None) -> None:
        """Every answer shows that the platform is there; only silence and a forgotten sign-in are troubles of the link."""
        trouble = error if isinstance(error, Offline | SignInNeeded) else None
        with self._lock:
            link = self._links.get(platform_id)
            if link is None or (link.address, link.token) != said_to:
                return
            changed = type(trouble) is not type(link.trouble)
            self._links[platform_id] = link._replace(trouble=trouble)
        if changed:
            self.on_change()

    def _moved(self, platform_id: PlatformId, said_to: tuple[str, str], address: str) -> None:
        """The other threads' clients go there, too, from their next request on."""
        with self._lock:
            link = self._links.get(platform_id)
            if link is None or (link.address, link.token) != said_to:
                return
            self._links[platform_id] = link._replace(address=address, trouble=None)
        self.on_moved(platform_id, address)
        self.on_change()


def _door(address: str) -> tuple[str, int]:
    """Host and port where a connection to the platform begins: its own, or those of the proxy that this network wants."""
    from requests.utils import get_environ_proxies, select_proxy

    from .addresses import is_loopback

    proxy = None if is_loopback(address) else select_proxy(address, get_environ_proxies(address))
    found = urlsplit(proxy if "://" in proxy else f"http://{proxy}") if proxy else urlsplit(address)
    return found.hostname or "", found.port or _PORTS.get(found.scheme, 80)


_PORTS = {"http": 80, "https": 443}


def _not_yet() -> Offline:
    return Offline("The platform is not reached yet", "Your work is safe here and goes out by itself.")


def _nobody() -> SignInNeeded:
    return SignInNeeded("You are not signed in to this platform", "Join it again; what waits is kept.")
