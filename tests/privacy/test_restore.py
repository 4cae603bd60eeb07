"""A backup from before somebody was erased, restored: the list of erasures is applied again, wherever it lies."""

import pytest
from click.testing import CliRunner

from elearn import cli
from elearn.actions import backup as backups
from elearn.actions import erase, erasure_list, redact
from elearn.actions.erasure_list import ListError
from elearn.config import BESIDE_BACKUPS
from elearn.store import log
from tests.privacy.seeded import a_seeded_site
from tests.privacy.test_erase import everything, found
from tests.site import NOW


@pytest.fixture
def drilled(tmp_path):
    """A backup, an erasure and a redaction after it; the lists in a folder of their own, and an empty installation."""
    site_folder, backup_folder, lists = tmp_path / "site", tmp_path / "backups", tmp_path / "lists"
    site_folder.mkdir()
    seeded = a_seeded_site(site_folder, f"sqlite:///{site_folder / 'site.sqlite'}")
    with seeded.site.app.app_context():
        backup = backups.backup(backup_folder, NOW)
        [chosen] = [each.seq for each in redact.spoken(log.entries(*seeded.working)) if "joint-canary-77aa" in str(each.move)]
        redact.redact(*seeded.working, [chosen], NOW, lists=[lists / "list"], by=None)
        erase.erase(seeded.person, NOW, lists=[lists / "list"], exports_dir=tmp_path)
    return seeded, backup, lists / "list"


def restored(tmp_path, backup, *more):
    (tmp_path / "new").mkdir()
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'new.sqlite'}", "ERASURES_FILE": str(tmp_path / "new" / "list"),
                   "SECRET_KEY": "k" * 40}  # fmt: skip
    return CliRunner().invoke(cli.main, ["restore", str(backup), *map(str, more)], env=environment)


def test_a_list_beside_the_backup_is_applied(drilled, tmp_path):
    _, backup, given = drilled
    given.rename(backup.parent / BESIDE_BACKUPS)
    result = restored(tmp_path, backup)
    assert (result.exit_code, "1 people were erased again, and the words of 1 entries" in result.output) == (0, True), result.output
    assert found(everything(tmp_path / "new", "sqlite")) == []
    assert not any(b"joint-canary-77aa" in data for data in everything(tmp_path / "new", "sqlite").values())


def test_a_list_that_is_named_is_applied_and_kept_for_the_next_time(drilled, tmp_path):
    _, backup, given = drilled
    result = restored(tmp_path, backup, "--erasures", given)
    assert (result.exit_code, found(everything(tmp_path / "new", "sqlite"))) == (0, [])
    assert erasure_list.read(tmp_path / "new" / "list") == erasure_list.read(given)


def test_without_a_list_the_command_says_so(drilled, tmp_path):
    _, backup, _ = drilled
    result = restored(tmp_path, backup)
    assert (result.exit_code, "none found" in result.output) == (0, True)


def test_a_file_that_is_no_list_stops_everything_before_it_begins(drilled, tmp_path):
    _, backup, given = drilled
    given.write_text("not a list\n")
    assert restored(tmp_path, backup, "--erasures", given).exit_code == 1
    assert not (tmp_path / "new" / "new.sqlite").exists()
    with pytest.raises(ListError):
        erasure_list.read(given)


def test_a_redaction_leaves_replay_as_it_is_kept_and_no_copy_on_a_desk(drilled):
    seeded, _, _ = drilled
    with seeded.site.app.app_context():
        said = [str(each.move) for entries in log.lanes(*seeded.working).values() for each in entries]
        assert not any("joint-canary-77aa" in each for each in said)
        assert erase.clear_space()


def test_a_database_that_came_back_another_way_obeys_a_list_when_told_to(drilled, tmp_path, monkeypatch):
    _, backup, given = drilled
    restored(tmp_path, backup)
    for name, value in {"DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'new.sqlite'}", "ERASURES_FILE": str(tmp_path / "new" / "list"),
                        "BACKUP_DIR": str(tmp_path / "none"), "SECRET_KEY": "k" * 40}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(cli.main, ["people", "erase-again", str(given)])
    assert (done.exit_code, done.output) == (0, "1 people were erased again, and the words of 1 entries taken out again.\n")
    assert found(everything(tmp_path / "new", "sqlite")) == []


def test_a_backup_writes_the_list_beside_it_with_what_an_older_database_would_not_know(drilled, tmp_path, monkeypatch):
    _, _, given = drilled
    for name, value in {"DATABASE_URL": f"sqlite:///{tmp_path / 'site' / 'site.sqlite'}", "ERASURES_FILE": str(tmp_path / "none"),
                        "SECRET_KEY": "k" * 40}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(cli.main, ["backup", "--to", str(tmp_path / "elsewhere")])
    beside = tmp_path / "elsewhere" / BESIDE_BACKUPS
    assert (done.exit_code, erasure_list.read(beside)) == (0, erasure_list.read(given)), done.output
    assert beside.stat().st_mode & 0o777 == 0o600


def test_a_redacted_entry_means_no_other_that_has_its_number_since(drilled):
    seeded, _, given = drilled
    [line] = [each for each in erasure_list.read(given) if isinstance(each, erasure_list.Redacted)]
    other = line.model_copy(update={"op": "another000"})
    with seeded.site.app.app_context():
        assert erase.reapply([other], NOW, exports_dir=given.parent) == (0, 0)
