"""`elearn new module`: what an author begins from passes the check, is published and can be walked."""

from datetime import date
from pathlib import Path

import pytest

from elearn.actions import study
from elearn.actions.publish_library import publish_modules
from elearn.authoring.library import check_library, read_library
from elearn.authoring.scaffold import CannotBegin, new_case, new_module
from tests.authoring.test_command import run
from tests.module_builders import a_module_file
from tests.site import NOW, a_site

TODAY = date(2026, 11, 24)


def test_a_new_module_has_no_problem_in_an_empty_library_and_beside_others(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for library in (tmp_path / "empty", a_module_file(tmp_path / "full").parents[1]):
        new_module(library, "letters", TODAY)
        assert check_library(library, today=TODAY) == ()


def test_a_new_case_and_a_new_module_share_their_source(tmp_path: Path) -> None:
    new_case(tmp_path, "fuel-debt", TODAY)
    new_module(tmp_path, "letters", TODAY)
    assert (tmp_path / "sources.yaml").read_text().count("id: eqa-2010-s20") == 1
    assert check_library(tmp_path, today=TODAY) == ()


def test_a_new_module_is_published_and_every_stop_of_it_opens(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    new_module(tmp_path / "library", "letters", TODAY)
    [module] = read_library(tmp_path / "library", today=TODAY).modules
    site = a_site(tmp_path)
    with site.app.app_context():
        publish_modules([module], NOW)
        study.open_module(site.cohort, "letters", NOW)
    paths = [f"/modules/{site.cohort}/letters/{stop.id}" for stop in module.path]
    assert [site.client("mira").get(path).status_code for path in paths] == [200] * 4


def test_the_command_writes_it_and_says_how_to_go_on(tmp_path: Path) -> None:
    code, out, _ = run("new", "module", "letters", "--library", str(tmp_path))
    assert code == 0
    assert out.endswith(f"Then: elearn check {tmp_path}/modules/letters.yaml\n")
    assert run("check", str(tmp_path / "modules" / "letters.yaml"))[:2] == (0, "No problems.\n")


@pytest.mark.parametrize("slug", ["Letters", "../letters", "", "a b"])
def test_a_name_that_could_not_be_a_module_is_refused(slug: str, tmp_path: Path) -> None:
    with pytest.raises(CannotBegin, match="small letters"):
        new_module(tmp_path, slug, TODAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["modules/letters.yaml", "modules/letters/page.md"])
def test_what_is_there_is_not_touched(there: str, tmp_path: Path) -> None:
    (tmp_path / there).parent.mkdir(parents=True)
    (tmp_path / there).write_text("mine")
    with pytest.raises(CannotBegin, match="is there already"):
        new_module(tmp_path, "letters", TODAY)
    assert [each.read_text() for each in tmp_path.rglob("*") if each.is_file()] == ["mine"]
