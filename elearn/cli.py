"""The `elearn` command. Each subcommand loads only what it needs: `check` and `schema` start without Flask and without a database."""

import gc
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

gc.disable()  # until all is loaded: of modules nothing is ever left over

import click  # noqa: E402  # loading it is what the collector is to be kept from

# pydantic looks for plugins in the metadata of every installed package, which takes a fifth of the time of a check, even to find that they
# are switched off. We use none. Should a later release look elsewhere, nothing changes but the time.
sys.modules["pydantic.plugin._loader"] = no_plugins = ModuleType("pydantic.plugin._loader")
no_plugins.get_plugins = lambda: ()  # type: ignore[attr-defined]  # a module that is made here

LATER = {
    "backup": ("elearn.keeping:backup", "Write a backup of the database into one file, while people work."),
    "cohort": ("elearn.commands.cohort:group", "Classes, from a shell: add, list, staff, archive."),
    "demo": ("elearn.serving:demo", "Serve the demo: made-up people in a database of its own, on this machine only."),
    "doctor": ("elearn.commands.doctor:doctor", "Look at this installation from all sides, and say what to do."),
    "people": ("elearn.commands.people:group", "Accounts, from a shell: add, list, rights, suspend, new links, erase."),
    "preview": ("elearn.serving:preview", "Show a library's cases as both students will see them; every save reloads the page."),
    "publish": ("elearn.serving:publish", "Publish every case that passes the check."),
    "recompute": ("elearn.keeping:recompute", "Work out every pair's results and figures anew from the logs."),
    "restore": ("elearn.keeping:restore", "Make the database from a backup, where there is none yet."),
    "retain": ("elearn.commands.retain:retain", "Say which classes' time is over, and with --do erase their learners."),
    "serve": ("elearn.serving:serve", "Serve the site: your own database, no demo."),
    "upgrade": ("elearn.serving:upgrade", "Bring the database to the newest shape."),
    "verify": ("elearn.keeping:verify", "Look whether what is shown is what the log says."),
}
"""Commands that need the application: where they are, and their line in the list, so that the list loads none of them."""

LIBRARY = Path(__file__).resolve().parent.parent / "content"


class Commands(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *LATER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        module, _, name = LATER[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = {name: command.get_short_help_str(90) for name, command in self.commands.items()}
        rows = sorted((own | {name: line for name, (_, line) in LATER.items()}).items())
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Root & Remedy: medical and law students work one case together, live."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--format", "as_", type=click.Choice(["text", "json", "github"]), default="text", help="for people, for tools, for GitHub")
def check(paths: Sequence[Path], as_: str) -> None:
    """Check cases: every problem with file, line and remedy.

    PATH is a library, a case, or a file of a case; without one, the library content/. Ends with 0 if there is no error, 1 if there is, 2 if
    the check could not run.
    """
    # Reading makes many small things and few circles: the collector would look at them a hundred times for nothing.
    gc.set_threshold(100_000)
    from elearn.authoring import report

    try:
        problems = report.check_paths(paths or [_library()])
    except (report.NothingToCheck, OSError) as error:
        click.echo(f"The check could not run. {error}", err=True)
        raise SystemExit(report.COULD_NOT_RUN) from error
    if as_ == "text":
        click.echo(report.as_text(problems, colour=True))  # click takes the colour out where nobody would see it
    else:
        click.echo(report.FORMATS[as_](problems))
    gc.freeze()  # nor need it look through them all once more at the end
    raise SystemExit(report.exit_code(problems))


def _library() -> Path:
    here = Path("content")
    return here if here.is_dir() else LIBRARY


@main.group()
def new() -> None:
    """Begin a case or a module: small, complete, with comments that teach."""


@new.command("case")
@click.argument("slug")
@click.option("--library", type=click.Path(path_type=Path, file_okay=False), help="the library to write it in [content]")
def new_case(slug: str, library: Path | None) -> None:
    """Write a new case called SLUG, which passes the check as it stands."""
    from elearn.authoring import scaffold

    try:
        written = scaffold.new_case(library or _library(), slug, datetime.now(UTC).date())
    except (scaffold.CannotBegin, OSError) as error:
        raise click.ClickException(str(error)) from error
    for path in written:
        click.echo(path.as_posix())
    click.echo(f"\nOpen {written[0] / 'case.yaml'} and begin. Then: elearn check {written[0]}")


@new.command("module")
@click.argument("slug")
@click.option("--library", type=click.Path(path_type=Path, file_okay=False), help="the library to write it in [content]")
def new_module(slug: str, library: Path | None) -> None:
    """Write a new module called SLUG, which passes the check as it stands."""
    from elearn.authoring import scaffold

    try:
        written = scaffold.new_module(library or _library(), slug, datetime.now(UTC).date())
    except (scaffold.CannotBegin, OSError) as error:
        raise click.ClickException(str(error)) from error
    for path in written:
        click.echo(path.as_posix())
    click.echo(f"\nOpen {written[0]} and begin. Then: elearn check {written[0]}")


@main.command()
@click.argument("name", required=False, type=click.Choice(["case", "panel", "module", "sources", "resources", "vocabulary"]))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("schema"), help="the folder to write to [schema]")
def schema(name: str | None, out: Path) -> None:
    """Write the JSON Schemas, with which an editor completes keys and shows their help.

    With NAME, print that one instead.
    """
    from elearn.authoring import schema as schemas

    if name:
        click.echo(schemas.schema(name), nl=False)
        return
    for path in schemas.write_schemas(out):
        click.echo(path.as_posix())


gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
