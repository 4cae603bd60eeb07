"""What a library on disk looked like when all of it was last published, so that a start does not compile what has not changed.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "library_read",
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("root", name=op.f("pk_library_read")),
    )


def downgrade() -> None:
    op.drop_table("library_read")
