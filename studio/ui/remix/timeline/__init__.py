"""The time line of a remix. Who comes in: an editor with its remix, and the outlines of its sounds. Who leaves: the next remix,
one commit for each edit, and what the person wants to hear or to add. UI thread; outlines are measured on tasks.
"""

from .dropping import RECORDS, record_data
from .sight import TimeStanding
from .snaps import Snap
from .view import TimelineView
from .waves import Waves

__all__ = ["RECORDS", "Snap", "TimeStanding", "TimelineView", "Waves", "record_data"]
