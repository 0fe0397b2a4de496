"""Passwords for once, which end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("account", sa.Column("password_ends", sa.BigInteger(), nullable=True))
