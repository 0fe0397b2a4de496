"""The supervisors' inbox: reports, promises, who has opened what, preferences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("issue", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=10), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("escalates", sa.BigInteger(), nullable=False),
        sa.Column("assigned", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("is_light", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "issue"),
    )
    op.create_index(
        "report_folder", "report", ["space_id", "folder", "rank", "case_id", "issue"], unique=False
    )
    op.create_table(
        "promise",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("issue", sa.String(length=64), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "item"),
    )
    op.create_index(
        "promise_due", "promise", ["space_id", "is_open", "due", "case_id", "item"], unique=False
    )
    op.create_table(
        "opened",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("issue", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "account", "case_id", "issue"),
    )
    op.create_table(
        "preference",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("deputy", sa.LargeBinary(length=16), nullable=True),
        sa.Column("deputy_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "account"),
    )
