"""1 GB through a line that is cut twenty times, beside the same line uncut; with the sums of all pieces, as over a network."""

from __future__ import annotations

import contextlib
import multiprocessing
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from studio.domain.record import Media
from studio.wire.uploads import MAX_CHUNK_BYTES
from tests.proxy import Mischief, Proxy
from tests.served import Served

from .table import Row
from .upload import SIZE_BYTES, a_gigabyte

CUTS = 20
#: The disk is now quick and now slow: the median of each, taken in turns.
TURNS = 3
AT = tuple(SIZE_BYTES * number // (CUTS + 1) for number in range(1, CUTS + 1))


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        turns = [(_sent(Path(name), ()), _sent(Path(name), AT)) for _ in range(TURNS)]
    whole_s = sorted(whole[0] for whole, _ in turns)[TURNS // 2]
    cut_s = sorted(cut[0] for _, cut in turns)[TURNS // 2]
    beyond = max(0.0, max(cut[1] for _, cut in turns) - 1.05 * SIZE_BYTES) / CUTS / MAX_CHUNK_BYTES
    yield Row("upload of 1 GB, cut 20 times", cut_s, "s", 1.15, "uncut", whole_s)
    yield Row("sent again for each cut, beyond 5 % of all", beyond, "chunks", 1.0)


def _sent(folder: Path, cuts: tuple[int, ...]) -> tuple[float, int]:
    """Seconds, and the bytes that went up."""
    with tempfile.TemporaryDirectory(dir=folder) as data, Served(Path(data)) as served, Proxy(served.port) as proxy:
        path, media = a_gigabyte(folder / "upload.bin")
        here, there = multiprocessing.get_context("spawn").Pipe()
        command = (there, proxy.address, served.token, served.id, str(path), media)
        sender = multiprocessing.get_context("spawn").Process(target=_send, args=command)
        sender.start()
        there.close()  # one that ends early is heard
        here.recv()  # it has its imports
        proxy.mischief = Mischief(cut_at=cuts)
        here.send("go")
        took_s: float = here.recv()
        sender.join()
        assert proxy.counts["cut"] == len(cuts)
        return took_s, proxy.counts["bytes_up"]


def _send(pipe: Connection, address: str, token: str, platform_id: str, path: str, media: Media) -> None:
    import time

    from studio.domain.ids import PlatformId
    from studio.wire.client import Client

    with contextlib.closing(Client(address, token, platform_id=PlatformId(platform_id))) as client:
        pipe.send("ready")
        pipe.recv()
        begin = time.perf_counter()
        client.upload(Path(path), media)
        took_s = time.perf_counter() - begin
        assert client.has_media(media.sha256)
        pipe.send(took_s)
