"""The shelf on SQLite and on PostgreSQL: the same as the one in memory, whatever happens to it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import func, insert, select

from bench.syncing.judge import at_any_time, violations
from bench.syncing.pace import small
from bench.syncing.postgres import Cluster
from bench.syncing.twin import DisagreementError, TwinShelf, twin
from bench.syncing.world import World
from fieldapp.case.change import Identity, Tip, Value, encode
from fieldapp.hub import schema, work
from fieldapp.hub.database import BusyError, Database, DatabaseError, retried
from fieldapp.hub.migrations import versions
from fieldapp.hub.migrations.versions import v0011_notices
from fieldapp.hub.objects import Folder
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.upgrade import bring_up, is_current
from fieldapp.sync.certificates import Root
from fieldapp.sync.shelf import CHANGE, Entry

SPACE, CASE = b"s" * 16, b"c" * 16


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.sqlite'}"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> SqlShelf:
    bring_up(database)
    made = SqlShelf(database, Folder(tmp_path / "blobs"), lambda: 0)
    with made.writing():
        made.add_space(SPACE, "North", b"")
        made.work.connection.execute(insert(schema.setting).values(name="epoch", content=bytes(16)))
    return made


def live(make: Callable[[bytes], TwinShelf], seed: int, actions: int) -> list[str]:
    """Lives through a world in which every answer of the database is compared."""
    with small():
        world = World(seed, make_shelf=make)
        for number in range(actions):
            world.step()
            if number % 10 == 0:
                world.complaints += at_any_time(world)
        return violations(world)


@pytest.mark.parametrize("seed", range(4))
def test_a_world_goes_on_sqlite_as_it_goes_in_memory(tmp_path: Path, seed: int) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'hub.sqlite'}")) as opened:
        make = partial(twin, database=opened, folder=tmp_path / "blobs")
        assert live(make, 700 + seed, 60) == []


def test_a_world_goes_on_postgresql_as_it_goes_in_memory(tmp_path: Path, postgres: Cluster) -> None:
    with closing(Database(postgres.new_database())) as opened:
        assert live(partial(twin, database=opened, folder=tmp_path / "blobs"), 3, 40) == []


def test_the_comparison_would_notice_a_difference(database: Database, tmp_path: Path) -> None:
    pair = twin(bytes(16), database, tmp_path / "blobs")
    pair.add_space(SPACE)
    with pair.rows.writing():
        pair.rows.set_digest(SPACE, CASE, b"d" * 32)
    with pytest.raises(DisagreementError), pair.reading():
        pair.listings(SPACE, bytes(16), b"\xff" * 16)


# Tables


def test_the_migrations_are_one_chain_in_the_order_of_their_numbers() -> None:
    former = None
    for number, name in enumerate(sorted(one.name for one in iter_modules(versions.__path__)), 1):
        step = import_module(f"{versions.__name__}.{name}")
        assert name.startswith(f"v{step.revision}_") and step.revision == f"{number:04}"
        assert step.down_revision == former, name
        former = step.revision


def test_the_migrations_make_the_tables_that_the_program_works_with(database: Database) -> None:
    for _ in range(2):
        bring_up(database)
    with database.writing() as connection:
        assert is_current(connection)
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []


def test_notices_that_were_followed_go_with_the_upgrade_and_with_those_that_follow(
    shelf: SqlShelf, database: Database, tmp_path: Path
) -> None:
    root = Root.new(random.Random(5).randbytes)
    space, here = root.space, schema.certificate.c

    def raws() -> set[bytes]:
        with database.reading() as connection:
            rows = connection.execute(select(here.raw).where(here.space_id == space))
            return {row.raw for row in rows}

    told = [root.notice("people", "", number, b"%d" % number, 0) for number in range(1, 9)]
    other = [root.notice("policy", "", 1, b"x", 0), root.account(b"a" * 16, "engineer", 0)]
    with shelf.writing():
        shelf.add_space(space, "South", b"")
        execute = shelf.work.connection.execute
        for raw in (*told[:6], *other):
            name = hashlib.sha256(raw).digest()
            execute(insert(schema.certificate).values(space_id=space, id=name, raw=raw))
    # They were left by a version that kept all.
    with (
        database.writing() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        v0011_notices.upgrade()
    assert raws() == {*told[4:6], *other}
    # Another node, that has read before, follows what this one takes.
    second = SqlShelf(database, Folder(tmp_path / "blobs"), lambda: 0)
    for node in (shelf, second):
        with node.reading():
            assert len(node.roster(space).certificates) == 4  # type: ignore[union-attr]
    for raw in (*told[6:], told[2]):
        with shelf.writing():
            shelf.keep_certificate(space, raw)
        with second.reading():
            roster = second.roster(space)
            assert roster is not None
            assert {one.raw for one in roster.certificates.values()} == raws()
    assert raws() == {*told[6:], *other}


def test_every_key_begins_with_the_space() -> None:
    for table in schema.metadata.sorted_tables:
        if table.name != "setting":
            assert next(iter(table.primary_key)).name == "space_id"
        for index in table.indexes:
            if index.name != "code_hash":
                assert next(iter(index.columns)).name == "space_id"


def test_tables_of_a_later_version_are_left_alone(database: Database) -> None:
    bring_up(database)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match=r"hub\.database_later"):
        bring_up(database)


@pytest.mark.parametrize("at", ["rubbish", "mysql://x/y", "sqlite+x://"])
def test_an_unknown_kind_of_database_is_named(at: str) -> None:
    with pytest.raises(DatabaseError, match=r"hub\.database_unknown"):
        Database(at)


def test_a_database_that_does_not_answer_is_named() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseError, match=r"hub\.database_away"), database.reading():
        pass


# Transactions and objects


def large(size: int = work.LARGE + 1) -> Value:
    return Value(b"s" * 16, b"x" * size)


def test_large_values_lie_in_the_object_storage_and_go_with_it(shelf: SqlShelf) -> None:
    value = large()
    with shelf.writing():
        shelf.add_values(SPACE, CASE, {value.hash: value})
        shelf.set_digest(SPACE, CASE, b"d" * 32)
    assert len(list(shelf.objects.keys())) == 1
    with shelf.reading():
        assert shelf.values(SPACE, CASE, [value.hash]) == {value.hash: value}
    with shelf.writing():
        shelf.drop_values(SPACE, CASE, [value.hash])
    assert list(shelf.objects.keys()) == []
    with shelf.reading():
        left = shelf.work.row(select(func.count()).select_from(schema.garbage))
        assert left is not None
        assert left[0] == 0


def test_what_fails_leaves_neither_rows_nor_objects(shelf: SqlShelf) -> None:
    value = large()
    with pytest.raises(ZeroDivisionError), shelf.writing():
        shelf.add_values(SPACE, CASE, {value.hash: value})
        shelf.set_digest(SPACE, CASE, b"d" * 32)
        shelf.extend(SPACE, [Entry.after(shelf.tip(SPACE), CHANGE, CASE, b"n" * 32)])
        raise ZeroDivisionError
    with shelf.reading():
        assert shelf.values(SPACE, CASE, [value.hash]) == {}
        assert shelf.tip(SPACE).seq == 0
    assert list(shelf.objects.keys()) == []


def test_objects_stay_until_what_lets_them_go_is_kept(shelf: SqlShelf) -> None:
    value = large()
    with shelf.writing():
        shelf.add_values(SPACE, CASE, {value.hash: value})
        shelf.set_digest(SPACE, CASE, b"d" * 32)
    with pytest.raises(ZeroDivisionError), shelf.writing():
        shelf.drop_values(SPACE, CASE, [value.hash])
        raise ZeroDivisionError
    with shelf.reading():
        assert shelf.values(SPACE, CASE, [value.hash]) == {value.hash: value}


def test_a_transaction_that_others_stand_in_the_way_of_is_tried_again() -> None:
    tries: list[int] = []

    def work_of() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise BusyError("hub.busy")
        return len(tries)

    assert retried(work_of) == 3


def test_a_change_is_read_back_as_it_came(shelf: SqlShelf) -> None:
    who = Identity(b"a" * 16, b"d" * 16, b"i" * 8)
    first = encode(CASE, who, Tip(), 1, {"ops": []})
    second = encode(CASE, who, Tip(1, first.id), 2, {"ops": []})
    with shelf.writing():
        for change in (first, second):
            shelf.append(SPACE, change)
        assert shelf.successors(SPACE, first) == [second]
        shelf.set_digest(SPACE, CASE, b"d" * 32)
    with shelf.reading():
        assert shelf.changes(SPACE, CASE) == [first, second]
        assert shelf.successors(SPACE, first) == [second]
        assert list(shelf.at(SPACE, second)) == [second.id]
