"""Which network this computer is on, by the router that leads out of it.

The name is the hardware address of the default gateway ("router b8:27:eb:12:34:56"): the same at every visit, another one in the
next house, and known without any right or program beyond the system's own. Linux tells it in /proc (IPv4 only, and only once the
router was spoken to); macOS and Windows are asked with their own `route` and `arp`, which could only be tried on their output
here. A line without a router of its own (a tunnel, a modem) and a system that does not tell have no name: "".
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

HOLDS_S = 10.0
_TOOL_S = 5.0
_MAC = re.compile(r"\b[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}\b", re.IGNORECASE)
_NO_WINDOW = 0x0800_0000  # CREATE_NO_WINDOW: no console flashes up


class Router:
    """Safe from any thread. The main thread is told what was found last, because the others may have to ask a program."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._name = ""
        self._looked_at = 0.0

    def now(self) -> str:
        """The network's name, at most `HOLDS_S` old."""
        if threading.current_thread() is not threading.main_thread():
            with self._lock:
                if not self._looked_at or time.monotonic() - self._looked_at > HOLDS_S:
                    self._name, self._looked_at = look(), time.monotonic()
        return self._name


def look() -> str:
    """Asks the system now."""
    try:
        if sys.platform.startswith("linux"):
            gateway = gateway_of_proc(Path("/proc/net/route").read_text())
            return name_of(gateway, Path("/proc/net/arp").read_text())
        if sys.platform == "darwin":
            gateway = gateway_of_route(_told("/sbin/route", "-n", "get", "default"))
            return name_of(gateway, _told("/usr/sbin/arp", "-n", gateway)) if gateway else ""
        gateway = gateway_of_windows(_told("route", "print", "-4", "0.0.0.0"))
        return name_of(gateway, _told("arp", "-a", gateway)) if gateway else ""
    except (OSError, subprocess.SubprocessError):
        return ""


def gateway_of_proc(table: str) -> str:
    """The way out with the lowest metric: destination and gateway are hexadecimal, lowest byte first."""
    rows = [line.split() for line in table.splitlines()[1:]]
    ways = [(int(row[6]), row[2]) for row in rows if len(row) > 7 and row[1] == row[7] == "00000000"]
    if not ways or (found := min(ways)[1]) == "00000000":
        return ""
    return ".".join(str(byte) for byte in reversed(bytes.fromhex(found)))


def gateway_of_route(told: str) -> str:
    found = re.search(r"^\s*gateway:\s*([0-9.]+)\s*$", told, re.MULTILINE)
    return found[1] if found else ""


def gateway_of_windows(told: str) -> str:
    ways = re.findall(r"^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+([0-9.]+)\s+[0-9.]+\s+(\d+)\s*$", told, re.MULTILINE)
    return min(((int(metric), gateway) for gateway, metric in ways), default=(0, ""))[1]


def name_of(gateway: str, neighbours: str) -> str:
    """The gateway's line in what `arp` tells."""
    for line in neighbours.splitlines() if gateway else ():
        if gateway in re.split(r"[\s()]+", line) and (found := _MAC.search(line)):
            mac = ":".join(part.zfill(2) for part in re.split("[:-]", found[0].lower()))
            return "" if mac == "00:00:00:00:00:00" else f"router {mac}"
    return ""


def _told(*command: str) -> str:
    flags = _NO_WINDOW if sys.platform == "win32" else 0
    asked = subprocess.run(command, capture_output=True, text=True, timeout=_TOOL_S, check=False, creationflags=flags)
    return asked.stdout
