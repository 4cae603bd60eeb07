"""The servers of the tests: real ones, loud when absent, and PostgreSQL never as root."""

import psycopg
import pytest
import redis

from tests import services
from tests.services import AbsentError, plain


def absent():
    raise AbsentError("there is none")


def test_without_a_service_a_test_is_left_out_and_says_so(monkeypatch):
    monkeypatch.delenv("REQUIRE_SERVICES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="NOT TESTED: there is none"):
        services.wanted(absent)


def test_where_services_are_required_their_absence_is_a_failure(monkeypatch):
    monkeypatch.setenv("REQUIRE_SERVICES", "1")
    with pytest.raises(pytest.fail.Exception, match="REQUIRE_SERVICES=1, and there is none"):
        services.wanted(absent)


def test_the_ci_requires_them(monkeypatch):
    text = (services.Path(__file__).parents[2] / ".ci/run").read_text()
    assert text.index("timed services") < text.index("export REQUIRE_SERVICES=1") < text.index("timed make test")


def test_postgresql_is_real_new_enough_and_not_root(postgres_url):
    with psycopg.connect(plain(postgres_url)) as connection:
        version = connection.info.server_version
        [folder] = connection.execute("SHOW data_directory").fetchone()
    assert version >= 150000
    if services.Path(folder).exists():  # one that is named may be on another machine
        assert services.Path(folder).stat().st_uid != 0


def test_redis_is_real(redis_url):
    assert redis.Redis.from_url(redis_url).ping()
