"""Of a pair's results it is known whether the house opened a pack for want of a partner: such pairs are left out where packs are compared.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("result", sa.Column("pack_opened", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("result", "pack_opened")
