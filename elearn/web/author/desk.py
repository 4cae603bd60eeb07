"""What the author's pages ask of the library on disk: held, and read again where a file was saved."""

from datetime import UTC, date, datetime

from flask import current_app
from werkzeug.exceptions import NotFound

from elearn.authoring.library import Compiled
from elearn.authoring.watch import Held, Reader
from elearn.config import Config
from elearn.domain.content import Case
from elearn.store import library, versions


def today() -> date:
    """The day by which reviews are due or not."""
    return datetime.now(UTC).date()


def config() -> Config:
    """The configuration in force."""
    found: Config = current_app.extensions["elearn"]
    return found


def reader() -> Reader:
    """The one reader of this process's library."""
    found: Reader | None = current_app.extensions.get("library")
    if found is None:
        found = current_app.extensions["library"] = Reader(config().content_dir)
    return found


def held() -> Held:
    """The library as it stands on disk."""
    return reader().read(today())


def compiled(slug: str) -> Compiled | None:
    """A case on disk with its problems; none for one that was only ever published. One that is neither is not found."""
    found = held().cases.get(slug)
    if found is None and not versions.of_case(slug):
        raise NotFound
    return found


def to_show(slug: str) -> tuple[Case | None, bool]:
    """The case for an author's eyes, and whether it is as on disk. Where the disk holds nothing that can be shown it is the newest version,
    and none where there is none.
    """
    found = compiled(slug)
    if found is not None and found.sketch is not None:
        return found.sketch, True
    newest = library.latest(slug)
    return (library.case(newest.sha) if newest else None), False


def alone() -> bool:
    """Whether only the author's pages are served (`elearn preview`): nothing can be published there, and nobody works."""
    return bool(current_app.extensions.get("alone"))


def watching() -> bool:
    """Whether saves are watched for, so that pages follow them."""
    return bool(current_app.extensions.get("watching"))
