"""The application around a command."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from elearn.app import create_app
from elearn.config import Config
from elearn.domain.errors import Refusal
from elearn.serving import configured
from elearn.store import migrate
from elearn.store.db import db
from elearn.store.releases import UnfitError


@contextmanager
def site() -> Iterator[Config]:
    """The site's database, ready: SQLite is brought up, of PostgreSQL it is looked whether this release can serve it. A refusal becomes one
    plain sentence.
    """
    config = configured()
    with create_app(config).app_context():
        try:
            if not config.on_postgresql:
                migrate.upgrade()
            migrate.check()
            yield config
        except (Refusal, UnfitError) as error:
            raise click.ClickException(str(error)) from error
        finally:
            db.session.remove()
            db.engine.dispose()


def link(config: Config, secret: str) -> str:
    """The address of a single-use link, as people reach the site."""
    return f"{config.site_url or f'http://{config.host}:{config.port}'}/welcome/{secret}"
