"""Those who may start cohorts; and whoever taught a cohort until now answers for it.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("is_teacher", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE enrolment SET role = 'lead' WHERE role = 'tutor'")


def downgrade() -> None:
    op.execute("UPDATE enrolment SET role = 'tutor' WHERE role = 'lead'")
    with op.batch_alter_table("person") as table:
        table.drop_column("is_teacher")
