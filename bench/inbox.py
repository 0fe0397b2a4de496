"""The supervisors' inbox with 100,000 reports on PostgreSQL: lists, search, and what pages weigh.

The hub is a process of its own, as `fieldapp hub serve` starts it; supervisors ask over HTTP.
"""

from __future__ import annotations

import json
import os
import random
import re
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from sqlalchemy import insert

from bench.common import Figure, emit, figure, parser, timed_pair
from bench.hub import Laptop, Process
from bench.syncing.carrier import Carrier
from bench.syncing.postgres import cluster
from bench.team_cases import cases
from fieldapp.base import paths
from fieldapp.hub import schema, terms, tokens
from fieldapp.hub.node import Node, Place, open_node
from fieldapp.hub.report_rows import DAY, UNDATED
from fieldapp.hub.web.manner import COOKIE
from fieldapp.overview.packed import packed
from fieldapp.playbook.library import Library
from fieldapp.report.compose import compose
from fieldapp.report.content import Issue
from fieldapp.sync.certificates import SUPERVISOR
from fieldapp.usecases import casefiles, playbooks

REPORTS, PROMISES = 100_000, 30_000
SUPERVISORS = 50
_SHARES = (("waiting", 20), ("returned", 5), ("decided", 60), ("past", 15))
_STATES = {"waiting": "issued", "returned": "returned", "decided": "approved", "past": "superseded"}
_SITES = ("Lanchuan", "Qingyu", "Huasui", "Xingwan", "Heguang", "Yunling", "Nord", "Delta")


class Team:
    """A hub's space with supervisors, as many reports as are asked for, and one whole report."""

    def __init__(self, place: Place, reports: int, promises: int) -> None:
        node = open_node(place)
        try:
            with node.writing() as connection:
                self.space = node.spaces.make("North")
                self.people = [
                    node.people.add(self.space, f"Supervisor {n}", SUPERVISOR, "")
                    for n in range(SUPERVISORS)
                ]
                self.sessions = [
                    tokens.begin_session(connection, self.space, one, os.urandom, node.now())
                    for one in self.people
                ]
                engineer = node.people.add(self.space, "Engineer", "engineer", "")
                self.code = node.enrolments.make_code(self.space, engineer)
            self._fill(node, place, reports, promises)
            self.counting = self._count(node, reports)
        finally:
            node.close()

    def _fill(self, node: Node, place: Place, reports: int, promises: int) -> None:
        chance = random.Random(6)
        rows = [self._report(chance, node.now()) for _ in range(reports)]
        due = node.now() // DAY
        made = [self._promise(chance, due, row) for row in rows[:promises]]
        for table, some in ((schema.report, rows), (schema.promise, made)):
            for start in range(0, len(some), 2_000):
                with node.database.writing() as connection:
                    connection.execute(insert(table), some[start : start + 2_000])
        self._index(place, rows, made)

    def _index(self, place: Place, rows: list[dict[str, Any]], made: list[dict[str, Any]]) -> None:
        """By what they are found. Millions of rows come quicker without indexes to keep up."""
        named = ((row["case_id"], one) for row in rows for one in terms.entries([row], []))
        due = ((row["case_id"], one) for row in made for one in terms.entries([], [row]))
        copy = "COPY term (space_id, view, rank, term, case_id) FROM STDIN"
        with psycopg.connect(place.database) as bare:
            bare.execute("ALTER TABLE term DROP CONSTRAINT term_pkey")
            bare.execute("DROP INDEX term_case")
            with bare.cursor().copy(copy) as out:
                for case, one in chain(named, due):
                    out.write_row((self.space, *one, case))
            bare.execute("ALTER TABLE term ADD PRIMARY KEY (space_id, view, term, rank, case_id)")
            bare.execute("CREATE INDEX term_case ON term (space_id, case_id)")

    def _count(self, node: Node, reports: int) -> float:
        """Fills in what the team's figures are made of; seconds it takes to add it up."""
        now = datetime.fromtimestamp(node.now() / 1000, UTC)
        rows = [
            {
                "space_id": self.space,
                "case_id": bytes.fromhex(one.case),
                "month": 100 * one.issued.year + one.issued.month,
                "content": packed(one),
            }
            for one in cases(reports, random.Random(7), now)
        ]
        for start in range(0, len(rows), 2_000):
            with node.database.writing() as connection:
                connection.execute(insert(schema.team_row), rows[start : start + 2_000])
        start_of = time.perf_counter()
        with node.writing():
            node.shelf.rebuild_tallies(self.space)
        return time.perf_counter() - start_of

    def _report(self, chance: random.Random, now: int) -> dict[str, Any]:
        folder = chance.choices([name for name, _ in _SHARES], [share for _, share in _SHARES])[0]
        at = now - chance.randrange(400) * DAY
        deadline = now // DAY + chance.randrange(-20, 40) if chance.random() < 0.7 else None
        place, line, pump = chance.choice(_SITES), chance.randrange(900), chance.randrange(99)
        title = chance.choice((f"{place} site {line}: pump {pump}", f"{place}站{line}号线水泵漏水"))
        asked = f"Please approve {chance.randrange(99)},000 for a repair of line {chance.random()}"
        told = {
            "title": [title, title, "en"],
            "asked": [asked, asked, "en"],
            "amount": f"¥{chance.randrange(99)},000",
            "deadline": "2026-12-01",
            "company": [title.partition(" ")[0]] * 2 + ["en"],
            "engineer": ["Ann Li", "Ann Li", "en"],
            "reference": f"C-{chance.randbytes(4).hex().upper()}",
            "final": True,
        }
        rank = -at if folder != "waiting" else UNDATED + at if deadline is None else deadline * DAY
        return {
            "space_id": self.space,
            "case_id": chance.randbytes(16),
            "issue": "i1",
            "number": 1,
            "folder": folder,
            "rank": rank,
            "state": _STATES[folder],
            "issued": at,
            "decided": at if folder != "waiting" else None,
            "deadline": deadline,
            "escalates": now + DAY * chance.randrange(-1, 9),
            "assigned": chance.choice(self.people).hex() if chance.random() < 0.6 else "",
            "content": chance.randbytes(32),
            "is_whole": True,
            "is_light": chance.random() < 0.1,
            "told": json.dumps(told, ensure_ascii=False),
            "words": f"{told['reference']} {title} {asked}".casefold(),
        }

    def _promise(self, chance: random.Random, due: int, report: dict[str, Any]) -> dict[str, Any]:
        told = json.loads(report["told"])
        what = {"what": told["asked"], "who": told["engineer"], "party": "us", "due": "2026-11-01"}
        return {
            "space_id": self.space,
            "case_id": report["case_id"],
            "item": "c1",
            "issue": "i1",
            "due": due + chance.randrange(-30, 60),
            "is_open": chance.random() < 0.5,
            "told": json.dumps(told | what, ensure_ascii=False),
            "words": report["words"],
        }


class Reader:
    """A supervisor's browser, without its window."""

    def __init__(self, url: str, space: bytes, session: str) -> None:
        self._carrier = Carrier(url)
        self._cookie = {"cookie": f"{COOKIE}={session}", "accept-encoding": "gzip"}
        self._base = f"/teams/{space.hex()}"

    def get(self, path: str) -> bytes:
        way = path if path.startswith("/") else f"{self._base}/{path}"
        got = self._carrier.request("GET", way, b"", dict(self._cookie))
        if got.status != 200:
            raise RuntimeError(f"{path}: {got.status}")
        return got.body

    def weight(self, path: str) -> int:
        """Bytes of a page with all it is made of, as they travel."""
        page = self.get(path)
        files = set(re.findall(r"/static/[0-9a-f]+/[\w.]+", page.decode()))
        return len(page) + sum(len(self.get(file)) for file in files)

    def close(self) -> None:
        self._carrier.close()


def lists(team: Team, place: Place, hub: Process, repeat: int) -> Iterator[Figure]:
    """First pages and searches, in turns with a bare SELECT of as many rows."""
    reader = Reader(hub.url, team.space, team.sessions[0])
    query = (
        "SELECT * FROM report WHERE space_id = %s AND folder = 'waiting' "
        "ORDER BY rank, case_id, issue LIMIT 26"
    )
    with psycopg.connect(place.database) as bare:

        def select() -> object:
            return bare.execute(query, (team.space,)).fetchall()

        for what, path, reach in (
            ("first page, what waits for me", "inbox", 50.0),
            ("first page, what was decided", "inbox?view=decided", 50.0),
            ("first page, overdue promises", "inbox?view=promises", 50.0),
            ("the whole team's", "inbox?who=team", 50.0),
            ("the team's figures, three months", "team", 50.0),
            ("the team's figures, twelve months", "team?period=year", 50.0),
            ("a search that finds", "inbox?q=pump+7+lanchuan", 50.0),
            ("a search by a word of every other report", "inbox?q=pump", 50.0),
            ("a search by two Chinese characters", f"inbox?q={quote('水泵')}", 50.0),
            ("a search that finds nothing", "inbox?q=nothing+like+this", 50.0),
            ("the same by characters that are there", f"inbox?q={quote('水站')}", 50.0),
        ):
            ours, theirs = timed_pair(partial(reader.get, path), select, repeat=repeat, warmup=5)
            yield figure(f"{what}, p95", ours.p95_ms, "ms", at_most=reach, baseline=theirs.p95_ms)
            yield figure(f"{what}, median", ours.median_ms, "ms", baseline=theirs.median_ms)
        # Other programs do not count here.
        before = hub.processor()
        for _ in range(repeat):
            reader.get("inbox")
        took = (hub.processor() - before) / repeat * 1000
        yield figure("a first page of the hub's processor time", took, "ms", at_most=25)
    reader.close()


def weights(team: Team, url: str) -> Iterator[Figure]:
    """The list, and the longest of the samples as a report."""
    laptop = Laptop(url, team.code, 5)
    case = _issue(laptop)
    if laptop.sync() or laptop.sync():
        raise RuntimeError("the report did not reach the hub")
    reader = Reader(url, team.space, team.sessions[0])
    report = f"reports/{case.hex()}/i1"
    for what, path in (
        ("list of 25 reports", "inbox"),
        ("a sample's report", report),
        ("the team's figures", "team?period=year"),
    ):
        page, whole = len(reader.get(path)), reader.weight(path)
        yield figure(f"{what}, the page", page / 1024, "KiB")
        yield figure(f"{what}, with all it is made of", whole / 1024, "KiB", at_most=100)
    reader.close()
    laptop.carrier.close()


def _issue(laptop: Laptop) -> bytes:
    """A sample's case, issued without its photos."""
    library, path = Library(), Path(str(paths.forms("samples", "medical", "case.json")))
    found = casefiles.take(casefiles.read(path), path.parent, playbooks.is_private(library))
    playbook = library.get(found.case.playbook)
    assert playbook is not None and found.case.opened is not None
    content = compose(found.case, playbook, Issue(found.case.opened, 1, final=True)).to_bytes()
    case = bytes.fromhex(found.case.id)
    laptop.local.place(case, laptop.carrier.space)
    written = {
        "@life": True,
        "number": 1,
        "at": found.case.opened.isoformat(),
        "content": laptop.local.put_blob(case, content).hex(),
        "pdf": laptop.local.put_blob(case, b"%PDF-1.7").hex(),
    }
    for name, value in written.items():
        _commit(laptop, case, f"issues/i1/{name}", value)
    return case


def _commit(laptop: Laptop, case: bytes, path: str, value: object) -> None:
    laptop.local.commit(case, lambda edit: edit.write(path, value))


def figures(options: Namespace) -> Iterator[Figure]:
    few = options.quick
    with tempfile.TemporaryDirectory() as home, cluster() as running:
        place = Place(Path(home), running.new_database())
        team = Team(place, 2_000 if few else REPORTS, 600 if few else PROMISES)
        with psycopg.connect(place.database, autocommit=True) as bare:
            bare.execute("VACUUM ANALYZE")
        hub = Process.start(place)
        try:
            yield figure("the team's figures added up anew", team.counting, "s")
            yield from lists(team, place, hub, 20 if few else 60)
            yield from weights(team, hub.url)
        finally:
            hub.stop()


def main(argv: list[str]) -> int:
    return emit("inbox", list(figures(parser(__doc__).parse_args(argv))))
