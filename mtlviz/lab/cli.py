"""`mtlviz lab N` prints scenario N of the autograd lab as a script that runs; without N it lists them."""

from __future__ import annotations

import argparse
from typing import Any

from mtlviz.lab.scenarios import SCENARIOS, get
from mtlviz.lab.script import script


def add_to(commands: Any) -> None:
    """Add the command to the `subparsers` of `mtlviz`."""
    parser = commands.add_parser("lab", help="print a scenario of the autograd lab as a plain script that runs")
    parser.add_argument(
        "number", type=int, nargs="?", metavar="N", help=f"1 to {len(SCENARIOS)}; without it, the list of scenarios"
    )
    parser.set_defaults(command=lab)


def lab(options: argparse.Namespace) -> None:
    """Print the script, or the list."""
    if options.number is None:
        print("\n".join(f"{scenario.number:2}  {scenario.title}" for scenario in SCENARIOS))
    else:
        print(script(get(options.number)), end="")
