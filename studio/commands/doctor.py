"""`studio doctor`: what works on this computer, and what to do about what does not."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.domain.words import tidy_title
from studio.errors import StudioError
from studio.paths import DataFolder

_HELP = """\
Looks at the microphone, the loudspeaker, sound formats, the keyring, the disk and the platforms.
Each line is "ok", or says what to do. The exit code is 0 if every line is ok, else 1.

--json prints one object: {"ok": bool, "checks": [{"name", "ok", "found", "advice"}, …]};
"found" is what was seen and "advice" what to do ("" where nothing is to be done). The names are
microphone, loudspeaker, formats, ffmpeg, keyring, data folder, disk, home platform, and platform NAME for each joined one.
"""
#: One hour of the default format: 48 kHz, 24 bit, mono.
_HOUR_BYTES = 48_000 * 3 * 3_600
_KEYRING_S = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: bool
    found: str
    advice: str = ""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "doctor",
        help="say what works here and what to do about the rest",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(args: argparse.Namespace) -> int:
    findings = list(examine(args.data))
    well = all(finding.ok for finding in findings)
    if args.json:
        print(
            json.dumps({"ok": well, "checks": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=1)
        )
    else:
        for finding in findings:
            print(
                f"{'ok     ' if finding.ok else 'to do  '} {finding.name:14} {finding.found} {finding.advice}".rstrip()
            )
    return 0 if well else 1


def examine(data: Path | None) -> Iterator[Finding]:
    """Every check, in the order in which a person would ask."""
    yield from _devices()
    yield _formats()
    yield _ffmpeg()
    yield _keyring()
    yield from _folder(data)


def _devices() -> Iterator[Finding]:
    from studio.sound import portaudio

    try:
        sound = portaudio.module()
        devices = list(sound.query_devices())
    except StudioError as error:
        yield Finding("microphone", False, f"{error.title}.", error.advice)
        yield Finding("loudspeaker", False, f"{error.title}.", error.advice)
        return
    except Exception as error:  # PortAudioError's class is known only once its library has loaded
        yield Finding(
            "microphone", False, f"The sound system does not answer ({error}).", "Start the computer's sound service."
        )
        return
    for name, key, side in (
        ("microphone", "max_input_channels", "input"),
        ("loudspeaker", "max_output_channels", "output"),
    ):
        names = [str(device["name"]) for device in devices if device[key] > 0]
        if names:
            yield Finding(name, True, f"{_listed(names)}; the system's own choice is {_default(sound, side)}.")
        else:
            yield Finding(name, False, f"No {name} is connected.", "Plug one in; the studio finds it by itself.")


def _default(sound: object, side: str) -> str:
    """The name of the device that is used when nothing is chosen."""
    try:
        return str(sound.query_devices(kind=side)["name"])  # type: ignore[attr-defined]
    except Exception:  # PortAudio says in several ways that there is no default
        return "not set"


def _formats() -> Finding:
    try:
        import soundfile
    except (ImportError, OSError) as error:
        return Finding("formats", False, f"libsndfile is missing ({error}).", "Install the studio again.")
    wanted = ("WAV", "RF64", "FLAC", "OGG", "MP3")
    missing = [name for name in wanted if name not in soundfile.available_formats()]
    if missing:
        return Finding("formats", False, f"libsndfile lacks {_listed(missing)}.", "Install libsndfile 1.1 or newer.")
    return Finding("formats", True, f"{_listed(list(wanted))} through libsndfile {soundfile.__libsndfile_version__}.")


def _ffmpeg() -> Finding:
    program = shutil.which("ffmpeg")
    advice = "Install ffmpeg to open M4A and the sound of videos; all else works without it."
    if program is None:
        return Finding("ffmpeg", False, "It is not here.", advice)
    try:
        done = subprocess.run(
            [program, "-version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("ffmpeg", False, f"It does not start ({type(error).__name__}).", advice)
    version = done.stdout.decode("utf-8", "replace").split()[2:3]
    return Finding("ffmpeg", True, f"Version {' '.join(version)}.")


def _keyring() -> Finding:
    from studio.wire.keys import Keys

    answer = _within(_KEYRING_S, Keys().where)
    if answer:
        return Finding("keyring", True, f"{answer}.")
    if answer is None:
        return Finding(
            "keyring", False, "It does not answer.", "Unlock it; until then you are signed in only until you quit."
        )
    advice = "Until there is one, you are signed in only until you quit. The home platform does not need it."
    return Finding("keyring", False, "This computer has no keyring that can be used.", advice)


def _within(seconds: float, ask: Callable[[], str]) -> str | None:
    """The answer, or None where there was none in time: a locked keyring may wait for a person."""
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(ask()), name="doctor-keyring", daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None


def _folder(data: Path | None) -> Iterator[Finding]:
    from studio.store.whereabouts import danger

    try:
        folder = DataFolder.open(data)
        with tempfile.TemporaryFile(dir=folder.root):
            pass
        free = shutil.disk_usage(folder.root).free
    except OSError as error:
        yield Finding(
            "data folder",
            False,
            f"It cannot be written to ({error.strerror}).",
            "Check its rights, or choose another with --data.",
        )
        return
    if sentence := danger(folder.root):
        yield Finding(
            "data folder",
            False,
            f"{folder.root}. {sentence}",
            "Choose a folder on this computer's own disk with --data.",
        )
    else:
        yield Finding("data folder", True, f"{folder.root}.")
    room = f"{free / 1e9:.1f} GB free: about {free // _HOUR_BYTES} hours of recording."
    yield Finding(
        "disk", free >= 2 * _HOUR_BYTES, room, "" if free >= 2 * _HOUR_BYTES else "Make room before a long session."
    )
    there = any(folder.platform.iterdir())
    yield Finding(
        "home platform",
        True,
        f"{'Its data is here' if there else 'It is made at the first start'}; it starts with the studio.",
    )
    if folder.database.exists():
        yield from _platforms(folder)


def _platforms(folder: DataFolder) -> Iterator[Finding]:
    """Every joined platform is asked who it is."""
    from studio.store import Store
    from studio.wire.client import Client

    with contextlib.closing(Store.open(folder)) as store:
        joined = [platform for platform in store.platforms.list() if not platform.is_home]
    for platform in joined:
        name = f"platform {tidy_title(platform.name)}"
        with contextlib.closing(Client(platform.address)) as client:
            try:
                yield Finding(name, True, f"{tidy_title(client.info().name)} answers at {platform.address}.")
            except StudioError as error:
                yield Finding(name, False, f"{error.title}.", error.advice)


def _listed(names: list[str]) -> str:
    """At most six names, each once."""
    once = list(dict.fromkeys(names))
    return ", ".join(once[:6]) + (f" and {len(once) - 6} more" if len(once) > 6 else "")
