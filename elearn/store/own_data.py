"""All that is kept of one person, as rows: for their own copy, and for nobody else. Each question asks for one table, whatever its size."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, func, literal, or_, select, union_all

from elearn.store.account_deeds import AccountDeed
from elearn.store.answers import AnswerSheet, ClassInstrument, ResearchConsent, VignetteMark
from elearn.store.attention import CardSaid
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import db
from elearn.store.exports import ExportJob
from elearn.store.library import CaseVersion
from elearn.store.log import LogEntry
from elearn.store.looks import Look
from elearn.store.marks import Candidate, LevelGiven, MarkQuery, MarkRelease, ModerationEntry, Phrase, SettledLevel, WordsGiven
from elearn.store.messages import Message, MessageRead
from elearn.store.notices import DigestTold
from elearn.store.outbox import Letter
from elearn.store.pairing import Availability, KeptApart
from elearn.store.people import HelpCall, Person, SignInAttempt
from elearn.store.polls import Poll, PollAnswer
from elearn.store.progress import ModuleAnswer, ModuleDone, ModuleReflection
from elearn.store.rosters import RosterDraft
from elearn.store.rubrics import RubricVersion
from elearn.store.second_factors import RecoveryCode
from elearn.store.sessions import SignedIn
from elearn.store.sittings import Draft, Seat, Sitting
from elearn.store.timetable import Allowance
from elearn.store.tokens import SingleUse
from elearn.store.tries import Try
from elearn.store.word_decisions import WordDecision

Found = Iterable[Sequence[Any]]
AT_ONCE = 500
"""rows that the database hands over at a time"""


def _rows(asked: Executable) -> Found:
    return db.session.execute(asked.execution_options(yield_per=AT_ONCE))


def _seated(table: Any) -> ColumnElement[bool]:
    """The seat at which a row of a sitting is."""
    return and_(Seat.cohort_id == table.cohort_id, Seat.sitting_id == table.sitting_id)


_SITTING = and_(Sitting.cohort_id == Seat.cohort_id, Sitting.id == Seat.sitting_id)
_COHORT = Cohort.id == Seat.cohort_id


def codes_left(person_id: int) -> int:
    """How many recovery codes are left."""
    asked = select(func.count()).select_from(RecoveryCode)
    return db.session.scalar(asked.where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))) or 0


def sign_ins(person_id: int) -> Found:
    """Browsers."""
    columns = (SignedIn.device, SignedIn.begun_at, SignedIn.used_at, SignedIn.ends_at)
    return _rows(select(*columns).where(SignedIn.person_id == person_id).order_by(SignedIn.begun_at))


def attempts(person: Person) -> Found:
    """Tries at this account: what, network, when."""
    yield from _rows(select(literal("sign in"), SignInAttempt.address, SignInAttempt.at).where(SignInAttempt.email == person.email[:254]))
    yield from _rows(select(Try.at_what, Try.address, Try.at).where(about(person)))


def about(person: Person) -> ColumnElement[bool]:
    """Which counted tries name this person: by address, or by number where they were signed in."""
    numbered = and_(Try.at_what.in_(("password", "factor")), Try.about == str(person.id))
    return or_(Try.about == person.email[:254], numbered)


def links(person_id: int) -> Found:
    """Single-use links."""
    columns = (SingleUse.purpose, SingleUse.made_at, SingleUse.expires_at, SingleUse.used_at)
    return _rows(select(*columns).where(SingleUse.person_id == person_id).order_by(SingleUse.made_at))


def letters(email: str) -> Found:
    """Letters to an address: kind, values, state, when."""
    columns = (Letter.kind, Letter.values, Letter.state, Letter.written_at)
    return _rows(select(*columns).where(Letter.to == email).order_by(Letter.id))


def notices(person_id: int) -> Found:
    """What the last letter told: what and how much, on which day."""
    return _rows(select(DigestTold.told, DigestTold.told_on).where(DigestTold.person_id == person_id))


def deeds(person_id: int) -> Found:
    """What was done to an account: what, by whom as a number, when."""
    columns = (AccountDeed.what, AccountDeed.by_id, AccountDeed.at)
    return _rows(select(*columns).where(AccountDeed.person_id == person_id).order_by(AccountDeed.id))


def classes(person_id: int) -> Found:
    """Places in classes, with what is arranged there."""
    apart = select(func.count()).select_from(KeptApart).where(KeptApart.cohort_id == Enrolment.cohort_id)
    apart = apart.where(or_(KeptApart.one_id == person_id, KeptApart.other_id == person_id)).correlate(Enrolment)
    columns = (
        Cohort.name, Enrolment.role, Enrolment.discipline, Enrolment.student_number, Allowance.percent, Allowance.minutes, Allowance.days,
        Availability.week, apart.scalar_subquery(), ResearchConsent.allows,
    )  # fmt: skip
    asked = select(*columns).select_from(Enrolment).join(Cohort, Cohort.id == Enrolment.cohort_id)
    for table in (Allowance, Availability, ResearchConsent):
        asked = asked.outerjoin(table, and_(table.cohort_id == Enrolment.cohort_id, table.person_id == Enrolment.person_id))
    return _rows(asked.where(Enrolment.person_id == person_id).order_by(Enrolment.cohort_id))


def seats(person_id: int) -> Found:
    """Seats: class, pair, case, member, discipline, candidate, made, left."""
    at = and_(_seated(Candidate), Candidate.member_id == Seat.member_id)
    columns = (
        Cohort.name, Sitting.number, CaseVersion.slug, Seat.member_id, Seat.discipline, Candidate.number, Sitting.opened_at, Seat.left_at,
    )  # fmt: skip
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING)
    asked = asked.join(CaseVersion, CaseVersion.sha == Sitting.case_sha).outerjoin(Candidate, at)
    return _rows(asked.where(Seat.person_id == person_id).order_by(Seat.cohort_id, Seat.sitting_id))


def moves(person_id: int) -> Found:
    """A person's own moves: class, pair, lane, number, when, name, body."""
    columns = (Cohort.name, Sitting.number, LogEntry.lane, LogEntry.seq, LogEntry.at, LogEntry.move, LogEntry.body)
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING)
    asked = asked.join(LogEntry, and_(_seated(LogEntry), LogEntry.by == Seat.member_id)).where(Seat.person_id == person_id)
    return _rows(asked.order_by(Seat.cohort_id, Seat.sitting_id, LogEntry.lane, LogEntry.seq))


def tables(person_id: int) -> Found:
    """The tables of a person's pairs: class, pair, member, snapshot, the case's version, class id, sitting id, when they left."""
    columns = (
        Cohort.name, Sitting.number, Seat.member_id, Sitting.snapshot, Sitting.case_sha, Seat.cohort_id, Seat.sitting_id, Seat.left_at,
    )  # fmt: skip
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING).where(Seat.person_id == person_id)
    return db.session.execute(asked.order_by(Seat.cohort_id, Seat.sitting_id).execution_options(yield_per=10))


def drafts(person_id: int) -> Found:
    """Half-typed words: class, pair, field, words, when."""
    columns = (Cohort.name, Sitting.number, Draft.field, Draft.words, Draft.written_at)
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING)
    return _rows(asked.join(Draft, and_(_seated(Draft), Draft.member_id == Seat.member_id)).where(Seat.person_id == person_id))


def messages(person_id: int) -> Found:
    """Messages read and written: class, part, words, when, read when."""
    read = select(Cohort.name, literal("read"), Message.words, Message.at, MessageRead.at).select_from(MessageRead)
    read = read.join(Message, Message.id == MessageRead.message_id).join(Cohort, Cohort.id == Message.cohort_id)
    yield from _rows(read.where(MessageRead.person_id == person_id).order_by(Message.id))
    wrote = select(Cohort.name, literal("wrote"), Message.words, Message.at, literal(None)).join(Cohort, Cohort.id == Message.cohort_id)
    yield from _rows(wrote.where(Message.by_id == person_id).order_by(Message.id))


def feedback(person_id: int) -> Found:
    """What was released: class, pair, body, when."""
    columns = (Cohort.name, Sitting.number, MarkRelease.body, MarkRelease.released_at)
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING)
    asked = asked.join(MarkRelease, and_(_seated(MarkRelease), MarkRelease.member_id == Seat.member_id))
    return _rows(asked.where(Seat.person_id == person_id).order_by(MarkRelease.released_at))


def queries(person_id: int) -> Found:
    """Questions about feedback: class, pair, question, when, answer, when."""
    columns = (Cohort.name, Sitting.number, MarkQuery.words, MarkQuery.asked_at, MarkQuery.answer, MarkQuery.answered_at)
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING)
    asked = asked.join(MarkQuery, and_(_seated(MarkQuery), MarkQuery.member_id == Seat.member_id))
    return _rows(asked.where(Seat.person_id == person_id).order_by(MarkQuery.id))


def cards(person_id: int) -> Found:
    """Cards about a person's pairs: class, pair, rule, said, when."""
    columns = (Cohort.name, Sitting.number, CardSaid.rule, CardSaid.said, CardSaid.at)
    asked = select(*columns).select_from(Seat).join(Cohort, _COHORT).join(Sitting, _SITTING)
    return _rows(asked.join(CardSaid, _seated(CardSaid)).where(Seat.person_id == person_id).order_by(CardSaid.at))


def modules(person_id: int) -> Found:
    """Work in modules: class, module, page, part, first, first right, words, when."""
    none: Any = literal(None)
    for table, part, first, right, words, at in (
        (ModuleDone, "done", none, none, none, ModuleDone.done_at),
        (ModuleAnswer, "answer", ModuleAnswer.first, ModuleAnswer.first_right, ModuleAnswer.last, ModuleAnswer.first_at),
        (ModuleReflection, "reflection", none, none, ModuleReflection.words, ModuleReflection.saved_at),
        (ModuleReflection, "draft", none, none, ModuleReflection.draft, ModuleReflection.saved_at),
    ):
        asked: Select[Any] = select(Cohort.name, table.module_slug, table.part, literal(part), first, right, words, at)
        asked = asked.select_from(table).join(Cohort, Cohort.id == table.cohort_id).where(table.person_id == person_id)
        yield from _rows(asked.where(words != "") if table is ModuleReflection else asked)


def sheets(person_id: int) -> Found:
    """Answers to questionnaires: class, occasion, answers, changed, handed in."""
    columns = (Cohort.name, AnswerSheet.occasion, AnswerSheet.answers, AnswerSheet.changed_at, AnswerSheet.handed_in_at)
    asked = select(*columns).join(Cohort, Cohort.id == AnswerSheet.cohort_id).where(AnswerSheet.person_id == person_id)
    return _rows(asked.order_by(AnswerSheet.cohort_id, AnswerSheet.began_at))


def vignettes(person_id: int) -> Found:
    """Points for a person's short stories: class, number, points, when."""
    at = and_(VignetteMark.cohort_id == AnswerSheet.cohort_id, VignetteMark.number == AnswerSheet.number)
    asked = select(Cohort.name, VignetteMark.number, VignetteMark.points, VignetteMark.marked_at).select_from(AnswerSheet)
    return _rows(asked.join(VignetteMark, at).join(Cohort, Cohort.id == AnswerSheet.cohort_id).where(AnswerSheet.person_id == person_id))


def polls(person_id: int) -> Found:
    """Answers to polls: class, question, choices, choice, when."""
    asked = select(Cohort.name, Poll.question, Poll.body, PollAnswer.choice, PollAnswer.at).select_from(PollAnswer)
    asked = asked.join(Poll, Poll.id == PollAnswer.poll_id).join(Cohort, Cohort.id == Poll.cohort_id)
    return _rows(asked.where(PollAnswer.person_id == person_id).order_by(PollAnswer.at))


def help_calls(person_id: int) -> Found:
    """Calls for help: class, when, answered."""
    asked = select(Cohort.name, HelpCall.at, HelpCall.answered_at).join(Cohort, Cohort.id == HelpCall.cohort_id)
    return _rows(asked.where(HelpCall.person_id == person_id).order_by(HelpCall.at))


def looks(person_id: int) -> Found:
    """Who looked at a person's pairs: class, name, at what, hour."""
    mine = select(Seat.sitting_id).where(_seated(Look), Seat.person_id == person_id).exists()
    asked = select(Cohort.name, Person.name, Look.at_what, Look.hour).select_from(Look)
    asked = asked.join(Cohort, Cohort.id == Look.cohort_id).join(Person, Person.id == Look.person_id)
    return _rows(asked.where(mine).order_by(Look.hour.desc(), Person.name))


def looked(person_id: int) -> Found:
    """At whose work a person looked: class, pair, at what, hour."""
    at = and_(Sitting.cohort_id == Look.cohort_id, Sitting.id == Look.sitting_id)
    asked = select(Cohort.name, Sitting.number, Look.at_what, Look.hour).select_from(Look).join(Sitting, at)
    return _rows(asked.join(Cohort, Cohort.id == Look.cohort_id).where(Look.person_id == person_id).order_by(Look.hour.desc()))


def marked(person_id: int) -> Found:
    """What somebody gave as a marker: class, script, part, about, criterion, level, words, when."""
    none: Any = literal(None)
    levels = select(
        Cohort.name, LevelGiven.script, literal("level"), LevelGiven.about, LevelGiven.criterion, LevelGiven.level, LevelGiven.comment,
        LevelGiven.at,
    ).join(Cohort, Cohort.id == LevelGiven.cohort_id)  # fmt: skip
    yield from _rows(levels.where(LevelGiven.marker_id == person_id).order_by(LevelGiven.cohort_id, LevelGiven.script))
    words = select(Cohort.name, WordsGiven.script, WordsGiven.kind, WordsGiven.about, none, none, WordsGiven.words, WordsGiven.at)
    words = words.join(Cohort, Cohort.id == WordsGiven.cohort_id).where(WordsGiven.marker_id == person_id)
    yield from _rows(words.order_by(WordsGiven.cohort_id, WordsGiven.script))


def staff_record(person_id: int) -> Found:
    """Lines of records under an account: class, record, what, when; one record after the other."""
    nothing = literal("")
    of_classes: Any = (
        (ModerationEntry, "moderation", ModerationEntry.kind, ModerationEntry.by_id, ModerationEntry.at),
        (SettledLevel, "settled level", SettledLevel.reason, SettledLevel.by_id, SettledLevel.at),
        (MarkRelease, "release", nothing, MarkRelease.by_id, MarkRelease.released_at),
        (MarkQuery, "answer to a question", MarkQuery.answer, MarkQuery.answered_by, MarkQuery.answered_at),
        (VignetteMark, "points for a short story", nothing, VignetteMark.marker_id, VignetteMark.marked_at),
        (CardSaid, "card", CardSaid.said, CardSaid.by_id, CardSaid.at),
        (Phrase, "comment bank", Phrase.words, Phrase.made_by, Phrase.made_at),
        (RubricVersion, "rubric", RubricVersion.why, RubricVersion.made_by, RubricVersion.made_at),
        (ClassInstrument, "questionnaire", nothing, ClassInstrument.added_by, ClassInstrument.added_at),
        (ExportJob, "export", ExportJob.state, ExportJob.asked_by, ExportJob.asked_at),
        (RosterDraft, "roster", RosterDraft.name, RosterDraft.person_id, RosterDraft.made_at),
    )
    of_none: Any = (
        ("words taught", WordDecision.words, WordDecision.by_id, WordDecision.at),
        ("accounts", AccountDeed.what, AccountDeed.by_id, AccountDeed.at),
    )
    parts = [
        select(literal(number).label("number"), Cohort.name, literal(record).label("record"), what.label("what"), at.label("at"))
        .join(table, table.cohort_id == Cohort.id)
        .where(by == person_id)
        for number, (table, record, what, by, at) in enumerate(of_classes)
    ]
    parts += [
        select(literal(len(of_classes) + number), nothing, literal(record), what, at).where(by == person_id)
        for number, (record, what, by, at) in enumerate(of_none)
    ]
    every = union_all(*parts).subquery()
    return _rows(select(every.c.name, every.c.record, every.c.what, every.c.at).order_by(every.c.number, every.c.at))
