"""Settings: how it looks, the microphone, the platforms, where the data is. UI thread; joining a platform runs on a task."""

from .page import SettingsPage

__all__ = ["SettingsPage"]
