"""Migrations: up, down, with data, once, whole or not at all; and which database a release will serve."""

import threading

import pytest
from sqlalchemy import inspect, select, text, update

from elearn.actions.play import Player
from elearn.domain import folding
from elearn.store import log, migrate, releases
from elearn.store.db import db, saving
from elearn.store.releases import SchemaRelease, UnfitError, objection
from tests.site import NOW, a_site

KNOWN = ["0001", "0002", "0003"]


@pytest.mark.parametrize(
    ("release", "revision", "fits"),
    [
        (releases.RELEASE, "0003", True),  # its own
        (releases.RELEASE, "0004", True),  # of the same release, not yet published
        (releases.RELEASE + 1, "0009", True),  # the next release has run its migrations; this one goes on until it is replaced
        (releases.RELEASE + 2, "0019", False),  # that one may have taken away what this one reads
        (releases.RELEASE, "0002", False),
        (releases.RELEASE - 1, "0002", False),
        (0, None, False),
    ],
)
def test_code_serves_its_own_database_and_that_of_the_next_release(release, revision, fits):
    assert (objection(release=release, revision=revision, known=KNOWN) is None) is fits


def test_an_upgraded_database_fits_and_says_which_release_brought_it_up(tmp_path, database):
    with a_site(tmp_path, database=database).app.app_context():
        migrate.check()
        assert db.session.scalar(select(SchemaRelease.number)) == releases.RELEASE
        assert migrate.upgrade() is False


def test_an_older_database_is_refused_with_the_command_that_helps(tmp_path, database):
    with a_site(tmp_path, database=database).app.app_context():
        migrate.downgrade("0006")
        with pytest.raises(UnfitError, match="Run `elearn upgrade` once"):
            migrate.check()
        assert migrate.upgrade() is True
        migrate.check()


def test_a_database_two_releases_ahead_is_refused_and_never_touched(tmp_path, database):
    with a_site(tmp_path, database=database).app.app_context():
        with saving() as session:
            session.execute(update(SchemaRelease).values(number=releases.RELEASE + 2, revision="0999"))
            session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
        with pytest.raises(UnfitError, match="2 releases newer"):
            migrate.check()
        assert migrate.upgrade() is False


@pytest.mark.parametrize("step", ["0006", "0002", "0001"])
def test_a_log_survives_the_way_down_and_up_again(tmp_path, database, step):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
        before, table = log.entries(site.cohort, site.sitting), site.table()
        migrate.downgrade(step)
        migrate.upgrade()
        assert log.entries(site.cohort, site.sitting) == before
        assert folding.replay(before) == table == site.table()


def test_a_migration_that_fails_half_way_has_done_nothing(tmp_path, database, monkeypatch):
    with a_site(tmp_path, database=database).app.app_context():
        migrate.downgrade("0001")
        before = sorted(inspect(db.engine).get_table_names())

        def fails(connection):
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(migrate, "_note_release", fails)
        with pytest.raises(RuntimeError, match="disk is full"):
            migrate.upgrade()
        assert sorted(inspect(db.engine).get_table_names()) == before
        monkeypatch.undo()
        assert migrate.upgrade() is True


def test_of_several_nodes_that_upgrade_at_once_one_does_it(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        migrate.downgrade("base")
    did: list[bool] = []

    def upgrade():
        with site.app.app_context():
            did.append(migrate.upgrade())

    nodes = [threading.Thread(target=upgrade) for _ in range(4)]
    for node in nodes:
        node.start()
    for node in nodes:
        node.join()
    assert sorted(did) == [False, False, False, True]
