"""The outbox: what waits to be sent, why, and what can be done. In comes the store; out go the person's words to it. UI thread."""

from .page import OutboxPage

__all__ = ["OutboxPage"]
