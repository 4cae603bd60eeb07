"""First tables: people, cohorts, published cases, sittings and their logs"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('case_version',
    sa.Column('sha', sa.String(length=64), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha', name=op.f('pk_case_version')),
    sa.UniqueConstraint('slug', 'number', name=op.f('uq_case_version_slug_number'))
    )
    with op.batch_alter_table('case_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_version_slug'), ['slug'], unique=False)

    op.create_table('cohort',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('discipline', sa.String(length=16), nullable=True),
    sa.Column('is_author', sa.Boolean(), nullable=False),
    sa.Column('is_admin', sa.Boolean(), nullable=False),
    sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_attempt_address'), ['address'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_attempt_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_attempt_email'), ['email'], unique=False)

    op.create_table('cohort_case',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('case_slug', sa.String(length=64), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_case_cohort_id_cohort')),
    sa.PrimaryKeyConstraint('cohort_id', 'case_slug', name=op.f('pk_cohort_case'))
    )
    op.create_table('enrolment',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('discipline', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_enrolment_cohort_id_cohort')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enrolment_person_id_person')),
    sa.PrimaryKeyConstraint('cohort_id', 'person_id', name=op.f('pk_enrolment'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_person_id'), ['person_id'], unique=False)

    op.create_table('help_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_help_call_cohort_id_cohort')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_help_call_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_call'))
    )
    with op.batch_alter_table('help_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_call_cohort_id'), ['cohort_id'], unique=False)

    op.create_table('sitting',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('case_sha', sa.String(length=64), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('snapshot', sa.Text(), nullable=False),
    sa.Column('digest', sa.JSON(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_sha'], ['case_version.sha'], name=op.f('fk_sitting_case_sha_case_version')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_sitting_cohort_id_cohort')),
    sa.PrimaryKeyConstraint('cohort_id', 'id', name=op.f('pk_sitting'))
    )
    op.create_table('draft',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.String(length=32), nullable=False),
    sa.Column('field', sa.String(length=80), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id'], ['sitting.cohort_id', 'sitting.id'], name=op.f('fk_draft_cohort_id_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('cohort_id', 'sitting_id', 'member_id', 'field', name=op.f('pk_draft'))
    )
    op.create_table('log_entry',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('lane', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('op', sa.String(length=32), nullable=False),
    sa.Column('by', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('move', sa.String(length=40), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('body_sha', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id'], ['sitting.cohort_id', 'sitting.id'], name=op.f('fk_log_entry_cohort_id_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('cohort_id', 'sitting_id', 'lane', 'seq', name=op.f('pk_log_entry')),
    sa.UniqueConstraint('cohort_id', 'sitting_id', 'op', name=op.f('uq_log_entry_cohort_id_sitting_id_op'))
    )
    op.create_table('seat',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('discipline', sa.String(length=16), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('desk', sa.Text(), nullable=False),
    sa.Column('findings', sa.Integer(), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id', 'sitting_id'], ['sitting.cohort_id', 'sitting.id'], name=op.f('fk_seat_cohort_id_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_seat_person_id_person')),
    sa.PrimaryKeyConstraint('cohort_id', 'sitting_id', 'member_id', name=op.f('pk_seat'))
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index('ix_seat_person', ['person_id', 'cohort_id', 'sitting_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_index('ix_seat_person')

    op.drop_table('seat')
    op.drop_table('log_entry')
    op.drop_table('draft')
    op.drop_table('sitting')
    with op.batch_alter_table('help_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_call_cohort_id'))

    op.drop_table('help_call')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_person_id'))

    op.drop_table('enrolment')
    op.drop_table('cohort_case')
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_attempt_email'))
        batch_op.drop_index(batch_op.f('ix_sign_in_attempt_at'))
        batch_op.drop_index(batch_op.f('ix_sign_in_attempt_address'))

    op.drop_table('sign_in_attempt')
    op.drop_table('person')
    op.drop_table('cohort')
    with op.batch_alter_table('case_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_version_slug'))

    op.drop_table('case_version')

