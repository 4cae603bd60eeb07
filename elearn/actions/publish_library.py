"""Publishing all of a library: its cases, its modules, and its shared lists."""

from collections.abc import Iterable
from datetime import datetime

from elearn.actions.publish import publish
from elearn.authoring.library import Library
from elearn.domain.module import Module
from elearn.domain.reference import Reference
from elearn.store import modules, reference
from elearn.store.db import db, saving
from elearn.store.modules import ModuleVersion
from elearn.store.reference import ReferenceVersion


def publish_library(library: Library, now: datetime) -> int:
    """Publish whatever has no error and differs from its newest version. Returns how many versions are new."""
    lists = [library.reference] if library.reference is not None else []
    return len(publish(library.cases, now)) + len(publish_modules(library.modules, now)) + sum(publish_lists(each, now) for each in lists)


def publish_modules(found: Iterable[Module], now: datetime) -> list[ModuleVersion]:
    """Keep each module that differs from its newest version. Returns the new versions."""
    fresh: list[ModuleVersion] = []
    with saving() as session:
        for module in found:
            newest = modules.latest(module.module)
            if newest is not None and newest.sha == module.sha:
                continue
            number = newest.number + 1 if newest else 1
            again = session.get(ModuleVersion, module.sha)
            if again is not None:
                again.number, again.published_at = number, now  # words of an earlier version, taken up once more
                continue
            version = ModuleVersion(
                sha=module.sha, slug=module.module, number=number, title=module.title, body=module.model_dump_json(), published_at=now
            )
            session.add(version)
            db.session.flush()
            fresh.append(version)
    return fresh


def publish_lists(found: Reference, now: datetime) -> bool:
    """Keep the shared lists if they differ from their newest version; whether they did."""
    with saving() as session:
        number, newest = reference.latest()
        if newest == found.sha:
            return False
        again = session.get(ReferenceVersion, found.sha)
        if again is not None:
            again.number, again.published_at = number + 1, now
        else:
            session.add(ReferenceVersion(sha=found.sha, number=number + 1, body=found.model_dump_json(), published_at=now))
        return True
