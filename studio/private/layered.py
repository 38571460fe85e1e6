"""Layered files in an archive: OpenRaster and Krita. Only entries that make the picture are written again,
their packed bytes as they are; words around them are written anew, and the pictures inside are cleaned where they say more.

Without: small copies that may show something else, moments, comments, and what only programs know.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from collections.abc import Callable, Iterator

from studio.credit.xmp import parsed
from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import archive, png
from .shape import Kept, View, said

_ORA = re.compile(r"mimetype|stack\.xml|mergedimage\.png|data/.+")
_KRA = re.compile(
    r"mimetype|maindoc\.xml|documentinfo\.xml|mergedimage\.png"
    r"|[^/]+/(layers/(?!.*\.metadata$).+|annotations/(icc|proofing/.+|layerstyles\.asl)|animation/.+|palettes/.+)"
)
_PNG = b"\x89PNG\r\n\x1a\n"
_SMALL = re.compile(r"Thumbnails/.+|preview\.png")
#: A whole path or a file's address, as the value of an attribute; only the last name of it stays.
_PATH = re.compile(
    rb"""(=\s*["'])((?:file:|/(?:home|Users|root|media|mnt|tmp|var|run|Volumes)/|~/|\\\\|[A-Za-z]:[\\/])[^"']*)(["'])"""
)
_KRA_NOTES = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<document-info xmlns="http://www.calligra.org/DTD/document-info">'
)
_ABOUT = {
    "full-name": About.AUTHOR,
    "creator-first-name": About.AUTHOR,
    "creator-last-name": About.AUTHOR,
    "initial-creator": About.AUTHOR,
    "author-title": About.AUTHOR,
    "company": About.AUTHOR,
    "email": About.AUTHOR,
    "contact": About.AUTHOR,
    "telephone": About.AUTHOR,
    "city": About.PLACE,
    "country": About.PLACE,
    "street": About.PLACE,
    "license": About.COPYRIGHT,
    "creation-date": About.TIME,
    "date": About.TIME,
    "title": About.COMMENT,
    "description": About.COMMENT,
    "abstract": About.COMMENT,
    "subject": About.COMMENT,
    "keyword": About.COMMENT,
}


def clean_ora(view: View, kept: Kept) -> Iterator[bytes]:
    return _clean(view, kept, _ORA, _of_ora)


def clean_kra(view: View, kept: Kept) -> Iterator[bytes]:
    return _clean(view, kept, _KRA, _of_kra)


def told_ora(view: View) -> Iterator[Finding]:
    return _told(view, _ORA)


def told_kra(view: View) -> Iterator[Finding]:
    return _told(view, _KRA)


def _of_ora(name: str, data: bytes, kept: Kept) -> bytes:
    return _PATH.sub(_last_name, data) if name == "stack.xml" else data


def _of_kra(name: str, data: bytes, kept: Kept) -> bytes:
    if name == "documentinfo.xml":
        author = xml.Element("author")
        if kept.line.artist:
            xml.SubElement(author, "full-name").text = kept.line.artist
        about = xml.Element("about")
        if kept.line.copyright:
            xml.SubElement(about, "license").text = kept.line.copyright
        return _KRA_NOTES + b"".join(xml.tostring(one) for one in (about, author)) + b"</document-info>\n"
    return _PATH.sub(_last_name, data) if name == "maindoc.xml" else data


def _clean(
    view: View, kept: Kept, wanted: re.Pattern[str], change: Callable[[str, bytes, Kept], bytes]
) -> Iterator[bytes]:
    opened, writer = archive.opened(view), archive.Writer(view)
    for info in archive.entries(opened):
        if not wanted.fullmatch(info.filename):
            continue
        data = archive.read(opened, info)
        new = change(info.filename, data, kept)
        if data.startswith(_PNG) and any(one.about is not About.PROFILE or not kept.profile for one in png.told(data)):
            new = b"".join(png.clean(data, kept))
        yield from writer.put(info, None if new == data else new)
    yield from writer.directory()


def _told(view: View, wanted: re.Pattern[str]) -> Iterator[Finding]:
    opened = archive.opened(view)
    yield from said(About.COMMENT, opened.comment)
    for info in archive.entries(opened):
        name = info.filename
        if _SMALL.fullmatch(name):
            yield Finding(About.SMALL, "may show something else than the picture")
        elif not wanted.fullmatch(name):
            yield from said(About.OTHER, f"{name}, {size_words(info.file_size)}")
        elif name in ("stack.xml", "maindoc.xml"):
            for _, path, _ in _PATH.findall(archive.read(opened, info)):
                yield from said(About.PATH, path)
        elif name == "documentinfo.xml":
            yield from _of_notes(archive.read(opened, info))
        elif (data := archive.read(opened, info)).startswith(_PNG):
            yield from png.told(data)


def _of_notes(data: bytes) -> Iterator[Finding]:
    root = parsed(re.sub(rb"<!DOCTYPE[^>]*>", b"", data, count=1))
    for element in root.iter() if root is not None else ():
        about = _ABOUT.get(str(element.tag).rpartition("}")[2])
        if about is not None:
            yield from said(about, element.text or "")


def _last_name(found: re.Match[bytes]) -> bytes:
    return found[1] + re.split(rb"[\\/]", found[2])[-1] + found[3]
