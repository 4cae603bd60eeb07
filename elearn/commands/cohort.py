"""`elearn cohort`: classes, from a shell."""

import json
from datetime import UTC, datetime

import click

from elearn.actions import cohort as classes
from elearn.commands.site import site
from elearn.domain.cohort import OFFERED, Pace
from elearn.domain.person import Role
from elearn.store import cohorts, people


@click.group("cohort")
def group() -> None:
    """Classes: add, list, staff, archive."""


def _now() -> datetime:
    return datetime.now(UTC)


@group.command("list")
@click.option("--all", "archived", is_flag=True, help="the archived ones too")
@click.option("--json", "as_json", is_flag=True, help="one JSON object on each line")
def show(archived: bool, as_json: bool) -> None:
    """List classes, the newest first, with how many learn in them and how many pairs there are."""
    with site():
        for each in cohorts.counted(archived=archived):
            if as_json:
                told = {"id": each.id, "name": each.name, "learners": each.learners, "pairs": each.pairs, "archived": each.archived}
                click.echo(json.dumps(told, ensure_ascii=False))
            else:
                parts = [
                    str(each.id),
                    each.name,
                    f"{each.learners} learners",
                    f"{each.pairs} pairs",
                    *(["archived"] if each.archived else []),
                ]
                click.echo("\t".join(parts))


@group.command()
@click.argument("name")
@click.option("--lead", "email", required=True, help="the e-mail address of whoever leads it, who has an account")
@click.option("--zone", default="Europe/London", help="the time zone of its clock [Europe/London]")
@click.option("--pace", type=click.Choice([each.value for each in Pace]), default=Pace.TAUGHT.value, help="who opens the steps [taught]")
def add(name: str, email: str, zone: str, pace: str) -> None:
    """Start a class, and print its number."""
    with site():
        person = people.by_email(email)
        if person is None:
            raise click.ClickException(f"Nobody has an account with {email}. Make one first: elearn people add NAME {email}")
        click.echo(classes.start(name, zone, Pace(pace), person.id, _now()))


@group.command()
@click.argument("cohort", type=click.IntRange(1))
@click.argument("email")
@click.argument("role", type=click.Choice([each.value for each in OFFERED]))
@click.option("--name", default="", help="their name, when they have no account yet")
def staff(cohort: int, email: str, role: str, name: str) -> None:
    """Give somebody a role in the class with this number.

    Who has no account gets one with --name, and a link by `elearn people reset`.
    """
    with site():
        person, is_new = classes.add_staff(cohort, email, name, Role(role), _now(), by_post=False)
        click.echo(f"{person.name} is on the staff now ({role.replace('_', ' ')}){', with a new account' if is_new else ''}.")


@group.command()
@click.argument("cohort", type=click.IntRange(1))
def archive(cohort: int) -> None:
    """Put the class with this number away. What was done in it stays readable."""
    with site():
        classes.archive(cohort, _now())
        click.echo("Archived.")


@group.command("bring-back")
@click.argument("cohort", type=click.IntRange(1))
def bring_back(cohort: int) -> None:
    """Take the class with this number out of the archive."""
    with site():
        if cohorts.by_id(cohort) is None:
            raise click.ClickException("There is no class of that number.")
        classes.bring_back(cohort)
        click.echo("It is in use again.")


@group.command()
@click.argument("cohort", type=click.IntRange(1))
def code(cohort: int) -> None:
    """Print a new code to join the class by. The old one stops working."""
    with site():
        click.echo(classes.renew_code(cohort))
