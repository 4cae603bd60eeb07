"""`elearn retain`: erase the learners of classes that were archived longer ago than the institution keeps them."""

from datetime import UTC, datetime, timedelta

import click

from elearn.actions import erase
from elearn.commands.site import site
from elearn.config import Config
from elearn.store import retention


@click.command()
@click.option("--do", "do_it", is_flag=True, help="erase them; without it nothing is changed")
def retain(do_it: bool) -> None:
    """Say whose time is over, class by class, and with --do erase them.

    The time is `retain_days` after a class was archived. Staff stay, and so do learners who are in another class still. What pairs wrote
    together stays under "former member", as after `elearn people erase`.
    """
    with site() as config:
        if not config.retain_days:
            raise click.ClickException("`retain_days` is not set. Ask whoever keeps your institution's retention schedule.")
        now = datetime.now(UTC)
        before = now - timedelta(days=config.retain_days)
        over = retention.past(before)
        for each in over:
            stay = f", {each.stay} to stay for what else they are in" if each.stay else ""
            click.echo(f"Class {each.cohort_id}, {each.name}, archived {each.archived_at:%Y-%m-%d}: {len(each.go)} to go{stay}.")
        people = [person for each in over for person in each.go]
        if not people:
            click.echo("Nobody's time is over.")
        elif not do_it:
            click.echo(f"Nothing was changed. `elearn retain --do` erases them for good: {len(people)} in all.")
        else:
            _erase(people, now, before, config)


def _erase(people: list[int], now: datetime, before: datetime, config: Config) -> None:
    """Erase them one by one; somebody who has come into a class while others were erased stays."""
    unwritten: set[str] = set()
    erased = 0
    for person in people:
        if retention.is_kept(person, before):
            continue
        erased += 1
        failed = erase.erase(person, now, lists=config.erasure_lists, exports_dir=config.exports_dir)
        unwritten |= {str(path) for path in failed}
    for path in sorted(unwritten):
        click.echo(f"{path} could not be written. Run `elearn backup`, which writes the list of erasures anew.", err=True)
    stay = f" {len(people) - erased} stay: they have come into something else meanwhile." if erased < len(people) else ""
    click.echo(f"{erased} erased.{stay}")
    if not erase.clear_space():
        click.echo("The database's file is still to be cleared: run `elearn people clear-space`.", err=True)
