"""Answering with words: what is typed becomes a draft by itself, and *Send…* hands the draft on. UI thread; saving on a task."""

from .page import WritePage

__all__ = ["WritePage"]
