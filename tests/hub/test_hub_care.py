"""Backing up, putting back, moving to another database, checking, tending."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hub_kit import CASE, Laptop, Served, Time, serving
from sqlalchemy import delete, func, insert, select, update

from bench.syncing.postgres import Cluster
from fieldapp.base.language import Text
from fieldapp.case import reviewing
from fieldapp.case.reviewing import Verdict
from fieldapp.case.seal import SigningKey
from fieldapp.hub import schema, tending, vault
from fieldapp.hub.audit_seals import count_broken
from fieldapp.hub.backup import back_up, put_back
from fieldapp.hub.checking import check
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Place, open_empty, open_node
from fieldapp.hub.work import LARGE
from fieldapp.sync import packing
from fieldapp.sync.certificates import ADMINISTRATOR, ENGINEER, SUPERVISOR
from fieldapp.sync.messages import BlobPut, Packs, Snapshot
from fieldapp.sync.rows import Cursor


@contextmanager
def restored(hub: Served, backup: Path, place: Place, time: Time) -> Iterator[Served]:
    """A backup put back into another place, with the same key, and served there."""
    place.folder.mkdir(exist_ok=True)
    (place.folder / vault.FILE).write_text(key_of(hub), encoding="ascii")
    put_back(backup, open_empty(place))
    with serving(place, time=time) as again:
        yield again


def key_of(hub: Served) -> str:
    folder = Path(hub.node.database.engine.url.database or "").parent
    return (folder / vault.FILE).read_text(encoding="ascii")


def turn_to(laptop: Laptop, hub: Served) -> None:
    """The laptop finds the other hub under the same address."""
    laptop.carrier = hub.visitor(laptop.carrier.space, laptop.carrier.token)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_hub_put_back_loses_nothing_that_a_laptop_has(
    hub: Served, tmp_path: Path, postgres: Cluster, kind: str
) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("title", "before the backup")
    photo = ann.photo(b"\xff\xd8" + bytes(300_000))
    ann.write("answers/long", "x" * (LARGE + 1))
    assert ann.sync() == {} == bo.sync()
    counts = back_up(hub.node, tmp_path / "backup")
    assert counts["change"] == 3
    bo.write("customer/company", "after the backup")
    assert bo.sync() == {} == ann.sync()
    epoch = ann.local.cursor(hub.space).epoch
    database = postgres.new_database() if kind == "postgresql" else ""
    place = Place(tmp_path / "again", database)
    with restored(hub, tmp_path / "backup", place, hub.time) as again:
        assert check(again.node).faults == {}
        for laptop in (ann, bo):
            turn_to(laptop, again)
            laptop.sync()
            laptop.seconds += 60
            assert laptop.sync() == {}
        assert ann.local.cursor(hub.space).epoch != epoch
        late = again.laptop("Cy")
        assert late.sync() == {}
        assert late.sees("title") == ["before the backup"]
        assert late.sees("customer/company") == ["after the backup"]
        assert late.local.blobs[photo] == ann.local.blobs[photo]
        assert check(again.node).faults == {}


def test_a_backup_is_put_back_only_whole_into_an_empty_hub_with_its_key(
    hub: Served, tmp_path: Path
) -> None:
    ann = hub.laptop("Ann")
    ann.write("title", "x")
    ann.photo(b"photo")
    assert ann.sync() == {}
    source = tmp_path / "backup"
    back_up(hub.node, source)

    def fails(code: str, backup: Path = source, key: str = "", folder: str = "new") -> None:
        place = Place(tmp_path / folder)
        place.folder.mkdir(exist_ok=True)
        (place.folder / vault.FILE).write_text(key or key_of(hub), encoding="ascii")
        empty = open_empty(place)
        with pytest.raises(HubError) as failed:
            put_back(backup, empty)
        empty.database.close()
        assert failed.value.finding.code == code

    fails("hub.backup_unknown", tmp_path)
    fails("hub.key_wrong", key="0" * 64)
    fails("hub.restore_not_empty", folder="hub")
    with pytest.raises(HubError, match=r"hub\.backup_folder"):
        back_up(hub.node, source)
    lost = next((source / "objects").glob("*/blob/*"))
    for number, harm in enumerate(
        (
            lambda at: (at / "rows" / "change").write_bytes(b"rubbish"),
            lambda at: (at / lost.relative_to(source)).unlink(),
            lambda at: (at / "rows" / "value").unlink(),
        )
    ):
        copy = tmp_path / f"harmed{number}"
        shutil.copytree(source, copy)
        harm(copy)
        code = "hub.backup_unknown" if number == 2 else "hub.backup_damaged"
        fails(code, copy)
    with pytest.raises(HubError, match=r"hub\.key_missing"):
        open_empty(Place(tmp_path / "keyless"))


def test_what_was_erased_after_the_backup_is_erased_again(hub: Served, tmp_path: Path) -> None:
    from fieldapp.store.erase import Wish

    ann = hub.laptop("Ann")
    ann.write("statements/s1/text", "said in anger")
    assert ann.sync() == {}
    back_up(hub.node, tmp_path / "backup")
    ann.local.erase(CASE, Wish("item", "asked", ("statements/s1",)))
    assert ann.sync() == {}
    with restored(hub, tmp_path / "backup", Place(tmp_path / "again"), hub.time) as again:
        turn_to(ann, again)
        ann.sync()
        ann.seconds += 60
        assert ann.sync() == {}
        with again.node.reading():
            shelf = again.node.shelf
            names = shelf.names(hub.space, CASE)[1]
            held = shelf.values(hub.space, CASE, names).values()
        assert not any(b"said in anger" in value.data for value in held)


def test_what_is_said_to_be_from_before_a_role_ended_comes_for_a_while(
    hub: Served, tmp_path: Path
) -> None:
    vic, eve, sue = (hub.laptop(name, SUPERVISOR) for name in ("Vic", "Eve", "Sue"))
    issue = vic.issue()
    for laptop in (vic, eve, sue):
        assert laptop.sync() == {}

    def decide(laptop: Laptop) -> None:
        said = Text.of(laptop.name)
        verdict = Verdict(decision="declined", by=said, at=hub.time(), reason=said)
        laptop.local.commit(CASE, lambda edit: reviewing.write(edit, issue, verdict))

    def decided(at: Served) -> set[str]:
        with at.node.reading():
            shelf = at.node.shelf
            (report,) = shelf.issued(hub.space, CASE, shelf.papers(hub.space, CASE))
        return {one.review.by.original for one in report.rulings if not one.doubt}

    # Decided without a network, and meanwhile they became engineers.
    decide(eve)
    decide(sue)
    hub.time.pass_by(hours=1)
    with hub.node.writing():
        for laptop in (eve, sue):
            hub.node.people.set_role(hub.space, laptop.account, ENGINEER)
    hub.time.pass_by(days=13)
    assert eve.sync() == {} and decided(hub) == {"Eve"}
    # Later nobody can tell what was written when: their laptops' clocks are their own.
    hub.time.pass_by(days=2)
    decide(eve)
    for laptop in (eve, sue):
        assert laptop.sync() == {}
        refused = {finding.code for finding in laptop.local.refused.values()}
        assert refused == {"sync.review_unentitled"}
    assert decided(hub) == {"Eve"}
    # All else of theirs comes; and what a restore may have lost is believed again for as long.
    sue.write("answers/a1", "Written later")
    back_up(hub.node, tmp_path / "backup")
    with restored(hub, tmp_path / "backup", Place(tmp_path / "again"), hub.time) as again:
        turn_to(sue, again)
        sue.sync()
        sue.seconds += 60
        sue.sync()
        assert decided(again) == {"Eve", "Sue"}


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (update(schema.entry).values(link=b"x" * 16), "hub.fault_feed"),
        (update(schema.feed).values(seq=99), "hub.fault_feed"),
        (update(schema.value).values(data=b"\xa1!"), "hub.fault_value"),
        (update(schema.held_case).values(digest=b"d" * 32), "hub.fault_digest"),
        (update(schema.blob).values(object=f"{'a' * 32}/blob/{'b' * 32}"), "hub.fault_object"),
        (
            update(schema.blob).where(schema.blob.c.size == 5).values(sha256=b"h" * 32),
            "hub.fault_blob",
        ),
    ],
)
def test_what_is_damaged_is_named(hub: Served, harm: object, fault: str) -> None:
    ann = hub.laptop("Ann")
    ann.write("title", "x")
    ann.photo(b"photo")
    assert ann.sync() == {}
    assert check(hub.node).faults == {}
    with hub.node.writing() as connection:
        connection.execute(harm)  # type: ignore[call-overload]
    assert fault in check(hub.node).faults


def test_an_audit_log_that_somebody_has_changed_is_named(hub: Served, tmp_path: Path) -> None:
    line, seal = schema.audit, schema.audit_seal
    hub.add("Cy", ADMINISTRATOR)
    for _ in range(3):
        hub.session("Cy")
        hub.time.pass_by(hours=1)
        assert tending.tend(hub.node)["sealed"] == 1
    assert tending.tend(hub.node)["sealed"] == 0
    # Who fetches the log has the last link besides.
    got = hub.session("Cy").request("GET", f"/v1/spaces/{hub.space.hex()}/audit").body
    assert check(hub.node).faults == {}
    with hub.node.reading() as connection:
        lines = connection.execute(select(line).order_by(line.c.at)).all()
        seals = connection.execute(select(seal).order_by(seal.c.number)).all()
    assert seals[-1].link.hex().encode() in got
    mine = line.c.id == lines[0].id
    forged = {**lines[0]._mapping, "id": bytes(16)}
    for change in (
        delete(line).where(mine),
        update(line).where(mine).values(account=bytes(range(16))),
        update(line).where(mine).values(action="session_ended"),
        insert(line).values(**forged),
        delete(seal).where(seal.c.number == 2),
        update(seal).where(seal.c.number == 3).values(signature=bytes(64)),
    ):
        with hub.node.database.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.execute(change)
            assert count_broken(connection, hub.node.me.key.public, hub.space) >= 1, change
            connection.exec_driver_sql("ROLLBACK")
    # Without the hub's key nobody makes a seal that fits.
    with hub.node.reading() as connection:
        assert count_broken(connection, SigningKey(bytes(32)).public, hub.space) == 3
    back_up(hub.node, tmp_path / "backup")
    with restored(hub, tmp_path / "backup", Place(tmp_path / "again"), hub.time) as again:
        assert check(again.node).faults == {}


# Tending


def test_a_new_laptop_reads_packs_made_ahead(hub: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "_PACKED", 1)
    monkeypatch.setattr(packing, "PULLED", 3)
    ann = hub.laptop("Ann")
    for number in range(8):
        ann.write(f"answers/a{number}", number)
    assert ann.sync() == {}
    assert tending.tend(hub.node)["packed"] == 1
    bo = hub.laptop("Bo")
    packs = bo.ask(Snapshot(cursor=Cursor()))
    assert isinstance(packs, Packs)
    assert len(packs.packs) > 1
    assert bo.sync() == {}
    assert bo.sees("answers/a7") == [7]


def test_half_a_photo_nobody_went_on_with_is_dropped(hub: Served) -> None:
    ann = hub.laptop("Ann")
    name = hashlib.sha256(b"p" * 100).digest()
    ann.write("evidence/e1/blob", name.hex())
    assert ann.sync() == {}
    ann.ask(BlobPut(case=CASE, sha256=name, size=100, offset=0, data=b"p" * 50))
    halves = [one for one in list(hub.node.objects.keys()) if "/part/" in one]
    assert len(halves) == 1
    assert tending.tend(hub.node)["dropped"] == 0
    hub.time.pass_by(days=31)
    assert tending.tend(hub.node)["dropped"] == 1
    assert halves[0] not in list(hub.node.objects.keys())


def test_one_node_an_hour_tends(hub: Served) -> None:
    assert [tending.is_due(hub.node) for _ in range(2)] == [True, False]
    hub.time.pass_by(hours=1)
    assert tending.is_due(hub.node)


def test_retention_runs_by_itself(hub: Served) -> None:
    ann = hub.laptop("Ann")
    ann.write("emotions/m1/word", "furious")
    assert ann.sync() == {}
    with hub.node.writing():
        hub.node.keeping.set_retention(hub.space, "emotions", 90)
    hub.time.pass_by(days=91)
    assert tending.tend(hub.node)["erased"] == 1
    with hub.node.reading() as connection:
        left = connection.execute(select(func.count()).select_from(schema.value)).scalar_one()
    assert left == 0


def test_a_hub_starts_again_as_who_it_was(tmp_path: Path) -> None:
    place = Place(tmp_path / "hub")
    with closing(open_node(place)) as first:
        me = first.me
    with closing(open_node(place)) as second:
        assert second.me.key.public == me.key.public
        assert second.me.identity == me.identity
    assert (place.folder / vault.FILE).stat().st_mode & 0o077 == 0
