"""`elearn new case`: what an author begins from passes the check and can be played to its end."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from elearn.actions.demo import place_at
from elearn.authoring.library import check_library, compile_case
from elearn.authoring.scaffold import CannotBegin, new_case
from elearn.domain.person import Discipline
from elearn.store import library, sittings
from tests.authoring.test_command import run
from tests.content_builders import a_library
from tests.site import a_site

TODAY = date(2026, 11, 24)


def test_a_new_case_has_no_problem_also_in_an_empty_library(tmp_path: Path) -> None:
    new_case(tmp_path, "fuel-debt", TODAY)
    assert check_library(tmp_path, today=TODAY) == ()


def test_a_new_case_leaves_the_shared_lists_as_they_were_but_for_what_it_needs(tmp_path: Path) -> None:
    root = a_library(tmp_path)
    before = (root / "sources.yaml").read_text()
    new_case(root, "fuel-debt", TODAY)
    new_case(root, "second-one", TODAY)
    after = (root / "sources.yaml").read_text()
    assert after.startswith(before)
    assert after.count("id: eqa-2010-s20") == 1
    assert check_library(root, today=TODAY) == ()


def test_a_new_case_is_played_to_its_end_by_a_pair(tmp_path: Path) -> None:
    new_case(tmp_path, "fuel-debt", TODAY)
    case = compile_case(tmp_path / "cases" / "fuel-debt", today=TODAY).case
    assert case is not None
    site = a_site(tmp_path, case=case)
    with site.app.app_context():
        people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
        version = library.latest("fuel-debt")
        assert version is not None
        opened = place_at(site.cohort, version.sha, people, None, datetime.now(UTC))
        found = sittings.with_seats(*opened)
        assert found is not None
        assert found.table.finished


@pytest.mark.parametrize("slug", ["Fuel-debt", "../fuel", "", "a b", "-x", "x" * 65])
def test_a_name_that_could_not_be_a_folder_of_a_case_is_refused(slug: str, tmp_path: Path) -> None:
    with pytest.raises(CannotBegin, match="small letters"):
        new_case(tmp_path, slug, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "cases" / "fuel-debt"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(CannotBegin, match="there already"):
        new_case(tmp_path, "fuel-debt", TODAY)
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]


def test_the_command_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    code, out, _ = run("new", "case", "fuel-debt", "--library", str(tmp_path))
    assert code == 0
    assert out.splitlines()[-1] == f"Open {tmp_path}/cases/fuel-debt/case.yaml and begin. Then: elearn check {tmp_path}/cases/fuel-debt"
    assert run("check", str(tmp_path))[:2] == (0, "No problems.\n")


def test_the_command_refuses_in_one_sentence(tmp_path: Path) -> None:
    code, _, err = run("new", "case", "No Name", "--library", str(tmp_path))
    assert code == 1
    assert err.startswith("Error: “No Name” cannot be the name of a case.")
