"""One case for its author: problems, dates, versions and who is on which, what changed, and how much there is to read."""

from itertools import pairwise
from math import ceil
from typing import Any

from werkzeug.exceptions import NotFound

from elearn.domain.changes import Part, changes
from elearn.domain.content import Case, Pack, SeenFrom, Step
from elearn.domain.due import due
from elearn.domain.reading_age import reading
from elearn.domain.soundness.way import READING_SHARE, WORDS_A_MINUTE
from elearn.store import library, versions, words
from elearn.web.author import contents, desk
from elearn.web.filters import said

ON_DISK = "disk"
"""in an address, what stands for the case as it is in the folder"""


def view(slug: str) -> dict[str, Any]:
    """What the case's page shows."""
    found = desk.compiled(slug)
    case, as_on_disk = desk.to_show(slug)
    published = versions.of_case(slug)
    newest = published[0] if published else None
    problems = found.problems if found else ()
    return {
        "slug": slug,
        "case": case,
        "title": case.title if case else newest.title if newest else slug,
        "as_on_disk": as_on_disk,
        "on_disk": found is not None,
        "due": due(case.review_by, desk.today()).value if case else "",
        **contents.counts(problems),
        "problems": [contents.problem(each) for each in sorted(problems, key=lambda each: not each.is_error)],
        "versions": [_version(each, slug) for each in published],
        "before": {later.number: earlier.number for later, earlier in pairwise(published)},
        "fresh": found.case.sha if found and found.case and (newest is None or newest.sha != found.case.sha) else "",
        "next": newest.number + 1 if newest else 1,
        "facts": _facts(case) if case else None,
        "papers": [_paper(each) for each in case.papers] if case else [],
        "loads": _loads(case) if case else [],
        "unmatched": len({each.pair for each in words.of_case(slug)}),
    }


def _version(version: versions.Version, slug: str) -> dict[str, Any]:
    at_work = [each for each in versions.at_work([slug]) if each.number == version.number]
    return {"number": version.number, "sha": version.sha[:10], "published_at": version.published_at, "at_work": at_work}


def _facts(case: Case) -> dict[str, int]:
    """What each side alone holds, and what neither can see alone."""
    decisive = [paper.pack for paper, fact in case.facts() if fact.decisive]
    return {
        "medicine": decisive.count(Pack.MEDICINE),
        "law": decisive.count(Pack.LAW),
        "joint": sum(each.seen_from is SeenFrom.JOINT for each in case.panel.causes),
    }


def _paper(paper: Any) -> dict[str, Any]:
    found = len(paper.plain.split())
    minutes = paper.minutes or max(1, ceil(found / WORDS_A_MINUTE))
    age = reading(paper.plain).age
    return {"title": paper.title, "pack": paper.pack.value, "opens": paper.opens, "words": found, "minutes": minutes, "age": age}


def _loads(case: Case) -> list[dict[str, Any]]:
    """For each step that opens papers, what either side has to read there and how much of the step's time that takes."""
    return [load for step in case.steps for side in (Pack.MEDICINE, Pack.LAW) if (load := _load(case, step, side))]


def _load(case: Case, step: Step, side: Pack) -> dict[str, Any] | None:
    """News is read by both, whoever's paper it is."""
    packs = tuple(Pack) if step.kind == "news" else (side, Pack.SHARED)
    opened = [each for each in case.papers if each.opens == step.id and each.pack in packs]
    if not opened:
        return None
    minutes = sum(each["minutes"] for each in map(_paper, opened))
    return {
        "step": step.kind.value, "side": side.value, "papers": len(opened), "words": sum(len(each.plain.split()) for each in opened),
        "minutes": minutes, "of": step.minutes, "fits": minutes <= step.minutes * READING_SHARE,
    }  # fmt: skip


def between(slug: str, old: str, new: str) -> dict[str, Any]:
    """What changed between two versions, or a version and the disk."""
    before, after = _version_of(slug, old), _version_of(slug, new)
    found = changes(before, after)
    return {
        "slug": slug,
        "title": after.title,
        "old": old,
        "new": new,
        "parts": [
            {"part": part.value, "changes": told} for part in Part if (told := [said(each.said) for each in found if each.part is part])
        ],
    }


def _version_of(slug: str, which: str) -> Case:
    if which == ON_DISK:
        found = desk.compiled(slug)
        if found is None or found.case is None:
            raise NotFound
        return found.case
    version = next((each for each in versions.of_case(slug) if str(each.number) == which), None)
    if version is None:
        raise NotFound
    return library.case(version.sha)
