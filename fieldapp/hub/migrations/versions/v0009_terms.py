"""The terms by which the inbox is searched. They are made when a node opens next, with all rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "term",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("view", sa.String(length=10), nullable=False),
        sa.Column("term", sa.LargeBinary(length=24), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "view", "term", "rank", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("term_case", "term", ["space_id", "case_id"], unique=False)
