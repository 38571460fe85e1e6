"""A platform that is joined while the feed of another one is held."""

from __future__ import annotations

from studio.domain.record import Kind
from tests.server_process import ServerProcess

from .conftest import Open


def test_a_platform_that_was_just_joined_is_heard_at_once(open_studio: Open, community: ServerProcess) -> None:
    studio = open_studio()
    studio.challenge(Kind.AUDIO)  # the feed of the home platform is read to its end, and held from now on
    joined = studio.join(community.address, community.new_invite(), "Ines")
    studio.until(lambda: studio.links.is_online(joined.id), "it answers", 8)
    studio.challenge(Kind.AUDIO, joined)
