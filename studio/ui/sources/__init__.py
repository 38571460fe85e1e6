"""What a piece builds on, shown and edited wherever a piece is made or sent: the list, and the ways to add to it by hand.

Comes in: a tuple of `Source`s, as the piece's own room writes them. Leaves: the tuple after each change of the person's. UI thread;
titles and people are small reads of the store.
"""

from .inspired import choose
from .list import SourceList
from .rights import terms_of, unsent, warning

__all__ = ["SourceList", "choose", "terms_of", "unsent", "warning"]
