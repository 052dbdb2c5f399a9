"""`python -m mtlviz` is the command `mtlviz`, for environments in which it is not installed."""

import sys

from mtlviz.cli import main

if __name__ == "__main__":  # not when pytest imports it to look for doctests
    sys.exit(main())
