"""ROOM drafts: takes, pictures and words become drafts; a draft becomes a sealed revision and its parcel.

Who comes in: the window (share sheet, words, dropped pictures). What leaves: a committed draft row, and at *Send* a sealed draft
and a queued parcel in one transaction. Runs on the caller's thread; everything that reads a whole file belongs on a task.
"""

from . import pages
from .make import Told, from_file, from_picture, from_sound, from_take, from_version, from_words
from .prepare import prepare, take_in, told_of
from .seal import first, seal
from .sets import Sound, from_set

__all__ = [
    "Sound",
    "Told",
    "first",
    "from_file",
    "from_picture",
    "from_set",
    "from_sound",
    "from_take",
    "from_version",
    "from_words",
    "pages",
    "prepare",
    "seal",
    "take_in",
    "told_of",
]
