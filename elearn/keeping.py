"""Commands that keep what was written: backup, restore, verify. Loaded by `cli` only when one of them is called."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.actions import backup as backups
from elearn.actions import erase, erasure_list
from elearn.actions.erasure_list import ListError
from elearn.actions.results import recompute as recompute_all
from elearn.actions.verify import verify as verify_all
from elearn.app import create_app
from elearn.config import BESIDE_BACKUPS, Config
from elearn.serving import configured
from elearn.store import migrate
from elearn.store.db import db
from elearn.store.releases import UnfitError

MOST_SHOWN = 20


@click.command()
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="the folder to write to [backup_dir, instance/backups]"
)
@click.option("--keep", type=click.IntRange(1), help="how many backups to keep there, the new one among them; without it all")
def backup(folder: Path | None, keep: int | None) -> None:
    """Write a backup of the database into one file, while people work.

    The file is readable by its owner only, and holds everything that people wrote. The secret key and the settings are not in it. Beside it
    stands the list of erasures, which every earlier backup in the folder needs when it is restored: keep the two together.
    """
    config = configured()
    folder = folder or config.backup_dir
    with _site():
        try:
            path = backups.backup(folder, datetime.now(UTC))
            erasure_list.write(folder / BESIDE_BACKUPS, [*erasure_list.read(config.erasures_file), *erasure_list.of_database()])
        except (backups.BackupError, ListError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{path} ({path.stat().st_size:,} bytes)")
    for gone in backups.thin_out(folder, keep) if keep else []:
        click.echo(f"{gone} was taken away")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--erasures",
    "lists",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="a list of erasures that is newer than the backup; without it the one beside the backup and the one of this installation",
)
def restore(file: Path, lists: tuple[Path, ...]) -> None:
    """Make the database from a backup, where there is none yet.

    `database_url` says where: a SQLite file that does not exist, or a PostgreSQL database without tables. The copy is brought to this
    release's shape, the list of erasures is applied again, and all of it is verified. Ends with 1 if something is amiss.
    """
    config = configured()
    with _site():
        try:
            lines = read_lists([config.erasures_file, file.parent / BESIDE_BACKUPS, *lists])
            note = backups.restore(file, lambda: erase_again(config, lines))
        except (backups.BackupError, UnfitError, ListError) as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"Restored: the database as it was on {note.made_at:%d %B %Y at %H:%M} UTC.")
        _say_verified()


@click.command()
def verify() -> None:
    """Look whether what is shown is what the log says, on a living or a restored database.

    Every log's numbers without a gap, every table and desk as its log makes it. Ends with 1 if something is amiss.
    """
    with _site():
        try:
            migrate.check()
        except UnfitError as error:
            raise click.ClickException(str(error)) from error
        _say_verified()


@click.command()
def recompute() -> None:
    """Work out every pair's results and figures for lists anew from the logs, while people work.

    Needed after a release whose notes say that results are counted otherwise; harmless at any other time.
    """
    with _site():
        try:
            migrate.check()
        except UnfitError as error:
            raise click.ClickException(str(error)) from error
        done = 0
        for done in recompute_all(datetime.now(UTC)):
            click.echo(f"\r{done:,} sittings", nl=False, err=True)
        click.echo(f"\r{done:,} sittings: their results are those of their logs.")


@contextmanager
def _site() -> Iterator[None]:
    """The application around a command, with its connections closed afterwards."""
    with create_app(configured()).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _say_verified() -> None:
    found = verify_all()
    click.echo(f"{found.sittings:,} sittings with {found.entries:,} entries were verified: {len(found.amiss) or 'nothing'} amiss.")
    for each in found.amiss[:MOST_SHOWN]:
        click.echo(f"  {each}", err=True)
    if len(found.amiss) > MOST_SHOWN:
        click.echo(f"  and {len(found.amiss) - MOST_SHOWN} more", err=True)
    if found.amiss:
        raise SystemExit(1)


def read_lists(paths: Iterable[Path]) -> list[erasure_list.Line]:
    """The lists of erasures in these files, and what of them was there, said. Raises ListError before anything is restored."""
    found = [path for path in dict.fromkeys(paths) if path.exists()]
    click.echo(f"Lists of erasures: {', '.join(map(str, found)) or 'none found. If there is one, give it with --erasures.'}")
    return [line for path in found for line in erasure_list.read(path)]


def erase_again(config: Config, lines: list[erasure_list.Line]) -> int:
    """A backup knows nothing of those who were erased after it was made. Returns how many were erased again."""
    people, entries = erase.reapply(lines, datetime.now(UTC), exports_dir=config.exports_dir)
    erasure_list.write(config.erasures_file, erasure_list.of_database())
    erase.clear_space()
    click.echo(f"{people} people were erased again, and the words of {entries} entries taken out again.")
    return people
