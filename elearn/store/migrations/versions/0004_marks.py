"""Rubrics, scripts to mark, what markers make of them, moderation, release, queries; and the words that tutors have decided on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mark_phrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('criterion', sa.String(length=40), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_mark_phrase_cohort_id_cohort')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_mark_phrase_made_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark_phrase'))
    )
    op.create_index(op.f('ix_mark_phrase_cohort_id'), 'mark_phrase', ['cohort_id'], unique=False)
    op.create_table('marker_choice',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('rubric_left', sa.Boolean(), nullable=False),
    sa.Column('single_keys', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_marker_choice_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_marker_choice'))
    )
    op.create_table('marking_settings',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('show_mark', sa.Boolean(), nullable=False),
    sa.Column('pass_mark', sa.Integer(), nullable=False),
    sa.Column('answer_by', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_marking_settings_cohort_id_cohort')),
    sa.PrimaryKeyConstraint('cohort_id', name=op.f('pk_marking_settings'))
    )
    op.create_table('moderation_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('script', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_moderation_entry_by_id_person')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_moderation_entry_cohort_id_cohort')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_entry'))
    )
    op.create_index(op.f('ix_moderation_entry_cohort_id'), 'moderation_entry', ['cohort_id'], unique=False)
    op.create_table('rubric_version',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('why', sa.String(length=400), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_rubric_version_cohort_id_cohort')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_rubric_version_made_by_person')),
    sa.PrimaryKeyConstraint('cohort_id', 'number', name=op.f('pk_rubric_version'))
    )
    op.create_table('word_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_slug', sa.String(length=64), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('cause_id', sa.String(length=64), nullable=False),
    sa.Column('same', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_word_decision_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_word_decision')),
    sa.UniqueConstraint('case_slug', 'words', 'cause_id', name=op.f('uq_word_decision_case_slug_words_cause_id'))
    )
    op.create_table('script',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('rubric', sa.Integer(), nullable=False),
    sa.Column('put_up_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('exemplar', sa.Boolean(), nullable=False),
    sa.Column('sampled', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'rubric'], ['rubric_version.cohort_id', 'rubric_version.number'], name=op.f('fk_script_cohort_id_rubric_rubric_version')),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id'], ['sitting.cohort_id', 'sitting.id'], name=op.f('fk_script_cohort_id_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_script_cohort_id_cohort')),
    sa.PrimaryKeyConstraint('cohort_id', 'number', name=op.f('pk_script')),
    sa.UniqueConstraint('cohort_id', 'sitting_id', name=op.f('uq_script_cohort_id_sitting_id'))
    )
    op.create_table('candidate',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id', 'member_id'], ['seat.cohort_id', 'seat.sitting_id', 'seat.member_id'], name=op.f('fk_candidate_cohort_id_sitting_id_member_id_seat')),
    sa.PrimaryKeyConstraint('cohort_id', 'sitting_id', 'member_id', name=op.f('pk_candidate')),
    sa.UniqueConstraint('cohort_id', 'number', name=op.f('uq_candidate_cohort_id_number'))
    )
    op.create_table('mark_query',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_mark_query_answered_by_person')),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id', 'member_id'], ['seat.cohort_id', 'seat.sitting_id', 'seat.member_id'], name=op.f('fk_mark_query_cohort_id_sitting_id_member_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark_query'))
    )
    op.create_index('ix_mark_query_sitting', 'mark_query', ['cohort_id', 'sitting_id', 'member_id'], unique=False)
    op.create_table('mark_release',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.String(length=32), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_mark_release_by_id_person')),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id', 'member_id'], ['seat.cohort_id', 'seat.sitting_id', 'seat.member_id'], name=op.f('fk_mark_release_cohort_id_sitting_id_member_id_seat')),
    sa.PrimaryKeyConstraint('cohort_id', 'sitting_id', 'member_id', name=op.f('pk_mark_release'))
    )
    op.create_table('marking',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('script', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=12), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('whole_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id', 'script'], ['script.cohort_id', 'script.number'], name=op.f('fk_marking_cohort_id_script_script')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_marking_marker_id_person')),
    sa.PrimaryKeyConstraint('cohort_id', 'script', 'marker_id', name=op.f('pk_marking'))
    )
    op.create_index('ix_marking_marker', 'marking', ['marker_id', 'cohort_id', 'done_at'], unique=False)
    op.create_table('reference_level',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('script', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('criterion', sa.String(length=40), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'script'], ['script.cohort_id', 'script.number'], name=op.f('fk_reference_level_cohort_id_script_script')),
    sa.PrimaryKeyConstraint('cohort_id', 'script', 'about', 'criterion', name=op.f('pk_reference_level'))
    )
    op.create_table('settled_level',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('script', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('criterion', sa.String(length=40), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_settled_level_by_id_person')),
    sa.ForeignKeyConstraint(['cohort_id', 'script'], ['script.cohort_id', 'script.number'], name=op.f('fk_settled_level_cohort_id_script_script')),
    sa.PrimaryKeyConstraint('cohort_id', 'script', 'about', 'criterion', name=op.f('pk_settled_level'))
    )
    op.create_table('level_given',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('script', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('marker_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('criterion', sa.String(length=40), nullable=False),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'script', 'marker_id'], ['marking.cohort_id', 'marking.script', 'marking.marker_id'], name=op.f('fk_level_given_cohort_id_script_marker_id_marking')),
    sa.PrimaryKeyConstraint('cohort_id', 'script', 'marker_id', 'about', 'criterion', name=op.f('pk_level_given'))
    )
    op.create_table('words_given',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('script', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('marker_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'script', 'marker_id'], ['marking.cohort_id', 'marking.script', 'marking.marker_id'], name=op.f('fk_words_given_cohort_id_script_marker_id_marking')),
    sa.PrimaryKeyConstraint('cohort_id', 'script', 'marker_id', 'about', 'kind', name=op.f('pk_words_given'))
    )


def downgrade() -> None:
    op.drop_table('words_given')
    op.drop_table('level_given')
    op.drop_table('settled_level')
    op.drop_table('reference_level')
    op.drop_index('ix_marking_marker', table_name='marking')
    op.drop_table('marking')
    op.drop_table('mark_release')
    op.drop_index('ix_mark_query_sitting', table_name='mark_query')
    op.drop_table('mark_query')
    op.drop_table('candidate')
    op.drop_table('script')
    op.drop_table('word_decision')
    op.drop_table('rubric_version')
    op.drop_index(op.f('ix_moderation_entry_cohort_id'), table_name='moderation_entry')
    op.drop_table('moderation_entry')
    op.drop_table('marking_settings')
    op.drop_table('marker_choice')
    op.drop_index(op.f('ix_mark_phrase_cohort_id'), table_name='mark_phrase')
    op.drop_table('mark_phrase')
