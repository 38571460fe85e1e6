"""The few things of the operating system that the studio leans on.

On Debian and Ubuntu the missing ones are installed, as root or through sudo; otherwise the exact line to run is printed.
Windows and macOS need nothing but, for M4A and video sound, ffmpeg.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .words import give_up, say


@dataclass(frozen=True)
class Part:
    """A Debian package, and what shows that it is there: a library, a program or a file."""

    package: str
    library: str = ""
    program: str = ""
    file: str = ""

    def is_here(self, libraries: str) -> bool:
        if self.library:
            return self.library in libraries
        return Path(self.file).exists() if self.file else shutil.which(self.program) is not None


#: Without these no window opens.
WINDOW = (
    Part("libegl1", library="libEGL.so.1"),
    Part("libgl1", library="libGL.so.1"),
    Part("libdbus-1-3", library="libdbus-1.so.3"),
    Part("libfontconfig1", library="libfontconfig.so.1"),
    Part("libglib2.0-0", library="libglib-2.0.so.0"),
    Part("libwayland-cursor0", library="libwayland-cursor.so.0"),
    Part("libx11-xcb1", library="libX11-xcb.so.1"),
    Part("libxcb-cursor0", library="libxcb-cursor.so.0"),
    Part("libxcb-icccm4", library="libxcb-icccm.so.4"),
    Part("libxcb-image0", library="libxcb-image.so.0"),
    Part("libxcb-keysyms1", library="libxcb-keysyms.so.1"),
    Part("libxcb-randr0", library="libxcb-randr.so.0"),
    Part("libxcb-render-util0", library="libxcb-render-util.so.0"),
    Part("libxcb-shape0", library="libxcb-shape.so.0"),
    Part("libxcb-sync1", library="libxcb-sync.so.1"),
    Part("libxcb-xfixes0", library="libxcb-xfixes.so.0"),
    Part("libxcb-xkb1", library="libxcb-xkb.so.1"),
    Part("libxkbcommon-x11-0", library="libxkbcommon-x11.so.0"),
)
#: The sound card, and formats beyond libsndfile's own.
SOUND = (
    Part("libportaudio2", library="libportaudio.so.2"),
    Part("ffmpeg", program="ffmpeg"),
)
#: The rig of the tests: a virtual sound card, screen and keyring, and real voices.
RIG = (
    Part("pulseaudio", program="pulseaudio"),
    Part("pulseaudio-utils", program="pacat"),
    Part("libasound2-plugins", file="/usr/share/alsa/alsa.conf.d/50-pulseaudio.conf"),
    Part("alsa-utils", file="/usr/share/sounds/alsa/Front_Center.wav"),
    Part("asterisk-core-sounds-en-wav", file="/usr/share/asterisk/sounds/en_US_f_Allison"),
    Part("chromium", program="chromium"),  # opens the pages of an archive that was taken away
    Part("curl", program="curl"),
    Part("dbus", program="dbus-daemon"),
    Part("espeak-ng", program="espeak-ng"),
    Part("gnome-keyring", program="gnome-keyring-daemon"),
    Part("imagemagick", program="import"),
    Part("klettres-data", file="/usr/share/klettres/it"),
    Part("libebur128-1", library="libebur128.so.1"),
    Part("openbox", program="openbox"),
    Part("sox", program="sox"),
    Part("xdotool", program="xdotool"),
    Part("xvfb", program="Xvfb"),
)
#: What `bench` compares with.
REFERENCES = (
    Part("audacity", program="audacity"),
    Part("gnome-sound-recorder", program="gnome-sound-recorder"),
    Part("libvips-tools", program="vipsthumbnail"),
)


def install(parts: Sequence[Part], needed: Sequence[Part] = ()) -> None:
    """Brings what is missing of `parts`; where that is not possible, says how, and ends if any of `needed` is missing."""
    if sys.platform != "linux":
        return
    missing = _missing(parts)
    if not missing:
        return
    if shutil.which("apt-get") is None:
        say("Please install these (their Debian names) with your package manager: " + " ".join(_names(missing)))
    else:
        _apt(_names(missing))
    if left := _missing(needed):
        give_up("Without these the studio cannot open its window: " + " ".join(_names(left)))


def install_venv() -> None:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if shutil.which("apt-get") is None:
        give_up("This Python lacks its ensurepip module. Install it with your package manager and start again.")
    _apt([name])
    check = [sys.executable, "-c", "import ensurepip"]
    if subprocess.run(check, capture_output=True, check=False).returncode:
        give_up(f"Python's part that makes environments is missing: install {name}, then start again.")


def _missing(parts: Sequence[Part]) -> list[Part]:
    libraries = _libraries() if any(part.library for part in parts) else ""
    return [part for part in parts if not part.is_here(libraries)]


def _libraries() -> str:
    """The loader's own list of shared libraries."""
    ldconfig = shutil.which("ldconfig", path="/sbin:/usr/sbin:" + os.environ.get("PATH", ""))
    if ldconfig is None:
        return ""
    return subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout


def _names(parts: Iterable[Part]) -> list[str]:
    return [part.package for part in parts]


def _apt(names: Sequence[str]) -> None:
    """Installs packages, or prints the line that would."""
    rights = _rights()
    line = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if rights is None:
        say("Some system packages are missing. As an administrator, run:\n  " + " ".join(line))
        return
    say("Installing system packages: " + " ".join(names) + " …")

    def run(*words: str) -> bool:
        # --no-remove: nothing of the person's is ever taken away for it. The lock is waited for.
        options = ["-q", "-y", "--no-remove", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
        command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *options, *words]
        log.append(
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
            )
        )
        return log[-1].returncode == 0

    log: list[subprocess.CompletedProcess[bytes]] = []
    if not _install_all(run, names):
        say(log[-1].stdout.decode("utf-8", "replace")[-2_000:])
        say("Not every package could be installed (see above). The line is:\n  " + " ".join(line))


def _install_all(run: Callable[..., bool], names: Sequence[str]) -> bool:
    """With the package lists as they are, then with fresh ones, then one by one so that one unknown name stops no other."""
    install = ("install", "--no-install-recommends")
    if run(*install, *names):
        return True
    run("update")
    if run(*install, *names):
        return True
    done = [run(*install, name) for name in names]
    return all(done)


def _rights() -> list[str] | None:
    """The words that make a command run as the administrator; None where this person cannot."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    if sys.stdin.isatty():
        say("The system may ask for your password, to install packages through sudo.")
        return ["sudo"]
    return None
