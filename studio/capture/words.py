"""Troubles of a microphone in words: what happened, what is safe, what to do."""

from __future__ import annotations

import sys

from studio.errors import DeviceTrouble

#: The window is told when the microphone is this late.
LATE_S = 0.25

_PERMISSION = {
    "darwin": "Open System Settings, Privacy & Security, Microphone, and allow this studio; then check its mute switch.",
    "win32": "Open Settings, Privacy & security, Microphone, and allow desktop apps; then check its mute switch.",
}


def silent(device: str) -> DeviceTrouble:
    advice = _PERMISSION.get(sys.platform, "Check its mute switch and the input volume in the system's sound settings.")
    return DeviceTrouble("Nothing arrives from the microphone", advice, f"{device}: exact digital silence")


def vanished(device: str, recording: bool) -> DeviceTrouble:
    safe = "The take up to here is kept. " if recording else ""
    then = "Recording goes on as a new part as soon as a microphone is there." if recording else "Plug it in again."
    return DeviceTrouble("The microphone is gone", safe + then, device)


def late(device: str) -> DeviceTrouble:
    return DeviceTrouble("The microphone is late", "The take goes on. If sound is lost, the place is marked.", device)


def lost(frames: int, rate_hz: int) -> DeviceTrouble:
    title = f"{frames / rate_hz:.2f} s of sound were lost"
    return DeviceTrouble(title, "The place is marked in the take; silence stands for it.", f"{frames} frames")


def slept(frames: int, rate_hz: int) -> DeviceTrouble:
    seconds = frames / rate_hz
    return DeviceTrouble("The computer was asleep", "The take is kept, and the pause is marked.", f"{seconds:.0f} s")


def other_microphone(name: str) -> DeviceTrouble:
    return DeviceTrouble("Another microphone is used now", "The one that was chosen is not there.", name)
