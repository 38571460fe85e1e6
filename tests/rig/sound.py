"""A virtual sound card: a private PulseAudio; its null sink `rig` is the loudspeaker, whose monitor is the microphone.

What is played comes back sample by sample (16 bit, 48 kHz, stereo; a mono stream is the same on both sides). PortAudio
reaches it through ALSA's pulse plugin, chosen by an own ALSA file. While nothing is played the microphone hears exact
digital silence. Under load the player starves before any recorder does, so daemon and player get real-time priority where
that is allowed.
Debian packages: pulseaudio pulseaudio-utils libportaudio2 libasound2-plugins.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from . import end, need, spawn, until

RATE_HZ = 48_000
CHANNELS = 2
_SINK = f"module-null-sink sink_name=rig format=s16le rate={RATE_HZ} channels={CHANNELS}"
_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.pulse { type pulse }
"""


class SoundCard:
    """`env` is what a program needs to meet this card; it is complete after `start`."""

    def __init__(self) -> None:
        need("pulseaudio", "pacat", "pactl")
        self._folder = Path(tempfile.mkdtemp(prefix="rig-sound-"))
        self._daemon: subprocess.Popen[bytes] | None = None
        self._listener: subprocess.Popen[bytes] | None = None
        self._players: list[subprocess.Popen[bytes]] = []
        self._module = ""
        self.env = {
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "PULSE_SERVER": f"unix:{self._folder}/pulse/native",
            "ALSA_CONFIG_PATH": str(self._folder / "asound.conf"),
        }

    def start(self) -> Self:
        (self._folder / "asound.conf").write_text(_ALSA)
        (self._folder / "rig.pa").write_text("load-module module-native-protocol-unix\n")
        options = "-n -F rig.pa --daemonize=no --exit-idle-time=-1 --use-pid-file=no --realtime=no --high-priority=no"
        command = [*_priority(20), "pulseaudio", *options.split()]
        self._daemon = spawn(command, self._whole_env(), cwd=self._folder)
        until(lambda: self._pactl("info", check=False) is not None, "the rig's sound server answers")
        self.replug()
        return self

    def stop(self) -> None:
        for process in [*self._players, *filter(None, [self._listener, self._daemon])]:
            end(process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def play(self, path: Path) -> subprocess.Popen[bytes]:
        """Plays a sound file (any format of libsndfile) beside the test; `wait` for the process to hear it out."""
        return self._play(["--file-format", str(path)])

    def play_raw(self, samples: bytes, rate_hz: int = RATE_HZ, channels: int = CHANNELS) -> subprocess.Popen[bytes]:
        """Plays 16-bit little-endian interleaved samples; at the card's own rate and channels all arrive unchanged."""
        path = self._folder / f"play-{len(self._players)}.raw"
        path.write_bytes(samples)
        shape = ["--raw", "--format=s16le", f"--rate={rate_hz}", f"--channels={channels}", str(path)]
        return self._play(shape)

    def rest(self) -> None:
        """Nobody listens any more, so that a card that no test uses costs nothing; `wake` before the next sound."""
        if self._listener is not None:
            end(self._listener)
            self._listener = None

    def wake(self) -> None:
        # An idle null sink wakes every 2 s, and so late is its first sound. A listener keeps it as quick and even as a real card:
        # with 10 ms the same way from loudspeaker to microphone came out up to 2 ms longer or shorter, with 2 ms up to 0.4 ms.
        listen = ["sh", "-c", "parec --raw -d rig.monitor --latency-msec=2 | (head -c 4096; cat >/dev/null)"]
        self._listener = spawn([*_priority(15), *listen], self._whole_env(), stdout=subprocess.PIPE)
        assert self._listener.stdout is not None
        assert self._listener.stdout.read(1), "the rig's microphone is heard"

    def unplug(self) -> None:
        """Takes loudspeaker and microphone away: streams end, and no other device is there."""
        self._pactl("unload-module", self._module)
        self._module = ""
        self.rest()

    def replug(self) -> None:
        """Brings both back; nothing happens when they are there."""
        if self._module:
            return
        self._module = self._pactl("load-module", *_SINK.split()) or ""
        self._pactl("set-default-sink", "rig")
        self._pactl("set-default-source", "rig.monitor")
        self.wake()

    def hear(self, percent: int) -> None:
        """How much of what is played the microphone hears; above 100 a loop through both grows."""
        self._pactl("set-source-volume", "rig.monitor", f"{percent}%")

    @contextlib.contextmanager
    def unplugged(self) -> Iterator[None]:
        self.unplug()
        try:
            yield
        finally:
            self.replug()

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """The sound server stands still: no frame arrives and no error is raised, as with a vanished device."""
        assert self._daemon is not None
        os.killpg(self._daemon.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._daemon.pid, signal.SIGCONT)

    def _play(self, what: list[str]) -> subprocess.Popen[bytes]:
        command = [*_priority(15), "pacat", "--playback", "-d", "rig", "--latency-msec=2000", *what]
        self._players = [player for player in self._players if player.poll() is None]
        self._players.append(spawn(command, self._whole_env()))
        return self._players[-1]

    def _pactl(self, *words: str, check: bool = True) -> str | None:
        """The answer, or None where the server did not give one and `check` is off."""
        command = ["pactl", *words]
        done = subprocess.run(command, env=self._whole_env(), capture_output=True, text=True, timeout=10, check=check)
        return None if done.returncode else done.stdout.strip()

    def _whole_env(self) -> dict[str, str]:
        return {**os.environ, **self.env}


def _priority(level: int) -> list[str]:
    """The words that give a program real-time priority, or none where that is not allowed."""
    words = ["chrt", "-f", str(level)]
    if shutil.which("chrt") is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        return []
    return words
