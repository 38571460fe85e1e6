"""The pages of an archive: plain HTML that any browser opens from the disk, today and later.

No script, nothing from the network (the pages forbid it themselves), people's words escaped and kept apart from ours (INP-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from studio.domain.record import Kind
from studio.domain.words import tidy_text, tidy_title

_SHORT_LETTERS = 400
#: What browsers show; other pictures are offered as files.
_SHOWN = (".png", ".jpg", ".webp", ".gif", ".avif", ".svg")
_FRAME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src file: 'self'; img-src file: 'self'; media-src file: 'self'">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>{title}</title><link rel="stylesheet" href="{up}style.css"></head>
<body><main>
{body}
</main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: its words, where they lead ("" is nowhere), and what somebody said to it."""

    words: str
    page: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One page. `media` is the file's name in the archive, "" where it is not there; `alt` says what it
    shows. `more` are the files after it, each with such words; `facts` are (name, words)."""

    id: str
    title: str
    by: str
    kind: Kind
    media: str = ""
    alt: str = ""
    more: tuple[tuple[str, str], ...] = ()
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    sources: tuple[Line, ...] = ()
    remixes: tuple[Line, ...] = ()
    requests: tuple[Line, ...] = ()
    history: tuple[Line, ...] = ()


def style(sheet: str, dark: Mapping[str, str], light: Mapping[str, str]) -> bytes:
    """The sheet with the colours of both themes before it."""
    first = f":root {{ {_variables(light)} }}\n"
    first += f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables(dark)} }} }}\n"
    return (first + sheet).encode()


def index(title: str, sentences: Iterable[str], groups: Sequence[tuple[str, Sequence[Piece]]]) -> bytes:
    """The page that everything is found from; a group without pieces is left out."""
    body = f"<h1>{_(title)}</h1>" + "".join(f'<p class="quiet">{_(words)}</p>' for words in sentences)
    for name, pieces in groups:
        if pieces:
            body += f'<h2>{_(name)} <span class="quiet">{len(pieces)}</span></h2>'
            body += f'<ul class="grid">{"".join(map(_card, pieces))}</ul>'
    return _FRAME.format(title=_(title), up="", body=body).encode()


def page(piece: Piece) -> bytes:
    facts = "".join(f"<dt>{_(name)}</dt><dd>{_(words)}</dd>" for name, words in piece.facts if words)
    body = f'<p class="quiet"><a href="../index.html">Everything</a></p><h1><bdi>{_(piece.title)}</bdi></h1>'
    body += f'<p class="quiet">by <bdi>{_(piece.by)}</bdi></p>' if piece.by else ""
    body += f'<div class="piece">{_media(piece, "../")}</div><dl>{facts}</dl>'
    for name, lines in (
        ("It builds on", piece.sources),
        ("What builds on it", piece.remixes),
        ("What was said about its sources", piece.requests),
        ("What changed", piece.history),
    ):
        body += f'<h2>{name}</h2><ul class="lines">{"".join(map(_line, lines))}</ul>' if lines else ""
    return _FRAME.format(title=_(piece.title), up="../", body=body).encode()


def _card(piece: Piece) -> str:
    by = f'<p class="quiet">by <bdi>{_(piece.by)}</bdi></p>' if piece.by else ""
    title = f'<h3><a href="pages/{piece.id}.html"><bdi>{_(piece.title)}</bdi></a></h3>'
    return f'<li class="card">{_media(piece, "", _SHORT_LETTERS)}{title}{by}</li>'


def _media(piece: Piece, up: str, letters: int = 0) -> str:
    """The piece itself; on the page of all, only its first picture, and of words the beginning."""
    if piece.kind is Kind.TEXT and piece.text:
        words = tidy_text(piece.text)
        return f'<div class="words" dir="auto">{_(words[:letters] if letters else words)}</div>'
    first = _file(piece.kind, piece.media, up, piece.alt or piece.title)
    return first if letters else first + "".join(_file(piece.kind, name, up, alt) for name, alt in piece.more)


def _file(kind: Kind, name: str, up: str, words: str) -> str:
    """One file, with `words` for who cannot see it."""
    if not name:
        return '<p class="quiet">Its file is not in this archive.</p>'
    where = up + name
    if kind is Kind.AUDIO:
        return f'<audio controls preload="none" src="{where}" aria-label="{_(words)}"></audio>'
    if kind is Kind.VIDEO:
        return f'<video controls preload="none" src="{where}" aria-label="{_(words)}"></video>'
    if name.endswith(_SHOWN):
        return f'<img loading="lazy" src="{where}" alt="{_(words)}">'
    return f'<p class="quiet"><a href="{where}" download>The file, for the program it was made with</a></p>'


def _line(line: Line) -> str:
    words = f"<bdi>{_(line.words)}</bdi>"
    linked = f'<a href="{line.page}.html">{words}</a>' if line.page else words
    said = "".join(f'<blockquote dir="auto">{_(tidy_text(words))}</blockquote>' for words in line.said if words)
    return f"<li>{linked}{said}</li>"


def _variables(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())


def _(text: str) -> str:
    """Somebody's words as the letters they are."""
    return escape(text if "\n" in text else tidy_title(text, 10_000), quote=True)
