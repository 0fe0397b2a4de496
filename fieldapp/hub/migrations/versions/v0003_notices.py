"""What the company tells, and which cases are whose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "party",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "account"),
    )
    op.create_table(
        "stock",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "topic", "name", "version"),
    )
    op.add_column(
        "held_case", sa.Column("touched", sa.BigInteger(), nullable=False, server_default="0")
    )
