"""Databases for tests that must hold on both kinds."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import once, services


def pytest_configure(config: pytest.Config) -> None:
    """What makes tests quick. Proofs stay on the disk, as a site does: they kill servers and fill it."""
    once.compile_once()
    if config.option.markexpr != "proof":
        services.keep_files_in_memory()


def pytest_collection_finish() -> None:
    """What stands when all tests are known stays to the end: the collector need not walk it again, a tenth of a page test's time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _connections_closed() -> Iterator[None]:
    """A test leaves no connection to PostgreSQL behind."""
    yield
    services.close_connections()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A new, empty database on a real PostgreSQL."""
    server = services.wanted(services.postgres)
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def redis_url() -> str:
    """A real Redis."""
    return services.wanted(services.redis_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'site.sqlite'}"
    return request.getfixturevalue("postgres_url")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a proof has seen is said at the end, whichever process it ran in: `record_property("seen", …)`."""
    for report in (each for outcome in ("passed", "failed") for each in terminalreporter.getreports(outcome)):
        for name, words in report.user_properties if report.when == "call" else ():
            if name == "seen":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {words}")
