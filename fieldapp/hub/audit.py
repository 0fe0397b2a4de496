"""The audit log: who did what to whom or what, in codes and ids, for administrators and auditors.

Nothing that anybody wrote stands in it, and no name; whoever reads it sees the names that the
accounts have now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from fieldapp.base.clock import system_entropy
from fieldapp.hub import schema

NOBODY = bytes(16)
"""The account of what the hub did by itself, somebody at its console, or somebody unknown."""
ACTIONS = frozenset(
    {
        "account_added",
        "account_ended",
        "account_restored",
        "audit_exported",
        "backup_restored",
        "case_handed_on",
        "case_moved",
        "code_failed",
        "code_made",
        "crm_handed_over",
        "crm_again",
        "crm_not_reached",
        "crm_set",
        "device_joined",
        "device_revoked",
        "erased_by_retention",
        "hold_ended",
        "hold_set",
        "key_made",
        "key_withdrawn",
        "notice_given",
        "notice_withdrawn",
        "password_given",
        "password_set",
        "password_used",
        "person_exported",
        "release_told",
        "retention_set",
        "review_taken_back",
        "review_written",
        "role_set",
        "second_failed",
        "second_removed",
        "second_set",
        "session_begun",
        "session_ended",
        "session_failed",
        "sessions_ended",
        "space_made",
        "spare_used",
        "token_renewed",
        "token_reused",
        "workspace_recovered",
    }
)


def note(
    connection: Connection,
    space: bytes,
    at: int,
    action: str,
    *,
    account: bytes = NOBODY,
    subject: bytes = b"",
    **detail: str | int,
) -> None:
    """Writes a line, in the transaction of what it tells of.

    Args:
        at: milliseconds since 1970.
        account: who did it.
        subject: the account, laptop or case it was done to.
    """
    row = _row(space, system_entropy(16), at, action, detail)
    connection.execute(insert(schema.audit).values(account=account, subject=subject, **row))


def note_once(
    connection: Connection,
    space: bytes,
    at: int,
    action: str,
    *,
    line: bytes,
    subject: bytes,
    **detail: str | int,
) -> None:
    """Writes a line that there is to be once.

    Args:
        line: its name (16 bytes).
    """
    here = schema.audit.c
    query = select(here.at).where(here.space_id == space, here.id == line)
    if connection.execute(query).first() is None:
        row = _row(space, line, at, action, detail)
        connection.execute(insert(schema.audit).values(account=NOBODY, subject=subject, **row))


def _row(
    space: bytes, line: bytes, at: int, action: str, detail: Mapping[str, str | int]
) -> dict[str, Any]:
    if action not in ACTIONS:
        raise ValueError(action)
    told = json.dumps(detail, sort_keys=True) if detail else ""
    return {"space_id": space, "id": line, "at": at, "action": action, "detail": told}


def lines(connection: Connection, space: bytes, since: int = 0) -> Iterator[dict[str, Any]]:
    """The log from a moment on, with how often each laptop read, a day, at its end."""
    here = schema.audit.c
    query = select(schema.audit).where(here.space_id == space, here.at >= since)
    for row in connection.execute(query.order_by(here.at, here.id)):
        yield {
            "at": row.at,
            "account": row.account.hex(),
            "action": row.action,
            "subject": row.subject.hex(),
            **(json.loads(row.detail) if row.detail else {}),
        }
    day = since // 86_400_000
    read = schema.reading.c
    counts = select(schema.reading).where(read.space_id == space, read.day >= day)
    for row in connection.execute(counts.order_by(read.day, read.account, read.device, read.kind)):
        yield {
            "at": row.day * 86_400_000,
            "account": row.account.hex(),
            "action": f"read_{row.kind}",
            "subject": row.device.hex(),
            "count": row.count,
        }
