"""Questionnaires that cohorts use, what people answered, vignettes and their marks, and who allows research.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "class_instrument",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_class_instrument_added_by_person")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_class_instrument_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", "number", name=op.f("pk_class_instrument")),
    )
    op.create_table(
        "class_questionnaire",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("after_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("later_from", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id", "number"],
            ["class_instrument.cohort_id", "class_instrument.number"],
            name=op.f("fk_class_questionnaire_cohort_id_number_class_instrument"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_class_questionnaire_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_class_questionnaire")),
    )
    op.create_table(
        "answer_sheet",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=8), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("vignette", sa.String(length=1), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_answer_sheet_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_sheet_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", "occasion", name=op.f("pk_answer_sheet")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_answer_sheet_cohort_id_number")),
    )
    op.create_index("ix_answer_sheet_person", "answer_sheet", ["person_id", "cohort_id"])
    op.create_table(
        "vignette_mark",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "number"],
            ["answer_sheet.cohort_id", "answer_sheet.number"],
            name=op.f("fk_vignette_mark_cohort_id_number_answer_sheet"),
        ),
        sa.ForeignKeyConstraint(["marker_id"], ["person.id"], name=op.f("fk_vignette_mark_marker_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "number", "marker_id", name=op.f("pk_vignette_mark")),
    )
    op.create_table(
        "research_consent",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("allows", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_research_consent_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_research_consent_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_research_consent")),
    )


def downgrade() -> None:
    op.drop_table("research_consent")
    op.drop_table("vignette_mark")
    op.drop_index("ix_answer_sheet_person", table_name="answer_sheet")
    op.drop_table("answer_sheet")
    op.drop_table("class_questionnaire")
    op.drop_table("class_instrument")
