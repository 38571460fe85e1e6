"""The library: everything the person made and what the platform told. In comes the store; out go plain callables. UI thread."""

from .deeds import LibraryWays
from .page import LibraryPage

__all__ = ["LibraryPage", "LibraryWays"]
