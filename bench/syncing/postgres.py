"""A PostgreSQL of one's own: a cluster in a folder, reached through a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "postgres"
"""Who runs it where we are root, which PostgreSQL refuses to be."""
_SETTINGS = (
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=64MB",
    "max_wal_size=2GB",
    "log_min_messages=fatal",
)


class Cluster:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = count(1)

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://{_USER}@/{name}?host={self._folder}"

    def new_database(self) -> str:
        """The address of an empty one."""
        import psycopg

        name = f"hub{os.getpid()}_{next(self._names)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


@contextmanager
def cluster(*, is_durable: bool = True) -> Iterator[Cluster]:
    """Starts a server and stops it.

    Args:
        is_durable: commits wait for the disk, as they should where somebody measures.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        data = folder / "data"
        data.mkdir()
        if os.geteuid() == 0:
            who = pwd.getpwnam(_USER)
            for path in (folder, data):
                os.chown(path, who.pw_uid, who.pw_gid)
        _run("initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = [*_SETTINGS, f"unix_socket_directories={folder}"]
        if not is_durable:
            settings += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        options = " ".join(f"-c {setting}" for setting in settings)
        _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield Cluster(folder)
        finally:
            _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *args: str | Path) -> None:
    user = _USER if os.geteuid() == 0 else None
    subprocess.run(
        [_found(program), *args], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/"
    )


def _found(program: str) -> str:
    """Debian keeps the server's programs off the path."""
    on_path = shutil.which(program)
    versions = sorted(_DEBIAN.glob(f"*/bin/{program}"))
    if on_path is None and not versions:
        raise FileNotFoundError(f"{program}: install postgresql")
    return on_path or str(versions[-1])
