"""Publishing: what passes the check on disk becomes a numbered, hashed version. A broken edit never replaces a good version."""

from collections.abc import Iterable
from datetime import datetime

from elearn.domain.content import Case
from elearn.store import library
from elearn.store.db import db, saving
from elearn.store.library import CaseVersion


def publish(cases: Iterable[Case], now: datetime) -> list[CaseVersion]:
    """Keep each case that differs from its newest version. Returns the new versions; the same case twice is one version."""
    fresh: list[CaseVersion] = []
    with saving() as session:
        for case in cases:
            sha, newest = case.sha, library.latest(case.case)
            if session.get(CaseVersion, sha) is not None:
                continue
            number = newest.number + 1 if newest else 1
            version = CaseVersion(sha=sha, slug=case.case, number=number, title=case.title, body=case.model_dump_json(), published_at=now)
            session.add(version)
            db.session.flush()
            fresh.append(version)
    return fresh
