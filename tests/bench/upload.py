"""1 GB to the home platform over loopback, hashed on both sides, beside `curl -T` to nginx on the same disk."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from studio.domain.record import Media
from tests.rig import end, spawn, until
from tests.served import Served

from .table import Row, median

SIZE_BYTES = 1_000_000_000
BLOCK_BYTES = 8 << 20
MB = 1_000_000
NGINX = """\
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; client_max_body_size 0; client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}/kept; location / {{ dav_methods PUT; }} }}
}}
"""


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        folder = Path(name)
        theirs = _nginx_rate(folder) if _nginx(folder) and shutil.which("curl") else None
        ours, client_mb, server_mb = _our_rate(folder)
    what = "upload of 1 GB to the home platform, hash checked on both sides"
    yield Row(what, ours, "MB/s", 0.4, "curl -T to nginx", theirs, at_least=True)
    yield Row("memory above idle during that upload, the studio's side", client_mb, "MB", 64)
    yield Row("memory above idle during that upload, the platform's side", server_mb, "MB", 64)


def _our_rate(folder: Path) -> tuple[float, float, float]:
    """MB/s (median of three different files), and the highest memory above idle of client and platform."""
    rates, client_mb, server_mb = [], 0.0, 0.0
    for _ in range(3):
        # A platform of its own each time, whose files are gone before the next: else each round meets colder memory.
        with tempfile.TemporaryDirectory(dir=folder) as data, Served(Path(data)) as served:
            assert served.process is not None
            path, media = a_gigabyte(folder / "upload.bin")
            here, there = multiprocessing.get_context("spawn").Pipe()
            command = (there, served.address, served.token, served.id, str(path), media)
            sender = multiprocessing.get_context("spawn").Process(target=_send, args=command)
            sender.start()
            here.recv()  # it has its imports and has met the platform
            assert sender.pid is not None
            with _highest(sender.pid) as client, _highest(served.process.pid) as server:
                here.send("go")
                seconds = here.recv()
            sender.join()
            rates.append(SIZE_BYTES / MB / seconds)
            client_mb, server_mb = max(client_mb, client[0]), max(server_mb, server[0])
    return sorted(rates)[1], client_mb, server_mb


def _send(pipe: Connection, address: str, token: str, platform_id: str, path: str, media: Media) -> None:
    """The studio's side, as its link to the home platform; the file's hash is made before, as sealing does."""
    from studio.domain.ids import PlatformId
    from studio.wire.client import Client

    with contextlib.closing(Client(address, token, platform_id=PlatformId(platform_id), same_computer=True)) as client:
        client.me()
        pipe.send("ready")
        pipe.recv()
        begin = time.perf_counter()
        client.upload(Path(path), media)
        took = time.perf_counter() - begin
        assert client.has_media(media.sha256)
        pipe.send(took)


def a_gigabyte(path: Path) -> tuple[Path, Media]:
    """A gigabyte that no platform has yet."""
    block = os.urandom(BLOCK_BYTES)
    digest, left = hashlib.sha256(), SIZE_BYTES
    with path.open("wb") as file:
        while left:
            part = block[: min(left, BLOCK_BYTES)]
            digest.update(part)
            left -= file.write(part)
    os.sync()  # what is still being written of this file would be counted against whoever waits for the disk
    return path, Media(digest.hexdigest(), SIZE_BYTES, "audio/wav")


@contextlib.contextmanager
def _highest(pid: int) -> Iterator[list[float]]:
    """The highest resident memory of a process above what it has now, in MB, in a list of one."""
    process, done = psutil.Process(pid), threading.Event()
    idle = process.memory_info().rss
    highest = [0.0]

    def watch() -> None:
        while not done.wait(0.02):
            with contextlib.suppress(psutil.NoSuchProcess):
                highest[0] = max(highest[0], (process.memory_info().rss - idle) / MB)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield highest
    finally:
        done.set()
        thread.join()


def _nginx(folder: Path) -> str | None:
    """nginx, or the one in Debian's package, unpacked beside the bench: installing it would start a web server here."""
    if found := shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        return found
    if shutil.which("apt-get") is None:
        return None
    subprocess.run(["apt-get", "download", "-q", "nginx"], cwd=folder, capture_output=True, check=False)
    for package in folder.glob("nginx_*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "nginx")], capture_output=True, check=False)
    program = folder / "nginx/usr/sbin/nginx"
    works = program.exists() and subprocess.run([program, "-v"], capture_output=True, check=False).returncode == 0
    return str(program) if works else None


def _nginx_rate(folder: Path) -> float:
    program = _nginx(folder)
    assert program is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "kept").mkdir()
    folder.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(("user root;\n" if os.geteuid() == 0 else "") + NGINX.format(folder=folder, port=port))
    server = spawn([program, "-c", str(config), "-p", str(folder)], dict(os.environ))
    path, _ = a_gigabyte(folder / "curl.bin")
    put = ["curl", "-sf", "-T", str(path), f"http://127.0.0.1:{port}/curl.bin"]
    try:
        until(lambda: _listens(port), "nginx listens")

        def once() -> float:
            begin = time.perf_counter()
            subprocess.run(put, check=True)
            return time.perf_counter() - begin

        return SIZE_BYTES / MB / median(once, 3, warm_up=0)
    finally:
        end(server)


def _listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0
