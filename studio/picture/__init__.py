"""Shelf: pictures. A file comes in by path; facts, a thumbnail, bare pixels or a clean copy leave. Any thread but the window's,
for each call may take up to 30 s.

What a file is, its content says and not its name. Pixels are only ever decoded in a child process with little memory and little
time, so a hostile picture cannot take the studio with it. Everything that can go wrong leaves as a StudioError with words.
"""

from .open import PictureFacts, inspect
from .private import strip
from .thumbnail import make as make_thumbnail

__all__ = ["PictureFacts", "inspect", "make_thumbnail", "strip"]
