"""Platforms for a command without a window: the home platform is started, and joined ones are known with their keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from studio.store import Store
from studio.wire.links import Links

HOME_S = 30.0


@contextmanager
def reached(store: Store) -> Iterator[Links]:
    """Ends the home platform afterwards. Only for whoever holds the claim: a window has a home platform of its own."""
    from studio.home import Home
    from studio.wire.keys import Keys

    links, keys = Links(), Keys()
    links.on_moved = store.platforms.move
    home = Home(store, links)
    home.start()
    try:
        home.wait_until_reached(HOME_S)
        for platform in store.platforms.list():
            if not platform.is_home:
                links.set(platform.id, platform.address, keys.get(platform.id))
        yield links
    finally:
        links.close_mine()
        home.stop()
