"""What the slides of a debrief ask of a class's results: counts of its pairs, and the tables that may be an example. As few questions for
five thousand pairs as for ten.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, select, union_all

from elearn.domain.comparison import Standing
from elearn.domain.debrief import AFTER_ACT, AFTER_MAP
from elearn.store.cohorts import CohortCase
from elearn.store.db import db
from elearn.store.library import CaseVersion
from elearn.store.people import Person
from elearn.store.results import Result, ResultCause, ResultLink
from elearn.store.sittings import Seat, Sitting


@dataclass(frozen=True, kw_only=True)
class CauseCount:
    """A cause of the panel's in a class: on how many maps it stands, how many of these pairs have a plan, how many plans leave it out."""

    found: int
    plans: int
    unplanned: int


@dataclass(frozen=True, kw_only=True)
class LinkCount:
    """A link in a class: how many pairs drew it, questioned it, took it out, and how the news moved it."""

    source: str
    target: str
    drawn: int
    questioned: int
    removed: int
    more: int
    less: int


def by_cause(cohort_id: int, slug: str) -> dict[str, CauseCount]:
    """cause → what became of it in a class, of those that stand on the map of a pair that has closed it."""
    a_plan = ResultCause.sitting_id.in_(_pairs(cohort_id, slug, AFTER_ACT))
    asked = (
        select(
            ResultCause.cause, func.count(), func.sum(case((a_plan, 1), else_=0)),
            func.sum(case((and_(a_plan, ~ResultCause.planned), 1), else_=0)),
        )
        .where(*_of_pairs(ResultCause, cohort_id, slug, AFTER_MAP), ResultCause.standing == Standing.FOUND.value)
        .group_by(ResultCause.cause)
    )  # fmt: skip
    return {cause: CauseCount(found=found, plans=plans, unplanned=left) for cause, found, plans, left in db.session.execute(asked)}


def by_link(cohort_id: int, slug: str) -> list[LinkCount]:
    """The links of which a class's pairs spoke, the most disputed first."""

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    asked = (
        select(
            ResultLink.source, ResultLink.target, func.count(), count(ResultLink.questioned), count(~ResultLink.stands),
            func.sum(ResultLink.more), func.sum(ResultLink.less),
        )
        .where(*_of_pairs(ResultLink, cohort_id, slug))
        .group_by(ResultLink.source, ResultLink.target)
    )  # fmt: skip
    found = [
        LinkCount(source=row[0], target=row[1], drawn=row[2], questioned=row[3], removed=row[4], more=row[5], less=row[6])
        for row in db.session.execute(asked)
    ]
    return sorted(found, key=lambda each: (-(each.questioned + each.removed + min(each.more, each.less)), -each.drawn, each.source))


def _same() -> Any:
    return (Sitting.cohort_id == Result.cohort_id) & (Sitting.id == Result.sitting_id)


def _of_pairs(kind: Any, cohort_id: int, slug: str, closed: Sequence[str] = ()) -> Iterable[Any]:
    """Rows of a class's pairs, read pair by pair as they lie. Joined instead, SQLite takes them in the order of the index that suits the
    grouping, and looks each of them up: two and a half times as long.
    """
    return kind.cohort_id == cohort_id, kind.sitting_id.in_(_pairs(cohort_id, slug, closed))


def _pairs(cohort_id: int, slug: str, closed: Sequence[str]) -> Select[int]:
    pairs = select(Result.sitting_id).join(Sitting, _same()).where(*_in_class(cohort_id, slug))
    return pairs.where(Result.closed.in_(closed)) if closed else pairs


def _in_class(cohort_id: int, slug: str) -> Iterable[Any]:
    return Result.cohort_id == cohort_id, Result.case_slug == slug, Sitting.closed_at.is_(None)


@dataclass(frozen=True, kw_only=True)
class NewsCount:
    """What the news moved in a class: pairs that changed their map then, and what they added, took away and weighed anew."""

    pairs: int
    changed: int
    added: int
    removed: int
    weighed: int


@dataclass(frozen=True, kw_only=True)
class Debriefed:
    """A case before a class: its newest version, whether it was chosen for the class, how many pairs have a map and a plan to speak of, and
    what the news moved.
    """

    sha: str | None
    """none: it is not published"""
    chosen: bool
    maps: int
    plans: int
    news: NewsCount


def debriefed(cohort_id: int, slug: str) -> Debriefed:
    """What the slides of a class count of its pairs, in one question."""

    def count(condition: Any, value: Any = 1) -> Any:
        return func.coalesce(func.sum(case((condition, value), else_=0)), 0)

    maps, plans, past_news = (Result.closed.in_(kinds) for kinds in (AFTER_MAP, AFTER_ACT, ("news", *AFTER_ACT)))
    moved = Result.news_added + Result.news_removed + Result.news_weighed
    newest = select(CaseVersion.sha).where(CaseVersion.slug == slug).order_by(CaseVersion.number.desc()).limit(1)
    chosen = select(CohortCase.case_slug).where(CohortCase.cohort_id == cohort_id, CohortCase.case_slug == slug)
    asked = (
        select(
            newest.scalar_subquery().label("sha"), chosen.exists().label("chosen"), count(maps), count(plans), count(past_news),
            count(and_(past_news, moved > 0)), count(past_news, Result.news_added), count(past_news, Result.news_removed),
            count(past_news, Result.news_weighed),
        )
        .select_from(Result)
        .join(Sitting, _same())
        .where(*_in_class(cohort_id, slug))
    )  # fmt: skip
    sha, is_chosen, on_maps, in_plans, pairs, changed, added, removed, weighed = db.session.execute(asked).one()
    news = NewsCount(pairs=pairs, changed=changed, added=added, removed=removed, weighed=weighed)
    return Debriefed(sha=sha, chosen=bool(is_chosen), maps=on_maps, plans=in_plans, news=news)


MOST_EXAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Example:
    """A pair's table as it is kept, the case's hash, and the names of everybody who sits or sat there."""

    snapshot: str
    case_sha: str
    names: list[str]


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Tables that may be an example to their class, at most three of a kind: those first whose maps hold most whole chains and most
    evidence; and those that keep a link, or took it out, the most questioned first.
    """

    strongest: list[Example]
    keep: list[Example]
    took_out: list[Example]


def examples(cohort_id: int, slug: str, link: tuple[str, str] | None) -> Examples:
    """The tables that the slides may quote, in two questions."""
    kinds = [_strongest(cohort_id, slug), *(_with_link(cohort_id, slug, link, stands=each) for each in (True, False) if link)]
    chosen = union_all(*(select(each.subquery()) for each in kinds)).subquery()
    at = and_(Sitting.cohort_id == cohort_id, Sitting.id == chosen.c.sitting_id)
    asked = select(chosen.c.kind, Sitting.id, Sitting.snapshot, Sitting.case_sha).join(Sitting, at)
    ranked = asked.order_by(*(chosen.c[each].desc() for each in ("first", "second", "third")), Sitting.id)
    rows = db.session.execute(ranked).all()
    names = _names_at(cohort_id, {row.id for row in rows})
    found: dict[str, list[Example]] = defaultdict(list)
    for row in rows:
        found[row.kind].append(Example(snapshot=row.snapshot, case_sha=row.case_sha, names=names[row.id]))
    return Examples(strongest=found["strongest"], keep=found["keep"], took_out=found["took out"])


def _strongest(cohort_id: int, slug: str) -> Select[*tuple[Any, ...]]:
    rank = (Result.chains.label("first"), Result.evidenced.label("second"), Result.found.label("third"))
    asked = select(literal("strongest").label("kind"), Result.sitting_id, *rank).join(Sitting, _same())
    asked = asked.where(*_in_class(cohort_id, slug), Sitting.no_example.is_(False), Result.chains > 0)
    return asked.order_by(*(each.desc() for each in rank), Result.sitting_id).limit(MOST_EXAMPLES)


def _with_link(cohort_id: int, slug: str, link: tuple[str, str], *, stands: bool) -> Select[*tuple[Any, ...]]:
    asked = (
        select(
            literal("keep" if stands else "took out").label("kind"), ResultLink.sitting_id,
            cast(ResultLink.questioned, Integer).label("first"), literal(0).label("second"), literal(0).label("third"),
        )
        .join(Result, and_(Result.cohort_id == ResultLink.cohort_id, Result.sitting_id == ResultLink.sitting_id))
        .join(Sitting, _same())
        .where(*_in_class(cohort_id, slug), Sitting.no_example.is_(False), ResultLink.stands.is_(stands))
        .where(ResultLink.source == link[0], ResultLink.target == link[1])
    )  # fmt: skip
    return asked.order_by(ResultLink.questioned.desc(), ResultLink.sitting_id).limit(MOST_EXAMPLES)


def _names_at(cohort_id: int, sitting_ids: Collection[int]) -> dict[int, list[str]]:
    asked = select(Seat.sitting_id, Person.name).join(Person, Person.id == Seat.person_id)
    names: dict[int, list[str]] = {id: [] for id in sitting_ids}
    for row in db.session.execute(asked.where(Seat.cohort_id == cohort_id, Seat.sitting_id.in_(sitting_ids))):
        names[row.sitting_id].append(row.name)
    return names
