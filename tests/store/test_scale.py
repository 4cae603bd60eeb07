"""What lets a site grow without a change of code: the cohort leads the key of all that grows, and the log works in partitions."""

from sqlalchemy import text

from elearn.actions.play import Player
from elearn.actions.verify import verify
from elearn.store import migrate
from elearn.store.db import WRITES, Base, db
from tests.site import NOW, a_site

SMALL = {
    "help_call": "a handful for each class",
    "letter": "goes when it is sent",
    "mark_phrase": "a marker's own phrases",
    "mark_query": "a few for each class",
    "message": "a tutor's words to a class or a pair, a few in an hour",
    "moderation_entry": "a few for each class",
    "poll": "a few for each class",
    "redaction": "a few for each class",
}
"""tables that know a cohort and have a key of their own, and why they will not grow"""
OF_NO_COHORT = {
    "account_deed": "a few for each person",
    "case_version": "read everywhere, written when an author publishes",
    "cohort": "the classes themselves",
    "digest_told": "one for each person, read by their number",
    "erasure": "one for each person who was erased",
    "library_read": "one for each library",
    "marker_choice": "one for each marker",
    "message_read": "goes with its message, of which there are few",
    "module_version": "as case_version",
    "person": "one for each person; read by their number",
    "picture": "as case_version",
    "poll_answer": "goes with its poll, of which there are few",
    "recovery_code": "ten for each second factor",
    "reference_version": "as case_version",
    "schema_release": "one for each release",
    "second_factor": "one for each person, read by their number",
    "sign_in_attempt": "looked at for an hour",
    "signed_in": "until the evening; read by its hash",
    "single_use": "until it is used",
    "try": "looked at for minutes",
    "word_decision": "one for each new wording of a case",
}
"""tables that know no cohort, and why that is right"""
PARTS = 4


def test_the_cohort_leads_the_key_of_every_table_that_grows_with_a_class():
    assert migrate.FOLDER.is_dir()  # importing it has made all tables known
    tables = [table for table in Base.metadata.tables.values() if "cohort_id" in table.c]
    own_key = {table.name for table in tables if next(iter(table.primary_key)).name != "cohort_id"}
    assert own_key <= SMALL.keys(), "put cohort_id first in the key, or say in SMALL why the table stays small"


def test_every_table_that_knows_no_cohort_has_a_reason():
    of_none = {table.name for table in Base.metadata.tables.values() if "cohort_id" not in table.c}
    assert of_none <= OF_NO_COHORT.keys(), "give the table the cohort as the first part of its key, or a reason in OF_NO_COHORT"


def test_every_unique_thing_of_a_table_that_grows_is_unique_within_its_cohort():
    loose = [
        f"{table.name}: {', '.join(column.name for column in each.columns)}"
        for table in Base.metadata.tables.values()
        if "cohort_id" in table.c and table.name not in SMALL
        for each in [*table.constraints, *(index for index in table.indexes if index.unique)]
        if each.__visit_name__ in ("unique_constraint", "index") and "cohort_id" not in {column.name for column in each.columns}
    ]
    assert loose == [], "a partitioned or distributed table can only watch over what is unique within its cohort"


def test_a_whole_case_is_played_on_a_log_in_partitions(tmp_path, postgres_url):
    site = a_site(tmp_path, database=postgres_url)
    with site.app.app_context():
        db.session.remove()
        with db.engine.connect().execution_options(**WRITES["postgresql"]) as connection, connection.begin():
            connection.execute(text("ALTER TABLE log_entry RENAME TO log_entry_whole"))
            connection.execute(text("CREATE TABLE log_entry (LIKE log_entry_whole INCLUDING ALL) PARTITION BY HASH (cohort_id)"))
            for part in range(PARTS):
                values = f"WITH (MODULUS {PARTS}, REMAINDER {part})"
                connection.execute(text(f"CREATE TABLE log_entry_{part} PARTITION OF log_entry FOR VALUES {values}"))
            connection.execute(text("INSERT INTO log_entry SELECT * FROM log_entry_whole"))
            connection.execute(text("ALTER TABLE log_entry ADD FOREIGN KEY (cohort_id, sitting_id) REFERENCES sitting (cohort_id, id)"))
            connection.execute(text("DROP TABLE log_entry_whole"))
        Player(site.cohort, site.sitting, NOW).to(None)
        found = verify()
    assert (found.amiss, found.sittings, found.entries > 30) == ((), 1, True)
