"""Two nodes on one PostgreSQL and one S3-compatible store; neither remembers anything."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hub_kit import CASE, Laptop, Served, Time, serving
from moto.server import ThreadedMotoServer

from bench.syncing.postgres import Cluster
from fieldapp.hub import vault
from fieldapp.hub.database import Database
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Place, open_node
from fieldapp.hub.objects import ObjectError, open_objects
from fieldapp.hub.upgrade import is_current
from fieldapp.sync.rows import Cursor


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket of a server that speaks S3, which is moto's."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_REGION", "us-east-1")
        _request("PUT", f"http://{host}:{port}/photos")
        yield "s3://photos/hub"
    server.stop()


def _request(method: str, url: str) -> None:
    from urllib.request import Request, urlopen

    with urlopen(Request(url, method=method)) as response:
        assert response.status == 200


@pytest.fixture
def nodes(postgres: Cluster, bucket: str, tmp_path: Path) -> Iterator[tuple[Served, Served]]:
    """Two nodes that share database, storage and key, and no folder."""
    url, time = postgres.new_database(), Time()
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(vault.VARIABLE, os.urandom(32).hex())
        one = stack.enter_context(serving(Place(tmp_path / "one", url, bucket), time=time))
        two = stack.enter_context(serving(Place(tmp_path / "two", url, bucket), time=time))
        yield one, two


def test_a_laptop_may_be_at_another_node_with_every_request(
    nodes: tuple[Served, Served],
) -> None:
    one, two = nodes
    ann, bo = one.laptop("Ann"), two.laptop("Bo")
    ann.write("title", "Pump leaks")
    photo = ann.photo(os.urandom(900_000))
    there = (ann.carrier, two.visitor(ann.carrier.space, ann.carrier.token))

    class Balanced:
        turn = 0

        def ask(self, message: object) -> object:
            self.turn += 1
            return there[self.turn % 2].ask(message)  # type: ignore[arg-type]

    ann.carrier = Balanced()  # type: ignore[assignment]
    ann.carrier.space = one.space
    assert ann.sync() == {}
    assert bo.sync() == {}
    assert bo.sees("title") == ["Pump leaks"]
    assert bo.local.blobs[photo] == ann.local.blobs[photo]


def test_nobody_misses_what_is_written_at_two_nodes_at_once(
    nodes: tuple[Served, Served],
) -> None:
    writers = [nodes[number % 2].laptop(f"writer {number}") for number in range(4)]
    reader = nodes[0].laptop("reader")
    failed: list[object] = []

    def write(laptop: Laptop) -> None:
        for number in range(8):
            laptop.write(f"answers/{laptop.name.replace(' ', '')}_{number}", number)
            failed.extend(laptop.sync().values())

    threads = [threading.Thread(target=write, args=(laptop,)) for laptop in writers]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        failed.extend(reader.sync().values())
    for thread in threads:
        thread.join()
    failed.extend(reader.sync().values())
    assert failed == []
    there = reader.local.cases_here[CASE].changes
    assert len(there) == 32
    for laptop in writers:
        laptop.sync()
        assert laptop.local.cases_here[CASE].changes.keys() == there.keys()
    node = nodes[1].node
    with node.reading():
        entries = node.shelf.entries(nodes[1].space, 0, 1000)
        tip = node.shelf.tip(nodes[1].space)
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert Cursor(tip.epoch, entries[-1].seq, entries[-1].link) == tip


def test_a_node_does_not_start_without_the_key_that_the_others_have(
    nodes: tuple[Served, Served], tmp_path: Path
) -> None:
    database = nodes[0].node.database.engine.url.render_as_string(hide_password=False)
    place = Place(tmp_path / "three", database, str(tmp_path / "blobs"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(vault.VARIABLE)
        with pytest.raises(HubError, match=r"hub\.key_missing"):
            open_node(place)
        patch.setenv(vault.VARIABLE, os.urandom(32).hex())
        with pytest.raises(HubError, match=r"hub\.key_wrong"):
            open_node(place)


def test_objects_in_a_bucket_are_read_in_parts_and_removed_once(bucket: str) -> None:
    objects, name = open_objects(bucket), f"{'a' * 32}/blob/{'b' * 32}"
    objects.put(name, bytes(range(200)))
    assert objects.get(name, 5, 3) == bytes([5, 6, 7])
    assert objects.get(name) == bytes(range(200))
    assert name in set(objects.keys())
    for _ in range(2):
        objects.remove(name)
    with pytest.raises(ObjectError, match=r"hub\.blob_lost"):
        objects.get(name)


def test_nodes_may_start_at_once_on_an_empty_database(postgres: Cluster) -> None:
    url = postgres.new_database()
    start = (
        "import sys; from fieldapp.hub.database import Database; "
        "from fieldapp.hub.upgrade import bring_up; "
        "database = Database(sys.argv[1]); bring_up(database); database.close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", start, url]) for _ in range(3)]
    assert [one.wait(timeout=60) for one in started] == [0, 0, 0]
    with closing(Database(url)) as database, database.reading() as connection:
        assert is_current(connection)
