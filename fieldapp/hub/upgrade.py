"""Bringing a database to the tables this version works with, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from fieldapp.hub.database import BusyError, Database, DatabaseError, retried


def bring_up(database: Database) -> None:
    """Makes the tables, or brings older ones up to date, in one transaction.

    Raises:
        DatabaseError: they are of a later version than this program knows.
    """
    retried(lambda: _bring_up(database))


def _bring_up(database: Database) -> None:
    with database.writing() as connection:
        if is_current(connection):
            return
        config = _config()
        config.attributes["connection"] = connection
        try:
            upgrade(config, "head")
        except CommandError as error:
            raise DatabaseError("hub.database_later") from error
        except ProgrammingError as error:
            # Another node made the same table at the same time.
            raise BusyError("hub.busy") from error


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    here = MigrationContext.configure(connection).get_current_heads()
    return set(here) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    return config
