"""Which pairs of a class moved last, told by an index: the live page wants some hundreds of them, and read every pair's row for that.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sitting_moved", "sitting", ["cohort_id", "moved_at"])


def downgrade() -> None:
    op.drop_index("ix_sitting_moved", table_name="sitting")
