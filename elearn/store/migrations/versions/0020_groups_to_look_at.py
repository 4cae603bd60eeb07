"""Groups proposed for a large class say which of them a tutor should look at: the page worked it out for all of them each time.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pairing_draft", sa.Column("to_look_at", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("pairing_draft", "to_look_at")
