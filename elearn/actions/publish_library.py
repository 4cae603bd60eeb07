"""Publishing all of a library: its cases, its modules, and its shared lists."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from elearn.actions.publish import Bytes, from_disk, no_pictures, publish
from elearn.authoring.library import Library, read_library
from elearn.authoring.watch import fingerprint
from elearn.domain.module import Module
from elearn.domain.problem import Problem
from elearn.domain.reference import Reference
from elearn.store import modules, reference, versions
from elearn.store.db import db, saving
from elearn.store.modules import ModuleVersion
from elearn.store.reference import ReferenceVersion


def publish_library(library: Library, now: datetime, bytes_of: Bytes = no_pictures) -> int:
    """Publish whatever has no error and differs from its newest version. Returns how many versions are new."""
    lists = [library.reference] if library.reference is not None else []
    fresh = [*publish(library.cases, now, bytes_of), *publish_modules(library.modules, now)]
    return len(fresh) + sum(publish_lists(each, now) for each in lists)


def publish_folder(root: Path, now: datetime, said: Callable[[Problem], None], *, anew: bool = False) -> int:
    """Publish what of a library on disk has no error, and say what has. Returns how many versions are new.

    A folder all of which was published as it still looks is not read, unless it is to be read `anew`: a start with a hundred cases takes no
    longer than one with none.
    """
    name, looks = sha256(str(root.resolve()).encode()).hexdigest(), fingerprint(root)
    if not anew and versions.is_published(name, looks):
        return 0
    found = read_library(root, today=now.date())
    for problem in found.errors:
        said(problem)
    fresh = publish_library(found, now, from_disk(root))
    if not found.errors:
        with saving():
            versions.keep_published(name, looks)
    return fresh


def publish_modules(found: Iterable[Module], now: datetime) -> list[ModuleVersion]:
    """Keep each module that differs from its newest version. Returns the new versions."""
    with saving():
        return [version for module in found if (version := _keep(module, now))]


def _keep(module: Module, now: datetime) -> ModuleVersion | None:
    newest = modules.latest(module.module)
    if newest is not None and newest.sha == module.sha:
        return None
    version = db.session.get(ModuleVersion, module.sha)
    if version is None:
        version = ModuleVersion(sha=module.sha, slug=module.module, title=module.title, body=module.model_dump_json())
        db.session.add(version)
    version.number, version.published_at = (newest.number if newest else 0) + 1, now
    db.session.flush()
    return version


def publish_lists(found: Reference, now: datetime) -> bool:
    """Keep the shared lists if they differ from their newest version; whether they did."""
    with saving() as session:
        number, newest = reference.latest()
        if newest == found.sha:
            return False
        version = session.get(ReferenceVersion, found.sha)
        if version is None:
            version = ReferenceVersion(sha=found.sha, body=found.model_dump_json())
            session.add(version)
        version.number, version.published_at = number + 1, now
        return True
