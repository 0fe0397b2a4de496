"""Known weaknesses of the packages in requirements.lock: `weaknesses.py`, by pip-audit.

It asks a service for each package, so it is no part of `check`. Without a network, or with an index
that does not tell weaknesses, it says that nothing is known, never that all is well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = "pip-audit==2.10.1"
OPTIONS = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json")
WEAK, UNKNOWN = 1, 2


def told(report: dict[str, Any]) -> tuple[int, list[str]]:
    """What a report of pip-audit comes to: an exit code, and lines for a person."""
    every = report["dependencies"]
    weak = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in "
        f"{', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in every
        for flaw in one.get("vulns", ())
    ]
    unknown = [one["name"] for one in every if "skip_reason" in one]
    lines = [*weak, f"{len(every) - len(unknown)} packages looked up, {len(weak)} weaknesses"]
    if unknown:
        lines.append(f"nothing is known of {len(unknown)} packages, such as {unknown[0]}")
    return (WEAK if weak else UNKNOWN if unknown or not every else 0), lines


def main() -> int:
    command = [find_uv_bin(), "tool", "run", PIP_AUDIT, "--requirement", "requirements.lock"]
    done = subprocess.run([*command, *OPTIONS], cwd=ROOT, check=False, stdout=subprocess.PIPE)
    try:
        code, lines = told(json.loads(done.stdout))
    except ValueError:
        code, lines = UNKNOWN, ["nothing is known: pip-audit could not do its work"]
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
