"""The sound of a take as it is heard, as a file of the library: so it is sent, told to one's other computers, and built on.

A take without edits is its own file, not copied. One with edits is rendered, for good: the same edits give the same bytes.
"""

from __future__ import annotations

from studio.domain.record import Media
from studio.domain.take import Take
from studio.errors import Damaged

from .media import MediaFolder
from .takes import Takes


def keep_heard(takes: Takes, media: MediaFolder, take: Take) -> Media:
    """For a task: it reads all of the sound. Raises Damaged (a file that is gone or broken) and DiskTrouble."""
    if take.edits_done:
        sha256 = _rendered(takes, media, take)
    else:
        try:
            sha256 = media.link_file(takes.file(take))
        except FileNotFoundError as error:
            raise Damaged("The sound of this take is gone", "Choose another take.", take.file_name) from error
    return Media(sha256, media.path(sha256).stat().st_size, "audio/wav", duration_s=take.duration_s)


def _rendered(takes: Takes, media: MediaFolder, take: Take) -> str:
    from studio.sound.editing import write_edited

    with media.passing() as path:
        write_edited(take, takes.path, path)
        return media.link_file(path)
