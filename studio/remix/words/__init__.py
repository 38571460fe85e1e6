"""Words written beside other words: what is quoted is recognised as one writes, and cited with its place.

Who comes in: the text that is written and the texts that lie beside it, on any thread. Who leaves: the quoted places, and the
sources of the piece. Pure; nothing here reads a file.
"""

from .citing import cited, laid, lay, manner
from .quotes import Quote, Text, quotes

__all__ = ["Quote", "Text", "cited", "laid", "lay", "manner", "quotes"]
