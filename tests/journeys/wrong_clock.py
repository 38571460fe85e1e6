"""The windowless studio on a computer whose clock is `DAYS` off: `python -m tests.journeys.wrong_clock DAYS DATA VOICE [finish]`.

The one thing that a test machine has not is a wrong clock; so every way to ask for the time is moved before the studio is
imported. The home platform is a process of its own and keeps the right time.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable

OFF_S = float(sys.argv[1]) * 86_400


def moved(clock: Callable[[], float], unit: float) -> Callable[[], float]:
    return lambda: type(clock())(clock() + OFF_S * unit)


class Moved(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Moved:
        return super().now(tz) + datetime.timedelta(seconds=OFF_S)


time.time = moved(time.time, 1)
time.time_ns = moved(time.time_ns, 1e9)  # type: ignore[assignment]
datetime.datetime = Moved  # type: ignore[misc]

if __name__ == "__main__":
    from tests.journeys.windowless import main

    raise SystemExit(main(sys.argv[2], sys.argv[3], sys.argv[4:] == ["finish"]))
