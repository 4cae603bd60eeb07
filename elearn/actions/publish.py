"""Publishing: what passes the check on disk becomes a numbered, hashed version. A broken edit never replaces a good version."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from elearn.authoring.library import CASES, compile_case
from elearn.authoring.pictures import PictureChanged, picture
from elearn.domain.content import Case, Image
from elearn.domain.errors import NotThere, Refusal
from elearn.store import library, pictures
from elearn.store.db import db, hold, saving
from elearn.store.library import CaseVersion

Bytes = Callable[[Case, Image], bytes]


class NotPublished(Refusal):
    """The case on disk cannot become a version now. What is published stays."""


def no_pictures(case: Case, image: Image) -> bytes:
    """For cases that were never in a folder: tests and benches."""
    raise LookupError(f"{case.case} shows {image.path}, and nobody said where its bytes are")


def from_disk(root: Path) -> Bytes:
    """Where the pictures of a library are."""
    return lambda case, image: picture(root, case, image)


def publish(cases: Iterable[Case], now: datetime, bytes_of: Bytes = no_pictures) -> list[CaseVersion]:
    """Keep each case that differs from its newest version, with its pictures. Returns the new versions.

    Content that was published before and has been gone back to keeps its one version, under the next number.
    """
    with saving() as session:
        hold(session.connection(), "publishing")
        return [version for case in cases if (version := _keep(case, now, bytes_of))]


def _keep(case: Case, now: datetime, bytes_of: Bytes) -> CaseVersion | None:
    newest = library.latest(case.case)
    if newest is not None and newest.sha == case.sha:
        return None
    for image in case.images:
        pictures.keep(image.sha, image.media_type, bytes_of(case, image))
    version = db.session.get(CaseVersion, case.sha)
    if version is None:
        version = CaseVersion(sha=case.sha, slug=case.case, title=case.title, body=case.model_dump_json())
        db.session.add(version)
    version.number, version.published_at = (newest.number if newest else 0) + 1, now
    db.session.flush()
    return version


def publish_one(root: Path, slug: str, seen: str, now: datetime) -> CaseVersion | None:
    """Publish a case of a library as it stands on disk; none where nothing has changed. Raises NotPublished, in words, when it has errors,
    or is no longer what its author looked at (`seen`, its hash).
    """
    folder = root / CASES / slug
    if not folder.is_dir():
        raise NotThere("case.not_on_disk", "There is no such case in the library.")
    compiled = compile_case(folder, today=now.date())
    if compiled.case is None:
        first = compiled.errors[0]
        raise NotPublished(
            "publish.errors",
            "The case on disk has an error, and what is published stays. {where}: {what}",
            where=f"{first.where.file}:{first.where.line}",
            what=first.message,
        )
    if compiled.case.sha != seen:
        raise NotPublished("publish.moved_on", "The case on disk has changed since this page was made. Look at it again, then publish.")
    try:
        return next(iter(publish([compiled.case], now, from_disk(root))), None)
    except PictureChanged as error:
        raise NotPublished("publish.picture", "{what}", what=str(error)) from error
