"""When a session was used last, and with what it was begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("token", sa.Column("seen", sa.BigInteger(), nullable=True))
    op.add_column(
        "token", sa.Column("browser", sa.String(length=40), nullable=False, server_default="")
    )
