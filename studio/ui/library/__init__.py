"""The library: everything the person made and what the platform told. In comes the store; out go plain callables. UI thread."""

from .page import LibraryPage, LibraryWays

__all__ = ["LibraryPage", "LibraryWays"]
