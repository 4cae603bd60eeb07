"""What waits for somebody, told: which kinds they do not want, what they have read of their feedback, and when a letter last told them.

Revision ID: 0015
Revises: 0014
"""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
