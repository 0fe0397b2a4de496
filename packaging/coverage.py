"""Where the app has what its sources name: `write` docs/coverage.md, or `check` it.

`packaging/inventory.yaml` lists the rows. A row's places are told where they are: by `x-inventory`
in a file of forms/ (row -> the parts that cover it), and in code by a comment
`# inventory 63, 98: contact log of a customer`. A row has a place, or a reason in the list why it
has none, or stands in the list's `open`; anything else is a problem, and so is an open row that
has a place.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
INVENTORY = ROOT / "packaging" / "inventory.yaml"
PAGE = ROOT / "docs" / "coverage.md"

COMMENT = re.compile(r"# inventory (\d[\d, ]*): (\S.*)")
REASONS = {
    "trend": "a forecast in the articles, not a thing to build",
    "licence": "their terms of use; our wording is our own",
    "person": "names of trainers and courses",
    "literature": "books and papers they refer to",
    "later": "left for later",
}

HEAD = """# What the sources name, and where it is

The methods come from five articles on handling disagreements, conflicts, difficult scenarios,
objections and negotiations. Each thing they name is a row here, under a short name of ours, with
its place in the program. Made by `packaging/coverage.py write`; `dev.py check` compares it.
"""

_BOOKS = {"handbook": "Handbook, ", "practice": "Practice, "}
"""Where a person finds what is in some folders of forms/."""

Places = dict[int, list[str]]
Names = Mapping[str, str]


class Coverage:
    """The rows as listed, their places, and what does not fit together."""

    def __init__(self, listed: Mapping[str, Any]) -> None:
        self.rows: Mapping[int, Mapping[str, str]] = listed["rows"]
        self.open = {row: part for part, rows in listed["open"].items() for row in rows}
        """Rows being built -> what will hold them."""
        self.places: Places = {}
        self.problems: list[str] = []

    def claim(self, where: str, row: int, place: str) -> None:
        if row in self.rows:
            self.places.setdefault(row, []).append(place)
        else:
            self.problems.append(f"{where}: the inventory has no row {row}")


def load() -> Any:
    """The list of rows as it was written."""
    return _read(INVENTORY)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def coverage(listed: Mapping[str, Any], root: Path = ROOT) -> Coverage:
    """What covers the rows of `listed` in the project at `root`."""
    found = Coverage(listed)
    fields = _field_names(root)
    for path in sorted((root / "forms").rglob("*.yaml")):
        _claims_of_form(path, root, fields, found)
    for path in sorted((root / "fieldapp").rglob("*.py")):
        _claims_of_code(path, root, found)
    found.problems += _unsettled(found)
    return found


def _claims_of_form(path: Path, root: Path, fields: Names, found: Coverage) -> None:
    content = _read(path)
    if not isinstance(content, dict) or "x-inventory" not in content:
        return
    where = path.relative_to(root).as_posix()
    names = {**fields, **dict(_names(content))}
    title = _BOOKS.get(path.parent.name, "") + content["title"]["en"]
    for row, parts in content["x-inventory"].items():
        unknown = [part for part in parts if part not in names]
        found.problems += [f"{where}: row {row}: there is no {part!r}" for part in unknown]
        told = ", ".join(dict.fromkeys(names[part] for part in parts if part in names))
        found.claim(where, int(row), f"{title}: {told}" if told else title)


def _names(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Id and name of each part a file of forms/ has; its whole is `summary`."""
    yield "summary", "as a whole"
    for key, value in content.items():
        for part in value if isinstance(value, list) else ():
            if isinstance(part, dict) and "id" in part:
                yield part["id"], _name(key, part)


def _name(key: str, part: Mapping[str, Any]) -> str:
    if key == "rules":
        return f"check “{part['message']['en'].rstrip('.')}”"
    shown = part.get("title") or part.get("label")
    return str(shown["en"]) if shown else str(part["id"])


def _field_names(root: Path) -> Names:
    """Shared fields by id, with their English labels."""
    topics = map(_read, sorted((root / "forms" / "fields").glob("*.yaml")))
    return {part["id"]: part["label"]["en"] for topic in topics for part in topic["fields"]}


def _claims_of_code(path: Path, root: Path, found: Coverage) -> None:
    where = path.relative_to(root).as_posix()
    for line in path.read_text(encoding="utf-8").splitlines():
        if tag := COMMENT.fullmatch(line.strip()):
            for row in re.findall(r"\d+", tag[1]):
                found.claim(where, int(row), f"{tag[2]} (`{where}`)")


def _unsettled(found: Coverage) -> Iterator[str]:
    for row, known in found.rows.items():
        name = f"row {row} ({known['en']})"
        reason = known.get("not")
        if reason and reason not in REASONS:
            yield f"{name}: {reason!r} is no reason; there are {', '.join(REASONS)}"
        states = [bool(reason), row in found.open, row in found.places]
        if not any(states):
            yield f"{name} is not covered: tag what covers it"
        elif sum(states) > 1:
            yield f"{name} has a place: take it off the list of open or left out rows"
    for row in found.open:
        if row not in found.rows:
            yield f"open: the inventory has no row {row}"


def page(found: Coverage) -> str:
    """docs/coverage.md."""
    reasons = Counter(known["not"] for known in found.rows.values() if "not" in known)
    told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    counted = (
        f"{len(found.rows)} rows: {len(found.places)} have a place, {len(found.open)} are being "
        f"built, {sum(reasons.values())} have none ({told})."
    )
    table = [_line(row, known, found) for row, known in found.rows.items()]
    why = [f"- {reason}: {meaning}" for reason, meaning in REASONS.items()]
    return "\n".join(
        [
            HEAD,
            counted,
            "",
            "Why a row has no place:",
            "",
            *why,
            "",
            "| row | 名称 | name | where |",
            "|---|---|---|---|",
            *table,
            "",
        ]
    )


def _line(row: int, known: Mapping[str, str], found: Coverage) -> str:
    if row in found.places:
        where = "; ".join(dict.fromkeys(found.places[row]))
    else:
        where = f"no place: {known['not']}" if "not" in known else f"being built: {found.open[row]}"
    return f"| {row} | {known['zh']} | {known['en']} | {where.replace('|', '/')} |"


def main(arguments: list[str]) -> int:
    if arguments not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    found = coverage(load())
    problems = list(found.problems)
    if arguments == ["write"]:
        PAGE.write_text(page(found), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(found):
        problems.append(
            "docs/coverage.md is not up to date: run `python packaging/coverage.py write`"
        )
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
