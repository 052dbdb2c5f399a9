"""`python -m bench` runs every bench, `python -m bench engine drag` some: ratios, measured in one run."""

from __future__ import annotations

import importlib
import sys

BENCHES = (
    "engine",
    "methods",
    "torchjd_differences",
    "probe",
    "compare",
    "compare_beside",
    "landscape",
    "cold_start",
    "drag",
    "live",
)


def main() -> int:
    chosen = sys.argv[1:] or BENCHES
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        print(f"no bench called {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in chosen:
        importlib.import_module(f"bench.{name}").main()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
