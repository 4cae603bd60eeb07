"""What a newcomer's machine meets first: the look at its Python, the hashed requirements, the search for a browser."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import browser, environment

ROOT = Path(__file__).resolve().parent.parent


def a_program(path: Path, *, says: str, fails: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {int(fails)}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty PATH, on which Playwright has left no browser either."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "playwrights_own", lambda: None)
    return tmp_path


@pytest.mark.parametrize("kind", ["base", "server", "dev"])
def test_every_requirement_is_pinned_and_hashed_and_none_names_an_address(kind: str) -> None:
    text = (ROOT / f"requirements/{kind}.txt").read_text()
    wanted = [lines for lines in re.split(r"\n(?=\w)", text.replace("\\\n", "")) if not lines.startswith("#")]
    assert [lines for lines in wanted if not re.match(r"[\w.\[\],-]+==\S+.*--hash=sha256:", lines)] == []
    assert "://" not in text


def test_what_runs_the_site_is_tested_at_the_same_releases() -> None:
    pinned = {
        kind: set(re.findall(r"^(\w[^ ]*==[^ ]+)", (ROOT / f"requirements/{kind}.txt").read_text(), re.M)) for kind in environment.KINDS
    }
    assert pinned["base"] <= pinned["server"] <= pinned["dev"]


def test_a_machine_without_zone_files_knows_a_classs_clock() -> None:
    say = "from zoneinfo import ZoneInfo; print(ZoneInfo('Europe/London').key)"
    done = subprocess.run([sys.executable, "-c", say], env={"PYTHONTZPATH": ""}, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "Europe/London", done.stderr


def test_an_old_python_gets_a_sentence_and_no_traceback() -> None:
    first = (ROOT / "tools/environment.py").read_text().split("import fcntl")[0]
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is Python 3\.8: install"):
        exec(first.replace("import sys", ""), {"sys": type("sys", (), {"version_info": (3, 8, 18), "exit": staticmethod(_exit)})})


def _exit(sentence: str) -> None:
    raise SystemExit(sentence)


def test_an_environment_is_built_anew_when_its_requirements_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    (tmp_path / "base.stamp").write_text(environment.mark_of("base"))
    assert environment.stands("base")
    (tmp_path / "requirements/base.txt").write_text("flask==1.0")
    assert not environment.stands("base")


def test_a_chromium_on_the_path_is_found(machine: Path) -> None:
    a_program(machine / "chromium", says="Chromium 156.0")
    assert browser.find() == machine / "chromium"


def test_ubuntus_stub_and_a_snap_are_passed_over_for_a_browser_that_starts(machine: Path) -> None:
    a_program(machine / "chromium-browser", says="Please install the snap", fails=True)
    (machine / "chromium").symlink_to(a_program(machine / "snap/bin/chromium", says="Chromium 156.0"))
    a_program(machine / "google-chrome", says="Google Chrome 156.0")
    assert browser.find() == machine / "google-chrome"


def test_without_a_browser_the_tests_refuse_and_say_what_helps(machine: Path) -> None:
    with pytest.raises(browser.NoBrowserError, match=r"apt install chromium.*NO_BROWSER=1"):
        browser.launch_options()


def test_a_browser_named_in_vain_is_not_silently_replaced(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_program(machine / "chromium", says="Chromium 156.0")
    monkeypatch.setenv("CHROMIUM", str(machine / "elsewhere"))
    assert browser.find() is None


@pytest.mark.parametrize(("who", "where", "first"), [(0, "debian", "apt-get"), (0, "ubuntu", "playwright"), (1000, "debian", "playwright")])
def test_the_installer_fits_the_machine(machine: Path, monkeypatch: pytest.MonkeyPatch, who: int, where: str, first: str) -> None:
    asked: list[str] = []
    a_program(machine / "apt-get", says="")
    monkeypatch.setattr(browser, "run", lambda *command, env=None: asked.append(" ".join(command)))
    monkeypatch.setattr(browser.os, "geteuid", lambda: who)
    monkeypatch.setattr(browser, "distribution", lambda: where)
    with pytest.raises(browser.NoBrowserError):
        browser.install()
    assert first in asked[0]
    assert "playwright install" in asked[-1]
