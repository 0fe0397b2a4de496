"""How often a row that was not taken has been tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("crm_row", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
