"""python3 -m installer bench [NAME…]: the short rows, or the named ones."""

from __future__ import annotations

import importlib
import sys
import traceback

from .table import Row, machine, markdown

SHORT = (
    "start",
    "memory",
    "peaks",
    "mixdown",
    "frames",
    "upload",
    "cuts",
    "parcels",
    "outbox",
    "search",
    "first_sync",
    "credits",
    "tree",
    "transport",
    "timeline",
    "punch",
    "editor",
    "script",
    "canvas",
    "pictures",
    "check",
    "delivery",
)
LONG = ("recording",)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in (*SHORT, *LONG)]
    if unknown:
        print(f"Unknown: {' '.join(unknown)}. There are: {' '.join((*SHORT, *LONG))}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    failed = []
    for name in names or SHORT:
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        try:
            rows += importlib.import_module(f"tests.bench.{name}").run()
        except Exception:  # one row that cannot be measured does not take the others away
            traceback.print_exc()
            failed.append(name)
    print(f"\nMeasured on: {machine()}\n\n{markdown(rows)}")
    if failed:
        print(f"\nNot measured (see above): {' '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
