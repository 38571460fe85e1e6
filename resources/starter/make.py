"""Makes the starter records' sounds and pictures and the count-in tick, and writes what each file is into `records.json`.

Run `python resources/starter/make.py` after a change to `sounds.py`, `pictures.py` or a text. On one machine the same bytes
come out each time. The words in `records.json`, `challenges.json` and `media/*.txt` are written by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pictures
import soundfile
import sounds
from PIL import Image

HERE = Path(__file__).resolve().parent
MEDIA = HERE / "media"
MIME = {".flac": "audio/flac", ".webp": "image/webp", ".txt": "text/plain"}
SOUNDS: dict[str, Callable[[], sounds.Sound]] = {
    "hum": sounds.hum,
    "choir-pad": sounds.choir_pad,
    "rain-on-tin": sounds.rain_on_tin,
    "heartbeat-drum": sounds.heartbeat_drum,
    "foghorn": sounds.foghorn,
    "glass-bells": sounds.glass_bells,
    "quay-at-three": sounds.harbour,
    "sleepwalk": sounds.sleepwalk,
}


def play(path: Path, sound: sounds.Sound) -> None:
    """Writes 16-bit FLAC whose two lowest bits rest: 84 dB are plenty here, and the files stay small."""
    steps = (np.round(sound * 8_192) * 4).astype(np.int16)
    soundfile.write(path, steps, sounds.RATE, subtype="PCM_16", compression_level=1.0)


def facts(path: Path) -> dict[str, Any]:
    """What the contract's MediaRef says of a file."""
    data = path.read_bytes()
    about: dict[str, Any] = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "size_bytes": len(data),
        "mime": MIME[path.suffix],
    }
    if path.suffix == ".flac":
        about["duration_s"] = round(soundfile.info(path).duration, 3)
    elif path.suffix == ".webp":
        with Image.open(path) as image:
            about["width_px"], about["height_px"] = image.size
    return about


def main() -> None:
    for name, piece in SOUNDS.items():
        play(MEDIA / f"{name}.flac", sounds.levelled(piece()))
    soundfile.write(HERE.parent / "sounds" / "tick.wav", sounds.tick(), sounds.RATE, subtype="PCM_16")
    paintings = {
        "window-study": pictures.window_study(),
        "lighthouse-at-dusk": pictures.lighthouse(night=False),
        "lighthouse-lamp-lit": pictures.lighthouse(night=True),
        "puddle": pictures.puddle(),
    }
    for name, picture in paintings.items():
        picture.save(MEDIA / f"{name}.webp", quality=88, method=6)
    book = HERE / "records.json"
    records = json.loads(book.read_text("utf-8"))
    for record in records:
        record |= facts(HERE / record["file"])
    book.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
