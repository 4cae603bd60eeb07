"""Modules: their published versions, the cohorts for which they are open, and how far each learner has come; and the shared lists, published.

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "module_version",
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_module_version")),
        sa.UniqueConstraint("slug", "number", name=op.f("uq_module_version_slug_number")),
    )
    op.create_index(op.f("ix_module_version_slug"), "module_version", ["slug"], unique=False)
    op.create_table(
        "reference_version",
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_reference_version")),
        sa.UniqueConstraint("number", name=op.f("uq_reference_version_number")),
    )
    op.create_table(
        "cohort_module",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("module_slug", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_module_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", "module_slug", name=op.f("pk_cohort_module")),
    )
    _of_a_learner("module_done", sa.Column("done_at", sa.DateTime(timezone=True), nullable=False))
    _of_a_learner(
        "module_answer",
        sa.Column("first", sa.String(length=300), nullable=False),
        sa.Column("first_right", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.String(length=300), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
    )
    _of_a_learner(
        "module_reflection",
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
    )


def _of_a_learner(name: str, *columns: "sa.Column[Any]") -> None:
    """A table with a row for each learner at each stop of a module."""
    op.create_table(
        name,
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_slug", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f(f"fk_{name}_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", "module_slug", "part", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"], unique=False)


def downgrade() -> None:
    for name in ("module_reflection", "module_answer", "module_done", "cohort_module", "reference_version", "module_version"):
        op.drop_table(name)
