"""When steps are open and for how long, results kept for each sitting, what tutors said and asked, and which cards they have seen to.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SITTING = (["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"])
RESULT = (["cohort_id", "sitting_id"], ["result.cohort_id", "result.sitting_id"])


def upgrade() -> None:
    with op.batch_alter_table("sitting") as table:
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("notices", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("no_example", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_index("ix_sitting_due_at", ["due_at"])
    _times()
    _results()
    _words()


def _times() -> None:
    op.create_table(
        "class_time",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("case_slug", sa.String(64), nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("firm", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_class_time_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", "case_slug", "step", name=op.f("pk_class_time")),
    )
    op.create_table(
        "pair_time",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*SITTING, name=op.f("fk_pair_time_cohort_id_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", "step", name=op.f("pk_pair_time")),
    )
    op.create_table(
        "allowance",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_allowance_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allowance_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_allowance")),
    )


def _results() -> None:
    op.create_table(
        "result",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("case_slug", sa.String(64), nullable=False),
        sa.Column("case_sha", sa.String(64), nullable=False),
        sa.Column("closed", sa.String(16), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in (
                "rule", "upto", "found", "owed", "missed", "weak", "beyond", "chains", "chains_owed", "links", "evidenced", "actions",
                "news_added", "news_removed", "news_weighed",
            )
        ),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("medicine", "law", "joint")),
        sa.ForeignKeyConstraint(*SITTING, name=op.f("fk_result_cohort_id_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["case_sha"], ["case_version.sha"], name=op.f("fk_result_case_sha_case_version")),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", name=op.f("pk_result")),
    )  # fmt: skip
    op.create_index("ix_result_cohort_id_case_slug", "result", ["cohort_id", "case_slug"])
    op.create_table(
        "result_cause",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("near", sa.Boolean(), nullable=False),
        sa.Column("spotted_by", sa.String(16), nullable=False),
        sa.Column("talked", sa.Boolean(), nullable=False),
        sa.Column("said_first", sa.String(16), nullable=False),
        sa.Column("said_at", sa.String(16), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(*RESULT, name=op.f("fk_result_cause_cohort_id_sitting_id_result"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", "cause", name=op.f("pk_result_cause")),
    )
    op.create_index("ix_result_cause_cohort_id_cause", "result_cause", ["cohort_id", "cause"])
    op.create_table(
        "result_link",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("questioned", sa.Boolean(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("less", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*RESULT, name=op.f("fk_result_link_cohort_id_sitting_id_result"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", "source", "target", name=op.f("pk_result_link")),
    )
    op.create_index("ix_result_link_cohort_id_source_target", "result_link", ["cohort_id", "source", "target"])


def _words() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_message_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_message_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_cohort_id_sitting_id", "message", ["cohort_id", "sitting_id"])
    op.create_table(
        "message_read",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_read_message_id_message")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_read_person_id_person")),
        sa.PrimaryKeyConstraint("message_id", "person_id", name=op.f("pk_message_read")),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("case_slug", sa.String(64), nullable=False),
        sa.Column("question", sa.String(300), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_poll_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_index("ix_poll_cohort_id_case_slug", "poll", ["cohort_id", "case_slug"])
    op.create_table(
        "poll_answer",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_answer_poll_id_poll")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_answer_person_id_person")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_poll_answer")),
    )
    op.create_table(
        "card_said",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("occasion", sa.String(64), nullable=False),
        sa.Column("said", sa.String(16), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_card_said_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_card_said_by_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", "rule", "occasion", name=op.f("pk_card_said")),
    )
    op.create_table(
        "rule_tuned",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_rule_tuned_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", "rule", name=op.f("pk_rule_tuned")),
    )


def downgrade() -> None:
    for name in (
        "rule_tuned",
        "card_said",
        "poll_answer",
        "poll",
        "message_read",
        "message",
        "result_link",
        "result_cause",
        "result",
        "allowance",
        "pair_time",
        "class_time",
    ):
        op.drop_table(name)
    with op.batch_alter_table("sitting") as table:
        table.drop_index("ix_sitting_due_at")
        table.drop_column("no_example")
        table.drop_column("notices")
        table.drop_column("due_at")
