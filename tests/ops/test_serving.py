"""`elearn serve`: several processes on PostgreSQL, one on SQLite; an end within seconds, and a sentence instead of a harmful start."""

import subprocess
import sys

import pytest

from elearn.serving import GRACE_SECONDS
from elearn.store.sqlite_version import wal_reset_fault, wal_reset_light
from tests.ops.nodes import SECRET, Browser, Node, nodes
from tests.services import free_port
from tests.site import ROOT, a_site


def serve(*words: str, **settings: str) -> subprocess.CompletedProcess:
    """`elearn serve` where it must not start."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "SECRET_KEY": SECRET, "PORT": str(free_port()), **settings}
    command = [sys.executable, "-m", "elearn.cli", "serve", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def test_two_processes_of_one_server_wake_one_another_and_end_in_time(tmp_path, postgres_url):
    site = a_site(tmp_path, csrf=True, database=postgres_url)
    with nodes(1, DATABASE_URL=postgres_url, REDIS_URL="", WEB_CONCURRENCY="2") as (server,):
        mira = Browser(site, "mira", server.url)
        streams = [Browser(site, "lew", server.url).stream() for _ in range(6)]  # so many land on both processes
        for stream in streams:
            stream.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        assert mira.moves("I look") == 4
        for stream in streams:
            stream.waits_for(lambda stream: 4 in stream.numbers(), 1)
        assert server.stop() < GRACE_SECONDS + 4
        for stream in streams:
            stream.close()


def test_open_streams_do_not_keep_a_server_from_ending(tmp_path):
    url = f"sqlite:///{tmp_path / 'site.sqlite'}"
    site = a_site(tmp_path, csrf=True, database=url)
    with nodes(1, DATABASE_URL=url, REDIS_URL="") as (server,):
        stream = Browser(site, "lew", server.url).stream()
        stream.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        assert server.stop() < GRACE_SECONDS + 3
        assert "Traceback" not in "".join(server.said)
        stream.close()


def test_several_processes_on_sqlite_are_refused_in_words(tmp_path):
    said = serve("--processes", "2", DATABASE_URL=f"sqlite:///{tmp_path / 'site.sqlite'}")
    assert said.returncode == 1
    assert "SQLite serves one" in said.stderr
    assert not (tmp_path / "site.sqlite").exists()


def test_a_second_server_on_one_sqlite_file_is_refused_and_the_first_goes_on(tmp_path):
    url = f"sqlite:///{tmp_path / 'site.sqlite'}"
    with nodes(1, DATABASE_URL=url, REDIS_URL="") as (first,):
        said = serve(DATABASE_URL=url)
        assert (said.returncode, "Another server has this SQLite database open" in said.stderr) == (1, True)
        assert first.running.poll() is None
        assert "There is no admin yet." in "".join(first.said)
        assert [oct(each.stat().st_mode & 0o777) for each in tmp_path.glob("site.sqlite*") if each.name != "site.sqlite-serving"] == [
            "0o600"
        ] * 3
        first.kill()
        Node(DATABASE_URL=url, REDIS_URL="").ready().stop()


def test_a_postgresql_that_was_not_brought_up_is_refused_with_the_command_that_does_it(postgres_url):
    said = serve(DATABASE_URL=postgres_url)
    assert (said.returncode, "Run `elearn upgrade` once" in said.stderr, "Traceback" in said.stderr) == (1, True, False)


@pytest.mark.parametrize(
    ("version", "faulty"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 0), False), ((3, 6, 9), False)]
)
def test_an_sqlite_with_the_fault_of_the_write_ahead_log_is_known_by_its_number(version, faulty):
    assert wal_reset_fault(version) is faulty
    lights = [wal_reset_light(processes, version)[0] for processes in (1, 2)]
    assert lights == (["amber", "red"] if faulty else ["green", "green"])
