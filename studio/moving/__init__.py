"""ROOM moving: everything a person made, out of the library into one archive, and out of such an archive into a library.

Who comes in: the window (Settings) and the commands `export` and `import`. What leaves: a BagIt archive in a zip file that any
browser can look through; or committed rows and files of another library, and parcels for its home platform. Runs on the caller's
thread, which is a task's.
"""

from .away import Gone, take_away
from .coming import Came, bring_in

__all__ = ["Came", "Gone", "bring_in", "take_away"]
