"""Files of every kind, sound and picture, in which words are planted that must not leave the computer."""

from __future__ import annotations

import base64
import io
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image, TiffImagePlugin

from tests.picture.made import PROFILE, XMP, drawing, exif, planted

MARK = b"PLANTED"
RATE_HZ = 48_000


def mark(name: str) -> bytes:
    return MARK + b"-" + name.encode()


def a_photograph(path: Path) -> Path:
    """As a camera makes it, of somebody who is called Imara."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x013B], block[0x8298] = "Canon", "Canon EOS R5", "Imara <b>", "(c) 2026 Imara"
    block.get_ifd(0x8769).update(
        {0x9003: "2026:01:12 09:30:00", 0xA431: "0123456", 0xA434: "RF35mm F1.8", 0xA435: "98"}
    )
    block.get_ifd(0x8825).update({1: "S", 2: (33.0, 51.0, 24.0), 3: "E", 4: (151.0, 12.0, 36.0), 6: 58.0})
    drawing().save(path, "JPEG", exif=block, comment=b"the puddle\n\x1b[31m outside")
    return path


def png(path: Path) -> Path:
    return planted(path, "png")


def jpeg(path: Path) -> Path:
    return planted(path, "jpeg")


def webp(path: Path) -> Path:
    return planted(path, "webp")


def tiff(path: Path) -> Path:
    """Two pages in strips, and a smaller copy of the first; words in every place that TIFF knows."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag in (270, 305, 306, 315, 316, 33432):
        tags[tag] = f"PLANTED-{tag}"
    for tag in (700, 33723, 34377, 50_000):
        tags.tagtype[tag] = 7
        tags[tag] = {700: XMP, 33723: _iptc(), 34377: _resource(7000, mark("READY"))}.get(tag, mark("OWN"))
    tags[34665] = exif().get_ifd(0x8769)
    tags[34853] = exif().get_ifd(0x8825)
    second = drawing().transpose(Image.Transpose.ROTATE_180)
    small = drawing((30, 20))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    second.encoderinfo = {"tiffinfo": {270: "PLANTED-PAGE"}}
    drawing().save(path, "TIFF", tiffinfo=tags, icc_profile=PROFILE, save_all=True, append_images=[second, small])
    path.write_bytes(path.read_bytes() + mark("TAIL"))
    return path


def gif(path: Path) -> Path:
    frames = [drawing(), drawing().transpose(Image.Transpose.ROTATE_180)]
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=90, comment=mark("COMMENT"))
    data = path.read_bytes()
    notes = b"\x21\xff\x0bXMP DataXMP" + XMP + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    other = b"\x21\xff\x0bSECRETS 1.0" + bytes([len(mark("PROGRAM"))]) + mark("PROGRAM") + b"\0"
    words = b"\x21\x01\x0c" + bytes(12) + bytes([len(mark("PLAIN"))]) + mark("PLAIN") + b"\0"
    path.write_bytes(data[:-1] + notes + other + words + b";" + mark("TAIL"))
    return path


def avif(path: Path) -> Path:
    drawing().save(path, "AVIF", exif=exif(6), xmp=XMP, icc_profile=PROFILE)
    path.write_bytes(path.read_bytes() + struct.pack(">I4s", 8 + len(mark("FREE")), b"free") + mark("FREE"))
    return path


def heic(path: Path) -> Path:
    """A real one, with camera data."""
    data = (Path(__file__).parents[1] / "picture" / "files" / "upright.heic").read_bytes()
    path.write_bytes(data + struct.pack(">I4s", 8 + len(mark("FREE")), b"free") + mark("FREE"))
    return path


def svg(path: Path) -> Path:
    inner = base64.b64encode(planted(path.with_suffix(".inner"), "jpeg").read_bytes()).decode()
    path.write_text(
        f"""<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY shade "#336699">]>
<!-- PLANTED-COMMENT -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
 width="90" height="60" sodipodi:docname="PLANTED-NAME.svg" inkscape:export-filename="/home/PLANTED-PATH/x.png"
 onload="PLANTED-SCRIPT()" data-owner="PLANTED-DATA">
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:creator>PLANTED-CREATOR</dc:creator><dc:rights>PLANTED-RIGHTS</dc:rights></rdf:RDF></metadata>
<script>alert("PLANTED-SCRIPT")</script><sodipodi:namedview id="PLANTED-VIEW"/>
<style>@import url("http://PLANTED-IMPORT/x.css"); rect {{ stroke: none; background: url(file:///PLANTED-URL) }}</style>
<g inkscape:groupmode="layer" inkscape:label="Sky"><rect width="90" height="60" fill="&shade;"/></g>
<image width="45" height="30" xlink:href="data:image/jpeg;base64,{inner}"/>
<image width="9" height="9" href="file:///home/PLANTED-HREF/x.png"/>
<a href="javascript:PLANTED"><text x="5" y="50">seen</text></a>
</svg>"""
    )
    return path


def ora(path: Path) -> Path:
    """The layers are pictures; one of them came from a camera."""
    stack = b'<image w="90" h="60"><stack><layer name="Sky" src="data/1.png" photo="/home/PLANTED-PATH/dawn.png"/></stack></image>'
    return _archive(
        path,
        {
            "mimetype": b"image/openraster",
            "stack.xml": stack,
            "mergedimage.png": _png(),
            "data/1.png": _png(),
            "data/2.png": planted(path.with_suffix(".inner"), "png").read_bytes(),
            "Thumbnails/thumbnail.png": _png(mark("SMALL")),
            "PLANTED-notes.txt": mark("NOTES"),
        },
    )


def kra(path: Path) -> Path:
    doc = (
        b'<?xml version="1.0"?>\n<DOC><IMAGE name="dawn"><layers><layer filename="layer1" name="Sky"/>'
        b'<layer filename="layer2" source="/home/PLANTED-PATH/sketch.png"/></layers></IMAGE></DOC>'
    )
    notes = (
        b'<?xml version="1.0"?>\n<!DOCTYPE document-info PUBLIC "-//KDE//DTD document-info 1.1//EN" "x.dtd">'
        b'<document-info xmlns="http://www.calligra.org/DTD/document-info"><about><title>PLANTED-TITLE</title>'
        b"<initial-creator>PLANTED-CREATOR</initial-creator></about><author><full-name>PLANTED-NAME</full-name>"
        b"</author></document-info>"
    )
    return _archive(
        path,
        {
            "mimetype": b"application/x-krita",
            "maindoc.xml": doc,
            "documentinfo.xml": notes,
            "preview.png": _png(mark("SMALL")),
            "mergedimage.png": _png(),
            "dawn/layers/layer1": bytes(range(256)) * 40,
            "dawn/layers/layer1.metadata": mark("METADATA"),
            "dawn/annotations/icc": PROFILE,
            "dawn/annotations/exif": mark("EXIF"),
        },
    )


def psd(path: Path) -> Path:
    """A real layered file, with the resources that Photoshop adds."""
    from psd_tools import PSDImage

    layered = PSDImage.new("RGB", (90, 60))
    layered.create_pixel_layer(drawing(mode="RGBA"), name="Sky")
    buffer = io.BytesIO()
    layered.save(buffer)
    data = buffer.getvalue()
    (colours,) = struct.unpack(">I", data[26:30])
    at = 30 + colours
    (length,) = struct.unpack(">I", data[at : at + 4])
    block = exif().tobytes().removeprefix(b"Exif\0\0")
    small = struct.pack(">6I2H", 1, 4, 4, 12, 48, 10, 24, 1) + mark("IN")
    more = (
        (1028, _iptc()),
        (1036, small),
        (1058, block),
        (1060, XMP),
        (7000, mark("READY")),
        (4001, mark("PLUGIN")),
    )
    body = data[at + 4 : at + 4 + length] + b"".join(_resource(name, value) for name, value in (*more, (1039, PROFILE)))
    path.write_bytes(data[:at] + struct.pack(">I", len(body)) + body + data[at + 4 + length :])
    return path


def _iptc() -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, 2, kind, 12) + b"PLANTED-IPTC" for kind in (80, 90, 116))


def _resource(name: int, body: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", name, 0, len(body)) + body + b"\0" * (len(body) % 2)


def _png(tail: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    drawing().save(buffer, "PNG")
    return buffer.getvalue() + tail


def _archive(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = mark("ARCHIVE")
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, (2026, 1, 12, 9, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.comment = mark("ENTRY")
            info.extra = struct.pack("<HH", 0x7777, len(mark("EXTRA"))) + mark("EXTRA")
            archive.writestr(info, data)
    return path


def tone(frames: int = 9_600) -> np.ndarray:
    return (0.5 * np.sin(np.arange(frames) / 20)).astype(np.float32)


def wav(path: Path) -> Path:
    buffer = io.BytesIO()
    soundfile.write(buffer, tone(), RATE_HZ, format="WAV", subtype="PCM_24")
    data = buffer.getvalue()
    bext = (
        mark("DESCRIPTION").ljust(256, b"\0") + mark("ORIGINATOR").ljust(32, b"\0") + mark("REF").ljust(32, b"\0")
    ).ljust(348, b"\0") + mark("UMID").ljust(254, b"\0")
    info = b"INFO" + _chunk(b"IART", mark("ARTIST")) + _chunk(b"ICOP", mark("COPYRIGHT"))
    ixml = b"<BWFXML><PROJECT>PLANTED-PROJECT</PROJECT><LOCATION_NAME>PLANTED-PLACE</LOCATION_NAME></BWFXML>"
    parts = (
        (b"bext", bext),
        (b"iXML", ixml),
        (b"LIST", info),
        (b"id3 ", _id3()),
        (b"cart", bytes(4) + mark("CART") * 60),
    )
    whole = data[12:] + b"".join(_chunk(*part) for part in (*parts, (b"_PMX", XMP), (b"junk", mark("JUNK"))))
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(whole)) + b"WAVE" + whole + mark("TAIL"))
    return path


def flac(path: Path) -> Path:
    soundfile.write(path, tone(), RATE_HZ, format="FLAC")
    data = path.read_bytes()
    comments = struct.pack("<I", 12) + mark("VEND") + struct.pack("<I", 2)
    picture = struct.pack(">II9sI", 3, 9, b"image/png", 12) + mark("IN") + b"AB" + struct.pack(">5I", 4, 4, 24, 0, 0)
    for words in (b"ARTIST=" + mark("ARTIST"), b"LOCATION=" + mark("PLACE")):
        comments += struct.pack("<I", len(words)) + words
    blocks = (
        (4, comments),
        (6, picture),
        (2, mark("APPLICATION")),
        (1, mark("PADDING")),
    )
    head = b"".join(struct.pack(">I", kind << 24 | len(body)) + body for kind, body in blocks)
    first = 8 + int.from_bytes(data[5:8], "big")
    stream = bytes([data[4] & 0x7F]) + data[5:first]
    rest = data[first:] if not data[4] & 0x80 else struct.pack(">I", 0x81 << 24) + data[first:]
    path.write_bytes(_id3() + b"fLaC" + stream + head + rest + _id3v1())
    return path


def mp3(path: Path) -> Path:
    soundfile.write(path, tone(), RATE_HZ, format="MP3")
    ape_entry = struct.pack("<2I", len(mark("APE")), 0) + b"Artist\0" + mark("APE")
    head = struct.pack("<8s4I8x", b"APETAGEX", 2_000, len(ape_entry) + 32, 1, 0xA000_0000)
    foot = struct.pack("<8s4I8x", b"APETAGEX", 2_000, len(ape_entry) + 32, 1, 0x8000_0000)
    path.with_suffix(".bare").write_bytes(path.read_bytes())
    path.write_bytes(_id3() + path.read_bytes() + mark("BETWEEN") + head + ape_entry + foot + _id3v1())
    return path


def ogg(path: Path) -> Path:
    with soundfile.SoundFile(path, "w", RATE_HZ, 1, format="OGG", subtype="VORBIS") as file:
        file.artist, file.title, file.comment = (mark(name).decode() for name in ("ARTIST", "TITLE", "COMMENT"))
        file.write(tone())
    return path


def opus(path: Path) -> Path:
    with soundfile.SoundFile(path, "w", RATE_HZ, 1, format="OGG", subtype="OPUS") as file:
        file.artist, file.copyright = mark("ARTIST").decode(), mark("COPYRIGHT").decode()
        file.write(tone())
    return path


def m4a(path: Path) -> Path:
    """Sound with tags, a cover and chapters, as a telephone's recorder or an audio book has them."""
    source, words = path.with_suffix(".source.wav"), path.with_suffix(".txt")
    soundfile.write(source, tone(), RATE_HZ)
    words.write_text(
        ";FFMETADATA1\nartist=PLANTED-ARTIST\nlocation=PLANTED-PLACE\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=100\n"
        "title=PLANTED-CHAPTER\n"
    )
    cover = drawing((40, 40))
    cover.save(path.with_suffix(".png"))
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", source, "-i", words, "-i", path.with_suffix(".png")]
    command += [
        "-map",
        "0:a",
        "-map",
        "2:v",
        "-map_metadata",
        "1",
        "-c:a",
        "aac",
        "-c:v",
        "png",
        "-disposition:v",
        "attached_pic",
    ]
    command += ["-metadata", "title=PLANTED-TITLE", "-metadata", "comment=PLANTED-COMMENT", "-f", "mp4", path]
    subprocess.run([str(word) for word in command], check=True)
    path.write_bytes(path.read_bytes() + struct.pack(">I4s", 8 + len(mark("FREE")), b"free") + mark("FREE"))
    return path


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _id3() -> bytes:
    frames = b""
    for name, body in (
        (b"TPE1", b"\3" + mark("ARTIST")),
        (b"COMM", b"\3eng\0" + mark("COMMENT")),
        (b"PRIV", mark("PRIVATE")),
    ):
        frames += name + struct.pack(">IH", len(body), 0) + body
    return b"ID3\3\0\0" + bytes([0, 0, len(frames) >> 7, len(frames) & 0x7F]) + frames


def _id3v1() -> bytes:
    return (b"TAG" + mark("TITLE").ljust(30, b"\0") + mark("ARTIST").ljust(30, b"\0")).ljust(128, b"\0")


#: The file's maker, and the kind that the studio calls it.
PICTURES: dict[str, Callable[[Path], Path]] = {
    "png": png,
    "jpeg": jpeg,
    "webp": webp,
    "tiff": tiff,
    "gif": gif,
    "avif": avif,
    "heic": heic,
    "svg": svg,
    "ora": ora,
    "kra": kra,
    "psd": psd,
}
SOUNDS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "wav": ("wav", wav),
    "flac": ("flac", flac),
    "mp3": ("mp3", mp3),
    "ogg": ("ogg", ogg),
    "opus": ("ogg", opus),
    "m4a": ("mov", m4a),
}
