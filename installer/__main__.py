"""python3 -m installer run [ARGUMENT…]    set up and open the studio; arguments are handed to it
python3 -m installer test [ARGUMENT…]   set up and run every test and check; arguments are handed to pytest
python3 -m installer bench [NAME…]      set up and print the table of speed and memory; with --chaos, cut, kill, damage 5 000 times
python3 -m installer pins               choose the versions of all dependencies anew and write their hashes
"""

import importlib
import sys

COMMANDS = ("run", "test", "bench", "pins")


def main() -> int:
    # First, and in words that any Python 3 understands: the rest of the installer is written for 3.11.
    if sys.version_info < (3, 11):  # noqa: UP036
        print("Redbutton Studio needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031
        print("Install a newer one and start this command with it, for example: python3.12 -m installer run")
        return 2
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(__doc__)
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    command = importlib.import_module("installer." + sys.argv[1])
    try:
        return int(command.main(sys.argv[2:]))
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
