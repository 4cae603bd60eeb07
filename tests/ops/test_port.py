"""A port that is taken is said to be, before anything is made ready: who opens it would see another's pages and take them for the own."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from elearn import cli
from tests.content_builders import a_library


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_preview_on_a_port_that_is_taken_names_another(taken: int, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.main, ["preview", str(a_library(tmp_path)), "--port", str(taken)])
    assert done.exit_code == 1
    assert f"Port {taken} cannot be used" in done.output
    assert "say --port " in done.output
    assert "http://" not in done.output


def test_a_demo_on_a_port_that_is_taken_names_another(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken))
    done = CliRunner().invoke(cli.main, ["demo"])
    assert done.exit_code == 1
    assert f"Port {taken} cannot be used" in done.output
    assert "say PORT=" in done.output
