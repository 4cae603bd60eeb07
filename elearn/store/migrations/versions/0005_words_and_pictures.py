"""What authors learn from use and show: words that no panel could match, and the pictures of published cases.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unmatched_words",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("case_slug", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("layer", sa.String(length=16), nullable=False),
        sa.Column("same_as", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"],
            name=op.f("fk_unmatched_words_cohort_id_sitting_id_sitting"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", "cause", name=op.f("pk_unmatched_words")),
    )
    op.create_index(op.f("ix_unmatched_words_case_slug"), "unmatched_words", ["case_slug"])
    op.create_table(
        "picture",
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_picture")),
    )


def downgrade() -> None:
    op.drop_table("picture")
    op.drop_index(op.f("ix_unmatched_words_case_slug"), table_name="unmatched_words")
    op.drop_table("unmatched_words")
