from __future__ import annotations

import hashlib
import itertools
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studio.contract import PIECE_BYTES
from studio.domain.ids import RecordId, new_id
from studio.domain.record import Media
from studio.errors import Busy, Damaged, DiskTrouble, Offline, Refused
from studio.wire.chunks import Chunks
from studio.wire.client import Client
from studio.wire.watch import Stopped, Watch
from tests.proxy import PIECE_BYTES as PROXY_HOLDS
from tests.proxy import Mischief, Proxy
from tests.served import Served
from tests.waiting import until
from tests.wire.made import made_file, made_record

MB = 1 << 20


def test_a_file_arrives_whole_and_is_fetched_back(served: Served, tmp_path: Path) -> None:
    media = made_file(tmp_path / "a", 5 * MB + 123, seed=1)
    client, arrived = served.client(), list[int]()
    assert not client.has_media(media.sha256)
    client.upload(tmp_path / "a", media, watch=Watch(on_progress=arrived.append))
    assert client.has_media(media.sha256)
    assert arrived[0] == 0 and arrived[-1] == media.size_bytes and arrived == sorted(arrived)
    client.download(media, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tmp_path / "a").read_bytes()
    client.close()


@settings(max_examples=12)
@given(steps=st.lists(st.integers(1, 6 * MB), max_size=8))
@example(steps=[5 * MB] * 4)
@example(steps=[1] * 8)
def test_a_cut_upload_goes_on_from_the_piece_where_it_stopped(served: Served, steps: list[int]) -> None:
    """However large the chunks are: what a cut costs is the piece that it went through, and what the proxy held of the next."""
    cuts = tuple(itertools.accumulate(steps))
    with tempfile.TemporaryDirectory() as folder, Proxy(served.port, Mischief(cut_at=cuts)) as proxy:
        media = made_file(Path(folder) / "a", 24 * MB, seed=hash(cuts))
        client = served.client(proxy.address)
        assert _until_sent(client, Path(folder) / "a", media) == 1
        assert client.has_media(media.sha256)
        client.close()
        assert proxy.counts["bytes_up"] <= media.size_bytes + proxy.counts["cut"] * (PIECE_BYTES + 4 * PROXY_HOLDS)


@settings(max_examples=50)
@given(
    size=st.integers(1, 5 * MB),
    deeds=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 3 * MB)), max_size=12),
    sums=...,
)
def test_what_follows_a_cut_is_what_stands_there_in_the_file(
    size: int, deeds: list[tuple[float, int]], sums: bool
) -> None:
    """Whether it was read before, or ahead, or is read now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        media, offset = made_file(path, size, seed=size), 0
        data = path.read_bytes()
        with Chunks(path, media, sums=sums) as chunks:
            for share, wanted in deeds:
                chunk = chunks.at(offset, wanted, steady=share > 0.5)
                length = len(chunk.data)
                assert chunk.offset == offset and 0 < length <= wanted
                assert chunk.data == data[offset : offset + length]
                pieces = (chunk.data[at : at + PIECE_BYTES] for at in range(0, length, PIECE_BYTES))
                assert chunk.sums == (b"".join(hashlib.sha256(piece).digest() for piece in pieces) if sums else None)
                arrived = int(share * length)
                offset += arrived - arrived % PIECE_BYTES if sums and arrived < length else arrived
                if offset == size:
                    break


def test_a_file_that_several_fetch_at_once_is_fetched_once(served: Served, tmp_path: Path) -> None:
    """It is opened, and kept at the same moment."""
    media = made_file(tmp_path / "a", 8 * MB, seed=5)
    client, back = served.client(), tmp_path / "back"
    client.upload(tmp_path / "a", media)
    client.close()

    def fetch(_: int) -> None:
        client = served.client()
        try:
            client.download(media, back)
        finally:
            client.close()

    with ThreadPoolExecutor(4) as several:
        list(several.map(fetch, range(4)))
    assert back.read_bytes() == (tmp_path / "a").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_an_upload_that_the_studio_stopped_goes_on_later(served: Served, tmp_path: Path) -> None:
    media = made_file(tmp_path / "a", 12 * MB, seed=3)
    stop, urls, arrived = threading.Event(), list[str](), list[int]()
    client = served.client()

    def half(count: int) -> None:
        if count > media.size_bytes // 3:
            stop.set()

    with pytest.raises(Stopped):
        client.upload(tmp_path / "a", media, watch=Watch(urls.append, half, stop))
    client.upload(tmp_path / "a", media, urls[0], Watch(on_progress=arrived.append))
    assert arrived[0] > media.size_bytes // 3
    assert client.has_media(media.sha256)
    client.close()


def test_hanging_up_ends_an_upload_at_once(served: Served, tmp_path: Path) -> None:
    media = made_file(tmp_path / "a", 128 << 10, seed=4)
    with Proxy(served.port) as proxy:
        client, stop = served.client(proxy.address), threading.Event()
        client.me()
        proxy.mischief = Mischief(hold_reply_to=proxy.counts["requests"] + 2)
        ended: list[Exception] = []

        def send() -> None:
            try:
                client.upload(tmp_path / "a", media, watch=Watch(stop=stop))
            except (Stopped, Offline) as error:
                ended.append(error)

        thread = threading.Thread(target=send)
        thread.start()
        until(lambda: proxy.counts["held"], "the platform's answer is held back")
        stop.set()
        client.hang_up()
        thread.join(5)
        assert not thread.is_alive() and ended
        client.close()


def test_upload_creation_is_done_once_however_often_replies_are_lost(
    served: Served, incoming: Path, tmp_path: Path
) -> None:
    """SYN-2: no duplicate, no orphan: 100 files through a proxy that loses half of all replies and doubles a tenth of requests."""
    mischief = Mischief(lose_reply=0.5, duplicate=0.1)
    with Proxy(served.port, mischief, seed=5) as proxy:
        client = served.client(proxy.address)
        for number in range(100):
            path = tmp_path / f"{number}"
            assert _until_sent(client, path, made_file(path, 2_000 + number, seed=number)) == 1
        client.close()
        assert proxy.counts["lost"] > 100 and proxy.counts["duplicated"] > 20
    assert list(incoming.glob("*")) == []


def _until_sent(client: Client, path: Path, media: Media) -> int:
    """Tries as the courier does, without its waits. Returns how many uploads were made for it."""
    urls: list[str] = []
    for _ in range(1_000):
        try:
            client.upload(path, media, urls[-1] if urls else "", Watch(on_url=urls.append))
        except (Offline, Busy):
            continue
        return len(set(urls))
    pytest.fail("it never arrived")


def test_flipped_bits_never_become_part_of_a_file(served: Served, tmp_path: Path) -> None:
    """SYN-3: 200 uploads through a proxy that flips a bit in a third of all chunks: none is stored wrong."""
    direct, paths = served.client(), [tmp_path / f"{number}" for number in range(200)]
    medias = [made_file(path, 10_000 + number, seed=1_000 + number) for number, path in enumerate(paths)]
    with Proxy(served.port, Mischief(flip=0.35), seed=6) as proxy, ThreadPoolExecutor(4) as pool:
        clients = [served.client(proxy.address) for _ in range(4)]

        def send(worker: int) -> None:
            for path, media in list(zip(paths, medias, strict=True))[worker::4]:
                _until_sent(clients[worker], path, media)

        list(pool.map(send, range(4)))
        for client in clients:
            client.close()
        assert proxy.counts["flipped"] > 50
    for path, media in zip(paths, medias, strict=True):
        direct.download(media, path.with_suffix(".back"))
        assert path.with_suffix(".back").read_bytes() == path.read_bytes()
    direct.close()


@pytest.mark.parametrize("same_computer", [False, True], ids=["chunk sums", "only the file's own sum"])
def test_a_file_that_changed_after_sealing_is_said_and_never_sent_as_another(
    served: Served, tmp_path: Path, same_computer: bool
) -> None:
    path = tmp_path / "a"
    media = made_file(path, 3 * MB, seed=7)
    client = Client(served.address, served.token, platform_id=served.id, same_computer=same_computer)
    with path.open("r+b") as file:
        file.seek(MB)
        file.write(b"another sound")
    with pytest.raises(Damaged, match="The file changed after you sent it"):
        client.upload(path, media)
    path.write_bytes(path.read_bytes() + b"longer")
    with pytest.raises(Damaged, match="The file changed after you sent it"):
        client.upload(path, media)
    path.unlink()
    with pytest.raises(Damaged, match="The file to be sent is gone"):
        client.upload(path, media)
    assert not client.has_media(media.sha256)
    client.close()


def test_a_file_that_another_program_holds_is_sent_later(served: Served, tmp_path: Path) -> None:
    """A folder stands for it, which is there and cannot be read."""
    (tmp_path / "held").mkdir()
    media = Media("0" * 64, (tmp_path / "held").stat().st_size, "text/plain")
    client, record = served.client(), made_record(media)
    with pytest.raises(DiskTrouble, match="cannot be read now"):
        client.upload(tmp_path / "held", media)
    with pytest.raises(DiskTrouble, match="cannot be read now"):
        client.put_whole(
            RecordId(new_id()), record.model_dump_json(), record.revision_id, tmp_path / "held", media, Watch()
        )
    client.close()


def test_an_upload_that_is_gone_starts_anew_and_only_once(served: Served, incoming: Path, tmp_path: Path) -> None:
    media = made_file(tmp_path / "a", 2 * MB, seed=8)
    client, stop, urls = served.client(), threading.Event(), list[str]()
    stop.set()
    with pytest.raises(Stopped):
        client.upload(tmp_path / "a", media, watch=Watch(urls.append, stop=stop))
    client.forget_upload(urls[0])
    client.upload(tmp_path / "a", media, urls[0], Watch(on_url=urls.append))
    assert client.has_media(media.sha256) and len(urls) == 2
    assert list(incoming.glob("*")) == []
    client.close()


def test_a_file_that_the_platform_does_not_take_is_refused_before_it_is_sent(served: Served, tmp_path: Path) -> None:
    media = replace(made_file(tmp_path / "a", 10), size_bytes=17 << 30)
    with Proxy(served.port) as proxy:
        client = served.client(proxy.address)
        with pytest.raises(Refused, match="too large") as refused:
            client.upload(tmp_path / "a", media)
        assert refused.value.code == "too_large"
        assert proxy.counts["bytes_up"] == 0
        client.close()
