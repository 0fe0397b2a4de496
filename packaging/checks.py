"""Everything that is checked without running the program: `checks.py [STEP...]`, all by default.

Every step runs, whatever the others found; the exit code is 1 if one of them failed.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LONG_FILE = 400

# Which schema of forms/schema/ the files of forms/ must follow.
FORMS = {
    "playbooks/*.yaml": "playbook.schema.json",
    "fields/*.yaml": "fields.schema.json",
    "scales/*.yaml": "scale.schema.json",
    "crm/*.yaml": "crm.schema.json",
    "surveys/*.yaml": "survey.schema.json",
    "chooser.yaml": "chooser.schema.json",
    "handbook/*.yaml": "handbook.schema.json",
    "practice/*.yaml": "practice.schema.json",
    "phrases.yaml": "phrases.schema.json",
    "calendar.yaml": "calendar.schema.json",
    "compensation.yaml": "compensation.schema.json",
    "words/jargon.yaml": "glossary.schema.json",
    "words/[!j]*.yaml": "phrases.schema.json",
    "samples/**/*.json": "case.schema.json",
}

Step = Callable[[], list[str]]


def tool(name: str, *args: str | Path) -> Step:
    """A step that passes when a program of the environment does; else its output is the problem."""
    return command(BIN / name, *args)


def script(*args: str | Path) -> Step:
    """The same for something Python runs: a script, or `-m` and a module."""
    return command(sys.executable, *args)


def command(*line: str | Path) -> Step:
    def step() -> list[str]:
        done = subprocess.run(
            line,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return [done.stdout.strip() or f"exit code {done.returncode}"] if done.returncode else []

    return step


def forms() -> list[str]:
    """What is wrong with the schemas, with the forms they describe, or with their compiled form."""
    schemas = ROOT / "forms" / "schema"
    problems = tool("check-jsonschema", "--check-metaschema", *sorted(schemas.glob("*.json")))()
    for pattern, name in FORMS.items():
        files = sorted((ROOT / "forms").glob(pattern))
        if files:
            problems += tool("check-jsonschema", "--schemafile", schemas / name, *files)()
    problems += script("-m", "fieldapp.playbook.compile", "--check")()
    return problems + script("packaging/case_schema.py", "--check")()


def links() -> list[str]:
    """Links in our documents that lead to no file."""
    problems = []
    for page in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                problems.append(f"{page.relative_to(ROOT)}: there is no {target}")
    return problems


def names() -> list[str]:
    """Files of the tests that are called alike: pytest imports them by that name, and falls over
    the second where it collects both."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        found.setdefault(path.name, []).append(str(path.relative_to(ROOT)))
    found.pop("conftest.py", None)
    return [f"of one name: {', '.join(paths)}" for paths in found.values() if len(paths) > 1]


def long_files() -> list[str]:
    """Modules long enough to think again about what they are for."""
    lengths = {
        path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n")
        for path in sorted((ROOT / "fieldapp").rglob("*.py"))
    }
    return [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > LONG_FILE]


STEPS: dict[str, Step] = {
    "lint": tool("ruff", "check", "."),
    "format": tool("ruff", "format", "--check", "."),
    "types": script("-m", "mypy"),
    "layers": tool("lint-imports", "--no-cache"),
    "forms": forms,
    "catalogues": script("packaging/catalogues.py", "check"),
    "coverage": script("packaging/coverage.py", "check"),
    "links": links,
    "names": names,
    "security": script("packaging/security.py", "check"),
    "lock": script("packaging/lock.py", "check"),
    "licences": script("packaging/licences.py", "check"),
}


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"No check {unknown[0]!r}. There are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    failed = 0
    for name in wanted or STEPS:
        start = time.monotonic()
        problems = STEPS[name]()
        failed += bool(problems)
        took = time.monotonic() - start
        print(f"{'FAILED' if problems else 'ok':<7}{name:<12}{took:5.1f} s", flush=True)
        for problem in problems:
            print("   ", problem.replace("\n", "\n    "), flush=True)
    for line in long_files():
        print(f"note   {line}, over {LONG_FILE}: is it about one thing?")
    print(f"{failed} of {len(wanted or STEPS)} checks failed" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    sys.exit(main(sys.argv[1:]))
