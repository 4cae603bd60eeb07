"""When students have time, who is never to sit with whom, and the groups that a tutor is about to seat.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "availability",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_availability_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_availability_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_availability")),
    )
    op.create_table(
        "kept_apart",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_kept_apart_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_kept_apart_one_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_kept_apart_other_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "one_id", "other_id", name=op.f("pk_kept_apart")),
    )
    op.create_table(
        "pairing_draft",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("case_slug", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_pairing_draft_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", "case_slug", name=op.f("pk_pairing_draft")),
    )


def downgrade() -> None:
    op.drop_table("pairing_draft")
    op.drop_table("kept_apart")
    op.drop_table("availability")
