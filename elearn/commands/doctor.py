"""`elearn doctor`: looks at an installation from all sides, and says what to do."""

import json

import click

from elearn.app import create_app
from elearn.commands.checks import CHECKS, Finding, Light, Patient, look_at
from elearn.config import Config
from elearn.serving import configured
from elearn.store.db import db

PAINT = {Light.GREEN: "green", Light.AMBER: "yellow", Light.RED: "red"}


def examine(patient: Patient) -> dict[str, Finding]:
    """Every check, by name, in order."""
    with patient.app.app_context():
        try:
            return {name: look_at(patient, name) for name in CHECKS}
        finally:
            db.session.remove()
            db.engine.dispose()


@click.command()
@click.option("--deploy", is_flag=True, help="end with 1 if anything is red: for the last step before people are let in")
@click.option("--json", "as_json", is_flag=True, help="one JSON object with every finding")
@click.option("--all", "every", is_flag=True, help="show what is green too")
def doctor(deploy: bool, as_json: bool, every: bool) -> None:
    """Look at this installation from all sides: what is well, what should be looked at, what must not stay like this."""
    config: Config = configured()
    patient = Patient(config=config, app=create_app(config))
    if patient.database_file is not None and not patient.database_file.exists():
        raise click.ClickException(f"There is no database yet at {patient.database_file}. Run `elearn upgrade`, or start the site once.")
    found = examine(patient)
    if as_json:
        told = [{"check": name, "light": each.light.value, "says": each.says, "remedy": each.remedy} for name, each in found.items()]
        click.echo(json.dumps({"checks": told, **{light.value: _count(found, light) for light in Light}}, ensure_ascii=False, indent=1))
    else:
        _tell(found, every=every)
    if deploy and _count(found, Light.RED):
        raise SystemExit(1)


def _tell(found: dict[str, Finding], *, every: bool) -> None:
    for name, each in found.items():
        if each.light is not Light.GREEN or every:
            click.echo(f"{click.style(f'{each.light.value:5}', fg=PAINT[each.light])}  {name.replace('_', ' ')}: {each.says}")
            if each.remedy:
                click.echo(f"       {each.remedy}")
    click.echo(", ".join(f"{_count(found, light)} {light.value}" for light in Light))


def _count(found: dict[str, Finding], light: Light) -> int:
    return sum(each.light is light for each in found.values())
