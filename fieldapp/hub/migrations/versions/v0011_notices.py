"""Of the notices of one topic and name the latest two are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fieldapp.sync import notices

revision = "0011"
down_revision = "0010"

_certificate = sa.table(
    "certificate",
    sa.column("space_id", sa.LargeBinary),
    sa.column("id", sa.LargeBinary),
    sa.column("raw", sa.LargeBinary),
)


def upgrade() -> None:
    bind, here = op.get_bind(), _certificate.c
    spaces = [row.space_id for row in bind.execute(sa.select(here.space_id).distinct())]
    for space in spaces:
        rows = bind.execute(sa.select(here.id, here.raw).where(here.space_id == space))
        raws = {row.raw: row.id for row in rows}
        for name in notices.outdated(raws):
            of = (here.space_id == space) & (here.id == raws[name])
            bind.execute(sa.delete(_certificate).where(of))
