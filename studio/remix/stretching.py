"""The child that changes tempo and pitch: `python -m studio.remix.stretching`.

On stdin one line of JSON (`channels`, `tempo`, `pitch_st`) and then float32 samples, channel after channel; on stdout the same
for the new sound. The library's random seed is fixed, so the same question has the same answer.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from studio.domain.remix import RATE_HZ

from .stretch import NO_LIBRARY


def main() -> int:
    try:
        from python_stretch import Signalsmith
    except ImportError as error:
        print(error, file=sys.stderr)  # noqa: T201 (the parent reads it)
        return NO_LIBRARY
    asked = json.loads(sys.stdin.buffer.readline())
    sound = np.frombuffer(sys.stdin.buffer.read(), np.float32).reshape(asked["channels"], -1)
    engine = Signalsmith.Stretch(1)
    engine.preset(len(sound), RATE_HZ)
    engine.setTimeFactor(asked["tempo"])
    engine.setTransposeSemitones(asked["pitch_st"])
    made = np.asarray(engine.process(sound.copy()), np.float32)
    sys.stdout.buffer.write(made.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
