"""`elearn people`: accounts, from a shell. It needs neither a browser nor mail, and works while the site is served."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.actions import account, erase, erasure_list
from elearn.commands.site import link, site
from elearn.domain.person import Right
from elearn.domain.single_use import LIVES, Purpose
from elearn.store import account_deeds, erasures, people, second_factors
from elearn.store.people import Person

AT_ONCE = 500
HOURS = int(LIVES[Purpose.FIRST_ADMIN].total_seconds() // 3600)


@click.group("people")
def group() -> None:
    """Accounts: add, list, rights, suspend, new links, erase."""


def _now() -> datetime:
    return datetime.now(UTC)


def _person(email: str) -> Person:
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody has an account with {email}.")
    return person


def _rights(person: Person) -> list[str]:
    return [right.value for right in Right if getattr(person, f"is_{right.value}")]


@group.command()
@click.argument("name")
@click.argument("email")
@click.option("--admin", is_flag=True, help="may look after people and classes; gives a second factor")
@click.option("--teacher", is_flag=True, help="may start classes")
@click.option("--author", is_flag=True, help="may read and publish the library")
def add(name: str, email: str, admin: bool, teacher: bool, author: bool) -> None:
    """Make an account, and print the link with which its owner chooses a password.

    The link works once. Whoever has it is that person: hand it over as you would a key.
    """
    asked = {Right.ADMIN: admin, Right.TEACHER: teacher, Right.AUTHOR: author}
    with site() as config:
        person, secret = account.add(name, email, _now(), rights=frozenset(right for right, on in asked.items() if on))
        days = LIVES[Purpose.FIRST_ADMIN if admin else Purpose.INVITATION].days
        click.echo(link(config, secret))
        click.echo(f"For {person.name}, {person.email}; works once, within {f'{days} days' if days > 1 else f'{HOURS} hours'}.", err=True)


@group.command("list")
@click.argument("words", default="")
@click.option("--json", "as_json", is_flag=True, help="one JSON object on each line")
def show(words: str, as_json: bool) -> None:
    """List accounts; with WORDS those whose name or address has them."""
    with site():
        after = 0
        while found := people.found(words, AT_ONCE, after=after):
            for each in found:
                _line(each, as_json=as_json)
            after = found[-1].id


def _line(person: Person, *, as_json: bool) -> None:
    state = "suspended" if person.suspended_at else "" if person.password_hash else "not come in yet"
    if as_json:
        told = {"id": person.id, "name": person.name, "email": person.email, "rights": _rights(person), "state": state}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\t".join([str(person.id), person.name, person.email, ",".join(_rights(person)), state]).rstrip())


@group.command()
@click.argument("email")
@click.option("--admin/--no-admin", default=None, help="may look after people and classes")
@click.option("--teacher/--no-teacher", default=None, help="may start classes")
@click.option("--author/--no-author", default=None, help="may read and publish the library")
def role(email: str, admin: bool | None, teacher: bool | None, author: bool | None) -> None:
    """Give or take rights."""
    with site():
        person = _person(email)
        for right, on in {Right.ADMIN: admin, Right.TEACHER: teacher, Right.AUTHOR: author}.items():
            if on is not None:
                person = account.set_right(person.id, right, on, _now())
        click.echo(f"{person.name}: {', '.join(_rights(person)) or 'no rights of their own'}.")


@group.command()
@click.argument("email")
def suspend(email: str) -> None:
    """Shut somebody out at once. What they did stays."""
    with site():
        person = _person(email)
        account.suspend(person.id, _now())
        click.echo(f"{person.name} is suspended, and signed out everywhere.")


@group.command("let-back")
@click.argument("email")
def let_back(email: str) -> None:
    """End a suspension."""
    with site():
        person = _person(email)
        account.let_back(person.id, _now())
        click.echo(f"{person.name} may sign in again.")


@group.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """Sign somebody out in every browser."""
    with site():
        person = _person(email)
        account.sign_out(person.id, _now())
        click.echo(f"{person.name} is signed out everywhere.")


@group.command()
@click.argument("email")
@click.option("--second-factor", is_flag=True, help="take their second factor away too: telephone and recovery codes are lost")
def reset(email: str, second_factor: bool) -> None:
    """Print a link to a new password."""
    with site() as config:
        person = _person(email)
        if second_factor and second_factors.of(person.id):
            account.take_factor_away(person.id, _now())
        click.echo(link(config, account.reset(person.id, _now())))
        click.echo(f"For {person.name}, {person.email}; works once. The old password works until then.", err=True)


@group.command()
@click.option("--most", type=click.IntRange(1, 10_000), default=50, help="how many lines [50]")
def record(most: int) -> None:
    """What was done to whose account, the newest first."""
    with site():
        for _, each in account_deeds.newest(most):
            click.echo(f"{each.at:%Y-%m-%d %H:%M}\t{each.by or 'from a shell'}\t{each.what.value}\t{each.person}")


@group.command("erase")
@click.argument("email")
@click.option("--keep-names", is_flag=True, help="leave their name in words that others and their pairs wrote")
@click.option("--all-words", is_flag=True, help="take out all that they wrote with their pairs, too")
@click.option("--yes", is_flag=True, help="do not ask")
def erase_one(email: str, keep_names: bool, all_words: bool, yes: bool) -> None:
    """Erase a person for good.

    What is theirs alone goes. Their pairs' maps stay whole, under "former member". It cannot be taken back; a restored backup does it again
    by the list of erasures, which names nobody.
    """
    with site() as config:
        person = _person(email)
        will = erase.preview(person.id)
        click.echo(f"{person.name}, {person.email}:")
        click.echo(f"  go: the account, all that is theirs alone, and {will.alone} entries on their own desks")
        wordless = ", without their words" if all_words else ""
        click.echo(f"  stay under “former member”: {will.own_moves} moves in {will.pairs} pairs{wordless}")
        click.echo(f"  {'keep' if keep_names else 'lose'} their name: {will.named} entries")
        if will.working:
            click.echo(f"  {will.working} pairs are at work with them: the others go on")
        for led in will.leads_alone:
            click.echo(f"  nobody will lead the class {led}: give it a lead first")
        if not yes:
            click.confirm("Erase them?", abort=True)
        failed = erase.erase(
            person.id, _now(), lists=config.erasure_lists, exports_dir=config.exports_dir, names=not keep_names, words=all_words
        )
        for path in failed:
            click.echo(f"{path} could not be written. Run `elearn backup`, which writes the list of erasures anew.", err=True)
        click.echo("Erased.")
        if not erase.clear_space():
            click.echo("The database's file is still to be cleared: run `elearn people clear-space`.", err=True)


@group.command("erasures")
def erasures_list() -> None:
    """Who was erased, by number, the newest first."""
    with site():
        for each in erasures.people():
            click.echo(f"{each.at:%Y-%m-%d %H:%M}\taccount {each.person_id}")
        for line in erasures.redactions():
            click.echo(f"{line.at:%Y-%m-%d %H:%M}\twords of class {line.cohort_id}, sitting {line.sitting_id}, entry {line.op}")


@group.command("erase-again")
@click.argument("lists", nargs=-1, type=click.Path(path_type=Path, dir_okay=False, exists=True))
def erase_again(lists: tuple[Path, ...]) -> None:
    """Obey the lists of erasures again, on a database that was restored by another way than `elearn restore`.

    Without a file it is the list of this installation and the one beside its backups.
    """
    with site() as config:
        try:
            lines = [line for path in (*config.erasure_lists, *lists) for line in erasure_list.read(path)]
        except erasure_list.ListError as error:
            raise click.ClickException(str(error)) from error
        gone, entries = erase.reapply(lines, _now(), exports_dir=config.exports_dir)
        erasure_list.spread(config.erasure_lists)
        erase.clear_space()
        click.echo(f"{gone} people were erased again, and the words of {entries} entries taken out again.")


@group.command("clear-space")
def clear_space() -> None:
    """Have the database's file written anew, without the bytes of what was erased. Writers wait meanwhile."""
    with site():
        if not erase.clear_space():
            raise click.ClickException("The database is busy. Try again at a quieter hour.")
        click.echo("Nothing of what was erased lies about in the database's file.")
