"""What is told about a picture file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer or group; `depth` is the number of groups around it, `opacity` is 0 to 1, `blend` is in plain words."""

    name: str
    is_visible: bool = True
    opacity: float = 1.0
    blend: str = "normal"
    depth: int = 0
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`kind` is a name of `KINDS`. Width and height are as seen, after the turn that a camera asks for; `pages` counts the pictures
    in the file, `bits` those of a colour. `profile` is the colour profile's own name, "" where there is none. `layers` has the
    topmost first, a group before what is in it. `differs` are sentences about what would look different elsewhere or cannot be
    shown here."""

    kind: str
    mime: str
    width_px: int
    height_px: int
    size_bytes: int
    pages: int = 1
    bits: int = 8
    profile: str = ""
    layers: tuple[Layer, ...] = ()
    differs: tuple[str, ...] = ()
