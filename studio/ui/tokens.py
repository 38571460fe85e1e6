"""The tokens: the one place where a colour, a size or a step of the type scale is written.

Sizes are pixels at 100 % text; `theme.Look.px` scales them. `WARN` and `OK` of Paper are a shade deeper than a bright sign would
be, so that small words keep a contrast of 4.5:1 on every ground they are written on. `faint` outlines fields and scroll bars and
keeps 3:1.
"""

from __future__ import annotations

from typing import NamedTuple


class Colours(NamedTuple):
    """`faint` decorates and is never the only carrier of a meaning; `rec` means recording and nothing else."""

    bg: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    rec: str
    ok: str
    warn: str


BOOTH = Colours(
    bg="#131316",
    surface="#1B1B20",
    raised="#25252C",
    line="#33333C",
    text="#F3F2EE",
    muted="#A09FA8",
    faint="#72717B",
    accent="#8AB4FF",
    rec="#FF3B30",
    ok="#4CC38A",
    warn="#F2B33D",
)

PAPER = Colours(
    bg="#F6F5F1",
    surface="#FFFFFF",
    raised="#F0EEE8",
    line="#E1DED6",
    text="#1A1A1E",
    muted="#66656D",
    faint="#8A8890",
    accent="#2459D6",
    rec="#DD2418",
    ok="#197049",
    warn="#925B08",
)

THEMES = {"booth": BOOTH, "paper": PAPER}

#: Whose sound a clip is: one's own, and the sources of a piece one after the other. They say it with words too, and none is red.
OWN_SOUND = {"booth": "#C9C8D2", "paper": "#55545C"}
SOURCE_SOUNDS = {
    "booth": ("#8AB4FF", "#C792EA", "#7FD1AE", "#E6BE73", "#6FC7D9", "#E79BC4", "#B5CC6A", "#A9A3F5"),
    "paper": ("#2459D6", "#8437B5", "#197049", "#875707", "#0B667B", "#A83677", "#55680F", "#564CC4"),
}


class Type(NamedTuple):
    """One step of the type scale: size and line height in pixels, weight as in CSS; figures of one width where they change."""

    size_px: int
    line_px: int
    weight: int = 400
    tabular: bool = False


TYPES = {
    "body": Type(14, 20),
    "strong": Type(14, 20, 600),
    "small": Type(12, 17),
    "small-strong": Type(12, 17, 600),
    "figures": Type(12, 17, tabular=True),
    "tiny": Type(11, 15),
    "badge": Type(10, 14, 600, tabular=True),
    "card": Type(15, 20, 600),
    "title": Type(17, 24, 600),
    "heading": Type(22, 28, 600),
    "quote": Type(17, 25),
    "neighbour": Type(21, 28),
    "time": Type(21, 28, 600, tabular=True),
    "clock": Type(28, 34, 600, tabular=True),
    "count": Type(44, 52, 600, tabular=True),
}

#: The prompt is as large as its words allow: the first size whose limit of characters holds it.
PROMPT_SIZES_PX = ((90, 38), (160, 32), (280, 26), (1 << 30, 21))
PROMPT_WEIGHT = 600

STEP = 4
RADIUS = 8
CARD_RADIUS = 12
LANE = 96
LANE_HEAD = 168
LANE_INSET = 10
RULER = 24
TARGET = 32
BUTTON = 36
RAIL_WIDTH = 76
RAIL_ITEM = 56
TOP_BAR = 52
SIDE_PANEL = 330
DETAIL_PANEL = 404
RECORD_BUTTON = 124

#: How long anything moves, in milliseconds; nothing moves where the system asks for reduced motion.
MOTION_MS = 160
PULSE_MS = 1_600
#: How long a hint stays: long enough to be read and its button reached.
HINT_MS = 8_000

LARGEST_SCALE = 2.0
#: From this text scale on, air and adornment make way for words.
LARGE_TEXT = 1.5

#: What a picture can be painted with at one press: they go with each other and with both themes.
PAINTS = {
    "White": "#ffffff",
    "Paper": "#f6f5f1",
    "Grey": "#98969d",
    "Ink": "#1a1a1e",
    "Sand": "#e6d3a8",
    "Brick": "#b5482f",
    "Moss": "#4f7a52",
    "Sky": "#8ab4ff",
    "Night": "#1f2a52",
}
