"""What a Broadcast WAV says of its sound: `bext` (EBU Tech 3285, version 2) and iXML (version 2.10), and how loud it is.

`bext` is ASCII by its standard; what a script says in other letters is whole in the iXML.
"""

from __future__ import annotations

import math
import struct
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from .loudness import MOMENTARY, SHORT_TERM, Loudness
from .pcm import Floats
from .true_peak import TruePeak

ORIGINATOR = "Redbutton Studio"
#: Fields of the standard that say nothing.
_UNKNOWN = 0x7FFF
_RESERVED_BYTES, _UMID_BYTES = 180, 64


@dataclass(frozen=True, slots=True)
class Slip:
    """What the file is of. `reference` names the take, at most 32 letters; `recorded_at` is UTC, and its first sample stands
    `late_s` seconds behind that."""

    project: str
    scene: str
    take: int
    circled: bool
    note: str
    text: str
    reference: str
    recorded_at: datetime
    late_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """LUFS, LU and dBTP; -inf and None where it is too short or too quiet to be measured."""

    integrated_lufs: float
    loudness_range_lu: float | None
    true_peak_dbtp: float
    momentary_lufs: float
    short_term_lufs: float


class Ear:
    """Measures a sound as it goes by."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._loudness = Loudness(rate_hz, channels)
        self._peak = TruePeak(rate_hz, channels)
        self._figures: Figures | None = None
        self.frames = 0

    def listen(self, blocks: Iterator[Floats]) -> Iterator[Floats]:
        for block in blocks:
            planes = np.ascontiguousarray(block.T)
            self._loudness.write(planes)
            self._peak.write(planes)
            self.frames += len(block)
            yield block

    def figures(self) -> Figures:
        """To be asked at the end."""
        self._figures = self._figures or Figures(
            self._loudness.lufs(),
            self._loudness.range_lu(),
            self._peak.dbtp(),
            self._loudness.highest(MOMENTARY)[0],
            self._loudness.highest(SHORT_TERM)[0],
        )
        return self._figures


def chunks(slip: Slip, rate_hz: int, channels: int, bits: int, figures: Figures | None) -> bytes:
    """Both chunks; as long with figures as without."""
    return _chunk(b"bext", _bext(slip, rate_hz, channels, bits, figures)) + _chunk(b"iXML", _ixml(slip))


def _bext(slip: Slip, rate_hz: int, channels: int, bits: int, figures: Figures | None) -> bytes:
    at = slip.recorded_at
    since_midnight_s = at.hour * 3_600 + at.minute * 60 + at.second + at.microsecond / 1e6 + slip.late_s
    loudness: tuple[float | None, ...] = (None,) * 5
    if figures is not None:
        loudness = (
            figures.integrated_lufs,
            figures.loudness_range_lu,
            figures.true_peak_dbtp,
            figures.momentary_lufs,
            figures.short_term_lufs,
        )
    kind = "mono" if channels == 1 else "stereo"
    history = f"A=PCM,F={rate_hz},W={bits},M={kind},T={ORIGINATOR}\r\n"
    return struct.pack(
        f"<256s32s32s10s8sQH{_UMID_BYTES}x5H{_RESERVED_BYTES}x",
        _ascii(slip.text, 256),
        _ascii(ORIGINATOR, 32),
        _ascii(slip.reference, 32),
        _ascii(f"{at:%Y-%m-%d}", 10),
        _ascii(f"{at:%H:%M:%S}", 8),
        max(round(since_midnight_s * rate_hz), 0),
        2,
        *(_hundredths(value) for value in loudness),
    ) + _ascii(history, len(history))


def _hundredths(value: float | None) -> int:
    """As 16 bits with a sign (two's complement); only -99.99 … 99.99 may be told."""
    if value is None or not math.isfinite(value) or abs(value) > 99.99:
        return _UNKNOWN
    return round(value * 100) & 0xFFFF


def _ixml(slip: Slip) -> bytes:
    root = xml.Element("BWFXML")
    told = {
        "IXML_VERSION": "2.10",
        "PROJECT": slip.project,
        "SCENE": slip.scene,
        "TAKE": str(slip.take),
        "CIRCLED": "TRUE" if slip.circled else "FALSE",
        "NOTE": slip.note,
        "FILE_UID": slip.reference,
    }
    for name, value in told.items():
        xml.SubElement(root, name).text = value
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _chunk(name: bytes, body: bytes) -> bytes:
    """Of an even length: libsndfile forgets the byte behind an odd one in RF64. Both kinds of text may end in white space."""
    body += b" " * (len(body) % 2)
    return name + struct.pack("<I", len(body)) + body


def _ascii(text: str, length: int) -> bytes:
    return text.encode("ascii", "replace")[:length]
