"""Rows handed over to customer systems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "crm_row",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("module", sa.String(length=60), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("theirs", sa.String(length=100), nullable=False),
        sa.Column("sent", sa.LargeBinary(length=32), nullable=False),
        sa.Column("fault", sa.String(length=60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "system", "module", "key"),
    )
