"""In the child process: any picture's colours as a screen shows them, which is sRGB with 8 bits."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms

Turn = Callable[[Image.Image], Image.Image]
#: Modes that a profile can describe, without alpha.
_PLAIN = {"RGB": "RGB", "RGBA": "RGB", "RGBa": "RGB", "L": "L", "LA": "L", "CMYK": "CMYK", "LAB": "LAB"}
UNREADABLE = "Its colour profile cannot be read, so its colours may look different."


def eight_bits(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be shrunk smoothly."""
    if image.mode.startswith("I;16"):
        plain = image if image.mode == "I;16" else image.convert("I")
        return plain.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("I", "F"):
        return _stretched(image)
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK", "LAB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Numbers without a known white: it is 1, the end of 16 bits, or the lightest that there is."""
    low, high = image.convert("F").getextrema()
    assert isinstance(low, float) and isinstance(high, float)
    white = next((known for known in (1.0, 255.0, 65_535.0) if high <= known), high)
    factor = 255.0 / white
    return image.convert("F").point(lambda value: value * factor + 0.0).convert("L")


def name_of(profile: bytes | None) -> str:
    """The profile's own name, "" where it has none. Raises ValueError where it makes no sense."""
    if not profile:
        return ""
    try:
        name = ImageCms.getProfileDescription(_opened(profile))
    except (ImageCms.PyCMSError, OSError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    return "".join(letter for letter in name if letter.isprintable()).strip()[:80]


def to_srgb(mode: str, profile: bytes | None) -> Turn:
    """Brings pictures of this mode and profile to "RGB" or, where parts are see-through, "RGBA" ("RGBa" where nothing is to be
    changed). A profile that makes no sense is passed over."""
    plain = _PLAIN.get(mode)
    turn = _transform(plain, profile) if plain else None
    has_alpha = mode.endswith(("A", "a"))

    def seen(image: Image.Image) -> Image.Image:
        if turn is None:
            return image if mode == "RGBa" else image.convert("RGBA" if image.has_transparency_data else "RGB")
        image = image.convert("RGBA") if mode == "RGBa" else image
        alpha = image.getchannel("A") if has_alpha else None
        colours = ImageCms.applyTransform(image.convert(plain) if has_alpha else image, turn)
        assert colours is not None
        if alpha is not None:
            colours.putalpha(alpha)
        return colours

    return seen


def _transform(plain: str, profile: bytes | None) -> Any:
    """None where the colours are sRGB as they are, as far as one can know."""
    if plain == "LAB":
        return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
    if not profile:
        return None
    try:
        return ImageCms.buildTransform(_opened(profile), ImageCms.createProfile("sRGB"), plain, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _opened(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))
