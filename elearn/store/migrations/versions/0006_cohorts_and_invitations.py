"""How a cohort is run and joined, student numbers, single-use links, letters waiting to be sent, tries at a code, lists not yet imported.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cohort") as table:
        table.add_column(sa.Column("pace", sa.String(16), nullable=False, server_default="taught"))
        table.add_column(sa.Column("join_code", sa.String(16), nullable=True))
        table.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        table.create_unique_constraint("uq_cohort_join_code", ["join_code"])
    with op.batch_alter_table("cohort_case") as table:
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("enrolment") as table:
        table.add_column(sa.Column("student_number", sa.String(40), nullable=True))
    op.create_table(
        "single_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_single_use_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use")),
        sa.UniqueConstraint("hash", name=op.f("uq_single_use_hash")),
    )
    op.create_index("ix_single_use_person_id", "single_use", ["person_id"])
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_letter_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_state_due_at", "letter", ["state", "due_at"])
    op.create_index("ix_letter_cohort_id_to", "letter", ["cohort_id", "to"])
    op.create_table(
        "try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_what", sa.String(16), nullable=False),
        sa.Column("about", sa.String(254), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_try")),
    )
    op.create_index("ix_try_at_what_about_at", "try", ["at_what", "about", "at"])
    op.create_index("ix_try_at_what_address_at", "try", ["at_what", "address", "at"])
    op.create_table(
        "roster_draft",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_roster_draft_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_draft_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_roster_draft")),
    )


def downgrade() -> None:
    op.drop_table("roster_draft")
    op.drop_table("try")
    op.drop_table("letter")
    op.drop_table("single_use")
    with op.batch_alter_table("enrolment") as table:
        table.drop_column("student_number")
    with op.batch_alter_table("cohort_case") as table:
        table.drop_column("due_at")
    with op.batch_alter_table("cohort") as table:
        table.drop_constraint("uq_cohort_join_code", type_="unique")
        table.drop_column("archived_at")
        table.drop_column("join_code")
        table.drop_column("pace")
