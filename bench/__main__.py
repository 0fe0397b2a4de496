"""`python -m bench [NAME [--quick] ...]`: runs one bench, or lists them."""

from __future__ import annotations

import ast
import importlib
import signal
import sys
from pathlib import Path


def benches() -> dict[str, str]:
    """Name and first line of every module here that has a `main`."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").partition("\n")[0]
    found.pop("__main__", None)
    return found


def main(argv: list[str]) -> int:
    known = benches()
    if not argv:
        for name, doc in known.items():
            print(f"{name:<20} {doc}")
        return 0
    name, *rest = argv
    if name not in known:
        print(f"No bench {name!r}. There are: {', '.join(known) or 'none'}", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"bench.{name}").main(rest))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    sys.exit(main(sys.argv[1:]))
