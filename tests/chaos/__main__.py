"""`python -m tests.chaos`: the runs of all seeds below `--runs`, or the one of `--seed`; ends with 1 where one failed."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from .runs import Place

RUNS = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int)
    args = parser.parse_args()
    seeds = range(args.runs) if args.seed is None else [args.seed]
    failed, begun = [], time.monotonic()
    with Place() as place:
        for done, seed in enumerate(seeds, 1):
            try:
                place.run(seed)
            except Exception:
                traceback.print_exc()
                failed.append(seed)
            if done % 100 == 0:
                print(f"{done} runs, {time.monotonic() - begun:.0f} s, failed: {failed}", file=sys.stderr, flush=True)
    print(f"{len(seeds)} runs in {time.monotonic() - begun:.0f} s; failed seeds: {failed or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
