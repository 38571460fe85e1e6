"""Drawings made of lines: in any size, and nothing outside of the file is ever read."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio.errors import Refused, StudioError
from studio.picture import inspect, make_thumbnail
from studio.picture.readers import Limits
from studio.picture.readers.drawing import open_drawing

from .made import drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="40"'
FLAG = '<rect width="20" height="13" fill="#e6281e"/><rect x="40" y="26" width="20" height="14" fill="#1e3cdc"/>'


def svg(path: Path, inside: str = FLAG, head: str = HEAD) -> Path:
    path.write_text(f"<?xml version='1.0'?>\n{head}>{inside}</svg>", "utf-8")
    return path


def seen(path: Path, max_px: int = 60) -> Any:
    small = path.with_suffix(".seen")
    make_thumbnail(path, small, max_px)
    with Image.open(small) as image:
        image.load()
    return image.convert("RGBA")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and what was asked of it."""
    paths: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_drawing_is_sharp_in_any_size(tmp_path: Path) -> None:
    path = svg(tmp_path / "a.svg")
    facts = inspect(path)
    assert (facts.kind, facts.mime, facts.width_px, facts.height_px) == ("svg", "image/svg+xml", 60, 40)
    large = seen(path, 600)
    assert large.size == (600, 400)
    assert large.getpixel((198, 60))[0] == 230 and large.getpixel((202, 60))[3] == 0


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('width="120mm" viewBox="0 0 12 6"', (454, 227)),
        ('viewBox="0 0 300 200"', (300, 200)),
        ('width="100%" height="50%" viewBox="0,0,30,20"', (30, 20)),
        ('width="1in" height="72pt"', (96, 96)),
        ("", (100, 100)),
    ],
)
def test_its_size_is_read_as_browsers_read_it(tmp_path: Path, head: str, size: tuple[int, int]) -> None:
    facts = inspect(svg(tmp_path / "a.svg", head=f'<svg xmlns="http://www.w3.org/2000/svg" {head}'))
    assert (facts.width_px, facts.height_px) == size


def test_nothing_outside_of_the_file_is_read(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    """INP-1: neither a picture beside it, nor one by its whole path, nor one from the network."""
    address, paths = asked
    Image.new("RGB", (60, 40), "#00ff00").save(tmp_path / "green.png")
    svg(tmp_path / "green.svg", '<rect width="60" height="40" fill="#00ff00"/>')
    nested = base64.b64encode(f'{HEAD}><image href="{tmp_path}/green.png" width="60" height="40"/></svg>'.encode())
    ways = [
        "green.png",
        f"{tmp_path}/green.png",
        f"file://{tmp_path}/green.png",
        "../" * 12 + f"{tmp_path}/green.png",
        "green.svg",
        f"{address}/green.png",
        f"data:image/svg+xml;base64,{nested.decode()}",
    ]
    inside = "".join(
        f'<image {name}="{way}" width="60" height="40"/>' for way in ways for name in ("href", "xlink:href")
    )
    inside += f'<use href="{tmp_path}/green.svg#a"/>'
    inside += f"<style>@import url({address}/a.css); @font-face {{ src: url({address}/f) }}</style>"
    inside += (
        f'<filter id="f"><feImage href="{tmp_path}/green.png"/></filter><rect filter="url(#f)" width="60" height="40"/>'
    )
    path = svg(tmp_path / "a.svg", inside + FLAG)
    facts = inspect(path)
    assert "left out" in facts.differs[0]
    picture = seen(path)
    colours = {colour[:3] for _, colour in picture.getcolors(10_000) if colour[3]}
    assert (0, 255, 0) not in colours and picture.getpixel((5, 5))[:3] == (230, 40, 30)
    assert paths == []


def test_a_picture_inside_of_the_drawing_is_shown(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    drawing((60, 40)).save(buffer, "PNG")
    inside = base64.b64encode(buffer.getvalue()).decode()
    path = svg(tmp_path / "a.svg", f'<image href="data:image/png;base64,{inside}" width="60" height="40"/>')
    assert inspect(path).differs == () and seen(path).getpixel((5, 5)) == (230, 40, 30, 255)


def test_a_drawing_that_is_slow_in_large_is_shown_small(tmp_path: Path) -> None:
    noise = '<feTurbulence baseFrequency="0.1" numOctaves="8"/>' * 20
    flag = f'<filter id="f">{noise}</filter><g filter="url(#f)">{FLAG}</g>'
    opened = open_drawing(svg(tmp_path / "a.svg", flag), Limits(1 << 30, 1 << 20))
    assert max(opened.draw(2_048).size) < 2_048


def test_scripts_and_pages_are_left_out_and_told(tmp_path: Path) -> None:
    inside = "<script>while (true) {}</script><foreignObject><p>page</p></foreignObject><text y='9'>words</text>"
    facts = inspect(svg(tmp_path / "a.svg", inside + '<rect width="9" height="9"><animate attributeName="x"/></rect>'))
    assert len(facts.differs) == 3


def test_a_few_lines_that_ask_for_millions_of_shapes_are_refused(tmp_path: Path) -> None:
    """INP-1: by `use`, by patterns, and by both."""
    inside = '<g id="g0"><rect width="1" height="1"/></g>'
    for step in range(1, 30):
        inside += f'<g id="g{step}">' + f'<use href="#g{step - 1}" x="1"/>' * 10 + "</g>"
    with pytest.raises(Refused) as caught:
        inspect(svg(tmp_path / "a.svg", inside))
    assert "more shapes" in caught.value.advice
    inside = '<pattern id="p0" width="1" height="1"><rect width="1" height="1"/></pattern>'
    for step in range(1, 30):
        shapes = f'<rect width="1" height="1" fill="url(#p{step - 1})"/>' * 10
        inside += f'<pattern id="p{step}" width="1" height="1">{shapes}</pattern>'
    with pytest.raises(Refused):
        inspect(svg(tmp_path / "a.svg", inside))


def test_a_drawing_that_leads_in_a_circle_is_drawn_or_refused(tmp_path: Path) -> None:
    inside = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>' + FLAG
    try:
        assert inspect(svg(tmp_path / "a.svg", inside)).width_px == 60
    except StudioError as error:
        assert error.advice


@pytest.mark.parametrize(
    "inside",
    [
        "<g>" * 5_000 + "</g>" * 5_000,
        '<filter id="f"><feGaussianBlur stdDeviation="1e9"/></filter><rect filter="url(#f)" width="9" height="9"/>',
        '<path d="' + "M0 0 L9 9 " * 200_000 + '" stroke="red" stroke-dasharray="0.0001"/>',
        '<text font-size="1e30">x</text>',
    ],
)
def test_a_drawing_that_asks_for_too_much_ends_in_words(tmp_path: Path, inside: str) -> None:
    """INP-1."""
    try:
        inspect(svg(tmp_path / "a.svg", inside))
    except StudioError as error:
        assert error.title and error.advice.endswith(".")


def test_a_drawing_that_says_more_than_the_studio_can_hold_is_refused_before_it_is_read(tmp_path: Path) -> None:
    many = " ".join(f'a{number}="1"' for number in range(100))
    with pytest.raises(Refused) as caught:
        inspect(svg(tmp_path / "a.svg", FLAG + f"<g {many}/>" * 7_001))
    assert "more about its shapes" in caught.value.advice


def test_words_of_its_own_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text(f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}><text>&x;</text></svg>')
    with pytest.raises(Refused) as caught:
        inspect(path)
    assert "XML entities" in caught.value.advice


@pytest.mark.parametrize("size", ["1e8", "99999", "-5", "nan"])
def test_a_drawing_of_a_mad_size_ends_in_words(tmp_path: Path, size: str) -> None:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"'
    try:
        assert inspect(svg(tmp_path / "a.svg", head=head)).width_px <= 100_000
    except StudioError as error:
        assert error.advice
