"""The figures of teams: what each case contributes, and what it adds up to by month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "team_row",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id"),
    )
    op.create_index("team_month", "team_row", ["space_id", "month"], unique=False)
    op.create_table(
        "team_tally",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "month", "day", "key"),
    )
