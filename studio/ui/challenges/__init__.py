"""The place of challenges: the library's open challenges come in, the one that a person wants to answer goes out. UI thread."""

from .page import ChallengesPage

__all__ = ["ChallengesPage"]
