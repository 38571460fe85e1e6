"""What a piece is, and what others may do with it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    AUDIO = "audio"
    IMAGE = "image"
    TEXT = "text"
    VIDEO = "video"


class Rights(StrEnum):
    """What others may do, as SPDX licence ids."""

    CC0 = "CC0-1.0"
    BY = "CC-BY-4.0"
    BY_SA = "CC-BY-SA-4.0"
    BY_NC = "CC-BY-NC-4.0"
    BY_ND = "CC-BY-ND-4.0"


RIGHTS_IN_WORDS = {
    Rights.BY: "You keep them; others may build on it, with credit to you",
    Rights.BY_SA: "Others may build on it, with credit, and must share alike",
    Rights.BY_NC: "Others may build on it, with credit, but not earn with it",
    Rights.BY_ND: "Others may share it, with credit, but not change it",
    Rights.CC0: "You give it away: anyone may use it for anything",
}
