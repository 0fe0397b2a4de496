"""`fieldapp` and `python -m fieldapp`."""

import gc
import sys


def run() -> int:
    """Returns: the exit code."""
    gc.disable()  # What is loaded now is no garbage; whoever goes on says when to look for some.
    from fieldapp.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
