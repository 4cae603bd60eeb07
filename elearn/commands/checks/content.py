"""The library, and what is published of it."""

from elearn.authoring import report
from elearn.commands.checks.patient import Finding, Patient, amber, check, green, red
from elearn.store import health


@check
def content_is_there(patient: Patient) -> Finding:
    """There is a library."""
    if not patient.config.content_dir.is_dir():
        return red(f"There is no folder {patient.config.content_dir}.", "Set `content_dir` to the library.")
    return green(f"The library is {patient.config.content_dir}.")


@check
def content_publishes(patient: Patient) -> Finding:
    """What is in the library passes its check."""
    try:
        problems = report.check_paths([patient.config.content_dir])
    except report.NothingToCheck as error:
        return red(str(error), "Set `content_dir` to the library.")
    if report.exit_code(problems):
        return amber(f"The check of the library finds errors: {problems[0]}", "`elearn check` says what to do.")
    return green("Every case of the library can be published.")


@check
def cases_are_published(patient: Patient) -> Finding:
    """Classes have something to choose from."""
    if not (count := health.published_cases()):
        return red("No case is published.", "elearn publish")
    return green(f"{count} cases are published.")
