"""The whole studio as a process of its own, for journeys that end it: it obeys lines on its input and tells what it did.

`join ADDRESS INVITE HANDLE` · `begin` (presses the red button, for a challenge of the joined platform) · `end` (presses it again) ·
`send` (the newest take, until it is delivered) · `key` (tells the key of the joined platform) · `quit`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from studio import log
from studio.capture.reading import BoothState
from studio.domain.record import Kind
from studio.paths import DataFolder

from .whole import Whole


def main(data: str, voice: str) -> int:
    folder = DataFolder.open(Path(data))
    log.start(folder.logs)
    studio = Whole(folder, Path(voice))
    try:
        studio.page("record")
        studio.until_state(BoothState.READY)
        tell("open", *(title.replace(" ", "_") for title, _ in studio.said()))
        while (words := next_line(studio).split()) and words[0] != "quit":
            obey(studio, *words)
    finally:
        studio.close()
        log.stop()
    return 0


def obey(studio: Whole, verb: str, *words: str) -> None:
    joined = next((one for one in studio.store.platforms.list() if not one.is_home), None)
    if verb == "join":
        tell("joined", studio.join(*words).id)
    elif verb == "begin":
        if joined:
            studio.places.answer(studio.challenge(Kind.AUDIO, joined))
        studio.press_record()
        studio.until_state(BoothState.RECORDING)
        tell("recording")
    elif verb == "end":
        studio.press_record()
        tell("pressed")
    elif verb == "send" and joined:
        studio.until(lambda: studio.links.is_online(joined.id), "the joined platform answers")
        studio.until(lambda: studio.store.takes.list(), "a take is kept")
        studio.places.share_take(studio.store.takes.list()[0])
        tell("live", studio.until_live(studio.send()).record_id)
    elif verb == "key" and joined:
        tell("key", studio.studio.keys.get(joined.id))


def next_line(studio: Whole) -> str:
    """The window lives until a line comes; the end of the input is a line without words."""
    os.set_blocking(0, False)
    got = bytearray()

    def whole() -> bool:
        try:
            piece = os.read(0, 1)
        except BlockingIOError:
            return False
        got.extend(piece)
        return piece in (b"", b"\n")

    studio.until(whole, "a line comes", 120)
    return got.decode()


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2]))
