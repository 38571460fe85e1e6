"""The main job in the real window, through the real sound path: press, speak, stop, listen, send, and the same SHA-256 back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from studio.paths import DataFolder
from tests.rig import speech
from tests.rig.display import Display
from tests.rig.sound import SoundCard

PLACES = ("record", "challenges", "library", "piece", "remix", "canvas", "outbox", "settings")
OF_A_VOICE = ("recording", "check", "room", "all-lines", "cutting", "comp", "deliver")


def _tour(out: Path, env: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "studio", "tour", "--out", str(out), *more]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)


def test_promise_1_and_3_the_tour_speaks_into_the_microphone_and_the_platform_confirms_the_hash(
    sound_card: SoundCard, display: Display, tmp_path: Path
) -> None:
    voices = [sound_card.play(path) for path in speech.prompts(1)]
    done = _tour(tmp_path / "tour", {**display.whole_env(), **sound_card.env})
    for voice in voices:
        voice.terminate()
        voice.wait()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the record came back with the same SHA-256" in done.stdout
    for step in ("each line that was said has a starred take", "the platform has the set"):
        assert step in done.stdout
    assert "note" not in done.stdout, "the machine's own microphone was heard"
    pictures = {path.stem.split("-", 1)[1]: path for path in (tmp_path / "tour").glob("*.png")}
    assert {f"{place}-{theme}" for place in PLACES + OF_A_VOICE for theme in ("booth", "paper")} <= set(pictures)
    for path in pictures.values():
        with Image.open(path) as picture:
            assert picture.size[0] >= 1280 and len(picture.convert("RGB").getcolors(1 << 24) or ()) > 50


def test_without_a_microphone_the_tour_says_so_and_plays_a_file(tmp_path: Path) -> None:
    leads_to_a_card = ("ALSA_CONFIG_PATH", "PULSE_SERVER", "XDG_RUNTIME_DIR")
    env = {name: value for name, value in os.environ.items() if name not in leads_to_a_card} | {"HOME": str(tmp_path)}
    done = _tour(tmp_path / "tour", env, "--voice", str(speech.front_center()), "--data", str(tmp_path / "data"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no microphone is here: Front_Center.wav is played into the booth" in done.stdout


def test_a_second_start_on_the_same_data_hands_over_to_the_first_window(folder: DataFolder) -> None:
    command = [sys.executable, "-m", "studio", "--data", str(folder.root)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with first:
        ends = time.monotonic() + 30
        while not (folder.root / "library.db").exists():
            assert time.monotonic() < ends and first.poll() is None
            time.sleep(0.05)
        second = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert (second.returncode, second.stderr) == (0, "")
        assert first.poll() is None
        first.send_signal(signal.SIGKILL)
        first.wait()
    third = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with third:
        try:
            third.wait(2)
        except subprocess.TimeoutExpired:
            alive = True
        third.kill()
    assert alive, "a killed studio does not keep the door shut"
