"""`studio record`: the booth's microphone and crash-proof file, for scripts."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import DeviceTrouble, Refused, StudioError

if TYPE_CHECKING:
    from studio.capture.listening import Listening
    from studio.sound.wav import WavWriter

_TICK_S = 0.02
_SETTLE_S = 0.16


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "record",
        help="record the microphone to a WAV file",
        description="Records the microphone to a new WAV file of 24 bits. An existing file is never overwritten.",
        epilog="--json prints one object: frames (in the file), lost_frames (marked and filled with silence), peak_dbfs "
        "(null for digital silence), device. Exit codes: 0 recorded, 1 not recorded or cut short, 2 wrong arguments.",
    )
    parser.add_argument("out", type=Path, metavar="OUT.wav", help="the new file")
    parser.add_argument("--seconds", type=_seconds, required=True, metavar="N", help="how long")
    parser.add_argument("--device", default="", metavar="D", help="a microphone's name (default: the system's)")
    parser.add_argument("--channels", type=_between(1, 64), default=1, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--rate", type=_between(4_000, 768_000), default=48_000, metavar="HZ", help="default: %(default)s"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="accepted by every command; not needed here")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    try:
        result, cut_short = record(args.out, args.seconds, args.device, args.channels, args.rate)
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(result))
    else:
        print(f"{result['frames']} frames from {result['device']}, {result['lost_frames']} lost: {args.out}")
    if cut_short is not None:
        print(cut_short, file=sys.stderr)
        return 1
    return 0


def record(
    out: Path, seconds: float, device: str, channels: int, rate_hz: int
) -> tuple[dict[str, Any], StudioError | None]:
    """Records; the second value says why it ended early. Raises StudioError where it could not begin."""
    from studio.capture.listening import Listening
    from studio.capture.microphone import Microphone
    from studio.capture.reading import Choice
    from studio.sound.wav import WavWriter

    if out.exists():
        raise Refused("This file exists already", "It was left as it is. Choose another name.", str(out))
    listening = Listening(Microphone(Choice(device, rate_hz, channels)))
    try:
        try:
            wav = WavWriter(out, rate_hz, channels)
        except FileExistsError as error:
            raise Refused("This file exists already", "It was left as it is. Choose another name.", str(out)) from error
        lost, peak_dbfs, trouble = _write(listening, wav, round(seconds * rate_hz))
        result = {
            "frames": wav.frames,
            "lost_frames": lost,
            "peak_dbfs": None if math.isinf(peak_dbfs) else round(peak_dbfs, 2),
            "device": listening.ear.name,
        }
        return result, trouble
    finally:
        listening.ear.close()


def _write(listening: Listening, wav: WavWriter, frames: int) -> tuple[int, float, StudioError | None]:
    from studio.capture.listening import Missing
    from studio.sound.levels import Meter

    meter, lost, settled = Meter(wav.channels), 0, time.monotonic()
    trouble: StudioError | None = None
    try:
        while wav.frames < frames and not listening.lost:
            time.sleep(_TICK_S)
            for item in listening.hear():
                room = frames - wav.frames
                if isinstance(item, Missing):
                    lost += min(item.frames, room)
                    wav.silence(min(item.frames, room))
                else:
                    meter.write(item[:room])
                    wav.write(item[:room])
            if time.monotonic() - settled >= _SETTLE_S:
                settled = time.monotonic()
                wav.settle()
        if wav.frames < frames:
            trouble = DeviceTrouble(
                "The microphone is gone", "What was recorded up to here is kept.", listening.ear.name
            )
    except StudioError as error:
        trouble = error
    except KeyboardInterrupt:
        trouble = Refused("The recording was stopped", "What was recorded up to here is kept.", code="stopped")
    finally:
        wav.close()
    return lost, meter.levels().peak_dbfs, trouble


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 86400")
    return value


def _between(least: int, most: int) -> Any:
    def number(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be between {least} and {most}")
        return int(text)

    return number
