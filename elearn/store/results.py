"""Results: what became of each pair's map beside the panel's, kept as rows so that no page and no export folds a log.

`Result` has one row a sitting, `ResultCause` one a cause of the panel's (its weak causes too), `ResultLink` one a link that the pair spoke
of. They are written in the transaction that closes a step, and again by `elearn recompute`; they hold no words of anybody's, only ids of
the panel's and figures, so that redacting or erasing somebody's words never touches them.

Which rule worked them out stands in `rule` (`domain/results.py` raises it when the same log would give other figures), which content in
`case_sha`. Rows of another rule are found by `stale`. `upto` is the number of the last log entry that they know of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint, Index, String, case, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.comparison import Standing
from elearn.domain.results import RULE, CauseResult, LinkResult, Outcome
from elearn.store.db import Base, db
from elearn.store.sittings import Sitting


class Result(Base):
    """One sitting's figures. Shares are from 0 to 1, and none where nothing is owed; none of them is ever a mark (pedagogy 0.5)."""

    __tablename__ = "result"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),
        Index("ix_result_cohort_id_case_slug", "cohort_id", "case_slug"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    case_slug: Mapped[str] = mapped_column(String(64))
    case_sha: Mapped[str] = mapped_column(ForeignKey("case_version.sha"))
    rule: Mapped[int]
    upto: Mapped[int]
    closed: Mapped[str] = mapped_column(String(16))
    """the kind of the step that closed last; "" before the first"""
    finished: Mapped[bool]
    kept_at: Mapped[datetime]
    found: Mapped[int]
    """core and supporting causes of the panel's that stand on the map; `owed` is how many there are"""
    owed: Mapped[int]
    missed: Mapped[int]
    weak: Mapped[int]
    beyond: Mapped[int]
    """the pair's causes that no wording of the panel's fits, whether or not the pair has said so"""
    chains: Mapped[int]
    """chains of the panel's that stand whole; `chains_owed` is how many there are"""
    chains_owed: Mapped[int]
    medicine: Mapped[float | None] = mapped_column(Float)
    """how much of what only this pack shows is on the map: the pooling index of pedagogy D.5"""
    law: Mapped[float | None] = mapped_column(Float)
    joint: Mapped[float | None] = mapped_column(Float)
    """the same of what only both packs together show: the synthesis"""
    links: Mapped[int]
    evidenced: Mapped[int]
    """links with a passage behind them"""
    actions: Mapped[int]
    pack_opened: Mapped[bool] = mapped_column(default=False)
    """the house opened a pack whose holder was missing: then this says nothing of how packs and professions meet"""
    news_added: Mapped[int]
    """causes and links that came on the map during News"""
    news_removed: Mapped[int]
    news_weighed: Mapped[int]
    """things whose sureness was changed during News"""


class ResultCause(Base):
    """What became of one cause of the panel's. `said_*`: "medicine", "law", "both", or "" for nobody."""

    __tablename__ = "result_cause"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id"], ["result.cohort_id", "result.sitting_id"], ondelete="CASCADE"),
        Index("ix_result_cause_cohort_id_cause", "cohort_id", "cause"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(64), primary_key=True)
    standing: Mapped[str] = mapped_column(String(16))
    """found, missed, may_be_yours, or weak (a weak cause that stands on the map)"""
    near: Mapped[bool]
    """found by broader or narrower words only"""
    spotted_by: Mapped[str] = mapped_column(String(16))
    """whose sealed findings show it"""
    talked: Mapped[bool]
    """a finding that shows it was said back, or a paper that shows it opened"""
    said_first: Mapped[str] = mapped_column(String(16))
    """which profession came upon it first, in a finding, by opening a paper, or on the map"""
    said_at: Mapped[str] = mapped_column(String(16))
    """the kind of step at which that was; "" for never"""
    planned: Mapped[bool]
    """an action of the plan works on it"""


class ResultLink(Base):
    """What a pair made of a link between two causes that the panel knows, weak ones too."""

    __tablename__ = "result_link"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id"], ["result.cohort_id", "result.sitting_id"], ondelete="CASCADE"),
        Index("ix_result_link_cohort_id_source_target", "cohort_id", "source", "target"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    target: Mapped[str] = mapped_column(String(64), primary_key=True)
    stands: Mapped[bool]
    """it is on the map; otherwise it was taken out"""
    questioned: Mapped[bool]
    """a partner asked about it, challenged it, or proposed to take it out"""
    more: Mapped[int]
    """members who found it more likely after the news; `less`, `same` likewise"""
    less: Mapped[int]
    same: Mapped[int]


def keep(cohort_id: int, sitting_id: int, case_sha: str, outcome: Outcome, now: datetime) -> None:
    """Write a sitting's results over what was there."""
    for kind in (ResultLink, ResultCause, Result):
        db.session.execute(delete(kind).where(kind.cohort_id == cohort_id, kind.sitting_id == sitting_id))
    key = {"cohort_id": cohort_id, "sitting_id": sitting_id}
    figures = {name: getattr(outcome, name) for name in FIGURES}
    db.session.execute(insert(Result).values(**key, case_sha=case_sha, rule=RULE, kept_at=now, **figures))
    if outcome.causes:
        db.session.execute(insert(ResultCause), [{**key, **each.model_dump(mode="json")} for each in outcome.causes])
    if outcome.links_spoken_of:
        db.session.execute(insert(ResultLink), [{**key, **each.model_dump(mode="json")} for each in outcome.links_spoken_of])


FIGURES = tuple(name for name in Outcome.model_fields if name not in ("causes", "links_spoken_of"))


def kept(cohort_id: int, sitting_id: int) -> Outcome | None:
    """A sitting's results as they were kept; none before its first step closed."""
    found = db.session.get(Result, (cohort_id, sitting_id))
    if found is None:
        return None
    causes = db.session.scalars(_of(ResultCause, cohort_id, sitting_id).order_by(ResultCause.cause))
    links = db.session.scalars(_of(ResultLink, cohort_id, sitting_id).order_by(ResultLink.source, ResultLink.target))
    return Outcome(
        **{name: getattr(found, name) for name in FIGURES},
        causes=tuple(CauseResult(**{name: getattr(each, name) for name in CauseResult.model_fields}) for each in causes),
        links_spoken_of=tuple(LinkResult(**{name: getattr(each, name) for name in LinkResult.model_fields}) for each in links),
    )


def _of(kind: Any, cohort_id: int, sitting_id: int) -> Any:
    return select(kind).where(kind.cohort_id == cohort_id, kind.sitting_id == sitting_id)


def stale() -> list[tuple[int, int]]:
    """Sittings whose results another rule has worked out."""
    asked = select(Result.cohort_id, Result.sitting_id).where(Result.rule != RULE)
    return [(row[0], row[1]) for row in db.session.execute(asked)]


# --- a class's results, counted by the database


@dataclass(frozen=True, kw_only=True)
class CauseCount:
    """A cause of the panel's in a class: how many pairs it stands with, and how many of their plans leave it out."""

    found: int
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


def pairs_of(cohort_id: int, slug: str, *, closed: Sequence[str] = ()) -> int:
    """How many sittings of a case there are with results; `closed`: of those whose last closed step is of one of these kinds."""
    asked = select(func.count()).select_from(Result).join(Sitting, _same()).where(*_in_class(cohort_id, slug))
    return db.session.scalar(asked.where(Result.closed.in_(closed)) if closed else asked) or 0


def by_cause(cohort_id: int, slug: str, *, closed: Sequence[str] = ()) -> dict[str, CauseCount]:
    """cause → what became of it in a class, of those that stand on somebody's map."""
    asked = (
        select(ResultCause.cause, func.count(), func.sum(case((ResultCause.planned, 0), else_=1)))
        .where(*_of_pairs(ResultCause, cohort_id, slug, closed), ResultCause.standing == Standing.FOUND.value)
        .group_by(ResultCause.cause)
    )
    return {cause: CauseCount(found=found, unplanned=unplanned) for cause, found, unplanned in db.session.execute(asked)}


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
    pairs = select(Result.sitting_id).join(Sitting, _same()).where(*_in_class(cohort_id, slug))
    return kind.cohort_id == cohort_id, kind.sitting_id.in_(pairs.where(Result.closed.in_(closed)) if closed else pairs)


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


def by_news(cohort_id: int, slug: str, closed: Sequence[str]) -> NewsCount:
    """What the news moved, in pairs that are past it."""
    moved = Result.news_added + Result.news_removed + Result.news_weighed
    asked = (
        select(
            func.count(), func.coalesce(func.sum(case((moved > 0, 1), else_=0)), 0), func.coalesce(func.sum(Result.news_added), 0),
            func.coalesce(func.sum(Result.news_removed), 0), func.coalesce(func.sum(Result.news_weighed), 0),
        )
        .select_from(Result)
        .join(Sitting, _same())
        .where(*_in_class(cohort_id, slug), Result.closed.in_(closed))
    )  # fmt: skip
    row = db.session.execute(asked).one()
    return NewsCount(pairs=row[0], changed=row[1], added=row[2], removed=row[3], weighed=row[4])


def strongest(cohort_id: int, slug: str, most: int = 3) -> list[int]:
    """Sittings that may be an example to their class, those first whose maps hold most whole chains and most evidence."""
    asked = (
        select(Result.sitting_id)
        .join(Sitting, _same())
        .where(*_in_class(cohort_id, slug), Sitting.no_example.is_(False), Result.chains > 0)
        .order_by(Result.chains.desc(), Result.evidenced.desc(), Result.found.desc(), Result.sitting_id)
        .limit(most)
    )
    return list(db.session.scalars(asked))


def with_link(cohort_id: int, slug: str, source: str, target: str, *, stands: bool, most: int = 3) -> list[int]:
    """Sittings that may be quoted and that keep, or took out, a link."""
    asked = (
        select(ResultLink.sitting_id)
        .join(Result, (Result.cohort_id == ResultLink.cohort_id) & (Result.sitting_id == ResultLink.sitting_id))
        .join(Sitting, _same())
        .where(*_in_class(cohort_id, slug), Sitting.no_example.is_(False), ResultLink.stands.is_(stands))
        .where(ResultLink.source == source, ResultLink.target == target)
        .order_by(ResultLink.questioned.desc(), ResultLink.sitting_id)
        .limit(most)
    )
    return list(db.session.scalars(asked))
