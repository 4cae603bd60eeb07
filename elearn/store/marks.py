"""What is marked, by whom, and what came of it: scripts, candidates' numbers, levels, words, moderation, releases and queries.

A *script* is one finished sitting put up for marking. It holds a piece for each member and the team's criteria. Until the marks of its
members are released a script and its people are known by numbers that say nothing of the pair.
`about` is a member id, or "" for what the members did together.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.domain.moderation import Part
from elearn.store.db import Base
from elearn.store.people import Person
from elearn.store.sittings import Sitting


class MarkingSettings(Base):
    """How a cohort marks. Without a row the defaults hold."""

    __tablename__ = "marking_settings"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    anonymous: Mapped[bool] = mapped_column(default=True)
    show_mark: Mapped[bool] = mapped_column(default=False)
    """whether students see the mark itself, last and small"""
    pass_mark: Mapped[int] = mapped_column(default=50)
    answer_by: Mapped[str] = mapped_column(String(120), default="")
    """when students may expect their feedback, in the cohort's own words"""


class MarkerChoice(Base):
    """How one marker likes the page."""

    __tablename__ = "marker_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rubric_left: Mapped[bool] = mapped_column(default=False)
    single_keys: Mapped[bool] = mapped_column(default=True)
    """single-key shortcuts, which people who dictate or tremble must be able to switch off (WCAG 2.1.4)"""


class Script(Base):
    """A finished sitting put up for marking, under a rubric's version."""

    __tablename__ = "script"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),
        ForeignKeyConstraint(["cohort_id", "rubric"], ["rubric_version.cohort_id", "rubric_version.number"]),
        UniqueConstraint("cohort_id", "sitting_id"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sitting_id: Mapped[int]
    rubric: Mapped[int]
    put_up_at: Mapped[datetime]
    exemplar: Mapped[bool] = mapped_column(default=False)
    sampled: Mapped[str] = mapped_column(String(40), default="")
    """why it is marked twice (domain/moderation.py, Why), "" where it is not"""

    sitting: Mapped[Sitting] = relationship(lazy="raise", viewonly=True)
    markings: Mapped[list["Marking"]] = relationship(lazy="raise", viewonly=True, order_by="Marking.given_at, Marking.marker_id")


class Candidate(Base):
    """The number under which a member is known to markers at one sitting."""

    __tablename__ = "candidate"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id", "member_id"], ["seat.cohort_id", "seat.sitting_id", "seat.member_id"]),
        UniqueConstraint("cohort_id", "number"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]


class Marking(Base):
    """One marker's work on one script. Whatever a marker gives lies under the marker's own id, so two never write over one another."""

    __tablename__ = "marking"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "script"], ["script.cohort_id", "script.number"]),
        Index("ix_marking_marker", "marker_id", "cohort_id", "done_at"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    script: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    part: Mapped[Part] = mapped_column(String(12))
    given_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    whole_at: Mapped[datetime | None]
    """when every level had been given for the first time: from then on the panel lies open to this marker"""
    done_at: Mapped[datetime | None]

    marker: Mapped[Person] = relationship(lazy="raise")


class LevelGiven(Base):
    """A level that a marker gave, and why. `version` rises with each change: an older page cannot write over a newer one."""

    __tablename__ = "level_given"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "script", "marker_id"], ["marking.cohort_id", "marking.script", "marking.marker_id"]),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    script: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marker_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(32), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class WordsGiven(Base):
    """What a marker wrote to the pair, to one person, or in a private note."""

    __tablename__ = "words_given"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "script", "marker_id"], ["marking.cohort_id", "marking.script", "marking.marker_id"]),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    script: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marker_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    words: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class Phrase(Base):
    """A comment that the cohort's markers use again."""

    __tablename__ = "mark_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(600))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ReferenceLevel(Base):
    """The level that an exemplar is agreed to show, and why."""

    __tablename__ = "reference_level"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "script"], ["script.cohort_id", "script.number"]),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    script: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(32), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[int]
    why: Mapped[str] = mapped_column(Text, default="")


class SettledLevel(Base):
    """A level that two markers, or whoever leads, agreed on after they had differed, with the reason."""

    __tablename__ = "settled_level"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "script"], ["script.cohort_id", "script.number"]),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    script: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(32), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ModerationEntry(Base):
    """One line of the moderation record: who did what to which script, never changed afterwards."""

    __tablename__ = "moderation_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    script: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    facts: Mapped[dict[str, Any]]

    by: Mapped[Person | None] = relationship(lazy="raise")


class MarkRelease(Base):
    """What a student was given, as it stood when it was given: later changes of a rubric or a mark do not reach it silently."""

    __tablename__ = "mark_release"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id", "member_id"], ["seat.cohort_id", "seat.sitting_id", "seat.member_id"]),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    released_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None]
    """when its reader first opened it: for their own notices, and told to nobody else"""


class MarkQuery(Base):
    """A student's question about their feedback, and the answer."""

    __tablename__ = "mark_query"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id", "member_id"], ["seat.cohort_id", "seat.sitting_id", "seat.member_id"]),
        Index("ix_mark_query_sitting", "cohort_id", "sitting_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int]
    sitting_id: Mapped[int]
    member_id: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None]
    """when the answer was first read by whoever asked"""
