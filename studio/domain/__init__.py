"""The nouns of PRODUCT's glossary as frozen dataclasses, with their states and pure rules. No I/O, no threads, no clock.

Everyone above may come in; nothing leaves but values. Times are UTC as ISO 8601 text (`2026-03-01T12:00:00.000Z`), sound is
counted in integer frames, money in integer minor units.
"""
