"""A class's evidence is kept as it was worked out, with what it was worked out from: no page works through ten thousand answers.

Revision ID: 0017
Revises: 0016
"""

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
