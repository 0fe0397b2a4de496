"""The tables. A step, once released, is never changed; a later version adds one.

The shared and the private log have tables of their own (`change`, `private_change`), so that what
syncs cannot read what is private. Rows of a case lie together, because a case is read whole.
`case_list`, `conflict`, `pending`, `report`, `search`, `case_file`, `case_state` can be made again:
see `projections` and `folds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.store.database import Database
from fieldapp.store.errors import NewerWorkspaceError, plain_errors

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables
    from sqlite_utils import Migrations

VERSION = 5

_LOG = """
CREATE TABLE {log}change (
    case_id BLOB NOT NULL, n INTEGER NOT NULL, id BLOB NOT NULL,
    device BLOB NOT NULL, incarnation BLOB NOT NULL, seq INTEGER NOT NULL, raw BLOB NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX {log}change_chain ON {log}change (case_id, device, incarnation, seq);
CREATE TABLE {log}value (
    case_id BLOB NOT NULL, hash BLOB NOT NULL, salt BLOB NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (case_id, hash)
) STRICT, WITHOUT ROWID;
"""

_REST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tip (
    one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL, id BLOB NOT NULL,
    hlc INTEGER NOT NULL
) STRICT;
INSERT INTO tip VALUES (1, 0, zeroblob(32), 0);

CREATE TABLE draft (
    case_id BLOB NOT NULL, private INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (case_id, private, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    id BLOB PRIMARY KEY, case_id BLOB, frame BLOB NOT NULL, code TEXT NOT NULL,
    params TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE blob (
    case_id BLOB NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (case_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_cases ON blob (sha256);
CREATE TABLE erasure (n INTEGER PRIMARY KEY, private_of BLOB, raw BLOB NOT NULL) STRICT;
CREATE TABLE doomed_blob (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE playbook (version TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;

CREATE TABLE outbox (n INTEGER PRIMARY KEY, case_id BLOB NOT NULL) STRICT;
CREATE TABLE receipt (
    hub TEXT NOT NULL, change BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hub, change)
) STRICT, WITHOUT ROWID;
CREATE TABLE cursor (
    hub TEXT NOT NULL, space TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (hub, space)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_state (
    case_id BLOB NOT NULL, private INTEGER NOT NULL, n INTEGER NOT NULL, state BLOB NOT NULL,
    PRIMARY KEY (case_id, private)
) STRICT, WITHOUT ROWID;
CREATE TABLE case_list (
    recency INTEGER PRIMARY KEY, case_id BLOB NOT NULL UNIQUE, state TEXT NOT NULL,
    changed INTEGER NOT NULL, summary BLOB NOT NULL
) STRICT;
CREATE INDEX case_list_state ON case_list (state, recency);
CREATE TABLE conflict (
    case_id BLOB NOT NULL, path TEXT NOT NULL, PRIMARY KEY (case_id, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE due (
    kind TEXT NOT NULL, case_id BLOB NOT NULL, PRIMARY KEY (kind, case_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_case (
    recency INTEGER PRIMARY KEY, case_id BLOB NOT NULL UNIQUE
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (
    words, content='', contentless_delete=1, tokenize='ascii', prefix='2 3 4'
);
"""


_SYNCING = """
DROP TABLE receipt;
DROP TABLE cursor;
CREATE TABLE feed (
    space BLOB PRIMARY KEY, epoch BLOB NOT NULL, seq INTEGER NOT NULL, link BLOB NOT NULL,
    is_due INTEGER NOT NULL, compared INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE certificate (
    space BLOB NOT NULL, id BLOB NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (space, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE seal (
    case_id BLOB NOT NULL, head BLOB NOT NULL, key BLOB NOT NULL, signature BLOB NOT NULL,
    PRIMARY KEY (case_id, head, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE case_home (
    case_id BLOB PRIMARY KEY, home BLOB NOT NULL, former BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_home_home ON case_home (home);
CREATE INDEX case_home_former ON case_home (former);
CREATE TABLE sending (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_id BLOB NOT NULL,
    is_order INTEGER NOT NULL, code TEXT, params TEXT
) STRICT;
INSERT INTO sending
    SELECT o.n, c.id, o.case_id, e.n IS NOT NULL, NULL, NULL FROM outbox o
    JOIN change c ON c.case_id = o.case_id AND c.n = o.n
    LEFT JOIN erasure e ON e.n = o.n AND e.private_of IS NULL;
DROP TABLE outbox;
ALTER TABLE sending RENAME TO outbox;
CREATE INDEX outbox_case ON outbox (case_id);
CREATE TABLE case_file (
    case_id BLOB NOT NULL, sha256 TEXT NOT NULL, is_playbook INTEGER NOT NULL,
    PRIMARY KEY (case_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE blob_sent (
    space BLOB NOT NULL, case_id BLOB NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (space, case_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE blob_part (
    sha256 TEXT NOT NULL, start INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (sha256, start)
) STRICT, WITHOUT ROWID;
"""

_PENDING = """
CREATE TABLE pending (
    case_id BLOB NOT NULL, item TEXT NOT NULL, ends INTEGER, content BLOB NOT NULL,
    PRIMARY KEY (case_id, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_ends ON pending (ends);
CREATE TABLE pending_customer (
    customer TEXT NOT NULL, case_id BLOB NOT NULL, PRIMARY KEY (customer, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_customer_case ON pending_customer (case_id);
"""

_REPORTS = """
CREATE TABLE report (
    case_id BLOB PRIMARY KEY, author BLOB NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
    hands BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX report_state ON report (state, at);
"""

_COPIES = """
CREATE TABLE case_copy (
    case_id BLOB NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL, n INTEGER NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (case_id, kind, place)
) STRICT, WITHOUT ROWID;
"""


def _run(tables: Tables, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            tables.conn.execute(statement)


def first_tables(tables: Tables) -> None:
    _run(tables, _LOG.format(log="") + _LOG.format(log="private_") + _REST)


def tables_for_syncing(tables: Tables) -> None:
    """What the laptop's side of syncing keeps; the outbox finds its changes by their ids."""
    _run(tables, _SYNCING)


def tables_for_the_agenda(tables: Tables) -> None:
    """What is still to be done in all cases."""
    _run(tables, _PENDING)


def table_of_reports(tables: Tables) -> None:
    """How the reports of all cases stand."""
    _run(tables, _REPORTS)


def tables_for_copies(tables: Tables) -> None:
    """What was given out of the workspace, by hand."""
    _run(tables, _COPIES)


def _steps() -> Migrations:
    from sqlite_utils import Migrations

    steps = Migrations("fieldapp")
    steps()(first_tables)
    steps()(tables_for_syncing)
    steps()(tables_for_the_agenda)
    steps()(table_of_reports)
    steps()(tables_for_copies)
    return steps


def upgrade(database: Database) -> None:
    """Brings the tables up to this version, in one transaction.

    Raises:
        NewerWorkspaceError: a newer version has changed them; nothing is touched.
    """
    ((found,),) = database.rows("PRAGMA user_version")
    if found > VERSION:
        raise NewerWorkspaceError("store.newer_workspace", found=found, known=VERSION)
    if found < VERSION:
        with database.writing(), plain_errors(database.path.parent):
            _steps().apply(database.tables)
            database.write(f"PRAGMA user_version = {VERSION}")
