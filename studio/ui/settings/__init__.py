"""Settings: how it looks, the microphone, the platforms, where the data is, taking it away. UI thread; joining a
platform and moving the library run on a task.
"""

from .moving import MovingWays
from .page import SettingsPage

__all__ = ["MovingWays", "SettingsPage"]
