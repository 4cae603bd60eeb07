"""Results: what became of each pair's map beside the panel's, kept as rows so that no page and no export folds a log.

`Result` has one row a sitting, `ResultCause` one a cause of the panel's (its weak causes too), `ResultLink` one a link that the pair spoke
of. They are written in the transaction that closes a step, and again by `elearn recompute`; they hold no words of anybody's, only ids of
the panel's and figures, so that redacting or erasing somebody's words never touches them.

Which rule worked them out stands in `rule` (`domain/results.py` raises it when the same log would give other figures), which content in
`case_sha`. Rows of another rule are found by `stale`. `upto` is the number of the last log entry that they know of.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint, Index, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.results import RULE, CauseResult, LinkResult, Outcome
from elearn.store.db import Base, db


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
