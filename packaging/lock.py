"""requirements.lock: `write [--upgrade]` resolves it from pyproject.toml, `check` reads it.

It holds one set of pins and hashes for every supported Python and system, and nothing else: no
address, no host, no path of the machine it was made on.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"

OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--extra=hub",
    "--group=dev",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
)

LINE = re.compile(
    r"""[a-z0-9.\-]+(\[[a-z0-9,\-]+\])?==[^\s;/]+(\ ;\ [^/\\]+)?\ \\   # a pin and its marker
      | \ \ \ \ --hash=sha256:[0-9a-f]{64}(\ \\)?""",
    re.VERBOSE,
)


def header() -> str:
    """The lock's first lines; they change with what the lock is resolved from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    inputs = [
        project["project"]["requires-python"],
        project["project"]["dependencies"],
        project["project"].get("optional-dependencies"),
        project["dependency-groups"],
        project["build-system"]["requires"],
    ]
    digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    return (
        "# Every package of the environment, for every supported Python and system.\n"
        "# Made by `python3 dev.py lock`; do not edit.\n"
        f"# inputs sha256:{digest}\n"
    )


def foreign_lines(body: str) -> list[str]:
    """Lines that are neither pin nor hash: an address, a host or a path would be among them."""
    return [line for line in body.splitlines() if not LINE.fullmatch(line)]


def resolve(options: list[str]) -> str:
    """The pins and hashes for pyproject.toml, those of the present lock kept where they fit.

    Raises:
        subprocess.CalledProcessError: there is no solution, or no network; uv has said why.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, LOCK.name)
        if LOCK.exists():
            shutil.copy(LOCK, target)
        command = [find_uv_bin(), "pip", "compile", *OPTIONS, *options]
        subprocess.run([*command, "pyproject.toml", "--output-file", target], cwd=ROOT, check=True)
        return target.read_text(encoding="utf-8")


def write(options: list[str]) -> list[str]:
    """Resolve and write; what is wrong with the answer, in which case nothing is written."""
    try:
        body = resolve(options)
    except subprocess.CalledProcessError:
        return [f"{LOCK.name} was left as it is"]
    problems = [f"neither a pin nor a hash: {line}" for line in foreign_lines(body)]
    if not problems:
        LOCK.write_text(header() + body, encoding="utf-8")
        print(f"{LOCK.name}: {body.count('==')} packages")
    return problems


def check() -> list[str]:
    """What is wrong with requirements.lock, told without resolving it again."""
    text = LOCK.read_text(encoding="utf-8")
    comments = [line for line in text.splitlines(keepends=True) if line.startswith("#")]
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    problems = [f"neither a pin nor a hash: {line}" for line in foreign_lines(body)]
    if "".join(comments) != header():
        problems.append("pyproject.toml has changed since it was made: run `python3 dev.py lock`")
    return problems


def main(argv: list[str]) -> int:
    if argv[:1] == ["write"]:
        problems = write(argv[1:])
    elif argv == ["check"]:
        problems = check()
    else:
        print("lock.py write [--upgrade] | check", file=sys.stderr)
        return 2
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    sys.exit(main(sys.argv[1:]))
