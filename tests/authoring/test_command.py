"""`elearn check` and `elearn schema`, as they are called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from elearn.cli import main
from tests.content_builders import SLUG, a_folder, a_library

MISSPELT = ("panel.yaml", "weight: supporting", "weigth: supporting")
OVERDUE = ("case.yaml", "review_by: 2027-05-24", "review_by: 2020-05-24")


def run(*arguments: str, **more: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, list(arguments), **more)  # type: ignore[arg-type]
    return done.exit_code, done.stdout, done.stderr


def test_a_clean_case_ends_with_0(tmp_path: Path) -> None:
    assert run("check", str(a_folder(tmp_path)))[:2] == (0, "No problems.\n")


def test_an_error_ends_with_1_and_says_where_what_and_how(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, MISSPELT)
    code, out, _ = run("check", str(folder))
    assert code == 1
    head = f"{folder}/panel.yaml:11:7: error E101\n"
    assert out.startswith(f"{head}  `weigth` is not a key here. Did you mean `weight`?\n  Write `weight`.\n")
    assert out.endswith("1 error, 0 warnings.\n")


def test_warnings_alone_end_with_0(tmp_path: Path) -> None:
    code, out, _ = run("check", str(a_folder(tmp_path, OVERDUE)))
    assert code == 0
    assert out.endswith("0 errors, 1 warning.\n")


def test_errors_stand_before_warnings(tmp_path: Path) -> None:
    _, out, _ = run("check", str(a_folder(tmp_path, OVERDUE, MISSPELT)))
    assert out.index("error E101") < out.index("warning W602")


@pytest.mark.parametrize("path", ["nowhere", "empty"])
def test_what_cannot_be_checked_ends_with_2(path: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run("check", str(tmp_path / path))
    assert (code, out) == (2, "")
    assert err.startswith("The check could not run.")


def test_an_unknown_format_ends_with_2(tmp_path: Path) -> None:
    assert run("check", str(a_folder(tmp_path)), "--format", "xml")[0] == 2


def test_tools_get_a_list_of_seven_fields(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, MISSPELT)
    code, out, _ = run("check", str(folder), "--format", "json")
    [found] = json.loads(out)
    assert code == 1
    assert found == {
        "file": f"{folder}/panel.yaml", "line": 11, "column": 7, "severity": "error", "code": "E101",
        "message": "`weigth` is not a key here. Did you mean `weight`?", "remedy": "Write `weight`.",
    }  # fmt: skip


def test_tools_get_an_empty_list_for_a_clean_case(tmp_path: Path) -> None:
    assert json.loads(run("check", str(a_folder(tmp_path)), "--format", "json")[1]) == []


def test_github_gets_workflow_commands(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, MISSPELT, OVERDUE)
    out = run("check", str(folder), "--format", "github")[1]
    assert f"::error file={folder}/panel.yaml,line=11,col=7,title=E101::`weigth` is not a key here." in out
    assert f"::warning file={folder}/case.yaml,line=6,col=12,title=W602::" in out


def test_a_library_a_folder_of_cases_a_case_and_a_file_may_be_named(tmp_path: Path) -> None:
    root = a_library(tmp_path, MISSPELT)
    for path in (
        root,
        root / "cases",
        root / "cases" / SLUG,
        root / "cases" / SLUG / "panel.yaml",
        root / "cases" / SLUG / "papers/law/survey.md",
    ):
        assert "1 error, 0 warnings." in run("check", str(path))[1]


def test_a_case_named_twice_is_told_once(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, MISSPELT)
    assert run("check", str(folder), str(folder / "case.yaml"))[1].count("E101") == 1


def test_without_a_path_the_library_here_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_library(tmp_path, MISSPELT)
    monkeypatch.chdir(tmp_path)
    assert run("check")[1].startswith(f"content/cases/{SLUG}/panel.yaml:11:7: error E101\n")


def test_there_is_colour_where_somebody_sees_it_and_none_in_a_file(tmp_path: Path) -> None:
    folder = str(a_folder(tmp_path, MISSPELT))
    assert "\033[31;1merror E101\033[0m" in run("check", folder, color=True)[1]
    assert "\033[" not in run("check", folder)[1]


def test_words_of_an_author_do_not_steer_a_terminal(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ("case.yaml", "shows: [fear]", 'shows: ["\\e[2Jfear"]'), files={"papers/law/\x1b[2J.md": "x"})
    assert "\x1b[2J" not in run("check", str(folder))[1]


@pytest.mark.parametrize("command", [["check", "FOLDER"], ["schema", "case"], ["--help"]])
def test_neither_flask_nor_the_database_is_loaded(command: list[str], tmp_path: Path) -> None:
    folder = str(a_folder(tmp_path))
    arguments = [folder if each == "FOLDER" else each for each in command]
    script = (
        "import sys\nfrom elearn.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'flask', 'sqlalchemy', 'flask_sqlalchemy', 'alembic', 'werkzeug', 'jinja2'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert done.stdout.endswith("\n[]\n"), done.stdout[-300:]


def test_the_check_of_a_case_without_mistakes_loads_nothing_that_only_mistakes_or_publishing_need(tmp_path: Path) -> None:
    later = {"elearn.domain.content", "elearn.authoring.wording", "elearn.authoring.garbled", "rapidfuzz", "bleach", "json"}
    script = "import sys\nfrom elearn.cli import main\ntry: main()\nexcept SystemExit: print(sorted(sys.modules))"
    command = [sys.executable, "-c", script, "check", str(a_folder(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    assert [each for each in later if f"'{each}'" in done.stdout] == []


def test_the_list_of_commands_names_those_that_are_loaded_later() -> None:
    out = run("--help")[1]
    assert all(name in out for name in ("check", "schema", "demo", "serve", "publish"))


def test_a_schema_is_printed_or_all_are_written(tmp_path: Path) -> None:
    assert json.loads(run("schema", "panel")[1])["required"] == ["panel"]
    code, out, _ = run("schema", "--out", str(tmp_path / "schema"))
    assert code == 0
    assert sorted(each.name for each in (tmp_path / "schema").iterdir()) == sorted(Path(line).name for line in out.split())
