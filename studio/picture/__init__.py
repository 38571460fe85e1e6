"""Shelf: pictures. A file comes in by path; facts, a thumbnail or bare pixels leave. Any thread but the window's,
for each call may take up to 30 s.

What a file is, its content says and not its name. Pixels are only ever decoded in a child process with little memory and little
time, so a hostile picture cannot take the studio with it. Everything that can go wrong leaves as a StudioError with words.
"""

from .crew import CREW
from .facts import Layer, PictureFacts
from .kinds import ENDINGS, KINDS, KINDS_IN_WORDS, kind_of
from .open import inspect, inspect_and_shrink
from .thumbnail import make as make_thumbnail

__all__ = [
    "CREW",
    "ENDINGS",
    "KINDS",
    "KINDS_IN_WORDS",
    "Layer",
    "PictureFacts",
    "inspect",
    "inspect_and_shrink",
    "kind_of",
    "make_thumbnail",
]
