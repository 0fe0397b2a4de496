"""The store: commits against bare sqlcipher3, opening a long case, the list and search at scale."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from bench.common import Timing, emit, figure, parser, timed, timed_pair
from bench.many_cases import CASES, fill, questions, workspace_in
from fieldapp.base import paths
from fieldapp.base.clock import system_entropy
from fieldapp.case import casefile, intake
from fieldapp.case.change import Identity
from fieldapp.case.edit import Edit
from fieldapp.case.log import CaseLog
from fieldapp.store import database
from fieldapp.store.workspace import Writing

COMMITS = 100
CHANGES = 2_000
Statement = tuple[str, Sequence[Any], bool]


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    few = arguments.quick
    with tempfile.TemporaryDirectory() as home:
        ours, bare = commits(Path(home, "commits"), rounds=3 if few else 15)
        opening = opened(Path(home, "long"), 200 if few else CHANGES)
        page, asked = at_scale(Path(home, "many"), 2_000 if few else CASES)
    return emit(
        "store",
        [
            figure(
                "commits a second into a case of 42 KB, against bare sqlcipher3 doing the same "
                "writes with the same pragmas",
                COMMITS / ours.median,
                "/s",
                baseline=COMMITS / bare.median,
                ratio_at_least=0.6,
            ),
            figure("open a case of 2,000 changes", opening.median_ms, "ms", at_most=40),
            figure("100,000 cases: a page of the list, p95", page.p95_ms, "ms", at_most=10),
            figure("100,000 cases: search, p95", asked.p95_ms, "ms", at_most=30),
            figure("100,000 cases: search, slowest", asked.samples[-1] * 1000, "ms"),
        ],
    )


# Commits


def commits(home: Path, rounds: int) -> tuple[Timing, Timing]:
    """Edits of one field, in turns with a bare connection repeating the statements they made."""
    workspace = workspace_in(home)
    sample = paths.forms("samples", "medical", "case.json")
    file = casefile.read(sample.read_bytes())
    cases = [system_entropy(16) for _ in range(10)]
    for case in cases:
        workspace.commit(
            case, lambda w: intake.take_in(file, w.shared, w.private, lambda name: False)
        )
    workspace.settle()
    workspace.parts.database.copy_to(home / "bare.sqlite", workspace.key.database)
    bare = bare_connection(home / "bare.sqlite", workspace.key.database)
    statements: list[Statement] = []
    numbers = iter(range(10**9))

    def with_ours() -> None:
        statements.clear()
        with recorded(workspace.parts.database, statements):
            for _ in range(COMMITS):
                number = next(numbers)
                text = f"第 {number} 次修改：影响 impact {number}。" * 5
                workspace.commit(cases[number % len(cases)], _writer(text))

    def with_bare() -> None:
        for sql, parameters, many in statements:
            (bare.executemany if many else bare.execute)(sql, parameters)

    ours, theirs = timed_pair(with_ours, with_bare, repeat=rounds)
    kept = [db.execute("SELECT count(*), max(n) FROM change").fetchall() for db in (bare,)]
    if kept[0] != workspace.parts.database.rows("SELECT count(*), max(n) FROM change"):
        raise AssertionError("the baseline did not do the same writes")
    bare.close()
    workspace.lock()
    return ours, theirs


def bare_connection(path: Path, key: bytes) -> Any:
    bare = dbapi2.connect(str(path), isolation_level=None)
    bare.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for setting in database._SETTINGS:
        bare.execute(f"PRAGMA {setting}")
    return bare


@contextmanager
def recorded(base: database.Database, statements: list[Statement]) -> Iterator[None]:
    """Notes every statement that writes, and where a transaction begins and ends."""
    connection = base._connection

    class Recorder:
        in_transaction = property(lambda _: connection.in_transaction)

        def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
            if not sql.startswith(("SELECT", "PRAGMA")):
                statements.append((sql, parameters, False))
            return connection.execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> Any:
            rows = list(parameters)
            statements.append((sql, rows, True))
            return connection.executemany(sql, rows)

    base._connection = Recorder()
    try:
        yield
    finally:
        base._connection = connection


# A long case


def opened(home: Path, changes: int) -> Timing:
    """Unlocked, nothing in memory: reading one case of so many changes."""
    workspace = workspace_in(home)
    case = system_entropy(16)
    start = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    seconds = iter(range(10**9))
    log = CaseLog(
        case,
        Identity.new(system_entropy),
        lambda: start + timedelta(seconds=next(seconds)),
        system_entropy,
    )
    chance = random.Random(7)
    for number in range(changes):

        def fill(edit: Edit, number: int = number) -> None:
            item = edit.add("statements", f"s{chance.randrange(60)}")
            edit.write(f"{item}/text", f"第 {number} 句话 " * chance.randrange(2, 12))
            if chance.random() < 0.4:
                edit.write("report/impact", f"影响 {number} " * chance.randrange(5, 20))

        log.commit(fill)
    workspace.admit(log.frames())

    def open_case() -> None:
        workspace.parts.folds.forget()
        if len(workspace.load(case).shared.applied) != changes:
            raise AssertionError("the case is not whole")

    timing = timed(open_case, repeat=15)
    workspace.lock()
    return timing


# Many cases


def at_scale(home: Path, cases: int) -> tuple[Timing, Timing]:
    """Pages of the list, and searches of every kind, over so many cases of some 130 words each."""
    workspace = workspace_in(home)
    chance = random.Random(7)
    samples = fill(workspace, cases, chance)
    print(f"{cases} cases made", file=sys.stderr)
    places = [-chance.randrange(cases - 60) for _ in range(200)]
    page = each([lambda p=p: workspace.listing().page(before=p, limit=50) for p in places])
    asked = [part for text in samples for part in questions(chance, text)]
    search = each([lambda q=q: workspace.search(q, limit=50) for q in asked])
    workspace.lock()
    return page, search


def each(works: Sequence[Any]) -> Timing:
    """The wall times of different works, once each."""
    return Timing(tuple(sorted(timed(w, repeat=1, warmup=0).samples[0] for w in works)))


def _writer(text: str) -> Callable[[Writing], object]:
    return lambda writing: writing.shared.write("report/impact", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
