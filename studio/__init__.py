"""Redbutton Studio: hit record, answer a challenge, build on what others made, with every source credited.

Imports go one way: `__main__ → app → ui → rooms → shelves → domain | contract → errors → settings | log → paths`.
Rooms hand over through the store and never call each other.
"""

__version__ = "0.1.0"
