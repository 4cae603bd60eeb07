"""How a cohort is run and joined, student numbers, single-use links, letters waiting to be sent, and tries at a code.

Revision ID: 0006
Revises: 0005
"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
