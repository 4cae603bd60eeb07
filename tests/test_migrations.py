"""The database's shape: every migration goes up and down, and what it makes is what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from elearn.store import migrate
from elearn.store.db import Base, db
from tests.site import a_site


def test_the_migrated_database_is_what_the_models_say(tmp_path, database):
    with a_site(tmp_path, database=database).app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_database_goes_down_to_nothing_and_up_again(tmp_path, database):
    with a_site(tmp_path, database=database).app.app_context():
        migrate.downgrade("base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        migrate.upgrade()
        assert "log_entry" in inspect(db.engine).get_table_names()
