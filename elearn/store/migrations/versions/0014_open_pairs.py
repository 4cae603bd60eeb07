"""Which pairs of a class are open, told by an index: a pair's row holds its whole table, and figures of a class need none of that.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sitting_open", "sitting", ["cohort_id", "id", "closed_at", "case_sha", "number"])


def downgrade() -> None:
    op.drop_index("ix_sitting_open", table_name="sitting")
