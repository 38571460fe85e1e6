"""The take editor: one large wave, what is done to it, and the layers and other takes that it is put together from."""

from .page import CuttingPage

__all__ = ["CuttingPage"]
