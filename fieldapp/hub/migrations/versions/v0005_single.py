"""Single sign-on: which group has which role, and whose account somebody of the provider has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "granted",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("group_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "group_name"),
    )
    op.create_table(
        "linked",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "subject"),
    )
