"""What the check found, for people, for tools, for GitHub."""

from collections.abc import Callable, Sequence
from pathlib import Path

from elearn.authoring.checking import CASES, MODULES, case_folders, check_case, check_library, check_module, module_files
from elearn.authoring.files import unseen
from elearn.domain.problem import Problem, Severity

CLEAN, ERRORS, COULD_NOT_RUN = 0, 1, 2
"""Exit codes. Warnings alone are clean."""

COLOURS = {Severity.ERROR: "\033[31;1m", Severity.WARNING: "\033[33;1m"}
FAINT, PLAIN = "\033[2m", "\033[0m"


class NothingToCheck(Exception):
    """The path holds no case and no library; the text says so."""


def check_paths(paths: Sequence[Path]) -> tuple[Problem, ...]:
    """All that is wrong at these paths: libraries, cases, modules, or files of a case or module. Raises NothingToCheck."""
    found: dict[Problem, None] = {}
    done: set[Path] = set()
    for path in paths:
        for target, check in _targets(path):
            if target.resolve() not in done:
                done.add(target.resolve())
                found |= dict.fromkeys(check(target))
    return tuple(found)


Check = Callable[[Path], tuple[Problem, ...]]


def _targets(path: Path) -> list[tuple[Path, Check]]:
    """What is meant by a path, and how to check it: libraries, folders of cases, files of modules."""
    if not path.exists() and not path.is_symlink():
        raise NothingToCheck(f"There is no {path}.")
    if (path / CASES).is_dir() or (path / MODULES).is_dir():
        return [(path, check_library)]
    if path.is_dir() and path.resolve().name == CASES:
        return [(folder, check_case) for folder in case_folders(path.parent)]
    if path.is_dir() and path.resolve().name == MODULES:
        return [(file, check_module) for file in module_files(path.parent)]
    around = [path, *path.parents]
    case = next((each for each in around if (each / "case.yaml").is_file() or each.resolve().parent.name == CASES), None)
    if case is not None:
        return [(case, check_case)]
    module = next((each for each in around if each.absolute().parent.resolve().name == MODULES), None)
    if module is not None:
        return [(module.parent / f"{module.name.removesuffix('.yaml')}.yaml", check_module)]
    library = next((each for each in around if (each / CASES).is_dir()), None)
    if library is not None:
        return [(library, check_library)]
    raise NothingToCheck(f"{path} holds neither a case (a folder with case.yaml), a module, nor a library (a folder with {CASES}/).")


def as_text(problems: Sequence[Problem], *, colour: bool = False) -> str:
    """For people: each problem with its place, what is wrong, and how to mend it; errors first."""
    lines: list[str] = []
    for severity in Severity:
        for each in problems:
            if each.severity is severity:
                place = f"{each.where.file}:{each.where.line or 1}:{each.where.column or 1}"
                lines += [
                    f"{_seen(place)}: {_painted(f'{severity.value} {each.code}', COLOURS[severity], colour)}",
                    f"  {_seen(each.message)}",
                    _painted(f"  {_seen(each.remedy)}", FAINT, colour),
                ]
    return "\n".join([*lines, _sum(problems)])


def _sum(problems: Sequence[Problem]) -> str:
    errors = sum(each.is_error for each in problems)
    warnings = len(problems) - errors
    if not problems:
        return "No problems."
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}."


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{PLAIN}" if colour else text


def _seen(text: str) -> str:
    """Names of files and words of authors must not steer a terminal."""
    return unseen().sub("\ufffd", text)


def as_json(problems: Sequence[Problem]) -> str:
    """For tools: a list of {file, line, column, severity, code, message, remedy}."""
    import json  # noqa: PLC0415  # people are told in text, and need not wait for it

    return json.dumps(
        [
            {
                "file": each.where.file,
                "line": each.where.line or 1,
                "column": each.where.column or 1,
                "severity": each.severity.value,
                "code": each.code,
                "message": each.message,
                "remedy": each.remedy,
            }
            for each in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


def as_github(problems: Sequence[Problem]) -> str:
    """For GitHub Actions: workflow commands that show each problem beside its line."""
    return "\n".join(
        f"::{each.severity.value} file={_property(each.where.file)},line={each.where.line or 1},col={each.where.column or 1},"
        f"title={_property(each.code)}::{_escaped(f'{each.message} {each.remedy}')}"
        for each in problems
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


FORMATS = {"json": as_json, "github": as_github}


def exit_code(problems: Sequence[Problem]) -> int:
    """1 if there is an error, else 0."""
    return ERRORS if any(each.is_error for each in problems) else CLEAN
