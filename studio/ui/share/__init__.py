"""The share sheet: a draft comes in with suggestions, a sealed revision leaves for the outbox. UI thread; sealing on a task."""

from .sheet import ShareSheet

__all__ = ["ShareSheet"]
