"""docs/security.md held against the standard and the tests: `security.py check`.

The page answers each requirement of OWASP ASVS 5.0.0 of levels 1 and 2 once, in the first cell of a
table's row: `1.2.3`, `1.2.3, 1.2.5` or `10.4.1 to 10.4.11`. Where the second cell is a level, it is
the requirement's. Tests are named as `hub/test_x.py::test_y`, below tests/.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"

# Of each section how many requirements are of level 1, and of levels 1 and 2: within a section the
# levels ascend. Sections of level 3 alone are left out.
SECTIONS = {
    "1.1": (0, 2), "1.2": (5, 9), "1.3": (2, 11), "1.4": (0, 3), "1.5": (1, 2),
    "2.1": (1, 3), "2.2": (2, 3), "2.3": (1, 4), "2.4": (0, 1),
    "3.2": (2, 2), "3.3": (1, 4), "3.4": (2, 6), "3.5": (3, 5), "3.7": (0, 2),
    "4.1": (1, 3), "4.2": (0, 1), "4.3": (0, 2), "4.4": (1, 4),
    "5.1": (0, 1), "5.2": (2, 3), "5.3": (2, 2), "5.4": (0, 3),
    "6.1": (1, 3), "6.2": (8, 12), "6.3": (2, 4), "6.4": (2, 4), "6.5": (0, 5), "6.6": (0, 3),
    "6.8": (0, 4),
    "7.1": (0, 3), "7.2": (4, 4), "7.3": (0, 2), "7.4": (2, 5), "7.5": (0, 2), "7.6": (0, 2),
    "8.1": (1, 2), "8.2": (2, 3), "8.3": (1, 1), "8.4": (0, 1),
    "9.1": (3, 3), "9.2": (1, 4),
    "10.1": (0, 2), "10.2": (0, 2), "10.3": (0, 4), "10.4": (5, 11), "10.5": (0, 5), "10.6": (0, 2),
    "10.7": (0, 3),
    "11.1": (0, 2), "11.2": (0, 3), "11.3": (2, 3), "11.4": (1, 4), "11.5": (0, 1), "11.6": (0, 1),
    "12.1": (1, 3), "12.2": (2, 2), "12.3": (0, 4),
    "13.1": (0, 1), "13.2": (0, 5), "13.3": (0, 2), "13.4": (1, 5),
    "14.1": (0, 2), "14.2": (1, 4), "14.3": (1, 3),
    "15.1": (1, 3), "15.2": (1, 3), "15.3": (1, 7),
    "16.1": (0, 1), "16.2": (0, 5), "16.3": (0, 4), "16.4": (0, 3), "16.5": (0, 3),
    "17.1": (0, 1), "17.2": (0, 4), "17.3": (0, 2),
}  # fmt: skip
LEVELS = {
    f"{section}.{number}": 1 if number <= first else 2
    for section, (first, both) in SECTIONS.items()
    for number in range(1, both + 1)
}
_NUMBERS = re.compile(r"(\d+\.\d+)\.(\d+)(?: to \1\.(\d+))?")
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def answered(page: str) -> Iterator[tuple[str, str]]:
    """Each requirement that a row answers, and the row's second cell."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and _NUMBERS.match(cells[0]):
            for section, first, last in _NUMBERS.findall(cells[0]):
                for number in range(int(first), int(last or first) + 1):
                    yield f"{section}.{number}", cells[1]


def problems(page: str, tests: Path) -> list[str]:
    """What a page leaves open, says twice, or names that there is not."""
    found = list(answered(page))
    counts = Counter(number for number, _ in found)
    missing = [f"{number} is not answered" for number in LEVELS if not counts[number]]
    twice = [f"{number} is answered {many} times" for number, many in counts.items() if many > 1]
    wrong = [
        f"{number} is of level {LEVELS[number]}" if number in LEVELS else f"{number} is not asked"
        for number, cell in found
        if number not in LEVELS or (cell.isdigit() and int(cell) != LEVELS[number])
    ]
    return missing + twice + wrong + _no_tests(page, tests)


def _no_tests(page: str, tests: Path) -> list[str]:
    gone = []
    for name, test in sorted(set(_TEST.findall(page))):
        path = tests / name
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if not re.search(rf"^def {test}\(", text, re.MULTILINE):
            gone.append(f"there is no test {name}::{test}")
    return gone


def main() -> int:
    found = problems(PAGE.read_text(encoding="utf-8"), ROOT / "tests")
    for problem in found:
        print(f"docs/security.md: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
