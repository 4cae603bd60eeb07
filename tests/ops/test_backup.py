"""The drill: a backup while a class works, restored into an empty place, verified; and every backup that must not be believed."""

import gzip
import hashlib
import io
import json
import tarfile
import threading

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from elearn import cli
from elearn.actions import backup as backups
from elearn.actions import sit
from elearn.actions.backup import COPY, NOTE, BackupError
from elearn.actions.play import Player
from elearn.actions.verify import verify
from elearn.app import create_app
from elearn.config import Config
from elearn.domain import move as m
from elearn.domain.person import Discipline
from elearn.store import library, log, migrate, releases, sittings
from elearn.store.db import db, saving
from elearn.store.log import LogEntry
from elearn.store.sittings import Seat, Sitting
from tests import services
from tests.content_builders import a_case
from tests.site import NOW, a_site

NOBODY = {"erase_again": lambda: 0}


@pytest.fixture
def empty(database, tmp_path):
    """Another, empty installation of the same kind."""
    url = f"sqlite:///{tmp_path / 'restored.sqlite'}" if database.startswith("sqlite") else services.wanted(services.postgres).fresh()
    app = create_app(Config.model_validate({"secret_key": "k" * 40, "database_url": url}))
    with app.app_context():
        services.remember(db.engine)
    yield app
    if not database.startswith("sqlite"):
        services.close_connections()
        services.postgres().drop(url)


def backed_up(site, folder):
    with site.app.app_context():
        return backups.backup(folder, NOW)


def repack(path, *, note=None, copy=None):
    """The same backup with another note or another copy in it."""
    with tarfile.open(path) as archive:
        parts = {name: archive.extractfile(name).read() for name in (NOTE, COPY)}
    parts |= {NOTE: json.dumps(json.loads(parts[NOTE]) | (note or {})).encode()} | ({COPY: copy} if copy is not None else {})
    with tarfile.open(path, "w:gz") as archive:
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def test_the_drill_a_backup_under_writes_restores_to_a_beginning_of_the_log(tmp_path, database, empty):
    site, done = a_site(tmp_path, database=database), threading.Event()
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
        opened = sit_again(site)
    acknowledged = []

    def works():
        while not done.is_set():
            with site.app.app_context():
                acknowledged.append(sit_move(site, opened, f"Line {len(acknowledged)}"))

    worker = threading.Thread(target=works)
    worker.start()
    while len(acknowledged) < 10:
        done.wait(0.01)
    surely = len(acknowledged)
    path = backed_up(site, tmp_path / "backups")
    done.set()
    worker.join()
    with site.app.app_context():
        whole = log.entries(*opened)
    with empty.app_context():
        backups.restore(path, **NOBODY)
        kept, found = log.entries(*opened), verify()
    assert kept == whole[: len(kept)]
    assert len(kept) >= surely
    assert (found.amiss, found.sittings) == ((), 2)


def sit_again(site):
    pair = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
    return sit.open_sitting(site.cohort, library.latest(a_case().case).sha, pair, NOW)


def sit_move(site, opened, words):
    member = sorted(seat.member_id for seat in sittings.with_seats(*opened).seats)[0]
    return sit.make_move(*opened, member, sit.new_op(), m.ProfessionIntroduced(words=words), NOW).seq


def test_a_backup_is_its_owners_only_and_nothing_else_is_left_in_the_folder(tmp_path, database):
    site = a_site(tmp_path, database=database)
    path = backed_up(site, tmp_path / "backups")
    assert [each.name for each in path.parent.iterdir()] == ["elearn-20261124T120000Z.backup"]
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(BackupError, match="is there already"):
        backed_up(site, tmp_path / "backups")


def test_a_place_that_is_not_empty_is_left_alone(tmp_path, database):
    site = a_site(tmp_path, database=database)
    path = backed_up(site, tmp_path / "backups")
    site.does("mira", m.ProfessionIntroduced(words="Later than the backup"))
    with site.app.app_context(), pytest.raises(BackupError, match="already"):
        backups.restore(path, **NOBODY)
    assert site.table().members[site.members["mira"]].introduction == "Later than the backup"


@pytest.mark.parametrize("harm", ["cut short", "some bytes changed", "no archive", "another copy", "a note too many", "not there"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_restored(tmp_path, database, empty, harm):
    path = backed_up(a_site(tmp_path, database=database), tmp_path / "backups")
    whole = path.read_bytes()
    match harm:
        case "cut short":
            path.write_bytes(whole[: len(whole) // 2])
        case "some bytes changed":
            middle = len(whole) // 2
            path.write_bytes(whole[:middle] + bytes(each ^ 0x55 for each in whole[middle : middle + 64]) + whole[middle + 64 :])
        case "no archive":
            path.write_bytes(gzip.compress(b"nothing of that kind" * 100))
        case "another copy":
            repack(path, copy=b"SQLite format 3\0" + bytes(4096))
        case "a note too many":
            repack(path, note={"run": "rm"})
        case "not there":
            path.unlink()
    with empty.app_context():
        with pytest.raises(BackupError):
            backups.restore(path, **NOBODY)
        assert backups.copies.is_empty(db.engine)


def test_a_copy_that_only_looks_right_is_refused_by_the_database(tmp_path, database, empty):
    path, junk = backed_up(a_site(tmp_path, database=database), tmp_path / "backups"), b"junk" * 2048
    repack(path, copy=junk, note={"bytes": len(junk), "sha256": hashlib.sha256(junk).hexdigest()})
    with empty.app_context():
        with pytest.raises(BackupError, match=r"no database|pg_restore failed"):
            backups.restore(path, **NOBODY)
        assert backups.copies.is_empty(db.engine)


@pytest.mark.parametrize(("note", "sentence"), [({"database": "other"}, "is a backup of"), ({"release": releases.RELEASE + 2}, "too new")])
def test_a_backup_for_something_else_is_refused_in_words(tmp_path, database, empty, note, sentence):
    path = backed_up(a_site(tmp_path, database=database), tmp_path / "backups")
    if note.get("database") == "other":
        note = {"database": "postgresql" if database.startswith("sqlite") else "sqlite"}
    repack(path, note=note)
    with empty.app_context(), pytest.raises(BackupError, match=sentence):
        backups.restore(path, **NOBODY)


def test_a_backup_of_an_older_release_is_brought_up_and_erasures_are_applied_again(tmp_path, database, empty):
    site, erased = a_site(tmp_path, database=database), []
    with site.app.app_context():
        migrate.downgrade("0006")
        path = backups.backup(tmp_path / "backups", NOW)
    with empty.app_context():
        backups.restore(path, erase_again=lambda: erased.append("again") or 1)
        migrate.check()
        assert (verify().amiss, erased) == ((), ["again"])


def test_only_the_newest_backups_are_kept_when_asked(tmp_path):
    for day in range(1, 6):
        (tmp_path / f"elearn-2026110{day}T010000Z.backup").touch()
    (tmp_path / "holiday.jpg").touch()
    backups.thin_out(tmp_path, 2)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "elearn-20261104T010000Z.backup", "elearn-20261105T010000Z.backup", "holiday.jpg",
    ]  # fmt: skip


HARM = {
    "the log of the table has no number 2": lambda: delete(LogEntry).where(LogEntry.lane == "", LogEntry.seq == 2),
    "the log of the table has no number 3 to 5": lambda: delete(LogEntry).where(LogEntry.lane == "", LogEntry.seq.in_((3, 4, 5))),
    "the log's last is": lambda: update(Sitting).values(last_seq=Sitting.last_seq + 1),
    "the table as kept is not": lambda: update(Sitting).values(snapshot='{"last": 7}'),
    "cannot be read": lambda: update(Sitting).values(snapshot="{"),
    "figures for lists": lambda: update(Sitting).values(digest={"causes": 99}),
    "the desk of": lambda: update(Seat).values(desk='{"last": 1}'),
    "findings are counted": lambda: update(Seat).values(findings=42),
    "and its log's last is": lambda: update(Seat).values(last_seq=0),
    "belongs to no seat": lambda: update(LogEntry).where(LogEntry.lane != "").values(lane="strangerstranger"),
}


@pytest.mark.parametrize("says", HARM)
def test_verify_sees_every_kind_of_harm(tmp_path, database, says):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
        assert verify().amiss == ()
        with saving() as session:
            if says == "belongs to no seat":
                session.execute(delete(LogEntry).where(LogEntry.lane != "", LogEntry.by != site.members["mira"]))
            session.execute(HARM[says]())
        assert any(says in str(each) for each in verify().amiss)


def test_verify_asks_sqlite_for_its_own_opinion(tmp_path):
    site = a_site(tmp_path, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    with site.app.app_context():
        driver = db.session.connection().connection.driver_connection
        db.session.rollback()
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("UPDATE enrolment SET person_id = 9999 WHERE role = 'tutor'")
        assert "points nowhere" in str(verify().amiss[0])


def test_the_commands_do_all_of_it(tmp_path, database, monkeypatch):
    site = a_site(tmp_path, database=database)
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    made = CliRunner().invoke(cli.main, ["backup", "--to", str(tmp_path / "backups"), "--keep", "3"])
    assert made.exit_code == 0, made.output
    again = CliRunner().invoke(cli.main, ["restore", made.output.split(" (")[0]])
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert "nothing amiss" in CliRunner().invoke(cli.main, ["verify"]).output
    with site.app.app_context(), saving() as session:
        session.execute(update(Sitting).values(last_seq=1))
    harmed = CliRunner().invoke(cli.main, ["verify"])
    assert (harmed.exit_code, "the log's last is 3" in harmed.output) == (1, True)


def test_a_database_whose_program_is_not_there_is_told_what_to_install(tmp_path, postgres_url, monkeypatch):
    site = a_site(tmp_path, database=postgres_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="postgresql-client"):
        backed_up(site, tmp_path / "backups")
    assert not [*(tmp_path / "backups").iterdir()]
