"""What waits for somebody, told: which kinds they do not want, what they have read of their feedback, and what a letter has told them.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("quiet", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("mark_release", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mark_query", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "digest_told",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_told_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_told")),
    )


def downgrade() -> None:
    op.drop_table("digest_told")
    op.drop_column("mark_query", "read_at")
    op.drop_column("mark_release", "read_at")
    op.drop_column("person", "quiet")
