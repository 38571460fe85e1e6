"""Answering with a picture: a file, a drop or a paste becomes a draft without its private data, and *Send…* hands it on.

UI thread; looking into the file and cleaning it run on a task.
"""

from .page import PicturePage

__all__ = ["PicturePage"]
