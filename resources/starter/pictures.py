"""The starter pictures, painted by arithmetic: RGB images of 1280 x 800 pixels, drawn at twice that size and brought down."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SIZE = (1280, 800)
WIDE, HIGH = 2 * SIZE[0], 2 * SIZE[1]


def wash(*stops: tuple[float, str], size: tuple[int, int] = (WIDE, HIGH)) -> Image.Image:
    """A wash from top to bottom through (height 0..1, #rrggbb)."""
    rows = np.linspace(0, 1, size[1])
    at = [stop for stop, _ in stops]
    parts = [np.interp(rows, at, [rgb(colour)[part] for _, colour in stops]) for part in range(3)]
    grain = np.random.default_rng(5).uniform(-0.5, 0.5, (size[1], size[0], 1))
    column = np.stack(parts, axis=1)[:, None, :]
    return Image.fromarray(np.clip(np.round(column + grain), 0, 255).astype(np.uint8))


def rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def glow(image: Image.Image, x: float, y: float, radius: float, colour: str, strength: float) -> Image.Image:
    """Adds a soft round light."""
    rows, columns = np.mgrid[0 : image.height : 4, 0 : image.width : 4]
    light = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / radius**2) * strength * 255
    mask = Image.fromarray(light.astype(np.uint8)).resize(image.size, Image.Resampling.BILINEAR)
    return Image.composite(ImageChops.screen(image, Image.new("RGB", image.size, colour)), image, mask)


def veil(
    image: Image.Image, points: Sequence[tuple[float, float]], colour: str, strength: float, blur: float = 0
) -> Image.Image:
    """Lays a translucent shape over the picture; `blur` in pixels softens its edge."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).polygon(points, fill=round(255 * strength))
    if blur:
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)


def ridge(seed: int, level: float, rise: float, rough: int = 5) -> list[tuple[float, float]]:
    """The outline of far hills, closed along the bottom edge."""
    rng = np.random.default_rng(seed)
    x = np.arange(0, WIDE + 20, 20)
    y = np.full(len(x), float(level))
    for wave in range(1, rough + 1):
        y -= rise / wave * np.sin(2 * math.pi * (wave * x / WIDE * rng.uniform(0.6, 1.4) + rng.random()))
    return [(0, HIGH), *zip(x.tolist(), y.tolist(), strict=True), (WIDE, HIGH)]


def paper(image: Image.Image) -> Image.Image:
    """Brings the picture down to its size, with the faintest tooth of paper."""
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    tooth = np.random.default_rng(9).normal(0, 1, (SIZE[1] // 2, SIZE[0] // 2))
    soft = Image.fromarray(np.clip(128 + 9 * tooth, 0, 255).astype(np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    return ImageChops.soft_light(small, Image.merge("RGB", (soft, soft, soft)))


def window_study() -> Image.Image:
    """Early light through a window with four panes, a plant on the sill, and the light's own window on the wall."""
    left, top, right, bottom = 1240, 220, 2140, 1160
    view = wash((0.0, "#9fb8d0"), (0.3, "#e9c9ab"), (0.52, "#f7dfb4"), (1.0, "#f2cf9a"))
    view = glow(view, 1480, 760, 330, "#fff3cf", 0.9)
    for seed, level, rise, colour in ((3, 830, 40, "#b99f9b"), (4, 930, 50, "#8b8288"), (8, 1040, 36, "#5f6a67")):
        ImageDraw.Draw(view).polygon(ridge(seed, level, rise), fill=colour)
    wall = wash((0.0, "#6b4f49"), (0.7, "#7d5b4e"), (0.84, "#71503f"), (0.841, "#4a352e"), (1.0, "#3d2b27"))
    wall = veil(wall, [(330, 430), (860, 560), (860, 1340), (330, 1210)], "#f3c58d", 0.42, 16)
    pen = ImageDraw.Draw(wall)
    for bar in ([(580, 487), (606, 493), (606, 1285), (580, 1279)], [(330, 806), (860, 936), (860, 964), (330, 834)]):
        wall = veil(wall, bar, "#775648", 0.8, 9)
    pen = ImageDraw.Draw(wall)
    pen.rectangle((left - 46, top - 46, right + 46, bottom + 20), fill="#e6d3bd")
    wall.paste(view.crop((left, top, right, bottom)), (left, top))
    pen.rectangle((1676, top, 1704, bottom), fill="#e6d3bd")
    pen.rectangle((left, 640, right, 666), fill="#d9c3ab")
    pen.rectangle((left - 90, bottom, right + 90, bottom + 58), fill="#f0dfca")
    pen.rectangle((left - 90, bottom + 58, right + 90, bottom + 84), fill="#b1957f")
    plant(pen, 1960, bottom)
    return paper(curtain(glow(wall, 1480, 760, 900, "#ffd9a0", 0.22), 1070, 1420))


def plant(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """A geranium of sorts, in a clay pot that stands on (x, y)."""
    rng = np.random.default_rng(14)
    for stem in range(15):
        lean, reach = (stem - 7) / 7 * 1.05, rng.uniform(190, 330)
        tip = (x + math.sin(lean) * reach * 0.8, y - 150 - math.cos(lean) * reach)
        pen.line(((x + lean * 30, y - 140), tip), fill="#3c5140", width=7)
        for _ in range(5):
            leaf_x, leaf_y = tip[0] + rng.normal(0, 36), tip[1] + rng.normal(0, 36)
            wide = rng.uniform(20, 42)
            shade = ("#3f5d45", "#4d6f50", "#5f8259", "#35503f")[rng.integers(4)]
            pen.ellipse((leaf_x - wide, leaf_y - wide * 0.7, leaf_x + wide, leaf_y + wide * 0.7), fill=shade)
    pen.polygon(((x - 96, y - 160), (x + 96, y - 160), (x + 72, y), (x - 72, y)), fill="#b3603f")
    pen.polygon(((x + 20, y - 160), (x + 96, y - 160), (x + 72, y), (x + 14, y)), fill="#984d33")
    pen.rectangle((x - 106, y - 180, x + 106, y - 142), fill="#c26f4a")


def curtain(image: Image.Image, left: int, right: int) -> Image.Image:
    """A thin curtain, drawn half aside, that the light comes through."""
    for fold in range(9):
        start = left + (right - left) * fold / 9
        sway = 36 * math.sin(fold * 1.3)
        strip = [(start, 120), (start + 52, 120), (start + 60 + sway, 1330), (start - 18 + sway, 1330)]
        image = veil(image, strip, ("#fff1dc", "#e8cdb0")[fold % 2], 0.4, 7)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((960, 108, 2420, 128), 10, fill="#3d2b27")
    return image


def lighthouse(night: bool) -> Image.Image:
    """A lighthouse on its rock, one window lit; at dusk, or at night with the lamp turning."""
    dusk = ((0.0, "#2b2f57"), (0.28, "#6a4c78"), (0.47, "#cf7a6b"), (0.6, "#f4b77a"), (0.64, "#f9cf94"))
    dark = ((0.0, "#0a0e22"), (0.35, "#141b39"), (0.6, "#2a3358"), (0.64, "#333b60"))
    image = wash(
        *(dark if night else dusk), (0.641, "#1d2444" if night else "#7d5a72"), (1.0, "#080b1b" if night else "#22264a")
    )
    rng = np.random.default_rng(17)
    if not night:
        image = glow(image, 820, 1010, 420, "#ffd9a0", 0.75)
    pen = ImageDraw.Draw(image)
    for _ in range(150 if night else 26):
        x, y, size = rng.uniform(0, WIDE), rng.uniform(0, HIGH * (0.55 if night else 0.26)), rng.uniform(1, 3.2)
        pen.ellipse((x - size, y - size, x + size, y + size), fill="#cfd6f2")
    for _ in range(330):
        y = 1030 + (HIGH - 1030) * rng.random() ** 1.6
        near = (y - 1030) / (HIGH - 1030)
        x = (820 if not night else 1640) + rng.normal(0, 130 + 900 * near)
        long = rng.uniform(12, 60 + 170 * near)
        colour = ("#46507e", "#2c3560", "#5a6490") if night else ("#c98a7d", "#8b6480", "#e7a97f", "#4a416b")
        pen.line((x - long, y, x + long, y), fill=colour[rng.integers(len(colour))], width=round(2 + 4 * near))
    shore = [(1130, HIGH), (1220, 1330), (1340, 1270), (1420, 1180), (1530, 1150), (1600, 1090), (1790, 1080)]
    shore += [(1880, 1130), (1990, 1160), (2080, 1260), (2240, 1330), (2330, HIGH)]
    pen.polygon(shore, fill="#0a0c1a" if night else "#231f38")
    pen.polygon(
        [(1420, 1180), (1530, 1150), (1600, 1090), (1640, 1090), (1560, 1300), (1440, 1420)],
        fill="#12162c" if night else "#3b3050",
    )
    if not night:
        image = tower(image, night)
    else:
        for reach in (0.35, 0.6, 0.8, 1.0):
            spread = 240 * reach
            far = 1686 - 1686 * reach
            image = veil(image, [(1672, 366), (far, 340 - spread), (far, 340 + spread)], "#ffe9b8", 0.13, 26)
            image = veil(
                image,
                [(1700, 366), (1700 + 860 * reach, 366 - spread / 2), (1700 + 860 * reach, 366 + spread / 2)],
                "#ffe9b8",
                0.08,
                20,
            )
        image = tower(image, night)
    return paper(glow(image, 1686, 366, 190 if night else 90, "#ffe9b0", 0.6 if night else 0.55))


def tower(image: Image.Image, night: bool) -> Image.Image:
    """The tower itself: three bands, a gallery, a lamp house, and one lit window."""
    light, shade = ("#7f86a6", "#4d5478") if night else ("#f0dcca", "#b38f8f")
    band, band_shade = ("#5a3350", "#3b2440") if night else ("#c05a4d", "#8a3f4a")
    pen = ImageDraw.Draw(image)

    def edge(y: float) -> float:
        return 66 + (y - 430) / (1090 - 430) * 50

    for top, bottom, plain in ((430, 595, True), (595, 760, False), (760, 925, True), (925, 1092, False)):
        for colour, from_part in ((light if plain else band, -1.0), (shade if plain else band_shade, 0.25)):
            corners = [(1686 + from_part * edge(top), top), (1686 + edge(top), top)]
            pen.polygon(
                [*corners, (1686 + edge(bottom), bottom), (1686 + from_part * edge(bottom), bottom)], fill=colour
            )
    pen.rectangle((1590, 412, 1782, 434), fill="#161a30")
    for post in range(1594, 1784, 23):
        pen.line((post, 376, post, 412), fill="#161a30", width=4)
    pen.line((1590, 378, 1782, 378), fill="#161a30", width=5)
    pen.rectangle((1646, 316, 1726, 412), fill="#ffe9b0" if night else "#f7d28d")
    for bar in (1646, 1686, 1726):
        pen.line((bar, 316, bar, 412), fill="#161a30", width=6)
    pen.polygon([(1630, 318), (1686, 258), (1742, 318)], fill="#161a30")
    pen.line((1686, 258, 1686, 214), fill="#161a30", width=6)
    pen.rounded_rectangle((1664, 806, 1704, 872), 20, fill="#ffcf7a")
    return glow(image, 1684, 838, 90, "#ffbe5c", 0.6)


def puddle() -> Image.Image:
    """A puddle on the pavement, with more sky in it than there is above."""
    rng = np.random.default_rng(23)
    stone = rng.normal(0, 1, (HIGH // 4, WIDE // 4))
    grey = Image.fromarray(np.clip(128 + 26 * stone, 0, 255).astype(np.uint8)).resize(
        (WIDE, HIGH), Image.Resampling.BICUBIC
    )
    ground = wash((0.0, "#4c4a52"), (1.0, "#2b2a31"))
    ground = ImageChops.soft_light(ground, Image.merge("RGB", (grey, grey, grey)))
    pen = ImageDraw.Draw(ground)
    for x0, x1 in ((-700, 250), (200, 640), (1100, 1030), (2000, 1420), (2900, 1800), (3800, 2250)):
        pen.line((x0, HIGH, x1, 0), fill="#26252b", width=9)
    for y in (160, 470, 980):
        pen.line((0, y, WIDE, y + 14), fill="#26252b", width=8)
    sky = wash((0.0, "#f6c48e"), (0.3, "#e59b86"), (0.55, "#8f7ba6"), (0.8, "#46598c"), (1.0, "#27386a"))
    sky = glow(reflected(sky), 1510, 1010, 210, "#ffedc2", 1.0)
    mask = Image.new("L", ground.size, 0)
    turn = np.linspace(0, 2 * math.pi, 240, endpoint=False)
    reach = (
        1
        + 0.10 * np.sin(2 * turn + 0.6)
        + 0.07 * np.sin(3 * turn + 2)
        + 0.035 * np.sin(7 * turn)
        + 0.015 * np.sin(13 * turn + 1)
    )
    rim = list(
        zip((1290 + 900 * reach * np.cos(turn)).tolist(), (850 + 470 * reach * np.sin(turn)).tolist(), strict=True)
    )
    ground = veil(ground, [(x * 1.03 - 38, y * 1.04 - 30) for x, y in rim], "#18171c", 0.7, 26)
    ImageDraw.Draw(mask).polygon(rim, fill=255)
    ground.paste(sky, (0, 0), mask.filter(ImageFilter.GaussianBlur(2)))
    pen = ImageDraw.Draw(ground)
    pen.line([*rim[118:200]], fill="#d9b9a4", width=5, joint="curve")
    for ring in (70, 128, 190):
        pen.ellipse(
            (900 - ring * 1.7, 960 - ring * 0.62, 900 + ring * 1.7, 960 + ring * 0.62), outline="#f3cfb0", width=4
        )
    return paper(ground)


def reflected(sky: Image.Image) -> Image.Image:
    """What hangs upside down in the water: roofs, a street lamp, a wire with two birds."""
    pen = ImageDraw.Draw(sky)
    roofs = [
        (0, 0),
        (0, 560),
        (420, 560),
        (560, 470),
        (700, 560),
        (700, 640),
        (980, 640),
        (980, 520),
        (1130, 520),
        (1130, 0),
    ]
    pen.polygon(roofs, fill="#2d2a3d")
    for x, y in ((620, 500), (780, 520), (880, 520), (780, 590)):
        pen.rectangle((x, y, x + 46, y + 40), fill="#f5c571")
    pen.polygon([(1960, 0), (1960, 640), (2070, 700), (2180, 640), (2560, 640), (2560, 0)], fill="#332f45")
    pen.line((1510, 300, 1510, 960), fill="#1f1d2b", width=20)
    pen.polygon([(1462, 950), (1558, 950), (1540, 1040), (1480, 1040)], fill="#fff1c9")
    pen.line((1130, 560, 1960, 610), fill="#1f1d2b", width=5)
    for x, y in ((1290, 570), (1352, 574)):
        pen.ellipse((x - 17, y + 2, x + 17, y + 44), fill="#1f1d2b")
        pen.ellipse((x - 11, y + 34, x + 13, y + 58), fill="#1f1d2b")
    return sky.filter(ImageFilter.GaussianBlur(3))
